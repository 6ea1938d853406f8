"""Complaints as JSON data."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from kehu_batch.model.figures.complaints import ClockCounts, ComplaintFigures, StageTimes
from kehu_batch.model.figures.states import ClockName
from kehu_batch.model.schema.complaints import (
    ClockCountsRecord,
    ComplaintItem,
    ComplaintPair,
    Complaints,
    ComplaintType,
    CustomerCount,
    MonthComplaints,
    OpenComplaint,
    OwnerComplaints,
    RepeatedComplaint,
    StageRecord,
    UnconfirmedComplaint,
)
from kehu_batch.records import fields
from kehu_batch.summary.records import add_reasons, leave_untold, list_records

_CLOCKS: tuple[str, ...] = (
    ClockName.RESPONSE,
    ClockName.SOLUTION_PLAN,
    ClockName.RESOLUTION,
    ClockName.CONFIRMATION,
)
_NOT_TIMED = "没有两个时间都精确到分、先后合理的投诉"


def write_complaints(figures: ComplaintFigures) -> Complaints:
    """Return the section on complaints; hours of a stage are rounded to four decimals."""
    section: Complaints = {
        "total": figures.received,
        "received": figures.received,
        "resolved": figures.resolved,
        "resolution_rate": figures.resolution_rate,
        "clock_set": figures.clock_set,
        "hours": "working" if figures.working else "calendar",
        "by_type": list_records(figures.by_type, ComplaintType),
        "by_customer": list_records(figures.by_customer, CustomerCount),
        "by_tier": dict(zip(figures.by_tier["tier"], figures.by_tier["count"].tolist(), strict=True)),
        "by_owner": list_records(figures.by_owner, OwnerComplaints),
        "by_month": {str(row["month"]): _write_month(row) for row in figures.by_month.to_dict("records")},
        "clocks": {clock: write_counts(counts) for clock, counts in figures.clocks.items()},
        "stages": {name: _write_stage(times) for name, times in figures.stages.items()},
        "items": list_records(figures.items, ComplaintItem),
        "open": list_records(figures.open, OpenComplaint),
        "unconfirmed": list_records(figures.unconfirmed, UnconfirmedComplaint),
        "repeats": list_records(figures.repeats, RepeatedComplaint),
        "pairs": list_records(figures.pairs, ComplaintPair),
    }
    return add_reasons(Complaints, leave_untold(section, figures.reasons), figures.reasons)


def write_counts(counts: ClockCounts) -> ClockCountsRecord:
    """Return a clock's four counts."""
    return {
        "met": counts.met,
        "missed": counts.missed,
        "pending": counts.pending,
        "undeterminable": counts.undeterminable,
    }


def _write_month(row: Mapping[Hashable, Any]) -> MonthComplaints:
    clocks = {
        clock: write_counts(ClockCounts(*(row[f"{clock}_{one.name}"] for one in fields(ClockCounts))))
        for clock in _CLOCKS
    }
    return {"received": row["received"], "resolved": row["resolved"], "clocks": clocks}


def _write_stage(times: StageTimes) -> StageRecord:
    if times.median is None or times.p90 is None:
        unknown: StageRecord = {"n": 0, "median": None, "p90": None}
        return add_reasons(StageRecord, unknown, {"median": _NOT_TIMED, "p90": _NOT_TIMED})
    return {"n": times.count, "median": round(times.median, 4), "p90": round(times.p90, 4)}
