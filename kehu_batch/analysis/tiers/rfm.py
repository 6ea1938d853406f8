"""Recency, frequency and money of each customer, scored against the others (docs/rules.md, 5)."""

from __future__ import annotations

import numpy as np

from kehu_batch.analysis.base.calendar_months import window_opening
from kehu_batch.analysis.base.days import (
    customers_of_keys,
    days_between,
    days_of_keys,
    keys_of,
    newest_of_each,
    to_days,
)
from kehu_batch.analysis.base.snapshot import Codes, Counts, Fen, Mask, Snapshot
from kehu_batch.analysis.base.text_columns import Texts, choose_text, same_text
from kehu_batch.analysis.tiers.spend import sum_by_customer
from kehu_batch.policy.schema import RfmPolicy
from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class RfmScores:
    """RFM of each customer, in the order of ``Dataset.customers``.

    Args:
        days: Days from the last deal of the window to as_of; -1 without one.
        deals: Deals of the window: days with an order of a positive amount.
        fen: Sum of the window's orders, returns netted.
        scored: Whether the customer has scores.
        r: 1 (worst) to the policy's quantiles (best); 0 where not scored.
        f: Likewise.
        m: Likewise.
        segment: Index of the segment; -1 where not scored.
        value_class: Name of the class of value; blank where not scored.
        reasons: Why a customer has no scores; blank where it has.
    """

    days: Counts
    deals: Counts
    fen: Fen
    scored: Mask
    r: Counts
    f: Counts
    m: Counts
    segment: Codes
    value_class: Texts
    reasons: Texts


def score_rfm(snapshot: Snapshot, policy: RfmPolicy) -> RfmScores:
    """Score every customer with a deal and a positive sum in the window.

    A score is 1 + floor(quantiles × worse ÷ scored), where worse counts the scored customers that are strictly
    worse: equal values have equal scores.
    """
    days, deals, fen = _measure(snapshot, policy)
    eligible = (deals > 0) & (fen > 0)
    count = int(eligible.sum())
    scored = eligible & (count >= policy.min_customers)
    scores = [_score(values, scored, policy.quantiles) for values in (np.where(scored, -days, 0), deals, fen)]
    r, f, m = scores
    segment = np.full(len(days), -1, dtype=np.int64)
    for place, one in enumerate(policy.segments):
        inside = (r >= one.r[0]) & (r <= one.r[1]) & (f >= one.f[0]) & (f <= one.f[1])
        segment[inside & scored] = place
    months = policy.window_months
    few = f"只有{count}个客户有成交，少于{policy.min_customers}"
    reasons = choose_text(
        [scored, deals == 0, fen <= 0], ["", f"近{months}个月没有成交", f"近{months}个月净额不为正"], few
    )
    classes = _value_classes(scores, scored, policy)
    return RfmScores(days, deals, fen, scored, r, f, m, segment, classes, reasons)


def _measure(snapshot: Snapshot, policy: RfmPolicy) -> tuple[Counts, Counts, Fen]:
    """Return days since the last deal (-1 without one), deals and sum of each customer's orders in the window."""
    orders = snapshot.rows("orders", "customer", "ordered_on", "amount")
    customers, days = orders["customer"].to_numpy(dtype=np.int64), to_days(orders["ordered_on"])
    inside = (customers >= 0) & (days > window_opening(snapshot.as_of, policy.window_months))
    customers, days = customers[inside], days[inside]
    amounts = orders["amount"].fillna(0).to_numpy(dtype=np.int64)[inside]
    keys = np.unique(keys_of(customers[amounts > 0], days[amounts > 0]))
    count, buyers = snapshot.customer_count, customers_of_keys(keys)
    deals = np.bincount(buyers, minlength=count)
    newest = newest_of_each(buyers, days_of_keys(keys), count)
    since = np.where(deals > 0, days_between(newest, snapshot.day), -1)
    return since, deals, sum_by_customer(customers, amounts, count)


def _score(values: Counts, scored: Mask, quantiles: int) -> Counts:
    """Return the score of each customer by a measure of which more is better; 0 where not scored."""
    ranked = np.sort(values[scored])
    if not len(ranked):
        return np.zeros(len(values), dtype=np.int64)
    worse = np.searchsorted(ranked, values, side="left")
    return np.where(scored, 1 + quantiles * worse // len(ranked), 0)


def _value_classes(scores: list[Counts], scored: Mask, policy: RfmPolicy) -> Texts:
    names = same_text("", len(scored))
    high = [values >= policy.value_high_from for values in scores]
    for key, name in policy.value_classes.items():
        chosen = scored.copy()
        for letter, mask in zip(key, high, strict=True):
            chosen &= mask if letter == "H" else ~mask
        names[chosen] = name
    return names
