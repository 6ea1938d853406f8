"""Figures of contact obligations."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.records import dataclass, field

_COMPLETENESS = MEASURE_BY_CODE["follow_ups.plan_completeness"]


@dataclass(frozen=True, slots=True)
class Conduct:
    """How contact was kept in the period.

    Args:
        over_contacted: Customers with more days of contact in a month than their tier's cadence allows: ``customer``,
            ``customer_id``, ``customer_name``, ``tier``, ``month``, ``contacts``, ``allowed``, most first.
        plans: Plans of the period's callbacks.
        incomplete_plans: Those without an owner, a day or what is to be done: ``customer``, ``customer_id``,
            ``customer_name``, ``owner``, ``due_on``, ``content``, ``missing`` (in words), ``file``, ``cell``.
        stale_contacts: Customers whose last contact in the ledger is older than the newest in the logs.
        stated_contacts: Customers with a last contact in the ledger.
    """

    over_contacted: pd.DataFrame
    plans: int
    incomplete_plans: pd.DataFrame
    stale_contacts: int
    stated_contacts: int

    @property
    def plan_completeness(self) -> float | None:
        """Return the share of plans with all their parts; ``None`` without a plan."""
        return _COMPLETENESS.rate(self.plans - len(self.incomplete_plans), self.plans)


@dataclass(frozen=True, slots=True)
class FollowUpFigures:
    """Contact obligations as of ``as_of``.

    Args:
        items: One row an obligation that is open and asks for something: ``clock``, ``channel`` (of ``touch_1357``
            and of further contacts, else ``""``), ``customer`` int64, ``customer_id``, ``customer_name``, ``tier``,
            ``owner`` (missing where nobody is named), ``due_on``, ``due_at`` (of a clock in hours, where the time of
            day is known), ``closed_on`` and ``closed_at`` (missing; see ``quiet``), ``state`` (未到期/今日到期/逾期/
            无法判定, and 期限不明 of a plan without a date), ``days_overdue`` int64 (0 unless 逾期; a limit in hours
            may be over with 0 days), ``working_days_overdue`` Int64 (missing where the calendar lacks a year),
            ``severity`` (high/medium/low, missing unless 逾期), ``content`` (what was promised), ``region``,
            ``source_row``, ``field`` (field code of its cell), ``file``, ``cell``, ``number`` (its place among all
            obligations, these, ``quiet`` and ``met``, in whose order a row tells of them).
        quiet: The same of what asks for nothing: intervals not yet over, and what nobody can judge (无法判定), which
            may have been closed.
        met: What was done, of which most are and little is asked: ``clock``, ``channel``, ``customer`` int32,
            ``owner``, ``due_on``, ``due_at``, ``closed_on``, ``closed_at``, ``state`` (已完成/已完成(晚)), ``days_late``
            int32, ``working_days_late`` Int32, ``region``, ``source_row``, ``number``; texts are categories.
        overdue: The overdue rows of ``items``, most severe first, then most days.
        open: Rows of ``items``, due or not; an interval not yet over is none of them.
        kept_rate: Promises closed by their due date ÷ promises due in the period before as_of; one due on
            as_of itself is 今日到期, neither kept nor broken.
        kept: Numerator of ``kept_rate``.
        due: Denominator of ``kept_rate``.
        completion_rate: Callbacks made ÷ planned in the period.
        made: Callbacks made in the period.
        planned: Callbacks made or planned in the period.
        not_called: Planned callbacks not made: ``customer``, ``customer_id``, ``customer_name``, ``called_by`` (who
            was to; missing), ``state`` (未接通 where there were attempts only, else 未回访), ``region``,
            ``source_row``, ``field``, ``file``, ``cell``.
        by_owner: ``owner`` (missing: nobody), ``open``, ``overdue``, ``high``, ``medium``, ``low``.
        by_tier: The same by ``tier``.
        by_clock: The same by ``clock``.
        undetermined: Customers whose tier has an interval, never contacted and without a start of cooperation:
            ``tier_cadence`` is 无法判定.
        attempts: Callbacks and follow-ups of the period that reached nobody: ``table``, ``customer``, ``customer_id``,
            ``customer_name``, ``tried_on``, ``owner`` (missing: nobody), ``reached_on`` (first contact from that day
            on; missing: none), ``region``, ``source_row``, ``field``, ``file``, ``cell``.
        attempts_by_owner: ``owner`` (missing: nobody), ``attempts``, ``callbacks``, ``followups``, most first.
        results: The period's callbacks by what they came to: ``class`` (问题/高价值·潜力/满意), ``customer``,
            ``customer_id``, ``customer_name``, ``called_on``, ``role`` (who is responsible), ``answer_by`` (missing:
            nothing was asked), ``answered_on`` (first contact after it; missing: none), ``region``, ``source_row``,
            ``field``, ``file``, ``cell``.
        results_by_class: ``class``, ``count``, ``role``, ``limit`` (in words), every class present.
        conduct: Over-contact, plans that lack a part, ledger dates left behind.
        unrecorded: Clock and name of each further contact that is asked of somebody and that no record ever names:
            nobody can tell whether they are made.
        reasons: Why a figure is not known, by its name here or of ``conduct``: a rate is then ``None``, a count 0 and
            a list empty, and none of them is to be shown.
    """

    items: pd.DataFrame
    overdue: pd.DataFrame
    open: int
    kept_rate: float | None
    kept: int
    due: int
    completion_rate: float | None
    made: int
    planned: int
    not_called: pd.DataFrame
    by_owner: pd.DataFrame
    by_tier: pd.DataFrame = field(default_factory=pd.DataFrame)
    by_clock: pd.DataFrame = field(default_factory=pd.DataFrame)
    undetermined: int = 0
    quiet: pd.DataFrame = field(default_factory=pd.DataFrame)
    met: pd.DataFrame = field(default_factory=pd.DataFrame)
    results: pd.DataFrame = field(default_factory=pd.DataFrame)
    results_by_class: pd.DataFrame = field(default_factory=pd.DataFrame)
    attempts: pd.DataFrame = field(default_factory=pd.DataFrame)
    attempts_by_owner: pd.DataFrame = field(default_factory=pd.DataFrame)
    reasons: Mapping[str, str] = field(default_factory=dict)
    unrecorded: tuple[tuple[str, str], ...] = ()
    conduct: Conduct | None = None
