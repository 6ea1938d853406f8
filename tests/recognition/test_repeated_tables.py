"""A table of documents or balances that stands twice in a drop is read once; rows that are equal elsewhere stay."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.drops import make_sheet, make_workbook

from kehu_batch.model.tables.source import Workbook
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.copies import leave_out_repeated_tables
from kehu_batch.recognition.recognise import recognise

HEADER = ["单据号", "客户名称", "开票日期", "到期日", "应收金额"]
ROWS: list[list[Any]] = [
    ["F1", "甲公司", date(2023, 8, 1), date(2023, 8, 31), 1000.0],
    ["F2", "乙公司", date(2023, 8, 1), date(2023, 8, 31), 500.0],
]
RECEIPTS = ["客户名称", "回款日期", "回款金额"]


def _book(file: str, *tables: list[list[Any]], finance: bool = False) -> Workbook:
    sheets = [make_sheet(rows, f"表{n}", file=file) for n, rows in enumerate(tables)]
    return make_workbook(*sheets, file=file, finance=finance)


def _read(*books: Workbook) -> tuple[list[str], list[str], list[str]]:
    """Return the files left, the files of the tables left, and the places of what was left out."""
    left, recognition = leave_out_repeated_tables(books, recognise(books, load_vocabulary()))
    told = [str(one.location) for one in recognition.findings if one.code == "KB114"]
    assert [region.id for region in recognition.regions] == list(range(len(recognition.regions)))
    return [book.file for book in left], [region.file for region in recognition.regions], told


@pytest.mark.parametrize(
    "names", [("应收.xlsx", "应收 - 副本.xlsx"), ("应收(1).xlsx", "应收.xls"), ("应收.xlsx", "应收.xls")]
)
def test_a_copy_of_a_file_is_read_once(names: tuple[str, str]) -> None:
    kept = min(names, key=lambda name: (name.endswith(".xls"), len(name)))
    (other,) = set(names) - {kept}
    files, tables, told = _read(*(_book(name, [HEADER, *ROWS]) for name in names))
    assert (files, tables, told) == ([kept], [kept], [f"{other} 表0!A1"])


def test_a_file_with_another_table_stays() -> None:
    receipts: list[list[Any]] = [RECEIPTS, ["甲公司", date(2023, 9, 1), 10.0]]
    files, tables, told = _read(
        _book("甲.xlsx", [HEADER, *ROWS]), _book("甲乙.xlsx", [HEADER, *ROWS], receipts)
    )
    assert files == ["甲.xlsx", "甲乙.xlsx"]
    assert tables == ["甲.xlsx", "甲乙.xlsx"]
    assert told == ["甲乙.xlsx 表0!A1"]


def test_what_else_stands_in_the_workbook_stays() -> None:
    trial_balance: list[list[Any]] = [["科目名称", "期末余额"], ["应收账款", 100.0]]
    files, tables, told = _read(
        _book("甲.xlsx", [HEADER, *ROWS]), _book("甲乙.xlsx", [HEADER, *ROWS], trial_balance)
    )
    assert (files, tables, told) == (["甲.xlsx", "甲乙.xlsx"], ["甲.xlsx"], ["甲乙.xlsx 表0!A1"])


def test_equal_rows_under_another_title_are_another_table() -> None:
    titled = ([[f"{branch}应收明细"], HEADER, *ROWS] for branch in ("华东分公司", "华南分公司"))
    files, tables, _ = _read(*(_book(f"{n}.xlsx", rows) for n, rows in enumerate(titled)))
    assert (files, tables) == (["0.xlsx", "1.xlsx"], ["0.xlsx", "1.xlsx"])


@pytest.mark.parametrize(
    "other",
    [
        [HEADER, ROWS[0], [*ROWS[1][:4], 501.0]],
        [HEADER, *ROWS, ["F3", *ROWS[1][1:]]],
        [[*HEADER[:3], "付款到期日", HEADER[4]], *ROWS],
    ],
    ids=["an amount differs", "a row more", "a header differs"],
)
def test_what_differs_anywhere_is_read(other: list[list[Any]]) -> None:
    assert _read(_book("甲.xlsx", [HEADER, *ROWS]), _book("乙.xlsx", other))[2] == []


def test_the_other_side_is_no_copy() -> None:
    books = _book("甲.xlsx", [HEADER, *ROWS]), _book("乙.xlsx", [HEADER, *ROWS], finance=True)
    assert _read(*books)[2] == []


def test_a_few_rows_without_numbers_may_be_equal_by_chance() -> None:
    row: list[Any] = ["甲公司", date(2023, 9, 1), 10.0]
    few = [RECEIPTS, row]
    many = [RECEIPTS, row, ["乙公司", date(2023, 9, 2), 20.0], ["丙公司", date(2023, 9, 3), 30.0]]
    assert _read(_book("甲.xlsx", few), _book("乙.xlsx", few))[2] == []
    assert _read(_book("甲.xlsx", many), _book("乙.xlsx", many))[2] == ["乙.xlsx 表0!A1"]
