"""Arithmetic in calendar months on days since 1970-01-01."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from kehu_batch.analysis.base.days import Days, day_number
from kehu_batch.analysis.base.snapshot import Counts


def month_numbers(days: Days) -> Counts:
    """Return the months since 1970-01 in which days lie."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_days(months: Counts) -> Days:
    """Return the first day of months given as months since 1970-01."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def add_months(days: Days, count: int) -> Days:
    """Return days moved by calendar months, clamped to the month's end: 31 January and a month is 28 February."""
    months = month_numbers(days)
    offset = days - first_days(months)
    last = first_days(months + count + 1) - 1
    return np.minimum(first_days(months + count) + offset, last)


def window_opening(as_of: date, months: int) -> int:
    """Return the day before a window of calendar months that ends with ``as_of``.

    The window is (as_of − months, as_of]. A window that ends with a month holds whole months, so 2025-02-28
    and 12 months open after 2024-02-29.
    """
    day = np.array([day_number(as_of)])
    if (as_of + timedelta(days=1)).day == 1:
        return int(first_days(month_numbers(day) - months + 1)[0]) - 1
    return int(add_months(day, -months)[0])


def month_label(month: int) -> str:
    """Return ``YYYY-MM`` of months since 1970-01."""
    return f"{1970 + month // 12:04d}-{month % 12 + 1:02d}"
