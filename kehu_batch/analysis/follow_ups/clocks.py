"""Complaint clocks: respond, plan, resolve, and the callback after the solution (docs/rules.md, 8)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.events import collect_events
from kehu_batch.analysis.base.folded_texts import fold_matches
from kehu_batch.analysis.base.period import in_period
from kehu_batch.analysis.base.snapshot import Days, Mask, Snapshot, is_dated, to_days
from kehu_batch.folding import fold_text
from kehu_batch.model.figures.analysis import ClockCounts
from kehu_batch.model.period import Period
from kehu_batch.policy.schema import ComplaintClockSet, Policy

_DAY = 86_400

_MET, _MISSED, _PENDING, _UNDETERMINABLE = range(4)

#: The field that stops each stage, in the order in which the stages follow one another.
_STAGES = {
    "complaint_respond": "responded_at",
    "complaint_plan": "planned_at",
    "complaint_resolve": "resolved_at",
}
CLOCKS = (*_STAGES, "post_solution")


@dataclass(frozen=True, slots=True)
class _Moments:
    """Moments in seconds since 1970, each somewhere between two ends; where only a date is known, in its day.

    Args:
        early: Earliest second; the least int64 where nothing is known.
        late: Latest second.
    """

    early: Days
    late: Days

    @property
    def known(self) -> Mask:
        """Whether there is any time or date."""
        return is_dated(self.early)


def count_complaint_clocks(snapshot: Snapshot, period: Period, policy: Policy) -> dict[str, ClockCounts]:
    """Count the complaints of the period that met or missed each clock, by calendar hours.

    A clock that the policy switches off, or whose stage its set of limits does not ask for, counts nothing.
    """
    limits = policy.complaints.limits
    complaints = _complaints(snapshot, period)
    done = fold_matches(complaints["status"], map(fold_text, policy.issues.resolved_statuses))
    counts = {clock: ClockCounts() for clock in CLOCKS}
    for clock, field in _STAGES.items():
        hours = _hours(limits, clock)
        if hours is not None and clock in policy.follow_ups.clocks:
            counts[clock] = _count(_judge_stage(snapshot, complaints, field, hours * 3600, done))
    if limits.confirm_days is not None and "post_solution" in policy.follow_ups.clocks:
        solved = complaints["resolved_at"].notna().to_numpy() | done
        results = _judge_confirmation(snapshot, complaints, limits.confirm_days)
        counts["post_solution"] = _count(results[solved])
    return counts


def _complaints(snapshot: Snapshot, period: Period) -> pd.DataFrame:
    """Return the complaints received in the period; what is dated after as_of has not happened yet."""
    fields = ("received_at", *_STAGES.values(), "confirmed_at")
    rows = snapshot.rows("complaints", "customer", "region", "status", *fields)
    rows = rows[in_period(pd.Series(to_days(rows["received_at"])), period)]
    for field in fields:
        rows = rows.assign(**{field: rows[field].where(to_days(rows[field]) <= snapshot.day)})
    return rows


def _hours(limits: ComplaintClockSet, clock: str) -> int | None:
    return {
        "complaint_respond": limits.respond_hours,
        "complaint_plan": limits.plan_hours,
        "complaint_resolve": limits.resolve_hours,
    }[clock]


def _moments(times: pd.Series) -> _Moments:
    seconds = times.to_numpy(dtype="datetime64[s]").astype(np.int64)
    date_only = seconds % _DAY == 0
    return _Moments(seconds, np.where(is_dated(seconds) & date_only, seconds + _DAY - 1, seconds))


def _judge_stage(
    snapshot: Snapshot, complaints: pd.DataFrame, field: str, limit: int, done: Mask
) -> npt.NDArray[np.int64]:
    """Return for each complaint whether the stage was in time; see the module's constants."""
    start, end = _moments(complaints["received_at"]), _moments(complaints[field])
    least, most = end.early - start.late, end.late - start.early
    now = (snapshot.day + 1) * _DAY - 1
    silent = ~end.known & (
        done | _later_stage_known(complaints, field) | ~_has_column(snapshot, complaints, field)
    )
    choices = [
        (silent, _UNDETERMINABLE),
        (~end.known & (now > start.late + limit), _MISSED),
        (~end.known & (now <= start.early + limit), _PENDING),
        (~end.known | (most < 0), _UNDETERMINABLE),
        (most <= limit, _MET),
        (least > limit, _MISSED),
    ]
    return np.select([mask for mask, _ in choices], [result for _, result in choices], _UNDETERMINABLE)


def _later_stage_known(complaints: pd.DataFrame, field: str) -> Mask:
    """Whether a later stage has a time, so that this one was done though its time is blank."""
    order = list(_STAGES.values())
    later = complaints[order[order.index(field) + 1 :]]
    return later.notna().any(axis=1).to_numpy(dtype=np.bool_)


def _has_column(snapshot: Snapshot, complaints: pd.DataFrame, field: str) -> Mask:
    present = np.array(
        [region.column_of(field) is not None for region in snapshot.dataset.regions], dtype=np.bool_
    )
    columns: Mask = present[complaints["region"].to_numpy(dtype=np.intp)]
    return columns


def _judge_confirmation(snapshot: Snapshot, complaints: pd.DataFrame, limit: int) -> npt.NDArray[np.int64]:
    """Return whether each solution was confirmed in time: by its own date, or by a later callback."""
    solved, confirmed = to_days(complaints["resolved_at"]), to_days(complaints["confirmed_at"])
    calls = snapshot.rows("callbacks", "customer", "called_on")
    events = collect_events((calls["customer"].to_numpy(dtype=np.int64), to_days(calls["called_on"])))
    called = events.first_after(complaints["customer"].to_numpy(dtype=np.int64), solved)
    in_time = (confirmed >= solved) & (confirmed <= solved + limit)
    in_time |= is_dated(called) & (called <= solved + limit)
    choices = [~is_dated(solved), in_time, solved + limit >= snapshot.day]
    return np.select(choices, [_UNDETERMINABLE, _MET, _PENDING], _MISSED)


def _count(results: npt.NDArray[np.int64]) -> ClockCounts:
    met, missed, pending, undeterminable = np.bincount(results, minlength=4).tolist()
    return ClockCounts(met=met, missed=missed, pending=pending, undeterminable=undeterminable)
