"""Satisfaction, issues and their solution in each of several spans, as known at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kehu_batch.analysis.base.days import Days, day_of, to_days
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.issues.measure import join_callbacks, read_resolutions
from kehu_batch.analysis.issues.statements import CallbackStatements
from kehu_batch.analysis.satisfaction import is_satisfied
from kehu_batch.model.figures.trend import TrendFigure
from kehu_batch.model.period import Period
from kehu_batch.policy.schema import Policy

Figures = Mapping[str, TrendFigure]


def measure_callbacks(
    snapshot: Snapshot, statements: CallbackStatements, spans: Sequence[Period], policy: Policy
) -> dict[str, Figures]:
    """Return the figures of callbacks by label of span."""
    calls = snapshot.rows("callbacks", "called_on", "score")
    days, scores = to_days(calls["called_on"]), calls["score"] * policy.satisfaction.scale_max
    satisfied = is_satisfied(calls["score"], policy.satisfaction).to_numpy()
    found = join_callbacks(snapshot, statements.issues, ("resolution_status", "resolved_at"))
    of_issue = to_days(found["day"])
    resolutions = read_resolutions(found, policy.issues)
    measured: dict[str, Figures] = {}
    for span in spans:
        inside = days_inside(days, span)
        scored = scores[inside]
        count, happy = int(scored.count()), int((satisfied & inside).sum())
        reason = "" if count else ("没有评分" if inside.any() else "没有回访")
        mean = float(scored.mean()) if count else None
        mine = days_inside(of_issue, span)
        solved, known = resolutions.as_of(day_of(span.as_of))
        done, told = int((solved & mine).sum()), int((known & mine).sum())
        undated = int((solved & mine & ~resolutions.dated).sum())
        measured[span.label] = {
            "satisfaction.mean": TrendFigure(mean, whole=count, reason=reason),
            "satisfaction.csat": TrendFigure(happy / count if count else None, happy, count, reason=reason),
            "issues.total": _count_issues(of_issue, mine, span, called=bool(inside.any())),
            "issues.resolution_rate": TrendFigure(
                done / told if told else None, done, told, undated, "" if told else "没有填写解决状态"
            ),
        }
    return measured


def _count_issues(days: Days, mine: np.ndarray, span: Period, *, called: bool) -> TrendFigure:
    """Return the number of issues; not known of a span before the first issue, or without a callback.

    Nobody may have asked then: none found is not none there.
    """
    if not called:
        return TrendFigure(None, reason="没有回访")
    if not len(days) or days.min() > day_of(span.last):
        return TrendFigure(None, reason="这以前没有记录过问题")
    return TrendFigure(float(mine.sum()))


def days_inside(days: Days, span: Period) -> np.ndarray:
    """Return which days lie in a span, through its as-of day."""
    inside: np.ndarray = (days >= day_of(span.first)) & (days <= day_of(span.as_of))
    return inside
