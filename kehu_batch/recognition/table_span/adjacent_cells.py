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
    """A region with its stretch."""

    region: Region
    stretch: TableSpan


def find_beside(
    looks: SheetFlags, placed: Sequence[Placed], stretches: Sequence[TableSpan]
) -> Iterator[Beside]:
    """Yield what stands beside the rows of the regions of a sheet, each once.

    Args:
        looks: The sheet's cells.
        placed: Its regions.
        stretches: All its stretches in the order of their rows, those that were not read among them.
    """
    positions = {id(stretch): position for position, stretch in enumerate(stretches)}
    reported: list[CellBlock] = []
    for one in placed:
        position = positions[id(one.stretch)]
        near = stretches[max(0, position - _NEIGHBOURS) : position + _NEIGHBOURS]
        free = (
            _look(looks, one, columns) for columns in _free_runs(looks.width, _covered(one.stretch, near))
        )
        for found in (*free, _under_ours(looks, one)):
            if found is not None and not any(_meets(found.block, other) for other in reported[-_NEIGHBOURS:]):
                reported.append(found.block)
                yield found


def _covered(stretch: TableSpan, near: Sequence[TableSpan]) -> set[int]:
    """Return the columns of the tables that stand beside one another in its rows, and those that we wrote."""
    columns: set[int] = set()
    for other in near:
        if other.band.first_row <= stretch.bottom and stretch.band.first_row <= other.bottom:
            columns.update(other.band.texts, other.band.own_columns)
    return columns


def _free_runs(width: int, covered: set[int]) -> Iterator[range]:
    start = 0
    for column in [*sorted(column for column in covered if column < width), width]:
        if column > start:
            yield range(start, column)
        start = column + 1


def _look(looks: SheetFlags, one: Placed, columns: range) -> Beside | None:
    """Return what the free columns hold in the rows of a region: its header, its data and the gaps between."""
    region = one.region
    first = region.header_first_row
    rows = looks.rows(first - 1, one.stretch.bottom)
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


def _under_ours(looks: SheetFlags, one: Placed) -> Beside | None:
    """Return what stands in our own columns beside no row of data: somebody else wrote it, and it stays."""
    region = one.region
    rows = looks.rows(region.header_row, one.stretch.bottom)
    asked = np.ones(len(rows), dtype=bool)
    asked[region.data_rows[region.data_rows <= one.stretch.bottom] - region.header_row - 1] = False
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


def headerless_rows(looks: SheetFlags, region: Region, column: int) -> int:
    """Return in how many data rows a column is filled."""
    return int(looks.rows().filled(column)[region.data_rows - 1].sum())
