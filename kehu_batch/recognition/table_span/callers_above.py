"""Who called, where it stands above a worksheet without a column for it: ``回访人：张敏`` over a sheet for each person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kehu_batch.folding import fold_header
from kehu_batch.model.findings import catalogue_looks as kinds
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import OwnedRows, Region
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.policy.vocabulary import TableKind
from kehu_batch.records import replace

_CALLER = "called_by"
#: A label with what it says in one cell, perhaps behind something else: 客服部 回访人：张敏 2023年11月.
_LABELLED = re.compile(
    r"(?:^|[\s,，;；|(（])(?P<label>[^\s:：,，;；|(（]{2,8})\s*[:：]\s*(?P<name>[^\s:：,，;；|()（）]*)"
)
_NAME = re.compile(r"[^\W\d_]{2,12}(?:[、/·][^\W\d_]{2,12})*")


def with_caller_above(region: Region, sheet: Sheet, top: int, table: TableKind) -> Region:
    """Return a region whose rows are calls of the one person that its title names as their caller.

    Nothing is taken where the table has a column of callers, or where its title names none or several.

    Args:
        region: The region.
        sheet: Its sheet.
        top: 1-based first row of its title.
        table: What it is.
    """
    if _CALLER not in table.fields or region.column_of(_CALLER) is not None or not len(region.data_rows):
        return region
    found = list(_callers(region, sheet, top, table))
    if len({name for _, _, name in found}) != 1:
        return region
    row, column, name = found[0]
    rows = int(region.data_rows[0]), int(region.data_rows[-1])
    return replace(region, told=(*region.told, OwnedRows(row, column, *rows, {_CALLER: name})))


def told_of_caller(region: Region) -> list[Finding]:
    """Return the finding for a caller who stands above the rows."""
    one = next((one for one in region.told if _CALLER in one.values), None)
    if one is None:
        return []
    name, count = one.values[_CALLER], len(region.data_rows)
    message = f"表里没有“回访人”一列，表头上方写着“{name}”：{count} 行都算作他的回访"
    place = Location(region.file, region.sheet, one.row, one.column)
    return [Finding(kinds.CALLER_ABOVE, place, message, name, region.table, _CALLER, count=count)]


def _callers(region: Region, sheet: Sheet, top: int, table: TableKind) -> Iterator[tuple[int, int, str]]:
    """Yield where the title says who called, and who: in one cell with its label, or in the next filled one."""
    for row in range(top, region.header_first_row):
        cells = sheet.rows[row - 1]
        for column in range(region.first_column, region.last_column + 1):
            text = cells[column]
            if not isinstance(text, str) or not text.strip():
                continue
            for match in _LABELLED.finditer(text):
                if table.strong.get(fold_header(match["label"])) != _CALLER:
                    continue
                name = match["name"] or ("" if text[match.end() :].strip() else _next(region, cells, column))
                if _NAME.fullmatch(name):
                    yield row, column, name


def _next(region: Region, cells: Sequence[CellValue], column: int) -> str:
    """Return the text of the next filled cell of a title's row."""
    behind = (str(cells[at]).strip() for at in range(column + 1, region.last_column + 1))
    return next((text for text in behind if text), "")
