"""Rows that are filled into a long list are those that xlsxwriter would have written."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from kehu_batch.annotation.donor import long_tables
from kehu_batch.annotation.donor.layout import Cell, Column, Formula, Kind, ResultSheet, ResultTable
from kehu_batch.annotation.donor.writing import write_donor
from kehu_batch.errors import InternalError
from kehu_batch.sheet_writing.long_rows import Link

TEXTS = ["甲", "", " 前后有空格 ", "a<b>&\"c'", "_x0041_", "=1+1", "😀", "两行\n文字", "<r>x</r>", "长" * 60]
NUMBERS: list[Cell] = [0, -1, 2.5, 1e21, 0.1 + 0.2, 123456789012345678, None, 5]
DAYS: list[Cell] = [date(2023, 11, 30), date(1950, 1, 1), None, date(2100, 12, 31), date(2024, 2, 29)]


def sheet(rows: int) -> ResultSheet:
    def repeated(values: list[Cell]) -> list[Cell]:
        return [values[row % len(values)] for row in range(rows)]

    links: list[Cell] = [
        Link(f"'表 <\"{row}\">'!A{row}", f"去 {row} & 回") if row % 3 else "没有" for row in range(rows)
    ]
    columns = (
        Column("text", "文字", repeated([*TEXTS])),
        Column("number", "数", repeated(NUMBERS), Kind.NUMBER),
        Column("day", "日", repeated(DAYS), Kind.DAY),
        Column("link", "链接", links),
        Column("more", "又一个链接", links[::-1]),
    )
    small = ResultTable("small", "小表", (Column("a", "甲", ["一"]),))
    return ResultSheet(
        "表", "标题", "范围", (small, ResultTable("long", "长表", columns, filtered=True), small), "16202E"
    )


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as book:
        # Blanks are kept in more places than xlsxwriter keeps them.
        return {name: book.read(name).replace(b' xml:space="preserve"', b"") for name in book.namelist()}


@pytest.mark.parametrize("date1904", [False, True])
@pytest.mark.parametrize("rows", [3, 40, 300])
def test_a_long_list_is_written_as_xlsxwriter_writes_it(
    rows: int, date1904: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_tables, "LONG", 10_000)
    plain = write_donor([sheet(rows)], "记号", date1904=date1904)
    monkeypatch.setattr(long_tables, "LONG", 3)
    filled = write_donor([sheet(rows)], "记号", date1904=date1904)
    assert members(filled) == members(plain)


def test_lists_with_formulas_or_too_many_links_are_left_to_xlsxwriter() -> None:
    assert not long_tables.holds_plain_cells([["a"], [Formula("1+1", 2)]], 10)
    assert not long_tables.holds_plain_cells([[Link("'a'!A1", "a"), Link("'a'!A2", "b")]], 1)
    assert long_tables.holds_plain_cells([["a", None, 1, 2.5, date(2023, 1, 1), Link("'a'!A1", "a")]], 1)


def test_a_number_that_no_cell_can_hold_is_an_error() -> None:
    values: list[Cell] = [1.0] * 200
    values[100] = float("nan")
    long = ResultTable("long", "长表", (Column("a", "甲", values, Kind.NUMBER),))
    with pytest.raises(InternalError, match="不能写的值"):
        write_donor([ResultSheet("表", "标题", "范围", (long,), "16202E")], "记号")


@pytest.mark.parametrize("packed", [False, True])
def test_a_filled_list_can_be_read_and_is_packed_where_it_is_delivered(packed: bool) -> None:
    data = write_donor([sheet(500)], "记号", packed=packed)
    book = openpyxl.load_workbook(BytesIO(data))
    cells = book["表"]
    first = next(row for row in range(1, 30) if cells.cell(row, 5).value == "又一个链接") + 1
    assert [cells.cell(first + row, 2).value for row in range(4)] == [0, -1, 2.5, 1e21]
    link = cells.cell(first + 1, 4).hyperlink
    assert link is not None
    assert link.location == "'表 <\"1\">'!A1"
    assert cells.cell(first + 3, 4).hyperlink is None
    with zipfile.ZipFile(BytesIO(data)) as archive:
        kinds = {member.compress_type for member in archive.infolist()}
    assert kinds == {zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED}
