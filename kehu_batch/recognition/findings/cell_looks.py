"""Findings of how a table's cells look: struck out, of which parts are not read, and not to be seen at all."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from kehu_batch.cells import cell_ref
from kehu_batch.model.findings import catalogue_looks as kinds
from kehu_batch.model.findings.finding import Finding, FindingKind
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Region
from kehu_batch.model.tables.source import Sheet

#: So many cells are named, and of the others their number.
_NAMED = 5
#: By 1-based row and 0-based column.
_Cells = AbstractSet[tuple[int, int]]


def look_findings(region: Region, sheet: Sheet, amounts: AbstractSet[int]) -> list[Finding]:
    """Return what is struck out, unseen, ticked beside the cells or behind a lone quote in a table's data.

    One finding a kind.

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
        *_told(
            kinds.LOOSE_QUOTES,
            region,
            sheet.loose_quotes,
            "{count} 格以引号开头而没有配对的引号（{cells}），引号按文字读，后面各行照常读入",
            any_column=True,
        ),
        *_told(
            kinds.UNLINKED_BOXES,
            region,
            sheet.boxes,
            "{count} 格上放着勾选框而没有链接单元格（{cells}），勾没勾读不出",
        ),
    ]


def _unseen(region: Region, sheet: Sheet, amounts: AbstractSet[int]) -> _Cells:
    """Return the filled cells that nobody sees: by their colour, or by a number format in columns without money."""
    hidden = {
        column: {row for row in region.data_rows.tolist() if shown.at(row).instead == ""}
        for column, shown in sheet.shown.items()
        if any(one.instead == "" for one in shown.values)
    }
    # A formula beside the table that gives no text may stand behind the last column that the sheet has.
    found = {
        (row, column)
        for row, column in _inside(region, sheet.unseen)
        if not _is_empty(sheet, row, column) and not (column in amounts and row in hidden.get(column, ()))
    }
    return found.union((row, column) for column in hidden.keys() - amounts for row in hidden[column])


def _is_empty(sheet: Sheet, row: int, column: int) -> bool:
    cells = sheet.column(column)
    return cells.values[cells.codes[row - 1]] in ("", 0)


def _inside(region: Region, cells: _Cells, *, any_column: bool = False) -> _Cells:
    """Return those of some cells that are data of a table, of its unknown columns too where ``any_column`` is set."""
    if not cells:
        return cells
    rows = frozenset(region.data_rows.tolist())
    columns = {match.column for match in (*region.columns, *region.duplicates)}
    return {cell for cell in cells if cell[0] in rows and (any_column or cell[1] in columns)}


def _told(
    kind: FindingKind, region: Region, cells: _Cells, message: str, *, any_column: bool = False
) -> list[Finding]:
    inside = sorted(_inside(region, cells, any_column=any_column))
    if not inside:
        return []
    named = "、".join(cell_ref(*cell) for cell in inside[:_NAMED]) + ("等" if len(inside) > _NAMED else "")
    place = Location(region.file, region.sheet, *inside[0])
    text = message.format(count=len(inside), cells=named)
    return [Finding(kind, place, text, table=region.table, count=len(inside))]
