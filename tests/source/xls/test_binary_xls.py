"""Workbooks of Excel 2003 and before, record by record: what their cells hold and show."""

from __future__ import annotations

import struct
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.xls_records import (
    END,
    Page,
    beginning,
    compound_file,
    error,
    formula,
    label,
    number,
    opened,
    record,
    shared,
    shared_text,
    wide,
    workbook,
)

from kehu_batch.errors import InputRejected
from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import CellValue, FileFormat, MergedRange, Sheet, SheetState
from kehu_batch.source.xls.workbook import read_xls


def read(*pages: Page, before: bytes = b"") -> tuple[Sheet, ...]:
    return read_xls(workbook(pages, before), "a.xls", ReadLimits()).sheets


def rows(cells: bytes, before: bytes = b"") -> list[list[CellValue]]:
    return [list(row) for row in read(Page(cells), before=before)[0].rows]


def refusal(data: bytes) -> InputRejected:
    with pytest.raises(InputRejected) as caught:
        read_xls(data, "a.xls", ReadLimits())
    return caught.value


class TestNumbers:
    @pytest.mark.parametrize(
        ("style", "code", "value", "expected"),
        [
            (164, "000000", 123.0, "000123"),
            (164, "00000\\-00000", 4227200558.0, "42272-00558"),
            (164, '"KH"0000', 7.0, "KH0007"),
            (164, "000000", 12.5, 12.5),
            (164, "000000", -7.0, -7.0),
            (164, '#,##0.00"元"', 1234.5, 1234.5),
            (164, 'yyyy"年"m"月"d"日"', 45235.0, date(2023, 11, 5)),
            (164, "[$-804]yyyy/m/d;@", 45235.0, date(2023, 11, 5)),
            (164, "yyyy\\-mm\\-dd hh:mm", 45235.395833333336, datetime(2023, 11, 5, 9, 30)),
            (164, '上午/下午h"时"mm"分"', 0.75, time(18)),
            (164, "[h]:mm", 1.25, timedelta(hours=30)),
            (164, '0.00"d"', 2.5, 2.5),
            (164, '0!.0,"万"', 25000.0, 25000.0),
            (164, "[Red]0;[Blue]-0", 2.0, 2.0),
            (14, None, 45235.0, date(2023, 11, 5)),
            (20, None, 0.25, time(6)),
            (31, None, 45235.0, date(2023, 11, 5)),
            (57, None, 45235.0, date(2023, 11, 5)),
            (46, None, 0.5, timedelta(hours=12)),
            (9, None, 0.5, 0.5),
            (14, "0.00", 45235.0, 45235.0),
            (14, None, -1.0, -1.0),
            (14, None, 2958466.0, 2958466.0),
        ],
    )
    def test_they_are_what_their_format_shows(
        self, style: int, code: str | None, value: float, expected: CellValue
    ) -> None:
        stream = workbook(
            [Page(number(0, 0, value, 1))], formats={style: code} if code else {}, styles=[0, style]
        )
        found = read_xls(stream, "a.xls", ReadLimits()).sheets[0].rows[0][0]
        assert found == expected
        assert type(found) is type(expected)

    def test_days_may_count_from_1904(self, tmp_path: Path) -> None:
        stream = workbook(
            [Page(number(0, 0, 43773, 1))], record(0x22, b"\x01\x00"), formats={}, styles=[0, 14]
        )
        book = opened(tmp_path, compound_file({"Workbook": stream}))
        assert (book.date1904, book.sheets[0].rows) == (True, [[date(2023, 11, 5)]])

    @pytest.mark.parametrize(
        ("packed", "expected"),
        [
            (0x3FF00000, 1.0),
            (0xBFF80000, -1.5),
            (0x3FF00001, 0.01),
            (123 << 2 | 2, 123.0),
            ((-5 & 0x3FFFFFFF) << 2 | 2, -5.0),
            (9409 << 2 | 3, 94.09),
            (0x7FF00000, "#NUM!"),
        ],
    )
    def test_packed_ones(self, packed: int, expected: CellValue) -> None:
        assert rows(record(0x27E, struct.pack("<HHHI", 0, 0, 0, packed))) == [[expected]]

    def test_several_packed_ones_in_a_row(self) -> None:
        cells = struct.pack("<HHHIHIHIH", 1, 2, 0, 4 << 2 | 2, 1, 7 << 2 | 2, 0, 0x3FF00000, 4)
        stream = workbook([Page(record(0xBD, cells))], formats={164: "0000"}, styles=[0, 164])
        found = read_xls(stream, "a.xls", ReadLimits()).sheets[0].rows
        assert found == [["", "", "", "", ""], ["", "", 4.0, "0007", 1.0]]

    def test_what_is_no_number_is_an_error(self) -> None:
        assert rows(number(0, 0, float("nan")) + number(0, 1, float("inf"))) == [["#NUM!", "#NUM!"]]


class TestTruthsAndErrors:
    def test_truths(self) -> None:
        cells = b"".join(
            record(0x205, struct.pack("<HHHBB", 0, column, 0, value, 0))
            for column, value in enumerate((1, 0))
        )
        found = rows(cells)[0]
        assert found == [True, False]
        assert all(isinstance(value, bool) for value in found)

    def test_errors_show_their_text(self) -> None:
        codes = (0x00, 0x07, 0x0F, 0x17, 0x1D, 0x24, 0x2A, 0x63)
        cells = b"".join(error(0, column, code) for column, code in enumerate(codes))
        assert rows(cells) == [
            ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#UNKNOWN!"]
        ]


class TestFormulas:
    def test_results(self) -> None:
        cells = formula(0, 0, 2.5) + formula(0, 1, b"\x01\x00\x01") + formula(0, 2, b"\x02\x00\x07")
        cells += formula(0, 3, b"\x03") + formula(0, 4, b"\x00") + record(0x207, wide("甲公司"))
        sheet = read(Page(cells))[0]
        assert sheet.rows == [[2.5, True, "#DIV/0!", "", "甲公司"]]
        assert sheet.uncached == frozenset()

    def test_a_text_behind_a_formula_that_several_cells_share(self) -> None:
        cells = (
            formula(0, 0, b"\x00") + record(0x4BC, bytes(10)) + record(0x207, wide("甲")) + label(0, 1, "乙")
        )
        assert rows(cells) == [["甲", "乙"]]

    def test_a_long_text_goes_on_in_the_next_record(self) -> None:
        head = struct.pack("<HB", 6, 0) + b"abc"
        cells = (
            formula(0, 0, b"\x00")
            + record(0x207, head)
            + record(0x3C, b"\x01" + "甲乙丙".encode("utf-16-le"))
        )
        assert rows(cells) == [["abc甲乙丙"]]

    def test_a_text_that_does_not_come_is_no_result(self) -> None:
        cells = formula(0, 0, b"\x00") + formula(1, 1, b"\x00") + label(0, 1, "甲")
        sheet = read(Page(cells))[0]
        assert (sheet.rows, sorted(sheet.uncached)) == ([["", "甲"]], [(1, 0), (2, 1)])

    def test_zeros_alone_that_await_calculation_are_no_results(self) -> None:
        first = label(0, 0, "金额") + formula(1, 0, 0.0, flags=2) + number(2, 0, 0.0)
        second = label(0, 0, "合计") + formula(0, 1, 0.0, flags=3)
        sheets = read(Page(first, "一"), Page(second, "二"))
        assert [sheet.rows for sheet in sheets] == [[["金额"], [""], [0.0]], [["合计", ""]]]
        assert [sorted(sheet.uncached) for sheet in sheets] == [[(2, 0)], [(1, 1)]]

    @pytest.mark.parametrize(
        "other",
        [formula(0, 1, 5.0, flags=2), formula(0, 1, b"\x03", flags=2), formula(0, 1, b"\x01", flags=2)],
    )
    def test_zeros_among_other_results_are_results(self, other: bytes) -> None:
        sheets = read(Page(formula(0, 0, 0.0, flags=2), "一"), Page(other, "二"))
        assert sheets[0].rows == [[0.0]]
        assert not sheets[0].uncached

    def test_zeros_that_excel_stored_are_results(self) -> None:
        sheet = read(Page(formula(0, 0, 0.0, flags=1)))[0]
        assert (sheet.rows, sheet.uncached) == ([[0.0]], frozenset())


class TestTexts:
    def test_of_each_kind(self) -> None:
        rich = struct.pack("<HBHI", 2, 0x0D, 1, 3) + "甲乙".encode("utf-16-le") + bytes(4) + b"abc"
        before = shared(struct.pack("<HB", 5, 0) + b"caf\xe9s" + rich + wide("丙"), count=3)
        cells = b"".join(shared_text(0, column, 2 - column) for column in range(3)) + label(1, 0, "丁")
        runs = struct.pack("<H", 1) + bytes(4)
        cells += record(0xD6, struct.pack("<HHH", 1, 1, 0) + wide("戊") + runs)
        assert rows(cells, before) == [["丙", "甲乙", "cafés"], ["丁", "戊", ""]]

    def test_fewer_than_said(self) -> None:
        before = shared(wide("甲"), count=7)
        assert rows(shared_text(0, 0, 0), before) == [["甲"]]
        assert refusal(workbook([Page(shared_text(0, 0, 1))], before)).code == "damaged"

    @given(
        texts=st.lists(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=8
        ),
        sizes=st.lists(st.integers(1, 9), max_size=30),
    )
    def test_shared_ones_wherever_a_record_ends(self, texts: list[str], sizes: list[int]) -> None:
        pieces = split_table(texts, sizes)
        cells = b"".join(shared_text(row, 0, row) + label(row, 1, "x") for row in range(len(texts)))
        assert rows(cells, shared(*pieces, count=len(texts))) == [[text, "x"] for text in texts]

    @pytest.mark.parametrize("stated", [record(0x42, struct.pack("<H", 936)), b""])
    def test_before_excel_97_they_are_of_the_chinese_code_page(self, stated: bytes) -> None:
        text = "客户".encode("gbk")
        held = struct.pack("<H", len(text)) + text
        cells = record(0x204, struct.pack("<HHH", 0, 0, 0) + held)
        cells += formula(0, 1, b"\x00") + record(0x207, held) + number(0, 2, 7, 1)
        stream = workbook([Page(cells, "回访")], stated, formats={164: '"号"0'}, styles=[0, 164], version=5)
        sheet = read_xls(compound_file({"Book": stream}), "a.xls", ReadLimits()).sheets[0]
        assert (sheet.name, sheet.rows) == ("回访", [["客户", "客户", 7.0]])

    def test_another_code_page_is_followed(self) -> None:
        cells = record(0x204, struct.pack("<HHHH", 0, 0, 0, 1) + b"\x80")
        stream = workbook([Page(cells, "a")], record(0x42, struct.pack("<H", 1252)), version=5)
        assert read_xls(stream, "a.xls", ReadLimits()).sheets[0].rows == [["€"]]


def split_table(texts: list[str], sizes: list[int]) -> list[bytes]:
    """Write shared texts into records of few characters each; every second one of a split text is compressed."""
    pieces, left = [b""], iter(sizes)
    room = next(left, 1 << 20)
    for text in texts:
        data = text.encode("utf-16-le")
        pieces[-1] += struct.pack("<HB", len(data) // 2, 1)
        while True:
            here, data = data[: 2 * room], data[2 * room :]
            narrow = pieces[-1] == b"\x00"
            pieces[-1] += here[::2] if narrow else here
            room -= len(here) // 2
            if not data:
                break
            room = next(left, 1 << 20)
            pieces.append(b"\x01" if any(data[1 : 2 * room : 2]) else b"\x00")
    return pieces


class TestSheets:
    def test_addresses(self) -> None:
        cells = label(4, 3, "乙") + label(2, 1, "甲") + record(0x201, struct.pack("<HHH", 9, 9, 0))
        blank = ["", "", "", ""]
        assert rows(cells) == [blank, blank, ["", "甲", "", ""], blank, ["", "", "", "乙"]]

    def test_order_states_and_kinds(self) -> None:
        cells = label(0, 0, "甲")
        sheets = read(
            Page(cells, "宏", kind=1),
            Page(cells, "一"),
            Page(b"", "图", kind=2),
            Page(cells, "二", state=1),
            Page(record(0x81, b"\x10\x00") + cells, "对话框"),
            Page(cells, "三", state=2),
        )
        assert [(sheet.name, sheet.state) for sheet in sheets] == [
            ("一", SheetState.VISIBLE),
            ("二", SheetState.HIDDEN),
            ("三", SheetState.VERY_HIDDEN),
        ]

    def test_hidden_rows_and_columns_and_merged_cells(self) -> None:
        cells = b"".join(record(0x208, struct.pack("<H10xI", row, 0x20)) for row in (1, 9))
        cells += record(0x208, struct.pack("<H10xI", 0, 0x40))
        cells += b"".join(
            record(0x7D, struct.pack("<HHHHHH", first, last, 2304, 0, flags, 0))
            for first, last, flags in ((1, 2, 1), (3, 3, 0), (5, 255, 1))
        )
        cells += b"".join(label(row, column, "甲") for row in range(3) for column in (0, 3))
        cells += record(0xE5, struct.pack("<H8H", 2, 2, 3, 1, 2, 0, 0, 0, 1))
        sheet = read(Page(cells))[0]
        assert (sorted(sheet.hidden_rows), sorted(sheet.hidden_columns)) == ([2], [1, 2])
        assert sheet.merged == (MergedRange(1, 0, 1, 1), MergedRange(3, 1, 4, 2))

    def test_a_chart_among_the_cells_is_passed_over(self) -> None:
        chart = beginning(8, 0x20) + number(0, 0, 99) + beginning(8, 0x20) + END + END
        assert rows(label(0, 0, "甲") + chart + label(0, 1, "乙")) == [["甲", "乙"]]

    def test_two_of_one_name_are_damage(self) -> None:
        assert refusal(workbook([Page(b""), Page(b"")])).code == "damaged"

    def test_two_at_one_place_are_damage(self) -> None:
        stream = workbook([Page(label(0, 0, "甲"), "一"), Page(label(0, 0, "乙"), "二")])
        first = stream.index(record(0x85, b"")[:2])
        second = stream.index(record(0x85, b"")[:2], first + 4)
        same = stream[: second + 4] + stream[first + 4 : first + 8] + stream[second + 8 :]
        assert "同一处" in refusal(same).message


class TestVersions:
    @pytest.mark.parametrize("version", [3, 4])
    def test_one_sheet_of_excel_3_and_4(self, tmp_path: Path, version: int) -> None:
        formats = ("General", "yyyy\\-mm\\-dd", "0000")
        unused = b"\x00\x00" if version == 4 else b""
        head = b"".join(
            record(0x41E if version == 4 else 0x1E, unused + bytes([len(code)]) + code.encode())
            for code in formats
        )
        head += b"".join(
            record(0x443 if version == 4 else 0x243, bytes([0, style]) + bytes(10)) for style in range(3)
        )
        name = "客户".encode("gbk")
        cells = record(0x204, struct.pack("<HHHH", 0, 0, 0, len(name)) + name)
        cells += number(0, 1, 45235, 1) + number(0, 2, 7, 2) + error(0, 3, 0x2A)
        code = 0x406 if version == 4 else 0x206
        cells += record(code, struct.pack("<HHHdHH", 0, 4, 0, 2.5, 0, 0))
        book = opened(tmp_path, beginning(version, 0x10) + head + cells + END)
        assert book.format is FileFormat.XLS
        assert book.sheets[0].rows == [["客户", date(2023, 11, 5), "0007", "#N/A", 2.5]]

    def test_one_sheet_of_excel_2(self, tmp_path: Path) -> None:
        head = b"".join(record(0x1E, bytes([len(code)]) + code) for code in (b"General", b"0000"))
        name = "客户".encode("gbk")
        cells = record(0x04, struct.pack("<HH3xB", 0, 0, len(name)) + name)
        cells += record(0x02, struct.pack("<HHBBBH", 0, 1, 0, 1, 0, 7))
        cells += record(0x03, struct.pack("<HH3xd", 0, 2, 1.5))
        cells += record(0x05, struct.pack("<HH3xBB", 0, 3, 1, 0))
        cells += record(0x06, struct.pack("<HH3x", 0, 4) + bytes(6) + b"\xff\xff" + b"\x00\x00")
        cells += record(0x07, bytes([len(name)]) + name)
        book = opened(tmp_path, beginning(2, 0x10) + head + cells + END)
        assert book.sheets[0].rows == [["客户", "0007", 1.5, True, "客户"]]
