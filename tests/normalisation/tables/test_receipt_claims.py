"""Receipts that are repeated for each document that they fill (tests/cases/claims.toml)."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from support.typed_rows import read_rows

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "claims.toml").read_text(encoding="utf-8"))
FIELDS = ("receipt_no", "customer_name", "received_on", "amount", "invoice_no", "applied")


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_each_receipt_counts_once(case: dict[str, Any]) -> None:
    rows = [dict(zip(FIELDS, row, strict=True)) for row in case["rows"]]
    for row in rows:
        row["received_on"] = date(2023, 11, int(row["received_on"])).isoformat()
    dataset = read_rows("receipts", rows)
    frame = dataset.tables["receipts"]
    assert frame["amount"].tolist() == [int(Decimal(yuan) * 100) for yuan in case["amounts"]]
    told = [item.location for item in dataset.findings if item.code == "KB258"]
    assert [place.row for place in told if place is not None] == case.get("told", [])
    taken = [item for item in dataset.findings if item.code == "KB260"]
    said = [[item.location.row, item.message] for item in taken if item.location is not None]
    assert said == case.get("taken", [])
