"""Finds money in merged cells: it belongs to its block once, at the block's first row (docs/rules.md, 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from kehu_batch.cells import range_ref
from kehu_batch.model.tables.recognition import Region
from kehu_batch.model.tables.source import MergedRange
from kehu_batch.normalisation.cells.raw import MergedCell, RawTable
from kehu_batch.normalisation.gathering.tables import Sheets
from kehu_batch.records import replace


def take_merged_money(raw: RawTable, money: frozenset[str], sheets: Sheets) -> RawTable:
    """Return the table with merged money in the first row of its block only, and the cells that have none of it.

    Args:
        raw: The table, in which a merged cell stands for each of its rows.
        money: Fields of amounts.
        sheets: The drop's, for what was left under merges.
    """
    cells = tuple(_merged_cells(raw, money, sheets))
    if not cells:
        return raw
    columns = dict(raw.columns)
    for field in dict.fromkeys(cell.field for cell in cells):
        rows = np.array([cell.row for cell in cells if cell.field == field], dtype=np.intp)
        columns[field] = columns[field].having(rows, "")
    return replace(raw, columns=columns, merged=cells)


def _merged_cells(raw: RawTable, money: frozenset[str], sheets: Sheets) -> Iterator[MergedCell]:
    offset = 0
    for region in raw.regions:
        fields = {match.column: match.field for match in region.columns if match.field in money}
        rows = sheets[region.file, region.sheet].rows
        for area in region.merged if fields else ():
            yield from _of_block(region, area, fields, rows, offset)
        offset += len(region.data_rows)


def _of_block(
    region: Region,
    area: MergedRange,
    fields: Mapping[int, str],
    rows: Sequence[Sequence[object]],
    offset: int,
) -> Iterator[MergedCell]:
    first, last = np.searchsorted(region.data_rows, (area.first_row, area.last_row + 1)).tolist()
    block = range_ref(area.first_row, area.first_column, area.last_row, area.last_column)
    for column, field in fields.items():
        if not area.first_column <= column <= area.last_column:
            continue
        # Only the first column of a block is seen; what is left in its others counts nowhere.
        seen = column == area.first_column
        for position in range(first + seen, last):
            row = int(region.data_rows[position])
            left = rows[row - 1][column] if row != area.first_row or not seen else ""
            counted = int(region.data_rows[first]) if seen else 0
            yield MergedCell(field, offset + position, block, counted, left)
