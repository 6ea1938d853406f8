"""Number formats that make a date, a time or a duration of a number, read as the library reads those of .xlsx."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from enum import Enum, auto

_HIDDEN = re.compile(r'"[^"]*"?|[\\_*!].?|\[(?P<bracketed>[^\]]*)\]?', re.DOTALL)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_PARTS = re.compile(r"[dmyhs]|AM/PM|A/P", re.IGNORECASE)
#: Stands for a bracketed part that counts on: hours beyond 24, minutes beyond 60.
_MARK = "\x00"
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
#: Excel counts a 29 February 1900 that never was; days before it are one off.
_FIRST_OF_MARCH_1900 = 61
#: Formats without a code of their own, which each country's Excel shows in its own way.
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
_BUILT_IN_DURATION = 46
#: Those of them that show a month without its day: 17 everywhere, the others where Excel is Chinese.
_BUILT_IN_MONTHS = frozenset({17, 27, 36, 50, 52, 57})
_MONTH, _DAY_OR_CLOCK = re.compile("m", re.IGNORECASE), re.compile("[dhsa]", re.IGNORECASE)
_YEAR_ALONE = re.compile("(?=.*y)[^mdhsae]*", re.IGNORECASE | re.DOTALL)


class Temporal(Enum):
    """What a format makes of a number."""

    MOMENT = auto()
    DURATION = auto()


def parse_temporal_format(code: str) -> Temporal | None:
    """Return what a format code makes of a number by its first section, ``None`` for anything but a date or time.

    Example:
        >>> parse_temporal_format('yyyy"年"m"月"d"日"').name, parse_temporal_format("[h]:mm").name
        ('MOMENT', 'DURATION')
        >>> parse_temporal_format('0.00"days"') is None, parse_temporal_format("[Red]0;[Red]-0") is None
        (True, True)
    """
    shown = _HIDDEN.sub(_mark_elapsed, code).partition(";")[0]
    found = _PARTS.search(shown)
    elapsed = shown.find(_MARK)
    if elapsed >= 0 and (found is None or elapsed < found.start()):
        return Temporal.DURATION
    return None if found is None else Temporal.MOMENT


def built_in_temporal(number: int) -> Temporal | None:
    """Return the same for a format that the file names by its number only."""
    if number == _BUILT_IN_DURATION:
        return Temporal.DURATION
    return Temporal.MOMENT if number in _BUILT_IN_DATES else None


def shows_month_only(code: str | None, number: int = 0) -> bool:
    """Whether a format shows a month and neither a day nor a time.

    Args:
        code: Its code; ``None`` for one that the file names by its number only.
        number: That number.

    Example:
        >>> shows_month_only('yyyy"年"m"月"'), shows_month_only('e"年"m"月"'), shows_month_only(None, 57)
        (True, True, True)
        >>> shows_month_only("yyyy-mm-dd"), shows_month_only("mm:ss"), shows_month_only("[Magenta]0")
        (False, False, False)
    """
    if code is None:
        return number in _BUILT_IN_MONTHS
    shown = _HIDDEN.sub("", code).partition(";")[0]
    return _MONTH.search(shown) is not None and _DAY_OR_CLOCK.search(shown) is None


def shows_year_only(code: str | None) -> bool:
    """Whether a format shows a year, and nothing else of a date.

    Example:
        >>> shows_year_only('yyyy"年"'), shows_year_only("yyyy-mm"), shows_year_only("0")
        (True, False, False)
    """
    return code is not None and _YEAR_ALONE.fullmatch(_HIDDEN.sub("", code).partition(";")[0]) is not None


def read_serial(
    number: float, kind: Temporal, *, date1904: bool
) -> date | datetime | time | timedelta | float:
    """Return the date, time or duration that a number stands for, to the millisecond.

    A whole number is a day, one below 1 a time of day. The number itself comes back where it is no date: negative, or
    after the year 9999.

    Example:
        >>> read_serial(45000.0, Temporal.MOMENT, date1904=False)
        datetime.date(2023, 3, 15)
    """
    try:
        elapsed = timedelta(milliseconds=round(number * 86_400_000))
        if kind is Temporal.DURATION:
            return elapsed
        if number < 0:
            return number
        if date1904:
            moment = _EPOCH_1904 + elapsed
        else:
            moment = _EPOCH + elapsed + timedelta(days=number < _FIRST_OF_MARCH_1900)
    except OverflowError:
        return number
    if number < 1:
        return moment.time()
    return moment.date() if moment.time() == time() else moment


def _mark_elapsed(match: re.Match[str]) -> str:
    bracketed = match["bracketed"]
    return _MARK if bracketed is not None and _ELAPSED.fullmatch(bracketed) else ""
