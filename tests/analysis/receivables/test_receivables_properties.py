"""Receivables under hypothesis: exact sums, buckets that partition, and a plain model of who fills what."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from receivable_drops import make_dataset, measure, risk_of
from support.examples import examples
from support_datasets import build_from

from kehu_batch.analysis.base.sums import guard_sums, sum_groups, sum_weighted
from kehu_batch.errors import InputRejected

AS_OF, FIRST = date(2023, 11, 30), date(2023, 11, 1)
LARGEST = 10**13  # 10¹¹ yuan

_days = st.integers(-120, 40).map(lambda days: AS_OF + timedelta(days))
_amounts = st.one_of(st.integers(1, LARGEST), st.integers(-LARGEST, -1), st.integers(1, 300))
_invoices = st.fixed_dictionaries(
    {
        "invoice_no": st.sampled_from("ABCDE"),
        "customer_id": st.sampled_from(["C1", "C2"]),
        "issued_on": _days,
        "due_on": st.none() | _days,
        "amount": _amounts,
        "disputed": st.none() | st.integers(0, 300),
    }
)
_receipts = st.fixed_dictionaries(
    {
        "invoice_no": st.none() | st.sampled_from("ABCDEZ"),
        "customer_id": st.sampled_from(["C1", "C2", None]),
        "received_on": _days,
        "amount": _amounts,
    }
)


def model(invoices: list[dict[str, Any]], receipts: list[dict[str, Any]], day: date) -> tuple[list[int], int]:
    """Return what is open of each live invoice, and what is unallocated, computed the plain way."""
    owners: dict[str, set[str]] = defaultdict(set)
    for row in invoices:
        owners[row["invoice_no"]].add(row["customer_id"])
    pots: dict[tuple[str, str], int] = defaultdict(int)
    loose = 0
    for row in receipts:
        if row["received_on"] > day:
            continue
        of_number = owners.get(row["invoice_no"], set())
        if row["customer_id"] in of_number:
            pots[row["invoice_no"], row["customer_id"]] += row["amount"]
        elif len(of_number) == 1:
            pots[row["invoice_no"], next(iter(of_number))] += row["amount"]
        else:
            loose += row["amount"]
    left = dict(pots)
    opened: dict[int, int] = {}
    order = sorted(
        range(len(invoices)), key=lambda n: (invoices[n]["due_on"] or date.max, invoices[n]["issued_on"], n)
    )
    for number in order:
        row = invoices[number]
        if row["issued_on"] > day:
            continue
        key, amount = (row["invoice_no"], row["customer_id"]), row["amount"]
        pot = left.get(key, 0)
        filled = min(max(pot, 0), amount) if amount >= 0 else max(min(pot, 0), amount)
        left[key] = pot - filled
        opened[number] = amount - filled
    return [opened[number] for number in sorted(opened)], loose + sum(left.values())


def nothing_counts(invoices: list[dict[str, Any]], receipts: list[dict[str, Any]]) -> bool:
    """Whether no row is dated by as_of, so that there is nothing to measure."""
    days = [row["issued_on"] for row in invoices] + [row["received_on"] for row in receipts]
    return all(day > AS_OF for day in days)


@examples(20)
@given(st.lists(_invoices, max_size=14), st.lists(_receipts, max_size=14))
def test_receipts_fill_what_the_plain_model_says(
    invoices: list[dict[str, Any]], receipts: list[dict[str, Any]]
) -> None:
    dataset = build_from({"invoices": invoices, "receipts": receipts})
    risk = measure(dataset).payment_risk
    if risk is None:
        assert nothing_counts(invoices, receipts)
        return
    opened, loose = model(invoices, receipts, AS_OF)
    assert risk.documents["open_fen"].tolist() == opened
    total = risk.total
    assert total.outstanding_fen == sum(fen for fen in opened if fen > 0)
    assert total.credit_notes_fen == -sum(fen for fen in opened if fen < 0)
    assert total.unallocated_fen == loose
    assert total.unallocated_fen == total.unnamed_fen + total.excess_fen + total.unmatched_fen
    assert sum(total.buckets.values()) == sum(total.age_buckets.values()) == total.outstanding_fen
    by_customer = risk.customer_buckets.sum(axis=1)
    assert by_customer.tolist() == risk.customers["outstanding_fen"].tolist()
    roll = total.roll_forward
    assert roll is not None
    before, loose_before = model(invoices, receipts, FIRST - timedelta(1))
    assert roll.opening_fen == sum(before) - loose_before
    assert roll.closing_fen == roll.opening_fen + roll.invoiced_fen - roll.credited_fen - roll.received_fen


@examples(15)
@given(st.lists(_invoices, max_size=10), st.lists(_receipts, max_size=10))
def test_first_in_first_out_moves_money_and_makes_none(
    invoices: list[dict[str, Any]], receipts: list[dict[str, Any]]
) -> None:
    dataset = build_from({"invoices": invoices, "receipts": receipts})
    if nothing_counts(invoices, receipts):
        assert measure(dataset).payment_risk is None
        return
    plain, filled = risk_of(dataset).total, risk_of(dataset, first_in_first_out=True).total
    assert filled.net_fen == plain.net_fen
    assert filled.outstanding_fen <= plain.outstanding_fen
    assert filled.excess_fen == plain.excess_fen
    assert plain.outstanding_fen - filled.outstanding_fen == plain.unallocated_fen - filled.unallocated_fen


@examples(12)
@given(st.lists(_invoices, min_size=1, max_size=10), st.lists(_receipts, max_size=10))
def test_a_side_against_itself_has_no_difference(
    invoices: list[dict[str, Any]], receipts: list[dict[str, Any]]
) -> None:
    tables = {
        "invoices": invoices,
        "receipts": receipts,
        "finance_invoices": invoices,
        "finance_receipts": receipts,
    }
    found = measure(build_from(tables)).cross_check
    if nothing_counts(invoices, receipts):
        assert found is None or found.differences.empty
        return
    assert found is not None
    # What is dated after the cut-off on both sides is outside; the rest agrees, document by document.
    assert found.differences.empty
    assert found.levels[-1].ops.sum_fen == found.levels[-1].finance.sum_fen


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.thorough)])
def test_sums_over_100_000_rows_are_exact(seed: int) -> None:
    chance = np.random.default_rng(seed)
    fen = chance.integers(1, LARGEST, 100_000, endpoint=True)
    rows = [
        (f"I{n}", f"C{n % 500}", "2023-10-01", "2023-11-15", amount) for n, amount in enumerate(fen.tolist())
    ]
    risk = measure(make_dataset(rows, [(None, "C1", "2023-11-01", 1)]), "2023-11-30").payment_risk
    assert risk is not None
    assert risk.total.outstanding_fen == sum(fen.tolist())
    assert risk.total.buckets["1-30"] == sum(fen.tolist())
    expected = pd.Series(fen).groupby(np.arange(len(fen)) % 500).sum().max()
    assert int(risk.customers["outstanding_fen"].max()) == int(expected)


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(-(10**17), 10**17), st.integers(-(10**5), 10**5)),
        max_size=80,
    )
)
def test_sums_are_exact(rows: list[tuple[int, int, int]]) -> None:
    groups, fen, days = (np.array([row[place] for row in rows], dtype=np.int64) for place in range(3))
    expected = [sum(row[1] for row in rows if row[0] == group) for group in range(4)]
    assert sum_groups(groups, fen, 4).tolist() == expected
    assert sum_weighted(fen, days) == sum(row[1] * row[2] for row in rows)


def test_what_could_leave_64_bits_is_refused() -> None:
    guard_sums(np.array([9 * 10**18]))
    with pytest.raises(InputRejected) as caught:
        guard_sums(np.array([5 * 10**18]), np.array([-5 * 10**18]))
    assert caught.value.code == "amount_overflow"
