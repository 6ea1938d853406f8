"""Complaints as JSON data."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from kehu_batch.model.figures.complaints import ClockCounts, ComplaintFigures, StageTimes
from kehu_batch.summary.records import Json, list_records

_CUSTOMER = ("customer_id", "customer_name")
_PLACE = ("file", "cell")
_COMPLAINT = ("complaint_id", *_CUSTOMER, "received_at", "type", "content", "owner")
_CLOCKS = ("complaint_respond", "complaint_plan", "complaint_resolve", "post_solution")
_RESULTS = ("met", "missed", "pending", "undeterminable")


def write_complaints(figures: ComplaintFigures) -> Json:
    """Return the section on complaints; hours of a stage are rounded to four decimals."""
    return {
        "total": figures.received,
        "received": figures.received,
        "resolved": figures.resolved,
        "resolution_rate": figures.resolution_rate,
        **({} if figures.received else {"resolution_rate_reason": figures.reasons["resolution_rate"]}),
        "clock_set": figures.clock_set,
        "by_type": list_records(
            figures.by_type, ("type", "count", "share", "cumulative", "customers", "spend_fen", "department")
        ),
        "by_customer": list_records(figures.by_customer, (*_CUSTOMER, "count")),
        "by_tier": dict(zip(figures.by_tier["tier"], figures.by_tier["count"].tolist(), strict=True)),
        "by_owner": list_records(figures.by_owner, ("owner", "count", "open")),
        "by_month": {str(row["month"]): _write_month(row) for row in figures.by_month.to_dict("records")},
        "clocks": {clock: write_counts(counts) for clock, counts in figures.clocks.items()},
        "stages": {name: _write_stage(times) for name, times in figures.stages.items()},
        "items": list_records(
            figures.items,
            (*_COMPLAINT, "tier", "solved", *(c for c in _CLOCKS if c in figures.items), *_PLACE),
        ),
        "open": list_records(figures.open, (*_COMPLAINT, "age_days", *_PLACE)),
        "unconfirmed": list_records(figures.unconfirmed, (*_COMPLAINT, *_PLACE)),
        "repeats": list_records(
            figures.repeats, (*_COMPLAINT, "earlier_id", "earlier_cell", "days", *_PLACE)
        ),
        "pairs": list_records(
            figures.pairs, (*_COMPLAINT, "called_on", "text", "days", "call_file", "call_cell", *_PLACE)
        ),
    }


def write_counts(counts: ClockCounts) -> Json:
    """Return a clock's four counts."""
    return {name: getattr(counts, name) for name in _RESULTS}


def _write_month(row: Mapping[Hashable, Any]) -> Json:
    clocks = {clock: {name: row[f"{clock}_{name}"] for name in _RESULTS} for clock in _CLOCKS}
    return {"received": row["received"], "resolved": row["resolved"], "clocks": clocks}


def _write_stage(times: StageTimes) -> Json:
    if times.median is None or times.p90 is None:
        reason = "没有两个时间都精确到分的投诉"
        return {"n": 0, "median": None, "median_reason": reason, "p90": None, "p90_reason": reason}
    return {"n": times.count, "median": round(times.median, 4), "p90": round(times.p90, 4)}
