"""How large a note's box must be for its text, and where that puts its corners on the sheet."""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from collections.abc import Callable
from functools import lru_cache

from kehu_batch.records import dataclass

_UNIT_PIXELS = 6.5
"""Width of half a Chinese character, or of a Latin letter, at 9 points."""
_LINE_PIXELS = 17
_MARGIN_PIXELS = 16
_NARROW, _WIDE = 234, 364
_MANY_LINES = 12
_MAX_HEIGHT = 480
_MIN_HEIGHT = 58
_POINTS_PER_PIXEL = 0.75
_HEIGHT = re.compile(rb"""\sht\s*=\s*["']([0-9]{1,6}(?:\.[0-9]{0,30})?)["']""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")


@dataclass(frozen=True, slots=True)
class BoxSize:
    """Width and height in pixels."""

    width: int
    height: int


def text_units(text: str) -> int:
    """Return the width of a line in half-width characters.

    Example:
        >>> text_units("逾期3天")
        7
    """
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _lines(text: str, width: int) -> int:
    per_line = int((width - _MARGIN_PIXELS) / _UNIT_PIXELS)
    return sum(max(1, math.ceil(text_units(line) / per_line)) for line in text.split("\n"))


@lru_cache(maxsize=256)
def box_size(text: str) -> BoxSize:
    """Return the size of a box that shows all of ``text`` at 9 points, up to a height that fits a screen."""
    # Notes of many cells say the same.
    width = _NARROW if _lines(text, _NARROW) <= _MANY_LINES else _WIDE
    height = _lines(text, width) * _LINE_PIXELS + _MARGIN_PIXELS
    return BoxSize(width, min(max(height, _MIN_HEIGHT), _MAX_HEIGHT))


def _span(start: int, length: float, size_of: Callable[[int], float]) -> tuple[int, int]:
    """Return the row or column, and the pixels into it, that lie ``length`` pixels past the start of ``start``."""
    index, left = start, length
    while index < start + 400:
        size = size_of(index)
        if left <= size and size:
            break
        left -= size
        index += 1
    return index, max(0, int(left))


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """Sizes of a sheet's columns and rows in pixels, both 0-based."""

    column_pixels: Callable[[int], float]
    row_pixels: Callable[[int], float]

    def anchor(self, row: int, column: int, size: BoxSize) -> str:
        """Return the eight numbers of a box that stands one column right of a cell (both 0-based) and a row up."""
        left, top = column + 1, max(0, row - 1)
        right, right_offset = _span(left, 15 + size.width, self.column_pixels)
        bottom, bottom_offset = _span(top, 4 + size.height, self.row_pixels)
        return f"{left}, 15, {top}, 4, {right}, {right_offset}, {bottom}, {bottom_offset}"

    def grown_anchor(self, anchor: str, text: str) -> str:
        """Return a box's eight numbers with its lower edge moved down as far as ``text`` needs; never up."""
        try:
            numbers = [int(float(number)) for number in anchor.split(",")]
            left, left_offset, top, top_offset, right, right_offset, bottom, bottom_offset = numbers
        except ValueError:
            return anchor
        width = sum(self.column_pixels(column) for column in range(left, min(right, left + 400)))
        width += right_offset - left_offset
        height = _lines(text, max(int(width), 60)) * _LINE_PIXELS + _MARGIN_PIXELS
        needed = _span(top, top_offset + min(height, _MAX_HEIGHT), self.row_pixels)
        if needed <= (bottom, bottom_offset):
            return anchor
        return (
            f"{left}, {left_offset}, {top}, {top_offset}, {right}, {right_offset}, {needed[0]}, {needed[1]}"
        )


def column_pixels(width: float) -> float:
    """Return the pixels of a column that is ``width`` characters of 7 pixels wide."""
    return math.floor(width * 7 + 5) if width else 0


def row_pixels(points: float) -> float:
    """Return the pixels of a row's height in points."""
    return points / _POINTS_PER_PIXEL


class RowHeights:
    """Heights of rows in points, as far as they are stated; a hidden row's is 0."""

    def __init__(self, default: float) -> None:
        self.default = default
        self._heights: array[float] = array("f")

    def note(self, row: int, tag: bytes) -> None:
        """Take a row's height from its start tag."""
        match = _HEIGHT.search(tag) if b"ht" in tag else None
        hidden = b"hidden" in tag and _HIDDEN.search(tag) is not None
        if match is None and not hidden:
            return
        missing = row + 1 - len(self._heights)
        if missing > 0:
            self._heights.extend([-1.0] * missing)
        self._heights[row] = 0.0 if hidden or match is None else float(match[1])

    def of(self, row: int) -> float:
        """Return the height of a row."""
        known = self._heights[row] if row < len(self._heights) else -1.0
        return self.default if known < 0 else known
