"""Cells that say no more than that they are as the one above: 同上, 〃."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from kehu_batch.folding import fold_text
from kehu_batch.normalisation.cells.distinct import compact
from kehu_batch.normalisation.cells.raw import RawTable
from kehu_batch.policy.cell_words import load_cell_words
from kehu_batch.records import replace

#: Longest ditto, in characters.
_LONGEST = 8


def resolve_dittos(raw: RawTable, fields: Iterable[str]) -> RawTable:
    """Return a table in which each ditto has what stands above it, over further dittos.

    One in the first row of its region has nothing above it, and stays.

    Args:
        raw: The table.
        fields: Its fields that may hold dittos: money and scores are never guessed.
    """
    found: dict[str, npt.NDArray[np.intp]] = {}
    for field in fields:
        cells = raw.columns.get(field)
        if cells is None or not any(map(_is_ditto, cells.results)):
            continue
        ditto = cells.pick(_is_ditto, bool) & ~_first_rows(raw)
        # A first row is never passed over, and so nothing is taken from another region.
        above = np.maximum.accumulate(np.where(ditto, 0, np.arange(len(raw))))
        ditto &= ~cells.pick(_is_ditto, bool)[above]
        rows = np.flatnonzero(ditto)
        codes = cells.codes.copy()
        codes[rows] = codes[above[rows]]
        raw.columns[field] = compact(codes, cells.results)
        found[field] = rows
    return replace(raw, dittos=found)


def _first_rows(raw: RawTable) -> npt.NDArray[np.bool_]:
    first = np.ones(len(raw), dtype=bool)
    first[1:] = raw.region[1:] != raw.region[:-1]
    return first


def _is_ditto(cell: object) -> bool:
    return isinstance(cell, str) and 0 < len(cell) <= _LONGEST and fold_text(cell) in load_cell_words().ditto
