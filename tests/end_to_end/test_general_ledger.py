"""The general ledger's balance of 应收账款 is tied to the total."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from kehu_batch.cli.start import run
from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "应收.xlsx"
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "应收明细"
    for row in (
        ("单据号", "客户名称", "开票日期", "到期日", "应收金额"),
        ("A", "甲公司", datetime(2023, 9, 1), datetime(2023, 10, 20), 100.5),
        ("R", "甲公司", datetime(2023, 9, 1), datetime(2023, 10, 20), -20),
    ):
        sheet.append(row)
    made.save(path)
    return path


def test_a_balance_given_is_tied_to_the_total(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(["report", str(book), "-o", str(out), "--as-of", "2023-11-30", "--gl", "80.50"]) == 0
    risk = json.loads((out / "summary.json").read_text(encoding="utf-8"))["payment_risk"]
    assert risk["general_ledger"] == {
        "balance": "80.50",
        "source": "--gl",
        "outstanding": "100.50",
        "difference": "20.00",
        "net": "80.50",
        "net_difference": "0.00",
    }
    sheet = openpyxl.load_workbook(out / "应收_批注.xlsx", data_only=True)["回款风险"]
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "未收余额 ＝ 总账应收账款")
    assert row[1:5] == (100.5, 80.5, 20, "✗ 不符")


def test_without_a_balance_the_reason_is_told(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(["report", str(book), "-o", str(out), "--as-of", "2023-11-30"]) == 0
    risk = json.loads((out / "summary.json").read_text(encoding="utf-8"))["payment_risk"]
    assert (risk["general_ledger"], risk["general_ledger_reason"]) == (
        None,
        "没有给出总账应收账款余额（--gl，或科目余额表的“应收账款”一行）",
    )


def test_the_row_of_a_trial_balance_is_tied_to_the_total(book: Path, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for row in (
        ("科目余额表  2023年11月",),
        ("科目编码", "科目名称", "期初余额", None, "本期发生额", None, "期末余额", None),
        (None, None, "借方", "贷方", "借方", "贷方", "借方", "贷方"),
        ("1122", "应收账款", 0, None, 100.5, None, 100.5, None),
        ("112201", "应收账款-甲公司", 0, None, 100.5, None, 100.5, None),
    ):
        made.worksheets[0].append(row)
    made.save(tmp_path / "科目余额表.xlsx")
    request = DropRequest(
        (book, tmp_path / "科目余额表.xlsx"), today=date(2023, 12, 1), as_of=date(2023, 11, 30)
    )
    tied = process_drop(request).summary["payment_risk"]["general_ledger"]
    assert (tied["balance"], tied["difference"]) == ("100.50", "0.00")
    assert tied["source"] == "科目余额表.xlsx Sheet!G4"
    given = process_drop(replace(request, ledger_balance_fen=10_000)).summary["payment_risk"][
        "general_ledger"
    ]
    assert (given["balance"], given["difference"]) == ("100.00", "0.50")
    assert given["source"] == "--gl（科目余额表.xlsx Sheet!G4 写的是 100.50）"


@pytest.mark.parametrize("text", ["八十", "1.234", "nan", "1e30"])
def test_what_is_no_amount_is_a_usage_error(book: Path, tmp_path: Path, text: str) -> None:
    assert run(["report", str(book), "-o", str(tmp_path / "out"), "--gl", text]) == 2
