"""Money in merged cells: it belongs to its block once, at the block's first row (docs/rules.md, 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from kehu_batch.cells import range_ref
from kehu_batch.model.findings.catalogue_reading import MERGED_MONEY
from kehu_batch.model.tables.recognition import Region
from kehu_batch.model.tables.source import MergedRange, Workbook
from kehu_batch.normalisation.cells.collecting import Collector, show_value
from kehu_batch.normalisation.cells.raw import RawTable
from kehu_batch.records import dataclass, replace

#: Why a row does not count whose amount stands, merged, in a row above it.
MERGED_AWAY = "金额并入合并单元格的首行"
#: Tables of which a row is nothing without its amount.
_OF_MONEY = frozenset({"orders", "invoices", "receipts"})
_AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class MergedCell:
    """A cell of money under a merge that is not the one that counts.

    Args:
        field: Its field.
        row: Its position in the table.
        block: The merged range, e.g. ``F3:F4``.
        counted: 1-based row in which the block's money counts; 0 where it counts nowhere in this field.
        left: The value that was left under the merge; ``""`` where there is none.
    """

    field: str
    row: int
    block: str
    counted: int
    left: object


def take_merged_money(
    raw: RawTable, money: frozenset[str], workbooks: Sequence[Workbook]
) -> tuple[RawTable, tuple[MergedCell, ...]]:
    """Return the table with merged money in the first row of its block only, and the cells that have none of it.

    Args:
        raw: The table, in which a merged cell stands for each of its rows.
        money: Fields of amounts.
        workbooks: The drop, for what was left under merges.
    """
    cells = tuple(_merged_cells(raw, money, workbooks))
    if not cells:
        return raw, ()
    columns = dict(raw.columns)
    for field in dict.fromkeys(cell.field for cell in cells):
        rows = np.array([cell.row for cell in cells if cell.field == field], dtype=np.intp)
        columns[field] = columns[field].having(rows, "")
    return replace(raw, columns=columns), cells


def _merged_cells(
    raw: RawTable, money: frozenset[str], workbooks: Sequence[Workbook]
) -> Iterator[MergedCell]:
    sheets = {(book.file, sheet.name): sheet.rows for book in workbooks for sheet in book.sheets}
    offset = 0
    for region in raw.regions:
        fields = {match.column: match.field for match in region.columns if match.field in money}
        rows = sheets[region.file, region.sheet]
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


def report_merged_money(collector: Collector, frame: pd.DataFrame, cells: Sequence[MergedCell]) -> None:
    """Add a finding for each row that gets none of a block's money, and leave out rows that are nothing without."""
    groups: dict[tuple[str, str], list[int]] = {}
    for cell in cells:
        groups.setdefault((cell.field, _message(cell)), []).append(cell.row)
    for (field, message), rows in groups.items():
        collector.add(MERGED_MONEY, field, np.array(rows, dtype=np.intp), _saying(message))
    if collector.raw.table in _OF_MONEY:
        away = np.array([cell.row for cell in cells if cell.field == _AMOUNT], dtype=np.intp)
        frame.loc[away, "excluded"] = MERGED_AWAY


def _saying(message: str) -> Callable[[str, str], str]:
    return lambda label, _: f"{label}{message}"


def _message(cell: MergedCell) -> str:
    where = f"只计一次，计在第{cell.counted}行" if cell.counted else "被左边的单元格盖住"
    left = "" if cell.left == "" else f"；合并单元格下面还留着“{show_value(cell.left)}”，不计入"
    return f"是合并单元格 {cell.block}，{where}，这一行不另计{left}"
