"""How many lines a text takes and how high its row is: Excel fits rows only to what is typed in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from kehu_batch.records import dataclass
from kehu_batch.sheet_writing.text import text_width

#: The tallest row that Excel knows, in points.
TALLEST = 409.0


@dataclass(frozen=True, slots=True)
class Room:
    """What the font of a kind of sheet asks for.

    Args:
        unusable: Part of a column's width that a wrapped text cannot use, in characters.
        line: Height of a line in points.
        padding: Height of a row beyond its lines, in points.
    """

    unusable: float
    line: float
    padding: float

    def count_lines(self, text: str, width: float) -> int:
        r"""Return how many lines a text takes in a column of that width, breaks inside it counted.

        Example:
            >>> room = Room(unusable=4, line=15, padding=7)
            >>> [room.count_lines(text, 20) for text in ("客户编号", "甲\n乙", "客户编号与客户名称")]
            [1, 2, 2]
        """
        usable = max(width - self.unusable, 1.0)
        if 2 * len(text) <= usable and "\n" not in text:
            return 1
        return sum(max(math.ceil(text_width(line) / usable), 1) for line in text.split("\n"))

    def height_of(self, lines: int) -> float:
        """Return the height of a row of so many lines, in points."""
        return min(lines * self.line + self.padding, TALLEST)

    def row_height(self, cells: Iterable[tuple[object, float]]) -> float:
        """Return how high a row must be for its texts, in points.

        Args:
            cells: Values with the widths of their columns.
        """
        lines = (self.count_lines(str(value), width) for value, width in cells if value != "")
        return self.height_of(max(lines, default=1))

    def row_heights(self, rows: Sequence[Sequence[object]], widths: Sequence[float]) -> list[float]:
        """Return how high each row of a list must be, in points; a text that repeats is measured once a column.

        Args:
            rows: Values of the columns.
            widths: Of the columns.
        """
        lines = [1] * len(rows)
        for index, width in enumerate(widths):
            known: dict[object, int] = {"": 1}
            for number, row in enumerate(rows):
                value = row[index]
                if not isinstance(value, str):
                    continue
                count = known.get(value)
                if count is None:
                    count = known[value] = self.count_lines(value, width)
                lines[number] = max(lines[number], count)
        return [self.height_of(count) for count in lines]
