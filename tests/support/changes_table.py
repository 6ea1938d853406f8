"""Writes docs/workpapers.md: what was done to a small annotated workbook in LibreOffice, and which check turned.

``python tests/support/changes_table.py`` from the repository's root, with LibreOffice installed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from annotation import test_source_changes as changes  # noqa: E402

HEAD = """# 底稿的公式与核对

`python tests/support/changes_table.py` 用 LibreOffice 在一份批注工作簿上逐项改动、重新计算后写成本表。工作簿有五张应收单、四笔回款；改动前未收余额为 {before}，全部核对相符。
同样的改动由 `tests/annotation/test_source_changes.py` 检查；每张清单按每一列、正反排序的检查在 `pytest --thorough` 里，平时只按金额列排序。

| 做了什么 | 未收余额 | 转为“✗ 不符”的核对 |
| --- | --- | --- |
"""


def set_cell(sheet: str, cell: str, value: float | datetime) -> Callable[[Workbook], None]:
    """Return a change of one cell."""

    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


def insert_row(book: Workbook) -> None:
    """Insert an invoice among the others."""
    changes.move_rows(book, "应收明细", 4, 1)
    row: tuple[Any, ...] = ("Z9", "C2", "乙公司", datetime(2023, 11, 2), datetime(2023, 12, 20), 77)
    for column, value in enumerate(row, 1):
        book["应收明细"].cell(4, column, value)


def clear_row(book: Workbook) -> None:
    """Empty the last invoice's row."""
    for cell in book["应收明细"][6]:
        cell.value = None


def overwrite_amount(book: Workbook) -> None:
    """Write a number over the formula of the first amount of 应收底稿."""
    sheet = book["应收底稿"]
    first, _ = changes.list_span(sheet, "客户名称")
    sheet.cell(first, 6).value = 123.45


def sort_list(name: str, head: str) -> Callable[[Workbook], None]:
    """Return a sort of one list by its second column, downwards."""

    def change(book: Workbook) -> None:
        changes.sort_rows(
            book[name], head, 2, openpyxl.load_workbook(SOURCE[0], data_only=True)[name], down=True
        )

    return change


#: The annotated workbook, once it is made.
SOURCE: list[Path] = []
CHANGES: tuple[tuple[str, Callable[[Workbook], None]], ...] = (
    ("什么也不做", lambda _: None),
    ("回款改动：回款明细 E2 由 30 改为 50", set_cell("回款明细", "E2", 50)),
    ("应收改动：应收明细 F6 由 1,000 改为 1,001.01", set_cell("应收明细", "F6", 1001.01)),
    ("到期日跨分段：应收明细 E3 改为 2023-10-01", set_cell("应收明细", "E3", datetime(2023, 10, 1))),
    ("删除一行：应收明细第 6 行", lambda book: changes.move_rows(book, "应收明细", 6, -1)),
    ("表下增加一行：回款明细 E6 写 5", set_cell("回款明细", "E6", 5)),
    ("中间插入一行：应收明细第 4 行，77.00", insert_row),
    (
        "新到逾期：应收明细 E5 改为 2023-10-20，客户原来没有逾期",
        set_cell("应收明细", "E5", datetime(2023, 10, 20)),
    ),
    ("清空一行：应收明细第 6 行", clear_row),
    ("中间删除一笔回款：回款明细第 3 行", lambda book: changes.move_rows(book, "回款明细", 3, -1)),
    ("底稿里改数：应收底稿第一行的应收金额写成 123.45", overwrite_amount),
    *((f"排序：{name}按第二列倒序", sort_list(name, head)) for name, head in changes.LISTS),
)


def make_source(folder: Path) -> Path:
    """Annotate the small book of the tests."""
    return changes.annotate_book(folder)


def main() -> None:
    """Write the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        SOURCE.append(make_source(folder))
        lines = []
        for text, change in CHANGES:
            book = changes.recompute(SOURCE[0], folder, change)
            found = "；".join(sorted(changes.turned(book))) or "无"
            lines.append(f"| {text} | {changes.outstanding(book):,.2f} | {found} |")
        text = HEAD.format(before=f"{changes.OUTSTANDING:,.2f}") + "\n".join(lines) + "\n"
        (ROOT / "docs" / "workpapers.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
