"""Days as numbers: days since 1970-01-01 in int64, for keys, sums and comparisons over columns.

Frames and figures hold ``datetime64``; why the steps between them count in numbers is measured in
``docs/architecture.md``.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

#: No day: what ``NaT`` of ``datetime64[D]`` is as a number, so that a column goes over into days and back unchanged.
NO_DAY = int(np.datetime64("NaT", "D").astype(np.int64))

#: Days since 1970-01-01.
Days = npt.NDArray[np.int64]
#: Seconds since 1970-01-01.
Seconds = npt.NDArray[np.int64]


def day_number(day: date) -> int:
    """Return the days since 1970-01-01."""
    return int(np.datetime64(day, "D").astype(np.int64))


def to_days(dates: pd.Series) -> Days:
    """Return dates as days since 1970-01-01, the time of day dropped; ``NO_DAY`` where missing."""
    return dates.to_numpy(dtype="datetime64[s]").astype("datetime64[D]").astype(np.int64)


def to_dates(days: Days) -> npt.NDArray[np.datetime64]:
    """Return days since 1970-01-01 as ``datetime64[s]``; ``NaT`` for ``NO_DAY``."""
    return days.astype("datetime64[D]").astype("datetime64[s]")


def is_dated(days: Days) -> npt.NDArray[np.bool_]:
    """Return which days are known."""
    dated: npt.NDArray[np.bool_] = days != NO_DAY
    return dated
