"""The health score of each customer, 0–100, its parts and their contributions (docs/rules.md, 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.calendar_months import window_opening
from kehu_batch.analysis.base.days import day_span
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.retention.deals import Deals
from kehu_batch.analysis.retention.debts import Owing
from kehu_batch.analysis.retention.scores import HealthScores
from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.policy.schema import HealthPolicy, RetentionPolicy
from kehu_batch.policy.sections.retention import Step

Floats = npt.NDArray[np.float64]


def score_health(points: Mapping[str, Floats], policy: HealthPolicy) -> pd.DataFrame:
    """Return the health score with what each part gives.

    A part without data is grey: it gives nothing and its weight leaves the divisor. With less weight known than the
    policy asks for the score is grey.

    Args:
        points: Points of each part, 0–100; NaN where it is grey.
        policy: Weights, together 100.

    Returns:
        ``health`` and ``known_weight``, then ``<part>_points`` and ``<part>_contribution`` of each part; NaN is grey.
    """
    weights = policy.weights.model_dump()
    columns: dict[str, Floats] = {}
    size = len(next(iter(points.values())))
    total, known = np.zeros(size), np.zeros(size)
    for part, weight in weights.items():
        given = points[part]
        contribution = given * weight / 100
        columns[f"{part}_points"], columns[f"{part}_contribution"] = given, contribution
        total += np.nan_to_num(contribution)
        known += np.where(np.isnan(given), 0, weight)
    enough = (known >= policy.known_weight_min) & (known > 0)
    health = np.where(enough, total / np.where(known > 0, known, 1) * 100, np.nan)
    return pd.DataFrame({"health": np.round(health, 4), "known_weight": known, **columns})


def gather_points(
    snapshot: Snapshot,
    deals: Deals,
    scores: HealthScores,
    complaints: pd.DataFrame,
    owed: Owing | None,
    policy: RetentionPolicy,
) -> dict[str, Floats]:
    """Return the points of each part for every customer; NaN where there is no data of it."""
    rules = policy.health
    opening = window_opening(snapshot.as_of, policy.window_months)
    number = np.where(np.isnan(deals.since_last()), np.nan, deals.number(opening))
    recent = (scores.newest_on > opening) & ~np.isnan(scores.newest)
    return {
        "recency": points_up_to(deals.since_last(), rules.recency),
        "frequency": _points_from(number, rules.frequency),
        "satisfaction": np.where(recent, scores.newest * 100, np.nan),
        "complaints": _complaint_points(snapshot, complaints, rules),
        "payment": _payment_points(snapshot.customer_count, owed, rules),
    }


def points_up_to(values: Floats, steps: Sequence[Step]) -> Floats:
    """Return the points of the first step whose bound a value does not exceed; 0 beyond the last, NaN for NaN.

    Example:
        >>> points_up_to(np.array([30.0, 31.0, 61.0, np.nan]), [(30, 100), (60, 70)]).tolist()
        [100.0, 70.0, 0.0, nan]
    """
    found = np.select([values <= bound for bound, _ in steps], [float(given) for _, given in steps], 0.0)
    return np.where(np.isnan(values), np.nan, found)


def _points_from(values: Floats, steps: Sequence[Step]) -> Floats:
    """Return the points of the first step whose bound a value reaches; 0 below the last, NaN for NaN."""
    found = np.select([values >= bound for bound, _ in steps], [float(given) for _, given in steps], 0.0)
    return np.where(np.isnan(values), np.nan, found)


def _complaint_points(snapshot: Snapshot, complaints: pd.DataFrame, rules: HealthPolicy) -> Floats:
    """Return 0 with an open complaint, the policy's points with a recent solved one, else 100.

    Without a register it is NaN.
    """
    if snapshot.dataset.table("complaints") is None:
        return np.full(snapshot.customer_count, np.nan)
    points = np.full(snapshot.customer_count, 100.0)
    recent = complaints["day"] >= snapshot.day - day_span(rules.closed_complaint_days)
    points[complaints.loc[recent, "customer"].to_numpy(dtype=np.intp)] = rules.closed_complaint_points
    points[complaints.loc[complaints["open"], "customer"].to_numpy(dtype=np.intp)] = 0.0
    return points


def _payment_points(count: int, owed: Owing | None, rules: HealthPolicy) -> Floats:
    """Return the points for the longest overdue document; NaN for a customer without any document."""
    days = np.full(count, np.nan)
    # Finance's balances do not tell for how long.
    if isinstance(owed, PaymentRiskFigures):
        for frame, column in ((owed.documents, None), (owed.customers, "max_days_overdue")):
            named = frame[frame["customer"] >= 0]
            places = named["customer"].to_numpy(dtype=np.intp)
            if column is None:
                days[places] = 0.0
            else:
                late = np.zeros(count)
                np.maximum.at(late, places, named[column].to_numpy(dtype=np.float64))
                days = np.where(np.isnan(days), np.nan, late)
    return points_up_to(days, rules.payment)
