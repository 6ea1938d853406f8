"""Pictures that WPS puts into cells: their value is the text of a formula, which says nothing."""

from __future__ import annotations

import re

import numpy as np

from kehu_batch.model.tables.cell_grid import CellColumn, CellGrid

_PICTURE = re.compile(r"=?(?:_xlfn\.)?DISPIMG\(.*\)")


def without_pictures(grid: CellGrid) -> tuple[CellGrid, frozenset[tuple[int, int]]]:
    """Return a sheet's cells without the formulas of pictures, and which hold one, by 1-based row and 0-based column.

    They read as empty, as any formula without a result does.
    """
    columns = list(grid.columns)
    cells: set[tuple[int, int]] = set()
    for place, column in enumerate(columns):
        values = column.values.tolist()
        held = np.array(
            [isinstance(value, str) and bool(_PICTURE.fullmatch(value)) for value in values], bool
        )
        if held.any():
            rows = np.flatnonzero(held[column.codes])
            cells.update((row + 1, place) for row in rows.tolist())
            codes = column.codes.copy()
            kept = column.values if "" in values else np.append(column.values, np.array([""], dtype=object))
            codes[rows] = values.index("") if "" in values else len(values)
            columns[place] = CellColumn(codes, kept)
    return CellGrid(columns, len(grid)), frozenset(cells)
