"""The complaints of a drop: their section, their clocks as obligations, and findings about their times."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kehu_batch.analysis.base.period import in_period
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.complaints.clocks import JudgedClock, hours_of_work, judge_clocks
from kehu_batch.analysis.complaints.measure import clock_limits, count_clocks, measure_complaints
from kehu_batch.analysis.complaints.order import find_impossible_orders, find_undated
from kehu_batch.analysis.complaints.register import Register, read_register
from kehu_batch.analysis.follow_ups.complaint_clocks import collect_complaint_clocks
from kehu_batch.analysis.follow_ups.obligations import Obligations
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.complaints import ClockCounts, ComplaintFigures
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.period import Period
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.records import dataclass
from kehu_batch.wording.complaints import limit_unit

_NO_REGISTER = "没有投诉登记表"


@dataclass(frozen=True, slots=True)
class Complaints:
    """The register of a drop with its clocks judged.

    Args:
        register: The complaints that count.
        judged: Their clocks.
        obligations: The clocks as items of follow-up.
        findings: Times that are missing, or cannot be in their order.
        present: Whether the drop has such a table.
    """

    register: Register
    judged: Mapping[str, JudgedClock]
    obligations: tuple[Obligations, ...]
    findings: tuple[Finding, ...]
    present: bool

    def count(self, period: Period) -> dict[str, ClockCounts] | None:
        """Count each clock's results over the complaints of the period; ``None`` without a register."""
        if not self.present:
            return None
        return count_clocks(self.judged, in_period(self.register.days("received_at"), period))

    @property
    def running(self) -> tuple[tuple[Obligations, ...], int]:
        """Return the obligations, and how many clocks run in working hours of a year that the calendar lacks."""
        return self.obligations, sum(int(clock.beyond_calendar.sum()) for clock in self.judged.values())

    @property
    def reasons(self) -> dict[str, str]:
        """Return why there is no section."""
        return {} if self.present else dict.fromkeys(("complaints", "clocks"), _NO_REGISTER)


def read_complaints(snapshot: Snapshot, policy: Policy, taxonomy: Taxonomy) -> Complaints:
    """Read the complaints that count on the snapshot's day, and judge their clocks."""
    register = read_register(snapshot, policy, taxonomy)
    judged = judge_clocks(snapshot, register, policy)
    limits, unit = (
        clock_limits(policy.complaints.limits, judged),
        limit_unit(hours_of_work(policy.complaints)),
    )
    return Complaints(
        register,
        judged,
        tuple(collect_complaint_clocks(register, judged, limits, unit)),
        (
            *find_impossible_orders(snapshot, register, policy.quality),
            *find_undated(snapshot, policy.quality),
        ),
        present=snapshot.dataset.table("complaints") is not None,
    )


def measure_section(
    snapshot: Snapshot,
    complaints: Complaints,
    issues: pd.DataFrame,
    period: Period,
    tiers: TierFigures,
    rules: tuple[Policy, Taxonomy],
) -> ComplaintFigures | None:
    """Return the section; ``None`` where there is no such table."""
    if not complaints.present:
        return None
    return measure_complaints(snapshot, complaints.register, complaints.judged, issues, period, tiers, rules)
