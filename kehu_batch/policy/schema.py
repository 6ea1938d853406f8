"""The typed, frozen policy. Every number that a department may disagree about is a value here."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(ge=0, le=1)]
Yuan = Annotated[Decimal, Field(max_digits=15, decimal_places=2)]


class Section(BaseModel):
    """Base of all policy sections: unknown keys are refused, values are frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SatisfactionPolicy(Section):
    """How scores are read and judged (docs/rules.md, 7)."""

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
    """A scheme of tiers, high to low (docs/rules.md, 5)."""

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
            raise ValueError(f"aliases 指向不存在的等级： {'、'.join(unknown)}")
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
    """Clocks of contact and overdue follow-ups (docs/rules.md, 6)."""

    clocks: tuple[Clock, ...]
    closing_statuses: tuple[str, ...]
    cadence: dict[str, Cadence]
    severity: SeverityBounds


class IssuePolicy(Section):
    """Issues and complaints (docs/rules.md, 8)."""

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
    """Complaint clocks, in calendar hours (docs/rules.md, 8). ``clocks`` names the set in force."""

    clocks: str
    sets: dict[str, ComplaintClockSet]

    @property
    def limits(self) -> ComplaintClockSet:
        """Return the set of limits in force."""
        return self.sets[self.clocks]

    @model_validator(mode="after")
    def _check_set(self) -> ComplaintPolicy:
        if self.clocks not in self.sets:
            raise ValueError(f"clocks 指向不存在的时限： {self.clocks}")
        return self


class AcceptedFinding(Section):
    """A finding that is known and silenced: of one customer and code, until a day (included)."""

    customer: str = Field(min_length=1)
    code: str = Field(pattern=r"^KB\d{3}$")
    until: date
    reason: str = ""


class QualityPolicy(Section):
    """Targets of data quality (docs/rules.md, 11), and the findings that are accepted for a time."""

    accuracy_target: Share
    accepted: tuple[AcceptedFinding, ...] = ()
    column_finding_rows: int = Field(ge=1)
    read_hidden: bool = True


class PeriodPolicy(Section):
    """When a latest month is passed over as a stray (docs/rules.md, 4)."""

    stray_share: Share
    stray_gap_months: int = Field(ge=0)


class GradeRule(Section):
    """A risk grade that a customer gets where any limit is reached (docs/rules.md, 10); a limit left out asks nothing.

    Attributes:
        days_overdue_over: The longest overdue document is late by more days than this.
        overdue_share_from: Overdue ÷ outstanding is at least this.
        credit_use_over: Net receivables ÷ credit limit is more than this.
        disputed_share_from: Disputed ÷ outstanding is at least this.
        overdue_growth_from: The overdue sum grew in the period by at least this share of what it was.
    """

    name: str
    days_overdue_over: int | None = Field(default=None, ge=0)
    overdue_share_from: Share | None = None
    credit_use_over: float | None = Field(default=None, ge=0)
    disputed_share_from: Share | None = None
    overdue_growth_from: float | None = Field(default=None, ge=0)


class DunningStage(Section):
    """What to do about a customer whose longest overdue document is late by at least so many days."""

    days_from: int = Field(ge=1)
    action: str


class ReceivablesPolicy(Section):
    """Payment risk and cross-check (docs/rules.md, 10).

    Attributes:
        currency: Of a row that names none, of credit limits, and of the figures' totals.
        overdue_days: Upper ends of the buckets by days overdue, closed.
        age_years: Upper ends of the buckets by age, closed, by anniversary.
        first_in_first_out: Whether receipts that name no document fill the customer's open ones in due order.
        compare_net: Whether the cross-check takes net receivables (less credit notes and unallocated receipts).
        amount_tolerance: A difference up to this many yuan passes.
        relative_tolerance: So does one up to this share of the larger side.
        proposal_documents: Most open documents of a customer among which sums are sought.
        grades: Worst first; the first that applies is the customer's.
        lowest_grade: Of everybody else.
        dunning: Latest stage first.
        loss_rates: Expected loss by bucket; empty: no such matrix.
    """

    currency: str = "CNY"
    overdue_days: tuple[int, ...] = Field(min_length=1)
    age_years: tuple[int, ...] = Field(min_length=1)
    first_in_first_out: bool = False
    compare_net: bool = False
    amount_tolerance: Yuan = Field(ge=0)
    relative_tolerance: Share
    proposal_documents: int = Field(ge=2, le=16)
    grades: tuple[GradeRule, ...]
    lowest_grade: str
    dunning: tuple[DunningStage, ...]
    loss_rates: dict[str, Annotated[Decimal, Field(ge=0, le=1, max_digits=8)]] = {}

    @property
    def bucket_labels(self) -> tuple[str, ...]:
        """Return the buckets by days overdue: ``未到期``, ``1-30`` … ``>180``, ``到期日缺失``."""
        starts = (1, *(end + 1 for end in self.overdue_days))
        ranges = (f"{start}-{end}" for start, end in zip(starts, self.overdue_days, strict=False))
        return ("未到期", *ranges, f">{self.overdue_days[-1]}", "到期日缺失")

    @property
    def age_labels(self) -> tuple[str, ...]:
        """Return the buckets by age: ``≤1年``, ``1-2年`` … ``>5年``, ``开票日期缺失``."""
        first, *rest = self.age_years
        ranges = (f"{start}-{end}年" for start, end in zip(self.age_years, rest, strict=False))
        return (f"≤{first}年", *ranges, f">{self.age_years[-1]}年", "开票日期缺失")

    @model_validator(mode="after")
    def _check_bounds(self) -> ReceivablesPolicy:
        for name, ends in (("overdue_days", self.overdue_days), ("age_years", self.age_years)):
            if list(ends) != sorted(set(ends)) or ends[0] < 1:
                raise ValueError(f"{name} 必须是从小到大、互不相同的正整数")
        stages = [stage.days_from for stage in self.dunning]
        if stages != sorted(set(stages), reverse=True):
            raise ValueError("dunning 的 days_from 必须从大到小且互不相同")
        unknown = [label for label in self.loss_rates if label not in self.bucket_labels]
        if unknown:
            raise ValueError(f"loss_rates 指向不存在的分段： {'、'.join(unknown)}")
        return self


class Targets(Section):
    """Targets shown beside results (docs/rules.md, 12)."""

    complaint_resolution: Share
    core_repurchase_growth: tuple[float, float]
    lifetime_value_growth: float
    collection_timeliness: Share | None = None
    near_shortfall: Share
    """How far short of its target, as a share of it, a figure still counts as 接近."""


class Policy(Section):
    """One department's policy.

    Attributes:
        name: Preset name or the file's own name.
        title: What it is, in Chinese.
        headers: The department's own column headers, by table and field code, beside the shipped vocabulary.
        unset_defaults: Dotted keys whose shipped value no guide gives: shown as 默认值,请部门设定.
    """

    name: str
    title: str
    satisfaction: SatisfactionPolicy
    tiers: TierPolicy
    follow_ups: FollowUpPolicy
    issues: IssuePolicy
    complaints: ComplaintPolicy
    receivables: ReceivablesPolicy
    quality: QualityPolicy
    period: PeriodPolicy
    targets: Targets
    headers: dict[str, dict[str, tuple[str, ...]]] = {}
    unset_defaults: tuple[str, ...] = ()
