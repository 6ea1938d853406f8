"""Which callbacks count in which month, as the result columns write it and formulas read it back."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.model.tables.lookup import find_rows, look_up
from kehu_batch.wording.labels import UNRATED


def counted_callbacks(drop: ComputedDrop) -> pd.DataFrame:
    """Return what the figures of satisfaction take from each callback row.

    Returns:
        One row a row of the table ``callbacks``, in its order: ``region``, ``source_row`` int64; ``month``
        (``YYYY-MM`` of
        本次回访时间; ``""`` where the row does not count or reached nobody); ``tier`` (its group 客户等级: the recomputed
        tier, else the label as written; ``""`` outside the period); ``score`` float64 on the policy's scale.
        Empty without that table.
    """
    frame = drop.dataset.table("callbacks")
    if frame is None:
        return pd.DataFrame({"region": [], "source_row": [], "month": [], "tier": [], "score": []})
    days = frame["called_on"].dt.floor("D")
    period = drop.analysis.period
    counts = (frame["excluded"] == "") & ~frame["attempt"] & (days <= pd.Timestamp(period.as_of))
    inside = counts & (days >= pd.Timestamp(period.first)) & (days <= pd.Timestamp(period.last))
    return pd.DataFrame(
        {
            "region": frame["region"],
            "source_row": frame["source_row"],
            "month": _months(days).where(counts, ""),
            "tier": _tiers(frame["customer"], drop).where(inside, ""),
            "score": frame["score"] * drop.policy.policy.satisfaction.scale_max,
        }
    )


def _months(days: pd.Series) -> pd.Series:
    """Return ``YYYY-MM`` of each day, spelled once a month."""
    numbers = days.to_numpy(dtype="datetime64[s]").astype("datetime64[M]")
    distinct, places = np.unique(numbers, return_inverse=True)
    return pd.Series(distinct.astype(str)[places], index=days.index, dtype="str")


def _tiers(customers: pd.Series, drop: ComputedDrop) -> pd.Series:
    known = drop.analysis.tiers.customers
    labels = known["recomputed"].fillna(known["stated"])
    found = look_up(labels, find_rows(known["customer"], customers))
    return pd.Series(found, index=customers.index).fillna(UNRATED)
