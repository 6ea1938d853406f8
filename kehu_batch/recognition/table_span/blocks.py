"""Blocks of cells below the rows of a table that are none of it: a legend, a list of contacts, another table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from statistics import median_low

from kehu_batch.model.tables.recognition import NOTE
from kehu_batch.model.tables.source import CellValue
from kehu_batch.recognition.cell_flags import RowsOf, filled_cells, is_filled
from kehu_batch.recognition.table_span.body import BLANK, TOTAL, BodyColumns
from kehu_batch.records import dataclass

OUTSIDE = "表外内容"
#: Rows of a block, and of the table, that are looked at.
_LOOKED_AT = 50
#: A block of rows with so few filled cells is no part of a table whose rows have at least so many.
_FEW = 2
_MANY = 4
#: Longer texts are no header.
_LONGEST_HEADER = 20
_DIGIT = re.compile(r"\d")
Rows = Sequence[Sequence[CellValue]]

_SEPARATORS = {BLANK, NOTE, TOTAL}


@dataclass(frozen=True, slots=True)
class CellBlock:
    """A block of cells outside every table; rows from 1, columns from 0, all ends inclusive.

    Args:
        like_table: Whether it has a header of texts that tables have.
    """

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    like_table: bool = False


def find_blocks(
    body: RowsOf, marks: dict[int, str], columns: BodyColumns, is_known: Callable[[str], bool], first: int
) -> tuple[CellBlock, ...]:
    """Mark the rows below a gap, a total or a note that are none of the table's, and return their blocks.

    Args:
        body: Rows under the header.
        marks: Reasons of rows that are no data, by position; those of the blocks are added.
        columns: The table's columns.
        is_known: Whether a text is a header.
        first: 1-based row of position 0.
    """
    usual = 0
    blocks: list[CellBlock] = []
    foreign = False
    for run in _runs(body, marks):
        if usual and _has_values(body[run.start], columns):
            continue
        rows = body.some(run[:_LOOKED_AT])
        header = run.start > 0 and _header_of(rows, is_known)
        if not usual and not header:
            usual = median_low([filled_cells(row, columns.all) for row in rows])
            continue
        typed = any(_is_typed(row, columns) for row in rows)
        sparse = usual >= _MANY and all(filled_cells(row, columns.all) <= _FEW for row in rows)
        several = len(run) > 1 or filled_cells(rows[0], columns.all) > 1
        if header or (several and not typed and (sparse or foreign)):
            foreign = foreign or header
            marks.update((offset, OUTSIDE) for offset in run if offset not in marks)
            blocks.append(_block(body.some(run), first + run.start, like_table=header))
    return tuple(blocks)


def _has_values(row: Sequence[CellValue], columns: BodyColumns) -> bool:
    """Whether a row has a date or number where the table has dates and money: a cheap look that most data pass."""
    return any(isinstance(row[column], date | int | float) for column in (*columns.dates, *columns.amounts))


def _runs(body: RowsOf, marks: dict[int, str]) -> Iterator[range]:
    """Yield runs of rows that are not marked, parted by what ends a table; rows of other marks part nothing."""
    stops = sorted(offset for offset, reason in marks.items() if reason in _SEPARATORS)
    start = 0
    for stop in [*stops, len(body)]:
        inside = [offset for offset in range(start, stop) if offset not in marks]
        if inside:
            yield range(inside[0], inside[-1] + 1)
        start = stop + 1


def _header_of(rows: Rows, is_known: Callable[[str], bool]) -> bool:
    """Whether rows begin with a header, perhaps under a title."""
    first = [value for value in rows[0] if is_filled(value)]
    if len(first) == 1 and len(rows) > 1:
        first = [value for value in rows[1] if is_filled(value)]
    if len(first) < _FEW or not all(_may_be_header(value) for value in first):
        return False
    known = sum(is_known(str(value)) for value in first)
    return known * 2 >= len(first)


def _may_be_header(value: CellValue) -> bool:
    return isinstance(value, str) and len(value.strip()) <= _LONGEST_HEADER and not _DIGIT.search(value)


def _is_typed(row: Sequence[CellValue], columns: BodyColumns) -> bool:
    """Whether a row has a date or an amount where the table has them, or an id with digits in it."""
    return any(
        is_filled(row[column]) and _DIGIT.search(str(row[column])) is not None
        for column in (*columns.dates, *columns.amounts)
    )


def _block(rows: Rows, first: int, *, like_table: bool) -> CellBlock:
    filled = [column for row in rows for column, value in enumerate(row) if is_filled(value)]
    return CellBlock(first, min(filled), first + len(rows) - 1, max(filled), like_table)
