"""The section on complaints: received, by type and person, open, clocks, stages, resolution (docs/rules.md, 8)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.calendar_months import month_numbers, months_until
from kehu_batch.analysis.base.days import days_between, is_dated
from kehu_batch.analysis.base.period import in_period
from kehu_batch.analysis.base.snapshot import Mask, Snapshot
from kehu_batch.analysis.base.tier_groups import label_tiers
from kehu_batch.analysis.complaints.clocks import (
    CLOCKS,
    JudgedClock,
    count_results,
    hours_of_work,
    later_callbacks,
    timekeeping,
    untold_confirmations,
)
from kehu_batch.analysis.complaints.moments import Moments, Timekeeping
from kehu_batch.analysis.complaints.register import Register, list_complaints
from kehu_batch.analysis.complaints.related import list_pairs, list_repeats
from kehu_batch.analysis.complaints.sequence import find_disorder, in_doubt
from kehu_batch.analysis.issues.pareto import count_types
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.complaints import ClockCounts, ComplaintFigures, StageTimes
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.model.figures.states import ClockVerdict
from kehu_batch.model.period import Period, month_label
from kehu_batch.model.tables.telling import why_untold
from kehu_batch.policy.schema import ComplaintClockSet, Policy
from kehu_batch.policy.taxonomy import Taxonomy

#: Each stage of the section with the times that it lies between.
_STAGES: Mapping[str, tuple[str, str]] = {
    "respond": ("received_at", "responded_at"),
    "plan": ("received_at", "planned_at"),
    "resolve": ("received_at", "resolved_at"),
    "confirm": ("resolved_at", "confirmed_at"),
}
_RESULTS = tuple(str(verdict) for verdict in ClockVerdict)


def measure_complaints(
    snapshot: Snapshot,
    register: Register,
    judged: Mapping[str, JudgedClock],
    issues: pd.DataFrame,
    period: Period,
    tiers: TierFigures,
    rules: tuple[Policy, Taxonomy],
) -> ComplaintFigures:
    """Measure the complaints received in the period, and what is open as of the snapshot's day.

    Args:
        snapshot: The drop on its day.
        register: Its complaints.
        judged: Their clocks.
        issues: ``CallbackStatements.issues`` of every month, for probable pairs.
        period: The period.
        tiers: Tier and spend of the customers.
        rules: Policy and taxonomy.
    """
    policy, taxonomy = rules
    chosen = in_period(register.days("received_at"), period)
    received, resolved = int(chosen.sum()), int((chosen & register.solved).sum())
    items = _list_items(snapshot, register, judged, chosen, tiers)
    keeping, doubtful = timekeeping(policy.complaints), find_disorder(register)
    return ComplaintFigures(
        clock_set=policy.complaints.clocks,
        limits=clock_limits(policy.complaints.limits, judged),
        received=received,
        resolved=resolved,
        resolution_rate=MEASURE_BY_CODE["complaints.resolution_rate"].rate(resolved, received),
        by_type=count_types(items["type"], items["customer"], tiers, policy.issues, taxonomy),
        by_customer=_count_customers(items),
        by_tier=_count(items, "tier"),
        by_owner=_count_owners(register, chosen),
        by_month=_count_months(register, judged),
        clocks=count_clocks(judged, chosen),
        stages={
            name: _time_stage(register, ends, chosen & ~in_doubt(doubtful, ends), keeping)
            for name, ends in _STAGES.items()
        },
        items=items,
        open=_list_open(snapshot, register),
        unconfirmed=list_complaints(snapshot, register, chosen & _unconfirmed(snapshot, register)),
        repeats=list_repeats(snapshot, register, chosen, policy.issues.repeat_days),
        pairs=list_pairs(snapshot, register, chosen, issues, policy.complaints.pair_days),
        repeat_days=policy.issues.repeat_days,
        pair_days=policy.complaints.pair_days,
        working=hours_of_work(policy.complaints),
        reasons=_reasons(snapshot, register, received),
    )


def count_clocks(judged: Mapping[str, JudgedClock], chosen: Mask) -> dict[str, ClockCounts]:
    """Count the results of every clock over the chosen complaints; one that is off counts nothing."""
    return {
        clock: count_results(judged[clock], chosen) if clock in judged else ClockCounts() for clock in CLOCKS
    }


def clock_limits(limits: ComplaintClockSet, judged: Mapping[str, JudgedClock]) -> dict[str, int]:
    """Return the limit of each clock in force: hours, of ``post_solution`` days."""
    known = dict(
        zip(
            CLOCKS,
            (limits.respond_hours, limits.plan_hours, limits.resolve_hours, limits.confirm_days),
            strict=True,
        )
    )
    return {clock: limit for clock, limit in known.items() if limit is not None and clock in judged}


def _list_items(
    snapshot: Snapshot,
    register: Register,
    judged: Mapping[str, JudgedClock],
    chosen: Mask,
    tiers: TierFigures,
) -> pd.DataFrame:
    items = list_complaints(snapshot, register, chosen)
    names = np.array([*_RESULTS, None], dtype=object)  # -1, the clock does not run, is the last
    results = {clock: pd.array(names[judged[clock].results[chosen]], dtype="str") for clock in judged}
    tier = label_tiers(items["customer"], tiers).array
    return items.assign(tier=tier, solved=register.solved[chosen], **results)


def _count_customers(items: pd.DataFrame) -> pd.DataFrame:
    """Count by customer, most first, else as they come."""
    known = items[items["customer"] >= 0]
    counts = known.groupby("customer", sort=False).size().rename("count")
    names = known.drop_duplicates("customer")[["customer", "customer_id", "customer_name"]]
    table = names.assign(count=names["customer"].map(counts).astype("int64"))
    return table.sort_values("count", ascending=False, kind="stable").reset_index(drop=True)


def _count(items: pd.DataFrame, column: str) -> pd.DataFrame:
    counts = items.groupby(column, dropna=False, sort=False).size().rename("count").reset_index()
    return counts.sort_values("count", ascending=False, kind="stable").reset_index(drop=True)


def _count_owners(register: Register, chosen: Mask) -> pd.DataFrame:
    """Count received in the period and open now by owner; those with neither are left out."""
    flags = pd.DataFrame({"owner": register.rows["owner"].array, "count": chosen, "open": ~register.solved})
    counts = flags.groupby("owner", dropna=False, sort=False).sum().astype("int64").reset_index()
    counts = counts[(counts["count"] > 0) | (counts["open"] > 0)].assign(named=counts["owner"].notna())
    ordered = counts.sort_values(["count", "named", "open"], ascending=False, kind="stable")
    return ordered.drop(columns="named").reset_index(drop=True)


def _count_months(register: Register, judged: Mapping[str, JudgedClock]) -> pd.DataFrame:
    months = month_numbers(register.days("received_at"))
    rows = []
    for month in months_until(months, register.day):
        mine = months == month
        counts = {
            f"{clock}_{result}": getattr(count, result)
            for clock, count in count_clocks(judged, mine).items()
            for result in _RESULTS
        }
        solved = int((mine & register.solved).sum())
        rows.append({"month": month_label(month), "received": int(mine.sum()), "resolved": solved, **counts})
    columns = ["month", "received", "resolved", *(f"{clock}_{name}" for clock in CLOCKS for name in _RESULTS)]
    return pd.DataFrame(rows, columns=columns)


def _time_stage(register: Register, ends: tuple[str, str], chosen: Mask, keeping: Timekeeping) -> StageTimes:
    start, end = (register.times[field] for field in ends)
    hours = _hours_between(start, end, chosen, keeping)
    if not len(hours):
        return StageTimes(0, None, None)
    return StageTimes(len(hours), float(np.median(hours)), float(np.percentile(hours, 90)))


def _hours_between(
    start: Moments, end: Moments, chosen: Mask, keeping: Timekeeping
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    timed = chosen & start.timed & end.timed
    counted = keeping.between(start.early[timed], end.early[timed])
    hours: np.ndarray[tuple[int], np.dtype[np.float64]] = counted[~np.isnat(counted)] / np.timedelta64(1, "h")
    return hours


def _list_open(snapshot: Snapshot, register: Register) -> pd.DataFrame:
    waiting = ~register.solved
    listed = list_complaints(snapshot, register, waiting)
    listed = listed.assign(age_days=days_between(register.days("received_at")[waiting], register.day))
    return listed.sort_values("age_days", ascending=False, kind="stable").reset_index(drop=True)


def _unconfirmed(snapshot: Snapshot, register: Register) -> Mask:
    """Return which solved complaints nobody confirmed, neither by a date of its own nor by a later callback."""
    called = is_dated(later_callbacks(snapshot, register))
    unconfirmed: Mask = register.solved & ~register.times["confirmed_at"].known & ~called
    return unconfirmed & ~untold_confirmations(snapshot, register)


def _reasons(snapshot: Snapshot, register: Register, received: int) -> dict[str, str]:
    """Return why a figure is not known."""
    reasons = {} if received else {"resolution_rate": "本期没有收到投诉"}
    if untold := why_untold(snapshot.dataset, "callbacks"):
        reasons["pairs"] = untold
    if len(register.rows) and untold_confirmations(snapshot, register).all():
        reasons["unconfirmed"] = f"{untold}，投诉登记表也没有回访确认时间"
    return reasons
