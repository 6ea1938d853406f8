"""The rows of a list between its first and its last, filled in at once: xlsxwriter takes long over each cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kehu_batch.sheet_writing.book import CheckedSheet, Value
from kehu_batch.sheet_writing.long_rows import ColumnStyle, index_of, render_rows
from kehu_batch.sheet_writing.text import fit_column

#: Rows from which on those between the first and the last are filled in.
_MANY = 10


def rows_around(count: int) -> Iterable[int]:
    """Return which of so many rows are to be written cell by cell: with few all, with many the first and the last."""
    return (0, count - 1) if count >= _MANY else range(count)


def fill_between(
    sheet: CheckedSheet,
    rows: Sequence[Sequence[Value]],
    looks: Sequence[Any],
    heights: Sequence[float],
    first_row: int,
) -> None:
    """Leave the rows that ``rows_around`` leaves out to be filled in when the workbook is closed.

    Args:
        sheet: Has the rows around them, each cell in its column's look.
        rows: All rows, an empty text for a blank cell.
        looks: Of each column.
        heights: Of all rows in points.
        first_row: 0-based row of the first of them.
    """
    if len(rows) < _MANY:
        return
    columns = [fit_column(values) for values in zip(*rows[1:-1], strict=True)]
    styles = [ColumnStyle(index_of(look)) for look in looks]
    sheet.long_rows.append(render_rows(columns, styles, first_row + 2, heights[1:-1]))
