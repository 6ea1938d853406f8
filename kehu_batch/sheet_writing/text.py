"""Text as a cell that xlsxwriter writes can hold it, and how wide it is."""

from __future__ import annotations

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


def text_width(text: str) -> int:
    """Return the width of one line in characters; a Chinese character counts two, as it has two bytes in GBK.

    Example:
        >>> text_width("回访M3")
        6
    """
    return len(text.encode("gbk", "replace"))
