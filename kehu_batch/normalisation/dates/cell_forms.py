"""Whole cells that hold a date in a form of their own, levelled to one that the rules read.

Marks that would mean something else in running text (``2024、3、8``), digits without any (``20250106083000``), weekdays
beside a full date, and a remark behind one (``2024-03-08 已回``).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from kehu_batch.numerals import BANK_NUMERAL, SPOKEN_TO_TEN, arabic_digits, read_numeral

#: Separators of any kind, one of each place; the last of the date may be 日.
_MARK = r"[-/.·•・‧—_、。\\年]"
_MIXED = re.compile(
    rf"(?P<year>[0-9]{{4}})(?:\s?{_MARK}\s?|\s)(?P<month>[0-9]{{1,2}})(?:\s?(?:{_MARK}|月)\s?|\s)"
    r"(?P<day>[0-9]{1,2})(?![0-9])(?:\s?[日号])?",
    re.ASCII,
)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"(?:\.0+|(?:(?P<t>t)|\s)?(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?(?:\.[0-9]+)?"
    r"(?P<zone>z|(?(t)[+-][0-9]{2}:?[0-9]{2}|(?!)))?)",
    re.ASCII,
)
#: A moment as Java prints it: Sun Nov 05 10:00:00 CST 2023. Its CST is China's, where the program that wrote it ran.
_PRINTED = re.compile(
    r"(?:[a-z]{3} )?(?P<month>[a-z]{3}) (?P<day>[0-9]{1,2}) (?P<clock>[0-9]{2}:[0-9]{2}:[0-9]{2}) "
    r"(?:cst|(?P<zone>utc|gmt(?:[+-][0-9]{2}:[0-9]{2})?)) (?P<year>[0-9]{4})",
    re.ASCII,
)
#: The name of a zone behind its offset, as JavaScript prints it.
_ZONE_NAME = re.compile(r"(?<=gmt[+-][0-9]{4})\s?\([^()0-9]{2,60}\)?$")
_WEEKDAY = r"(?:(?:周|星期|礼拜)[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?)"
_WEEKDAY_FIRST = re.compile(
    rf"\(?{_WEEKDAY}\)?[\s,]{{0,3}}(?=[0-9]{{4}}|[0-9]{{1,2}}[\s-]?[a-z]{{3}}|[a-z]{{3}})"
)
_WEEKDAY_BESIDE = re.compile(
    rf"\s?[(\[](?:{_WEEKDAY}|[一二三四五六日天])(?:[)\]]|$)|\s(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}\.?(?=\s|$)"
)
_NAMED_YEAR = re.compile(
    r"[0-9]{4}\s?[-/.年月]|[0-9]{1,2}[月日号]|^[0-9]{1,2}[-/.][0-9]{1,2}(?![0-9])"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
_HAN_CLOCK = re.compile(rf"(?P<hour>[{SPOKEN_TO_TEN}]{{1,3}})(?=[点时])")
_BANK = re.compile(rf"[{BANK_NUMERAL}佰]+(?=[年月日号])")
_BANK_ONLY = frozenset("壹贰叁参肆伍陆柒捌玖拾")
_BANK_DIGITS = arabic_digits(BANK_NUMERAL[:-1])


#: Seconds from 1970, of 2001 to 2030: beyond them, ten digits are a day with a number behind it (2023110601).
_EPOCH_IN_CHINA = datetime(1970, 1, 1, 8)
_FIRST_SECOND, _END_SECOND = 1_000_000_000, 1_900_000_000


def read_epoch(number: float) -> datetime | None:
    """Return the moment in China that programs export as seconds since 1970, or as thousandths of them.

    Example:
        >>> read_epoch(1699250400), read_epoch(1699250400123.0), read_epoch(2023110601)
        (datetime.datetime(2023, 11, 6, 14, 0), datetime.datetime(2023, 11, 6, 14, 0), None)
    """
    found = (number // unit for unit in (1, 1000) if _FIRST_SECOND <= number / unit < _END_SECOND)
    return next((_EPOCH_IN_CHINA + timedelta(seconds=seconds) for seconds in found if number % 1 == 0), None)


def level_cell(text: str) -> str:
    """Return a levelled cell's text in a form that the rules of dates know.

    Example:
        >>> level_cell("2024、3、8"), level_cell("20250106083000"), level_cell("周五 2024-03-08")
        ('2024-3-8', '2025-01-06 08:30:00', '2024-03-08')
    """
    printed = _PRINTED.fullmatch(text)
    if printed is not None:
        year, month, day, clock, zone = printed.group("year", "month", "day", "clock", "zone")
        return f"{day} {month} {year} {clock}{zone or ''}"
    compact = _COMPACT.fullmatch(text)
    if compact is not None:
        day = f"{compact['year']}-{compact['month']}-{compact['day']}"
        clock = (
            f" {compact['hour']}:{compact['minute']}:{compact['second'] or '00'}{compact['zone'] or ''}"
            if compact["hour"]
            else ""
        )
        return day + clock
    text = _ZONE_NAME.sub("", text)
    if _NAMED_YEAR.search(text):
        text = _WEEKDAY_BESIDE.sub(" ", _WEEKDAY_FIRST.sub("", text, count=1))
    if _BANK_ONLY.intersection(text):
        text = _BANK.sub(_plain_number, text)
    text = _HAN_CLOCK.sub(lambda match: str(read_numeral(match["hour"]) or match["hour"]), text)
    mixed = _MIXED.match(text)
    if mixed is not None:
        rest = text[mixed.end() :]
        # 2024年3月8日14时 must not become 2024-3-814时.
        text = f"{mixed['year']}-{mixed['month']}-{mixed['day']}{' ' if rest[:1].isdigit() else ''}{rest}"
    return text.strip()


def _plain_number(match: re.Match[str]) -> str:
    """Return a bank's numeral in digits: spoken one by one in years, as a number elsewhere."""
    if len(match[0]) == 4 and not set("拾佰仟").intersection(match[0]):
        return match[0].translate(_BANK_DIGITS)
    number = read_numeral(match[0])
    return match[0] if number is None else str(number)


#: A remark behind a full date that changes nothing in it; what may is not taken for one, and neither is a letter that
#: may be a digit of it (the O of 2O日), nor what the last number counts (2024年5月3次, 3台), nor the name of
#: another zone.
_REMARK = re.compile(
    r"(?![oil〇○]|[台人批件个套家组期元万%]$|次(?!日)|\s?\(?(?:[emp][sd]t|cdt|jst|kst|bst|cest|cet|ist)\)?$)[^0-9]{1,16}",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"[改未不否无或误错约废延推迟?]|取(?![车货件样票证回走])|之?后|以后|左右|前后|之?前|以前|上旬|中旬|下旬|至|到(?!期|访|场|货|账|款|店)|~|-|—|开始"
)


def is_remark(text: str) -> bool:
    """Return whether what stands behind a date is a remark that leaves the date as it is.

    Example:
        >>> is_remark(" 已回"), is_remark("（补录）"), is_remark("左右"), is_remark(" 改为下周"), is_remark("O日")
        (True, True, False, False, False)
    """
    return _REMARK.fullmatch(text) is not None and _CHANGES.search(text) is None
