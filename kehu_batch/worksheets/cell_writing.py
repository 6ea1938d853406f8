"""Puts values into cells of an xlsxwriter sheet, and tells how much room they take.

xlsxwriter tells by a negative number, and by nothing else, that it did not do what was asked; every call is checked.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

from kehu_batch.errors import InternalError
from kehu_batch.worksheets.forms import Value

A4 = 9
TITLE_HEIGHT = 30
FOOTER = "&C第 &P 页，共 &N 页"

_LINE_HEIGHT = 15.0
_ROW_PADDING = 7.0
#: The tallest row that Excel knows, in points.
_TALLEST = 409.0
#: Part of a column's width that a wrapped text cannot use.
_MARGIN = 4.0

#: Longest text of a cell; Excel's own limit is 32,767 and a longer one is refused.
_LONGEST = 32_000
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def done(code: int | None) -> None:
    """Check a call of xlsxwriter's.

    Raises:
        InternalError: It refused the call, which it tells by a number.
    """
    if code:
        raise InternalError(f"工作表没有写成（代码 {code}）")


def write_cell(sheet: Any, row: int, column: int, value: Value, look: Any) -> None:  # noqa: ANN401
    """Write one value, an empty text as a blank cell; row and column are 0-based. A text is never a formula."""
    if isinstance(value, str):
        text = fit_text(value)
        done(
            sheet.write_string(row, column, text, look)
            if text
            else sheet.write_blank(row, column, None, look)
        )
    elif isinstance(value, date):
        done(sheet.write_datetime(row, column, value, look))
    else:
        done(sheet.write_number(row, column, value, look))


def fit_text(text: str) -> str:
    """Return a text as a cell can hold it: no control characters, no lone surrogates, not over-long.

    xlsxwriter writes a text that looks like rich text (``<r>…</r>``) as XML, unescaped; a blank in front keeps
    it text.
    """
    if text.isprintable() and len(text) <= _LONGEST and not text.startswith("<r>"):
        return text
    cleaned = _UNPRINTABLE.sub("", text)
    if len(cleaned) > _LONGEST:
        cleaned = f"{cleaned[:_LONGEST]}……"
    return f" {cleaned}" if cleaned.startswith("<r>") else cleaned


def row_height(cells: list[tuple[Value, float]]) -> float:
    """Return how high a row must be for its texts, in points.

    Args:
        cells: Values with the widths of their columns.
    """
    lines = max((count_lines(str(value), width) for value, width in cells if value != ""), default=1)
    return min(lines * _LINE_HEIGHT + _ROW_PADDING, _TALLEST)


def count_lines(text: str, width: float) -> int:
    r"""Return how many lines a text takes in a column of that width, breaks inside it counted.

    Example:
        >>> count_lines("客户编号", 20), count_lines("客户编号", 10), count_lines("甲\n乙", 20)
        (1, 2, 2)
    """
    room = max(width - _MARGIN, 1.0)
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    # In GBK a Chinese character has two bytes, as it is two characters wide.
    return sum(max(math.ceil(len(line.encode("gbk", "replace")) / room), 1) for line in text.split("\n"))
