"""Compound files around .xls workbooks, and what is broken, locked or too large in them."""

from __future__ import annotations

import struct
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from support.old_formats import write_xls
from support.xls_records import (
    END,
    Page,
    beginning,
    compound_file,
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
from kehu_batch.source.xls.workbook import read_xls


def refusal(data: bytes, limits: ReadLimits | None = None) -> InputRejected:
    with pytest.raises(InputRejected) as caught:
        read_xls(data, "a.xls", limits or ReadLimits())
    assert caught.value.action
    return caught.value


class TestContainer:
    @pytest.mark.parametrize("name", ["Workbook", "WORKBOOK", "Book", "BOOK"])
    @pytest.mark.parametrize("count", [1, 400])
    def test_names_without_case_in_small_and_large_sectors(
        self, tmp_path: Path, name: str, count: int
    ) -> None:
        cells = b"".join(label(row, 0, f"客户{row}") for row in range(count))
        sheet = opened(tmp_path, compound_file({"Other": b"x" * 70, name: workbook([Page(cells)])})).sheets[0]
        assert sheet.rows == [[f"客户{row}"] for row in range(count)]

    def test_the_newer_of_two_versions_is_read(self, tmp_path: Path) -> None:
        old, new = (workbook([Page(label(0, 0, text))]) for text in ("旧", "新"))
        assert opened(tmp_path, compound_file({"Book": old, "Workbook": new})).sheets[0].rows == [["新"]]

    def test_a_workbook_in_a_text_document_is_not_the_document(self, tmp_path: Path) -> None:
        data = compound_file({"WordDocument": b"x"}, {"Workbook": workbook([Page(label(0, 0, "甲"))])})
        with pytest.raises(InputRejected) as caught:
            opened(tmp_path, data)
        assert caught.value.code == "not_a_spreadsheet"

    @pytest.mark.parametrize("version", [5, 8])
    def test_a_password_is_told(self, tmp_path: Path, version: int) -> None:
        stream = workbook([Page(label(0, 0, "甲"))], record(0x2F, bytes(6)), version=version)
        with pytest.raises(InputRejected) as caught:
            opened(tmp_path, compound_file({"Workbook": stream}))
        assert caught.value.code == "encrypted"

    def test_another_reader_gives_the_same_cells(self, tmp_path: Path) -> None:
        cells: list[list[str | float | date]] = [["客户", 1.5, date(2023, 11, 5)], ["", -2.0, "乙"]]
        book = opened(tmp_path, write_xls(cells))
        assert book.sheets[0].rows == cells
        assert CalamineWorkbook.from_path(tmp_path / "a.xls").get_sheet_by_index(0).to_python() == cells


class TestDamage:
    @pytest.mark.parametrize(
        "stream",
        [
            b"",
            b"\x09\x08",
            workbook([Page(label(0, 0, "甲"))])[:-4],
            workbook([Page(record(0x203, b"\x00" * 10))]),
            workbook([Page(shared_text(0, 0, 0))]),
            workbook([Page(label(0, 0, "甲"))], record(0x42, struct.pack("<H", 9999)), version=5),
            beginning(8, 5) + record(0x85, struct.pack("<IBB", 1 << 30, 0, 0) + wide("表", 1)) + END,
            workbook([Page(label(0, 0, "甲"))]).replace(beginning(8, 0x10), beginning(8, 0x20)),
            record(0x409, struct.pack("<HHH", 0, 0x100, 0)) + END,
        ],
    )
    def test_broken_records(self, stream: bytes) -> None:
        assert refusal(stream).code == "damaged"

    def test_a_stream_that_is_cut_loses_no_rows_unsaid(self) -> None:
        data = compound_file(
            {"Workbook": workbook([Page(b"".join(label(row, 0, "甲") for row in range(900)))])}
        )
        content = data.index(b"\x09\x08")
        assert refusal(data[: content + 6000]).code == "damaged"

    def test_a_chain_of_sectors_that_bites_its_tail(self) -> None:
        data = compound_file(
            {"Workbook": workbook([Page(b"".join(label(row, 0, "甲") for row in range(900)))])}
        )
        links = struct.pack("<IIII", 1, 2, 3, 4)
        assert data.count(links) == 1
        for looped in (struct.pack("<IIII", 0, 2, 3, 4), struct.pack("<IIII", 1, 2, 0, 4)):
            assert refusal(data.replace(links, looped)).code == "damaged"

    @given(
        changes=st.lists(st.tuples(st.integers(0, 1 << 16), st.sampled_from([0, 1, 2, 0x7F, 0x80, 0xFF]))),
        end=st.integers(0, 1 << 16),
    )
    def test_any_bytes_end_in_sheets_or_a_named_refusal(
        self, changes: list[tuple[int, int]], end: int
    ) -> None:
        data = bytearray(SAMPLE)
        for place, value in changes:
            data[place % len(data)] = value
        outcome = outcome_of(bytes(data[: len(data) - end % len(data)]))
        assert outcome in {"read", "damaged", "encrypted", "too_large"}


def outcome_of(data: bytes) -> str:
    try:
        content = read_xls(data, "a.xls", ReadLimits())
    except InputRejected as refused:
        return refused.code
    assert all(len({len(row) for row in sheet.rows}) <= 1 for sheet in content.sheets)
    return "read"


SAMPLE = compound_file(
    {
        "Workbook": workbook(
            [
                Page(
                    number(1, 0, 5, 1)
                    + formula(1, 1, b"\x00")
                    + record(0x207, wide("甲"))
                    + record(0xE5, struct.pack("<H4H", 1, 0, 1, 0, 0))
                    + shared_text(2, 0, 1)
                )
            ],
            shared(wide("甲") + wide("乙"), count=2),
            formats={164: "0000"},
            styles=[0, 164],
        )
    }
)


class TestLimits:
    def test_a_cell_in_the_last_corner_costs_what_the_sheet_can_hold(self) -> None:
        sheet = read_xls(workbook([Page(number(65535, 255, 1))]), "a.xls", ReadLimits()).sheets[0]
        assert (len(sheet.rows), sheet.rows[65535][255]) == (65536, 1.0)
        assert (
            refusal(workbook([Page(number(65535, 255, 1))]), ReadLimits(sparse_cells=1_000_000)).code
            == "too_large"
        )

    @pytest.mark.parametrize(
        "limits",
        [
            ReadLimits(rows=2),
            ReadLimits(columns=1),
            ReadLimits(cells=5),
            ReadLimits(sheets=1),
            ReadLimits(strings=1),
        ],
    )
    def test_each_bound(self, limits: ReadLimits) -> None:
        cells = b"".join(number(row, column, 1) for row in range(3) for column in range(2))
        stream = workbook([Page(cells, "一"), Page(b"", "二")], shared(wide("甲") + wide("乙"), count=2))
        assert read_xls(stream, "a.xls", ReadLimits()).sheets[0].rows == [[1.0, 1.0]] * 3
        assert refusal(stream, limits).code == "too_large"

    def test_cells_are_counted_over_all_sheets(self) -> None:
        pages = [Page(number(9, 9, 1), name) for name in "一二三"]
        assert len(read_xls(workbook(pages), "a.xls", ReadLimits(cells=300)).sheets) == 3
        assert refusal(workbook(pages), ReadLimits(cells=299)).code == "too_large"
