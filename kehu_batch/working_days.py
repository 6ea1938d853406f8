"""Working days of the Chinese mainland, with make-up days (调休)."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.records import dataclass

Counts = npt.NDArray[np.int64]
#: ``datetime64[D]``; ``NaT`` where there is none.
Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Working days as one cumulative table.

    Args:
        first: First day known, as days since 1970-01-01.
        running: ``running[i]`` is the number of working days from ``first`` through ``first + i``.
    """

    first: int
    running: Counts

    @property
    def last(self) -> int:
        """Return the last day known, as days since 1970-01-01."""
        return self.first + len(self.running) - 1


@cache
def _calendar() -> WorkingCalendar:
    """Build the table from the calendar package's own lists of holidays and make-up days."""
    from chinese_calendar.constants import holidays, workdays

    years = {day.year for day in holidays}
    first = _day_number(date(min(years), 1, 1))
    days = np.arange(first, _day_number(date(max(years), 12, 31)) + 1)
    working = (days + 3) % 7 < 5  # 1970-01-01 was a Thursday
    working[[_day_number(day) - first for day in holidays]] = False
    working[[_day_number(day) - first for day in workdays]] = True
    return WorkingCalendar(first, np.cumsum(working))


def covered_years() -> tuple[int, int]:
    """Return the first and the last year for which the calendar has data."""
    calendar = _calendar()
    first, last = (
        np.array([calendar.first, calendar.last]).astype("datetime64[D]").astype("datetime64[Y]").astype(int)
    )
    return int(first) + 1970, int(last) + 1970


def working_days_after(
    due: npt.NDArray[np.datetime64], as_of: date | npt.NDArray[np.datetime64]
) -> pd.arrays.IntegerArray:
    """Count the working days from the day after ``due`` through ``as_of``.

    Args:
        due: Dates; ``NaT`` gives a missing count.
        as_of: Last day counted: one for all, or one for each.

    Returns:
        ``Int64``; 0 where ``due`` is ``as_of`` or later; missing where the span touches a year that the
        calendar lacks.

    Example:
        >>> working_days_after(np.array(["2023-11-20", "2023-11-10"], "M8[D]"), date(2023, 11, 30))
        <IntegerArray>
        [8, 14]
        Length: 2, dtype: Int64
    """
    calendar = _calendar()
    start = due.astype("datetime64[D]").astype(np.int64)
    last = np.asarray(as_of, dtype="datetime64[D]").astype(np.int64)
    end = np.broadcast_to(last, start.shape)
    undated = np.isnat(due) | np.broadcast_to(np.isnat(np.asarray(as_of, dtype="datetime64[D]")), start.shape)
    late = ~undated & (start < end)
    known = (start + 1 >= calendar.first) & (end <= calendar.last)
    counts = np.zeros(len(start), dtype=np.int64)
    inside = late & known
    through = np.concatenate(([0], calendar.running))
    counts[inside] = through[end[inside] - calendar.first + 1] - through[start[inside] - calendar.first + 1]
    return pd.arrays.IntegerArray(counts, undated | (late & ~known))


def working_days_through(days: Days) -> tuple[Counts, npt.NDArray[np.bool_]]:
    """Return for each day how many working days there are up to it, and whether that is known.

    The count begins with the calendar's first day; only differences mean anything.
    """
    calendar = _calendar()
    numbers = days.astype("datetime64[D]").astype(np.int64)
    known = ~np.isnat(days) & (numbers >= calendar.first - 1) & (numbers <= calendar.last)
    place = np.where(known, numbers - calendar.first + 1, 0)
    return np.concatenate(([0], calendar.running))[place], known


def nth_working_days(counts: Counts) -> tuple[Days, npt.NDArray[np.bool_]]:
    """Return the first day up to which there are so many working days, and whether the calendar reaches it."""
    calendar = _calendar()
    place = np.searchsorted(calendar.running, counts)
    known = (counts >= 1) & (place < len(calendar.running))
    return (calendar.first + place).astype("datetime64[D]"), known


def working_day_after(start: date, count: int) -> date | None:
    """Return the ``count``-th working day after ``start``, which itself is not counted.

    Returns:
        ``None`` where the calendar lacks a year on the way.

    Example:
        >>> working_day_after(date(2023, 9, 28), 1)  # after the holidays of mid-autumn and the national day
        datetime.date(2023, 10, 7)
    """
    calendar, day = _calendar(), _day_number(start)
    if count < 1:
        raise ValueError(f"count must be positive: {count}")
    if not calendar.first - 1 <= day <= calendar.last:
        return None
    before = int(calendar.running[day - calendar.first]) if day >= calendar.first else 0
    place = int(np.searchsorted(calendar.running, before + count))
    if place == len(calendar.running):
        return None
    return date.fromordinal(calendar.first + place + date(1970, 1, 1).toordinal())


def _day_number(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))
