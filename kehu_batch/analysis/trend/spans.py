"""The spans that a period is compared with, and the months of its small lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kehu_batch.analysis.base.calendar_months import first_date, last_date, month_of
from kehu_batch.model.figures.trend import MOST_MONTHS
from kehu_batch.model.period import Period, PeriodKind, month_label

_LENGTH = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


def month_span(month: int, as_of: date) -> Period:
    """Return a month as a period; it stands on its last day, or on ``as_of`` where that is earlier."""
    return _span(month, 1, as_of)


def list_months(first: int, as_of: date) -> tuple[Period, ...]:
    """Return the months up to that of ``as_of``, none before ``first``, at most ``MOST_MONTHS``."""
    last = month_of(as_of)
    return tuple(month_span(month, as_of) for month in range(max(first, last - MOST_MONTHS + 1), last + 1))


def earlier_spans(period: Period) -> tuple[Period | None, Period | None]:
    """Return the period before and the same one of last year; ``None`` twice of the whole time.

    Example:
        >>> first, last = date(2024, 2, 1), date(2024, 2, 29)
        >>> [span.label for span in earlier_spans(Period("2024-02", PeriodKind.MONTH, first, last, last))]
        ['2024-01', '2023-02']
    """
    length = _LENGTH.get(period.kind)
    if length is None:
        return None, None
    first = month_of(period.first)
    return _span(first - length, length, period.as_of), _span(first - 12, length, period.as_of)


def _span(first: int, length: int, as_of: date) -> Period:
    opening, closing = first_date(first), last_date(first + length - 1)
    kind = {1: PeriodKind.MONTH, 3: PeriodKind.QUARTER, 12: PeriodKind.YEAR}[length]
    return Period(_label(first, kind), kind, opening, closing, min(closing, as_of))


def _label(month: int, kind: PeriodKind) -> str:
    label = month_label(month)
    if kind is PeriodKind.MONTH:
        return label
    return label[:4] if kind is PeriodKind.YEAR else f"{label[:4]}Q{month % 12 // 3 + 1}"


def distinct_spans(spans: Sequence[Period | None]) -> tuple[Period, ...]:
    """Return each span once, those that there are none of left out."""
    return tuple({span.label: span for span in spans if span is not None}.values())
