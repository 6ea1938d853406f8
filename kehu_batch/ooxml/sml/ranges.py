"""Rectangles of cells."""

from __future__ import annotations

import re
from typing import Self

from kehu_batch.cells import MAX_COLUMN, MAX_ROW, cell_ref, column_index
from kehu_batch.records import dataclass

_RANGE = re.compile(r"\$?([A-Za-z]{1,3})?\$?(\d{1,7})?(?::\$?([A-Za-z]{1,3})?\$?(\d{1,7})?)?\Z")


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Cells from ``top`` to ``bottom`` (from 1) and ``left`` to ``right`` (from 0), all inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def parse(cls, ref: str) -> Self | None:
        """Return the rectangle of ``"A2:O4"``, ``"B3"``, ``"A:C"`` or ``"2:4"``; ``None`` for anything else."""
        match = _RANGE.match(ref.strip())
        if match is None or not ref.strip():
            return None
        first_letters, first_row, last_letters, last_row = match.groups()
        if ":" not in ref:
            if not (first_letters and first_row):
                return None
            last_letters, last_row = first_letters, first_row
        rows = sorted((int(first_row or 1), int(last_row or MAX_ROW)))
        columns = sorted(
            (
                column_index(first_letters) if first_letters else 0,
                column_index(last_letters) if last_letters else MAX_COLUMN - 1,
            )
        )
        if rows[0] < 1 or rows[1] > MAX_ROW or columns[1] >= MAX_COLUMN:
            return None
        return cls(rows[0], columns[0], rows[1], columns[1])

    @property
    def ref(self) -> str:
        """In A1 notation; a single cell without a colon."""
        first = cell_ref(self.top, self.left)
        last = cell_ref(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"

    def meets(self, other: Rectangle) -> bool:
        """Return whether the two share a cell."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def joined(self, other: Rectangle) -> Rectangle:
        """Return the least rectangle that holds both."""
        return Rectangle(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )
