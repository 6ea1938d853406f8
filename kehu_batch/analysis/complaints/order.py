"""Findings about the times of complaints: one that is missing, or an order that cannot be (docs/rules.md, 8)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kehu_batch.analysis.base.row_findings import find_in_rows
from kehu_batch.analysis.base.snapshot import UNDATED, Snapshot
from kehu_batch.analysis.base.unread_cells import why_excluded
from kehu_batch.analysis.complaints.moments import DAY
from kehu_batch.analysis.complaints.register import Register
from kehu_batch.model.findings.catalogue_figures import COMPLAINT_TIME_ORDER, COMPLAINT_UNDATED
from kehu_batch.model.findings.finding import Finding
from kehu_batch.policy.schema import QualityPolicy

#: A time, the one that it cannot come before, and what the two are called.
_ORDER: Mapping[str, tuple[str, str, str]] = {
    "responded_at": ("received_at", "响应时间", "投诉时间"),
    "planned_at": ("received_at", "方案时间", "投诉时间"),
    "resolved_at": ("received_at", "解决时间", "投诉时间"),
    "confirmed_at": ("resolved_at", "回访确认时间", "解决时间"),
}


def find_impossible_orders(
    snapshot: Snapshot, register: Register, policy: QualityPolicy
) -> tuple[Finding, ...]:
    """Return a finding for each time that lies before one that it must follow, whatever the unknown times of day."""
    found: list[Finding] = []
    positions = register.rows.index.to_numpy(dtype=np.intp)
    for field, (before, name, other) in _ORDER.items():
        first, second = register.times[before], register.times[field]
        wrong = np.flatnonzero(first.known & second.known & (second.late < first.early))
        messages = [
            f"{name} {_show(int(second.early[place]))} 早于{other} {_show(int(first.early[place]))}"
            for place in wrong
        ]
        found += find_in_rows(
            snapshot.dataset,
            COMPLAINT_TIME_ORDER,
            ("complaints", field),
            positions[wrong],
            messages,
            whole_column_rows=policy.column_finding_rows,
        )
    return tuple(found)


def _show(second: int) -> str:
    text = str(np.datetime64(second, "s")).replace("T", " ")
    return text[:10] if second % DAY == 0 else text[:16]


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
