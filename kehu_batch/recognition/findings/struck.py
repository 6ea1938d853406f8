"""Findings of what is struck out on a table: whole cells, whose values stand, and parts of texts, which do not."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from kehu_batch.cells import cell_ref
from kehu_batch.model.findings import catalogue_reading as kinds
from kehu_batch.model.findings.finding import Finding, FindingKind
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Region
from kehu_batch.model.tables.source import Sheet

#: So many cells are named, and of the others their number.
_NAMED = 5


def struck_findings(region: Region, sheet: Sheet) -> list[Finding]:
    """Return what is struck out among the data of a table, one finding a kind."""
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
    ]


def _told(
    kind: FindingKind, region: Region, cells: AbstractSet[tuple[int, int]], message: str
) -> list[Finding]:
    if not cells:
        return []
    rows = frozenset(region.data_rows.tolist())
    columns = {match.column for match in (*region.columns, *region.duplicates)}
    inside = sorted(cell for cell in cells if cell[0] in rows and cell[1] in columns)
    if not inside:
        return []
    named = "、".join(cell_ref(*cell) for cell in inside[:_NAMED]) + ("等" if len(inside) > _NAMED else "")
    place = Location(region.file, region.sheet, *inside[0])
    text = message.format(count=len(inside), cells=named)
    return [Finding(kind, place, text, table=region.table, count=len(inside))]
