"""What stands beside a table's rows without being of it, and columns of data without a header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kehu_batch.model.tables.recognition import Region
from kehu_batch.recognition.cell_flags import SheetFlags
from kehu_batch.recognition.table_span.blocks import CellBlock
from kehu_batch.recognition.table_span.body import BLANK
from kehu_batch.recognition.table_span.table_spans import TableSpan
from kehu_batch.records import dataclass

#: Neighbours in the order of rows that may stand beside a table.
_NEIGHBOURS = 16


@dataclass(frozen=True, slots=True)
class Beside:
    """Cells beside a table; ``headerless`` where they are a column of the table without a header."""

    block: CellBlock
    headerless: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A region with its span."""

    region: Region
    span: TableSpan


def find_beside(flags: SheetFlags, placed: Sequence[Placed], spans: Sequence[TableSpan]) -> Iterator[Beside]:
    """Yield what stands beside the rows of the regions of a sheet, each once.

    Args:
        flags: The sheet's cells.
        placed: Its regions.
        spans: All its spans in the order of their rows, those that were not read among them.
    """
    positions = {id(span): position for position, span in enumerate(spans)}
    reported: list[CellBlock] = []
    of_header: dict[int, list[Region]] = {}
    for one in placed:
        of_header.setdefault(one.region.header_row, []).append(one.region)
    for one in placed:
        position = positions[id(one.span)]
        near = spans[max(0, position - _NEIGHBOURS) : position + _NEIGHBOURS]
        free = (_look(flags, one, columns) for columns in _free_runs(flags.width, _covered(one.span, near)))
        for found in (*free, _under_ours(flags, one, of_header[one.region.header_row])):
            if found is not None and not any(_meets(found.block, other) for other in reported[-_NEIGHBOURS:]):
                reported.append(found.block)
                yield found


def _covered(span: TableSpan, near: Sequence[TableSpan]) -> set[int]:
    """Return the columns of the tables that stand beside one another in its rows, and those that we wrote."""
    columns: set[int] = set()
    for other in near:
        if other.band.first_row <= span.bottom and span.band.first_row <= other.bottom:
            columns.update(other.band.texts, other.band.own_columns)
    return columns


def _free_runs(width: int, covered: set[int]) -> Iterator[range]:
    start = 0
    for column in [*sorted(column for column in covered if column < width), width]:
        if column > start:
            yield range(start, column)
        start = column + 1


def _look(flags: SheetFlags, one: Placed, columns: range) -> Beside | None:
    """Return what the free columns hold in the rows of a region: its header, its data and the gaps between."""
    region = one.region
    first = region.header_first_row
    rows = flags.rows(first - 1, one.span.bottom)
    asked = np.ones(len(rows), dtype=bool)
    for passed in region.passed:
        if passed.reason != BLANK and passed.row > region.header_row:
            asked[passed.row - first] = False
    held = {column: cells for column in columns if (cells := rows.filled(column) & asked).any()}
    if not held:
        return None
    used = sorted(held)
    filled = np.flatnonzero(np.logical_or.reduce(list(held.values())))
    headed = first + int(filled[0]) <= region.header_row
    inside = region.first_column - 1 <= used[0] and used[-1] <= region.last_column + 1
    block = CellBlock(first + int(filled[0]), used[0], first + int(filled[-1]), used[-1])
    return Beside(block, headerless=inside and not headed and len(used) <= 2)


def _under_ours(flags: SheetFlags, one: Placed, beside: Sequence[Region]) -> Beside | None:
    """Return what stands in our own columns beside no row of data: somebody else wrote it, and it stays.

    Tables side by side under one header row have ours together at the right, whichever of them is the longer.
    """
    region = one.region
    rows = flags.rows(region.header_row, one.span.bottom)
    asked = np.ones(len(rows), dtype=bool)
    for other in beside:
        asked[other.data_rows[other.data_rows <= one.span.bottom] - region.header_row - 1] = False
    held = {column: cells for column in region.own_columns if (cells := rows.filled(column) & asked).any()}
    if not held:
        return None
    filled = region.header_row + 1 + np.flatnonzero(np.logical_or.reduce(list(held.values())))
    block = CellBlock(int(filled[0]), min(held), int(filled[-1]), max(held))
    return Beside(block, headerless=False)


def _meets(one: CellBlock, other: CellBlock) -> bool:
    return (
        one.first_row <= other.last_row
        and other.first_row <= one.last_row
        and one.first_column <= other.last_column
        and other.first_column <= one.last_column
    )


def headerless_rows(flags: SheetFlags, region: Region, column: int) -> int:
    """Return in how many data rows a column is filled."""
    return int(flags.rows().filled(column)[region.data_rows - 1].sum())
