"""Payment risk and cross-check of the realistic month, against the figures of its plan; and of sheets made by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import golden_drops
import pytest
from jsonschema import Draft202012Validator
from openpyxl import Workbook

from kehu_batch.batch.drops import resolve_drops
from kehu_batch.model.outcome import DropRequest
from kehu_batch.model.schema.printing import summary_schema
from kehu_batch.pipeline import process_drop

Json = dict[str, Any]


def run(folder: Path, today: date, period: str | None = None) -> Json:
    (drop,) = resolve_drops([folder])
    request = DropRequest(files=drop.files, finance_files=drop.finance_files, today=today, period=period)
    summary = dict(process_drop(request).summary)
    errors = list(Draft202012Validator(summary_schema()).iter_errors(summary))
    assert errors == []
    return summary


@pytest.fixture(scope="module")
def summary(month_outputs: Path) -> Json:
    found: Json = json.loads((month_outputs / "summary.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def plan() -> Json:
    later: Json = golden_drops.golden("month")["later"]
    return later


def test_payment_risk_is_that_of_the_plan(summary: Json, plan: Json) -> None:
    expected, found = dict(plan["payment_risk"]), summary["payment_risk"]
    customers = {item["customer_id"]: item for item in expected.pop("customers")}
    assert {name: found[name] for name in expected} == expected
    owing = {item["customer_id"]: item for item in found["customers"] if item["outstanding"] != "0.00"}
    assert owing.keys() == customers.keys()
    for name, item in customers.items():
        assert {key: owing[name][key] for key in item} == item
    assert all(check["difference"] == "0.00" for check in found["checks"])


def test_the_cross_check_is_that_of_the_plan(summary: Json, plan: Json) -> None:
    found, expected = summary["cross_check"], plan["cross_check"]
    keys = ("kind", "customer_id", "ops", "finance", "difference")
    rows = [{key: item[key] for key in keys} for item in found["differences"]]
    assert sorted(rows, key=lambda row: str(row["customer_id"])) == expected["differences"]
    assert found["matched"] == expected["matched"]
    keys = ("customer_id", "ledger", "invoices")  # type: ignore[assignment]
    ledger = [{key: item[key] for key in keys} for item in found["ledger_differences"]]
    assert ledger == expected["ledger_differences"]
    assert all(check["difference"] == "0.00" for check in found["checks"])


def test_each_bucket_of_finances_sheet_is_compared(summary: Json) -> None:
    totals = {item["bucket"]: item for item in summary["cross_check"]["bucket_totals"]}
    assert [item["clock"] for item in totals.values()] == ["逾期天数"] * 7
    assert totals["账龄分布180天以上"]["difference"] == "-3200.00"
    hints = {item["customer_id"]: item["hint"] for item in summary["cross_check"]["differences"]}
    # The plan swapped two digits of 24,100.00, all of which is not yet due.
    assert hints["001001"] == "未到期：两位数字颠倒"
    assert hints["001019"] == "相差10倍"
    assert hints["001010"] is None


def save(path: Path, sheet: str, rows: Iterable[Iterable[Any]]) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    path.parent.mkdir(exist_ok=True)
    book.save(path)


def test_documents_of_both_sides_in_one_drop(tmp_path: Path) -> None:
    day = datetime(2023, 10, 5)
    header = ["单据号", "客户编号", "开票日期", "到期日", "应收金额", "未收金额", "币种"]
    rows = [
        ["A1", "C1", day, datetime(2023, 11, 4), 100.1, 100.1, None],
        ["A2", "C1", day, datetime(2023, 11, 4), 50, 50, "USD"],
        ["A3", "C2", day, datetime(2023, 12, 4), 20, 20, None],
    ]
    save(tmp_path / "应收.xlsx", "应收明细", [header, *rows])
    rows[0] = [*rows[0][:5], 110.1, None]
    save(tmp_path / "财务" / "应收.xlsx", "应收明细", [header, *rows])
    found = run(tmp_path, today=date(2023, 11, 30), period="2023-11")
    assert found["payment_risk"]["outstanding"] == "120.10"
    assert [item["outstanding"] for item in found["payment_risk"]["foreign"]] == ["50.00"]
    # 50.00 dollars × 26 days after 11-04, and 50.00 × 50.00: in dollars, not in yuan.
    inputs = {
        one["code"]: (one["value"], one["unit"])
        for kpi in found["payment_risk"]["foreign"][0]["kpis"]
        for one in kpi["inputs"]
    }
    assert [inputs[code] for code in ("outstanding", "overdue_days", "squares", "days", "debtors")] == [
        ("50.00", "USD"),
        ("1300.00", "USD·天"),
        ("2500.0000", "USD·USD"),
        (30, "天"),
        (1, "户"),
    ]
    own = {one["unit"] for kpi in found["payment_risk"]["kpis"] for one in kpi["inputs"]}
    assert own == {"元", "元·天", "元·元", "天", "户"}
    (difference,) = found["cross_check"]["differences"]
    assert (difference["kind"], difference["document"], difference["difference"]) == (
        "amount_differs",
        "A1",
        "-10.00",
    )
    assert [place["cell"] for place in difference["finance_cells"]] == ["应收明细!E2"]
    # The same row of ops and of finance is no repetition.
    assert "KB252" not in {item["code"] for item in found["data_quality"]["findings"]}
    assert found["cross_check"]["levels"][-1]["matched"] == 1


def test_sections_without_their_tables_say_why(tmp_path: Path) -> None:
    save(
        tmp_path / "台账.xlsx",
        "台账",
        [["客户编号", "客户名称", "负责人", "应收余额"], ["C1", "甲", "王", 10]],
    )
    found = run(tmp_path, today=date(2023, 11, 30))
    assert found["payment_risk"] is None
    assert found["payment_risk_reason"] == "没有应收明细"
    assert found["cross_check_reason"] == "没有应收明细"
