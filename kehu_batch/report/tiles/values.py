"""The figures of the tiles before they are words, each with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from kehu_batch.model.figures.analysis import Analysis, SatisfactionFigures, SatisfactionGroup
from kehu_batch.model.figures.follow_ups import FollowUpFigures
from kehu_batch.policy.schema import Policy
from kehu_batch.records import dataclass
from kehu_batch.report.phrases import money, named_money
from kehu_batch.wording.complaints import undecided_words
from kehu_batch.wording.joining import join_words
from kehu_batch.wording.numbers import format_interval
from kehu_batch.wording.satisfaction import why_unscored


@dataclass(frozen=True, slots=True)
class TileValue:
    """A figure before it is words.

    Args:
        code: Code of its measure.
        value: A share for a rate, money in fen; ``None`` where it cannot be computed.
        n: What it rests on, in words; empty where no table of the drop tells the figure.
        reason: Why it is ``None``.
        part: Numerator of a rate.
        whole: Its denominator.
        target: As a share.
        full: What fills its bar, where that is not 1.
        interval: In words.
        tables: Tables that it is computed from.
        cases: How many a mean is of; ``None`` for all else.
        of_one_day: Whether it is a balance of one day, which no earlier one is known of.
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
    cases: int | None = None
    of_one_day: bool = False


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
            TileValue("satisfaction.mean", None, "", reason),
            TileValue("satisfaction.csat", None, "", reason),
        )
    return (_mean_value(figures), _csat_value(figures, policy.satisfaction.target))


def _mean_value(figures: SatisfactionFigures) -> TileValue:
    total = figures.total
    return TileValue(
        "satisfaction.mean",
        total.mean,
        _scored_words(total),
        why_unscored(total),
        full=figures.scale_max,
        interval=format_interval(total.mean_interval) if total.mean_interval else "",
        cases=total.scored,
    )


def _csat_value(figures: SatisfactionFigures, target: float) -> TileValue:
    total = figures.total
    return TileValue(
        "satisfaction.csat",
        total.csat,
        _scored_words(total),
        why_unscored(total),
        part=total.satisfied,
        whole=total.scored,
        target=target,
        interval=format_interval(total.csat_interval, percent=True, decimals=1)
        if total.csat_interval
        else "",
    )


def _scored_words(total: SatisfactionGroup) -> str:
    return f"{total.scored:,}（回访 {total.called:,} 次）"


def _issue_values(analysis: Analysis, policy: Policy) -> Iterable[TileValue]:
    figures = analysis.issues
    target = policy.targets.complaint_resolution
    if figures is None:
        reason = analysis.reasons.get("issues", "本次没有回访工作表")
        return (
            TileValue("issues.total", None, "", reason),
            TileValue("issues.resolution_rate", None, "", reason, target=target),
        )
    resolved = figures.items["resolved"]
    known = resolved[resolved.notna()]
    done = int(known.astype("bool").sum())
    total = TileValue(
        "issues.total",
        float(figures.total),
        _issue_words(analysis, figures.customers),
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


def _issue_words(analysis: Analysis, customers: int) -> str:
    """Return what issues are told in: the period's callbacks, and of how many customers they are."""
    calls = analysis.satisfaction
    told = "回访" if calls is None else f"{calls.total.called:,} 次回访"
    return f"{told}，问题涉及 {customers:,} 户"


def _complaint_values(analysis: Analysis, policy: Policy) -> Iterable[TileValue]:
    figures = analysis.complaints
    if figures is None or figures.resolution_rate is None:
        return
    yield TileValue(
        "complaints.resolution_rate",
        figures.resolution_rate,
        f"{figures.received:,} 件（未结 {len(figures.open):,} 件，含以前月份）",
        part=figures.resolved,
        whole=figures.received,
        target=policy.targets.complaint_resolution,
        tables=("complaints",),
    )


def _follow_up_values(analysis: Analysis) -> Iterable[TileValue]:
    figures = analysis.follow_ups
    tables = ("callbacks", "followups", "ledger")
    untold = figures.reasons.get("overdue", "")
    return (
        TileValue(
            "follow_ups.overdue",
            None if untold else float(len(figures.overdue)),
            "" if untold else _open_words(figures) + undecided_words(analysis),
            untold,
            tables=tables,
        ),
        TileValue(
            "follow_ups.kept_rate",
            figures.kept_rate,
            "" if "due" in figures.reasons else f"{figures.due:,} 项到期约定",
            figures.reasons.get("kept_rate", ""),
            part=figures.kept,
            whole=figures.due,
            tables=tables,
        ),
        TileValue(
            "follow_ups.completion_rate",
            figures.completion_rate,
            "" if "planned" in figures.reasons else f"{figures.planned:,} 次计划",
            figures.reasons.get("completion_rate", ""),
            part=figures.made,
            whole=figures.planned,
        ),
    )


def _open_words(figures: FollowUpFigures) -> str:
    """Return how many items are open, and how many of them are not late: not due, due today, or without a day."""
    if not figures.open:
        return "没有未完成的事项"
    waiting = figures.open - len(figures.overdue)
    return f"{figures.open:,} 项未完成，{f'其中 {waiting:,} 项没有逾期' if waiting else '都已逾期'}"


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
        yield from _stated_values(analysis)
        return
    total, tables = figures.total, ("invoices", "receipts")
    documents = figures.documents
    own = (documents["currency"] == figures.currency).to_numpy(dtype=bool)
    opened = int((documents["open_fen"].to_numpy()[own] > 0).sum())
    n = f"{opened:,} 张未收单据，{named_money('其中逾期', total.overdue_fen)}"
    others = [one.currency for one in figures.foreign if one.outstanding_fen]
    n += f"；{join_words(others, 4, '种')} 另计，不在其内" if others else ""
    yield TileValue(
        "payment_risk.outstanding",
        float(total.outstanding_fen),
        n,
        tables=tables,
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


def _stated_values(analysis: Analysis) -> Iterable[TileValue]:
    """Return what is owed by finance's balances, where there is no list of invoices."""
    if analysis.stated is None:
        return
    total = analysis.stated.total
    late = "逾期看不出" if total.overdue_fen is None else named_money("其中逾期", total.overdue_fen)
    n = f"财务的余额表 {total.debtors:,} 户（财务口径），{late}"
    yield TileValue(
        "payment_risk.outstanding", float(total.outstanding_fen), n, tables=("balances",), of_one_day=True
    )
