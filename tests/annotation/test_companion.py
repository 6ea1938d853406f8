"""An original that cannot be annotated in place gets its results in a workbook of their own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
from annotation.hand_made_drop import FILE, drop, workbook, write_worksheet

from kehu_batch.annotation.annotate import Annotated, annotate
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.model.tables.source import FileFormat, Workbook


def _run(book: Workbook, target: Path, of: ComputedDrop) -> Annotated:
    return annotate(book, target, of)


def test_results_of_an_xls_stand_in_a_companion(tmp_path: Path) -> None:
    book = replace(workbook(write_worksheet(tmp_path / FILE)), format=FileFormat.XLS)
    target = tmp_path / "out.xlsx"
    done = _run(book, target, drop())
    assert done.written
    assert "xls 格式" in done.notices[0]
    assert "配套工作簿“out.xlsx”" in done.notices[0]
    assert openpyxl.load_workbook(target).sheetnames[0] == "月报摘要"


def test_a_damaged_original_is_not_delivered_half_annotated(tmp_path: Path) -> None:
    source = write_worksheet(tmp_path / FILE)
    data = bytearray(source.read_bytes())
    # Flip a byte inside the compressed sheet: what a reader passes over, the patch must not.
    at = data.find(b"xl/worksheets/sheet1.xml") + 60
    data[at] ^= 0xFF
    source.write_bytes(bytes(data))
    done = _run(workbook(source), tmp_path / "out.xlsx", drop())
    assert done.written
    assert "不能在原文件上批注" in done.notices[0]
    assert "回访" not in openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames
