"""Headline figures of the period, of the months up to it and of what it is compared with, as JSON data."""

from __future__ import annotations

from kehu_batch.model.figures.trend import TREND_MEASURES, TREND_MONEY, Trend, TrendFigure, TrendSpan
from kehu_batch.summary.records import Json
from kehu_batch.wording.numbers import fen_to_decimal


def write_trend(trend: Trend | None) -> Json | None:
    """Return the spans; money as a decimal string, a figure that is not known with its reason beside it."""
    if trend is None:
        return None
    return {
        "current": _span(trend.current),
        "months": [_span(month) for month in trend.months],
        "before": None if trend.before is None else _span(trend.before),
        "year_before": None if trend.year_before is None else _span(trend.year_before),
    }


def _span(span: TrendSpan) -> Json:
    return {
        "period": span.period.label,
        "first": span.period.first.isoformat(),
        "as_of": span.period.as_of.isoformat(),
        "figures": {
            code: _figure(code, span.figures[code]) for code in TREND_MEASURES if code in span.figures
        },
    }


def _figure(code: str, figure: TrendFigure) -> Json:
    value = _value(code, figure.value)
    return {
        "value": value,
        **({} if value is not None else {"value_reason": figure.reason}),
        "part": figure.part,
        "whole": figure.whole,
        "undated": figure.undated,
        "restated_from": _value(code, figure.restated_from),
        "origin": figure.origin,
    }


def _value(code: str, value: float | None) -> float | str | None:
    if value is None or code not in TREND_MONEY:
        return value
    return fen_to_decimal(round(value))
