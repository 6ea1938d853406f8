"""Satisfaction of the period's callbacks, and of each month (docs/rules.md, 7)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.calendar_months import month_numbers, months_until
from kehu_batch.analysis.base.days import to_days
from kehu_batch.analysis.base.folded_texts import unify_spellings
from kehu_batch.analysis.base.intervals import mean_interval, wilson_interval
from kehu_batch.analysis.base.locations import name_customers, place_columns
from kehu_batch.analysis.base.period import in_period
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.base.tier_groups import label_tiers
from kehu_batch.model.figures.analysis import Interval, SatisfactionFigures, SatisfactionGroup, TierFigures
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.model.period import Period, month_label
from kehu_batch.policy.schema import SatisfactionPolicy
from kehu_batch.wording.labels import UNRATED

#: A score of 2.4 of 3 is four fifths, whatever floating point makes of it.
_TOLERANCE = 1e-9
#: Scales of more steps than this are shown in this many.
_MOST_STEPS = 10
_PROMOTERS_FROM, _DETRACTORS_TO = 9, 6
#: A scale with up to so many steps starts at 1: 1–5 and 1–7, but 0–10 and 0–100.
_FROM_ONE_TO = 7.0
#: With fewer answers the mean has no interval (docs/rules.md, 7).
_LEAST_FOR_INTERVAL = 5

_MEAN, _CSAT, _NPS = (MEASURE_BY_CODE[f"satisfaction.{code}"] for code in ("mean", "csat", "nps"))


def measure_satisfaction(
    snapshot: Snapshot, period: Period, tiers: TierFigures, policy: SatisfactionPolicy
) -> SatisfactionFigures | None:
    """Measure satisfaction; ``None`` without a table of callbacks.

    Groups by owner, industry and method leave out callbacks that name none.
    """
    if snapshot.dataset.table("callbacks") is None:
        return None
    calls = _scored_calls(snapshot, tiers, policy)
    inside = calls[in_period(to_days(calls["day"]), period)]
    stated = [label for label in inside["tier"].unique() if label not in tiers.tiers]
    ends = _scale_ends(calls["score"], policy.scale_max)
    return SatisfactionFigures(
        total=_group(inside, ends),
        scale_max=policy.scale_max,
        distribution=_distribute(inside["score"], policy.scale_max),
        by_tier=_groups(
            inside, "tier", ends, [*tiers.tiers, *sorted(stated, key=lambda label: (label == UNRATED, label))]
        ),
        by_owner=_groups(inside, "called_by", ends),
        by_industry=_groups(inside, "industry", ends),
        by_method=_groups(inside, "method", ends),
        by_month=_by_month(calls, snapshot, ends),
        nps=_NPS.value(_count_recommendations(inside["recommendation"])),
        unranked_below=policy.unranked_below,
        unsatisfied=_list_unsatisfied(snapshot, inside),
    )


def _list_unsatisfied(snapshot: Snapshot, calls: pd.DataFrame) -> pd.DataFrame:
    """Return the scored callbacks that do not satisfy, the lowest score first, then the earliest."""
    low = calls[calls["score"].notna() & ~calls["satisfied"]]
    low = low.sort_values(["score", "called_on"], kind="stable")
    rows = low.index.to_numpy(dtype=np.intp)
    frame = snapshot.dataset.tables["callbacks"]
    places = place_columns(
        snapshot.dataset,
        frame["region"].to_numpy(dtype=np.int64)[rows],
        frame["source_row"].to_numpy(dtype=np.int64)[rows],
        np.full(len(rows), "feedback", dtype=object),
    )
    written = (
        frame["feedback"].array.take(rows) if "feedback" in frame else pd.array([None] * len(rows), "str")
    )
    del places["field"]
    told = {name: low[name].array for name in ("called_on", "score", "called_by")}
    named = name_customers(snapshot.dataset, low["customer"].to_numpy(dtype=np.int64))
    return pd.DataFrame({**named, **told, "text": written, **places})


def group_by_customers(
    snapshot: Snapshot, period: Period, tiers: TierFigures, policy: SatisfactionPolicy, labels: pd.Series
) -> dict[str, SatisfactionGroup] | None:
    """Return the period's callbacks by a label of their customer; ``None`` without a table of callbacks.

    Args:
        snapshot: The drop.
        period: The period.
        tiers: Tiers in force.
        policy: What counts as satisfied.
        labels: By customer; a missing one is in no group.
    """
    if snapshot.dataset.table("callbacks") is None:
        return None
    calls = _scored_calls(snapshot, tiers, policy)
    inside = calls[in_period(to_days(calls["day"]), period)]
    named = inside.assign(label=labels.reindex(inside["customer"]).set_axis(inside.index))
    return _groups(named, "label", _scale_ends(calls["score"], policy.scale_max))


def _scored_calls(snapshot: Snapshot, tiers: TierFigures, policy: SatisfactionPolicy) -> pd.DataFrame:
    calls = snapshot.rows(
        "callbacks", "customer", "called_on", "called_by", "industry", "method", "score", "recommendation"
    ).copy()
    calls["day"] = to_days(calls["called_on"])
    calls["tier"] = label_tiers(calls["customer"], tiers)
    of_ledger = snapshot.ledger_values("industry")
    calls["industry"] = calls["industry"].fillna(of_ledger.reindex(calls["customer"]).set_axis(calls.index))
    for column in ("called_by", "industry", "method"):
        calls[column] = unify_spellings(calls[column])
    calls["satisfied"] = is_satisfied(calls["score"], policy)
    calls["score"] = calls["score"] * policy.scale_max
    return calls


def is_satisfied(scores: pd.Series, policy: SatisfactionPolicy) -> pd.Series:
    """Return which scores, as shares of full mark, count as satisfied; a missing one does not."""
    return scores >= policy.csat_threshold - _TOLERANCE


def _scale_ends(scores: pd.Series, scale_max: float) -> Interval:
    """Return the ends of the scale; one of few steps starts at 1, unless answers are below."""
    from_one = scale_max <= _FROM_ONE_TO and not (scores < 1 - _TOLERANCE).any()
    return (1.0 if from_one else 0.0), float(scale_max)


def _group(calls: pd.DataFrame, ends: Interval) -> SatisfactionGroup:
    score = calls["score"]
    satisfied = int(calls["satisfied"].sum())
    return _figures(ends, len(calls), int(score.count()), score.sum(), score.std(), satisfied)


def _groups(
    calls: pd.DataFrame, column: str, ends: Interval, order: Iterable[str] | None = None
) -> dict[str, SatisfactionGroup]:
    """Return a group for each value, in the order given, else the most called first."""
    codes, names = pd.factorize(calls[column], sort=True)
    named = codes >= 0
    codes, score, satisfied = codes[named], calls["score"][named], calls["satisfied"].to_numpy()[named]
    called = np.bincount(codes, minlength=len(names))
    scored = np.bincount(codes, score.notna(), len(names)).astype(np.int64)
    pleased = np.bincount(codes, satisfied, len(names)).astype(np.int64)
    groups = score.groupby(codes)
    points = groups.sum()
    # Only where enough answered is it looked at.
    spread = groups.std() if scored.max(initial=0) >= _LEAST_FOR_INTERVAL else np.zeros(len(names))
    columns = zip(called.tolist(), scored.tolist(), points, spread, pleased.tolist(), strict=True)
    found = {str(name): _figures(ends, *row) for name, row in zip(names, columns, strict=True)}
    if order is None:
        order = sorted(found, key=lambda name: -found[name].called)
    return {name: found[name] for name in order if name in found}


def _figures(
    ends: Interval, called: int, scored: int, points: float, deviation: float, satisfied: int
) -> SatisfactionGroup:
    called, scored, satisfied = int(called), int(scored), int(satisfied)
    if not scored:
        return SatisfactionGroup(called, 0, None, None, None, None)
    mean = _MEAN.rate(points, scored)
    return SatisfactionGroup(
        called=called,
        scored=scored,
        mean=mean,
        mean_interval=None
        if mean is None
        else _within(mean_interval(mean, float(deviation), scored), ends, scored),
        csat=_CSAT.rate(satisfied, scored),
        csat_interval=wilson_interval(satisfied, scored),
        satisfied=satisfied,
        points=float(points),
    )


def _within(interval: Interval | None, ends: Interval, scored: int) -> Interval | None:
    """Return an interval cut at the scale's ends; ``None`` where too few answered to tell one."""
    if interval is None or scored < _LEAST_FOR_INTERVAL:
        return None
    return max(interval[0], ends[0]), min(interval[1], ends[1])


def _distribute(scores: pd.Series, scale_max: float) -> dict[str, int]:
    """Count scores by the nearest step, a half upwards, from the full mark down; 0 only where it occurs."""
    step = 1.0 if scale_max <= _MOST_STEPS else scale_max / _MOST_STEPS
    nearest = np.floor(scores.dropna().to_numpy(dtype=np.float64) / step + 0.5 + _TOLERANCE).astype(np.int64)
    top = int(scale_max / step + _TOLERANCE)
    counts = np.bincount(np.clip(nearest, 0, top), minlength=top + 1)
    return {f"{place * step:g}": int(counts[place]) for place in range(top, -1, -1) if place or counts[0]}


def _by_month(calls: pd.DataFrame, snapshot: Snapshot, ends: Interval) -> dict[str, SatisfactionGroup]:
    """Return a group for every month from the first with a callback up to as_of, empty months included."""
    if calls.empty:
        return {}
    months = month_numbers(to_days(calls["day"]))
    by_number = _groups(calls.assign(month=months.astype("str")), "month", ends)
    empty = SatisfactionGroup(0, 0, None, None, None, None)
    return {
        month_label(month): by_number.get(str(month), empty) for month in months_until(months, snapshot.day)
    }


def _count_recommendations(answers: pd.Series) -> dict[str, int]:
    """Count who would recommend (9 and 10), who would not (0 to 6), and all who answered."""
    return {
        "promoters": int((answers >= _PROMOTERS_FROM).sum()),
        "detractors": int((answers <= _DETRACTORS_TO).sum()),
        "answered": int(answers.count()),
    }
