"""Issues per 100 callbacks, by type, tier, person and month; and types ordered by customers and by spend."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.calendar_months import month_numbers, months_until
from kehu_batch.analysis.base.days import to_days
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.base.tier_groups import label_tiers
from kehu_batch.analysis.issues.distinct_counts import count_distinct
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.measure import PART, WHOLE
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.model.period import month_label

PER_100 = MEASURE_BY_CODE["issues.per_100"]


def rate_groups(items: pd.DataFrame, calls: pd.DataFrame, column: str) -> pd.DataFrame:
    """Count issues, customers and callbacks by a column that both frames have, most issues first.

    Args:
        items: The period's issues, with ``customer``.
        calls: The period's callbacks.
        column: The group; missing is a group of its own.
    """
    labels = pd.concat([calls[column], items[column]], ignore_index=True)
    codes, names = pd.factorize(labels, use_na_sentinel=False)
    called = np.bincount(codes[: len(calls)], minlength=len(names))
    of_items = codes[len(calls) :]
    counts = np.bincount(of_items, minlength=len(names))
    customers = count_distinct(of_items, items["customer"], len(names))
    order = np.lexsort((-called, -counts))
    table = pd.DataFrame(
        {
            column: names.take(order).array,
            "count": counts[order],
            "customers": customers[order],
            "called": called[order],
        }
    )
    return table.assign(per_100=per_100(table["count"], table["called"]))


def per_100(counts: pd.Series, called: pd.Series) -> pd.Series:
    """Return issues per 100 callbacks; missing where there was no callback."""
    return PER_100.expression.columns({PART: counts, WHOLE: called}).astype("float64")


def rate_months(days: pd.Series, snapshot: Snapshot) -> pd.DataFrame:
    """Count the issues and callbacks of every month from the first with a callback up to as_of.

    Args:
        days: Day of each issue.
        snapshot: The drop on its day.
    """
    calls = month_numbers(snapshot.days("callbacks", "called_on"))
    months = months_until(calls, snapshot.day)
    issues = dict(zip(*np.unique(month_numbers(to_days(days)), return_counts=True), strict=True))
    called = dict(zip(*np.unique(calls, return_counts=True), strict=True))
    labels = pd.array([month_label(month) for month in months], dtype="str")
    counts = {
        name: np.array([found.get(month, 0) for month in months], dtype=np.int64)
        for name, found in (("count", issues), ("called", called))
    }
    table = pd.DataFrame({"month": labels, **counts})
    return table.assign(per_100=per_100(table["count"], table["called"]))


def order_types(by_type: pd.DataFrame, called: int) -> pd.DataFrame:
    """Return rates of each type, and its share and running share by customers and by spend.

    A customer counts once in each of its types. Shares of spend are of the types whose customers have a known one.
    """
    table = by_type[["type", "count"]].assign(
        per_100=per_100(by_type["count"], pd.Series(called, index=by_type.index))
    )
    for name, column in (("customers", "customers"), ("spend", "spend_fen")):
        values = by_type[column].astype("Float64")
        total = values.sum()
        shares = values / total if total else values * pd.NA
        ordered = values.sort_values(ascending=False, kind="stable", na_position="last").index
        table[f"{name}_share"] = shares
        table[f"{name}_cumulative"] = shares.loc[ordered].cumsum().reindex(by_type.index)
    return table.drop(columns="count")


def calls_of_period(snapshot: Snapshot, tiers: TierFigures) -> pd.DataFrame:
    """Return the callbacks that count with ``tier``, ``owner`` (回访人) and ``day``."""
    calls = snapshot.rows("callbacks", "customer", "called_on", "called_by")
    return pd.DataFrame(
        {
            "customer": calls["customer"],
            "tier": label_tiers(calls["customer"], tiers),
            "owner": calls["called_by"],
            "day": to_days(calls["called_on"]),
        }
    )
