"""Collect the cells of one sheet in the order of its file, bounded before they are held, and make a sheet of them."""

from __future__ import annotations

from kehu_batch.cells import MAX_COLUMN, MAX_ROW
from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.shown import PLAIN, Shown, shown_columns
from kehu_batch.model.tables.source import CellValue, MergedRange, Sheet, SheetState
from kehu_batch.records import dataclass, replace
from kehu_batch.source import refusals
from kehu_batch.source.extent import check_extent
from kehu_batch.source.far_cells import COLUMN_GAP, MOST_FAR, ROW_GAP

#: Merged ranges and formulas without a result that a sheet may have by repeating a row or a cell; no program does so.
_MOST_REPEATED = 1 << 16


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows or columns one behind the other: how many are before them, and how many they are."""

    before: int
    count: int

    def within(self, size: int) -> range:
        """Return those of the first ``size``, counted from 0."""
        return range(self.before, min(self.before + self.count, size))


class SheetRows:
    """The rows of a sheet as they are read: each is opened, filled and closed.

    Empty text behind a row's last value, and rows behind the last one with a value, cost nothing and are left out.
    Rows and columns count from 0 here. One row or cell may stand for any number of equal ones.

    Args:
        name: Name of the sheet.
        file: File name.
        limits: Bounds on rows, columns and cells.
        size: Bytes that this sheet and those before it were read from; with less than one for each of their cells
            they are nearly all blank, or repeated, and ``sparse_cells`` is their bound.
        held: Cells of the sheets before it.
    """

    def __init__(self, name: str, file: str, limits: ReadLimits, size: int, held: int = 0) -> None:
        self.name = name
        self._file = file
        self._limits = replace(limits, cells=min(limits.cells, max(limits.sparse_cells, size)))
        self._held = held
        self._rows: list[list[CellValue]] = []
        self._row: list[CellValue] = []
        self._place = _Run(0, 0)
        self._width = self._repeated = 0
        self._hidden_rows: list[_Run] = []
        self._hidden_columns: list[_Run] = []
        self._merged: list[MergedRange] = []
        self._uncached: set[tuple[int, int]] = set()
        self._struck: set[tuple[int, int]] = set()
        #: By column, runs of rows (first, behind the last) whose cells show the same.
        self._shown: dict[int, list[tuple[int, int, Shown]]] = {}
        #: Cells behind the last column that a sheet may have, and rows far below the others, until there are many.
        self._far_cells: list[tuple[int, int]] = []
        self._far_rows: list[tuple[_Run, list[CellValue]]] = []

    def open_row(self, before: int, count: int = 1, *, hidden: bool) -> None:
        """Begin a row that has so many before it and stands for ``count``; one that was closed is taken up again."""
        self._place = _Run(before, count)
        self._row = self._rows[before] if before < len(self._rows) else []
        if hidden:
            self._hidden_rows.append(self._place)

    def put(self, column: int, value: CellValue, count: int = 1) -> None:
        """Put a value into ``count`` cells of the open row; into one, where it is one that has a value already.

        Raises:
            InputRejected: ``too_large``.
        """
        row = self._row
        if column == len(row) and count == 1:
            row.append(value)
        elif column < len(row):
            row[column] = value
        elif value or not isinstance(value, str):
            if self._is_far_right(column, count):
                return
            self._check_reach(self._reached(self._place.before + 1), column + count)
            row.extend([""] * (column - len(row)))
            row.extend([value] * count)

    def show(self, column: int, shown: Shown, count: int = 1) -> None:
        """Say what ``count`` cells of the open row show beyond their numbers."""
        if shown == PLAIN:
            return
        self._allow_repeated(count)
        place = self._place
        for one in _Run(column, count).within(MAX_COLUMN):
            runs = self._shown.setdefault(one, [])
            if runs and runs[-1][1] == place.before and runs[-1][2] == shown:
                runs[-1] = (runs[-1][0], place.before + place.count, shown)
            else:
                runs.append((place.before, place.before + place.count, shown))

    def close_row(self) -> None:
        """End the open row, and repeat it.

        Raises:
            InputRejected: ``too_large``.
        """
        row, place, rows = self._row, self._place, self._rows
        while row and row[-1] == "":
            row.pop()
        if not row:
            return
        if rows and place.before - len(rows) > ROW_GAP:
            self._far_rows.append((place, row))
            return
        self._add(place, row)

    def _add(self, place: _Run, row: list[CellValue]) -> None:
        rows = self._rows
        self._width = max(self._width, len(row))
        self._check_reach(place.before + place.count, self._width)
        if place.before < len(rows):
            return
        rows.extend([] for _ in range(place.before - len(rows)))
        rows.append(row)
        rows.extend([*row] for _ in range(place.count - 1))

    def hide_columns(self, before: int, count: int) -> None:
        """Take note of hidden columns."""
        # A sheet has no more runs of them than columns.
        if len(self._hidden_columns) < MAX_COLUMN:
            self._hidden_columns.append(_Run(before, count))

    def merge(self, column: int, rows: int, columns: int) -> None:
        """Merge so many rows and columns from a cell of the open row on."""
        self._allow_repeated(self._place.count)
        for row in self._place.within(MAX_ROW):
            self.add_merged(row, column, row + rows - 1, column + columns - 1)

    def add_merged(self, top: int, left: int, bottom: int, right: int) -> None:
        """Take note of a merged range; what is beyond the last possible cell is cut off."""
        bottom, right = min(bottom, MAX_ROW - 1), min(right, MAX_COLUMN - 1)
        if top <= bottom and left <= right:
            self._merged.append(MergedRange(top + 1, left, bottom + 1, right))

    def miss_result(self, column: int, count: int = 1) -> None:
        """Say that cells of the open row have a formula and no result."""
        self._allow_repeated(self._place.count * count)
        columns = _Run(column, count).within(MAX_COLUMN)
        self._uncached.update((row + 1, column) for row in self._place.within(MAX_ROW) for column in columns)

    def strike(self, column: int, count: int = 1) -> None:
        """Say that the look of cells of the open row strikes them out."""
        self._allow_repeated(self._place.count * count)
        columns = _Run(column, count).within(MAX_COLUMN)
        self._struck.update((row + 1, column) for row in self._place.within(MAX_ROW) for column in columns)

    def to_sheet(self, state: SheetState) -> Sheet:
        """Return the sheet, its rows of one length.

        Raises:
            InputRejected: ``too_large``.
        """
        self._settle_far_rows()
        rows = self._rows
        while rows and not rows[-1]:
            rows.pop()
        width = max(map(len, rows), default=0)
        for row in rows:
            row.extend([""] * (width - len(row)))
        return Sheet(
            file=self._file,
            name=self.name,
            state=state,
            rows=rows,
            merged=tuple(sorted(self._merged, key=lambda area: (area.first_row, area.first_column))),
            hidden_rows=frozenset(row + 1 for run in self._hidden_rows for row in run.within(len(rows))),
            hidden_columns=frozenset(column for run in self._hidden_columns for column in run.within(width)),
            uncached=frozenset(self._uncached),
            struck=frozenset(self._struck),
            far_cells=tuple(sorted(self._far_cells)),
            shown=shown_columns(
                (
                    (column, slice(first, behind), shown)
                    for column, runs in self._shown.items()
                    for first, behind, shown in runs
                ),
                len(rows),
            ),
        )

    @property
    def cells(self) -> int:
        """Rows × columns, with those of the sheets before."""
        return self._held + len(self._rows) * self._width

    def _is_far_right(self, column: int, count: int) -> bool:
        """Whether cells stand behind the last column that a sheet may have, and are few enough to be passed over."""
        far = self._far_cells
        few = len(far) + self._place.count * count <= MOST_FAR
        near = column - max(self._width, len(self._row)) <= COLUMN_GAP
        if near or column < self._limits.columns or column + count > MAX_COLUMN or not few:
            return False
        columns = _Run(column, count).within(MAX_COLUMN)
        far.extend((row + 1, at) for row in self._place.within(MAX_ROW) for at in columns)
        return True

    def _reached(self, last_row: int) -> int:
        """Return how many rows there are with one more, unless that is far below the others."""
        return len(self._rows) if self._rows and last_row - len(self._rows) > ROW_GAP else last_row

    def _settle_far_rows(self) -> None:
        """Pass over cells far below the others; many of them are content after all."""
        cells = [
            (row + 1, column)
            for place, values in self._far_rows
            for row in place.within(min(MAX_ROW, place.before + MOST_FAR + 1))
            for column, value in enumerate(values)
            if value != ""
        ]
        if len(cells) <= MOST_FAR:
            self._far_cells += cells
        else:
            for place, values in self._far_rows:
                self._add(place, values)
        self._far_rows = []

    def _check_reach(self, rows: int, columns: int) -> None:
        check_extent(rows, columns - 1, self.name, self._file, self._limits)
        cells = self._held + rows * columns
        if cells > self._limits.cells:
            raise refusals.too_large(
                self._file, f"各工作表共有 {cells:,} 个单元格，上限 {self._limits.cells:,}"
            )

    def _allow_repeated(self, count: int) -> None:
        self._repeated += count - 1
        if self._repeated > _MOST_REPEATED:
            raise refusals.too_large(
                self._file, f"工作表“{self.name}”靠重复写出的合并单元格或公式超过 {_MOST_REPEATED:,} 处"
            )
