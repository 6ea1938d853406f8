"""Findings of how a table's cells look: struck out, of which parts are not read, and not to be seen at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from kehu_batch.cells import cell_ref
from kehu_batch.model.findings import catalogue_looks as kinds
from kehu_batch.model.findings.finding import Finding, FindingKind
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Region
from kehu_batch.model.tables.source import Sheet

#: So many cells are named, and of the others their number.
_NAMED = 5
_Cells = Iterable[tuple[int, int]]


def look_findings(region: Region, sheet: Sheet, amounts: AbstractSet[int]) -> list[Finding]:
    """Return what is struck out or not to be seen among the data of a table, one finding a kind.

    Args:
        region: The table.
        sheet: Its sheet.
        amounts: Columns of money, where number formats that hide an amount have a finding of their own.
    """
    return [
        *_told(
            kinds.STRUCK_CELLS,
            region,
            sheet.struck,
            "{count} 格划着删除线（{cells}），仍按格内的内容计入；如已作废，请删去这些行，或在状态列写明",
        ),
        *_told(
            kinds.STRUCK_TEXT,
            region,
            sheet.struck_parts,
            "{count} 格有一部分字划着删除线（{cells}），只读没有划掉的字",
        ),
        *_told(
            kinds.UNSEEN_CELLS,
            region,
            _unseen(region, sheet, amounts),
            "{count} 格有内容而看不见（{cells}），仍按格内的内容计入",
        ),
    ]


def _unseen(region: Region, sheet: Sheet, amounts: AbstractSet[int]) -> Iterator[tuple[int, int]]:
    """Yield the filled cells that nobody sees: by their colour, or by a number format in columns without money."""
    hidden = {
        column: {row for row in region.data_rows.tolist() if shown.at(row).instead == ""}
        for column, shown in sheet.shown.items()
        if any(one.instead == "" for one in shown.values)
    }
    for row, column in sheet.unseen:
        told = column in amounts and row in hidden.get(column, ())
        if row <= len(sheet.rows) and not (told or _is_empty(sheet, row, column)):
            yield row, column
    for column in hidden.keys() - amounts:
        yield from ((row, column) for row in hidden[column] if (row, column) not in sheet.unseen)


def _is_empty(sheet: Sheet, row: int, column: int) -> bool:
    cells = sheet.column(column)
    return cells.values[cells.codes[row - 1]] in ("", 0)


def _told(kind: FindingKind, region: Region, cells: _Cells, message: str) -> list[Finding]:
    rows = frozenset(region.data_rows.tolist())
    columns = {match.column for match in (*region.columns, *region.duplicates)}
    inside = sorted(cell for cell in cells if cell[0] in rows and cell[1] in columns)
    if not inside:
        return []
    named = "、".join(cell_ref(*cell) for cell in inside[:_NAMED]) + ("等" if len(inside) > _NAMED else "")
    place = Location(region.file, region.sheet, *inside[0])
    text = message.format(count=len(inside), cells=named)
    return [Finding(kind, place, text, table=region.table, count=len(inside))]
