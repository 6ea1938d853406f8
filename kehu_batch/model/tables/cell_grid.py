"""The cells of a sheet, each distinct value of a column held once.

A worksheet repeats itself: of a hundred thousand dates a few hundred are distinct. Columns are therefore numbers into
a list of values, four bytes a cell, and what is read from a cell is read once for each value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from kehu_batch.records import dataclass

#: A cell as the reader gives it; an empty cell is ``""``.
CellValue = str | float | int | bool | date | datetime | time | timedelta

Codes = npt.NDArray[np.int32]

#: Rows that are taken apart, or put together, at a time.
_PAGE = 256

#: Types whose values equal values of other types: ``1``, ``1.0`` and ``True`` are three cells.
_COUNTED = frozenset({int, bool})


@dataclass(frozen=True, slots=True, eq=False)
class CellColumn:
    """One column.

    Args:
        codes: For each row the place of its value.
        values: Distinct values by type and value, in the order of first appearance.
    """

    codes: Codes
    values: npt.NDArray[np.object_]

    def cells(self, rows: slice) -> list[CellValue]:
        """Return the cells of some rows."""
        found: list[CellValue] = self.values[self.codes[rows]].tolist()
        return found

    def filled(self) -> npt.NDArray[np.bool_]:
        """Return which cells are not empty text."""
        is_filled = np.fromiter((value != "" for value in self.values), dtype=bool, count=len(self.values))
        found: npt.NDArray[np.bool_] = is_filled[self.codes]
        return found


class CellGrid(Sequence[list[CellValue]]):
    """Rows of equal length, of which a slice is a grid as well.

    Args:
        columns: Of equal length.
        height: Number of rows.
    """

    def __init__(self, columns: Sequence[CellColumn], height: int) -> None:
        self.columns = tuple(columns)
        self._height = height
        # The rows are mostly asked for one after the other.
        self._page: list[list[CellValue]] = []
        self._first = 0

    @classmethod
    def of(cls, rows: Sequence[Sequence[CellValue]]) -> CellGrid:
        """Return rows as a grid."""
        if isinstance(rows, CellGrid):
            return rows
        builder = GridBuilder(len(rows[0]) if rows else 0)
        builder.extend(rows)
        return builder.finish()

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(self.columns)

    def __len__(self) -> int:
        return self._height

    @overload
    def __getitem__(self, place: int) -> list[CellValue]: ...

    @overload
    def __getitem__(self, place: slice) -> CellGrid: ...

    def __getitem__(self, place: int | slice) -> list[CellValue] | CellGrid:
        if isinstance(place, slice):
            height = len(range(*place.indices(self._height)))
            return CellGrid(
                [CellColumn(column.codes[place], column.values) for column in self.columns], height
            )
        row = place + self._height if place < 0 else place
        if not 0 <= row < self._height:
            raise IndexError(place)
        if not 0 <= row - self._first < len(self._page):
            self._first = row - row % _PAGE
            self._page = self._rows_from(self._first)
        return self._page[row - self._first]

    def __iter__(self) -> Iterator[list[CellValue]]:
        for first in range(0, self._height, _PAGE):
            yield from self._rows_from(first)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == [list(row) for row in other]

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"CellGrid({list(self)!r})"

    def _rows_from(self, first: int) -> list[list[CellValue]]:
        """Return the rows of a page."""
        rows = slice(first, first + _PAGE)
        if not self.columns:
            return [[] for _ in range(*rows.indices(self._height))]
        return list(map(list, zip(*(column.cells(rows) for column in self.columns), strict=True)))

    def trimmed(self) -> CellGrid:
        """Return the grid without rows at its end, and columns at its right, that hold nothing but empty text."""
        width, height = self.width, self._height
        while width and not self.columns[width - 1].filled().any():
            width -= 1
        columns = self.columns[:width]
        # The last row nearly always holds something.
        if height and not any(column.values[column.codes[-1]] != "" for column in columns):
            filled = np.zeros(height, dtype=bool)
            for column in columns:
                filled |= column.filled()
            rows = np.flatnonzero(filled)
            height = int(rows[-1]) + 1 if len(rows) else 0
        if (width, height) == (self.width, self._height):
            return self
        return CellGrid(columns, self._height)[:height]


class _Places(dict[Any, int]):
    """Numbers keys from 0 as they are first asked for."""

    def __missing__(self, key: object) -> int:
        place = self[key] = len(self)
        return place


class GridBuilder:
    """Takes rows in, a page at a time, so that equal cells are never all held.

    Args:
        width: Cells of each row.
    """

    def __init__(self, width: int) -> None:
        self._places = [_Places() for _ in range(width)]
        self._codes: list[list[Codes]] = [[] for _ in range(width)]
        self._height = 0

    def extend(self, rows: Iterable[Sequence[CellValue]]) -> None:
        """Add rows; all must be as long as the grid is wide."""
        waiting = iter(rows)
        while page := list(islice(waiting, _PAGE)):
            self._height += len(page)
            for cells, places, codes in zip(zip(*page, strict=True), self._places, self._codes, strict=True):
                codes.append(_encoded(cells, places))

    def finish(self) -> CellGrid:
        """Return the grid."""
        columns = []
        for places, codes in zip(self._places, self._codes, strict=True):
            values = np.empty(len(places), dtype=object)
            values[:] = [key[1] if type(key) is tuple else key for key in places]
            columns.append(CellColumn(np.concatenate(codes) if codes else np.empty(0, np.int32), values))
            codes.clear()
        return CellGrid(columns, self._height)


def _encoded(cells: Sequence[CellValue], places: _Places) -> Codes:
    keys: Iterable[object] = cells
    if not _COUNTED.isdisjoint(map(type, cells)):
        keys = [(type(cell), cell) if type(cell) in _COUNTED else cell for cell in cells]
    return np.fromiter(map(places.__getitem__, keys), dtype=np.int32, count=len(cells))
