"""Every figure of a drop: what analysis gives, and what workbook, report and JSON are written from.

Large lists are frames with the columns named here; each has ``file`` and ``cell`` (``sheet!A1``) so that a
figure leads to its rows. A figure that cannot be computed is ``None`` and its reason stands in ``reasons``
under the figure's name.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kehu_batch.model.figures.choices import TierMethod
from kehu_batch.model.figures.complaints import ClockCounts, ComplaintFigures
from kehu_batch.model.figures.finance.stated import StatedReceivables
from kehu_batch.model.figures.follow_ups import FollowUpFigures
from kehu_batch.model.figures.issue_details import IssueDetails
from kehu_batch.model.figures.receivables import CrossCheckFigures, PaymentRiskFigures
from kehu_batch.model.figures.recorded import RecordedMonth
from kehu_batch.model.figures.retention import (
    CareFigures,
    LifecycleFigures,
    RetentionFigures,
    ScorecardFigures,
)
from kehu_batch.model.figures.second_opinion import SecondOpinion
from kehu_batch.model.figures.trend import Trend
from kehu_batch.model.findings.changes import FindingChanges
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import Matter, Question
from kehu_batch.model.period import Period
from kehu_batch.records import dataclass, field

#: A closed interval of a figure, low and high.
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ExcludedRow:
    """A row that does not count, or a run of such rows.

    Args:
        file: Its file.
        cell: The cell that the reason is about, ``sheet!A1``; of a run its first and last, ``sheet!A5:A90``.
        reason: E.g. ``"重复行"``.
        rows: How many rows it stands for.
        fen: Money that they carry; ``None`` where their table has none, or none of it can be read.
        currency: Of that money; empty for the policy's own.
        seen: What stands in the cell, where that is why they do not count: ``"五百多"``.
    """

    file: str
    cell: str
    reason: str
    rows: int = 1
    fen: int | None = None
    currency: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class RowAccount:
    """Rows of a table: ``read == used + excluded``.

    Args:
        read: Data rows.
        used: Rows that count.
        excluded: Rows that do not.
        excluded_fen: Money that the excluded rows carry, in the policy's own currency.
        excluded_foreign: The same in others, by code, in hundredths; currencies are never added.
        reasons: Excluded rows by reason, e.g. ``{"重复行": 2}``.
        listed: Every excluded row with its cell.
    """

    read: int
    used: int
    excluded: int
    excluded_fen: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    listed: tuple[ExcludedRow, ...] = field(default=(), compare=False)
    excluded_foreign: Mapping[str, int] = field(default_factory=dict)

    def money_of(self, reason: str) -> Mapping[str, int]:
        """Return what the rows of a reason carry, by currency; ``""`` is the policy's own."""
        sums: dict[str, int] = {}
        for row in self.listed:
            if row.reason == reason and row.fen is not None:
                sums[row.currency] = sums.get(row.currency, 0) + row.fen
        return {currency: fen for currency, fen in sums.items() if fen}


@dataclass(frozen=True, slots=True)
class TierFigures:
    """Tiers as of ``as_of``.

    Args:
        scheme: Name of the scheme, e.g. ``"annual-spend"``.
        tiers: Tier names from high to low.
        counts: Customers by recomputed tier, every tier of the scheme present.
        shares: Share of the rated customers by tier; empty where nobody is rated.
        expected: Expected share by tier, where the scheme names it.
        unrated: Customers 未定级.
        customers: One row a customer: ``customer`` int64, ``customer_id``, ``customer_name``, ``stated``
            (label as written), ``stated_tier`` (by alias; missing where unknown), ``recomputed`` (the manual tier
            where there is one, else by rule; missing: 未定级), ``by_rule`` (by the scheme's rule alone),
            ``manual`` (as written; missing where none), ``manual_reason`` (why; missing where nothing is written),
            ``honoured`` bool (whether it is the tier in force), ``manual_cell`` (its cell),
            ``movement`` (一致/上调/下调/无法比较), ``reason``, ``spend_fen`` Int64, ``region``, ``source_row``,
            ``field``, ``file``, ``cell`` (of the stated tier, else of the customer),
            ``previous`` (tier at the end of the period before; missing: 未定级, or
            nothing to compare with), ``since`` (movement from it; missing where nothing to compare with).
        previous: ``recomputed`` by customer at the end of the period before; empty where not computed.
        stated_matrix: Customers by stated tier (index) and recomputed tier (columns), 未定级 last; int64.
        previous_matrix: The same from ``previous``; empty where not computed.
        method: How the scheme tells a tier: ``bands``, ``quadrants``, ``score`` or ``rfm``.
        second_opinion: What RFM says beside the tiers; ``None`` without orders.
        previous_source: The earlier drop that ``previous`` was recorded of; empty where it is recomputed.
        untold: Why nobody can tell who has a tier, by tier; those that a table could tell are not in it.
        by_orders: Whether spend is summed from orders, or known of nobody; else it is the ledger's annual amount,
            which has no date.
    """

    scheme: str
    tiers: tuple[str, ...]
    counts: Mapping[str, int]
    shares: Mapping[str, float]
    expected: Mapping[str, float]
    unrated: int
    customers: pd.DataFrame
    previous: Mapping[int, str | None] = field(default_factory=dict)
    stated_matrix: pd.DataFrame = field(default_factory=pd.DataFrame)
    previous_matrix: pd.DataFrame = field(default_factory=pd.DataFrame)
    method: TierMethod = "bands"
    second_opinion: SecondOpinion | None = None
    previous_source: str = ""
    untold: Mapping[str, str] = field(default_factory=dict)
    by_orders: bool = True

    @property
    def compared(self) -> Mapping[str, float]:
        """Return the expected shares that the shares may be compared with.

        Where a tier cannot be told there are none: all are shares of a whole that holds its customers.
        """
        return {} if self.untold else self.expected

    def is_blank(self, tier: str) -> bool:
        """Return whether nobody is known to have a tier that nobody can tell: then its count is no 0."""
        return tier in self.untold and not self.counts.get(tier)

    @property
    def manual(self) -> pd.DataFrame:
        """Return the rows of ``customers`` with a manual tier, honoured or not; ``cell`` is the manual tier's."""
        named = self.customers["manual"].notna()
        listed = self.customers[named] if named.any() else self.customers.head(0)
        return listed.assign(cell=listed["manual_cell"]) if "manual_cell" in listed else listed


@dataclass(frozen=True, slots=True)
class SatisfactionGroup:
    """Satisfaction of one group of callbacks.

    Args:
        called: Callbacks made.
        scored: Those with a score.
        mean: Mean on the policy's scale; ``None`` where none is scored.
        mean_interval: 95 % t-interval, cut at the scale's ends; ``None`` under five scores.
        csat: Share of scored at or above the threshold; ``None`` where none is scored.
        csat_interval: Wilson's 95 % interval.
        satisfied: Scored callbacks at or above the threshold.
        points: Sum of their scores on the policy's scale.
    """

    called: int
    scored: int
    mean: float | None
    mean_interval: Interval | None
    csat: float | None
    csat_interval: Interval | None
    satisfied: int = 0
    points: float = 0.0


@dataclass(frozen=True, slots=True)
class BranchFigures:
    """What a branch of the department delivered in the period.

    Args:
        customers: Customers of its rows in the ledger.
        satisfaction: Callbacks of its customers; none called where it delivered none, ``None`` without a table of them.
        issues: Issues of its customers; ``None`` without a table of callbacks.
        overdue: Overdue items of its customers; ``None`` where no table tells what is late.
    """

    customers: int
    satisfaction: SatisfactionGroup | None
    issues: int | None
    overdue: int | None

    @property
    def delivered(self) -> bool | None:
        """Return whether there is a callback of it in the period; ``None`` without a table of callbacks."""
        return None if self.satisfaction is None else self.satisfaction.called > 0


@dataclass(frozen=True, slots=True)
class SatisfactionFigures:
    """Satisfaction of the period, and of each month.

    Args:
        total: All callbacks of the period.
        scale_max: Full mark of the policy's scale.
        distribution: Scored callbacks by score rounded to the scale's steps, e.g. ``{"5": 1}``, high to low,
            every step present.
        by_tier: By recomputed tier, else stated label; only groups with a callback.
        by_owner: By 回访人.
        by_industry: By industry.
        by_method: By 回访方式.
        by_month: Keys ``YYYY-MM``, every month from the first with a callback up to as_of.
        nps: Net promoter score in points; ``None`` without a recommendation score.
        unranked_below: Groups with fewer scores than this are shown but not ranked.
        unsatisfied: The period's scored callbacks that do not satisfy, lowest first: ``customer``, ``customer_id``,
            ``customer_name``, ``called_on``, ``score`` on the policy's scale, ``called_by``, ``text`` (the feedback as
            written), ``region``, ``source_row``, ``file``, ``cell``.
    """

    total: SatisfactionGroup
    scale_max: float
    distribution: Mapping[str, int]
    by_tier: Mapping[str, SatisfactionGroup]
    by_owner: Mapping[str, SatisfactionGroup]
    by_industry: Mapping[str, SatisfactionGroup]
    by_method: Mapping[str, SatisfactionGroup]
    by_month: Mapping[str, SatisfactionGroup]
    nps: float | None = None
    unranked_below: int = 5
    unsatisfied: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True, slots=True)
class IssueFigures:
    """Issues of the period's callbacks.

    Args:
        total: Issues.
        customers: Customers with an issue.
        unclassified: Issues without any label (未归类).
        by_type: One row a primary type, most first: ``type``, ``count``, ``share``, ``customers``,
            ``cumulative``, ``department``, ``spend_fen`` Int64 (spend of the customers concerned).
        by_month: Issues by ``YYYY-MM`` and type: columns ``month``, ``type``, ``count``.
        items: One row an issue: ``customer`` int64, ``customer_id``, ``customer_name``, ``called_on``,
            ``tier``, ``owner`` (回访人), ``text``, ``types`` (tuple), ``primary`` (未归类 where none), ``matched``
            (tuple), ``decided_by`` (词典, 模型, 填写; empty where nothing is certain), ``perhaps`` (tuple: types that
            it may be, the likelier first), ``department``, ``resolved`` boolean, ``region``,
            ``source_row``, ``field``, ``file``, ``cell``.
        resolution_rate: Resolved ÷ issues whose state is known; ``None`` where none is.
        reasons: Why a figure is ``None``.
        details: What is said beside: rates, repeats, what keeps coming back, remarks, departments with their evidence.
    """

    total: int
    customers: int
    unclassified: int
    by_type: pd.DataFrame
    by_month: pd.DataFrame
    items: pd.DataFrame
    resolution_rate: float | None
    reasons: Mapping[str, str] = field(default_factory=dict)
    details: IssueDetails | None = None


@dataclass(frozen=True, slots=True)
class DemandFigures:
    """Explicit requests in the period's callbacks.

    Args:
        total: Demands.
        items: One row a demand: ``customer``, ``customer_id``, ``customer_name``, ``called_on``, ``text``,
            ``region``, ``source_row``, ``field``, ``file``, ``cell``.
        conversion: Demands followed by an order within the policy's window ÷ demands whose window passed.
        reasons: Why a figure is ``None``.
        followed: Numerator of ``conversion``.
        passed: Its denominator.
    """

    total: int
    items: pd.DataFrame
    conversion: float | None
    reasons: Mapping[str, str] = field(default_factory=dict)
    followed: int = 0
    passed: int = 0


@dataclass(frozen=True, slots=True)
class QualityFigures:
    """Data quality of the drop.

    Args:
        accuracy: Required cells that are right ÷ required cells; ``None`` without any.
        required: Required cells.
        right: Those that are right.
        findings: All findings, most severe first, then by place, less the accepted ones.
        accepted: How many findings the policy's list of accepted ones leaves out.
        of_period: Those of ``findings`` that do not stand in a row dated outside the period; ``None`` where the
            period was not asked.
        changes: What changed since the last run of the period; ``None`` where nothing tells of one.
    """

    accuracy: float | None
    required: int
    right: int
    findings: tuple[Finding, ...]
    accepted: int = 0
    of_period: tuple[Finding, ...] | None = None
    changes: FindingChanges | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """Every figure of one drop; a section without its table is ``None``, its reason under its name.

    ``recorded`` holds months before the period as earlier drops told them, oldest first, those that may not be used
    included; the figures of the period itself never come from there. ``stated`` is what finance's balances say, where
    there is no ``payment_risk``.
    """

    period: Period
    accounts: Mapping[str, RowAccount]
    tiers: TierFigures
    satisfaction: SatisfactionFigures | None
    issues: IssueFigures | None
    demands: DemandFigures | None
    follow_ups: FollowUpFigures
    clocks: Mapping[str, ClockCounts] | None
    quality: QualityFigures
    reasons: Mapping[str, str] = field(default_factory=dict)
    payment_risk: PaymentRiskFigures | None = None
    cross_check: CrossCheckFigures | None = None
    stated: StatedReceivables | None = None
    complaints: ComplaintFigures | None = None
    retention: RetentionFigures | None = None
    lifecycle: LifecycleFigures | None = None
    care: CareFigures | None = None
    scorecard: ScorecardFigures | None = None
    branches: Mapping[str, BranchFigures] | None = None
    questions: tuple[Question, ...] = ()
    answered: frozenset[Matter] = frozenset()
    recorded: tuple[RecordedMonth, ...] = ()
    trend: Trend | None = None
