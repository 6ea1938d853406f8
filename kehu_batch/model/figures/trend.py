"""Headline figures of earlier months and periods: what the report compares with, and what its small lines show.

The same record serves what is recomputed from a drop's own tables and what an earlier run reported.
"""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.model.period import Period
from kehu_batch.records import dataclass

#: Months that a trend shows: a year, and the month that the year is compared with.
MOST_MONTHS = 13

#: Codes of the measures that a span holds (see ``MEASURES``), in the order of the page.
TREND_MEASURES = (
    "satisfaction.mean",
    "satisfaction.csat",
    "issues.total",
    "issues.resolution_rate",
    "complaints.resolution_rate",
    "follow_ups.overdue",
    "follow_ups.kept_rate",
    "follow_ups.completion_rate",
    "data_quality.accuracy",
    "payment_risk.outstanding",
    "payment_risk.collection_timeliness",
)
#: Those of them that are money: their value is fen.
TREND_MONEY = frozenset({"payment_risk.outstanding"})


@dataclass(frozen=True, slots=True)
class TrendFigure:
    """One headline figure of one span, as it was known at the span's ``as_of``.

    Args:
        value: A share for a rate, fen for money, else a count or a mean; ``None`` where it is not known.
        part: Numerator of a rate that counts; ``None`` of other figures.
        whole: Its denominator, or what a mean rests on.
        undated: Of ``part``, those whose state has no date: they are taken as they are now.
        reason: Why ``value`` is ``None``; empty where it is not.
        restated_from: What was reported for the span then, where the inputs give another figure now.
        origin: Where the figure comes from; empty where it is recomputed from the inputs of the drop.
    """

    value: float | None
    part: int | None = None
    whole: int | None = None
    undated: int = 0
    reason: str = ""
    restated_from: float | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class TrendSpan:
    """The headline figures of one span.

    Args:
        period: The span with the day that its figures stand on.
        figures: By code of measure; one that the drop has no table for may be absent.
    """

    period: Period
    figures: Mapping[str, TrendFigure]


@dataclass(frozen=True, slots=True)
class Trend:
    """What stands beside the headline figures of the period.

    Args:
        current: The period itself.
        months: Months up to that of as_of, oldest first: at most a year and the month that it began with; empty
            where nothing reaches back beyond the month of as_of.
        before: The period before; ``None`` where nothing is known of it.
        year_before: The same period of last year, likewise.
    """

    current: TrendSpan
    months: tuple[TrendSpan, ...] = ()
    before: TrendSpan | None = None
    year_before: TrendSpan | None = None
