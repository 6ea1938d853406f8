"""Issues per 100 callbacks, by type, tier, person and month; and types ordered by customers and by spend."""

from __future__ import annotations

import pandas as pd

from kehu_batch.analysis.base.calendar_months import month_label, month_numbers
from kehu_batch.analysis.base.days import to_days
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.base.tier_groups import label_tiers
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.measure import PART, WHOLE
from kehu_batch.model.figures.measures import MEASURE_BY_CODE

PER_100 = MEASURE_BY_CODE["issues.per_100"]


def rate_groups(items: pd.DataFrame, calls: pd.DataFrame, column: str) -> pd.DataFrame:
    """Count issues, customers and callbacks by a column that both frames have, most issues first.

    Args:
        items: The period's issues, with ``customer``.
        calls: The period's callbacks.
        column: The group; missing is a group of its own.
    """
    called = calls.groupby(column, dropna=False, sort=False).size().rename("called")
    groups = items.groupby(column, dropna=False, sort=False)
    known = items[items["customer"] >= 0].groupby(column, dropna=False, sort=False)["customer"].nunique()
    table = pd.concat([called, groups.size().rename("count"), known.rename("customers")], axis=1)
    table = table.fillna(0).astype("int64").rename_axis(column).reset_index()
    table["per_100"] = per_100(table["count"], table["called"])
    table = table.sort_values(["count", "called"], ascending=[False, False], kind="stable")
    return table[[column, "count", "customers", "called", "per_100"]].reset_index(drop=True)


def per_100(counts: pd.Series, called: pd.Series) -> pd.Series:
    """Return issues per 100 callbacks; missing where there was no callback."""
    return PER_100.expression.columns({PART: counts, WHOLE: called}).astype("float64")


def rate_months(days: pd.Series, snapshot: Snapshot) -> pd.DataFrame:
    """Count the issues and callbacks of every month that has a callback.

    Args:
        days: Day of each issue.
        snapshot: The drop on its day.
    """
    calls = month_numbers(to_days(snapshot.rows("callbacks", "called_on")["called_on"]))
    called = pd.Series(calls, dtype="int64").value_counts(sort=False).sort_index()
    counts = pd.Series(month_numbers(to_days(days)), dtype="int64").value_counts(sort=False)
    table = pd.DataFrame({"called": called, "count": counts.reindex(called.index).fillna(0).astype("int64")})
    table["per_100"] = per_100(table["count"], table["called"])
    table = table.rename_axis("month").reset_index()
    table["month"] = table["month"].map(month_label).astype("str")
    return table[["month", "count", "called", "per_100"]]


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
