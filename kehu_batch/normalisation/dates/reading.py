"""Read a cell, or find in running text, a date as people write it.

Nothing is guessed: a date that the text and its context do not fix is a named problem. The ways to write a date are
tables of rules (``absolute``, ``ranges``, ``relative``), which ``joined`` makes into one pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from kehu_batch.normalisation.cells.text import is_blank_cell, is_error_value, is_none_answer, level_text
from kehu_batch.normalisation.dates.absolute import SHORT_DATE, SHORT_YEAR_SPAN, short_readings
from kehu_batch.normalisation.dates.cell_forms import is_remark, level_cell, read_epoch
from kehu_batch.normalisation.dates.joined import (
    RULE_STARTS,
    ToldDate,
    find_told,
    joined_rules,
    spell_first_month,
    time_of_day,
)
from kehu_batch.normalisation.dates.ranges import join_ends
from kehu_batch.normalisation.dates.relative import counts_from_event
from kehu_batch.normalisation.dates.respelled import HAS_DIGITS, MovedDate, moved_date, respell
from kehu_batch.normalisation.dates.values import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_CELL,
    DateContext,
    DateOrder,
    DateProblem,
    DateReading,
    DateSlot,
    WorkingDayAfter,
)
from kehu_batch.records import replace

__all__ = ["DateOrder", "DateProblem", "DateReading", "find_dates", "judge_order", "read_date"]

#: Serial numbers of 1990-01-01 and of the day after 2100-12-31, counted from 1899-12-30.
_FIRST_SERIAL, _END_SERIAL = 32874, 73415
_EPOCH = datetime(1899, 12, 30)
_DAYS_TO_1904 = 1462

_EDGE = " \t\r\n\v\f,.;:。、()\"'‘’“”"


def read_date(
    value: Any,  # noqa: ANN401  (a cell of any type)
    *,
    reference: date | None,
    order: DateOrder = DateOrder.UNKNOWN,
    date1904: bool = False,
    working_day_after: WorkingDayAfter | None = None,
    ranges: bool = True,
) -> DateReading:
    """Read a cell that holds a date and nothing else.

    Dates before 1950 or after 2100, and serial numbers outside 1990 to 2100, are no dates. ``前`` includes the day;
    a period's date is its last day (``下周`` is next Sunday, weeks begin on Monday); ``N天内`` does not count the
    reference itself.

    Args:
        value: A cell as the reader gives it.
        reference: The day that a missing year is taken from and relative words count from: the callback's.
        order: Order of short dates in the column, see ``judge_order``.
        date1904: Whether serial numbers count from 1904.
        working_day_after: Gives the n-th working day after a day, for ``N个工作日内``; without it
            that is ``UNDETERMINABLE``, and ``BEYOND_CALENDAR`` where it gives ``None``.
        ranges: Whether a range of days stands for its later end, as of what is due; else it is ``UNDETERMINABLE``.

    Example:
        >>> read_date("11月15日前", reference=date(2023, 11, 5)).value
        datetime.date(2023, 11, 15)
    """
    if is_blank_cell(value):
        return DateReading(problem=DateProblem.BLANK)
    if isinstance(value, str):
        return _read_text(value, DateContext(reference, order, working_day_after, ranges), date1904=date1904)
    if isinstance(value, datetime):
        return _plausible(value.date(), time_of_day(value.time()))
    if isinstance(value, date):
        return _plausible(value, None)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _read_number(float(value), date1904=date1904)
    return DateReading(problem=DateProblem.NOT_A_DATE)


def _plausible(day: date, clock: time | None) -> DateReading:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return DateReading(problem=DateProblem.NOT_A_DATE, had_year=True)
    return DateReading(day, had_year=True, time=clock)


def _read_number(number: float, *, date1904: bool) -> DateReading:
    """Read a serial number, or a number typed as year, month and day, with its time or without."""
    serial = number + _DAYS_TO_1904 if date1904 else number
    if _FIRST_SERIAL <= serial < _END_SERIAL:
        moment = _EPOCH + timedelta(days=int(serial), seconds=round(serial % 1 * 86400))
        return DateReading(moment.date(), had_year=True, time=time_of_day(moment.time()))
    if _in_digits(number):
        return read_date(str(int(number)), reference=None)
    exported = read_epoch(number)
    if exported is None:
        return DateReading(problem=DateProblem.NOT_A_DATE)
    return _plausible(exported.date(), time_of_day(exported.time()))


def _in_digits(number: float) -> bool:
    """Whether a number may be a day typed as digits (20231105), with its time too (20231105143000)."""
    day = number // 1_000_000 if number >= 19_000_000_000_000 else number
    return 19_000_000 <= day < 21_010_000 and number == int(number)


_MONTH_FIRST = re.compile(r"[0-9]{1,2}月")
_SHORT_ENGLISH = re.compile(r"[0-9]{1,2}-[a-z]+-[0-9]{2}(?![0-9])")
_SERIAL_TEXT = re.compile(r"[0-9]{5}(?:\.[0-9]{1,12})?|[0-9]{10}(?:[0-9]{3})?")


def _read_text(value: str, context: DateContext, *, date1904: bool) -> DateReading:
    text = level_text(value).strip(_EDGE)
    if len(text) > LONGEST_CELL:
        return DateReading(problem=DateProblem.NOT_A_DATE)
    if is_none_answer(value) or not text:
        return DateReading(problem=DateProblem.BLANK)
    if is_error_value(value):
        return DateReading(problem=DateProblem.ERROR_VALUE)
    if _SERIAL_TEXT.fullmatch(text):
        return _read_number(float(text), date1904=date1904)
    reading = _read_level(text, context)
    if reading.problem is DateProblem.NOT_A_DATE and HAS_DIGITS.search(text):
        return _read_rare(text, context) or reading
    return reading


def _read_level(text: str, context: DateContext) -> DateReading:
    joined, text = joined_rules(DateSlot.CELL), level_cell(spell_first_month(text))
    match = joined.pattern.fullmatch(text)
    return joined.read(match, context)[0] if match else _read_with_remark(text, context)


def _read_rare(text: str, context: DateContext) -> DateReading | None:
    """Read a cell that is no date as it stands, in another spelling or as a day put in another's place."""
    moved = moved_date(text)
    if moved is not None:
        return _read_moved(moved, context)
    plain = respell(text)
    if plain is None:
        return None
    reading = _read_level(plain, context)
    if reading.value is None:
        return reading
    # Without its year it is a day only where its month is said in Chinese; 24AUG05 may begin with its year.
    sure = reading.had_year or ("月" in plain and not reading.relative)
    years = None if context.reference is None else abs(reading.value.year - context.reference.year)
    far = years is None or years > SHORT_YEAR_SPAN
    # What stands behind a day may as well be an amount: 3月2日 2000.
    doubtful = _SHORT_ENGLISH.match(plain) or (years is not None and _MONTH_FIRST.match(text))
    return None if not sure or (far and doubtful) else reading


def _read_moved(moved: MovedDate, context: DateContext) -> DateReading | None:
    """Read the day that a day was moved to; both must be days of the calendar, in the order that the words say."""
    old = _read_level(moved.old, context) if moved.old else None
    if old is not None and old.value is not None and old.had_year:
        context = replace(context, reference=old.value)
    new = _read_level(moved.new, context)
    if new.value is None or new.relative or (old is not None and old.relative):
        return None
    if old is not None and (old.value is None or moved.later not in {None, old.value < new.value}):
        return None
    return new


def _read_with_remark(text: str, context: DateContext) -> DateReading:
    """Read a cell of a day and a remark behind it (``2024-03-08 已回``); the day must stand in full."""
    joined = joined_rules(DateSlot.SLOT)
    match = joined.pattern.match(text)
    if match is not None and is_remark(text[match.end() :]):
        reading, vague = joined.read(match, context)
        if not vague and not reading.relative and (reading.had_year or reading.value is None):
            return reading
    return DateReading(problem=DateProblem.NOT_A_DATE)


def find_dates(
    text: str,
    reference: date | None,
    *,
    working_day_after: WorkingDayAfter | None = None,
    slots: bool = False,
) -> list[tuple[DateReading, int, int]]:
    """Find every date in running text, in order; where there is none, the first word that names no day (``尽快``).

    Forms that could be something else (``4/5``, ``20231105``) are found only between separators, and only where
    ``slots`` is set.

    Args:
        text: Text as written.
        reference: As for ``read_date``.
        working_day_after: As for ``read_date``.
        slots: Whether the text is a list of parts, as a plan is.

    Returns:
        The readings, which may be problems, each with the start and end of its text.

    Example:
        >>> (reading, start, end), = find_dates("客户要求下周三前回访", date(2023, 11, 6))
        >>> reading.value.isoformat(), "客户要求下周三前回访"[start:end]
        ('2023-11-15', '下周三前')
    """
    place = DateSlot.SLOT if slots else DateSlot.PROSE
    level, joined = level_text(text), joined_rules(place)
    context = DateContext(reference, DateOrder.UNKNOWN, working_day_after)
    dates: list[tuple[DateReading, int, int]] = []
    open_words: list[tuple[DateReading, int, int]] = []
    for told in find_told(level, place):
        reading, vague = joined.resolve(told, context)
        if "count" in told.fields and counts_from_event(level, told.match.start()):
            reading = DateReading(problem=DateProblem.UNDETERMINABLE)
        (open_words if vague else dates).append((reading, told.match.start(), told.match.end()))
    return join_ends(level, dates) or open_words[:1]


@lru_cache(maxsize=1024)
def told_alone(slot: str) -> ToldDate | None:
    """Return what a levelled slot tells if that is one date, which is all of it; ``None`` for any other slot.

    It is read on a day by ``read_told``, as ``find_dates`` reads it between slashes.
    """
    found = [*find_told(f"/{slot}/", DateSlot.SLOT)]
    whole = len(found) == 1 and found[0].match.span() == (1, len(slot) + 1)
    return found[0] if whole and not found[0].rule.vague and "count" not in found[0].fields else None


def read_told(
    told: ToldDate, reference: date | None, working_day_after: WorkingDayAfter | None
) -> DateReading:
    """Return what ``told_alone`` found says on a day."""
    context = DateContext(reference, DateOrder.UNKNOWN, working_day_after)
    return joined_rules(DateSlot.SLOT).resolve(told, context)[0]


_START = re.compile(RULE_STARTS)


def may_hold_date(text: str) -> bool:
    """Return whether a text has a character that a date could begin with; most texts have none."""
    return _START.search(level_text(text)) is not None


def level_has_date(level: str, start: int = 0) -> bool:
    """Return whether a levelled list of parts, from a place on, holds anything that ``find_dates`` finds there."""
    level = spell_first_month(level)
    # What may stand before a date is never needed for one, so it is enough to look where a date could begin.
    place = _START.search(level, start)
    while place is not None:
        if joined_rules(DateSlot.SLOT).pattern.match(level, place.start()) is not None:
            return True
        place = _START.search(level, place.start() + 1)
    return False


_SHORT_DATE = re.compile(SHORT_DATE, re.ASCII)


def judge_order(values: Iterable[Any]) -> DateOrder:
    """Return the order of short dates in a column, as its unambiguous ones show it.

    Args:
        values: The column's cells; only text counts.

    Returns:
        ``UNKNOWN`` where no cell tells, ``MIXED`` where they contradict one another.

    Example:
        >>> judge_order(["05/11/2023", "25/11/2023"]).value
        'day_first'
    """
    seen: set[DateOrder] = set()
    for text in dict.fromkeys(
        value for value in values if isinstance(value, str) and len(value) <= LONGEST_CELL
    ):
        match = _SHORT_DATE.search(level_text(text))
        if match is None:
            continue
        readings = short_readings(match.groupdict(), None)
        if len(readings) == 1:
            seen.update(readings)
    if len(seen) > 1:
        return DateOrder.MIXED
    return seen.pop() if seen else DateOrder.UNKNOWN
