"""Who called, where it stands above a worksheet without a column for it: ``回访人：张敏`` over a sheet for each person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from kehu_batch.folding import fold_header
from kehu_batch.model.findings import catalogue_looks as kinds
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import OwnedRows, PassedRow, Region
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.policy.vocabulary import TableKind
from kehu_batch.recognition.cell_flags import filled_cells
from kehu_batch.recognition.header.record_forms import WHOSE_FIELDS
from kehu_batch.recognition.table_span.body import GROUP, MAX_TEXT
from kehu_batch.records import replace

_CALLER = "called_by"
#: A label with what it says in one cell, perhaps behind something else: 客服部 回访人：张敏 2023年11月.
_LABELLED = re.compile(
    r"(?:^|[\s,，;；|(（])(?P<label>[^\s:：,，;；|(（]{2,8})\s*[:：]\s*(?P<name>[^\s:：,，;；|()（）]*)"
)
_LONGEST_LABEL = 8
_NAME = re.compile(r"[^\W\d_]{2,12}(?:[、/·][^\W\d_]{2,12})*")


def with_label_rows(region: Region, sheet: Sheet, table: TableKind) -> Region:
    """Return a region of calls without the rows that hold one label with what it says: ``回访人：李强``, ``区域：华东``.

    They are headings over the rows below them and no customers. A caller so named has made the calls down to the next,
    where the table has no column of callers. Labels of customers are left: a row may plan a call with nothing else.

    Args:
        region: The region.
        sheet: Its sheet.
        table: What it is.
    """
    if _CALLER not in table.fields or not len(region.data_rows):
        return region
    labels = {
        row: (column, *said)
        for column in range(region.first_column, region.last_column + 1)
        for row in _rows_with_colons(sheet, column, region)
        if filled_cells(sheet.rows[row - 1], range(region.first_column, region.last_column + 1)) == 1
        and (said := _label_of(str(sheet.rows[row - 1][column]), table)) is not None
    }
    left = [row for row in region.data_rows.tolist() if row not in labels]
    if not labels or not left:
        return region
    callers = [row for row in sorted(labels) if labels[row][1] == _CALLER and _NAME.fullmatch(labels[row][2])]
    ends = [*(row - 1 for row in callers[1:]), left[-1]]
    told = tuple(
        OwnedRows(row, labels[row][0], row + 1, end, {_CALLER: labels[row][2]})
        for row, end in zip(callers, ends, strict=False)
        if end > row and region.column_of(_CALLER) is None
    )
    headings = (PassedRow(row, GROUP, str(sheet.rows[row - 1][labels[row][0]])[:MAX_TEXT]) for row in labels)
    return replace(
        region,
        data_rows=np.array(left, dtype=np.int64),
        passed=tuple(sorted((*region.passed, *headings), key=lambda one: one.row)),
        merged=tuple(area for area in region.merged if area.first_row not in labels),
        told=(*region.told, *told),
    )


def _rows_with_colons(sheet: Sheet, column: int, region: Region) -> list[int]:
    """Return the data rows whose cell of a column may be a label with what it says."""
    cells = sheet.column(column)
    codes = [
        code
        for code, cell in enumerate(cells.values)
        if isinstance(cell, str) and (":" in cell or "：" in cell)
    ]
    if not codes:
        return []
    rows: list[int] = region.data_rows[np.isin(cells.codes[region.data_rows - 1], codes)].tolist()
    return rows


def _label_of(text: str, table: TableKind) -> tuple[str, str] | None:
    """Return the field that a text's label names, and what follows; ``None`` where it is no label, or a customer's."""
    label, _, content = text.replace("：", ":").partition(":")
    field = table.strong.get(fold_header(label)) if content.strip() and len(label) <= _LONGEST_LABEL else None
    return None if field is None or field in WHOSE_FIELDS else (field, content.strip())


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
    told = [one for one in region.told if _CALLER in one.values]
    if not told:
        return []
    one, rows = told[0], region.data_rows
    name = one.values[_CALLER]
    covered = np.zeros(len(rows), dtype=bool)
    for each in told:
        covered |= (rows >= each.first_row) & (rows <= each.last_row)
    if one.row < region.header_first_row:
        message = f"表里没有“回访人”一列，表头上方写着“{name}”：{len(rows)} 行都算作他的回访"
    else:
        message = f"表里没有“回访人”一列，各段上方写着回访人（如“{name}”，共 {len(told)} 段）：{covered.sum()} 行算作上方所写的人的回访"
    place = Location(region.file, region.sheet, one.row, one.column)
    return [
        Finding(kinds.CALLER_ABOVE, place, message, name, region.table, _CALLER, count=int(covered.sum()))
    ]


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
