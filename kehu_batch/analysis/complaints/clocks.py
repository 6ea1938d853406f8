"""Complaint clocks: respond, plan, resolve, and the callback after the solution (docs/rules.md, 8)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from kehu_batch.analysis.base.days import Days, Times, day_span, days_where, is_dated, to_dates
from kehu_batch.analysis.base.events import collect_events
from kehu_batch.analysis.base.snapshot import Mask, Snapshot
from kehu_batch.analysis.complaints.moments import (
    CALENDAR,
    Moments,
    Timekeeping,
    last_second,
    working_hours,
)
from kehu_batch.analysis.complaints.register import Register
from kehu_batch.analysis.complaints.sequence import find_disorder
from kehu_batch.model.figures.complaints import ClockCounts
from kehu_batch.model.figures.states import ClockName, ClockVerdict
from kehu_batch.model.tables.telling import why_untold
from kehu_batch.policy.schema import ComplaintClockSet, ComplaintPolicy, Policy
from kehu_batch.records import dataclass

#: Places in ``ClockVerdict``.
MET, MISSED, PENDING, UNDETERMINABLE = range(len(ClockVerdict))
#: The clock does not run for this complaint.
NOT_RUNNING = -1

#: The field that stops each stage, in the order in which the stages follow one another.
STAGES: Mapping[str, str] = {
    ClockName.RESPONSE: "responded_at",
    ClockName.SOLUTION_PLAN: "planned_at",
    ClockName.RESOLUTION: "resolved_at",
}
CONFIRMATION = ClockName.CONFIRMATION
CLOCKS = (*STAGES, CONFIRMATION)

Results = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class JudgedClock:
    """One clock over all complaints of a register; parallel arrays.

    Args:
        results: One of this module's constants.
        due: Last second in time; only its day counts where ``due_timed`` is false; ``NaT`` where unknown.
        due_timed: Whether the time of day of ``due`` is known.
        closed: When it was done; ``NaT`` where it is not, or nobody can tell.
        closed_timed: Whether its time of day is known.
        beyond_calendar: Whether it runs in working hours of a year that the calendar lacks.
    """

    results: Results
    due: Times
    due_timed: Mask
    closed: Times
    closed_timed: Mask
    beyond_calendar: Mask


def judge_clocks(snapshot: Snapshot, register: Register, policy: Policy) -> dict[str, JudgedClock]:
    """Judge every clock that the policy switches on and whose limit its set names."""
    limits, enabled = policy.complaints.limits, policy.follow_ups.clocks
    keeping, doubtful = timekeeping(policy.complaints), find_disorder(register)
    judged: dict[str, JudgedClock] = {
        clock: _judge_stage(register, clock, np.timedelta64(hours, "h"), keeping, doubtful[STAGES[clock]])
        for clock in STAGES
        if (hours := _hours(limits, clock)) is not None and clock in enabled
    }
    if limits.confirm_days is not None and CONFIRMATION in enabled:
        judged[CONFIRMATION] = _judge_confirmation(
            snapshot, register, day_span(limits.confirm_days), doubtful
        )
    return judged


def timekeeping(policy: ComplaintPolicy) -> Timekeeping:
    """Return how the policy counts hours."""
    return CALENDAR if policy.hours == "calendar" else working_hours(policy.working_from, policy.working_to)


def hours_of_work(policy: ComplaintPolicy) -> str:
    """Return from when to when a day is worked, where the policy counts hours of work; blank where all count."""
    if policy.hours == "calendar":
        return ""
    return f"{policy.working_from:%H:%M}–{policy.working_to:%H:%M}"


def count_results(judged: JudgedClock, chosen: Mask) -> ClockCounts:
    """Count the results of the chosen complaints."""
    results = judged.results[chosen]
    met, missed, pending, undeterminable = np.bincount(results[results >= 0], minlength=4).tolist()
    return ClockCounts(met=met, missed=missed, pending=pending, undeterminable=undeterminable)


def _hours(limits: ComplaintClockSet, clock: str) -> int | None:
    hours: Mapping[str, int | None] = {
        ClockName.RESPONSE: limits.respond_hours,
        ClockName.SOLUTION_PLAN: limits.plan_hours,
        ClockName.RESOLUTION: limits.resolve_hours,
    }
    return hours[clock]


def _judge_stage(
    register: Register, clock: str, limit: np.timedelta64, keeping: Timekeeping, doubtful: Mask
) -> JudgedClock:
    """Judge one stage: what is certain whatever the unknown times of day are, and no other stage contradicts."""
    field = STAGES[clock]
    start, end = register.times["received_at"], register.times[field]
    least, most = keeping.between(start.late, end.early), keeping.between(start.early, end.late)
    now = last_second(np.full(len(start.early), register.day))
    passed_least, passed_most = keeping.between(start.late, now), keeping.between(start.early, now)
    untold = ~end.known & _happened_untold(register, field)
    beyond = ~untold & start.known & np.isnat(np.where(end.known, most, passed_most))
    choices = [
        (untold, UNDETERMINABLE),
        (beyond, UNDETERMINABLE),
        (~end.known & (passed_least > limit), MISSED),
        (~end.known & (passed_most <= limit), PENDING),
        (~end.known | doubtful, UNDETERMINABLE),
        (most <= limit, MET),
        (least > limit, MISSED),
    ]
    results = np.select([mask for mask, _ in choices], [result for _, result in choices], UNDETERMINABLE)
    return _judged(results, keeping.after(start.early, limit), start.timed, end, beyond)


def _judged(results: Results, due: Times, timed: Mask, end: Moments, beyond: Mask) -> JudgedClock:
    """Return the clock with due and closing moments; nobody can tell those of an undeterminable one."""
    told = results != UNDETERMINABLE
    return JudgedClock(
        results=results,
        due=days_where(told, due),
        due_timed=timed & told,
        closed=days_where(told, end.early),
        closed_timed=end.timed & told,
        beyond_calendar=beyond,
    )


def _happened_untold(register: Register, field: str) -> Mask:
    """Whether a stage is done though no time says when: by the status, by a later stage, or for want of a column."""
    order = list(STAGES.values())
    untold = register.solved | ~register.has_column[field]
    for later in order[order.index(field) + 1 :]:
        untold |= register.times[later].known
    return untold & ~register.later[field]


def _judge_confirmation(
    snapshot: Snapshot, register: Register, limit: np.timedelta64, doubtful: Mapping[str, Mask]
) -> JudgedClock:
    """Judge whether each solution was confirmed in time: by its own date, or by a later callback.

    A confirmation that cannot be counts for nothing, yet says that there was one: without a callback in time nobody
    can tell when. A solution that cannot be starts no clock.
    """
    solved, confirmed = register.days("resolved_at"), register.times["confirmed_at"]
    told = confirmed.known & ~doubtful["confirmed_at"]
    called = later_callbacks(snapshot, register)
    own = days_where(told, register.days("confirmed_at"))
    by_call = is_dated(called) & (~told | (called < own))
    closed = days_where(by_call, called, own)
    choices = [
        ~register.solved,
        ~is_dated(solved) | doubtful["resolved_at"],
        closed <= solved + limit,
        confirmed.known & ~told,
        is_dated(closed),
        untold_confirmations(snapshot, register),
        solved + limit >= register.day,
    ]
    verdicts = [NOT_RUNNING, UNDETERMINABLE, MET, UNDETERMINABLE, MISSED, UNDETERMINABLE, PENDING]
    results = np.select(choices, verdicts, MISSED)
    own_moment = confirmed.where(told)
    end = Moments(
        days_where(by_call, to_dates(called), own_moment.early),
        days_where(by_call, last_second(called), own_moment.late),
    )
    due = to_dates(solved + limit)
    never = np.zeros(len(results), dtype=np.bool_)
    return _judged(results, due, never, end, never)


def untold_confirmations(snapshot: Snapshot, register: Register) -> Mask:
    """Return of which complaints no table could tell a confirmation: no column of their own, and no callbacks."""
    untold: Mask = ~register.has_column["confirmed_at"] & bool(why_untold(snapshot.dataset, "callbacks"))
    return untold


def later_callbacks(snapshot: Snapshot, register: Register) -> Days:
    """Return the day of the first callback of each complaint's customer after its solution."""
    events = collect_events(
        (snapshot.values("callbacks", "customer"), snapshot.days("callbacks", "called_on"))
    )
    return events.first_after(register.customers, register.days("resolved_at"))
