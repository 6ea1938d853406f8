"""Whole cells that no rule reads, respelled in a form that one does: rare marks and orders, words about a day.

A cell comes here only where it is no date yet, so no plain form waits for it.
"""

from __future__ import annotations

import re

from kehu_batch.normalisation.dates.foreign import read_in_words_known
from kehu_batch.normalisation.dates.values import SHORT
from kehu_batch.numerals import SMALL_NUMERAL, read_count, read_digits
from kehu_batch.records import dataclass

#: Marks that tick or enclose a day, and the name of the calendar that it is in anyway.
_TICKS = "√✓✔☑✅★☆●◆■•*📅🗓"
_OPEN, _CLOSE = "[<{《「『〈", "]>}》」』〉"
_CALENDAR = re.compile(r"^(?:(?:date|自|从)[:\s]{0,2}(?=[0-9])|(?:公元|西元|公历|阳历|新历)\s?)")
_YEAR = r"(?:19|20)[0-9]{2}"
#: One mark at both places, whatever it is: 2024,4,30, 2024——07——22; two that differ could be a range (2024-5~7).
_SAME_MARKS = re.compile(
    rf"(?P<year>{_YEAR})\s?(?P<mark>[-/.,;:|~_·—–、]{{1,3}}|\s{{1,4}})\s?(?P<month>{SHORT})\s?(?P=mark)"
    rf"\s?(?P<day>{SHORT})(?![0-9])"
)
#: Words and marks together: 2024/3月/19日, 2024年-3月-19日.
_MARKED_WORDS = re.compile(
    rf"(?P<year>{_YEAR})\s?年?[的度]?\s?[-/.,、]?\s?(?P<month>{SHORT})\s?月份?"
    rf"\s?[-/.,、的]?\s?(?P<day>{SHORT})(?![0-9])"
    # 2024年5月3台 is no day.
    r"(?:\s?[日号]|(?=$|[\s,;(]))"
)
_YEAR_LAST = re.compile(
    rf"(?P<month>{SHORT})月(?P<day>{SHORT})[日号]?[\s,/(]{{0,2}}(?P<year>{_YEAR})年?\)?(?![0-9])"
)
_HALF_JOINED = re.compile(rf"(?P<year>{_YEAR})[-/年](?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})$")
_SHORT_YEAR = re.compile(rf"(?P<year>[0-3][0-9])年(?P<month>{SHORT})[-/.](?P<day>{SHORT})$")
_NUMERALS = re.compile(
    rf"(?P<year>[{SMALL_NUMERAL}]{{4}})\s?(?P<mark>[-/.,、·])"
    rf"\s?(?P<month>[{SMALL_NUMERAL}]{{1,2}})\s?(?P=mark)\s?(?P<day>[{SMALL_NUMERAL}]{{1,3}})"
)
_ENGLISH_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_ENGLISH = re.compile(
    rf"(?:the\s)?(?P<first>[0-9]{{1,2}}|{_YEAR})(?:st|nd|rd|th)?[\s/.,_-]{{0,2}}(?:of\s)?(?P<month>{_ENGLISH_MONTH})"
    rf"[\s/.,_-]{{0,2}}(?P<last>[0-9]{{1,4}})(?![0-9])(?:st|nd|rd|th)?"
)
_ENGLISH_FIRST = re.compile(
    rf"(?P<month>{_ENGLISH_MONTH})[\s/.,_-]{{1,2}}(?:the\s)?(?P<day>{SHORT})(?:st|nd|rd|th)?"
    rf"[\s/.,_-]{{1,2}}(?P<year>{_YEAR})(?![0-9])"
)
_PART = r"上午|中午|下午|傍晚|晚上|凌晨|早上|[早晚]"
_CLOCK = (
    rf"(?:{_PART})?\s?[0-2]?[0-9](?::[0-5][0-9](?::[0-5][0-9])?|[点时](?:半|[0-5]?[0-9]分?)?)(?:\s?[ap]m)?"
)
_CLOCK_FIRST = re.compile(
    rf"(?P<clock>{_CLOCK}|{_PART})[\s,]{{0,3}}(?P<day>(?:{_YEAR}[-/.年]|{SHORT}\s[a-z]{{3}}|[a-z]{{3,9}}\s[0-9]).+)"
)
#: What was done on the day that follows, as people write it behind a day as well: 已签 2023.10.18. Not 已付: a column of
#: due days asks for another day.
_DONE = re.compile(
    r"(?:已经?(?:签[约订收字]?|回[访复电]?|拜访|联系|沟通|完成|处理|解决|办结?|确认|响应|安装|登记|录入|电话|上门"
    r"|跟进|寄[出送]?|发[货出]?|送[达货]?)[完好了]?|已?于|寄出|发[货出]|送达|补[录登签]|实际(?:日期|时间)?|签[收约订字]|电话|微信|上门|拜访|回访|跟进)[于在]?[\s:,]{0,3}"
    rf"(?={_YEAR}|[0-9]{{2}}年)"
)


#: Without a digit of any kind there is no day to find.
HAS_DIGITS = re.compile(f"[0-9{SMALL_NUMERAL}]")


@dataclass(frozen=True, slots=True)
class MovedDate:
    """A day that was put in the place of another: ``原2024-05-06，改到2024-05-13``.

    Args:
        old: Text of the day that was; empty where it is not said.
        new: Text of the day that is.
        later: Whether the words say that the new one is later; None where they say neither.
    """

    old: str
    new: str
    later: bool | None


_MOVED = re.compile(
    r"(?:原(?:定|计划|约|先|本)?[于在为]?)?[\s:]?(?P<old>[^改变推延顺提调]{0,24}?)[\s,;、(。]{0,3}"
    r"(?:[现后又已]|因[^0-9]{1,8}?)?(?P<how>改[期约]|(?:改[期签约]?|变更|推迟|推后|延[期后迟]?|顺延|提前|调整)[至到为成在于])"
    r"[\s:]?(?P<new>[0-9][^()]{3,24})\)?"
)
_LATER, _EARLIER = frozenset("推延顺"), frozenset("提")


def moved_date(text: str) -> MovedDate | None:
    """Return what a levelled cell says of a day that was moved; ``None`` where it says nothing of it.

    Example:
        >>> moved_date("原2024-05-06,推迟到2024-05-13")
        MovedDate(old='2024-05-06', new='2024-05-13', later=True)
    """
    match = _MOVED.fullmatch(text)
    if match is None:
        return None
    how = match["how"][0]
    later = True if how in _LATER else False if how in _EARLIER else None
    return MovedDate(match["old"].strip(), match["new"].strip(), later)


def respell(text: str) -> str | None:
    """Return a levelled cell in a form that the rules may read; ``None`` where there is none other.

    Example:
        >>> respell("[2024~03~30]"), respell("下午 02:20 2024/8/1"), respell("05aug2024"), respell("见附件")
        ('2024-03-30', '2024-8-1 下午 02:20', '05-aug-2024', None)
    """
    bare = text.strip(_TICKS + " ")
    if bare[:1] and bare[0] in _OPEN and bare[-1] == _CLOSE[_OPEN.index(bare[0])]:
        bare = bare[1:-1].strip()
    bare = _DONE.sub("", _CALENDAR.sub("", bare), count=1) if not bare[:1].isdigit() else bare
    bare = read_in_words_known(bare)
    clock = _CLOCK_FIRST.fullmatch(bare)
    if clock is not None:
        bare = f"{clock['day']} {clock['clock']}"
    plain = _by_marks(bare)
    return None if plain == text else plain


def _by_marks(text: str) -> str:
    numerals = _NUMERALS.match(text)
    if numerals is not None:
        year, month, day = (
            read_digits(numerals["year"]),
            read_count(numerals["month"]),
            read_count(numerals["day"]),
        )
        return f"{year}-{month}-{day}{text[numerals.end() :]}"
    for pattern in (_SAME_MARKS, _MARKED_WORDS, _YEAR_LAST, _HALF_JOINED):
        match = pattern.match(text)
        if match is not None:
            rest = text[match.end() :]
            return f"{match['year']}-{match['month']}-{match['day']}{' ' if rest[:1].isdigit() else ''}{rest}"
    short = _SHORT_YEAR.match(text)
    if short is not None:
        return f"20{short['year']}-{short['month']}-{short['day']}"
    english = _ENGLISH.match(text)
    if english is not None:
        return f"{english['first']}-{english['month']}-{english['last']}{text[english.end() :]}"
    english = _ENGLISH_FIRST.match(text)
    if english is not None:
        return f"{english['month']} {english['day']} {english['year']}{text[english.end() :]}"
    return text
