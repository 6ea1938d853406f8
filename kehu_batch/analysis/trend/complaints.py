"""Complaints of each of several spans, as they stood at its end."""

from __future__ import annotations

from kehu_batch.analysis.base.days import is_dated
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.complaints.clocks import MISSED, judge_clocks
from kehu_batch.analysis.complaints.register import Register, rewind
from kehu_batch.analysis.trend.callbacks import days_inside
from kehu_batch.model.figures.trend import TrendFigure
from kehu_batch.model.period import Period
from kehu_batch.policy.schema import Policy


def measure_then(register: Register, past: Snapshot, span: Period, policy: Policy) -> tuple[TrendFigure, int]:
    """Return the resolution rate of a span as of its end, and how many clocks were overdue then.

    Args:
        register: The complaints of the drop.
        past: The drop at the span's end.
        span: The span.
        policy: Limits of the clocks, and words for done.
    """
    then = rewind(register, past, policy)
    received = days_inside(then.days("received_at"), span)
    count, done = int(received.sum()), int((received & then.solved).sum())
    undated = int((received & then.solved & ~then.times["resolved_at"].known).sum())
    rate = TrendFigure(done / count if count else None, done, count, undated, "" if count else "没有收到投诉")
    overdue = sum(
        int(((judged.results == MISSED) & ~is_dated(judged.closed)).sum())
        for judged in judge_clocks(past, then, policy).values()
    )
    return rate, overdue
