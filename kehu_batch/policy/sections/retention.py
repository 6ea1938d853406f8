"""Retention, care and renewal, stages of a customer's life, and the scorecard by owner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from kehu_batch.checked_values import Field, model_validator
from kehu_batch.policy.sections.base import Section, Share

#: A bound in days or deals, and the points (0–100) that it gives.
Step = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0, le=100)]]

#: Stages from the first contact to the last deal.
Stage = Literal["潜在", "签约", "新客户", "稳定", "沉默", "流失"]
STAGES: tuple[Stage, ...] = ("潜在", "签约", "新客户", "稳定", "沉默", "流失")


def _require_hundred(weights: Section, name: str) -> None:
    total = sum(weights.model_dump().values())
    if total != 100:
        raise ValueError(f"{name} 的各项权重合计必须是 100，现在是 {total:g}")


def _require_order(steps: Sequence[Step], name: str, *, rising: bool) -> None:
    bounds = [bound for bound, _ in steps]
    if bounds != sorted(set(bounds), reverse=not rising):
        raise ValueError(f"{name} 的界线必须{'从小到大' if rising else '从大到小'}且互不相同")


class HealthWeights(Section):
    """Weights of the parts of the health score; together 100."""

    recency: float = Field(ge=0)
    frequency: float = Field(ge=0)
    satisfaction: float = Field(ge=0)
    complaints: float = Field(ge=0)
    payment: float = Field(ge=0)


class HealthPolicy(Section):
    """Health score of a customer, 0–100 (docs/rules.md, 9).

    Attributes:
        weights: Weight of each part.
        known_weight_min: With less weight known the score is grey.
        recency: Days since the last deal up to which the points are given; 0 beyond the last.
        frequency: Deals in the window from which the points are given; 0 below the last.
        payment: Days the oldest document is overdue, up to which the points are given; 0 beyond the last.
        closed_complaint_days: Days for which a solved complaint still counts.
        closed_complaint_points: Points with one.
    """

    weights: HealthWeights
    known_weight_min: float = Field(ge=0, le=100)
    recency: tuple[Step, ...]
    frequency: tuple[Step, ...]
    payment: tuple[Step, ...]
    closed_complaint_days: int = Field(ge=0)
    closed_complaint_points: int = Field(ge=0, le=100)

    @model_validator(mode="after")
    def _check(self) -> HealthPolicy:
        _require_hundred(self.weights, "retention.health.weights")
        _require_order(self.recency, "recency", rising=True)
        _require_order(self.payment, "payment", rising=True)
        _require_order(self.frequency, "frequency", rising=False)
        return self


class RetentionPolicy(Section):
    """When a customer is at risk (docs/rules.md, 9).

    Attributes:
        window_months: Window of the repurchase rate and of the deals counted for health.
        first_deal_within_days: A customer that signed longer than this before its first recorded order, and before
            the record begins, has bought before: it is not new.
        order_gap_min_gaps: With fewer gaps between deals there is no median.
        order_gap_alert_above: Days since the last deal ÷ the customer's own median gap above which it is at risk.
        silent_after_days: More days than this since the last deal: silent.
        lost_after_days: More than this: lost.
        new_customer_months: First deal between so many months before as_of and so many, both included.
        new_no_order_days: Days up to as_of without an order.
        falling_score_by: Fall of the newest score against the one before, on the policy's scale.
        complaint_before_silence_days: Days between a complaint and the last deal of a silent customer, either way.
        review_months: How often the data of a key customer is to be looked at.
        key_tiers: Tiers, by any scheme, whose customers are key.
        lost_words: What 客户阶段 or 跟进状态 says of a lost customer.
    """

    window_months: int = Field(ge=1)
    first_deal_within_days: int = Field(ge=0)
    order_gap_min_gaps: int = Field(ge=1)
    order_gap_alert_above: float = Field(gt=0)
    silent_after_days: int = Field(ge=1)
    lost_after_days: int = Field(ge=1)
    new_customer_months: tuple[int, int]
    new_no_order_days: int = Field(ge=1)
    falling_score_by: float = Field(gt=0)
    complaint_before_silence_days: int = Field(ge=0)
    review_months: int = Field(ge=1)
    key_tiers: tuple[str, ...]
    lost_words: tuple[str, ...]
    health: HealthPolicy

    @model_validator(mode="after")
    def _check(self) -> RetentionPolicy:
        if self.lost_after_days <= self.silent_after_days:
            raise ValueError("lost_after_days 必须大于 silent_after_days")
        if not 0 <= self.new_customer_months[0] < self.new_customer_months[1]:
            raise ValueError("new_customer_months 必须从小到大，例如 [1, 3]")
        return self


class CarePolicy(Section):
    """Care and renewal (docs/rules.md, 9): upper ends, closed, of the days that a contract still runs."""

    renewal_days: tuple[int, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> CarePolicy:
        if list(self.renewal_days) != sorted(set(self.renewal_days)) or self.renewal_days[0] < 0:
            raise ValueError("renewal_days 必须是从小到大、互不相同的天数")
        return self


class StageAction(Section):
    """A contact that a stage asks for: within so many days after an event, or in the days up to as_of."""

    since: Literal["first_deal", "signing", "as_of"]
    days: int = Field(ge=1)


class LifecyclePolicy(Section):
    """Stages of a customer's life (docs/rules.md, 9).

    Attributes:
        new_days: Days since the first deal up to which a customer is new.
        aliases: Stage by what 客户阶段 says.
        actions: What a stage asks for; a stage left out asks for nothing.
    """

    new_days: int = Field(ge=1)
    aliases: dict[str, Stage]
    actions: dict[Stage, StageAction]


class ScorecardParts(Section):
    """One number for each measure of the scorecard."""

    callbacks_made: float = Field(ge=0)
    promises_kept: float = Field(ge=0)
    satisfaction: float = Field(ge=0)
    issues_resolved: float = Field(ge=0)
    complaint_clocks: float = Field(ge=0)
    spend_growth: float = Field(ge=0)
    collection: float = Field(ge=0)
    accuracy: float = Field(ge=0)


class ScorecardTargets(Section):
    """Targets of the scorecard, as shares; reaching one gives its whole weight."""

    callbacks_made: Share = Field(gt=0)
    promises_kept: Share = Field(gt=0)
    satisfaction: Share = Field(gt=0)
    issues_resolved: Share = Field(gt=0)
    complaint_clocks: Share = Field(gt=0)
    spend_growth: float = Field(gt=0)
    collection: Share = Field(gt=0)
    accuracy: Share = Field(gt=0)


class ScorecardPolicy(Section):
    """Scorecard by owner (docs/rules.md, 9).

    Attributes:
        weights: Weight of each measure, together 100.
        targets: Target of each measure.
        least_answers: A measure with a smaller n is grey.
        known_weight_min: With less weight known the total is grey.
    """

    weights: ScorecardParts
    targets: ScorecardTargets
    least_answers: int = Field(ge=1)
    known_weight_min: float = Field(ge=0, le=100)

    @model_validator(mode="after")
    def _check(self) -> ScorecardPolicy:
        _require_hundred(self.weights, "scorecard.weights")
        return self
