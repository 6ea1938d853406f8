"""Headline figures of the period, of the months up to it and of what it is compared with, in the JSON Schema."""

from __future__ import annotations

from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.model.figures.trend import TREND_MEASURES, TREND_MONEY
from kehu_batch.model.schema.parts import (
    COUNT,
    DAY,
    MONEY_OR_NULL,
    NUMBER_OR_NULL,
    TEXT,
    Json,
    nullable,
    record,
)

_COUNT_OR_NULL: Json = {"type": ["integer", "null"], "minimum": 0}


def describe_trend() -> Json:
    """Return the schema of ``trend``."""
    span = _span()
    return record(
        current=span,
        months={"type": "array", "items": span},
        before=nullable(span),
        year_before=nullable(span),
    )


def _span() -> Json:
    figures = {code: _figure(code) for code in TREND_MEASURES}
    return record(
        period=TEXT,
        first=DAY,
        as_of=DAY,
        figures={"type": "object", "properties": figures, "additionalProperties": False},
    )


def _figure(code: str) -> Json:
    value = MONEY_OR_NULL if code in TREND_MONEY else NUMBER_OR_NULL
    measure = MEASURE_BY_CODE[code]
    return {
        **record(
            value=value,
            part=_COUNT_OR_NULL,
            whole=_COUNT_OR_NULL,
            undated=COUNT,
            restated_from=value,
            origin=TEXT,
        ),
        "description": f"{measure.name}:{measure.definition}",
    }
