"""Cell addresses: rows count from 1 as on the sheet, columns from 0 as in lists."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

#: Longest part of a cell's text that a message repeats, in characters.
_REPEATED = 40

_REF = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})\Z")


@cache
def column_letter(index: int) -> str:
    """Return the letters of a 0-based column.

    Example:
        >>> column_letter(0), column_letter(25), column_letter(26), column_letter(16383)
        ('A', 'Z', 'AA', 'XFD')
    """
    if not 0 <= index < MAX_COLUMN:
        raise ValueError(f"column out of range: {index}")
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@cache
def column_index(letters: str) -> int:
    """Return the 0-based column of its letters.

    Example:
        >>> column_index("A"), column_index("xfd")
        (0, 16383)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_ref(row: int, column: int) -> str:
    """Return the A1 reference of a 1-based row and a 0-based column.

    Example:
        >>> cell_ref(3, 12)
        'M3'
    """
    return f"{column_letter(column)}{row}"


def parse_ref(ref: str) -> tuple[int, int]:
    """Return the 1-based row and 0-based column of an A1 reference.

    Raises:
        ValueError: The text is not the reference of one cell.

    Example:
        >>> parse_ref("$M$3")
        (3, 12)
    """
    match = _REF.match(ref)
    if match is None:
        raise ValueError(f"not a cell reference: {ref!r}")
    return int(match[2]), column_index(match[1])


def range_ref(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """Return the A1 range of two corners (rows from 1, columns from 0).

    Example:
        >>> range_ref(2, 0, 4, 14)
        'A2:O4'
    """
    return f"{cell_ref(first_row, first_column)}:{cell_ref(last_row, last_column)}"


def repeat_cell(value: object) -> str:
    """Return a cell's value as a message repeats it: one line, not too long.

    Example:
        >>> repeat_cell(7000.0), repeat_cell("两行  文字"), repeat_cell(True)
        ('7000', '两行 文字', 'TRUE')
        >>> repeat_cell(timedelta(days=2, minutes=5))
        '48:05:00'
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, timedelta) and value >= timedelta():
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
    text = " ".join(str(int(value) if whole else value).split())  # type: ignore[call-overload]
    return text if len(text) <= _REPEATED else text[: _REPEATED - 1] + "…"
