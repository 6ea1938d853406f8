"""Days as ``datetime64[D]``: none is ``NaT``, and what needs numbers (keys, orders, spans) is asked for by name here.

``NaT`` is equal to nothing, later and earlier than nothing, and last in an order. Where a day that is not known is to
be older or later than any other, or no span is to be 0, a function of this module says so.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

#: One day.
Day = np.datetime64
#: Days, ``datetime64[D]``; ``NaT`` where there is none.
Days = npt.NDArray[np.datetime64]
#: Moments, ``datetime64[s]``; ``NaT`` where there is none.
Times = npt.NDArray[np.datetime64]

#: What stands for no day in an array; it is equal to nothing, so ask ``is_dated``.
NO_DAY = np.datetime64("NaT", "D")

#: From one day to the next. NumPy 2.5 warns of bare numbers added to days, and later ones will refuse them.
ONE_DAY = np.timedelta64(1, "D")

#: One customer's days, every date of the calendar, fit in this many keys.
_SPAN = 1 << 23
#: Added to a day so that it is positive: days before 1970 down to the year 1.
_OFFSET = 1 << 20
_LATEST = np.iinfo(np.int64).max


def day_of(day: date) -> Day:
    """Return a date as a day."""
    return np.datetime64(day, "D")


def date_of(day: Day) -> date:
    """Return a day, which is known, as a date."""
    return date.fromisoformat(str(day))


def day_span(count: int) -> np.timedelta64:
    """Return so many days, to be added to days or taken from them."""
    return np.timedelta64(count, "D")


def to_days(dates: pd.Series) -> Days:
    """Return dates as days, the time of day dropped; ``NaT`` where missing."""
    return dates.to_numpy(dtype="datetime64[s]").astype("datetime64[D]")


def to_dates(days: Days) -> Times:
    """Return days as frames hold them, ``datetime64[s]``."""
    return days.astype("datetime64[s]")


def is_dated(days: Days | Times) -> npt.NDArray[np.bool_]:
    """Return which days or moments are known."""
    dated: npt.NDArray[np.bool_] = ~np.isnat(days)
    return dated


def no_days(count: int) -> Days:
    """Return so many times no day."""
    return np.full(count, NO_DAY)


def days_where(chosen: npt.NDArray[np.bool_], days: Days, other: Days | Day = NO_DAY) -> Days:
    """Return the chosen days, else the others: no day where nothing is said."""
    return np.where(chosen, days, other)


def days_at(days: Days, places: npt.NDArray[np.intp]) -> Days:
    """Return the day at each place; no day for -1."""
    return np.append(days, NO_DAY)[places]


def days_between(start: Days | Day, end: Days | Day) -> npt.NDArray[np.int64]:
    """Return the days from each start to each end, negative where the end is earlier; 0 where one is not known.

    Example:
        >>> days_between(np.array(["2023-11-20", "NaT"], "M8[D]"), day_of(date(2023, 11, 30))).tolist()
        [10, 0]
    """
    spans = np.atleast_1d(np.subtract(end, start))
    return np.where(np.isnat(spans), 0, spans.astype("timedelta64[D]").astype(np.int64))


def days_since(start: Days, end: Day) -> npt.NDArray[np.float64]:
    """Return the days from each start to the end; NaN where the start is not known."""
    return np.where(is_dated(start), days_between(start, end), np.nan)


def oldest_first(days: Days) -> npt.NDArray[np.int64]:
    """Return numbers in the order of days, for keys of a sort; a day that is not known is older than any other."""
    return days.astype("datetime64[D]", copy=False).view(np.int64)


def unknown_last(days: Days) -> npt.NDArray[np.int64]:
    """Return numbers in the order of days, for keys of a sort; a day that is not known is later than any other."""
    return np.where(is_dated(days), oldest_first(days), _LATEST)


def newest_of_each(groups: npt.NDArray[np.integer], days: Days, count: int) -> Days:
    """Return the newest day of each group 0 … ``count`` − 1; ``NaT`` where it has none."""
    newest = no_days(count)
    # As numbers: a day that is not known is the least of them, and it is forty times as fast.
    np.maximum.at(newest.view(np.int64), groups, oldest_first(days))
    return newest


def keys_of(customers: npt.NDArray[np.int64], days: Days) -> npt.NDArray[np.int64]:
    """Return customer and day, both known, as one number: in its order stand the customers, and each one's days."""
    return customers * _SPAN + oldest_first(days) + _OFFSET


def customers_of_keys(keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the customers of keys made of customer and day."""
    return keys // _SPAN


def days_of_keys(keys: npt.NDArray[np.int64]) -> Days:
    """Return the days of keys made of customer and day."""
    return (keys % _SPAN - _OFFSET).view("datetime64[D]")
