"""Tables without a row that counts: blank templates, and months before the first document."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from kehu_batch.model.outcome import DropRequest, Outcome
from kehu_batch.pipeline import process_drop
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.taxonomy import load_taxonomy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.worksheets.template import write_template

#: No table has a date to take the period from.
NO_PERIOD = "KB402"
TODAY = date(2026, 11, 20)
TABLES = ("callbacks", "ledger", "followups", "orders", "complaints", "invoices", "receipts", "balances")
MONTH = Path(__file__).parents[2] / "sample_workbooks" / "month"


def blank(folder: Path, table: str) -> Path:
    path = folder / f"{table}.xlsx"
    write_template(table, path, load_vocabulary(), load_policy("annual-spend").policy, load_taxonomy())
    return path


def written(folder: Path, *files: Path, period: str | None = None) -> Outcome:
    request = DropRequest(files=files, today=TODAY, period=period, output=folder / "out")
    return process_drop(request)


def sheets_of(folder: Path, outcome: Outcome) -> list[str]:
    names: list[str] = []
    for name in outcome.outputs.workbooks:
        names += openpyxl.load_workbook(folder / "out" / name, read_only=True).sheetnames
    return names


@pytest.mark.parametrize("table", TABLES)
def test_a_blank_template_gives_its_finding_and_no_sheet_of_figures(table: str, tmp_path: Path) -> None:
    outcome = written(tmp_path, blank(tmp_path, table))
    findings = outcome.summary["data_quality"]["findings"]
    assert [item["code"] for item in findings if item["code"] != NO_PERIOD] == ["KB111"]
    assert outcome.summary["payment_risk"] is None
    assert not {"回款风险", "客户应收", "应收底稿", "回款底稿", "对账"}.intersection(
        sheets_of(tmp_path, outcome)
    )


def test_all_templates_at_once(tmp_path: Path) -> None:
    outcome = written(tmp_path, *(blank(tmp_path, table) for table in TABLES))
    codes = [item["code"] for item in outcome.summary["data_quality"]["findings"]]
    assert codes.count("KB111") == len(TABLES)


def test_documents_that_all_come_later_are_listed_and_make_no_sheet(tmp_path: Path) -> None:
    outcome = written(tmp_path, *sorted(MONTH.glob("*.xlsx")), period="2026-02")
    summary = outcome.summary
    assert summary["payment_risk"] is None
    assert "没有可用的行" in summary["payment_risk_reason"]
    invoices = summary["tables"]["invoices"]
    assert invoices["read"] == invoices["excluded"] > 0
    assert "回款风险" not in sheets_of(tmp_path, outcome)
