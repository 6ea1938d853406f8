"""Who called, where it stands above a worksheet without a column for it: ``回访人：张敏`` over a sheet for each person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from kehu_batch.folding import fold_header
from kehu_batch.model.findings import catalogue_looks as kinds
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import OwnedRows, PassedRow, Region
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.policy.vocabulary import TableKind
from kehu_batch.recognition.cell_flags import filled_cells
from kehu_batch.recognition.header.record_forms import WHOSE_FIELDS
from kehu_batch.recognition.table_span.body import GROUP, MAX_TEXT, TOTAL
from kehu_batch.records import replace

_CALLER = "called_by"
_OF_CALLS = frozenset({"callbacks", "followups", "complaints"})
#: Labels of headings that are no column of theirs.
_GROUPS = frozenset(
    {"部门", "科室", "小组", "组别", "组", "班组", "团队", "区域", "片区", "大区", "城市", "门店"}
)
#: A label with what it says in one cell, perhaps behind something else: 客服部 回访人：张敏 2023年11月.
_LABELLED = re.compile(
    r"(?:^|[\s,，;；|(（])(?P<label>[^\s:：,，;；|(（]{2,8})\s*[:：]\s*(?P<name>[^\s:：,，;；|()（）]*)"
)
_MAY_BE = re.compile("[:：】]")
_FRAMED = re.compile("【[^【】]+】")
_LONGEST_LABEL = 8
_NAME = re.compile(r"[^\W\d_]{2,12}(?:[、/·][^\W\d_]{2,12})*")


def with_label_rows(region: Region, sheet: Sheet, table: TableKind) -> Region:
    """Return a region of calls without the rows that hold one label with what it says: ``回访人：李强``, ``区域：华东``, ``【张敏】``.

    They are headings over the rows below them and no customers. A caller so named has made the calls down to the next,
    where the table has no column of callers. Labels of customers are left: a row may plan a call with nothing else.

    Args:
        region: The region.
        sheet: Its sheet.
        table: What it is.
    """
    if table.code not in _OF_CALLS or not len(region.data_rows):
        return region
    passed = {one.row: one.reason for one in region.passed if one.row > region.header_row}
    rows = np.array(sorted({*region.data_rows.tolist(), *(set(passed) - _ends(passed))}), dtype=np.int64)
    columns = range(region.first_column, region.last_column + 1)
    labels = {
        row: (column, *said)
        for column in columns
        for row in _rows_with_labels(sheet, column, rows)
        if filled_cells(sheet.rows[row - 1], columns) == 1
        and (said := _label_of(str(sheet.rows[row - 1][column]), table)) is not None
    }
    left = [row for row in region.data_rows.tolist() if row not in labels]
    if not labels or not left:
        return region
    ends = sorted({*_ends(passed), *(row for row, (_, field, _) in labels.items() if field in {"", _CALLER})})
    told = tuple(
        OwnedRows(
            row, column, row + 1, next((end - 1 for end in ends if end > row), left[-1]), {_CALLER: name}
        )
        for row, (column, field, name) in sorted(labels.items())
        if field == _CALLER and _NAME.fullmatch(name) and region.column_of(_CALLER) is None
    )
    headings = (
        PassedRow(row, GROUP, str(sheet.rows[row - 1][column])[:MAX_TEXT])
        for row, (column, _, _) in labels.items()
        if row not in passed
    )
    return replace(
        region,
        data_rows=np.array(left, dtype=np.int64),
        passed=tuple(sorted((*region.passed, *headings), key=lambda one: one.row)),
        merged=tuple(area for area in region.merged if area.first_row not in labels),
        told=(*region.told, *told),
    )


def _ends(passed: Mapping[int, str]) -> set[int]:
    """Return the rows passed over at which a group ends: totals and the names of other groups."""
    return {row for row, reason in passed.items() if reason in {TOTAL, GROUP}}


def _rows_with_labels(sheet: Sheet, column: int, rows: npt.NDArray[np.int64]) -> list[int]:
    """Return those of some rows whose cell of a column may be a label with what it says."""
    cells = sheet.column(column)
    codes = [code for code, cell in enumerate(cells.values) if isinstance(cell, str) and _MAY_BE.search(cell)]
    if not codes:
        return []
    found: list[int] = rows[np.isin(cells.codes[rows - 1], codes)].tolist()
    return found


def _label_of(text: str, table: TableKind) -> tuple[str, str] | None:
    """Return the field that a label names, and what follows; ``None`` where a text has none, or a customer's."""
    if _FRAMED.fullmatch(text.strip()):
        return "", text
    label, _, content = text.replace("：", ":").partition(":")
    if not content.strip() or len(label) > _LONGEST_LABEL:
        return None
    folded = fold_header(label)
    field = table.strong.get(folded) or ("" if folded in _GROUPS else None)
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
