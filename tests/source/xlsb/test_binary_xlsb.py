"""Binary workbooks since Excel 2007: each record that a sheet is read from, and those that are passed over."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.mutations import mutate
from support.old_formats import brt, wide, xlsb_package, xlsb_row, xlsb_sheet, zipped

from kehu_batch.errors import InputRejected
from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import CellValue, MergedRange, Sheet, SheetState, Workbook
from kehu_batch.source.binary_values import take_packed_number
from kehu_batch.source.opening import open_workbook
from kehu_batch.source.xlsb.workbook import read_xlsb

RELATIONS = "xl/_rels/workbook.bin.rels"
PARTS = ("xl/workbook.bin", "xl/styles.bin", "xl/sharedStrings.bin", "xl/worksheets/sheet1.bin")
OUTCOMES = {"read", "damaged", "too_large", "not_a_spreadsheet"}
#: What Excel writes behind a formula's result: flags, and a formula of no tokens.
FORMULA = struct.pack("<HII", 0, 0, 0)


def opened(folder: Path, package: bytes, limits: ReadLimits | None = None) -> Workbook:
    path = folder / "a.xlsb"
    path.write_bytes(package)
    return open_workbook(path, limits=limits)


def read_cells(
    folder: Path, cells: bytes, *, formats: dict[int, str] | None = None, settings: int = 0
) -> Sheet:
    """Read a sheet of one row; each of the formats has a cell format, from 1 on."""
    codes = formats or {}
    records = b"".join(
        brt(44, struct.pack("<H", number) + wide(code)) for number, code in codes.items() if code
    )
    package = xlsb_package(
        {"表": xlsb_sheet(xlsb_row(0) + cells)}, records, [0, *codes], ["共用", "其二"], settings
    )
    return opened(folder, package).sheets[0]


def cell(kind: int, column: int, value: bytes, style: int = 0) -> bytes:
    return brt(kind, struct.pack("<II", column, style) + value)


def short(kind: int, value: bytes, style: int = 0) -> bytes:
    return brt(kind, struct.pack("<I", style) + value)


def number(column: int, value: float, style: int = 0) -> bytes:
    return cell(5, column, struct.pack("<d", value), style)


def members(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {member.filename: archive.read(member) for member in archive.infolist()}


def changed(package: bytes, member: str, old: bytes, new: bytes) -> bytes:
    content = members(package)
    assert old in content[member]
    return zipped(content | {member: content[member].replace(old, new)})


def outcome(package: bytes) -> str:
    """Return the code of the refusal; ``read`` where it is read, with rows of one length."""
    try:
        content = read_xlsb(package, "a.xlsb", ReadLimits())
    except InputRejected as error:
        return error.code
    assert all(len(cells) == len(sheet.rows[0]) for sheet in content.sheets for cells in sheet.rows)
    return "read"


def refusal(folder: Path, package: bytes, limits: ReadLimits | None = None) -> str:
    with pytest.raises(InputRejected) as caught:
        opened(folder, package, limits)
    return caught.value.code


class TestCells:
    @pytest.mark.parametrize(
        ("record", "expected"),
        [
            (cell(2, 1, struct.pack("<I", 12 << 2 | 2)), 12.0),
            (cell(3, 1, b"\x07"), "#DIV/0!"),
            (cell(3, 1, b"\x2a"), "#N/A"),
            (cell(3, 1, b"\x63"), "#UNKNOWN!"),
            (cell(4, 1, b"\x01"), True),
            (cell(5, 1, struct.pack("<d", 0.1)), 0.1),
            (cell(5, 1, struct.pack("<d", float("nan"))), "#NUM!"),
            (cell(6, 1, wide("文字\n𠮷")), "文字\n𠮷"),
            (cell(7, 1, struct.pack("<I", 1)), "其二"),
            (cell(8, 1, wide("结果") + FORMULA), "结果"),
            (cell(9, 1, struct.pack("<d", 2.5) + FORMULA), 2.5),
            (cell(10, 1, b"\x00" + FORMULA), False),
            (cell(11, 1, b"\x1d" + FORMULA), "#NAME?"),
            # Text with formats of its parts: four of them, each with its first character.
            (cell(62, 1, b"\x01" + wide("富文本") + struct.pack("<IHH", 1, 0, 1)), "富文本"),
        ],
    )
    def test_each_kind(self, tmp_path: Path, record: bytes, expected: CellValue) -> None:
        cells = cell(6, 0, wide("始")) + record + cell(6, 2, wide("终"))
        found = read_cells(tmp_path, cells).rows[0]
        assert found == ["始", expected, "终"]
        assert type(found[1]) is type(expected)

    def test_cells_without_their_column_follow_the_one_before(self, tmp_path: Path) -> None:
        cells = (
            short(17, wide("甲"))
            + short(13, struct.pack("<I", 7 << 2 | 2))
            + short(12, b"")
            + short(14, b"\x24")
            + cell(1, 6, b"")
            + short(15, b"\x01")
            + short(16, struct.pack("<d", 45235), 1)
            + short(18, struct.pack("<I", 0))
        )
        sheet = read_cells(tmp_path, cells, formats={14: ""})
        assert sheet.rows == [["甲", 7.0, "", "#NUM!", "", "", "", True, date(2023, 11, 5), "共用"]]

    @pytest.mark.parametrize(
        ("packed", "expected"),
        [
            # The upper half of a double; the same in hundredths; a whole number; a negative one; in hundredths.
            (struct.pack("<d", 1.5)[4:], 1.5),
            (bytes([struct.pack("<d", 12300.0)[4] | 1]) + struct.pack("<d", 12300.0)[5:], 123.0),
            (struct.pack("<i", 1000 << 2 | 2), 1000.0),
            (struct.pack("<i", -1000 << 2 | 2), -1000.0),
            (struct.pack("<i", 1234 << 2 | 3), 12.34),
            (struct.pack("<i", -(1 << 31) | 2), -536870912.0),
        ],
    )
    def test_packed_numbers(self, packed: bytes, expected: float) -> None:
        assert take_packed_number(packed, 0) == expected

    @given(st.integers(min_value=-(1 << 29), max_value=(1 << 29) - 1))
    def test_any_whole_number_is_packed_and_taken(self, value: int) -> None:
        assert take_packed_number(struct.pack("<i", value << 2 | 2), 0) == value

    @pytest.mark.parametrize(
        ("format_number", "code", "value", "expected"),
        [
            (164, "000000", 123, "000123"),
            (164, '"KH"0000', 7, "KH0007"),
            (164, "000000", 12.5, 12.5),
            (164, "#,##0.00", 1234.5, 1234.5),
            (164, 'yyyy"年"m"月"d"日"', 45235, date(2023, 11, 5)),
            (164, "yyyy-mm-dd hh:mm", 45235.395833333336, datetime(2023, 11, 5, 9, 30)),
            (164, "[h]:mm", 1.25, timedelta(hours=30)),
            (14, "", 45235, date(2023, 11, 5)),
            (20, "", 0.25, time(6)),
            (14, "0.00", 45235, 45235.0),
            (9, "", 0.5, 0.5),
            (14, "", -1, -1.0),
        ],
    )
    def test_numbers_are_what_their_format_shows(
        self, tmp_path: Path, format_number: int, code: str, value: float, expected: CellValue
    ) -> None:
        found = read_cells(tmp_path, number(0, value, 1), formats={format_number: code}).rows[0][0]
        assert found == expected
        assert type(found) is type(expected)

    def test_flags_beside_a_cell_s_format_are_no_part_of_it(self, tmp_path: Path) -> None:
        cells = number(0, 123, 1 | 1 << 24)
        assert read_cells(tmp_path, cells, formats={164: "000000"}).rows == [["000123"]]

    def test_days_may_count_from_1904(self, tmp_path: Path) -> None:
        package = xlsb_package(
            {"表": xlsb_sheet(xlsb_row(0) + number(0, 43773, 1))}, b"", [0, 14], settings=1
        )
        book = opened(tmp_path, package)
        assert (book.date1904, book.sheets[0].rows) == (True, [[date(2023, 11, 5)]])


class TestSheets:
    def test_addresses(self, tmp_path: Path) -> None:
        cells = xlsb_row(2) + cell(6, 1, wide("甲")) + xlsb_row(4) + cell(6, 3, wide("乙")) + cell(1, 9, b"")
        sheet = opened(tmp_path, xlsb_package({"表": xlsb_sheet(cells)})).sheets[0]
        blank = ["", "", "", ""]
        assert sheet.rows == [blank, blank, ["", "甲", "", ""], blank, ["", "", "", "乙"]]

    def test_rows_and_cells_out_of_order(self, tmp_path: Path) -> None:
        cells = xlsb_row(1) + cell(6, 1, wide("丁")) + xlsb_row(0) + cell(6, 0, wide("甲"))
        cells += xlsb_row(1) + cell(6, 0, wide("丙"))
        sheet = opened(tmp_path, xlsb_package({"表": xlsb_sheet(cells)})).sheets[0]
        assert sheet.rows == [["甲", ""], ["丙", "丁"]]

    def test_hidden_rows_and_columns_and_merged_cells(self, tmp_path: Path) -> None:
        columns = brt(60, struct.pack("<IIIIH", 1, 2, 2560, 0, 1)) + brt(
            60, struct.pack("<IIIIH", 3, 3, 2560, 0, 2)
        )
        columns += brt(60, struct.pack("<IIIIH", 5, 16383, 2560, 0, 1))
        cells = b"".join(
            xlsb_row(row, hidden=row in {1, 9}) + cell(6, 0, wide("甲")) + cell(6, 3, wide("乙"))
            for row in range(3)
        )
        cells += xlsb_row(9, hidden=True)
        merged = brt(176, struct.pack("<IIII", 2, 3, 1, 2)) + brt(176, struct.pack("<IIII", 0, 0, 0, 1))
        sheet = opened(tmp_path, xlsb_package({"表": xlsb_sheet(cells, columns, merged)})).sheets[0]
        assert (sorted(sheet.hidden_rows), sorted(sheet.hidden_columns)) == ([2], [1, 2])
        assert sheet.merged == (MergedRange(1, 0, 1, 1), MergedRange(3, 1, 4, 2))

    def test_states(self, tmp_path: Path) -> None:
        part = xlsb_sheet(xlsb_row(0) + cell(6, 0, wide("甲")))
        book = opened(tmp_path, xlsb_package(dict.fromkeys("一二三", part), states=[0, 1, 2]))
        assert [(sheet.name, sheet.state) for sheet in book.sheets] == [
            ("一", SheetState.VISIBLE),
            ("二", SheetState.HIDDEN),
            ("三", SheetState.VERY_HIDDEN),
        ]

    def test_numbers_mean_something_else_outside_the_cells_and_in_later_additions(
        self, tmp_path: Path
    ) -> None:
        added = brt(35, b"\x00" * 4) + cell(1, 0, b"") + cell(6, 0, wide("别的")) + brt(36)
        cells = xlsb_row(0) + cell(6, 0, wide("甲")) + added
        part = xlsb_sheet(cells, before=cell(6, 0, wide("之前")), behind=added + cell(6, 0, wide("之后")))
        assert opened(tmp_path, xlsb_package({"表": part})).sheets[0].rows == [["甲"]]

    def test_charts_and_sheets_that_are_missing_are_left_out(self, tmp_path: Path) -> None:
        part = xlsb_sheet(xlsb_row(0) + cell(6, 0, wide("甲")))
        package = xlsb_package(dict.fromkeys(("表", "图", "无"), part))
        package = changed(
            package, RELATIONS, b'worksheet" Target="worksheets/sheet2', b'chartsheet" Target="charts/1'
        )
        package = changed(package, RELATIONS, b'Id="rId3"', b'Id="rId9"')
        assert [sheet.name for sheet in opened(tmp_path, package).sheets] == ["表"]

    def test_the_list_of_sheets_before_the_release_of_2007(self, tmp_path: Path) -> None:
        package = xlsb_package({"表": xlsb_sheet(xlsb_row(0) + cell(6, 0, wide("甲")))})
        listed = struct.pack("<II", 0, 1) + wide("rId1") + wide("表")
        older = struct.pack("<III", 0, 0, 1) + wide("rId1") + wide("表")
        package = changed(package, "xl/workbook.bin", brt(156, listed), brt(156, older))
        assert opened(tmp_path, package).sheets[0].name == "表"

    def test_records_at_the_seams_of_pieces(self, tmp_path: Path) -> None:
        filler = wide("长" * 300)
        cells = b"".join(
            xlsb_row(row) + number(0, row) + cell(6, 1, filler) + brt(2000, b"x" * row) for row in range(3000)
        )
        sheet = opened(tmp_path, xlsb_package({"表": xlsb_sheet(cells)})).sheets[0]
        assert [cells[0] for cells in sheet.rows] == list(range(3000))
        assert {cells[1] for cells in sheet.rows} == {"长" * 300}

    def test_a_large_record_of_no_interest_is_passed_over(self, tmp_path: Path) -> None:
        large = brt(2000, bytes(5 << 20))
        part = xlsb_sheet(
            large + xlsb_row(0) + cell(6, 0, wide("甲")) + large + xlsb_row(1) + cell(6, 0, wide("乙"))
        )
        assert opened(tmp_path, xlsb_package({"表": part})).sheets[0].rows == [["甲"], ["乙"]]


class TestRefusals:
    @pytest.mark.parametrize(
        "cells",
        [
            xlsb_row(0) + cell(7, 0, struct.pack("<I", 5)),
            xlsb_row(0) + cell(6, 0, struct.pack("<I", 500)),
            xlsb_row(0) + cell(5, 0, b"1234"),
            xlsb_row(0) + brt(5, b"12"),
            xlsb_row(0) + cell(6, 16384, wide("甲")),
            xlsb_row(1_048_576) + cell(6, 0, wide("甲")),
            brt(0, b"1234"),
            xlsb_row(0) + cell(6, 0, wide("甲")) + b"\x06\xff\xff\x03",
            xlsb_row(0) + cell(6, 0, wide("甲")) + b"\xd0\x0f\xff\xff\xff\x7f" + bytes(3 << 20),
        ],
    )
    def test_broken_records(self, tmp_path: Path, cells: bytes) -> None:
        assert refusal(tmp_path, xlsb_package({"表": brt(145) + cells}, texts=["甲"])) == "damaged"

    def test_two_sheets_of_one_name(self, tmp_path: Path) -> None:
        part = xlsb_sheet(xlsb_row(0) + cell(6, 0, wide("甲")))
        package = changed(xlsb_package({"一": part, "二": part}), "xl/workbook.bin", wide("二"), wide("一"))
        assert refusal(tmp_path, package) == "damaged"

    @pytest.mark.parametrize(
        ("cells", "limits"),
        [
            (xlsb_row(0) + cell(6, 5000, wide("甲")), ReadLimits()),
            (xlsb_row(1_048_575) + cell(6, 1000, wide("甲")), ReadLimits()),
            (
                xlsb_row(0) + cell(6, 0, wide("甲")) + xlsb_row(99) + cell(6, 99, wide("乙")),
                ReadLimits(sparse_cells=9_999),
            ),
            (xlsb_row(0) + cell(6, 0, wide("甲")) + cell(6, 1, wide("乙")), ReadLimits(columns=1)),
            (xlsb_row(0) + cell(6, 0, wide("长" * 2_000_000)), ReadLimits()),
            (xlsb_row(0) + cell(6, 0, wide("甲")), ReadLimits(strings=1)),
            (xlsb_row(0) + cell(6, 0, wide("甲")), ReadLimits(sheets=1)),
            (xlsb_row(0) + cell(6, 0, wide("甲")), ReadLimits(cells=1)),
        ],
    )
    def test_bounds(self, tmp_path: Path, cells: bytes, limits: ReadLimits) -> None:
        package = xlsb_package(dict.fromkeys("一二", xlsb_sheet(cells)), texts=["一", "二"])
        assert refusal(tmp_path, package, limits) == "too_large"


SEED = xlsb_package(
    {
        "表": xlsb_sheet(
            xlsb_row(0)
            + b"".join(short(17, wide(title)) for title in ("客户编号", "日期", "备注"))
            + xlsb_row(1, hidden=True)
            + number(0, 123, 1)
            + number(1, 45235.5, 2)
            + cell(7, 2, struct.pack("<I", 0))
            + cell(8, 3, wide("结果") + FORMULA)
            + cell(3, 4, b"\x2a"),
            brt(60, struct.pack("<IIIIH", 1, 2, 2560, 0, 1)),
            brt(176, struct.pack("<IIII", 0, 0, 0, 1)),
        )
    },
    brt(44, struct.pack("<H", 164) + wide("000000")),
    [0, 164, 22],
    ["共用"],
)


@given(st.integers(min_value=0))
def test_damage_ends_in_a_named_refusal(seed: int) -> None:
    _, damaged = mutate(SEED, random.Random(seed))  # noqa: S311 - nothing secret
    assert outcome(damaged) in OUTCOMES


@given(st.sampled_from(PARTS), st.integers(min_value=0), st.integers(min_value=0, max_value=2))
def test_damage_within_a_part_ends_in_a_named_refusal(part: str, seed: int, kind: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    content = bytearray(members(SEED)[part])
    place = chance.randrange(len(content))
    if kind == 0:
        content[place] ^= 1 << chance.randrange(8)
    elif kind == 1:
        del content[place:]
    else:
        content[place : place + 4] = chance.choice([b"\xff" * 4, bytes(4), b"\xff\xff\xff\x7f"])
    assert outcome(zipped(members(SEED) | {part: bytes(content)})) in OUTCOMES
