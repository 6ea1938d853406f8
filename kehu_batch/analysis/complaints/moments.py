"""Moments that may be known to their day only, and the time that a clock counts between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import NO_DAY, Seconds, is_dated
from kehu_batch.analysis.base.snapshot import Mask
from kehu_batch.records import dataclass
from kehu_batch.working_days import nth_working_days, working_days_through

#: Seconds of a day.
DAY = 86_400
#: No moment, in seconds since 1970-01-01: as of days, the number of ``NaT``.
NO_MOMENT = NO_DAY


@dataclass(frozen=True, slots=True)
class Moments:
    """Moments in seconds since 1970, each somewhere between two ends; where only a date is known, in its day.

    Args:
        early: Earliest second; ``NO_MOMENT`` where nothing is known.
        late: Latest second.
    """

    early: Seconds
    late: Seconds

    @property
    def known(self) -> Mask:
        """Whether there is any time or date."""
        return is_dated(self.early)

    @property
    def timed(self) -> Mask:
        """Whether the time of day is known."""
        timed: Mask = self.known & (self.early == self.late)
        return timed

    def select(self, chosen: Mask) -> Moments:
        """Return the chosen ones alone."""
        return Moments(self.early[chosen], self.late[chosen])

    def where(self, chosen: Mask) -> Moments:
        """Return the chosen ones; the rest has not happened."""
        return Moments(np.where(chosen, self.early, NO_MOMENT), np.where(chosen, self.late, NO_MOMENT))


def read_moments(times: pd.Series) -> Moments:
    """Return times as moments; midnight means that only the date is known."""
    seconds = times.to_numpy(dtype="datetime64[s]").astype(np.int64)
    date_only = is_dated(seconds) & (seconds % DAY == 0)
    return Moments(seconds, np.where(date_only, seconds + DAY - 1, seconds))


@dataclass(frozen=True, slots=True)
class Timekeeping:
    """How the seconds between two moments are counted.

    Args:
        counted: Moments to the seconds counted up to them; ``NO_MOMENT`` stays, and so does what cannot be told.
        moment: The way back: the first moment at which so many seconds are counted.
    """

    counted: Callable[[Seconds], Seconds]
    moment: Callable[[Seconds], Seconds]

    def between(self, start: Seconds, end: Seconds) -> Seconds:
        """Return the seconds counted from start to end; ``NO_MOMENT`` where either is unknown."""
        first, last = self.counted(start), self.counted(end)
        known = is_dated(first) & is_dated(last)
        return np.where(known, np.where(known, last, 0) - np.where(known, first, 0), NO_MOMENT)

    def after(self, start: Seconds, seconds: int) -> Seconds:
        """Return the moment at which so many seconds are counted from ``start``."""
        first = self.counted(start)
        known = is_dated(first)
        return np.where(known, self.moment(np.where(known, first, 0) + seconds), NO_MOMENT)


#: Every second counts: calendar hours.
CALENDAR = Timekeeping(lambda moments: moments, lambda counted: counted)


def working_hours(opens: time, closes: time) -> Timekeeping:
    """Return the timekeeping of working days from ``opens`` to ``closes``, by the mainland calendar.

    A moment outside these hours is as the next working moment. In a year that the calendar lacks nothing can be told.
    """
    start, end = _second_of(opens), _second_of(closes)
    span = end - start

    def counted(moments: Seconds) -> Seconds:
        known = is_dated(moments)
        days = np.where(known, moments, 0) // DAY
        through, told = working_days_through(days)
        before, told_before = working_days_through(days - 1)
        of_day = np.clip(np.where(known, moments, 0) % DAY - start, 0, span)
        seconds = before * span + np.where(through > before, of_day, 0)
        return np.where(known & told & told_before, seconds, NO_MOMENT)

    def moment(seconds: Seconds) -> Seconds:
        day = (seconds - 1) // span
        days, told = nth_working_days(day + 1)
        return np.where(told, days * DAY + start + seconds - day * span, NO_MOMENT)

    return Timekeeping(counted, moment)


def _second_of(moment: time) -> int:
    return (moment.hour * 60 + moment.minute) * 60 + moment.second
