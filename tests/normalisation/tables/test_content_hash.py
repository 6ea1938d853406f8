"""The hash of what a workbook says is that of its original, whatever we wrote into it."""

from __future__ import annotations

from datetime import date

import pytest
from support.drops import make_sheet, make_workbook

from kehu_batch.model.tables.cell_grid import CellGrid
from kehu_batch.model.tables.source import CellValue
from kehu_batch.normalisation.gathering.content import hash_content
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.records import replace

HEADER = ("客户编号", "客户名称", "本次回访时间", "满意度评分")
OURS = ("批注·需处理", "批注·满意度")


def hashed(rows: list[list[CellValue]]) -> str:
    sheet = make_sheet(rows, name="回访")
    # As a reader gives it: without blank rows and columns at the end.
    book = make_workbook(replace(sheet, rows=CellGrid.of(sheet.rows).trimmed()))
    return hash_content(book, recognise((book,), load_vocabulary()))


def rows(*, annotated: bool, beside: str = "", below: str = "") -> list[list[CellValue]]:
    """Return a worksheet of two callbacks, with a cell far to the right of them and one under our columns."""
    ours = OURS if annotated else ("", "")
    table: list[list[CellValue]] = [[*HEADER, *ours, "", ""]]
    for number in (1, 2):
        marks = ("是", "1.0") if annotated else ("", "")
        table.append([f"A{number}", f"甲{number}公司", date(2023, 11, 5 + number), 5.0, *marks, "", ""])
    table += [[""] * 8 for _ in range(8)]
    table[-1][7], table[-1][4] = beside, below
    return table


@pytest.mark.parametrize(("beside", "below"), [("", ""), ("备忘", ""), ("备忘", "王敏抄")])
def test_columns_of_ours_leave_it_as_it_was(beside: str, below: str) -> None:
    plain = hashed(rows(annotated=False, beside=beside, below=below))
    assert hashed(rows(annotated=True, beside=beside, below=below)) == plain


def test_any_other_cell_changes_it() -> None:
    plain = hashed(rows(annotated=True))
    assert (
        len({plain, hashed(rows(annotated=True, beside="x")), hashed(rows(annotated=True, below="x"))}) == 3
    )
