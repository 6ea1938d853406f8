"""Arithmetic in calendar months on days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import numpy as np

from kehu_batch.analysis.base.days import ONE_DAY, Day, Days, day_of
from kehu_batch.analysis.base.snapshot import Counts

_ONE_MONTH = np.timedelta64(1, "M")


def month_numbers(days: Days) -> Counts:
    """Return the months since 1970-01 in which days lie; the days are known."""
    return days.astype("datetime64[M]").astype(np.int64)


def first_days(months: Counts) -> Days:
    """Return the first day of months given as months since 1970-01."""
    return months.astype("datetime64[M]").astype("datetime64[D]")


def add_months(days: Days, count: int) -> Days:
    """Return days moved by calendar months, clamped to the month's end: 31 January and a month is 28 February."""
    months = days.astype("datetime64[M]")
    target = months + np.timedelta64(count, "M")
    moved: Days = target.astype("datetime64[D]") + (days - months.astype("datetime64[D]"))
    after: Days = (target + _ONE_MONTH).astype("datetime64[D]")
    clamped: Days = np.minimum(moved, after - ONE_DAY)
    return clamped


def move_by_months(day: Day, count: int) -> Day:
    """Return one day moved by calendar months, clamped to the month's end."""
    moved: Day = add_months(np.array([day]), count)[0]
    return moved


def month_number(day: Day) -> int:
    """Return the months since 1970-01 of one day."""
    return int(month_numbers(np.array([day]))[0])


def month_of(day: date) -> int:
    """Return the months since 1970-01 of a date."""
    return (day.year - 1970) * 12 + day.month - 1


def first_date(month: int) -> date:
    """Return the first day of a month that is given as months since 1970-01."""
    return date(1970 + month // 12, month % 12 + 1, 1)


def last_date(month: int) -> date:
    """Return the last day of a month that is given as months since 1970-01."""
    first = first_date(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def window_opening(as_of: date, months: int) -> Day:
    """Return the day before a window of calendar months that ends with ``as_of``.

    The window is (as_of − months, as_of]. A window that ends with a month holds whole months, so 2025-02-28
    and 12 months open after 2024-02-29.
    """
    if (as_of + timedelta(days=1)).day == 1:
        opening: Day = first_days(month_numbers(np.array([day_of(as_of)])) - months + 1)[0] - ONE_DAY
        return opening
    return move_by_months(day_of(as_of), -months)


def months_until(months: Counts, day: Day) -> list[int]:
    """Return every month from the first of ``months`` to that of ``day``, those between included; none without any."""
    return list(range(int(months.min()), month_number(day) + 1)) if len(months) else []
