"""Invoices with a row for each of their payments (tests/cases/paid_in_parts.toml)."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from support.typed_rows import read_rows

CASES = tomllib.loads(
    (Path(__file__).parents[2] / "cases" / "paid_in_parts.toml").read_text(encoding="utf-8")
)
FIELDS = ("invoice_no", "customer_name", "due_on", "amount", "paid", "paid_on", "open_amount")


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_an_invoice_counts_once(case: dict[str, Any]) -> None:
    rows = [dict(zip(FIELDS, row, strict=True)) for row in case["rows"]]
    for row in rows:
        row["paid_on"] = row["paid_on"] and f"2023-{row['paid_on']}"
        row["issued_on"] = "2023-09-01"
    dataset = read_rows("invoices", rows)
    frame = dataset.tables["invoices"]
    assert frame["amount"].tolist() == [int(Decimal(yuan) * 100) for yuan in case["amounts"]]
    assert set(frame["excluded"]) == {""}
    told = [item.location for item in dataset.findings if item.code == "KB259"]
    assert [place.row for place in told if place is not None] == case.get("told", [])
