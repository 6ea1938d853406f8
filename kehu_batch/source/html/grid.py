"""The grid that the rows of a web page's table make: cells that span columns and rows push the others on."""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.errors import InputRejected
from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import CellValue, MergedRange
from kehu_batch.source import refusals
from kehu_batch.source.html.cells import PLAIN
from kehu_batch.source.html.tables import HtmlBlock, HtmlTable, Row


def lay_out(table: HtmlTable, file: str, limits: ReadLimits, size: int) -> HtmlBlock:
    """Return the grid of a table: cells in their columns, sections in their order.

    Args:
        table: The table, closed.
        file: File name, for the message.
        limits: Bounds on rows, columns and cells.
        size: Length of the page: more cells than it has characters are nearly all blank.

    Raises:
        InputRejected: ``too_large``.
    """
    grid = _Grid(file, limits, size, any(tag.hidden for row in table.rows for tag in row.tags.values()))
    grid.drops_hidden = grid.has_hidden and _shows_hidden_headings(table.rows)
    sections: dict[int, list[Row]] = {}
    for row in table.rows:
        sections.setdefault(row.section, []).append(row)
    for section in sorted(sections, key=lambda index: (table.ranks[index], index)):
        grid.add(sections[section])
    return HtmlBlock(
        table.position,
        grid.rows,
        grid.merged_ranges(),
        grid.hidden_rows,
        table.hidden_columns | (grid.hidden_columns - grid.shown_columns),
        grid.columns,
        table.is_heading,
    )


def _shows_hidden_headings(rows: Sequence[Row]) -> bool:
    """Whether cells are hidden under headings that are not: then they take no column, and the others move up."""
    head = next((row for row in rows if len(row.values) > 1), None)
    return head is not None and not any(tag.hidden for tag in head.tags.values())


class _Grid:
    """Places the cells of one table."""

    def __init__(self, file: str, limits: ReadLimits, size: int, has_hidden: bool) -> None:  # noqa: FBT001
        self.rows: list[list[CellValue]] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.shown_columns: set[int] = set()
        self.has_hidden = has_hidden
        #: Columns that cells take, filled or not.
        self.columns = 0
        self.drops_hidden = False
        self._file = file
        self._limits = limits
        self._size = size
        self._merged: list[MergedRange] = []
        self._width = 0
        self._steps = 0
        #: Of each column the index of the first row that no cell above reaches into; and of all of them.
        self._free_from: list[int] = []
        self._all_free_from = 0

    def add(self, rows: list[Row]) -> None:
        """Place the rows of one section."""
        self._free_from, self._all_free_from = [], 0
        end = len(self.rows) + len(rows)
        for row in rows:
            index = len(self.rows)
            if row.hidden:
                self.hidden_rows.add(index + 1)
            if row.tags or index < self._all_free_from:
                self.rows.append(self._placed(row, index, end))
            else:
                self.rows.append(row.values)
                self.columns = max(self.columns, len(row.values))
                if self.has_hidden:
                    self.shown_columns.update(range(len(row.values)))
            self._measure(self.rows[-1])

    def merged_ranges(self) -> list[MergedRange]:
        """Return the merged ranges, as far as there is content beside or below them."""
        clipped = (
            MergedRange(one.first_row, one.first_column, one.last_row, min(one.last_column, self._width - 1))
            for one in self._merged
        )
        return [
            one for one in clipped if (one.first_row, one.first_column) != (one.last_row, one.last_column)
        ]

    def _placed(self, row: Row, index: int, end: int) -> list[CellValue]:
        placed: list[CellValue] = []
        column = 0
        for number, value in enumerate(row.values):
            tag = row.tags.get(number, PLAIN)
            if tag.hidden and self.drops_hidden:
                continue
            column = self._next_free(column, index)
            below = end if tag.rows == 0 else min(index + tag.rows, end)
            if value != "":
                if column >= self._limits.columns:
                    raise self._too_large(column + 1, self._limits.columns, "列")
                placed.extend([""] * (column - len(placed)))
                placed.append(value)
                if tag.merged and (below - index > 1 or tag.columns > 1):
                    self._merged.append(MergedRange(index + 1, column, below, column + tag.columns - 1))
            if below - index > 1:
                self._take(column, tag.columns, below)
            if self.has_hidden and tag.columns == 1:
                (self.hidden_columns if tag.hidden else self.shown_columns).add(column)
            column += tag.columns
        self.columns = max(self.columns, column)
        return placed

    def _next_free(self, column: int, index: int) -> int:
        start = column
        while column < len(self._free_from) and self._free_from[column] > index:
            column += 1
        self._spend(column - start)
        return column

    def _take(self, column: int, columns: int, below: int) -> None:
        end = min(column + columns, self._limits.columns)
        self._spend(end - column)
        self._free_from.extend([0] * (end - len(self._free_from)))
        self._free_from[column:end] = [below] * (end - column)
        self._all_free_from = max(self._all_free_from, below)

    def _spend(self, steps: int) -> None:
        """Bound the work that spans make: it grows with their reach and not with what is written."""
        self._steps += max(steps, 0)
        if self._steps > self._limits.cells:
            raise self._too_large(self._steps, self._limits.cells, "个合并的单元格")

    def _measure(self, row: list[CellValue]) -> None:
        last = len(row)
        while last > self._width and row[last - 1] == "":
            last -= 1
        self._width = max(self._width, last)
        reach = len(self.rows) * self._width
        most = (
            self._limits.cells if reach <= self._size else min(self._limits.cells, self._limits.sparse_cells)
        )
        if reach > most:
            raise self._too_large(reach, most, "个单元格")
        if self._width > self._limits.columns:
            raise self._too_large(self._width, self._limits.columns, "列")

    def _too_large(self, count: int, bound: int, word: str) -> InputRejected:
        return refusals.too_large(self._file, f"网页中的表格有 {count:,} {word}，上限 {bound:,}")
