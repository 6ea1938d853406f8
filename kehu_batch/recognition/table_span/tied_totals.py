"""Totals that look like data: a word for a total anywhere, and the sums of the rows above (docs/rules.md, 1.6).

A number, a name or a date in its key columns makes a row data whatever else it says, save where its amounts are the
sums of the others to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from kehu_batch.model.tables.source import CellValue
from kehu_batch.policy.vocabulary import Words
from kehu_batch.recognition.cell_flags import RowsOf, is_filled
from kehu_batch.recognition.table_span.body import CENT, TOTAL, BodyColumns, mark_plain_totals, read_number
from kehu_batch.recognition.table_span.row_words import find_total_words

#: One row is no sum of rows.
_FEWEST = 2


def mark_sums(body: RowsOf, columns: BodyColumns, words: Words, marks: dict[int, str]) -> None:
    """Mark rows that are known as totals by their amounts, with a word for it or without one."""
    mark_tied_totals(body, columns, words, marks)
    mark_plain_totals(body, columns, marks)


def mark_tied_totals(body: RowsOf, columns: BodyColumns, words: Words, marks: dict[int, str]) -> None:
    """Mark rows with a word for a total whose amounts add up the rows above, or all others.

    Args:
        body: Rows under the header.
        columns: Columns by what they say.
        words: Words of total rows.
        marks: Reasons by position; changed in place.
    """
    if not columns.amounts:
        return
    suspects = [offset for offset in _with_words(body, columns, words) if offset not in marks]
    cells = {column: body.cells(column) for column in columns.amounts}
    for suspect in suspects:
        above = max(
            (offset for offset, reason in marks.items() if reason == TOTAL and offset < suspect), default=-1
        )
        data = [offset for offset in range(len(body)) if offset not in marks and offset not in suspects]
        section = [offset for offset in data if above < offset < suspect]
        before = [offset for offset in data if offset < suspect]
        if any(_adds_up(cells, suspect, rows) for rows in (section, before, data)):
            marks[suspect] = TOTAL


def _with_words(body: RowsOf, columns: BodyColumns, words: Words) -> list[int]:
    """Return the positions of rows with a cell that is a word for a total."""
    everywhere = np.ones(len(body), dtype=bool)
    found: set[int] = set()
    for column in columns.all:
        if column in columns.amounts:
            continue
        values = body.present(column, everywhere)
        totals = find_total_words(values.values(), words)
        if totals:
            numbers = [number for number, value in values.items() if value in totals]
            found.update(body.holding(column, numbers, everywhere))
    return sorted(found)


def _adds_up(cells: dict[int, list[CellValue]], total: int, rows: Sequence[int]) -> bool:
    """Whether each amount of a row is the sum of that of other rows, and one of them is more than nothing."""
    filled = [column for column, values in cells.items() if is_filled(values[total])]
    sums = [(read_number(cells[column][total]), _sum(cells[column], rows)) for column in filled]
    return (
        len(rows) >= _FEWEST
        and any(said for said, _ in sums)
        and all(said is not None and abs(said - added) < CENT for said, added in sums)
    )


def _sum(values: Sequence[CellValue], rows: Iterable[int]) -> float:
    return sum(number for row in rows if (number := read_number(values[row])) is not None)
