"""Records of the section ``branches``."""

from __future__ import annotations

from kehu_batch.model.schema.kinds import Count, Share
from kehu_batch.model.schema.record import Record


class BranchRecord(Record):
    """What a branch delivered in the period."""

    branch: str
    customers: Count
    delivered: bool | None
    called: Count | None
    scored: Count | None
    mean: float | None
    csat: Share | None
    issues: Count | None
    overdue: Count | None
