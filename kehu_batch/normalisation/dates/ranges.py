"""Ranges of days (``11.13~11.17``, ``12月28日到1月3日``): what is due in a range is due at its later end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from kehu_batch.normalisation.dates.values import (
    LEFT,
    NUMBER,
    ROLL_DAYS,
    SHORT,
    DateContext,
    DateProblem,
    DateReading,
    DateRule,
    DateSlot,
    Fields,
    Resolved,
    infer_year,
    make_date,
    undeterminable,
)
from kehu_batch.numerals import read_count
from kehu_batch.records import dataclass

#: A date in a text, with its start and end there.
FoundDate = tuple[DateReading, int, int]

_SLOT_START = r"(?<![^\s/|,;:、(])"
_SLOT_END = r"(?=$|[\s/|,;、)])"

#: A day in any of the common forms, without groups.
_DAY = rf"(?:[0-9]{{4}}[-/.]{SHORT}[-/.]{SHORT}|(?:[0-9]{{2,4}}年)?{NUMBER}月{NUMBER}[日号]?|{NUMBER}[日号])"
_BARE_DAY = rf"{SHORT}[/.]{SHORT}"
#: What may end a range that begins with a full day: 2023-11-20~11-22, 2023.11.20-22.
_AFTER_FULL = rf"{SHORT}-{SHORT}(?![0-9-])|{SHORT}(?![-/.:0-9年月点时])"
_MARK = r"\s?(?:-|~|—+|至|到)\s?"
#: The last days of a month, which a range may begin with, and what names no day where one should end.
_MONTH_END = rf"(?:{NUMBER}月|[本这当下次]?个?月)份?[底末]"
_NO_DAY = (
    rf"(?:{NUMBER}月|[本这当下次]?个?月)份?(?:初|[上中下]旬|中(?![心文旬]))|[上中下]旬|明?年初"
    # Streets and squares are called as days of the year are: 到五一广场店上门.
    r"|(?:春节|元旦|国庆|五一|劳动节|端午|中秋|清明|过年)(?![东西南北中]?(?:路|街|道|大道|广场|大厦|商场|店|桥|村|镇|小区|花园|公园|公司))"
)
_PARTS = re.compile(
    rf"(?:(?P<year>[0-9]{{2,4}})[-/.年])?(?:(?P<month>{NUMBER})[-/.月])?(?P<day>{NUMBER})[日号]?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a range, with what it leaves out as ``None``."""

    year: int | None
    month: int | None
    day: int

    def within(self, other: _End) -> _End:
        """Return this end with what it leaves out taken from the first one."""
        return _End(self.year, self.month if self.month is not None else other.month, self.day)


def _end(text: str) -> _End | None:
    match = _PARTS.fullmatch(text)
    if match is None:
        return None
    year = None if match["year"] is None else int(match["year"])
    month = None if match["month"] is None else read_count(match["month"])
    if year is not None and year < 100:
        # 12.13 is a month and a day.
        year, month = (None, year) if month is None else (year + 2000, month)
    day = read_count(match["day"])
    return None if day is None else _End(year, month, day)


def _later_end(fields: Fields, context: DateContext) -> Resolved:
    """Return the later end; undeterminable where the ends do not follow one another."""
    first, last = _end(fields["low"]), _end(fields["high"])
    if not context.ranges or first is None or last is None or first.day == 0:
        return DateProblem.UNDETERMINABLE
    last = last.within(first)
    start, end = _resolve(first, context.reference), _resolve(last, context.reference)
    if last.year is None and first.year is not None and last.month is not None:
        end = make_date(first.year, last.month, last.day)
        if isinstance(end, date) and isinstance(start, date) and end < start:
            end = make_date(first.year + 1, last.month, last.day)
            if isinstance(end, date) and (end - start).days > ROLL_DAYS:
                return DateProblem.UNDETERMINABLE
    if isinstance(end, DateProblem) or (isinstance(start, date) and end < start):
        return end if isinstance(end, DateProblem) else DateProblem.UNDETERMINABLE
    return end


_BETWEEN_ENDS = re.compile(r"\s*[-~–—]*\s*[至到]?")


def join_ends(text: str, found: list[FoundDate]) -> list[FoundDate]:
    """Return the dates of a text, each two that are the ends of a range as one, due at its later end (``20号到月底``).

    Args:
        text: The levelled text.
        found: Dates in it with their starts and ends, in order.
    """

    def opens(first: FoundDate, last: FoundDate) -> int | None:
        between = text[first[2] : _told_from(text, last)]
        low, high = first[0].value, last[0].value
        follows = low is not None and high is not None and low < high
        return first[1] if follows and between.strip() and _BETWEEN_ENDS.fullmatch(between) else None

    return _join(found, opens)


#: What moves a day to the one behind it, and what goes before the first.
_MOVED = re.compile(
    r"\s*(?:改期?|推迟|延期?|顺延|挪|调整?|提前|推|变更)[到至为成]?\s*|\s*(?:改到|改为|改成)\s*"
)
_FIRST_MEANT = re.compile(r"(?:原(?:定|计划|本|先)?(?:于|在|时间)?|本来(?:定在|定于)?|从|由)\s*$")


def join_moved(text: str, found: list[FoundDate]) -> list[FoundDate]:
    """Return the dates of a text, a day and the one that it is moved to as the later told (``3月12日改到3月26日``).

    Args:
        text: The levelled text.
        found: Dates in it with their starts and ends, in order.
    """

    def opens(first: FoundDate, last: FoundDate) -> int | None:
        _, opened, closed = first
        if not any(_MOVED.fullmatch(text, closed, end) for end in {_told_from(text, last), last[1]}):
            return None
        before = _FIRST_MEANT.search(text, 0, opened)
        return before.start() if before else opened

    return _join(_without_former(text, found), opens)


#: What tells behind a day which one it takes the place of: 改到7月16日(原7月9日).
_FORMER = re.compile(r"\s*(?:[(,;]\s*)?原(?:定|计划|约|本|先|来)?(?:日期|时间)?[于在是为:]?\s*")


def _without_former(text: str, found: list[FoundDate]) -> list[FoundDate]:
    """Return the dates of a text, each with the one behind it that it takes the place of as one."""
    kept = found[:1]
    for later in found[1:]:
        day, start, end = kept[-1]
        if _FORMER.fullmatch(text, end, later[1]) is None:
            kept.append(later)
            continue
        closed = text[later[2] : later[2] + 1] == ")" and "(" in text[end : later[1]]
        kept[-1] = day, start, later[2] + closed
    return kept


def _told_from(text: str, found: FoundDate) -> int:
    """Return where a date itself begins, behind the 到 that leads to it."""
    return found[1] + (text[found[1] : found[1] + 1] in {"至", "到"})


def _join(found: list[FoundDate], opens: Callable[[FoundDate, FoundDate], int | None]) -> list[FoundDate]:
    """Return dates with each two as the later of them where ``opens`` tells where the two begin as one."""
    joined = found[:1]
    for later in found[1:]:
        start = opens(joined[-1], later)
        if start is None:
            joined.append(later)
        else:
            joined[-1] = later[0], start, later[2]
    return joined


def _resolve(end: _End, reference: date | None) -> Resolved:
    if end.month is None:
        if reference is None:
            return DateProblem.UNDETERMINABLE
        found = make_date(reference.year, reference.month, end.day)
        past = isinstance(found, date) and found < reference
        return DateProblem.UNDETERMINABLE if past else found
    if end.year is not None:
        return make_date(end.year, end.month, end.day)
    return infer_year(end.month, end.day, reference)


#: Tried before single days, at each position.
RANGE_RULES: tuple[DateRule, ...] = (
    # A range that ends on no certain day is not due on the day that it begins with.
    DateRule(
        rf"{LEFT}(?:{_DAY}|{_BARE_DAY}|{_MONTH_END}){_MARK}(?:{_NO_DAY})(?:之?前|以前)?", undeterminable
    ),
    # 6/24、6/25两天.
    DateRule(rf"{LEFT}(?P<low>{_DAY})\s?[、和]\s?(?P<high>{_DAY})\s?[这共]?[两2二]天", _later_end),
    DateRule(
        rf"{_SLOT_START}(?P<low>{_BARE_DAY})\s?[、和]\s?(?P<high>{_BARE_DAY})\s?[这共]?[两2二]天",
        _later_end,
        DateSlot.SLOT,
    ),
    DateRule(rf"{LEFT}{_DAY}\s?或者?\s?{_DAY}", undeterminable),
    DateRule(rf"{LEFT}(?P<low>{_DAY}){_MARK}(?P<high>{_DAY}|{_BARE_DAY})", _later_end),
    DateRule(
        rf"{LEFT}(?P<low>[0-9]{{4}}[-/.]{SHORT}[-/.]{SHORT}){_MARK}(?P<high>{_AFTER_FULL})",
        _later_end,
        DateSlot.CELL,
    ),
    DateRule(
        rf"{LEFT}(?P<low>(?:[0-9]{{2,4}}年)?{NUMBER}月{NUMBER}){_MARK}(?P<high>{NUMBER}[日号])",
        _later_end,
    ),
    DateRule(
        rf"{_SLOT_START}(?P<low>{SHORT}-{SHORT})\s?[~至到]\s?(?P<high>{SHORT}-{SHORT}){_SLOT_END}",
        _later_end,
        DateSlot.SLOT,
    ),
    DateRule(
        rf"{_SLOT_START}(?P<low>{_BARE_DAY}){_MARK}(?P<high>{_BARE_DAY}|{SHORT}[日号]){_SLOT_END}",
        _later_end,
        DateSlot.SLOT,
    ),
)
