"""Joins what the inputs tell of earlier months with what the history of the workspace recorded of them."""

from __future__ import annotations

from kehu_batch.analysis.base.calendar_months import month_of
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.complaints.register import Register
from kehu_batch.analysis.follow_ups.contacts import Contacts
from kehu_batch.analysis.issues.statements import CallbackStatements
from kehu_batch.analysis.trend.current import read_current
from kehu_batch.analysis.trend.measure import measure_trend
from kehu_batch.analysis.trend.spans import earlier_spans, month_span
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.recorded import RecordedMonth, is_restated, settle_value, usable_months
from kehu_batch.model.figures.trend import MOST_MONTHS, TREND_MEASURES, Trend, TrendFigure, TrendSpan
from kehu_batch.model.period import Period, month_labelled
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.records import replace

_UNKNOWN = TrendFigure(None)


def join_trend(
    analysis: Analysis,
    snapshot: Snapshot,
    sources: tuple[Contacts, CallbackStatements, Register],
    rules: tuple[Policy, Taxonomy],
) -> Analysis:
    """Return the analysis with what stands beside its headline figures.

    Args:
        analysis: The period's figures, and what the history recorded.
        snapshot: The drop on its day.
        sources: Contacts, statements of the callbacks, complaints.
        rules: Policy and taxonomy.
    """
    trend = measure_trend(snapshot, analysis.period, read_current(analysis), sources, rules)
    return replace(analysis, trend=settle_trend(trend, usable_months(analysis.recorded)))


def settle_trend(trend: Trend, recorded: dict[str, RecordedMonth]) -> Trend:
    """Fill what the inputs lack by what was recorded, and mark what they now tell otherwise.

    Args:
        trend: From the inputs.
        recorded: Months that may be used, by ``YYYY-MM``.
    """
    if not recorded:
        return trend
    period = trend.current.period
    known = {span.period.label: span for span in trend.months}
    labels = [label for label in {**recorded, **known} if label <= f"{period.as_of:%Y-%m}"]
    last = month_of(period.as_of)
    first = max(min(map(month_labelled, labels), default=last), last - MOST_MONTHS + 1)
    spans = [month_span(month, period.as_of) for month in range(first, last + 1)]
    months = tuple(
        _settle(span, trend.current if span.label == period.label else known.get(span.label), recorded)
        for span in spans
    )
    before, year_before = earlier_spans(period)
    return Trend(
        trend.current,
        months if len(months) > 1 else (),
        _settle_beside(before, trend.before, recorded),
        _settle_beside(year_before, trend.year_before, recorded),
    )


def _settle_beside(
    span: Period | None, own: TrendSpan | None, recorded: dict[str, RecordedMonth]
) -> TrendSpan | None:
    return own if span is None or span.label not in recorded else _settle(span, own, recorded)


def _settle(span: Period, own: TrendSpan | None, recorded: dict[str, RecordedMonth]) -> TrendSpan:
    figures = {} if own is None else dict(own.figures)
    month = recorded.get(span.label)
    if month is not None:
        for code in TREND_MEASURES:
            figure = figures.get(code, _UNKNOWN)
            value, by_history = settle_value(code, figure.value, month)
            told = month.figures.get(code)
            if by_history:
                figures[code] = TrendFigure(value, origin=month.source)
            elif is_restated(figure.value, told):
                figures[code] = replace(figure, restated_from=told)
    return TrendSpan(span, figures)
