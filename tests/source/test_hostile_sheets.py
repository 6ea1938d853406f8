"""Sheets that lie about their size, or leave out what others write: bounded before they are read, and read rightly."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from support.old_formats import write_ods

from kehu_batch.errors import InputRejected
from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import Workbook
from kehu_batch.source.formats.number_formats import parse_id_format
from kehu_batch.source.opening import open_workbook

SHEET = "xl/worksheets/sheet1.xml"


def with_rows(folder: Path, rows: str, *, sheets: int = 1, workbook: tuple[str, str] = ("", "")) -> Path:
    """Write a workbook whose first sheet has these rows; ``workbook`` is replaced in the workbook part."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    padded = book.add_format({"num_format": "000000"})
    for number in range(sheets):
        book.add_worksheet(f"表{number}").write_number(0, 0, 1, padded)
    book.close()
    path = folder / "a.xlsx"
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member).decode()
            if member.filename == SHEET:
                content = re.sub(
                    "<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>", content, flags=re.DOTALL
                )
            if member.filename == "xl/workbook.xml":
                content = content.replace(*workbook)
            new.writestr(member.filename, content)
    return path


def refused(path: Path, limits: ReadLimits | None = None) -> str:
    with pytest.raises(InputRejected) as caught:
        open_workbook(path, limits=limits)
    return caught.value.code


class TestCellsOutOfOrder:
    @pytest.mark.parametrize(
        ("far", "place"),
        [("XFD1048576", (1_048_576, 16_383)), ("ZZ900000", (900_000, 701)), ("AAA1048576", (1_048_576, 702))],
    )
    def test_a_far_cell_in_the_first_row_is_passed_over(
        self, tmp_path: Path, far: str, place: tuple[int, int]
    ) -> None:
        rows = f'<row r="1"><c r="{far}"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        rows += '<row r="2"><c r="A2"><v>3</v></c></row>'
        sheet = open_workbook(with_rows(tmp_path, rows)).sheets[0]
        assert (sheet.rows, sheet.far_cells) == ([["", 2.0], [3.0, ""]], (place,))

    def test_a_row_that_no_sheet_has_is_refused(self, tmp_path: Path) -> None:
        rows = '<row r="1"><c r="A99999999"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        assert refused(with_rows(tmp_path, rows)) == "too_large"

    def test_a_stray_cell_is_far_where_the_sheet_is_too_large_with_it(self, tmp_path: Path) -> None:
        rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="60"><c r="ZZ60"><v>2</v></c></row>'
        path = with_rows(tmp_path, rows)
        sheet = open_workbook(path, limits=ReadLimits(sparse_cells=30_000)).sheets[0]
        assert (sheet.rows[0], sheet.far_cells) == ([1.0], ((60, 701),))
        sheet = open_workbook(path).sheets[0]
        assert (len(sheet.rows), sheet.far_cells) == (60, ())

    def test_a_stray_cell_in_the_last_row_is_passed_over(self, tmp_path: Path) -> None:
        rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>2</v></c></row>'
        sheet = open_workbook(with_rows(tmp_path, rows)).sheets[0]
        assert (sheet.rows, sheet.far_cells) == ([[1.0]], ((1_048_576, 1),))

    def test_many_cells_far_below_are_content(self, tmp_path: Path) -> None:
        low = "".join(f'<row r="{row}"><c r="A{row}"><v>2</v></c></row>' for row in range(90_001, 91_102))
        sheet = open_workbook(with_rows(tmp_path, f'<row r="1"><c r="A1"><v>1</v></c></row>{low}')).sheets[0]
        assert (len(sheet.rows), sheet.far_cells) == (91_101, ())

    def test_too_many_cells_far_to_the_right_are_refused(self, tmp_path: Path) -> None:
        wide = "".join(
            f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="XFD{row}"><v>1</v></c></row>'
            for row in range(1, 1_102)
        )
        assert refused(with_rows(tmp_path, wide)) == "too_large"


class TestCellsWithoutAddress:
    def read(self, folder: Path, rows: str) -> Workbook:
        return open_workbook(with_rows(folder, rows))

    def test_order_decides(self, tmp_path: Path) -> None:
        rows = (
            '<row><c s="1"><v>7</v></c><c t="e"><v>#N/A</v></c><c><f>1+1</f></c></row>'
            '<row hidden="1"><c/><c><v>2</v></c></row>'
        )
        sheet = self.read(tmp_path, rows).sheets[0]
        assert [row[:2] for row in sheet.rows] == [["000007", "#N/A"], ["", 2.0]]
        assert (sorted(sheet.uncached), sorted(sheet.hidden_rows)) == ([(1, 2)], [2])

    def test_an_address_among_them_is_kept(self, tmp_path: Path) -> None:
        rows = '<row r="3"><c r="C3" t="e"><v>#REF!</v></c><c t="e"><v>#N/A</v></c></row>'
        rows += '<row><c t="e"><v>#NUM!</v></c></row>'
        sheet = self.read(tmp_path, rows).sheets[0]
        assert sheet.rows[2] == ["", "", "#REF!", "#N/A"]
        assert sheet.rows[3][0] == "#NUM!"


class TestSheets:
    def test_too_many(self, tmp_path: Path) -> None:
        path = with_rows(tmp_path, '<row r="1"><c r="A1"><v>1</v></c></row>', sheets=3)
        assert len(open_workbook(path).sheets) == 3
        assert refused(path, ReadLimits(sheets=2)) == "too_large"

    def test_two_of_one_name_are_damage(self, tmp_path: Path) -> None:
        path = with_rows(tmp_path, "", sheets=2, workbook=('name="表1"', 'name="表0"'))
        assert refused(path) == "damaged"

    def test_cells_are_counted_over_all_sheets(self, tmp_path: Path) -> None:
        path = with_rows(tmp_path, '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row>', sheets=2)
        assert refused(path, ReadLimits(cells=2)) == "too_large"


class TestOpenDocument:
    def repeated(self, folder: Path, what: str, count: str) -> Path:
        path = folder / "a.ods"
        data = write_ods([["客户编号", "客户名称"], ["A1", "甲"]])
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(path, "w") as new:
            for member in old.infolist():
                content = old.read(member).decode()
                new.writestr(
                    member, content.replace(f"<table:table-{what}", f"<table:table-{what} {count}", 1)
                )
        return path

    @pytest.mark.parametrize(
        ("what", "count"),
        [
            ("row", 'table:number-rows-repeated="1048577"'),
            ("row", 'table:number-rows-repeated="999999999999"'),
            ("cell", 'table:number-columns-repeated="16384"'),
        ],
    )
    def test_hostile_repeats_are_refused(self, tmp_path: Path, what: str, count: str) -> None:
        assert refused(self.repeated(tmp_path, what, count)) == "too_large"

    def test_entities_are_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "a.ods"
        with zipfile.ZipFile(io.BytesIO(write_ods([["甲"]]))) as old, zipfile.ZipFile(path, "w") as new:
            for member in old.infolist():
                bomb = b'?><!DOCTYPE x [<!ENTITY a "a">]><office:document-content'
                new.writestr(member, old.read(member).replace(b"?><office:document-content", bomb))
        assert refused(path) == "not_a_spreadsheet"


@pytest.mark.parametrize(
    ("code", "digits", "shown"),
    [
        ("000000", "123", "000123"),
        ("000000", "1234567", "1234567"),
        ("00", "0", "00"),
        ('"KH"0000', "7", "KH0007"),
        ("\\K\\H0000", "7", "KH0007"),
        ("000-0000", "1234567", "123-4567"),
        ("000-0000-0000", "13800138000", "138-0013-8000"),
        ('"A"#', "5", None),
        ("0000;-0000", "5", "0005"),
        ('0000"号"', "5", None),
        ('0"元"', "5", None),
        ("0", "5", None),
        ("0.00", "5", None),
        ("#,##0", "5", None),
        ("0%", "5", None),
        ("yyyy-mm-dd", "5", None),
        ("General", "5", None),
        ("@", "5", None),
        ("0.00E+00", "5", None),
        ("", "5", None),
    ],
)
def test_formats_of_ids(code: str, digits: str, shown: str | None) -> None:
    found = parse_id_format(code)
    assert (None if found is None else found.show(digits)) == shown
