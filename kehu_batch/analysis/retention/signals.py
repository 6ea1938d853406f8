"""Signals that a customer may leave, each with its reason in words (docs/rules.md, 9)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.calendar_months import move_by_months
from kehu_batch.analysis.base.days import day_span, days_between, is_dated, to_days
from kehu_batch.analysis.base.snapshot import Fen, Mask
from kehu_batch.analysis.retention.deals import bought_before
from kehu_batch.analysis.retention.debts import Owing
from kehu_batch.analysis.retention.facts import Facts
from kehu_batch.model.figures.states import UPSET
from kehu_batch.policy.schema import RetentionPolicy
from kehu_batch.wording.labels import SIGNAL_LABELS
from kehu_batch.wording.numbers import format_number, format_yuan

Floats = npt.NDArray[np.float64]

_TOLERANCE = 1e-9
#: Signals that rest on the days since the last deal.
_QUIET = ("complaint_silence", "silent", "order_gap")

SILENT, LOST = "silent", "lost"


def tell_states(facts: Facts, policy: RetentionPolicy) -> npt.NDArray[np.object_]:
    """Return ``lost`` (stated, else by the last deal), ``silent`` or ``""`` for each customer."""
    since = facts.deals.since_last()
    lost = facts.stated_lost | (since > policy.lost_after_days)
    states = np.full(len(since), "", dtype=object)
    states[since > policy.silent_after_days] = SILENT
    states[lost] = LOST
    return states


def find_signals(
    facts: Facts,
    states: npt.NDArray[np.object_],
    owed: Owing | None,
    scale_max: float,
    policy: RetentionPolicy,
) -> dict[str, Mask]:
    """Return which customers show each signal, in the order of ``SIGNAL_LABELS``.

    A lost customer is at risk no longer: its last deal and scores raise no signal; what it owes does.
    """
    here = states != LOST
    since, medians = facts.deals.since_last(), facts.deals.gap_medians(policy.order_gap_min_gaps)
    return {
        "upset_overdue": _is_upset(len(since), owed),
        "complaint_silence": complained_before_silence(facts, policy) & here,
        "silent": (states == SILENT),
        "order_gap": (since > policy.order_gap_alert_above * medians + _TOLERANCE) & here,
        "new_no_order": new_without_order(facts, policy) & here,
        "falling_score": (facts.scores.falls(scale_max) >= policy.falling_score_by - _TOLERANCE) & here,
    }


def _is_upset(count: int, owed: Owing | None) -> Mask:
    """Return which customers are upset and overdue, in whatever currency."""
    found = np.zeros(count, dtype=np.bool_)
    if owed is not None:
        upset = owed.attention[owed.attention["mood"] == UPSET]
        found[upset["customer"].to_numpy(dtype=np.intp)] = True
    return found


def foreign_debts(owed: Owing | None) -> dict[int, str]:
    """Return what upset and overdue customers have outstanding in other currencies than the policy's, in words."""
    if owed is None:
        return {}
    rows = owed.attention
    rows = rows[(rows["mood"] == UPSET) & (rows["currency"] != owed.currency)]
    columns = (rows[name].tolist() for name in ("customer", "currency", "outstanding_fen"))
    found: dict[int, list[str]] = {}
    for customer, currency, fen in zip(*columns, strict=True):
        found.setdefault(int(customer), []).append(f"{currency} {format_yuan(int(fen))}")
    return {customer: "、".join(amounts) for customer, amounts in found.items()}


def upset_money(count: int, owed: Owing | None) -> Fen:
    """Return what each upset and overdue customer has outstanding, in fen of the policy's currency; else 0."""
    money = np.zeros(count, dtype=np.int64)
    if owed is not None:
        rows = owed.attention
        rows = rows[(rows["mood"] == UPSET) & (rows["currency"] == owed.currency)]
        money[rows["customer"].to_numpy(dtype=np.intp)] = rows["outstanding_fen"].to_numpy(dtype=np.int64)
    return money


def complained_before_silence(facts: Facts, policy: RetentionPolicy) -> Mask:
    """Return which silent customers complained within the policy's days of their last deal, either way."""
    last = facts.deals.last()
    customers = facts.complaints["customer"].to_numpy(dtype=np.intp)
    days = to_days(facts.complaints["day"])
    apart = np.abs(days_between(last[customers], days))
    near = is_dated(last[customers]) & (apart <= policy.complaint_before_silence_days)
    found = np.zeros(len(last), dtype=np.bool_)
    found[customers[near]] = True
    found &= facts.deals.since_last() > policy.silent_after_days
    return found


def new_without_order(facts: Facts, policy: RetentionPolicy) -> Mask:
    """Return which customers made their first deal in the policy's months and have no deal in the last days."""
    latest, earliest = (move_by_months(facts.deals.day, -months) for months in policy.new_customer_months)
    first = facts.deals.first()
    new: Mask = (first >= earliest) & (first <= latest)
    new &= ~bought_before(facts.snapshot, facts.deals, policy.first_deal_within_days)
    new &= facts.deals.number(facts.deals.day - day_span(policy.new_no_order_days)) == 0
    return new


def list_at_risk(
    facts: Facts,
    table: pd.DataFrame,
    signals: Mapping[str, Mask],
    money: Fen,
    foreign: Mapping[int, str],
    *,
    told: bool,
) -> pd.DataFrame:
    """Return the customers with a signal; see ``RetentionFigures.at_risk``.

    Upset and overdue ones come first, the most money at risk ahead; then by the first signal, the worth of the
    customer, how long it is silent and, where no order tells either, how far its score fell.

    Args:
        facts: The day's facts.
        table: One row a customer of the drop, as ``RetentionFigures.customers``.
        signals: Which customers show each signal.
        money: Outstanding fen of upset and overdue customers.
        foreign: What they owe in other currencies, in words, by customer.
        told: Whether anybody can tell who is upset and overdue; else nobody's money at risk is known.
    """
    shown = np.stack([mask & facts.present for mask in signals.values()])
    customers = np.flatnonzero(shown.any(axis=0))
    first = np.argmax(shown[:, customers], axis=0)
    part = table.take(customers)
    worth = part["lifetime_fen"].fillna(0).to_numpy(dtype=np.int64)
    since = part["days_since"].fillna(-1).to_numpy(dtype=np.int64)
    fall = part["score_fall"].fillna(0).to_numpy(dtype=np.float64)
    order = np.lexsort((customers, -fall, -since, -worth, first, -money[customers]))
    customers, part = customers[order], part.take(order)
    codes = [
        tuple(code for code, mask in signals.items() if mask[customer]) for customer in customers.tolist()
    ]
    debts = [
        _debt_words(fen, foreign.get(customer, ""))
        for customer, fen in zip(customers.tolist(), money[customers].tolist(), strict=True)
    ]
    columns = ["last_deal_on", "days_since", "gap_median", "score_fall", "health", "lifetime_fen"]
    return pd.DataFrame(
        {
            **facts.names(customers),
            "tier": pd.array(facts.tiers[customers], dtype="str"),
            "signals": pd.Series(codes, dtype="object").array,
            "reason": pd.array(_reasons(part, codes, debts), dtype="str"),
            **{column: part[column].array for column in columns},
            "at_risk_fen": pd.arrays.IntegerArray(money[customers], np.full(len(customers), not told)),
        }
    )


def _debt_words(fen: int, foreign: str) -> str:
    own = f"{format_yuan(fen)} 元" if fen or not foreign else ""
    return "、".join(filter(None, (own, foreign)))


def _reasons(part: pd.DataFrame, codes: list[tuple[str, ...]], debts: list[str]) -> list[str]:
    """Return each customer's signals in words, with what they rest on."""
    rows = zip(
        codes,
        part["days_since"].tolist(),
        part["gap_median"].tolist(),
        part["score_fall"].tolist(),
        debts,
        strict=True,
    )
    return [_explain(*row) for row in rows]


def _explain(codes: tuple[str, ...], days: object, median: float, fall: float, debt: str) -> str:
    """Put signals into words; those that rest on the days since the last deal share them."""
    quiet = [code for code in codes if code in _QUIET]
    parts = []
    for code in codes:
        label = SIGNAL_LABELS[code]
        if code == "upset_overdue":
            parts.append(f"{label}，涉险应收 {debt}")
        elif code == "falling_score":
            parts.append(f"{label} {format_number(fall, 1)} 分")
        elif code not in quiet:
            parts.append(label)
        elif code == quiet[0]:
            labels = "、".join(SIGNAL_LABELS[one] for one in quiet)
            own = f"，自己的间隔中位数 {format_number(median, 1)} 天" if "order_gap" in quiet else ""
            parts.append(f"{labels}，距上次成交 {days} 天{own}")
    return "；".join(parts)
