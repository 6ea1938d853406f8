"""The headline figures: each with its target, comparison, definition, n, and what was excluded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kehu_batch.model.figures.analysis import Analysis, SatisfactionFigures, SatisfactionGroup
from kehu_batch.model.figures.measures import MEASURE_BY_CODE, Measure
from kehu_batch.model.findings.finding import Severity
from kehu_batch.model.period import Period
from kehu_batch.policy.schema import Policy
from kehu_batch.records import dataclass
from kehu_batch.report.charts import Bullet, Trace, draw_bullet, draw_spark
from kehu_batch.report.months import Past, earlier_period, issue_months, trend_months
from kehu_batch.report.phrases import (
    COUNTS_LEAD_BELOW,
    PERIOD_NAMES,
    arrow_change,
    money,
    money_in,
    money_unit,
    signed,
)
from kehu_batch.wording.numbers import MISSING, format_interval, format_number, format_share
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
    "payment_risk.outstanding": {"invoices": {"amount", "invoice_no"}, "receipts": {"amount", "received_on"}},
    "payment_risk.collection_timeliness": {
        "invoices": {"amount", "due_on", "issued_on"},
        "receipts": {"amount", "received_on", "invoice_no"},
    },
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
        base: n and what was excluded.
        definition: The measure's definition.
        flagged: Whether a defect in the data touches it (※).
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
    base: tuple[str, ...]
    definition: str
    flagged: bool


@dataclass(frozen=True, slots=True)
class _Value:
    """A figure before it is words. ``part`` of ``whole`` for a rate; ``value`` alone for others, money in fen."""

    code: str
    value: float | None
    n: str
    reason: str = ""
    part: int | None = None
    whole: int | None = None
    target: float | None = None
    full: float | None = None
    interval: str = ""
    tables: tuple[str, ...] = ("callbacks",)
    changes: tuple[tuple[str, str], ...] = ()
    trend: tuple[float | None, ...] = ()


_Groups = Sequence[SatisfactionGroup | None]
_Pasts = Sequence[Past | None]


def build_indicators(analysis: Analysis, policy: Policy) -> tuple[Indicator, ...]:
    """Return the headline figures in their fixed order; one that cannot be computed says why.

    Those of receivables stand last, and only where there are receivables and the figure can be computed.
    """
    values = (
        *_satisfaction_values(analysis, policy),
        *_issue_values(analysis, policy),
        *_follow_up_values(analysis),
        _accuracy_value(analysis, policy),
        *_payment_values(analysis, policy),
    )
    return tuple(_present(value, analysis, policy) for value in values)


def _satisfaction_values(analysis: Analysis, policy: Policy) -> Iterable[_Value]:
    figures = analysis.satisfaction
    if figures is None:
        reason = analysis.reasons.get("satisfaction", "本次没有回访工作表")
        return (
            _Value("satisfaction.mean", None, "0", reason),
            _Value("satisfaction.csat", None, "0", reason),
        )
    months = trend_months(list(figures.by_month))
    groups = [figures.by_month.get(month) for month in months]
    pasts = _pasts(analysis)
    return (
        _mean_value(analysis.period, figures, groups, pasts),
        _csat_value(analysis.period, figures, groups, pasts, policy.satisfaction.target),
    )


def _mean_value(period: Period, figures: SatisfactionFigures, groups: _Groups, pasts: _Pasts) -> _Value:
    total = figures.total
    past = [None if item is None else item.mean for item in pasts]
    return _Value(
        "satisfaction.mean",
        total.mean,
        _scored_words(total),
        _unscored_reason(total),
        full=figures.scale_max,
        interval=format_interval(total.mean_interval) if total.mean_interval else "",
        changes=_changes(period, total.mean, past, 2, "分"),
        trend=tuple(group.mean if group else None for group in groups),
    )


def _csat_value(
    period: Period, figures: SatisfactionFigures, groups: _Groups, pasts: _Pasts, target: float
) -> _Value:
    total = figures.total
    past = [None if item is None else item.csat for item in pasts]
    return _Value(
        "satisfaction.csat",
        total.csat,
        _scored_words(total),
        _unscored_reason(total),
        part=total.satisfied,
        whole=total.scored,
        target=target,
        interval=format_interval(total.csat_interval, percent=True, decimals=1)
        if total.csat_interval
        else "",
        changes=_changes(period, total.csat, past, 1, "百分点", factor=100),
        trend=tuple(group.csat if group else None for group in groups),
    )


def _scored_words(total: SatisfactionGroup) -> str:
    return f"{total.scored:,}（回访 {total.called:,} 次）"


def _unscored_reason(total: SatisfactionGroup) -> str:
    if not total.called:
        return "本期没有回访"
    return "" if total.scored else f"{total.called:,} 次回访都没有评分"


def _issue_values(analysis: Analysis, policy: Policy) -> Iterable[_Value]:
    figures = analysis.issues
    target = policy.targets.complaint_resolution
    if figures is None:
        reason = analysis.reasons.get("issues", "本次没有回访工作表")
        return (
            _Value("issues.total", None, "0", reason),
            _Value("issues.resolution_rate", None, "0", reason, target=target),
        )
    counts = issue_months(figures)
    months = trend_months(list(analysis.satisfaction.by_month)) if analysis.satisfaction else []
    past = [None if item is None else item.issues for item in _pasts(analysis)]
    known = figures.items["resolved"].dropna()
    done = int(known.astype("bool").sum())
    total = _Value(
        "issues.total",
        float(figures.total),
        f"{figures.total:,} 条（{figures.customers:,} 户）",
        changes=_changes(analysis.period, float(figures.total), past, 0, "条", whole_period=True),
        trend=tuple(float(counts.get(month, 0)) for month in months) if len(counts) > 1 else (),
    )
    rate = _Value(
        "issues.resolution_rate",
        figures.resolution_rate,
        f"{len(known):,} 条有解决状态（共 {figures.total:,} 条）",
        figures.reasons.get("resolution_rate", ""),
        part=done,
        whole=len(known),
        target=target,
    )
    return (total, rate)


def _follow_up_values(analysis: Analysis) -> Iterable[_Value]:
    figures = analysis.follow_ups
    tables = ("callbacks", "followups", "ledger")
    overdue = len(figures.overdue)
    return (
        _Value(
            "follow_ups.overdue",
            float(overdue),
            f"{figures.open:,} 项未完成的约定与计划，另计等级频率",
            tables=tables,
        ),
        _Value(
            "follow_ups.kept_rate",
            figures.kept_rate,
            f"{figures.due:,} 项到期约定",
            figures.reasons.get("kept_rate", ""),
            part=figures.kept,
            whole=figures.due,
            tables=tables,
        ),
        _Value(
            "follow_ups.completion_rate",
            figures.completion_rate,
            f"{figures.planned:,} 次计划",
            figures.reasons.get("completion_rate", ""),
            part=figures.made,
            whole=figures.planned,
        ),
    )


def _accuracy_value(analysis: Analysis, policy: Policy) -> _Value:
    figures = analysis.quality
    return _Value(
        "data_quality.accuracy",
        figures.accuracy,
        f"{figures.required:,} 个必填单元格",
        part=figures.right,
        whole=figures.required,
        target=policy.quality.accuracy_target,
        tables=tuple(analysis.accounts),
    )


def _payment_values(analysis: Analysis, policy: Policy) -> Iterable[_Value]:
    figures = analysis.payment_risk
    if figures is None:
        return
    total, tables = figures.total, ("invoices", "receipts")
    opened = int((figures.documents["open_fen"] > 0).sum())
    n = f"{opened:,} 张未收单据，其中逾期 {money(total.overdue_fen)}"
    yield _Value("payment_risk.outstanding", float(total.outstanding_fen), n, tables=tables)
    kpi = total.kpis["collection_timeliness"]
    if kpi.value is not None:
        on_time, due = (money(int(one.value)) for one in kpi.inputs)
        yield _Value(
            "payment_risk.collection_timeliness",
            kpi.value,
            f"{due}到期，{on_time}按期收回",
            target=policy.targets.collection_timeliness,
            full=1.0,
            tables=tables,
        )


def _present(value: _Value, analysis: Analysis, policy: Policy) -> Indicator:
    measure = MEASURE_BY_CODE[value.code]
    standing = judge(value.value, value.target, policy.targets.near_shortfall, measure.direction)
    figure, unit, note = _words(value, measure)
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
        changes=value.changes,
        spark=draw_spark(value.trend),
        base=_base(value, analysis),
        definition=measure.definition,
        flagged=_is_flagged(value.code, analysis),
    )


def _words(value: _Value, measure: Measure) -> tuple[str, str, str]:
    if value.value is None:
        return MISSING, "", value.reason or measure.null_when
    if measure.unit == "元":
        fen = int(value.value)
        unit = money_unit([fen])
        return money_in(fen, unit), unit, ""
    if value.part is None and measure.unit == "%":
        return format_number(value.value * 100, measure.decimals), "%", ""
    if value.part is None or value.whole is None:
        return format_number(value.value, measure.decimals), measure.unit, ""
    share, count = format_number(value.value * 100, measure.decimals), f"{value.part:,}/{value.whole:,}"
    if value.whole < COUNTS_LEAD_BELOW:
        return count, "", f"{share}%，样本少，仅供参考"
    return share, "%", count


def _bullet(value: _Value, standing: TargetRating) -> Bullet | None:
    whole = value.full if value.full is not None else (1.0 if value.whole is not None else None)
    if value.value is None or whole is None:
        return None
    mark = "s1" if standing in {NO_TARGET, NO_FIGURE} else standing.tone
    return draw_bullet(value.value, whole, mark, value.target)


def _gap(value: _Value) -> str:
    if value.value is None or value.target is None:
        return ""
    return f"{signed((value.value - value.target) * 100, 1)} 百分点"


def _base(value: _Value, analysis: Analysis) -> tuple[str, ...]:
    interval = (f"95% 区间 {value.interval}",) if value.interval else ()
    return (f"n = {value.n}", *interval, _excluded(value.tables, analysis))


def _excluded(tables: tuple[str, ...], analysis: Analysis) -> str:
    accounts = [analysis.accounts[code] for code in tables if code in analysis.accounts]
    rows = sum(account.excluded for account in accounts)
    return f"排除 {rows:,} 行，{money(sum(account.excluded_fen for account in accounts))}"


def _is_flagged(code: str, analysis: Analysis) -> bool:
    fields = _TOUCHING.get(code, {})
    return any(
        finding.severity is not Severity.INFO and finding.field in fields.get(finding.table, ())
        for finding in analysis.quality.findings
    )


def _pasts(analysis: Analysis) -> list[Past | None]:
    """Return the period before and the same period of last year."""
    figures = analysis.satisfaction, analysis.issues
    return [
        earlier_period(analysis.period, *figures),
        earlier_period(analysis.period, *figures, years=1),
    ]


def _changes(
    period: Period,
    now: float | None,
    past: Sequence[float | None],
    decimals: int,
    unit: str,
    *,
    factor: int = 1,
    whole_period: bool = False,
) -> tuple[tuple[str, str], ...]:
    """Return 环比 and 同比 in words; a count of an unfinished period is not compared."""
    current, before = PERIOD_NAMES[period.kind][1:]
    if not before or now is None:
        return ()
    if whole_period and not period.complete:
        return (("环比", f"{MISSING}（{current}未满）"), ("同比", f"{MISSING}（{current}未满）"))
    absent = (f"缺{before}", f"缺上年同{before[1:]}" if before != "上年" else "缺上年")
    names = ("环比", "同比") if before != "上年" else ("同比",)
    return tuple(
        (name, f"{MISSING}（{gap}）" if old is None else arrow_change((now - old) * factor, decimals, unit))
        for name, old, gap in zip(names, past, absent, strict=False)
    )
