"""Read a cell, or find in running text, a date as people write it.

Nothing is guessed: a date that the text and its context do not fix is a named problem. The ways to write a date are
tables of rules (``absolute_dates``, ``relative_dates``), joined here into one pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from kehu_batch.normalisation.cells.text import is_blank_cell, is_error_value, is_none_answer, level_text
from kehu_batch.normalisation.dates.absolute import ABSOLUTE_RULES, SHORT_DATE, has_year, short_readings
from kehu_batch.normalisation.dates.cell_forms import is_remark, level_cell
from kehu_batch.normalisation.dates.ranges import RANGE_RULES
from kehu_batch.normalisation.dates.relative import RELATIVE_RULES
from kehu_batch.normalisation.dates.values import (
    FIRST_YEAR,
    LAST_YEAR,
    DateContext,
    DateOrder,
    DateProblem,
    DateReading,
    DateRule,
    DateSlot,
    Resolved,
    WorkingDayAfter,
)
from kehu_batch.numerals import SMALL_NUMERAL
from kehu_batch.records import dataclass

__all__ = ["DateOrder", "DateProblem", "DateReading", "find_date", "judge_order", "read_date"]

#: Serial numbers of 1990-01-01 and of the day after 2100-12-31, counted from 1899-12-30.
_FIRST_SERIAL, _END_SERIAL = 32874, 73415
_EPOCH = datetime(1899, 12, 30)
_DAYS_TO_1904 = 1462

_LONGEST_CELL = 80
_EDGE = " \t\r\n\v\f,.;:。、()\"'‘’“”"

_ABOUT = r"(?<![预邀签续履合])约(?!定)|大约|大概|差不多"
_PREFIX = (
    rf"(?:(?P<about>{_ABOUT})|截止(?:日期|时间|[到至])?|截至|最[迟晚]于?|不[晚迟]于|预计|计划|拟定?于?|约?定于|约定|务必|[请须应]?于|在|到"
    r"|时间|日期)[:\s]{0,3}"
)
_HALF_DAY = r"[ap]\.?m\.?(?![a-z])"
_PART = rf"上午|中午|下午|傍晚|晚上|凌晨|早上|早晨|夜间|{_HALF_DAY}|[早晚](?=\s?[0-9])"
#: Minutes behind an hour, in words.
QUARTERS = {"半": 30, "一刻": 15, "1刻": 15, "三刻": 45, "3刻": 45}
_CLOCK = (
    r"(?P<hour>[0-2]?[0-9])(?::(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9])(?:\.[0-9]+)?)?"
    rf"|[点时](?![建要])(?:(?P<quarter>{'|'.join(QUARTERS)})"
    r"|(?P<minute2>[0-5]?[0-9])(?![0-9])分?(?:(?P<second2>[0-5]?[0-9])秒)?)?[整钟]?)"
)
#: West of Greenwich only where the moment is written as programs do: ``09:00-10:30`` by hand is a span of hours.
_OFFSET = r"[0-2][0-9](?::?[0-5][0-9])?"
_ZONE = (
    rf"z(?![a-z])|utc|gmt|(?:utc|gmt)[+-](?:{_OFFSET}|[0-9])(?![0-9:])|[+]{_OFFSET}(?![0-9:])"
    rf"|(?(second)-{_OFFSET}|(?(written_t)-{_OFFSET}|(?!)))(?![0-9:])"
)
#: The end of a span of hours.
_TILL = rf"\s?[-~–—至到]\s?(?:{_PART})?\s?[0-2]?[0-9](?::[0-5][0-9]|[点时](?:半|[0-5]?[0-9]分?)?)"
_HOURS = r"[0-2]?[0-9]\s?[-~–—至到]\s?[0-2]?[0-9][点时](?!间|许)"
_TAIL = (
    r"(?:\s?\(?(?:周|星期|礼拜)[一二三四五六日天](?!次)\)?)?"
    rf"(?:\s{{0,3}}(?P<written_t>t)?(?P<part>{_PART})?\s{{0,3}}(?:{_CLOCK}(?:\s?(?P<half_day>{_HALF_DAY}))?"
    rf"(?:\s?(?P<zone>\((?:{_ZONE})\)?|{_ZONE})|(?P<till>{_TILL}))?|{_HOURS})|\s?(?P<only_part>{_PART}))?"
)
_INCLUDED = r"(?:\s?\(含(?:[当本][日天])?\)?)?"
_SUFFIX = (
    rf"{_INCLUDED}\s?(?:(?P<open>前后|左右|之后|以后|后(?![续面期台勤端天]))"
    r"|起(?![草诉动])|下班(?:之|以)?前|之前|以前|前(?![往去来台端期提述置])|之内|以内|内(?![部容测网审勤])|为止|截止|止)?"
    + _INCLUDED
)

#: What a rule's match can begin with, and what a prefix can. Looked at first, as most characters are neither. Of digits
#: few are of a date: a mark or unit follows those that are, or they are eight.
_RULE_STARTS = (
    r"(?=[0-9]{1,80}\s?[-/.~年月日号个工天周星礼季小钟至到a-z]|[0-9]{8}|"
    rf"[{SMALL_NUMERAL}民今明大次翌第当即昨前下本这去周星礼月季年每几半"
    r"节春元国劳端中双过尽从近待未择改另立马稍随最有长持定不看视暂来]"
    r"|后[天日年]|上[上个周星礼月旬季年]|数[\s个工天日周星礼月小]|清明|[jfmasond][a-z])"
)
_PREFIX_STARTS = r"(?=[约大差截最不预计拟定务请须应于在到时日])"

_RULES: tuple[DateRule, ...] = (*RANGE_RULES, *ABSOLUTE_RULES, *RELATIVE_RULES)
_PLACES = {
    DateSlot.CELL: frozenset(DateSlot),
    DateSlot.SLOT: frozenset({DateSlot.SLOT, DateSlot.PROSE}),
    DateSlot.PROSE: frozenset({DateSlot.PROSE}),
}
_GROUP = re.compile(r"\(\?P([<=])(\w+)")


@dataclass(frozen=True, slots=True)
class _Joined:
    """The rules of one place as one pattern; rule n is group ``rn``, its own groups end in ``_n``."""

    pattern: re.Pattern[str]
    groups: dict[str, tuple[tuple[str, int], ...]]

    def read(self, match: re.Match[str], context: DateContext) -> tuple[DateReading, bool]:
        """Return what a match says, and whether it is a vague one."""
        name = next(name for name in self.groups if match[name] is not None)
        rule = _RULES[int(name[1:])]
        fields = {field: text for field, place in self.groups[name] if (text := match[place]) is not None}
        resolved = rule.resolve(fields, context)
        if match["about"] or match["open"]:
            resolved = DateProblem.UNDETERMINABLE if isinstance(resolved, date) else resolved
        if match["till"] and not match["part"] and _may_be_offset(match["hour"], match["till"]):
            resolved = DateProblem.UNDETERMINABLE if isinstance(resolved, date) else resolved
        clock = _clock_time(match)
        if isinstance(resolved, date) and match["zone"] and clock is not None:
            resolved, clock = _in_china(resolved, clock, match["zone"])
        return _reading(
            resolved, _time_of_day(clock), has_year=has_year(fields) or "third" in fields, rule=rule
        ), rule.vague


def _number_groups(pattern: str, number: int) -> str:
    return _GROUP.sub(rf"(?P\g<1>\g<2>_{number}", pattern)


@cache
def _joined(place: DateSlot) -> _Joined:
    alternatives = [
        f"(?P<r{number}>{_number_groups(rule.pattern, number)})"
        for number, rule in enumerate(_RULES)
        if rule.place in _PLACES[place]
    ]
    pattern = re.compile(
        f"(?:{_PREFIX_STARTS}{_PREFIX}){{0,3}}{_RULE_STARTS}(?:{'|'.join(alternatives)}){_TAIL}{_SUFFIX}",
        re.ASCII,
    )
    groups: dict[str, list[tuple[str, int]]] = {
        name: [] for name in pattern.groupindex if re.fullmatch("r[0-9]+", name)
    }
    for name, index in pattern.groupindex.items():
        field, _, number = name.rpartition("_")
        if number.isdecimal():
            groups[f"r{number}"].append((field, index))
    return _Joined(pattern, {name: tuple(fields) for name, fields in groups.items()})


def _reading(resolved: Resolved, clock: time | None, *, has_year: bool, rule: DateRule) -> DateReading:
    if isinstance(resolved, DateProblem):
        return DateReading(None, resolved, had_year=has_year, relative=rule.relative)
    return DateReading(resolved, None, had_year=has_year, time=clock, relative=rule.relative)


def _clock_time(match: re.Match[str]) -> time | None:
    """Return the time of day that a match names; ``None`` for none, one that there is not, or a span of hours."""
    if match["hour"] is None or match["till"]:
        return None
    hour = int(match["hour"])
    minute = QUARTERS.get(match["quarter"]) or int(match["minute"] or match["minute2"] or 0)
    part = (match["part"] or match["half_day"] or "").replace(".", "")
    if part in {"下午", "傍晚", "晚上", "晚", "夜间", "pm"} and hour < 12:
        hour += 12
    elif part in {"am", "凌晨"} and hour == 12:
        hour = 0
    # 晚上12点 is the end of one day or the middle of it.
    if hour > 23 or (hour == 12 and part in {"晚上", "晚", "夜间"}):
        return None
    return time(hour, minute, int(match["second"] or match["second2"] or 0))


def _may_be_offset(hour: str, till: str) -> bool:
    """Whether what follows a time may be a zone west of Greenwich: as a span it would end before it began."""
    end = re.fullmatch(r"\s?-([0-9]{2}):[0-5][0-9]", till)
    return end is not None and int(end[1]) <= min(int(hour), 12)


#: China's clocks are so far ahead of UTC (docs/rules.md, 2).
_CHINA = timedelta(hours=8)


def _in_china(day: date, clock: time, zone: str) -> tuple[date, time]:
    """Return a moment told in another zone as the day and time that it is in China."""
    offset = timedelta()
    shift = re.search(r"([+-])([0-9]{1,2})(?::?([0-9]{2}))?\)?$", zone)
    if shift is not None:
        offset = timedelta(hours=int(shift[2]), minutes=int(shift[3] or 0)) * (-1 if shift[1] == "-" else 1)
    moment = datetime.combine(day, clock) - offset + _CHINA
    return moment.date(), moment.time()


def _time_of_day(clock: time | None) -> time | None:
    """Return a time to the second, or ``None`` for midnight, which is how exports write a day without a time."""
    if clock is None:
        return None
    clock = clock.replace(microsecond=0, tzinfo=None)
    return None if clock == time() else clock


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
        return _plausible(value.date(), _time_of_day(value.time()))
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
        return DateReading(moment.date(), had_year=True, time=_time_of_day(moment.time()))
    if _in_digits(number):
        return read_date(str(int(number)), reference=None)
    return DateReading(problem=DateProblem.NOT_A_DATE)


def _in_digits(number: float) -> bool:
    """Whether a number may be a day typed as digits (20231105), with its time too (20231105143000)."""
    day = number // 1_000_000 if number >= 19_000_000_000_000 else number
    return 19_000_000 <= day < 21_010_000 and number == int(number)


_SERIAL_TEXT = re.compile(r"[0-9]{5}(?:\.[0-9]{1,12})?")


def _read_text(value: str, context: DateContext, *, date1904: bool) -> DateReading:
    text = level_text(value).strip(_EDGE)
    if len(text) > _LONGEST_CELL:
        return DateReading(problem=DateProblem.NOT_A_DATE)
    if is_none_answer(value) or not text:
        return DateReading(problem=DateProblem.BLANK)
    if is_error_value(value):
        return DateReading(problem=DateProblem.ERROR_VALUE)
    if _SERIAL_TEXT.fullmatch(text):
        return _read_number(float(text), date1904=date1904)
    joined, text = _joined(DateSlot.CELL), level_cell(text)
    match = joined.pattern.fullmatch(text)
    return joined.read(match, context)[0] if match else _read_with_remark(text, context)


def _read_with_remark(text: str, context: DateContext) -> DateReading:
    """Read a cell of a day and a remark behind it (``2024-03-08 已回``); the day must stand in full."""
    joined = _joined(DateSlot.SLOT)
    match = joined.pattern.match(text)
    if match is not None and is_remark(text[match.end() :]):
        reading, vague = joined.read(match, context)
        if not vague and not reading.relative and (reading.had_year or reading.value is None):
            return reading
    return DateReading(problem=DateProblem.NOT_A_DATE)


def find_date(
    text: str,
    reference: date | None,
    *,
    order: DateOrder = DateOrder.UNKNOWN,
    working_day_after: WorkingDayAfter | None = None,
    slots: bool = False,
) -> tuple[DateReading, int, int] | None:
    """Find the first date in running text.

    A word that names no day (``尽快``) is found only where there is no date. Forms that could be something else
    (``4/5``, ``20231105``) are found only between separators, and only where ``slots`` is set.

    Args:
        text: Text as written.
        reference: As for ``read_date``.
        order: As for ``read_date``.
        working_day_after: As for ``read_date``.
        slots: Whether the text is a list of parts, as a plan is.

    Returns:
        The reading, which may be a problem, with the start and end of its text; ``None`` where there is no date.

    Example:
        >>> reading, start, end = find_date("客户要求下周三前回访", date(2023, 11, 6))
        >>> reading.value.isoformat(), "客户要求下周三前回访"[start:end]
        ('2023-11-15', '下周三前')
    """
    return next(
        iter(find_dates(text, reference, order=order, working_day_after=working_day_after, slots=slots)), None
    )


def find_dates(
    text: str,
    reference: date | None,
    *,
    order: DateOrder = DateOrder.UNKNOWN,
    working_day_after: WorkingDayAfter | None = None,
    slots: bool = False,
) -> list[tuple[DateReading, int, int]]:
    """Find every date in running text, in order; where there is none, the first word that names no day.

    Arguments and items are those of ``find_date``.
    """
    joined = _joined(DateSlot.SLOT if slots else DateSlot.PROSE)
    context = DateContext(reference, order, working_day_after)
    dates: list[tuple[DateReading, int, int]] = []
    open_words: list[tuple[DateReading, int, int]] = []
    for match in joined.pattern.finditer(level_text(text)):
        reading, vague = joined.read(match, context)
        (open_words if vague else dates).append((reading, match.start(), match.end()))
    return dates or open_words[:1]


_START = re.compile(_RULE_STARTS)


def may_hold_date(text: str) -> bool:
    """Return whether a text has a character that a date could begin with; most texts have none."""
    return _START.search(level_text(text)) is not None


def has_date(text: str, start: int = 0) -> bool:
    """Return whether a list of parts, from a place on, holds anything that ``find_dates`` finds there."""
    level = level_text(text)
    # What may stand before a date is never needed for one, so it is enough to look where a date could begin.
    place = _START.search(level, start)
    while place is not None:
        if _joined(DateSlot.SLOT).pattern.match(level, place.start()) is not None:
            return True
        place = _START.search(level, place.start() + 1)
    return False


_SHORT_DATE = re.compile(SHORT_DATE, re.ASCII)


def judge_order(values: Iterable[Any], *, reference: date | None = None) -> DateOrder:
    """Return the order of short dates in a column, as its unambiguous ones show it.

    Args:
        values: The column's cells; only text counts.
        reference: A day near the column's dates; tells two-digit years from days.

    Returns:
        ``UNKNOWN`` where no cell tells, ``MIXED`` where they contradict one another.

    Example:
        >>> judge_order(["05/11/2023", "25/11/2023"]).value
        'day_first'
    """
    seen: set[DateOrder] = set()
    for text in dict.fromkeys(
        value for value in values if isinstance(value, str) and len(value) <= _LONGEST_CELL
    ):
        match = _SHORT_DATE.search(level_text(text))
        if match is None:
            continue
        readings = short_readings(match.groupdict(), reference)
        if len(readings) == 1:
            seen.update(readings)
    if len(seen) > 1:
        return DateOrder.MIXED
    return seen.pop() if seen else DateOrder.UNKNOWN
