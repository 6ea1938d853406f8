"""What users wrote, made safe to look at: it turns no direction but its own, and takes no more room than it needs."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

#: Characters that turn the direction of what follows: embeddings, overrides and isolates. They cannot be seen.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MARKS = re.compile("[\u061c\u200e\u200f]")
#: The blocks in which Unicode has its letters from right to left, and others beside them.
_RIGHT_TO_LEFT_BLOCKS = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
#: A stretch without a place to break; longer than any name, and than any clause of a sentence.
_LONG = re.compile(r"[^\s，。；：、！？,;:!?（）()“”<>|]{61,}")

#: A number with hyphens, of a customer, a document or an order, or a date: capitals and digits, one digit at least.
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9-])"
    r"(?=[A-Z-]*[0-9])[A-Z0-9]{1,12}(?:-[A-Z0-9]{1,12}){1,4}"
    r"(?![A-Za-z0-9-])"
)
#: A date that stands alone in its cell has a column that does not break.
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: Longer numbers may break: on a phone they would push everything else aside.
_WHOLE = 24
#: Of those that stay in one line, the longer ones may break at their hyphens on a phone, for the same reason.
_WHOLE_ON_PHONES = 16
#: Shorter ones of digits are months and ranges: 2023-11, 91-180.
_SHORT = 8


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
    number with hyphens stays in one line, and so does a date in a text.

    Example:
        >>> show("甲公司"), show(3), str(show("a\u202eb"))
        ('甲公司', 3, '<bdi>ab</bdi>')
    """
    if not isinstance(value, str) or isinstance(value, Plain | Markup):
        return value
    turned = not value.isascii() and _has_direction(value)
    long = len(value) > 60 and _LONG.search(value) is not None
    if not turned and not long:
        return _whole_numbers(value) if "-" in value and _DAY.fullmatch(value) is None else value
    text = escape(_TURNING.sub("", value))
    if long:
        text = _cut(_TURNING.sub("", value))
    return Markup("<bdi>{}</bdi>").format(text) if turned else text


def _whole_numbers(text: str) -> str:
    """Return text with its dates and numbers of documents marked, so that no line breaks in them."""
    if _NUMBER.search(text) is None:
        return text
    pieces, position = [], 0
    for match in _NUMBER.finditer(text):
        if len(match[0]) > _WHOLE or (match[0][0].isdigit() and len(match[0]) < _SHORT):
            continue
        pieces.append(escape(text[position : match.start()]))
        kind = "whole" if len(match[0]) <= _WHOLE_ON_PHONES else "whole far"
        pieces.append(Markup('<span class="{}">{}</span>').format(kind, match[0]))
        position = match.end()
    return Markup("").join([*pieces, escape(text[position:])])


def _has_direction(text: str) -> bool:
    if _TURNING.search(text) or _MARKS.search(text):
        return True
    if _RIGHT_TO_LEFT_BLOCKS.search(text) is None:
        return False
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in set(text))


def _cut(text: str) -> Markup:
    pieces, position = [], 0
    for match in _LONG.finditer(text):
        pieces.append(escape(text[position : match.start()]))
        pieces.append(Markup('<span class="long" tabindex="0" title="{0}">{0}</span>').format(match[0]))
        position = match.end()
    pieces.append(escape(text[position:]))
    return Markup("").join(pieces)
