"""The headline figures of the period itself, taken from its sections."""

from __future__ import annotations

from collections.abc import Iterator

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.trend import TrendFigure, TrendSpan


def read_current(analysis: Analysis) -> TrendSpan:
    """Return the period's headline figures in the shape of earlier ones; a section without its table has none."""
    return TrendSpan(analysis.period, dict(_figures(analysis)))


def _figures(analysis: Analysis) -> Iterator[tuple[str, TrendFigure]]:
    if analysis.satisfaction is not None:
        total = analysis.satisfaction.total
        reason = "" if total.scored else ("没有评分" if total.called else "没有回访")
        yield "satisfaction.mean", TrendFigure(total.mean, whole=total.scored, reason=reason)
        yield "satisfaction.csat", TrendFigure(total.csat, total.satisfied, total.scored, reason=reason)
    if analysis.issues is not None:
        figures = analysis.issues
        known = figures.items["resolved"].dropna()
        done = int(known.astype("bool").sum())
        # As of earlier months: none found is not none where nobody asked.
        unasked = (
            not figures.total and analysis.satisfaction is not None and not analysis.satisfaction.total.called
        )
        count = None if unasked else float(figures.total)
        yield "issues.total", TrendFigure(count, reason="没有回访" if unasked else "")
        why = figures.reasons.get("resolution_rate", "")
        yield "issues.resolution_rate", TrendFigure(figures.resolution_rate, done, len(known), reason=why)
    yield from _of_follow_ups(analysis)
    yield from _of_sections(analysis)


def _of_follow_ups(analysis: Analysis) -> Iterator[tuple[str, TrendFigure]]:
    figures, reasons = analysis.follow_ups, analysis.follow_ups.reasons
    untold = reasons.get("overdue", "")
    overdue = None if untold else float(len(figures.overdue))
    yield "follow_ups.overdue", TrendFigure(overdue, reason=untold)
    # Counts that no table tells are missing, as in their section.
    kept, due = (None, None) if "kept" in reasons else (figures.kept, figures.due)
    why = reasons.get("kept_rate", "")
    yield "follow_ups.kept_rate", TrendFigure(figures.kept_rate, kept, due, reason=why)
    made, planned = (None, None) if "made" in reasons else (figures.made, figures.planned)
    why = reasons.get("completion_rate", "")
    yield "follow_ups.completion_rate", TrendFigure(figures.completion_rate, made, planned, reason=why)


def _of_sections(analysis: Analysis) -> Iterator[tuple[str, TrendFigure]]:
    quality, risk, complaints = analysis.quality, analysis.payment_risk, analysis.complaints
    why = "" if quality.required else "没有必填单元格"
    accuracy = TrendFigure(quality.accuracy, quality.right, quality.required, reason=why)
    yield "data_quality.accuracy", accuracy
    if complaints is not None:
        why = complaints.reasons.get("resolution_rate", "")
        yield (
            "complaints.resolution_rate",
            TrendFigure(complaints.resolution_rate, complaints.resolved, complaints.received, reason=why),
        )
    if risk is not None:
        kpi = risk.total.kpis["collection_timeliness"]
        yield "payment_risk.outstanding", TrendFigure(float(risk.total.outstanding_fen))
        yield "payment_risk.collection_timeliness", TrendFigure(kpi.value, reason=kpi.reason)
