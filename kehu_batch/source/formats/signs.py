"""How sections of number formats show whether a number is negative: by a mark, a colour, or not at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum, auto

from kehu_batch.model.tables.shown import marks_credit

_COLOUR = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|yellow|color ?[0-9]{1,2}|[黑蓝青绿红黄]色?|洋红|颜色[0-9]{1,2})",
    re.IGNORECASE,
)
_MINUS = frozenset("-−–－")
_SIGNS = " \t\n\xa0()（）+-–—－＋"
_PAIRS = (("(", ")"), ("（", "）"))
_OPENING, _CLOSING = frozenset("(（"), frozenset(")）")


class Sign(Enum):
    """How a section shows that a number is negative."""

    NONE = auto()
    #: A minus before or behind the digits, or brackets round them.
    MINUS = auto()
    #: A colour, or words.
    OTHERWISE = auto()


def sign_of(tokens: Sequence[re.Match[str]], first: int, last: int) -> Sign:
    """Return the sign that a section shows with the digits of any number.

    Args:
        tokens: The section's tokens.
        first: Place of the first with digits.
        last: Place of the last.
    """
    before, after = _marks(tokens[:first]), _marks(tokens[last + 1 :])
    if shows_minus(before, after):
        return Sign.MINUS
    coloured = any(_COLOUR.fullmatch(token["bracketed"] or "") for token in tokens)
    return Sign.OTHERWISE if before or coloured else Sign.NONE


def shows_minus(before: str, after: str) -> bool:
    """Whether what stands round digits makes them negative, signs of money aside.

    Example:
        >>> shows_minus("-", "万"), shows_minus("(", ")"), shows_minus("", "-"), shows_minus("+", "")
        (True, True, True, False)
        >>> shows_minus("贷", ""), shows_minus("", "CR"), shows_minus("借", ""), shows_minus("贷款", "")
        (True, True, False, False)
    """
    if marks_credit(before, after):
        return True
    bracketed = before in _OPENING and not _CLOSING.isdisjoint((after[:1], after[-1:]))
    return before in _MINUS or bracketed or (before == "" and after in _MINUS)


def trim_signs(text: str) -> str:
    """Return a text without blanks, brackets and signs at its ends, which are of the number beside it.

    Example:
        >>> trim_signs(" (欠-"), trim_signs("元（含税）"), trim_signs("-")
        ('欠', '元（含税）', '')
    """
    trimmed = unicodedata.normalize("NFC", text).strip(_SIGNS)
    return next(
        (trimmed + close for open_, close in _PAIRS if trimmed.count(open_) > trimmed.count(close)), trimmed
    )


def trim_behind(text: str) -> str:
    """Return a text behind digits without blanks, brackets and signs at its ends; a lone plus says ``and more``.

    Example:
        >>> trim_behind(" 元)"), trim_behind("+"), trim_behind("-")
        ('元', '+', '')
    """
    return "+" if text.strip() in {"+", "＋"} else trim_signs(text)


def _marks(tokens: Sequence[re.Match[str]]) -> str:
    """Return the marks that tokens show, without blanks and signs of money."""
    texts = "".join(token["quoted"] or token["escaped"] or token["plain"] or "" for token in tokens)
    return "".join(mark for mark in texts if not mark.isspace() and unicodedata.category(mark) != "Sc")
