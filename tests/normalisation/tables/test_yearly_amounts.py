"""Amounts of a year: that they are a year's is what their column asks for, and a rate in others."""

from __future__ import annotations

import pandas as pd
import pytest
from support.typed_rows import read_rows


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("12万/年", 12_000_000),
        ("每年12万", 12_000_000),
        ("120000元／年", 12_000_000),
        ("12万/月", None),
        ("每年", None),
    ],
)
def test_what_is_said_to_be_a_year_s(written: str, fen: int | None) -> None:
    row = {"customer_id": "A1", "customer_name": "甲公司", "annual_amount": written, "credit_limit": written}
    ledger = read_rows("ledger", [row]).tables["ledger"]
    amount, limit = ledger["annual_amount"].iloc[0], ledger["credit_limit"].iloc[0]
    assert (None if pd.isna(amount) else int(amount)) == fen
    assert pd.isna(limit)
