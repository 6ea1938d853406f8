"""How many lines a text takes and how high its row is: Excel fits rows only to what is typed in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from kehu_batch.records import dataclass
from kehu_batch.sheet_writing.text import text_width, text_widths

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
        return self.list_heights(list(zip(*rows, strict=True)), widths, len(rows))

    def list_heights(
        self, columns: Sequence[Sequence[object]], widths: Sequence[float], count: int
    ) -> list[float]:
        """Return how high each of ``count`` rows must be, in points, as ``row_heights`` does."""
        lines = [1] * count
        for values, width in zip(columns, widths, strict=bool(columns)):
            counts = self.column_lines(values, width)
            if counts is not None:
                lines = list(map(max, lines, counts))
        heights = {count: self.height_of(count) for count in set(lines)}
        return [heights[count] for count in lines]

    def column_lines(self, values: Sequence[object], width: float) -> list[int] | None:
        """Return how many lines each text of a column takes; ``None`` where all take one, as all else does."""
        texts = {value for value in values if isinstance(value, str)}
        broken = {text: text.split("\n") for text in texts if "\n" in text}
        lines = [*(texts - broken.keys()).union(*broken.values())]
        usable = max(width - self.unusable, 1.0)
        widths = text_widths(lines)
        if max(widths, default=0) <= usable and not broken:
            return None
        known = {line: max(math.ceil(taken / usable), 1) for line, taken in zip(lines, widths, strict=True)}
        known |= {text: sum(map(known.__getitem__, own)) for text, own in broken.items()}
        return [known[value] if isinstance(value, str) else 1 for value in values]
