"""Records of the sections ``retention``, ``lifecycle``, ``care`` and ``scorecard``."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from kehu_batch.model.schema.kinds import Count, Counts, Day, Money, Owned, Place, Share
from kehu_batch.model.schema.record import Keywords, Record

#: A share or a weight, by measure.
Weights = dict[str, Annotated[float, Keywords(minimum=0)]]
Silence = Literal["", "silent", "lost"]


class AtRisk(Owned):
    """A customer with a warning signal."""

    tier: str | None
    signals: list[str]
    reason: str
    last_deal_on: Day | None
    days_since: Count | None
    gap_median: float | None
    score_fall: float | None
    health: float | None
    file: str | None
    cell: str | None
    lifetime_value: Money | None
    money_at_risk: Money | None


class Unreviewed(Owned, Place):
    """A key customer whose data nobody looked at."""

    tier: str | None
    reviewed_on: Day | None


class LossReason(Record):
    """Customers lost for a reason."""

    reason: str
    count: Count


class LostCustomer(Owned, Place):
    """A customer that is lost or silent."""

    state: Silence
    last_deal_on: Day | None
    days_since: Count | None
    reason: str | None
    possible: str | None


class Loss(Record):
    """Customers lost or silent, by reason."""

    counted: Count
    unknown: Count | None
    unknown_reason: NotRequired[str]
    stated: list[LossReason]
    possible: list[LossReason] | None
    possible_reason: NotRequired[str]
    customers: list[LostCustomer]


class HealthPart(Record):
    """A part of the health score."""

    points: float | None
    contribution: float | None


class RetentionCustomer(Owned):
    """A customer's deals, lifetime value and health."""

    first_deal_on: Day | None
    last_deal_on: Day | None
    days_since: Count | None
    deals: Count | None
    gap_median: float | None
    state: Silence | None
    score_fall: float | None
    health: float | None
    known_weight: float
    lifetime_value: Money | None
    health_parts: dict[str, HealthPart]


class Retention(Record):
    """Who buys again, who was lost and who may be."""

    window_from: Day
    repurchase_rate: Share | None
    repurchase_rate_reason: NotRequired[str]
    repeat_customers: Count | None
    buying_customers: Count | None
    core_repurchase_growth: float | None
    core_repurchase_growth_reason: NotRequired[str]
    growth_rate: float | None
    growth_rate_reason: NotRequired[str]
    customers_before: Count | None
    customers_now: Count | None
    lifetime_value: Money | None
    lifetime_value_reason: NotRequired[str]
    lifetime_from: Day | None
    orders_without_amount: Count | None
    orders_without_amount_reason: NotRequired[str]
    core_lifetime_growth: float | None
    core_lifetime_growth_reason: NotRequired[str]
    signals: dict[str, Count | None]
    signal_reasons: dict[str, str]
    at_risk: list[AtRisk] | None
    at_risk_reason: NotRequired[str]
    money_at_risk: Money | None
    money_at_risk_reason: NotRequired[str]
    unreviewed: list[Unreviewed] | None
    unreviewed_reason: NotRequired[str]
    loss: Loss | None
    loss_reason: NotRequired[str]
    customers: list[RetentionCustomer]


class StageLack(Owned, Place):
    """A customer that lacks what its stage asks for."""

    stage: str
    lacking: str


class LifecycleCustomer(Owned):
    """A customer's stage."""

    stage: str | None
    previous: str | None
    stated: bool
    reason: str
    lacking: str | None


class Lifecycle(Record):
    """Stages; a customer without one has ``null``, in ``movements`` it is ``""``."""

    counts: dict[str, Count | None]
    unstaged: Count
    movements: dict[str, Counts]
    lacking: list[StageLack] | None
    lacking_reason: NotRequired[str]
    reasons: dict[str, str]
    customers: list[LifecycleCustomer]


class CareEvent(Owned, Place):
    """What falls due in the coming month."""

    event: Literal["contract_end", "birthday", "founding", "signing"]
    on: Day
    years: Count | None
    contact: str | None
    preferences: str | None


class Renewal(Owned, Place):
    """A contract that ends."""

    contract_end_on: Day
    days_left: Count
    band: Count
    score: float | None
    scored_on: Day | None
    open_issues: Count | None
    overdue: Money | None
    preferences: str | None


_Span = Record("_Span", {"from": Day, "to": Day})


class Care(_Span):
    """What falls due in the coming month, and contracts that end."""

    events: list[CareEvent]
    renewals: list[Renewal] | None
    renewals_reason: NotRequired[str]
    ending_within: Counts | None
    ending_within_reason: NotRequired[str]
    reasons: dict[str, str]


class ScorecardPartRecord(Record):
    """A measure of a person's scorecard."""

    value: float | None
    n: Count
    contribution: float | None
    contribution_reason: NotRequired[str]


class OwnerScoreRecord(Record):
    """A person's scorecard."""

    owner: str
    customers: Count | None
    customers_reason: NotRequired[str]
    unanswered: Count | None
    unanswered_reason: NotRequired[str]
    known_weight: float
    total: float | None
    total_reason: NotRequired[str]
    parts: dict[str, ScorecardPartRecord]


class Scorecard(Record):
    """Scorecards of all persons."""

    weights: Weights
    targets: Weights
    least_answers: Count
    known_weight_min: float
    owners: list[OwnerScoreRecord]
