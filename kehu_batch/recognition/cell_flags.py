"""What cells look like, tested once for each distinct value of a column and not for each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from kehu_batch.model.tables.cell_grid import CellColumn, CellGrid
from kehu_batch.model.tables.shown import Shown, with_words
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.records import dataclass, field

Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
Offsets = npt.NDArray[np.int64]


#: Of so few rows the distinct values are sooner found by sorting than by counting.
_FEW_ROWS = 4096


def is_filled(value: CellValue) -> bool:
    """Whether a cell holds anything; zero and false are values, white space is none."""
    return value != "" and not (isinstance(value, str) and value.isspace())


def is_no_text(value: CellValue) -> bool:
    """Whether a cell holds a number, a date or a truth value."""
    return not isinstance(value, str)


def spoken_row(sheet: Sheet, index: int) -> Sequence[CellValue]:
    """Return a row by its 0-based place, words that number formats put round its values in their place.

    For what stands round a table and says something of it: titles, notes, headers.
    """
    row = sheet.rows[index]
    if not sheet.shown:
        return row
    return [
        value
        if value == "" or column not in sheet.shown
        else with_words(value, sheet.shown[column].at(index + 1))
        for column, value in enumerate(row)
    ]


def labels_of(shown: Shown) -> list[str]:
    """Return the words that a number format puts round a value or in its place, colons left out."""
    words = (shown.instead, shown.before, shown.after)
    return [label for word in words if word and (label := word.strip(":： "))]


def spoken_column(sheet: Sheet, column: int) -> CellColumn:
    """Return a column by its 0-based place, words that number formats put round its values in their place."""
    cells, shown = sheet.column(column), sheet.shown.get(column)
    if shown is None:
        return cells
    said = [[with_words(value, shown.at(row))] for row, value in enumerate(cells.cells(slice(None)), start=1)]
    return CellGrid.of(said).columns[0]


def filled_cells(row: Sequence[CellValue], columns: Iterable[int]) -> int:
    """Return how many of the cells are filled."""
    return sum(1 for column in columns if is_filled(row[column]))


@dataclass(frozen=True, slots=True)
class SheetFlags:
    """The cells of a sheet.

    Args:
        sheet: The sheet.
    """

    sheet: Sheet
    _passing: dict[tuple[int, Callable[[CellValue], bool]], Flags] = field(default_factory=dict, repr=False)
    _filled: dict[int, Flags] = field(default_factory=dict, repr=False)

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(self.sheet.rows[0]) if len(self.sheet.rows) else 0

    def rows(self, start: int = 0, stop: int | None = None) -> RowsOf:
        """Return rows ``start`` to before ``stop``, from 0; to the end where no ``stop`` is given."""
        return RowsOf(self, start, len(self.sheet.rows) if stop is None else stop)

    def passing(self, column: int, test: Callable[[CellValue], bool]) -> Flags:
        """Return which distinct values of a column pass a test, each asked once."""
        found = self._passing.get((column, test))
        if found is None:
            values = self.sheet.column(column).values
            found = self._passing[column, test] = np.fromiter(
                map(test, values), dtype=bool, count=len(values)
            )
        return found

    def filled(self, column: int) -> Flags:
        """Return which distinct values of a column are more than white space."""
        found = self._filled.get(column)
        if found is None:
            found = self._filled[column] = ~_are_blank(self.sheet.column(column).values.tolist())
        return found

    def among(self, column: int, texts: frozenset[str]) -> Flags | None:
        """Return which distinct values of a column are among some texts; ``None`` where none is."""
        values = self.sheet.column(column).values.tolist()
        found = np.zeros(len(values), dtype=bool)
        # Few are, its own header first of all: each is sooner found than all are asked.
        for text in texts.intersection(values):
            found[values.index(text)] = True
        return found if found.any() else None


def _are_blank(values: Sequence[CellValue]) -> Flags:
    try:
        # Nearly every column of many distinct values holds texts only, which are tested four times as fast.
        blank: Flags = np.fromiter(map(str.isspace, values), dtype=bool, count=len(values))  # type: ignore[arg-type]
    except TypeError:
        return np.fromiter((not is_filled(value) for value in values), dtype=bool, count=len(values))
    if "" in values:
        blank[values.index("")] = True
    return blank


@dataclass(frozen=True, slots=True)
class RowsOf:
    """Some rows of a sheet that follow one another; positions in them count from 0.

    Args:
        flags: The sheet's cells.
        start: 0-based first row.
        stop: 0-based row behind the last.
    """

    flags: SheetFlags
    start: int
    stop: int

    def __len__(self) -> int:
        return max(0, self.stop - self.start)

    def __getitem__(self, offset: int) -> Sequence[CellValue]:
        return self.flags.sheet.rows[self.start + offset]

    def spoken(self, offset: int) -> Sequence[CellValue]:
        """Return the row at a position with the words of its number formats."""
        return spoken_row(self.flags.sheet, self.start + offset)

    def trimmed(self, columns: Iterable[int]) -> RowsOf:
        """Return the rows down to the last with anything in the columns."""
        filled = np.flatnonzero(self.count(columns))
        return RowsOf(self.flags, self.start, self.start + int(filled[-1]) + 1 if len(filled) else self.start)

    def some(self, offsets: Iterable[int]) -> list[Sequence[CellValue]]:
        """Return the rows at some positions."""
        return [self[offset] for offset in offsets]

    def cells(self, column: int) -> list[CellValue]:
        """Return the cells of a column."""
        return self.flags.sheet.column(column).cells(slice(self.start, self.stop))

    def which(self, column: int, test: Callable[[CellValue], bool]) -> Flags:
        """Return which cells of a column pass a test."""
        found: Flags = self.flags.passing(column, test)[self._codes(column)]
        return found

    def filled(self, column: int) -> Flags:
        """Return which cells of a column are filled."""
        found: Flags = self.flags.filled(column)[self._codes(column)]
        return found

    def among(self, column: int, texts: frozenset[str]) -> Flags | None:
        """Return which cells of a column are among some texts; ``None`` where none is."""
        found = self.flags.among(column, texts)
        return None if found is None else found[self._codes(column)]

    def _codes(self, column: int) -> npt.NDArray[np.int32]:
        return self.flags.sheet.column(column).codes[self.start : self.stop]

    def count(self, columns: Iterable[int]) -> Counts:
        """Return for each row how many cells of the columns are filled."""
        counts: Counts = np.zeros(len(self), dtype=np.int64)
        for column in columns:
            counts += self.filled(column)
        return counts

    def leading(self, columns: Sequence[int]) -> Counts:
        """Return for each row the first of the columns with a filled cell; -1 for a row without any."""
        first: Counts = np.full(len(self), -1, dtype=np.int64)
        for column in columns:
            first[(first < 0) & self.filled(column)] = column
        return first

    def present(self, column: int, among: Flags) -> dict[int, CellValue]:
        """Return the distinct values of a column among some of its rows, each by its number in the column."""
        codes = self._codes(column)[among]
        few = len(codes) < _FEW_ROWS
        numbers: Offsets = np.unique(codes).astype(np.int64) if few else np.flatnonzero(np.bincount(codes))
        values = self.flags.sheet.column(column).values
        return dict(zip(numbers.tolist(), values[numbers].tolist(), strict=True))

    def holding(self, column: int, numbers: Iterable[int], among: Flags) -> list[int]:
        """Return the positions of rows that hold one of the column's values, by number, among some rows."""
        wanted = np.zeros(len(self.flags.sheet.column(column).values), dtype=bool)
        wanted[list(numbers)] = True
        found: list[int] = np.flatnonzero(wanted[self._codes(column)] & among).tolist()
        return found
