"""Totals that look like data: a word for a total anywhere, and the sums of the rows above (docs/rules.md, 1.6).

A number, a name or a date in its key columns makes a row data whatever else it says, save where its amounts are the
sums of the others to the cent, or where it names what the row above names and has no number and date of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from kehu_batch.folding import fold_text
from kehu_batch.model.tables.source import CellValue
from kehu_batch.policy.headers.words import Words
from kehu_batch.recognition.cell_flags import RowsOf, is_filled
from kehu_batch.recognition.table_span.body import TOTAL, BodyColumns, mark_plain_totals
from kehu_batch.recognition.table_span.plain_numbers import CENT, read_number
from kehu_batch.recognition.table_span.row_words import find_total_words, group_of_total

#: One row is no sum of rows, unless the row below says that it is that of a group and lacks the other's number and day.
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
        totals = {
            column: group
            for column in columns.all
            if column not in columns.amounts
            and (group := group_of_total(body[suspect][column], words)) is not None
        }
        least = 1 if totals and _lacks_number(body, suspect, columns, totals) else _FEWEST
        if any(len(rows) >= least and _adds_up(cells, suspect, rows) for rows in (section, before, data)) or (
            totals and section[-1:] == [suspect - 1] and _closes(body, suspect, columns, totals)
        ):
            marks[suspect] = TOTAL


def _lacks_number(body: RowsOf, total: int, columns: BodyColumns, totals: Mapping[int, str]) -> bool:
    """Whether a row has no day and no id beside its word for a total, while the row above it has one."""
    own = [column for column in (*columns.dates, *columns.ids) if column not in totals]
    row, above = (any(is_filled(body[at][column]) for column in own) for at in (total, total - 1))
    return total > 0 and above and not row


def _closes(body: RowsOf, total: int, columns: BodyColumns, totals: Mapping[int, str]) -> bool:
    """Whether a row is the total of the group of the row above, whatever its amounts: it repeats whose it is.

    Args:
        body: Rows under the header.
        total: Position of the row.
        columns: Columns by what they say.
        totals: Whose total it is, by the columns that say so.
    """
    row, above = body[total], body[total - 1]
    if any(is_filled(row[column]) for column in columns.dates):
        return False
    keys = [column for column in columns.identity if is_filled(row[column])]
    named = {fold_text(str(above[column])) for column in columns.identity if is_filled(above[column])}
    return (
        bool(keys)
        and all(not group or group in named for group in totals.values())
        and all(column in totals or row[column] == above[column] for column in keys)
    )


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
    return any(said for said, _ in sums) and all(
        said is not None and abs(said - added) < CENT for said, added in sums
    )


def _sum(values: Sequence[CellValue], rows: Iterable[int]) -> float:
    return sum(number for row in rows if (number := read_number(values[row])) is not None)
