"""Records of headline figures of the period, of the months up to it and of what it is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NotRequired

from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.model.figures.trend import TREND_MEASURES, TREND_MONEY
from kehu_batch.model.schema.kinds import Count, Day, Money
from kehu_batch.model.schema.record import Keywords, Record


class TrendNumber(Record):
    """A headline figure of a span."""

    value: float | None
    value_reason: NotRequired[str]
    part: Count | None
    whole: Count | None
    undated: Count
    restated_from: float | None
    origin: str


class TrendMoney(Record):
    """A headline figure that is money."""

    value: Money | None
    value_reason: NotRequired[str]
    part: Count | None
    whole: Count | None
    undated: Count
    restated_from: Money | None
    origin: str


if TYPE_CHECKING:
    TrendFigures = dict[str, TrendNumber | TrendMoney]
else:
    _KINDS = {code: TrendMoney if code in TREND_MONEY else TrendNumber for code in TREND_MEASURES}
    TrendFigures = Record(
        "TrendFigures",
        {
            code: NotRequired[Annotated[kind, Keywords(description=MEASURE_BY_CODE[code].description)]]
            for code, kind in _KINDS.items()
        },
    )


class TrendSpanRecord(Record):
    """Headline figures of a span."""

    period: str
    first: Day
    as_of: Day
    figures: TrendFigures


class TrendRecord(Record):
    """The period, the months up to it, and what it is compared with."""

    current: TrendSpanRecord
    months: list[TrendSpanRecord]
    before: TrendSpanRecord | None
    year_before: TrendSpanRecord | None
