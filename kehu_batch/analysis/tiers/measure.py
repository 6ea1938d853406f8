"""Tier figures: stated against recomputed, counts, shares and movements (docs/rules.md, 5)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.locations import place_columns, stated_tier_places
from kehu_batch.analysis.base.recorded import match_tiers
from kehu_batch.analysis.base.snapshot import Codes, Snapshot
from kehu_batch.analysis.base.text_columns import Texts, same_text
from kehu_batch.analysis.tiers.basis import TierBasis, gather_basis, present_customers
from kehu_batch.analysis.tiers.findings import find_in_tiers
from kehu_batch.analysis.tiers.labels import compare_tiers, read_manual_reasons
from kehu_batch.analysis.tiers.reasons import explain_tiers
from kehu_batch.analysis.tiers.second_opinion import ask_second_opinion
from kehu_batch.analysis.tiers.untold import find_untold_tiers
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.recorded import RecordedMonth, usable_months
from kehu_batch.model.findings.finding import Finding
from kehu_batch.policy.schema import Policy
from kehu_batch.wording.labels import UNRATED


def rate_tiers(
    snapshot: Snapshot, before: Snapshot, policy: Policy, months: Sequence[RecordedMonth] = ()
) -> tuple[TierFigures, tuple[Finding, ...]]:
    """Recompute every customer's tier.

    Args:
        snapshot: The drop as of the period's as-of date.
        before: The drop as of the day before the period.
        policy: Its ``tiers`` are the scheme.
        months: Earlier months as recorded; the last one's tiers count where the inputs hold nothing of that time.
    """
    scheme = policy.tiers
    basis = gather_basis(snapshot, policy)
    names = tuple(tier.name for tier in scheme.tiers)
    previous = _previous_tiers(before, names, policy)
    source = ""
    if not previous:
        previous, source = _recorded_tiers(before, months, names)
    customers = _list_customers(basis, names, _explain(basis, names, policy))
    customers = customers.assign(**_since(previous, customers, names))
    counts = {name: int((customers["recomputed"] == name).sum()) for name in names}
    rated = sum(counts.values())
    figures = TierFigures(
        scheme=scheme.scheme,
        tiers=names,
        counts=counts,
        shares={name: count / rated for name, count in counts.items()} if rated else {},
        expected={tier.name: tier.expected_share for tier in scheme.tiers if tier.expected_share is not None},
        unrated=len(customers) - rated,
        customers=customers,
        previous=previous,
        stated_matrix=count_movements(customers["stated_tier"], customers["recomputed"], names),
        previous_matrix=_previous_movements(previous, customers, names),
        method=scheme.method,
        second_opinion=ask_second_opinion(snapshot, customers, policy),
        previous_source=source,
        untold=find_untold_tiers(basis, policy),
        by_orders=basis.spend.by_orders or not basis.spend.known.any(),
    )
    return figures, find_in_tiers(basis, policy)


def count_movements(before: pd.Series, after: pd.Series, tiers: Sequence[str]) -> pd.DataFrame:
    """Count customers by the tier that they come from (index) and go to (columns), 未定级 last; int64."""
    labels = [*tiers, UNRATED]
    index = {label: place for place, label in enumerate(labels)}
    # A label that is no tier of the scheme stands in none of its rows and columns.
    was, now = (
        np.array([index.get(label, -1) for label in column.fillna(UNRATED).tolist()], dtype=np.int64)
        for column in (before, after)
    )
    known = (was >= 0) & (now >= 0)
    crossed = np.bincount(was[known] * len(labels) + now[known], minlength=len(labels) ** 2)
    return pd.DataFrame(crossed.reshape(len(labels), -1), index=labels, columns=labels)


def _tier_names(tiers: Codes, names: Sequence[str]) -> pd.api.extensions.ExtensionArray:
    return pd.array(list(names), dtype="str").take(tiers, allow_fill=True)


def _explain(basis: TierBasis, names: Sequence[str], policy: Policy) -> Texts:
    """Return each customer's reason; a manual tier says what the rule would give, or that nobody knows it."""
    reasons = explain_tiers(basis.rating, basis.spend, policy)
    told = basis.snapshot.ledger_values("manual_tier_reason")
    for customer in np.flatnonzero(basis.manual_tiers >= 0).tolist():
        tier = names[basis.manual_tiers[customer]]
        why = "" if pd.isna(told[customer]) else f"（理由：{told[customer]}）"
        reasons[customer] = f"{tier} ← 人工定级“{basis.manual[customer]}”{why}；按规则为 {reasons[customer]}"
    for customer in np.flatnonzero(basis.manual.notna().to_numpy() & (basis.manual_tiers < 0)).tolist():
        reasons[customer] = f"{reasons[customer]}；人工定级“{basis.manual[customer]}”不认识，没有采用"
    return reasons


def _list_customers(basis: TierBasis, names: Sequence[str], reasons: Texts) -> pd.DataFrame:
    """Return one row a customer that the day knows; see ``TierFigures.customers``."""
    dataset, stated, spend = basis.snapshot.dataset, basis.stated, basis.spend
    known = dataset.customers
    frame = pd.DataFrame(
        {
            "customer": np.arange(len(known)),
            "customer_id": known["customer_id"].array,
            "customer_name": known["customer_name"].array,
            "stated": stated.labels.array,
            "stated_tier": _tier_names(stated.tiers, names),
            "recomputed": _tier_names(basis.tiers, names),
            "by_rule": _tier_names(basis.rating.tiers, names),
            "manual": basis.manual.array,
            "manual_reason": read_manual_reasons(basis.snapshot, basis.manual).array,
            "honoured": basis.manual_tiers >= 0,
            "manual_cell": _manual_cells(basis),
            "movement": pd.array(compare_tiers(stated.tiers, basis.tiers), dtype="str"),
            "reason": pd.array(reasons, dtype="str"),
            "spend_fen": pd.arrays.IntegerArray(spend.fen.copy(), ~spend.known),
            **stated_tier_places(dataset, stated.callback_rows, stated.from_ledger),
        }
    )
    return frame[present_customers(basis.snapshot)].reset_index(drop=True)


def _manual_cells(basis: TierBasis) -> object:
    """Return the cell of each customer's manual tier; missing where there is none."""
    dataset = basis.snapshot.dataset
    ledger, rows = dataset.table("ledger"), basis.ledger_rows
    stated = (rows >= 0) & basis.manual.notna().to_numpy()
    regions, numbers = np.full(len(rows), -1, dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    if ledger is not None:
        regions[stated] = ledger["region"].to_numpy(dtype=np.int64)[rows[stated]]
        numbers[stated] = ledger["source_row"].to_numpy(dtype=np.int64)[rows[stated]]
    return place_columns(dataset, regions, numbers, same_text("manual_tier", len(rows)))["cell"]


def _previous_tiers(before: Snapshot, names: Sequence[str], policy: Policy) -> dict[int, str | None]:
    """Return each customer's tier by the same rules at the end of the period before; empty without a row then."""
    if not any(len(rows) for table, rows in before.used.items() if table != "ledger"):
        return {}
    tiers = gather_basis(before, policy).tiers
    present = np.flatnonzero(present_customers(before))
    named = [*names, None]
    return {
        customer: named[tier]
        for customer, tier in zip(present.tolist(), tiers[present].tolist(), strict=True)
    }


def _recorded_tiers(
    before: Snapshot, months: Sequence[RecordedMonth], names: Sequence[str]
) -> tuple[dict[int, str | None], str]:
    """Return the tiers that were recorded of the month before the period, and the drop that told them."""
    last = usable_months(months).get(f"{before.as_of:%Y-%m}")
    found = {} if last is None else match_tiers(last.tiers, before.dataset.customers, names)
    return found, last.source if found and last is not None else ""


def _since(
    previous: dict[int, str | None], customers: pd.DataFrame, names: Sequence[str]
) -> dict[str, pd.api.extensions.ExtensionArray]:
    """Return the columns ``previous`` and ``since`` of the customers."""
    before = [previous.get(customer) for customer in customers["customer"].tolist()]
    index = {name: place for place, name in enumerate(names)}
    was = np.array([index.get(name, -1) if name else -1 for name in before], dtype=np.int64)
    now = np.array([index.get(str(name), -1) for name in customers["recomputed"].tolist()], dtype=np.int64)
    since = compare_tiers(was, now) if previous else [None] * len(before)
    return {"previous": pd.array(before, dtype="str"), "since": pd.array(since, dtype="str")}


def _previous_movements(
    previous: dict[int, str | None], customers: pd.DataFrame, names: Sequence[str]
) -> pd.DataFrame:
    if not previous:
        return pd.DataFrame()
    before = pd.Series([previous.get(customer) for customer in customers["customer"].tolist()], dtype="str")
    return count_movements(before, customers["recomputed"], names)
