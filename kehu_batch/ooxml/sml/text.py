"""Text as it may stand in a workbook's XML."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import cast

MAX_TEXT_UNITS = 32_767
"""Most UTF-16 units in a cell, by Excel's limits."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MARKUP = re.compile("[&<>]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_EDGE = re.compile(r"\A\s|\s\Z|\n|\t|  ")
_NOT_PLAIN = ("&", "<", ">", "_x", "  ", "\x00 ", " \x00")
_CARE = re.compile(rf"[&<>]|_x|{_EDGE.pattern}")


def clean(text: str, limit: int = MAX_TEXT_UNITS, cut_mark: str = "…") -> str:
    r"""Return text without what XML forbids, its line ends as ``\n``, cut to ``limit`` UTF-16 units with the mark.

    Example:
        >>> clean("a\x07b\r\nc"), clean("abcd", limit=3)
        ('ab\nc', 'ab…')
    """
    text = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) * 2 <= limit:
        return text
    units = len(text) + sum(character > "\uffff" for character in text)
    if units <= limit:
        return text
    kept = text.encode("utf-16-le")[: (limit - len(cut_mark)) * 2]
    return kept.decode("utf-16-le", "ignore") + cut_mark


def escape(text: str) -> str:
    """Return clean text as element content; what looks like an escaped character (``_x000D_``) stays literal.

    Example:
        >>> escape("a<b _x000D_")
        'a&lt;b _x005F_x000D_'
    """
    return _MARKUP.sub(lambda match: _ENTITIES[match[0]], _LOOKS_ESCAPED.sub("_x005F_", text))


def unescape(text: str) -> str:
    r"""Return what a reader shows for parsed content: ``_xHHHH_`` stands for a character.

    Example:
        >>> unescape("a_x000A_b _x005F_x000D_")
        'a\nb _x000D_'
    """
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def stands_as_it_is(values: Collection[object]) -> bool:
    """Tell whether some values are texts that element content holds unchanged, with no white space to be kept.

    Example:
        >>> [stands_as_it_is(values) for values in (["甲", "a b"], ["a<b"], [" a"], ["a", 1])]
        [True, False, False, False]
    """
    if not values or any(type(value) is not str for value in values):
        return False
    joined = "\x00".join(cast("Collection[str]", values))
    edged = f"\x00{joined}\x00"
    # A blank is the only white space that can be printed.
    return joined.replace("\x00", "").isprintable() and not any(mark in edged for mark in _NOT_PLAIN)


def text_element(text: str, prefix: str = "") -> str:
    """Return a ``t`` element that holds ``text``, with its white space kept.

    Example:
        >>> text_element(" a", "x:")
        '<x:t xml:space="preserve"> a</x:t>'
    """
    if not _CARE.search(text):
        return f"<{prefix}t>{text}</{prefix}t>"
    space = ' xml:space="preserve"' if _EDGE.search(text) else ""
    return f"<{prefix}t{space}>{escape(text)}</{prefix}t>"
