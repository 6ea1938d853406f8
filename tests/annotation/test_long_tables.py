"""Rows that are filled into a long list are those that xlsxwriter would have written."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from support.packages import MARK, member, patched

from kehu_batch.annotation.donor import long_tables
from kehu_batch.annotation.donor.layout import Cell, Column, Formula, Kind, ResultSheet, ResultTable
from kehu_batch.annotation.donor.writing import write_donor
from kehu_batch.errors import InternalError
from kehu_batch.ooxml.errors import DonorRejected
from kehu_batch.ooxml.late_rows import LateRows
from kehu_batch.ooxml.plan import WorkbookPatch
from kehu_batch.records import replace
from kehu_batch.sheet_writing import long_rows
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


def sheet_named(name: str, rows: int) -> ResultSheet:
    return replace(sheet(rows), name=name)


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


def host(path: Path, name: str) -> Path:
    """Write a workbook whose table of looks is another than the donor's, with some of the donor's looks in it."""
    book = xlsxwriter.Workbook(path)
    looks = [book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})]
    cells = book.add_worksheet(name)
    for row, look in enumerate(looks):
        cells.write(row, 0, row, look)
    book.close()
    return path


@pytest.mark.parametrize("at_once", [2_000, 100])
@pytest.mark.parametrize("name", ["回访", "表"])
def test_rows_put_in_as_sheets_are_copied_are_those_of_a_whole_donor(
    tmp_path: Path, name: str, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Pieces of a hundred rows are many, and wait packed.
    monkeypatch.setattr(long_rows, "_ROWS_AT_ONCE", at_once)
    source = host(tmp_path / "原.xlsx", name)
    rows: list[tuple[LateRows, ...]] = []
    donor = write_donor([sheet(3), sheet_named("单", 500)], "记号", apart=rows)
    assert [[late.packed for late in each] for each in rows] == [[], [at_once == 100]]
    assert donor.count(b"<row ") < 40
    late, _ = patched(source, WorkbookPatch(MARK, donor=donor, donor_rows=tuple(rows)))
    found = late.read_bytes()
    whole, _ = patched(
        source, WorkbookPatch(MARK, donor=write_donor([sheet(3), sheet_named("单", 500)], "记号"))
    )
    assert member(whole, "xl/worksheets/sheet3.xml").count("<row ") > 500
    assert found == whole.read_bytes()


def test_late_rows_need_the_row_that_they_stand_before(tmp_path: Path) -> None:
    source = host(tmp_path / "原.xlsx", "回访")
    late = LateRows(9_999, (0,), (b'<row r="9998"/>',))
    patch = WorkbookPatch(MARK, donor=write_donor([sheet(3)], "记号"), donor_rows=((late,),))
    with pytest.raises(DonorRejected, match="缺少第 9999 行"):
        patched(source, patch)
