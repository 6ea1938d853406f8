"""The ways to write a date as one pattern for each place, and what a match of it says on a day.

What a text tells does not depend on the day: texts that repeat on many days are searched once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from kehu_batch.normalisation.dates.absolute import ABSOLUTE_RULES, has_year
from kehu_batch.normalisation.dates.ranges import RANGE_RULES
from kehu_batch.normalisation.dates.relative import RELATIVE_RULES
from kehu_batch.normalisation.dates.values import (
    DateContext,
    DateProblem,
    DateReading,
    DateRule,
    DateSlot,
    Resolved,
)
from kehu_batch.numerals import SMALL_NUMERAL
from kehu_batch.records import dataclass

_ABOUT = r"(?<![预邀签续履合改重另已])约(?![定好了])|大约|大概|差不多"
_PREFIX = (
    rf"(?:(?P<about>{_ABOUT})|截止(?:日期|时间|[到至])?|截至|最[迟晚]于?|不[晚迟]于|预计|计划|拟定?于?|约?定于|约定|务必|[请须应]?于|在|到"
    r"|时间|日期|(?<![a-z])(?:due(?:\sby|\son)?|by|before|until)(?=[\s:]))[:\s]{0,3}"
)
_HALF_DAY = r"[ap]\.?m\.?(?![a-z])"
_PART = rf"上午|中午|下午|傍晚|晚上|凌晨|早上|早晨|一大?早|夜间|{_HALF_DAY}|[早晚](?=\s?[0-9])"
#: Minutes behind an hour, in words.
QUARTERS = {"半": 30, "一刻": 15, "1刻": 15, "三刻": 45, "3刻": 45}
_CLOCK = (
    r"(?P<hour>[0-2]?[0-9])(?::(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9])(?:\.[0-9]+)?)?"
    rf"|[点时](?![建要])(?:(?P<quarter>{'|'.join(QUARTERS)})"
    r"|(?P<minute2>[0-5]?[0-9])(?![0-9])分?(?:(?P<second2>[0-5]?[0-9])秒)?)?[整钟]?(?P<past>[多许])?)"
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
    rf"(?:\s{{0,3}}(?P<written_t>t)?(?P<near>大?约|大概)?(?P<part>{_PART})?"
    rf"\s{{0,3}}(?:{_CLOCK}(?:\s?(?P<half_day>{_HALF_DAY}))?"
    rf"(?:\s?(?P<zone>\((?:{_ZONE})\)?|{_ZONE})|(?P<till>{_TILL}))?|{_HOURS})|\s?(?P<only_part>{_PART}))?"
)
_INCLUDED = r"(?:\s?\(含(?:[当本][日天])?\)?)?"
_SUFFIX = (
    rf"{_INCLUDED}\s?(?:(?P<open>前后|左右|之后|以后|后(?![续面期台勤端天道厨备处]))"
    r"|起(?![草诉动])|下班(?:之|以)?前|之前|以前|前(?![往去来台端期提述置])|之内|以内|内(?![部容测网审勤])|为止|截止|止)?"
    + _INCLUDED
)

#: What a rule's match can begin with, and what a prefix can. Looked at first, as most characters are neither. Of digits
#: few are of a date: a mark or unit follows those that are, or they are eight.
RULE_STARTS = (
    r"(?=[0-9]{1,80}\s?[-/.~年月日号个工天周星礼季小钟至到a-z]|[0-9]{8}|"
    rf"[{SMALL_NUMERAL}民今明大次翌第当即昨前下本这去周星礼月季年每几半"
    r"节春元国劳端中双过尽从近待未择改另立马稍随最有长持定不看视暂来]"
    r"|后[天日年]|上[上个半周星礼月旬季年]|数[\s个工天日周星礼月小]|清明|听[日晚]|后儿|(?<![a-z])(?:[jfmasondtwe][a-z]|in\s|q[1-4]))"
)
_PREFIX_STARTS = r"(?=[约大差截最不预计拟定务请须应于在到时日]|(?<![a-z])(?:due|by|before|until)(?![a-z]))"

_RULES: tuple[DateRule, ...] = (*RANGE_RULES, *ABSOLUTE_RULES, *RELATIVE_RULES)
_PLACES = {
    DateSlot.CELL: frozenset(DateSlot),
    DateSlot.SLOT: frozenset({DateSlot.SLOT, DateSlot.PROSE}),
    DateSlot.PROSE: frozenset({DateSlot.PROSE}),
}
_GROUP = re.compile(r"\(\?P([<=])(\w+)")


class ToldDate(NamedTuple):
    """What of a match does not depend on the day of the cell: its rule, and the texts of that rule's own groups."""

    match: re.Match[str]
    rule: DateRule
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class JoinedRules:
    """The rules of one place as one pattern; rule n is group ``rn``, its own groups end in ``_n``."""

    pattern: re.Pattern[str]
    groups: dict[str, tuple[tuple[str, int], ...]]

    def tell(self, match: re.Match[str]) -> ToldDate:
        """Return which rule a match is of, and by what."""
        name = next(name for name in self.groups if match[name] is not None)
        fields = {field: text for field, place in self.groups[name] if (text := match[place]) is not None}
        return ToldDate(match, _RULES[int(name[1:])], fields)

    def read(self, match: re.Match[str], context: DateContext) -> tuple[DateReading, bool]:
        """Return what a match says, and whether it is a vague one."""
        return self.resolve(self.tell(match), context)

    def resolve(self, told: ToldDate, context: DateContext) -> tuple[DateReading, bool]:
        """Return what is told on a day, and whether it is vague."""
        match, rule, fields = told
        resolved = rule.resolve(fields, context)
        # A time that is open leaves its day: 9点左右, 9点后, 约9点.
        of_time = match["open"] and (match["hour"] or match["only_part"])
        if match["about"] or (match["open"] and not of_time):
            resolved = DateProblem.UNDETERMINABLE if isinstance(resolved, date) else resolved
        if match["till"] and not match["part"] and _may_be_offset(match["hour"], match["till"]):
            resolved = DateProblem.UNDETERMINABLE if isinstance(resolved, date) else resolved
        clock = None if of_time or match["near"] or match["past"] else _clock_time(match)
        if isinstance(resolved, date) and match["zone"] and clock is not None:
            resolved, clock = _in_china(resolved, clock, match["zone"])
        return _reading(
            resolved, time_of_day(clock), has_year=has_year(fields) or "third" in fields, rule=rule
        ), rule.vague


def _number_groups(pattern: str, number: int) -> str:
    return _GROUP.sub(rf"(?P\g<1>\g<2>_{number}", pattern)


@cache
def joined_rules(place: DateSlot) -> JoinedRules:
    """Return the rules of a place, joined once."""
    alternatives = [
        f"(?P<r{number}>{_number_groups(rule.pattern, number)})"
        for number, rule in enumerate(_RULES)
        if rule.place in _PLACES[place]
    ]
    pattern = re.compile(
        f"(?:{_PREFIX_STARTS}{_PREFIX}){{0,3}}{RULE_STARTS}(?:{'|'.join(alternatives)}){_TAIL}{_SUFFIX}",
        re.ASCII,
    )
    groups: dict[str, list[tuple[str, int]]] = {
        name: [] for name in pattern.groupindex if re.fullmatch("r[0-9]+", name)
    }
    for name, index in pattern.groupindex.items():
        field, _, number = name.rpartition("_")
        if number.isdecimal():
            groups[f"r{number}"].append((field, index))
    return JoinedRules(pattern, {name: tuple(fields) for name, fields in groups.items()})


def _reading(resolved: Resolved, clock: time | None, *, has_year: bool, rule: DateRule) -> DateReading:
    if isinstance(resolved, DateProblem):
        return DateReading(None, resolved, had_year=has_year, relative=rule.relative)
    return DateReading(resolved, None, had_year=has_year, time=clock, relative=rule.relative)


def _clock_time(match: re.Match[str]) -> time | None:
    """Return the time of day that a match names; ``None`` for none, one that there is not, or a span of hours."""
    if match["hour"] is None or match["till"]:
        return None
    hour = hour_of_day(int(match["hour"]), (match["part"] or match["half_day"] or "").replace(".", ""))
    minute = QUARTERS.get(match["quarter"]) or int(match["minute"] or match["minute2"] or 0)
    return None if hour is None else time(hour, minute, int(match["second"] or match["second2"] or 0))


def hour_of_day(hour: int, part: str) -> int | None:
    """Return the hour of 24 that an hour is in a part of the day; ``None`` where it may be of the next day, or is none.

    Example:
        >>> hour_of_day(2, "下午"), hour_of_day(1, "中午"), hour_of_day(12, "晚上"), hour_of_day(1, "晚上")
        (14, 13, None, None)
    """
    if part in {"晚上", "晚", "夜间"} and (hour < 5 or hour == 12):
        return None
    if hour < 12 and (part in {"下午", "傍晚", "晚上", "晚", "夜间", "pm"} or (part == "中午" and hour < 3)):
        hour += 12
    elif part in {"am", "凌晨"} and hour == 12:
        hour = 0
    return hour if hour < 24 else None


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


def time_of_day(clock: time | None) -> time | None:
    """Return a time to the second, or ``None`` for midnight, which is how exports write a day without a time."""
    if clock is None:
        return None
    clock = clock.replace(microsecond=0, tzinfo=None)
    return None if clock == time() else clock


#: 元月 is January, and not 月 behind an amount (3万元月底付清).
_FIRST_MONTH = re.compile(
    rf"(?<![0-9万亿千百{SMALL_NUMERAL}美欧日韩港加澳])元(?=月份?\s?(?:[0-9{SMALL_NUMERAL}初底末中上下]|之?[内前]|以[内前]|$|[\s/|,;、。)]))"
)


def spell_first_month(level: str) -> str:
    """Return a levelled text with 元月 in digits; positions stay.

    Example:
        >>> spell_first_month("2024年元月5日"), spell_first_month("3万元月底付清")
        ('2024年1月5日', '3万元月底付清')
    """
    return _FIRST_MONTH.sub("1", level) if "元月" in level else level


#: So long is a slot with a date at most, as people write it.
_SHORT = 24


def find_told(level: str, place: DateSlot) -> Iterable[ToldDate]:
    """Return what a levelled text tells, in order."""
    level = spell_first_month(level)
    return _find_in_short(level, place) if len(level) <= _SHORT else _find_in(level, place)


def _find_in(level: str, place: DateSlot) -> Iterable[ToldDate]:
    joined = joined_rules(place)
    return map(joined.tell, joined.pattern.finditer(level))


@lru_cache(maxsize=1024)
def _find_in_short(level: str, place: DateSlot) -> tuple[ToldDate, ...]:
    return tuple(_find_in(level, place))
