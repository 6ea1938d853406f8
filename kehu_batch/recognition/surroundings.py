"""What stands beside a table's rows without being of it, and columns of data without a header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kehu_batch.model.recognition import Region
from kehu_batch.model.source import CellValue, Sheet
from kehu_batch.recognition.blocks import Block
from kehu_batch.recognition.body import BLANK, is_filled
from kehu_batch.recognition.stretches import Stretch

#: Neighbours in the order of rows that may stand beside a table.
_NEIGHBOURS = 16


@dataclass(frozen=True, slots=True)
class Beside:
    """Cells beside a table; ``headerless`` where they are a column of the table without a header."""

    block: Block
    headerless: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A region with its stretch and the blocks below it."""

    region: Region
    stretch: Stretch
    blocks: tuple[Block, ...]


def find_beside(sheet: Sheet, placed: Sequence[Placed], stretches: Sequence[Stretch]) -> Iterator[Beside]:
    """Yield what stands beside the rows of the regions of a sheet, each once.

    Args:
        sheet: The sheet.
        placed: Its regions.
        stretches: All its stretches in the order of their rows, those that were not read among them.
    """
    width = len(sheet.rows[0]) if sheet.rows else 0
    positions = {id(stretch): position for position, stretch in enumerate(stretches)}
    told: list[Block] = []
    for one in placed:
        position = positions[id(one.stretch)]
        near = stretches[max(0, position - _NEIGHBOURS) : position + _NEIGHBOURS]
        for columns in _free_runs(width, _covered(one.stretch, near)):
            found = _look(sheet, one, columns)
            if found is not None and not any(_meets(found.block, other) for other in told):
                told.append(found.block)
                yield found


def _covered(stretch: Stretch, near: Sequence[Stretch]) -> set[int]:
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


def _look(sheet: Sheet, one: Placed, columns: range) -> Beside | None:
    """Return what the free columns hold in the rows of a region: its header, its data and the gaps between."""
    region = one.region
    rows = sheet.rows[region.header_first_row - 1 : one.stretch.bottom]
    held = [
        offset
        for offset, row in enumerate(rows, start=region.header_first_row)
        if any(row[columns.start : columns.stop])
    ]
    if not held:
        return None
    skipped = {
        passed.row for passed in region.passed if passed.reason != BLANK and passed.row > region.header_row
    }
    cells = [
        (row, column)
        for row in held
        if row not in skipped
        for column in columns
        if is_filled(sheet.rows[row - 1][column])
    ]
    if not cells:
        return None
    used = sorted({column for _, column in cells})
    headed = any(row <= region.header_row for row, _ in cells)
    inside = region.first_column - 1 <= used[0] and used[-1] <= region.last_column + 1
    block = Block(cells[0][0], used[0], max(row for row, _ in cells), used[-1])
    return Beside(block, headerless=inside and not headed and len(used) <= 2)


def _meets(one: Block, other: Block) -> bool:
    return (
        one.first_row <= other.last_row
        and other.first_row <= one.last_row
        and one.first_column <= other.last_column
        and other.first_column <= one.last_column
    )


def headerless_rows(sheet: Sheet, region: Region, column: int) -> int:
    """Return in how many data rows a column is filled."""
    rows: Sequence[Sequence[CellValue]] = sheet.rows
    return sum(is_filled(rows[row - 1][column]) for row in region.data_rows.tolist())
