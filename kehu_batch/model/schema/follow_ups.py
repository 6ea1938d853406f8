"""Records of contact obligations."""

from __future__ import annotations

from typing import Literal, NotRequired

from kehu_batch.model.figures.choices import ResultName
from kehu_batch.model.schema.kinds import Count, Customer, Day, Moment, Place, Share
from kehu_batch.model.schema.record import Record


class _OfClock(Record):
    clock: str


class _OfTable(Record):
    table: Literal["callbacks", "followups"]


class _OfTier(Record):
    tier: str


class _OfOwner(Record):
    owner: str | None


class OverdueItem(_OfClock, Customer, Place):
    """An obligation that is overdue."""

    channel: str | None
    owner: str | None
    due_on: Day
    due_at: Moment | None
    days_overdue: Count
    working_days_overdue: Count | None
    severity: Literal["high", "medium", "low"]
    content: str | None


class Obligations(Record):
    """Obligations that are open, and of them those overdue."""

    open: Count
    overdue: Count
    high: Count
    medium: Count
    low: Count


class OwnerObligations(_OfOwner, Obligations):
    """Those of a person."""


class TierObligations(_OfTier, Obligations):
    """Those of a tier."""


class ClockObligations(_OfClock, Obligations):
    """Those of a clock."""


class AttemptsOf(_OfOwner):
    """Attempts of a person."""

    attempts: Count
    callbacks: Count
    followups: Count


class Attempt(_OfTable, Customer, Place):
    """A call that reached nobody."""

    tried_on: Day
    owner: str | None
    reached_on: Day | None


class Attempts(Record):
    """Calls that reached nobody."""

    total: Count
    by_owner: list[AttemptsOf]
    items: list[Attempt]


_OfClass = Record("_OfClass", {"class": ResultName})


class ResultClass(_OfClass):
    """A class of results, who answers and within what time."""

    count: Count
    role: str
    limit: str


class ResultItem(_OfClass, Customer, Place):
    """What one callback came to."""

    called_on: Day
    role: str
    answer_by: Day | None
    answered_on: Day | None


class Results(Record):
    """What the period's callbacks came to."""

    by_class: list[ResultClass]
    items: list[ResultItem]


class NotRecorded(_OfClock):
    """A further contact that is asked for and that no record ever names."""

    channel: str


class NotCalled(Customer, Place):
    """A planned callback that was not made."""

    state: Literal["未回访", "未接通"]


class OverContacted(Customer):
    """A customer contacted on more days of a month than allowed."""

    tier: str
    month: str
    contacts: Count
    allowed: Count


class IncompletePlan(Customer, Place):
    """A plan that lacks a part."""

    owner: str | None
    due_on: Day | None
    content: str | None
    missing: str


class ConductRecord(Record):
    """How contact was kept."""

    over_contacted: list[OverContacted] | None
    over_contacted_reason: NotRequired[str]
    plans: Count | None
    plans_reason: NotRequired[str]
    plan_completeness: Share | None
    plan_completeness_reason: NotRequired[str]
    incomplete_plans: list[IncompletePlan] | None
    incomplete_plans_reason: NotRequired[str]
    stale_contacts: Count | None
    stale_contacts_reason: NotRequired[str]
    stated_contacts: Count | None
    stated_contacts_reason: NotRequired[str]


class ObligationsRecord(Record):
    """What is overdue and open, how promises were kept, attempts, and what callbacks came to."""

    overdue: list[OverdueItem] | None
    overdue_reason: NotRequired[str]
    open: Count | None
    open_reason: NotRequired[str]
    kept_rate: Share | None
    kept_rate_reason: NotRequired[str]
    kept: Count | None
    kept_reason: NotRequired[str]
    due: Count | None
    due_reason: NotRequired[str]
    completion_rate: Share | None
    completion_rate_reason: NotRequired[str]
    made: Count | None
    made_reason: NotRequired[str]
    planned: Count | None
    planned_reason: NotRequired[str]
    not_called: list[NotCalled] | None
    not_called_reason: NotRequired[str]
    by_owner: list[OwnerObligations] | None
    by_owner_reason: NotRequired[str]
    by_tier: list[TierObligations] | None
    by_tier_reason: NotRequired[str]
    by_clock: list[ClockObligations] | None
    by_clock_reason: NotRequired[str]
    attempts: Attempts | None
    attempts_reason: NotRequired[str]
    results: Results | None
    results_reason: NotRequired[str]
    not_recorded: list[NotRecorded]


class FollowUps(ObligationsRecord, ConductRecord):
    """Contact obligations, and how contact was kept; what no table of the drop could tell is null, with its reason."""
