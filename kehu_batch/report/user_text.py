"""What users wrote, made safe to look at: it turns no direction but its own, and takes no more room than it needs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from markupsafe import Markup, escape

#: Characters that turn the direction of what follows: embeddings, overrides and isolates. They cannot be seen.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MARKS = re.compile("[\u061c\u200e\u200f]")
#: These, and the blocks in which Unicode has its letters from right to left, and others beside them.
_MAYBE_DIRECTED = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
#: A stretch without a place to break; longer than any name, and than any clause of a sentence.
_LEAST_LONG = 61
_LONG = re.compile(rf"[^\s，。；：、！？,;:!?（）()“”<>|]{{{_LEAST_LONG},}}")
#: Longer texts repeat seldom.
_OFTEN = 40

#: A number with hyphens, of a customer, a document or an order, a date or a span: capitals and digits, one digit at
#: least. A span of numbers may have a dash of its own, and a bound goes with its sign,
#: and a small number at the end with what it counts.
_NUMBER = (
    r"(?<![A-Za-z0-9-])"
    r"(?=[A-Z-]*[0-9])[A-Z0-9]{1,12}(?:-[A-Z0-9]{1,12}){1,4}"
    r"(?![A-Za-z0-9-])"
    r"|\d[\d.,]*%?–\d[\d.,]*%?"
    r"|[<>≤≥] [\d.,]+%?"
    r"|\w \d{1,2}$"
)
#: What one of them has.
_SIGN = re.compile("[-–<>≤≥]")
#: A sheet's name before a cell.
_SHEET = r"[^\s!：:，,；;、。“”]{1,31}(?=!\$?[A-Z]{1,3}\$?\d)"
#: A short name of a file before a place in it; a long one is wider than a phone.
_FILE = r"(?<![^\s：:，；、（])[^\s!：:，,；;、。“”]{1,8}\.[a-z]{3,4}(?= )"
_NUMBERS = re.compile(_NUMBER)
_NUMBERS_AND_SHEETS = re.compile(f"(?P<sheet>{_SHEET})|{_FILE}|{_NUMBER}")
#: A date or a month that stands alone in its cell has a column that does not break, and so has a cell's place.
_ALONE = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_PLACE = re.compile(r"([^\s!：:，,；;、。“”-]+)(!\$?[A-Z]{1,3}\$?\d+)")
#: A share with what it is of.
_RATE = re.compile(r"((?:[■◆●] )?[\d.,−%/]+)(（[^（）]*）)")
_BREAK = Markup("<wbr>")
#: Longer numbers may break: on a phone they would push everything else aside.
_WHOLE = 24
#: Of those that stay in one line, the longer ones may break on a phone, for the same reason; letters of names are
#: twice as wide.
_WHOLE_ON_PHONES = 16


class Plain(str):
    """Text for an attribute or a drawing, where no element can stand: escaped, and otherwise as it is."""

    __slots__ = ()


def plain(value: object) -> Plain:
    """Return text without what turns its direction, for a place where no element can stand."""
    return Plain(_TURNING.sub("", str(value)))


def show(value: object) -> object:
    """Return what a template puts in place of a value; all but text stays as it is.

    Text with letters or marks of another direction is isolated; what turns the direction of text around it is left
    out. A stretch too long for a name is cut by the page's style and shown whole when it is pointed at or chosen. A
    number with hyphens stays in one line, and so does a date in a text, a span and a sheet's name before its cell.

    Example:
        >>> show("甲公司"), show(3), str(show("a\u202eb"))
        ('甲公司', 3, '<bdi>ab</bdi>')
    """
    if not isinstance(value, str) or isinstance(value, Plain | Markup):
        return value
    return _shown_again(value) if len(value) <= _OFTEN else _shown(value)


def _shown(text: str) -> str:
    turned = not text.isascii() and _has_direction(text)
    long = len(text) >= _LEAST_LONG and _LONG.search(text) is not None
    if not turned and not long:
        return _keep_whole(text)
    bare = _TURNING.sub("", text)
    shown = _cut(bare) if long else escape(bare)
    return Markup("<bdi>{}</bdi>").format(shown) if turned else shown


#: Names, dates and places stand on a page again and again; a row has a customer twice.
_shown_again = lru_cache(maxsize=4096)(_shown)


def _keep_whole(text: str) -> str:
    """Return text with its dates, spans, numbers of documents and names of sheets marked: no line breaks in them.

    Between a sheet's name and its cell there may be a break.
    """
    if "!" in text:
        place = _PLACE.fullmatch(text)
        if place is not None and len(place[1]) * 2 <= _WHOLE_ON_PHONES:
            return _with_break(place)
        return _mark(text, _NUMBERS_AND_SHEETS)
    if "（" in text and (rate := _RATE.fullmatch(text)) is not None:
        return _with_break(rate)
    if " " not in text[-3:] and _SIGN.search(text) is None:
        return text
    found = _ALONE.fullmatch(text) is None and _NUMBERS.search(text)
    return _mark(text, _NUMBERS) if found else text


def _with_break(match: re.Match[str]) -> Markup:
    return Markup(f"{escape(match[1])}{_BREAK}{escape(match[2])}")  # noqa: S704 - each part was escaped


def _mark(text: str, pattern: re.Pattern[str]) -> Markup:
    pieces: list[str] = []
    position = 0
    for match in pattern.finditer(text):
        if len(match[0]) > _WHOLE:
            continue
        is_sheet = match.lastgroup == "sheet"
        pieces.append(escape(text[position : match.start()]))
        kind = "whole far" if len(match[0]) * (2 if is_sheet else 1) > _WHOLE_ON_PHONES else "whole"
        pieces.append(f'<span class="{kind}">{escape(match[0])}</span>')
        if is_sheet:
            pieces.append(_BREAK)
        position = match.end()
    pieces.append(escape(text[position:]))
    return Markup("".join(pieces))  # noqa: S704 - each piece was escaped as it was made


def _has_direction(text: str) -> bool:
    if _MAYBE_DIRECTED.search(text) is None:
        return False  # as nearly every text
    if _TURNING.search(text) or _MARKS.search(text):
        return True
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in set(text))


def _cut(text: str) -> Markup:
    pieces, position = [], 0
    for match in _LONG.finditer(text):
        pieces.append(escape(text[position : match.start()]))
        pieces.append(Markup('<span class="long" tabindex="0" title="{0}">{0}</span>').format(match[0]))
        position = match.end()
    pieces.append(escape(text[position:]))
    return Markup("").join(pieces)
