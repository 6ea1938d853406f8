"""Records of the sections ``issues`` and ``demands``."""

from __future__ import annotations

from typing import Literal, NotRequired

from kehu_batch.model.schema.kinds import Count, Customer, Day, Money, Place, Share
from kehu_batch.model.schema.record import Record


class IssueType(Record):
    """A type by issues, by customers and by spend, and its rate."""

    type: str
    count: Count
    share: Share | None
    cumulative: Share | None
    customers: Count
    customers_share: Share | None
    customers_cumulative: Share | None
    spend: Money | None
    spend_share: float | None
    spend_cumulative: float | None
    per_100: float | None
    department: str | None


class IssueRate(Record):
    """Issues per 100 callbacks."""

    count: Count
    customers: Count
    called: Count
    per_100: float | None


class _OfTier(Record):
    tier: str


class _OfOwner(Record):
    owner: str | None


class TierRate(_OfTier, IssueRate):
    """The rate of a tier."""


class OwnerRate(_OfOwner, IssueRate):
    """The rate of who called."""


class MonthRate(Record):
    """The rate of a month."""

    count: Count
    called: Count
    per_100: float | None


class RepeatedIssue(Customer, Place):
    """An issue that an earlier callback has."""

    type: str
    text: str
    called_on: Day
    earlier_on: Day
    days: Count
    earlier_file: str | None
    earlier_cell: str | None


class RecurringType(Record):
    """A type that keeps coming back."""

    type: str
    count: Count
    customers: Count
    first_on: Day
    last_on: Day


class IssueCluster(Customer, Place):
    """What keeps coming back at one customer."""

    type: str
    calls: Count
    first_on: Day
    last_on: Day


RemarkKind = Literal["demand", "latent", "praise"]


class RemarkKinds(Record):
    """Remarks by kind."""

    demand: Count
    latent: Count
    praise: Count


class _OfKind(Record):
    kind: RemarkKind


class Remark(_OfKind, Customer, Place):
    """A demand, a latent need or praise."""

    called_on: Day
    text: str
    type: str


class UnconfirmedIssue(Customer, Place):
    """A solved issue that no later callback confirmed."""

    type: str
    text: str
    called_on: Day
    resolved_on: Day | None


class Department(Record):
    """What goes to a department, with its evidence."""

    department: str
    types: list[str]
    count: Count
    customers: Count
    evidence: list[Place]


class IssueItem(Customer, Place):
    """One issue."""

    called_on: Day | None
    text: str
    types: list[str]
    matched: list[str]
    decided_by: str
    perhaps: list[str]
    department: str | None


class Issues(Record):
    """Issues of the period's callbacks."""

    total: Count
    customers: Count
    unclassified: Count
    resolution_rate: Share | None
    resolution_rate_reason: NotRequired[str]
    by_type: list[IssueType]
    called: Count
    per_100: float | None
    per_100_reason: NotRequired[str]
    by_tier: list[TierRate]
    by_owner: list[OwnerRate]
    by_month: dict[str, MonthRate]
    repeats: list[RepeatedIssue]
    two_years: list[RecurringType]
    clusters: list[IssueCluster]
    kinds: RemarkKinds
    remarks: list[Remark]
    unconfirmed: list[UnconfirmedIssue] | None
    unconfirmed_reason: NotRequired[str]
    departments: list[Department]
    items: list[IssueItem]


class DemandType(Record):
    """Demands of a type."""

    type: str
    count: Count
    share: Share | None
    customers: Count


class DemandItem(Customer, Place):
    """One demand."""

    called_on: Day | None
    text: str


class Demands(Record):
    """Explicit requests in the period's callbacks."""

    total: Count
    by_type: list[DemandType]
    items: list[DemandItem]
    conversion: Share | None
    conversion_reason: NotRequired[str]
