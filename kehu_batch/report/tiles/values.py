"""The figures of the tiles before they are words: each with what it rests on, its past months and its changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from kehu_batch.model.figures.analysis import Analysis, SatisfactionFigures, SatisfactionGroup
from kehu_batch.model.figures.complaints import ComplaintFigures
from kehu_batch.model.period import Period
from kehu_batch.policy.schema import Policy
from kehu_batch.records import dataclass
from kehu_batch.report.months import Past, earlier_period, issue_months, trend_months
from kehu_batch.report.phrases import PERIOD_NAMES, arrow_change, money
from kehu_batch.wording.numbers import MISSING, format_interval


@dataclass(frozen=True, slots=True)
class TileValue:
    """A figure before it is words.

    Args:
        code: Code of its measure.
        value: A share for a rate, money in fen; ``None`` where it cannot be computed.
        n: What it rests on, in words.
        reason: Why it is ``None``.
        part: Numerator of a rate.
        whole: Its denominator.
        target: As a share.
        full: What fills its bar, where that is not 1.
        interval: In words.
        tables: Tables that it is computed from.
        changes: ``(环比, ▲ 0.8 百分点)`` and the like.
        trend: By month, oldest first.
    """

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


def collect_values(analysis: Analysis, policy: Policy) -> tuple[TileValue, ...]:
    """Return every figure that may have a tile, in the order of the page.

    Those of complaints and receivables are there only where their tables are and the figure can be computed.
    """
    return (
        *_satisfaction_values(analysis, policy),
        *_issue_values(analysis, policy),
        *_complaint_values(analysis, policy),
        *_follow_up_values(analysis),
        _accuracy_value(analysis, policy),
        *_payment_values(analysis, policy),
    )


def _satisfaction_values(analysis: Analysis, policy: Policy) -> Iterable[TileValue]:
    figures = analysis.satisfaction
    if figures is None:
        reason = analysis.reasons.get("satisfaction", "本次没有回访工作表")
        return (
            TileValue("satisfaction.mean", None, "0", reason),
            TileValue("satisfaction.csat", None, "0", reason),
        )
    months = trend_months(list(figures.by_month))
    groups = [figures.by_month.get(month) for month in months]
    pasts = _pasts(analysis)
    return (
        _mean_value(analysis.period, figures, groups, pasts),
        _csat_value(analysis.period, figures, groups, pasts, policy.satisfaction.target),
    )


def _mean_value(period: Period, figures: SatisfactionFigures, groups: _Groups, pasts: _Pasts) -> TileValue:
    total = figures.total
    past = [None if item is None else item.mean for item in pasts]
    return TileValue(
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
) -> TileValue:
    total = figures.total
    past = [None if item is None else item.csat for item in pasts]
    return TileValue(
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


def _issue_values(analysis: Analysis, policy: Policy) -> Iterable[TileValue]:
    figures = analysis.issues
    target = policy.targets.complaint_resolution
    if figures is None:
        reason = analysis.reasons.get("issues", "本次没有回访工作表")
        return (
            TileValue("issues.total", None, "0", reason),
            TileValue("issues.resolution_rate", None, "0", reason, target=target),
        )
    counts = issue_months(figures)
    months = trend_months(list(analysis.satisfaction.by_month)) if analysis.satisfaction else []
    past = [None if item is None else item.issues for item in _pasts(analysis)]
    known = figures.items["resolved"].dropna()
    done = int(known.astype("bool").sum())
    total = TileValue(
        "issues.total",
        float(figures.total),
        f"{figures.total:,} 条（{figures.customers:,} 户）",
        changes=_changes(analysis.period, float(figures.total), past, 0, "条", whole_period=True),
        trend=tuple(float(counts.get(month, 0)) for month in months) if len(counts) > 1 else (),
    )
    rate = TileValue(
        "issues.resolution_rate",
        figures.resolution_rate,
        f"{len(known):,} 条有解决状态（共 {figures.total:,} 条）",
        figures.reasons.get("resolution_rate", ""),
        part=done,
        whole=len(known),
        target=target,
    )
    return (total, rate)


def _complaint_values(analysis: Analysis, policy: Policy) -> Iterable[TileValue]:
    figures = analysis.complaints
    if figures is None or figures.resolution_rate is None:
        return
    rates = _complaint_rates(figures)
    months = trend_months(list(rates))
    yield TileValue(
        "complaints.resolution_rate",
        figures.resolution_rate,
        f"{figures.received:,} 件（未结 {len(figures.open):,} 件，含以前月份）",
        part=figures.resolved,
        whole=figures.received,
        target=policy.targets.complaint_resolution,
        tables=("complaints",),
        trend=tuple(rates.get(month) for month in months),
    )


def _complaint_rates(figures: ComplaintFigures) -> dict[str, float | None]:
    """Return the share of each month's complaints that is solved by now; ``None`` of a month without any."""
    frame = figures.by_month
    shares = frame["resolved"] / frame["received"].where(frame["received"] > 0)
    return {
        str(month): None if pd.isna(share) else float(share)
        for month, share in zip(frame["month"], shares, strict=True)
    }


def _follow_up_values(analysis: Analysis) -> Iterable[TileValue]:
    figures = analysis.follow_ups
    tables = ("callbacks", "followups", "ledger")
    overdue = len(figures.overdue)
    return (
        TileValue(
            "follow_ups.overdue",
            float(overdue),
            f"{figures.open:,} 项未完成，含未到期的约定、计划与投诉时限",
            tables=tables,
        ),
        TileValue(
            "follow_ups.kept_rate",
            figures.kept_rate,
            f"{figures.due:,} 项到期约定",
            figures.reasons.get("kept_rate", ""),
            part=figures.kept,
            whole=figures.due,
            tables=tables,
        ),
        TileValue(
            "follow_ups.completion_rate",
            figures.completion_rate,
            f"{figures.planned:,} 次计划",
            figures.reasons.get("completion_rate", ""),
            part=figures.made,
            whole=figures.planned,
        ),
    )


def _accuracy_value(analysis: Analysis, policy: Policy) -> TileValue:
    figures = analysis.quality
    return TileValue(
        "data_quality.accuracy",
        figures.accuracy,
        f"{figures.required:,} 个必填单元格",
        part=figures.right,
        whole=figures.required,
        target=policy.quality.accuracy_target,
        tables=tuple(analysis.accounts),
    )


def _payment_values(analysis: Analysis, policy: Policy) -> Iterable[TileValue]:
    figures = analysis.payment_risk
    if figures is None:
        return
    total, tables = figures.total, ("invoices", "receipts")
    opened = int((figures.documents["open_fen"] > 0).sum())
    n = f"{opened:,} 张未收单据，其中逾期 {money(total.overdue_fen)}"
    moved = total.roll_forward
    before = None if moved is None else moved.opening_gross_fen
    yield TileValue(
        "payment_risk.outstanding",
        float(total.outstanding_fen),
        n,
        tables=tables,
        changes=_money_change(analysis.period, total.outstanding_fen, before),
    )
    kpi = total.kpis["collection_timeliness"]
    if kpi.value is not None:
        on_time, due = (money(int(one.value)) for one in kpi.inputs)
        yield TileValue(
            "payment_risk.collection_timeliness",
            kpi.value,
            f"{due}到期，{on_time}按期收回",
            target=policy.targets.collection_timeliness,
            full=1.0,
            tables=tables,
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


def _money_change(period: Period, now: int, before: int | None) -> tuple[tuple[str, str], ...]:
    """Return the change since the day before the period, in words; nothing where that is not known."""
    if before is None or not PERIOD_NAMES[period.kind][2]:
        return ()
    arrow = "持平" if now == before else f"{'▲' if now > before else '▼'} {money(abs(now - before))}"
    return (("较期初", arrow),)
