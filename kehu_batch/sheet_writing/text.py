"""Text as a cell that xlsxwriter writes can hold it, and how wide it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kehu_batch.ooxml.sml.text import clean

#: Longest text of a cell in UTF-16 units, some way below Excel's own limit (``MAX_TEXT_UNITS``).
_LONGEST = 32_000
_CUT_MARK = "……（其余见原表）"


def fit_text(text: str) -> str:
    r"""Return a text as a cell can hold it: no control characters, no lone surrogates, not over-long.

    Line ends of every kind become ``\n``; what is cut off is said. xlsxwriter writes a text that looks like rich
    text (``<r>…</r>``) as XML, unescaped; a blank in front keeps it text.

    Example:
        >>> fit_text("a\rb\x7f\r\nc"), fit_text("<r>a</r>")
        ('a\nb\nc', ' <r>a</r>')
    """
    if len(text) * 2 <= _LONGEST and text.isprintable() and not text.startswith("<r>"):
        return text
    # XML allows the delete character, and no program shows it.
    cleaned = clean(text.replace("\x7f", ""), _LONGEST, _CUT_MARK)
    return f" {cleaned}" if cleaned.startswith("<r>") else cleaned


def fit_column(values: Sequence[Any]) -> list[Any]:
    r"""Return a column's cells with their texts made fit to write, an empty one as ``None``.

    Nearly always no text of a column needs it, which one look at all of them tells.

    Example:
        >>> fit_column(["a\x07b", "", 1.5, None])
        ['ab', None, 1.5, None]
    """
    texts = {value for value in values if isinstance(value, str)}
    joined = "".join(texts)
    longest = max(map(len, texts), default=0)
    if "" not in texts and longest * 2 <= _LONGEST and joined.isprintable() and "<r>" not in joined:
        return list(values)
    known = {text: fit_text(text) or None for text in texts}
    return [known[value] if isinstance(value, str) else value for value in values]


def widest_text(texts: Iterable[str], most: float) -> float:
    """Return the width of the widest of some lines in characters, ``most`` at most.

    Example:
        >>> widest_text(["回访", "M3"], 60), widest_text(["回访工作表"], 6)
        (4, 6)
    """
    widest = 0
    for text in texts:
        if 2 * len(text) > widest:  # no character is wider than two
            widest = max(widest, text_width(text))
            if widest >= most:
                return most
    return widest


def text_widths(texts: Sequence[str]) -> list[int]:
    """Return the width of each line, as ``text_width`` does.

    Example:
        >>> text_widths(["回访M3", ""])
        [6, 0]
    """
    # No character has a byte of zero in GBK but the one that parts them here.
    encoded = "\x00".join(texts).encode("gbk", "replace").split(b"\x00")
    return list(
        map(len, encoded if len(encoded) == len(texts) else (one.encode("gbk", "replace") for one in texts))
    )


def text_width(text: str) -> int:
    """Return the width of one line in characters; a Chinese character counts two, as it has two bytes in GBK.

    Example:
        >>> text_width("回访M3")
        6
    """
    return len(text.encode("gbk", "replace"))
