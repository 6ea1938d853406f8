"""A stray cell far from everything else, in every format that can hold one, and packages under odd names."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter
from support.old_formats import brt, ods_package, wide, xlsb_package, xlsb_row, xlsb_sheet
from support.xls_records import Page, label, workbook

from kehu_batch.errors import InputRejected
from kehu_batch.model.tables.source import Sheet
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.far_cells import MOST_FAR, ROW_GAP, column_end, row_end
from kehu_batch.source.opening import open_workbook

HEADER = ("订单编号", "客户名称", "下单日期", "金额")
ORDER = ("D1", "甲公司", "2023-06-01", "600")


def as_xlsx(row: int, column: int) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("表")
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, ORDER)
        page.write_string(row, column, "x")
    return out.getvalue()


def as_xlsb(row: int, column: int) -> bytes:
    def cells(values: tuple[str, ...], first: int = 0) -> bytes:
        return b"".join(
            brt(6, struct.pack("<II", place, 0) + wide(value)) for place, value in enumerate(values, first)
        )

    body = xlsb_row(0) + cells(HEADER) + xlsb_row(1) + cells(ORDER) + xlsb_row(row) + cells(("x",), column)
    return xlsb_package({"表": xlsb_sheet(body)})


def as_ods(row: int, column: int) -> bytes:
    def cells(values: tuple[str, ...]) -> str:
        return "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            for value in values
        )

    def blank(count: int) -> str:
        return f'<table:table-cell table:number-columns-repeated="{count}"/>' if count else ""

    gap = (
        f'<table:table-row table:number-rows-repeated="{row - 2}">{blank(1)}</table:table-row>'
        if row > 2
        else ""
    )
    rows = "".join(f"<table:table-row>{cells(values)}</table:table-row>" for values in (HEADER, ORDER))
    last = f"<table:table-row>{blank(column)}{cells(('x',))}</table:table-row>"
    return ods_package(f'<table:table table:name="表">{rows}{gap}{last}</table:table>')


def as_xml(row: int, column: int) -> bytes:
    def cell(value: str, index: str = "") -> str:
        return f'<Cell{index}><Data ss:Type="String">{value}</Data></Cell>'

    rows = "".join(f"<Row>{''.join(map(cell, values))}</Row>" for values in (HEADER, ORDER))
    index = f' ss:Index="{column + 1}"'
    rows += f'<Row ss:Index="{row + 1}">{cell("x", index)}</Row>'
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


WRITERS: dict[str, Callable[[int, int], bytes]] = {
    "xlsx": as_xlsx,
    "xlsb": as_xlsb,
    "ods": as_ods,
    "xml": as_xml,
}


def opened(folder: Path, suffix: str, data: bytes) -> Sheet:
    path = folder / f"表.{suffix}"
    path.write_bytes(data)
    return open_workbook(path).sheets[0]


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize(
    ("row", "column"), [(4, 16_383), (1_048_575, 0), (1_048_575, 3), (1_048_575, 16_383)]
)
def test_a_stray_cell_is_passed_over(suffix: str, row: int, column: int, tmp_path: Path) -> None:
    sheet = opened(tmp_path, suffix, WRITERS[suffix](row, column))
    assert list(sheet.rows) == [list(HEADER), list(ORDER)]
    assert sheet.far_cells == ((row + 1, column),)


def test_a_stray_cell_in_the_last_row_of_an_xls(tmp_path: Path) -> None:
    cells = b"".join(
        label(r, c, value) for r, values in enumerate((HEADER, ORDER)) for c, value in enumerate(values)
    )
    sheet = opened(tmp_path, "xls", workbook([Page(cells + label(65_535, 0, "x"), "表")]))
    assert (len(sheet.rows), sheet.far_cells) == (2, ((65_536, 0),))


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_cell_that_is_not_far_is_read(suffix: str, tmp_path: Path) -> None:
    sheet = opened(tmp_path, suffix, WRITERS[suffix](900, 40))
    assert (len(sheet.rows), sheet.rows[-1][40], sheet.far_cells) == (901, "x", ())


def test_it_is_told_and_the_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(as_xlsx(4, 16_383))
    found = recognise((open_workbook(path),), load_vocabulary())
    assert [region.data_rows.tolist() for region in found.regions] == [[2]]
    (told,) = (finding for finding in found.findings if finding.code == "KB127")
    assert told.location is not None
    assert told.location.cell == "表!XFD5"
    assert "XFD5离其余内容很远，没有读入" in told.message.replace(" ", "")


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_a_sheet_of_nothing_but_a_stray_cell_keeps_no_other_from_being_read(
    suffix: str, tmp_path: Path
) -> None:
    def blank(count: int) -> str:
        return f'<table:table-cell table:number-columns-repeated="{count}"/>'

    filled = '<table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell>'
    path = tmp_path / f"表.{suffix}"
    for names in (("表", "空表"), ("空表",)):
        if suffix == "xlsx":
            with xlsxwriter.Workbook(path) as book:
                for name in names:
                    book.add_worksheet(name).write_string(0, 16_383 if name == "空表" else 0, "甲")
        else:
            tables = (
                f'<table:table table:name="{name}"><table:table-row>'
                f"{blank(16_383) if name == '空表' else ''}{filled}</table:table-row></table:table>"
                for name in names
            )
            path.write_bytes(ods_package("".join(tables)))
        if len(names) == 1:
            with pytest.raises(InputRejected, match="16,384 列"):
                open_workbook(path)
            continue
        opened_book = open_workbook(path)
        first, second = opened_book.sheets
        told = [one.message for one in recognise((opened_book,), load_vocabulary()).findings]
        assert "工作表“空表”只有 XFD1有内容，离左上角很远，没有读入" in told
        assert (list(first.rows), list(second.rows), second.far_cells) == ([["甲"]], [], ((1, 16_383),))


def test_where_rows_end() -> None:
    filled = np.zeros(ROW_GAP * 3, dtype=np.int64)
    filled[[1, 2, 90]] = 4
    assert row_end(filled) == 90
    filled[ROW_GAP + 91] = MOST_FAR
    assert row_end(filled) == 90
    filled[ROW_GAP + 92] = 1
    assert row_end(filled) == ROW_GAP + 92


def test_where_columns_end() -> None:
    filled = np.zeros(16_385, dtype=np.int64)
    filled[[0, 1, 300]] = 4
    assert column_end(filled, 2_000, wide=False) == 300
    assert column_end(filled, 2_000, wide=True) == 1
    filled[16_383] = 1
    assert column_end(filled, 2_000, wide=False) == 300
    filled[[0, 1, 300]] = 0
    assert column_end(filled, 2_000, wide=False) == -1
    filled[15_000:] = 1
    assert column_end(filled, 2_000, wide=False) == 16_384


@pytest.mark.parametrize("suffix", ["xlsx", "xlsb", "ods"])
@pytest.mark.parametrize("odd", ["backslashes", "folders", "upper case", "leading slash"])
def test_members_under_odd_names(suffix: str, odd: str, tmp_path: Path) -> None:
    package = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(WRITERS[suffix](2, 0))) as old,
        zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        if odd == "folders":
            new.writestr("xl/", b"")
            new.writestr("xl/worksheets/", b"")
        for member in old.infolist():
            name = member.filename
            if name not in {"[Content_Types].xml", "mimetype"}:
                name = {
                    "backslashes": name.replace("/", "\\"),
                    "folders": name,
                    "upper case": name.upper(),
                    "leading slash": f"/{name}",
                }[odd]
            info = zipfile.ZipInfo(name)
            info.filename = name
            new.writestr(info, old.read(member))
    sheet = opened(tmp_path, suffix, package.getvalue())
    assert list(sheet.rows) == [list(HEADER), list(ORDER), ["x", "", "", ""]]
