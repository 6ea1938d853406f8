"""Totals rows of lists, as tables of Excel are called in an .xls workbook."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from support.xls_records import Page, compound_file, label, number, record, workbook

from kehu_batch.model.tables.source import Sheet, TotalsRow
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook

LIST, OTHER = 5, 2


def feature(kind: int, shared: int, bottom: int, totals: int) -> bytes:
    """Return the record of a shared feature over columns A to D down to a row from 0."""
    head = struct.pack("<HH8x", kind, 0) + struct.pack("<HBIHIH", shared, 0, 0, 1, 0, 0)
    area = struct.pack("<HHHH", 0, bottom, 0, 3)
    return record(kind, head + area + struct.pack("<IIII", 0, 1, 1, totals) + b"\0" * 40)


def opened(folder: Path, extra: bytes) -> Sheet:
    cells = b"".join(
        label(0, column, text) for column, text in enumerate(["单据号", "客户名称", "开票日期", "应收金额"])
    )
    for row, (no, name, day, amount) in enumerate(
        [
            ("F1", "甲公司", "2023-09-01", 100.0),
            ("F2", "乙公司", "2023-09-02", 300.0),
            ("全体", "甲公司", "", 200.0),
        ],
        start=1,
    ):
        cells += label(row, 0, no) + label(row, 1, name) + label(row, 2, day) + number(row, 3, amount)
    path = folder / "应收.xls"
    path.write_bytes(compound_file({"Workbook": workbook([Page(cells + extra, "应收")])}))
    return open_workbook(path).sheets[0]


@pytest.mark.parametrize("kind", [0x872, 0x878])
def test_a_list_s_totals_row_is_told(kind: int, tmp_path: Path) -> None:
    assert opened(tmp_path, feature(kind, LIST, 3, 1)).totals_rows == (TotalsRow(4, 0, 3),)


@pytest.mark.parametrize(
    "extra",
    [
        b"",
        feature(0x872, LIST, 3, 0),
        feature(0x872, OTHER, 3, 1),
        record(0x872, b"\0" * 12),
        record(0x872, struct.pack("<HH8x", 0x872, 0) + struct.pack("<HBIHIH", LIST, 0, 0, 9, 0, 0)),
    ],
)
def test_what_is_no_totals_row(extra: bytes, tmp_path: Path) -> None:
    assert opened(tmp_path, extra).totals_rows == ()


def test_it_is_no_data(tmp_path: Path) -> None:
    opened(tmp_path, feature(0x878, LIST, 3, 1))
    (region,) = recognise((open_workbook(tmp_path / "应收.xls"),), load_vocabulary()).regions
    assert region.data_rows.tolist() == [2, 3]
