"""Stray cells far from everything else: passed over and told, as they would make a sheet of a million blank rows.

A key pressed in the last row or column leaves one; a table of its own it is not.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

#: So many blank rows stand within no table, and between no two.
ROW_GAP = 50_000
#: More cells than this beyond the gap are content.
MOST_FAR = 1_000
#: And so many blank columns, where a sheet is too wide or too large to be held.
COLUMN_GAP = 200

Counts = npt.NDArray[np.int64]


def row_end(filled: Counts) -> int:
    """Return the row (from 1) behind which only stray cells stand, far down; the last one where none do.

    Args:
        filled: How many cells of each row are filled; the first row is at 1.
    """
    used = np.flatnonzero(filled)
    if not len(used):
        return 0
    gaps = np.flatnonzero(np.diff(used) > ROW_GAP)
    for gap in gaps.tolist():
        if filled[used[gap] + 1 :].sum() <= MOST_FAR:
            return int(used[gap])
    return int(used[-1])


def column_end(filled: Counts, most: int, *, wide: bool) -> int:
    """Return the column (from 0) behind which only stray cells stand, far to the right; the last one where none do.

    It is -1 where the sheet holds nothing else: one that is not used otherwise keeps no other sheet from being read.

    Args:
        filled: How many cells of each column are filled.
        most: Columns that a sheet may have.
        wide: Whether the sheet is too large to be held even so.
    """
    used = np.flatnonzero(filled)
    if not len(used):
        return -1
    if not wide and used[-1] < most:
        return int(used[-1])
    if used[0] >= most and filled.sum() <= MOST_FAR:
        return -1
    gaps = (np.flatnonzero(np.diff(used) > COLUMN_GAP) + 1).tolist()
    # As much as can be held is read.
    for gap in gaps if wide else gaps[::-1]:
        if filled[used[gap] :].sum() <= MOST_FAR and used[gap - 1] < most:
            return int(used[gap - 1])
    return int(used[-1])
