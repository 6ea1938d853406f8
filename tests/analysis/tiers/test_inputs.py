"""What a scheme may ask of a customer, each measure on its edges; as of 2026-06-30, the window from 2025-07-01 on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support_datasets import build_from

from kehu_batch.analysis.base.snapshot import take_snapshot
from kehu_batch.analysis.tiers.inputs import Inputs
from kehu_batch.analysis.tiers.spend import measure_spend
from kehu_batch.policy.loading import load_policy

ORDERS = [
    {"customer_id": "C1", "ordered_on": "2025-06-30", "amount": 100_00},  # a day before the window
    {"customer_id": "C1", "ordered_on": "2025-07-01", "amount": 200_00},
    {"customer_id": "C1", "ordered_on": "2026-06-01", "amount": 300_00},
    {"customer_id": "C1", "ordered_on": "2026-06-01", "amount": 400_00},  # the same day: one deal
    {"customer_id": "C1", "ordered_on": "2026-06-20", "amount": -50_00},  # a return is no deal
    {"customer_id": "C1", "ordered_on": "2026-07-01", "amount": 900_00},  # after as_of
    {"customer_id": "C2", "ordered_on": "2024-12-31", "amount": 500_00},
]
CALLS = [
    {"customer_id": "C1", "called_on": "2026-05-01", "score": 0.8, "recommendation": 9.0},
    {
        "customer_id": "C1",
        "called_on": "2026-06-01",
        "recommendation": 6.0,
    },  # no score: the one before counts
    {
        "customer_id": "C2",
        "called_on": "2025-06-30",
        "score": 1.0,
        "recommendation": 10.0,
    },  # before the window
]
COMPLAINTS = [
    {"customer_id": "C1", "received_at": "2025-07-01"},
    {"customer_id": "C1", "received_at": "2025-06-30"},
]


def _value(code: str, customer: int, **left_out: Any) -> float | None:  # noqa: ANN401
    tables = {"orders": ORDERS, "callbacks": CALLS, "complaints": COMPLAINTS, **left_out}
    tables = {name: rows for name, rows in tables.items() if rows}
    ledger = [{"customer_id": "C1"}, {"customer_id": "C2"}]
    snapshot = take_snapshot(build_from({"ledger": ledger, **tables}), date(2026, 6, 30))
    policy = load_policy().policy
    found = Inputs(snapshot, measure_spend(snapshot, policy.tiers), policy).get(code)
    return float(found.numbers[customer]) if found.known[customer] else None


@pytest.mark.parametrize(
    ("code", "first", "second"),
    [
        ("spend", 85_000, 0),  # fen: 200 + 300 + 400 - 50
        ("lifetime", 95_000, 50_000),  # the 100 before the window counts
        ("deals", 2, 0),
        ("repurchase_rate", 0.5, 0),
        ("complaints", 1, 0),
        ("complaint_rate", 0.5, None),  # 1 of 2 deals; no deal, no rate
        ("recommendation", 6, None),
        ("satisfaction", 4, None),  # 0.8 of the full mark, on a scale of 5
        ("days_since_deal", 29, 546),  # from 2026-06-01; from 2024-12-31, which lies before the window
    ],
)
def test_measures(code: str, first: float | None, second: float | None) -> None:
    assert _value(code, 0) == first
    assert _value(code, 1) == second


def test_a_score_of_another_scale_reaches_its_bound_exactly() -> None:
    calls = [{"customer_id": "C1", "called_on": "2026-05-01", "score": 2.4 / 3}]
    assert _value("satisfaction", 0, callbacks=calls) == 4


def test_without_its_table_a_measure_is_not_known() -> None:
    for code in ("complaints", "complaint_rate"):
        assert _value(code, 0, complaints=[]) is None
    for code in ("spend", "deals", "repurchase_rate", "complaint_rate", "days_since_deal"):
        assert _value(code, 0, orders=[]) is None
    for code in ("recommendation", "satisfaction"):
        assert _value(code, 0, callbacks=[]) is None
