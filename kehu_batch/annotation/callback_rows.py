"""Which callbacks count in which month, as the result columns write it and formulas read it back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.model.tables.lookup import find_rows
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
    days = frame["called_on"].to_numpy(dtype="datetime64[D]")
    first, last, as_of = (
        np.datetime64(day, "D")
        for day in (drop.analysis.period.first, drop.analysis.period.last, drop.analysis.period.as_of)
    )
    counts = (frame["excluded"].to_numpy(dtype=object) == "") & ~frame["attempt"].to_numpy(dtype=np.bool_)
    counts &= days <= as_of
    inside = counts & (days >= first) & (days <= last)
    return pd.DataFrame(
        {
            "region": frame["region"],
            "source_row": frame["source_row"],
            "month": pd.array(np.where(counts, _months(days), ""), dtype="str"),
            "tier": pd.array(np.where(inside, _tiers(frame["customer"], drop), ""), dtype="str"),
            "score": frame["score"] * drop.policy.policy.satisfaction.scale_max,
        }
    )


def _months(days: npt.NDArray[np.datetime64]) -> npt.NDArray[np.object_]:
    """Return ``YYYY-MM`` of each day, spelled once a month."""
    distinct, places = np.unique(days.astype("datetime64[M]"), return_inverse=True)
    return distinct.astype(str).astype(object)[places]


def _tiers(customers: pd.Series, drop: ComputedDrop) -> npt.NDArray[np.object_]:
    known = drop.analysis.tiers.customers
    labels = known["recomputed"].fillna(known["stated"]).fillna(UNRATED)
    names = np.append(labels.to_numpy(dtype=object), UNRATED)
    return names[find_rows(known["customer"], customers)]
