"""Words that number formats put round days and texts: ``"截止日期："yyyy"年"m"月"d"日"``, ``"VIP-"@``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from kehu_batch.model.tables.shown import PLAIN, Shown
from kehu_batch.records import dataclass

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.?)|[_*].?|\[\$(?P<sign>[^\]-]*)[^\]]*\]?'
    r"|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]?|(?P<end>;)|(?P<text_cell>@)"
    r"|(?P<part>AM/PM|A/P|上午/下午|[ymdhsgea]+)|(?P<plain>.)",
    re.DOTALL | re.IGNORECASE,
)
#: What stands behind the number of a day, a month, a year or a time as its unit, by the first letter of its part.
_UNITS = {"d": "日号號", "m": "月", "y": "年", "e": "年", "h": "时時点點", "s": "秒"}
#: Words of dates themselves, which say nothing round one.
_OF_DATES = re.compile(
    r"[年月日号號时時分秒点點第]|[周週](?![期转])|星期|[礼禮]拜|上午|下午|公元|西元|民[国國]|农[历曆]|農曆"
)
_IDEOGRAPH, _ENGLISH = re.compile("[\u3400-\u9fff]"), re.compile("[A-Za-z]{2,}")
#: English that belongs to a date or a time.
_ENGLISH_OF_DATES = frozenset({"th", "st", "nd", "rd", "de", "of", "at", "utc", "gmt", "cst", "am", "pm"})
_LONGEST = 1 << 12


@dataclass(frozen=True, slots=True)
class DayForm:
    """What a format shows of a day, and the words that it puts round it.

    Args:
        before: Words before it.
        after: Words behind it, less the unit of its last part.
        shows: First letters of the parts that are shown: ``y``, ``m``, ``d``, ``h``.
    """

    before: str
    after: str
    shows: frozenset[str]

    def text(self, day: date) -> str:
        """Return what is seen of a day with its words, the year put in where it is not shown.

        Example:
            >>> parse_day_form('m"月"d"日前"').text(date(2023, 11, 15))
            '2023年11月15日前'
        """
        if "d" in self.shows or "m" not in self.shows:
            shown = f"{day.year}年{day.month}月{day.day}日" if self.shows & {"d", "h"} else f"{day.year}年"
        else:
            shown = f"{day.year}年{day.month}月"
        clock = f" {day:%H:%M}" if "h" in self.shows and isinstance(day, datetime) else ""
        return f"{self.before}{shown}{clock}{self.after}"


@lru_cache(maxsize=1024)
def parse_day_form(code: str) -> DayForm | None:
    """Return what a format of days says beyond them; ``None`` where it puts no words round them.

    Example:
        >>> parse_day_form('"截止日期："yyyy"年"m"月"d"日"').before, parse_day_form('yyyy"年"m"月"d"日"') is None
        ('截止日期：', True)
    """
    tokens = _sections(code)[0]
    places = [place for place, token in enumerate(tokens) if token["part"] or token["elapsed"]]
    parts = [_part(tokens, place) for place in places]
    if not parts or not {"y", "m", "d"}.intersection(parts):
        return None
    before, after = _literal(tokens[: places[0]]).lstrip(), _literal(tokens[places[-1] + 1 :]).rstrip()
    if after[:1] and after[0] in _UNITS.get(parts[-1], ""):
        after = after[1:]
    if not (_says_something(before) or _says_something(after)):
        return None
    return DayForm(before, after, frozenset(parts))


_SEEN = re.compile(r"(?P<before>[^0-9]*)(?P<core>[0-9].*[0-9])(?P<after>[^0-9]*)", re.DOTALL)


@lru_cache(maxsize=4096)
def words_of_day(day: date, text: str) -> str:
    """Return what is seen of a day with words round it, its year put in, given the text that a file keeps of it.

    Empty where there are no words.

    Example:
        >>> words_of_day(date(2023, 11, 15), "11月15日前"), words_of_day(date(2023, 11, 15), "2023年11月15日")
        ('2023年11月15日前', '')
    """
    match = _SEEN.fullmatch(text.strip())
    if match is None:
        return ""
    after = match["after"]
    unit = after[:1] if after[:1] in "日号號月年时時分秒" else ""
    after = after.removeprefix(unit)
    if not (_says_something(match["before"]) or _says_something(after)):
        return ""
    shows = {"月": "ym", "年": "y"}.get(unit, "ymd")
    return DayForm(match["before"], after, frozenset(shows + "h" * (":" in match["core"]))).text(day)


@lru_cache(maxsize=1024)
def parse_text_form(code: str) -> Shown:
    """Return what a format puts round texts; plain where that has no letter, digit, percent or sign of money in it.

    The last section is that of texts, where it has their sign. A number in a cell of ``"VIP-"@`` is shown as it is.

    Example:
        >>> parse_text_form('"VIP-"@').before, parse_text_form('0;-0;0;@"号"').after, parse_text_form("_ @_ ") == PLAIN
        ('VIP-', '号', True)
    """
    tokens = _sections(code)[-1]
    places = [place for place, token in enumerate(tokens) if token["text_cell"]]
    if len(places) != 1 or any(token["part"] for token in tokens):
        return PLAIN
    return words_round(_literal(tokens[: places[0]]), _literal(tokens[places[0] + 1 :]))


def words_round(before: str, after: str) -> Shown:
    """Return what is shown round texts; plain where that has no letter, digit, percent or sign of money in it."""
    if not any(map(_is_said, before + after)):
        return PLAIN
    return Shown(before=before.lstrip(), after=after.rstrip())


def _sections(code: str) -> list[list[re.Match[str]]]:
    sections: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code[:_LONGEST]):
        if token["end"]:
            sections.append([])
        else:
            sections[-1].append(token)
    return sections


def _part(tokens: Sequence[re.Match[str]], place: int) -> str:
    """Return the letter of a part: ``y``, ``m``, ``d``, ``h`` or ``s``; minutes, which share theirs, count as ``s``."""
    letter = (tokens[place]["part"] or tokens[place]["elapsed"])[0].lower()
    if letter == "e":
        return "y"
    if letter != "m":
        return letter if letter in "ydhs" else "a"
    near = [token["part"][0].lower() for token in tokens[:place] if token["part"]][-1:]
    behind = [token["part"][0].lower() for token in tokens[place + 1 :] if token["part"]][:1]
    return "s" if near == ["h"] or behind == ["s"] else "m"


def _literal(tokens: Sequence[re.Match[str]]) -> str:
    return "".join(
        token["quoted"] or token["escaped"] or token["sign"] or token["plain"] or "" for token in tokens
    )


def _is_said(mark: str) -> bool:
    return mark.isalnum() or mark in "%％" or unicodedata.category(mark) == "Sc"


def _says_something(text: str) -> bool:
    rest = _OF_DATES.sub("", text)
    english = {word.casefold() for word in _ENGLISH.findall(rest)}
    return _IDEOGRAPH.search(rest) is not None or bool(english - _ENGLISH_OF_DATES)
