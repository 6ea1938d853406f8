"""Moments that may be known to their day only, and the time that a clock counts between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.days import ONE_DAY, Days, Times, days_where, is_dated, to_dates
from kehu_batch.analysis.base.snapshot import Mask
from kehu_batch.records import dataclass
from kehu_batch.working_days import nth_working_days, working_days_through

#: Time that a clock counted, ``timedelta64[s]``; ``NaT`` where nobody can tell.
Spans = npt.NDArray[np.timedelta64]

_EPOCH = np.datetime64(0, "s")
_SECOND = np.timedelta64(1, "s")
_UNTOLD = np.timedelta64("NaT", "s")


def last_second(days: Days) -> Times:
    """Return the last second of each day."""
    seconds: Times = to_dates(days + ONE_DAY) - _SECOND
    return seconds


@dataclass(frozen=True, slots=True)
class Moments:
    """Moments, each somewhere between two ends; where only a date is known, in its day.

    Args:
        early: Earliest second; ``NaT`` where nothing is known.
        late: Latest second.
    """

    early: Times
    late: Times

    @property
    def known(self) -> Mask:
        """Whether there is any time or date."""
        return is_dated(self.early)

    @property
    def timed(self) -> Mask:
        """Whether the time of day is known."""
        timed: Mask = self.early == self.late
        return timed

    def select(self, chosen: Mask) -> Moments:
        """Return the chosen ones alone."""
        return Moments(self.early[chosen], self.late[chosen])

    def where(self, chosen: Mask) -> Moments:
        """Return the chosen ones; the rest has not happened."""
        return Moments(days_where(chosen, self.early), days_where(chosen, self.late))


def read_moments(times: pd.Series) -> Moments:
    """Return times as moments; midnight means that only the date is known."""
    moments = times.to_numpy(dtype="datetime64[s]")
    days = moments.astype("datetime64[D]")
    return Moments(moments, days_where(moments == to_dates(days), last_second(days), moments))


@dataclass(frozen=True, slots=True)
class Timekeeping:
    """How the time between two moments is counted.

    Args:
        counted: Moments to the time counted up to them; ``NaT`` stays, and so does what cannot be told.
        moment: The way back: the first moment at which so much is counted.
    """

    counted: Callable[[Times], Spans]
    moment: Callable[[Spans], Times]

    def between(self, start: Times, end: Times) -> Spans:
        """Return the time counted from start to end; ``NaT`` where either is unknown."""
        return self.counted(end) - self.counted(start)

    def after(self, start: Times, limit: np.timedelta64) -> Times:
        """Return the moment at which so much is counted from ``start``."""
        return self.moment(self.counted(start) + limit)


#: Every second counts: calendar hours.
CALENDAR = Timekeeping(lambda moments: moments - _EPOCH, lambda counted: counted + _EPOCH)


def working_hours(opens: time, closes: time) -> Timekeeping:
    """Return the timekeeping of working days from ``opens`` to ``closes``, by the mainland calendar.

    A moment outside these hours is as the next working moment. In a year that the calendar lacks nothing can be told.
    """
    start, end = _time_of(opens), _time_of(closes)
    span = end - start

    def counted(moments: Times) -> Spans:
        days: Days = moments.astype("datetime64[D]")
        through, told = working_days_through(days)
        before, told_before = working_days_through(days - ONE_DAY)
        of_day = np.clip(moments - to_dates(days) - start, 0 * _SECOND, span)
        return np.where(
            told & told_before, before * span + np.where(through > before, of_day, 0 * _SECOND), _UNTOLD
        )

    def moment(counted: Spans) -> Times:
        known = ~np.isnat(counted)
        # The last moment of a working day belongs to it and not to the next.
        full = (np.where(known, counted, 0 * _SECOND) - _SECOND) // span
        days, told = nth_working_days(full + 1)
        return days_where(known & told, to_dates(days) + start + (counted - full * span))

    return Timekeeping(counted, moment)


def _time_of(moment: time) -> np.timedelta64:
    return np.timedelta64((moment.hour * 60 + moment.minute) * 60 + moment.second, "s")
