"""Scores of each customer's callbacks: the newest, and how it fell against the one before."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kehu_batch.analysis.base.days import Days, no_days, to_days
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.records import dataclass

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HealthScores:
    """Scores up to a day, as shares of the full mark.

    Args:
        newest: Newest score of each customer; NaN without any.
        newest_on: Its day; ``NaT`` without any.
        before: The score before it; NaN with fewer than two.
    """

    newest: Floats
    newest_on: Days
    before: Floats

    def falls(self, scale_max: float) -> Floats:
        """Return by how much the newest score lies under the one before, on a scale; NaN where there is no pair."""
        return np.round((self.before - self.newest) * scale_max, 9)


def collect_scores(snapshot: Snapshot) -> HealthScores:
    """Collect each customer's two newest scores; of two on one day the lower row is the newer."""
    calls = snapshot.rows("callbacks", "customer", "called_on", "score")
    calls = calls[calls["score"].notna() & (calls["customer"] >= 0)]
    days = to_days(calls["called_on"])
    customers = calls["customer"].to_numpy(dtype=np.int64)
    order = np.lexsort((days, customers))
    customers, days, scores = customers[order], days[order], calls["score"].to_numpy(dtype=np.float64)[order]
    count = snapshot.customer_count
    newest, before = np.full(count, np.nan), np.full(count, np.nan)
    newest_on = no_days(count)
    newest[customers], newest_on[customers] = scores, days
    is_last = np.append(customers[1:] != customers[:-1], True) if len(customers) else np.empty(0, np.bool_)
    second = np.flatnonzero(is_last) - 1
    second = second[second >= 0]
    follows = customers[second] == customers[second + 1] if len(second) else np.empty(0, np.bool_)
    before[customers[second[follows]]] = scores[second[follows]]
    return HealthScores(newest, newest_on, before)
