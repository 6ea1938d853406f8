"""Headline figures of the period, of the months up to it and of what it is compared with, as JSON data."""

from __future__ import annotations

from kehu_batch.model.figures.trend import TREND_MEASURES, TREND_MONEY, Trend, TrendFigure, TrendSpan
from kehu_batch.model.schema.trend import TrendMoney, TrendNumber, TrendRecord, TrendSpanRecord
from kehu_batch.summary.records import add_reasons
from kehu_batch.wording.numbers import fen_to_decimal


def write_trend(trend: Trend | None) -> TrendRecord | None:
    """Return the spans; money as a decimal string, a figure that is not known with its reason beside it."""
    if trend is None:
        return None
    return {
        "current": _span(trend.current),
        "months": [_span(month) for month in trend.months],
        "before": None if trend.before is None else _span(trend.before),
        "year_before": None if trend.year_before is None else _span(trend.year_before),
    }


def _span(span: TrendSpan) -> TrendSpanRecord:
    return {
        "period": span.period.label,
        "first": span.period.first.isoformat(),
        "as_of": span.period.as_of.isoformat(),
        "figures": {
            code: _figure(code, span.figures[code]) for code in TREND_MEASURES if code in span.figures
        },
    }


def _figure(code: str, figure: TrendFigure) -> TrendNumber | TrendMoney:
    if code in TREND_MONEY:
        money: TrendMoney = {
            "value": _decimal(figure.value),
            "part": figure.part,
            "whole": figure.whole,
            "undated": figure.undated,
            "restated_from": _decimal(figure.restated_from),
            "origin": figure.origin,
        }
        return add_reasons(TrendMoney, money, {"value": figure.reason})
    number: TrendNumber = {
        "value": figure.value,
        "part": figure.part,
        "whole": figure.whole,
        "undated": figure.undated,
        "restated_from": figure.restated_from,
        "origin": figure.origin,
    }
    return add_reasons(TrendNumber, number, {"value": figure.reason})


def _decimal(fen: float | None) -> str | None:
    return None if fen is None else fen_to_decimal(round(fen))
