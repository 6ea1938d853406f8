"""Finance's own workbook says at each cell what the cross-check found there."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from support.drops import INVOICE_HEADER

from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop


def _save(path: Path, sheet: str, rows: tuple[tuple[Any, ...], ...]) -> Path:
    book = openpyxl.Workbook()
    book.worksheets[0].title = sheet
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def test_the_cell_of_a_difference_is_commented_and_its_columns_filled(tmp_path: Path) -> None:
    days = datetime(2023, 9, 1), datetime(2023, 10, 20)
    ops = _save(
        tmp_path / "应收.xlsx",
        "应收明细",
        (INVOICE_HEADER, ("A", "C1", "甲公司", *days, 100), ("B", "C2", "乙公司", *days, 70)),
    )
    balances = (("客户编号", "客户名称", "应收余额"), ("C1", "甲公司", 1000), ("C2", "乙公司", 70))
    finance = _save(tmp_path / "财务余额.xlsx", "应收余额表", balances)
    out = tmp_path / "out"
    outcome = process_drop(
        DropRequest(
            (ops, finance),
            today=date(2026, 11, 22),
            finance_files=(finance,),
            as_of=date(2023, 11, 30),
            output=out,
        )
    )
    sheet = openpyxl.load_workbook(out / "财务余额_批注.xlsx")["应收余额表"]
    comment = sheet["C2"].comment
    assert comment is not None
    assert "对账：金额不符，运营 100.00，财务 1,000.00，差异 −900.00；相差10倍" in comment.text
    assert sheet["C3"].comment is None
    texts = [str(cell.value) for cell in sheet[2][3:] if cell.value]
    assert any("对账：金额不符" in text for text in texts)
    # A mark is no defect of the data: the figures of its quality stay.
    assert not [one for one in outcome.summary["data_quality"]["findings"] if one["code"] == "KB623"]
