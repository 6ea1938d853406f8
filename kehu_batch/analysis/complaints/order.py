"""Findings about the times of complaints: one that is missing, or an order that cannot be (docs/rules.md, 8)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kehu_batch.analysis.base.row_findings import find_in_rows
from kehu_batch.analysis.base.snapshot import UNDATED, Snapshot
from kehu_batch.analysis.base.unread_cells import why_excluded
from kehu_batch.analysis.complaints.register import TIMES, Register
from kehu_batch.analysis.complaints.sequence import precedes, stages_before
from kehu_batch.model.findings.catalogue_figures import COMPLAINT_TIME_ORDER, COMPLAINT_UNDATED
from kehu_batch.model.findings.finding import Finding
from kehu_batch.policy.schema import QualityPolicy

#: What the times of a complaint are called.
_NAMES: Mapping[str, str] = {
    "received_at": "投诉时间",
    "responded_at": "响应时间",
    "planned_at": "方案时间",
    "resolved_at": "解决时间",
    "confirmed_at": "回访确认时间",
}


def find_impossible_orders(
    snapshot: Snapshot, register: Register, policy: QualityPolicy
) -> tuple[Finding, ...]:
    """Return a finding for each time that lies before one that it must follow, whatever the unknown times of day.

    One that lies before the receipt is told of that alone; else all stages that it comes before are named.
    """
    found: list[Finding] = []
    positions = register.rows.index.to_numpy(dtype=np.intp)
    for field in TIMES[1:]:
        time = register.times[field]
        wrong = precedes(register.times["received_at"], time)
        said = {place: _name("received_at", register, place) for place in np.flatnonzero(wrong).tolist()}
        for before in stages_before(field):
            for place in np.flatnonzero(precedes(register.times[before], time) & ~wrong).tolist():
                name = _name(before, register, place)
                said[place] = f"{said[place]}、{name}" if place in said else name
        told = sorted(said)
        found += find_in_rows(
            snapshot.dataset,
            COMPLAINT_TIME_ORDER,
            ("complaints", field),
            positions[np.array(told, dtype=np.intp)],
            [f"{_name(field, register, place)} 早于{said[place]}" for place in told],
            whole_column_rows=policy.column_finding_rows,
        )
    return tuple(found)


def _name(field: str, register: Register, place: int) -> str:
    return f"{_NAMES[field]} {_show(register.times[field].early[place])}"


def _show(moment: np.datetime64) -> str:
    text = str(moment).replace("T", " ")
    return text[:10] if text.endswith(" 00:00:00") else text[:16]


def find_undated(snapshot: Snapshot, policy: QualityPolicy) -> tuple[Finding, ...]:
    """Return a finding for each complaint that does not count because nobody wrote when it came."""
    if snapshot.dataset.table("complaints") is None:
        return ()
    undated = np.flatnonzero(why_excluded(snapshot.dataset, "complaints", snapshot.as_of) == UNDATED)
    return find_in_rows(
        snapshot.dataset,
        COMPLAINT_UNDATED,
        ("complaints", "received_at"),
        undated,
        ["没有投诉时间，这一行不计入"] * len(undated),
        whole_column_rows=policy.column_finding_rows,
    )
