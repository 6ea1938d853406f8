"""The hash of what a workbook says, less what this program wrote into it.

It is the same for an original and its annotated copy, so workbooks may show it and stay byte-identical from
run to run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from kehu_batch.model.tables.cell_grid import CellColumn, CellGrid
from kehu_batch.model.tables.recognition import Recognition
from kehu_batch.model.tables.source import Sheet, Workbook

#: Rows that are described at a time.
_ROWS = 1024


def hash_content(workbook: Workbook, recognition: Recognition) -> str:
    """Return the SHA-256 of sheet names and cell values, our own sheets and columns left out."""
    own_sheets = {own.sheet for own in recognition.own_sheets if own.file == workbook.file}
    digest = hashlib.sha256()
    for sheet in workbook.sheets:
        if sheet.name in own_sheets:
            continue
        digest.update(f"\x1d{sheet.name}\x1d".encode("utf-8", "surrogatepass"))
        for rows in _described(_own_columns(workbook, sheet, recognition), len(sheet.rows)):
            digest.update(rows.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _described(columns: Sequence[CellColumn], height: int) -> Iterator[str]:
    """Yield the rows, some at a time, each cell as Python would write it, worked out once for each distinct value."""
    written = []
    # What stands behind a cell goes with it, so that all of some rows are joined in one go.
    for column, after in zip(columns, [", "] * (len(columns) - 1) + ["]["], strict=bool(columns)):
        values = np.empty(len(column.values), dtype=object)
        values[:] = [text + after for text in map(repr, column.values.tolist())]
        written.append((column.codes, values))
    for first in range(0, height if columns else 0, _ROWS):
        texts = [values[codes[first : first + _ROWS]].tolist() for codes, values in written]
        yield "[" + "".join(chain.from_iterable(zip(*texts, strict=True)))[:-1]
    if not columns:
        yield "[]" * height


def _own_columns(workbook: Workbook, sheet: Sheet, recognition: Recognition) -> Sequence[CellColumn]:
    """Return a sheet's columns with nothing in the cells of ours, which were blank before we wrote into them."""
    grid = CellGrid.of(sheet.rows)
    columns = list(grid.columns)
    regions = [
        region
        for region in recognition.regions
        if region.file == workbook.file and region.sheet == sheet.name
    ]
    ours = [region for region in regions if region.own_columns]
    for region in ours:
        # Those of tables side by side stand together, down to the last row of the longest.
        beside = [other for other in regions if other.header_row == region.header_row]
        last = max(int(other.data_rows.max(initial=other.header_row)) for other in beside)
        rows = slice(region.header_first_row - 1, last)
        for place in region.own_columns:
            if place < len(columns):
                columns[place] = _blanked(columns[place], rows)
    # A column that was added made the sheet wider; without it the last one may be blank.
    while ours and columns and not columns[-1].filled().any():
        columns.pop()
    return columns


def _blanked(column: CellColumn, rows: slice) -> CellColumn:
    codes = column.codes.copy()
    codes[rows] = len(column.values)
    return CellColumn(codes, np.append(column.values, np.array([""], dtype=object)))
