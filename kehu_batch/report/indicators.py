"""The headline figures: each with its target, comparison, definition, n, and what was excluded."""

from __future__ import annotations

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.measures import MEASURE_BY_CODE, Measure
from kehu_batch.model.figures.measures_receivables import STATED_MEASURES
from kehu_batch.model.findings.finding import Severity
from kehu_batch.policy.schema import Policy
from kehu_batch.records import dataclass
from kehu_batch.report.charts import Bullet, Trace, draw_bullet, draw_spark
from kehu_batch.report.phrases import COUNTS_LEAD_BELOW, and_money, money_in, money_unit, signed
from kehu_batch.report.tiles.changes import describe_changes, spark_span, spark_values
from kehu_batch.report.tiles.values import TileValue, collect_values
from kehu_batch.wording.numbers import MISSING, format_number, format_share
from kehu_batch.wording.target_rating import NO_FIGURE, NO_TARGET, TargetRating, judge

#: Fields whose defects touch a figure: it is marked ※.
_TOUCHING = {
    "satisfaction.mean": {"callbacks": {"score", "feedback", "called_on"}},
    "satisfaction.csat": {"callbacks": {"score", "feedback", "called_on"}},
    "issues.total": {"callbacks": {"pending_issues", "issue_type", "called_on"}},
    "issues.resolution_rate": {"callbacks": {"resolution_status", "resolved_at"}},
    "follow_ups.overdue": {
        "callbacks": {"plan", "plan_due_on", "plan_owner", "next_callback_on", "called_on"},
        "followups": {"followed_on", "status"},
        "ledger": {"last_contact_on"},
    },
    "follow_ups.kept_rate": {"callbacks": {"next_callback_on", "called_on"}, "followups": {"followed_on"}},
    "follow_ups.completion_rate": {"callbacks": {"called_on"}},
    "complaints.resolution_rate": {"complaints": {"status", "resolved_at", "received_at"}},
    "payment_risk.outstanding": {"invoices": {"amount", "invoice_no"}, "receipts": {"amount", "received_on"}},
    "payment_risk.collection_timeliness": {
        "invoices": {"amount", "due_on", "issued_on"},
        "receipts": {"amount", "received_on", "invoice_no"},
    },
}


#: Tiles on the page: a full grid of four, three or two in a row leaves none alone. The first ones here come first
#: where there are more figures; the rest stands in the sections.
MOST = 8
_PRECEDENCE = (
    "satisfaction.csat",
    "payment_risk.outstanding",
    "payment_risk.collection_timeliness",
    "follow_ups.overdue",
    "follow_ups.kept_rate",
    "complaints.resolution_rate",
    "issues.total",
    "data_quality.accuracy",
    "issues.resolution_rate",
    "satisfaction.mean",
    "follow_ups.completion_rate",
)

_FEW = "样本少，仅供参考"

#: Where a figure's rows are: the section, and the list in it.
_ROWS = {
    "satisfaction": ("satisfaction", "list-unsatisfied"),
    "issues": ("issues", "list-issues"),
    "complaints": ("complaints", "list-complaints"),
    "follow_ups": ("follow-ups", "list-overdue"),
    "data_quality": ("quality", "list-findings"),
    "payment_risk": ("payment", "list-debtors"),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One headline figure, as the page shows it.

    Args:
        code: Code of its measure; the glossary's anchor.
        name: Chinese name.
        standing: How it stands to its target.
        figure: The figure itself, without its unit.
        unit: Its unit.
        note: What stands beside it: the percentage of a count, or why there is no figure.
        bullet: Bar with the target's tick; ``None`` where there is no natural whole.
        target: The target in words; empty without one.
        gap: Distance to it.
        changes: ``(环比, ▲ 0.8 百分点)`` and the like.
        spark: Trend; ``None`` under two months.
        months: What it spans: ``2023-12 至 2024-05``.
        base: n and what was excluded; empty where no table tells the figure.
        definition: The measure's definition.
        flagged: Whether a defect in the data touches it (※).
        section: Anchor of the section that has its rows; empty where there are none to see.
        list_id: Anchor of their list; empty where the section itself is.
    """

    code: str
    name: str
    standing: TargetRating
    figure: str
    unit: str
    note: str
    bullet: Bullet | None
    target: str
    gap: str
    changes: tuple[tuple[str, str], ...]
    spark: Trace | None
    months: str
    base: tuple[str, ...]
    definition: str
    flagged: bool
    section: str
    list_id: str


def build_indicators(analysis: Analysis, policy: Policy) -> tuple[Indicator, ...]:
    """Return at most eight headline figures in their fixed order, those that cannot be computed last with why."""
    values = collect_values(analysis, policy)
    kept = sorted(values, key=lambda one: (one.value is None, _PRECEDENCE.index(one.code)))[:MOST]
    shown = sorted((one for one in values if one in kept), key=lambda one: one.value is None)
    return tuple(_present(value, analysis, policy) for value in shown)


def _present(value: TileValue, analysis: Analysis, policy: Policy) -> Indicator:
    measure = MEASURE_BY_CODE[value.code]
    standing = judge(value.value, value.target, policy.targets.near_shortfall, measure.direction)
    figure, unit, note = _words(value, measure)
    section, list_id = _ROWS[value.code.partition(".")[0]]
    return Indicator(
        code=value.code,
        name=measure.name,
        standing=standing,
        figure=figure,
        unit=unit,
        note=note,
        bullet=_bullet(value, standing),
        target="" if value.target is None else f"≥ {format_share(value.target)}",
        gap=_gap(value),
        changes=_changes(value, analysis),
        spark=draw_spark(spark_values(value.code, analysis.trend)),
        months=spark_span(value.code, analysis.trend),
        base=_base(value, analysis),
        definition=_definition(value.code, analysis),
        flagged=bool(value.n) and _is_flagged(value.code, analysis),
        section=section if value.n else "",
        list_id=list_id,
    )


def _definition(code: str, analysis: Analysis) -> str:
    """Return what a figure is: of finance's balances, where there are no documents, another sum of that name."""
    by_balances = analysis.payment_risk is None and analysis.stated is not None
    stated = STATED_MEASURES.get(code) if by_balances else None
    return (stated or MEASURE_BY_CODE[code]).definition


def _changes(value: TileValue, analysis: Analysis) -> tuple[tuple[str, str], ...]:
    if value.value is None:
        return ()
    return describe_changes(value.code, analysis.trend, of_one_day=value.of_one_day)


def _words(value: TileValue, measure: Measure) -> tuple[str, str, str]:
    if value.value is None:
        return MISSING, "", value.reason or measure.null_when
    if measure.unit == "元":
        fen = int(value.value)
        unit = money_unit([fen])
        return money_in(fen, unit), unit, ""
    if value.part is None and measure.unit == "%":
        return format_number(value.value * 100, measure.decimals), "%", ""
    if value.part is None or value.whole is None:
        few = value.cases is not None and value.cases < COUNTS_LEAD_BELOW
        return format_number(value.value, measure.decimals), measure.unit, _FEW if few else ""
    share, count = format_number(value.value * 100, measure.decimals), f"{value.part:,}/{value.whole:,}"
    if value.whole < COUNTS_LEAD_BELOW:
        return count, "", f"{share}%，{_FEW}"
    return share, "%", count


def _bullet(value: TileValue, standing: TargetRating) -> Bullet | None:
    whole = value.full if value.full is not None else (1.0 if value.whole is not None else None)
    if value.value is None or whole is None:
        return None
    mark = "s1" if standing in {NO_TARGET, NO_FIGURE} else standing.tone
    return draw_bullet(value.value, whole, mark, value.target)


def _gap(value: TileValue) -> str:
    if value.value is None or value.target is None:
        return ""
    return f"{signed((value.value - value.target) * 100, 1)} 百分点"


def _base(value: TileValue, analysis: Analysis) -> tuple[str, ...]:
    if not value.n:
        return ()
    interval = (f"95% 区间 {value.interval}",) if value.interval else ()
    return (f"n = {value.n}", *interval, _excluded(value.tables, analysis))


def _excluded(tables: tuple[str, ...], analysis: Analysis) -> str:
    accounts = [analysis.accounts[code] for code in tables if code in analysis.accounts]
    rows = sum(account.excluded for account in accounts)
    return f"排除 {rows:,} 行{and_money(accounts)}"


def _is_flagged(code: str, analysis: Analysis) -> bool:
    fields = _TOUCHING.get(code, {})
    return any(
        finding.severity is not Severity.INFO and finding.field in fields.get(finding.table, ())
        for finding in analysis.quality.findings
    )
