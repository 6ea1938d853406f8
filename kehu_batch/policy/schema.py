"""The typed, frozen policy. Every number that a department may disagree about is a value here."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(ge=0, le=1)]
Yuan = Annotated[Decimal, Field(max_digits=15, decimal_places=2)]


class Section(BaseModel):
    """Base of all policy sections: unknown keys are refused, values are frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SatisfactionPolicy(Section):
    """How scores are read and judged (DOMAIN section 7)."""

    scale_max: float = Field(gt=0)
    default_full_mark: float | None = Field(default=None, gt=0)
    csat_threshold: Share
    target: Share
    unranked_below: int = Field(ge=1)
    words: dict[str, Share]


class TierCondition(Section):
    """A condition other than money; a failed one drops one tier."""

    field: str
    any_of: tuple[str, ...]


class Tier(Section):
    """One tier. ``min_amount`` is inclusive, in yuan; the tier above it bounds it from above, exclusive."""

    name: str
    min_amount: Yuan | None = None
    inquiry: bool = False
    expected_share: Share | None = None
    conditions: tuple[TierCondition, ...] = ()


class TierPolicy(Section):
    """A scheme of tiers, high to low (DOMAIN section 5)."""

    scheme: str
    window_months: int = Field(default=12, ge=1)
    orders_complete: bool = False
    tiers: tuple[Tier, ...] = Field(min_length=1)
    aliases: dict[str, str]

    @model_validator(mode="after")
    def _check_tiers(self) -> TierPolicy:
        names = [tier.name for tier in self.tiers]
        if len(set(names)) != len(names):
            raise ValueError("tiers 中等级名称重复")
        amounts = [tier.min_amount for tier in self.tiers if tier.min_amount is not None]
        if amounts != sorted(amounts, reverse=True) or len(set(amounts)) != len(amounts):
            raise ValueError("tiers 的 min_amount 必须从高到低且互不相同")
        unknown = sorted({target for target in self.aliases.values() if target not in names})
        if unknown:
            raise ValueError(f"aliases 指向不存在的等级: {'、'.join(unknown)}")
        return self


class Cadence(Section):
    """How often a tier is to be contacted. Exactly one of months, weeks and days."""

    months: int | None = Field(default=None, ge=1)
    weeks: int | None = Field(default=None, ge=1)
    days: int | None = Field(default=None, ge=1)
    methods: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _check_one(self) -> Cadence:
        if sum(value is not None for value in (self.months, self.weeks, self.days)) != 1:
            raise ValueError("months、weeks、days 必须且只能写一个")
        return self


class SeverityBounds(Section):
    """Days late at which severity rises: high above ``high_over``, medium above ``medium_over``, else low."""

    high_over: int = Field(ge=1)
    medium_over: int = Field(ge=0)


Clock = Literal[
    "promised_callback",
    "plan_deadline",
    "tier_cadence",
    "touch_1357",
    "result_cadence",
    "complaint_respond",
    "complaint_plan",
    "complaint_resolve",
    "post_solution",
]


class FollowUpPolicy(Section):
    """Clocks of contact and overdue follow-ups (DOMAIN section 6)."""

    clocks: tuple[Clock, ...]
    closing_statuses: tuple[str, ...]
    cadence: dict[str, Cadence]
    severity: SeverityBounds


class IssuePolicy(Section):
    """Issues and complaints (DOMAIN section 8)."""

    repeat_days: int = Field(ge=1)
    conversion_days: int = Field(ge=1)
    resolved_statuses: tuple[str, ...]
    departments: dict[str, str] = {}


class ComplaintClockSet(Section):
    """Limits of the complaint clocks; a stage without a limit is not asked for."""

    respond_hours: int | None = Field(default=None, ge=1)
    plan_hours: int | None = Field(default=None, ge=1)
    resolve_hours: int | None = Field(default=None, ge=1)
    confirm_days: int | None = Field(default=None, ge=1)


class ComplaintPolicy(Section):
    """Complaint clocks, in calendar hours (DOMAIN section 8). ``clocks`` names the set in force."""

    clocks: str
    sets: dict[str, ComplaintClockSet]

    @property
    def limits(self) -> ComplaintClockSet:
        """Return the set of limits in force."""
        return self.sets[self.clocks]

    @model_validator(mode="after")
    def _check_set(self) -> ComplaintPolicy:
        if self.clocks not in self.sets:
            raise ValueError(f"clocks 指向不存在的时限: {self.clocks}")
        return self


class QualityPolicy(Section):
    """Targets of data quality (DOMAIN section 11)."""

    accuracy_target: Share
    column_finding_rows: int = Field(ge=1)
    read_hidden: bool = True


class PeriodPolicy(Section):
    """When a latest month is passed over as a stray (DOMAIN section 4)."""

    stray_share: Share
    stray_gap_months: int = Field(ge=0)


class Targets(Section):
    """Targets shown beside results (DOMAIN section 12)."""

    complaint_resolution: Share
    core_repurchase_growth: tuple[float, float]
    lifetime_value_growth: float
    collection_timeliness: Share | None = None


class Policy(Section):
    """One department's policy.

    Attributes:
        name: Preset name or the file's own name.
        title: What it is, in Chinese.
        unset_defaults: Dotted keys whose shipped value no guide gives: shown as 默认值,请部门设定.
    """

    name: str
    title: str
    satisfaction: SatisfactionPolicy
    tiers: TierPolicy
    follow_ups: FollowUpPolicy
    issues: IssuePolicy
    complaints: ComplaintPolicy
    quality: QualityPolicy
    period: PeriodPolicy
    targets: Targets
    unset_defaults: tuple[str, ...] = ()
