"""Every row that does not count, with its cell, reason and money (docs/rules.md, 11)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.snapshot import AFTER_AS_OF, UNDATED, UNPRICED
from kehu_batch.cells import column_letter
from kehu_batch.model.figures.analysis import ExcludedRow
from kehu_batch.model.tables.dataset import EVENT_DATE, Dataset
from kehu_batch.model.tables.document_states import DEAD
from kehu_batch.model.tables.recognition import Region

#: More rows of one reason than these are listed as runs of neighbouring rows.
_MOST_SINGLE = 1000

_Reasons = npt.NDArray[np.object_]


def list_excluded(
    dataset: Dataset, table: str, frame: pd.DataFrame, reasons: _Reasons, money: str | None
) -> tuple[ExcludedRow, ...]:
    """List the rows of a table that do not count, in the order of the sheets.

    Args:
        dataset: The drop.
        table: Table code.
        frame: Its frame.
        reasons: Of each row; ``""`` where it counts.
        money: The column with the money that a row carries; ``None`` where there is none.
    """
    rows = np.flatnonzero(reasons != "")
    amounts = None if money is None else frame[money].fillna(0).to_numpy(dtype=np.int64)
    names, counts = np.unique(reasons[rows].astype(str), return_counts=True)
    joined = set(names[counts > _MOST_SINGLE].tolist())
    runs: list[tuple[Region, str, int, int, int]] = []
    places = zip(
        rows.tolist(),
        frame["region"].to_numpy()[rows].tolist(),
        frame["source_row"].to_numpy()[rows].tolist(),
        strict=True,
    )
    for row, region_id, source_row in places:
        region, reason = dataset.regions[region_id], str(reasons[row])
        fen = 0 if amounts is None else int(amounts[row])
        if reason in joined and runs and runs[-1][:2] == (region, reason) and runs[-1][3] == source_row - 1:
            runs[-1] = (region, reason, runs[-1][2], source_row, runs[-1][4] + fen)
        else:
            runs.append((region, reason, source_row, source_row, fen))
    return tuple(
        ExcludedRow(
            region.file,
            _cell(region, _field(table, reason), first, last),
            reason,
            last - first + 1,
            None if money is None else fen,
        )
        for region, reason, first, last, fen in runs
    )


def _field(table: str, reason: str) -> str:
    """Return the field whose cell a reason is about; ``""`` for the first of the row."""
    about: Mapping[str, str] = {
        AFTER_AS_OF: EVENT_DATE.get(table, ""),
        UNDATED: EVENT_DATE.get(table, ""),
        UNPRICED: "amount",
        **dict.fromkeys(DEAD.values(), "status"),
    }
    return about.get(reason, "")


def _cell(region: Region, field: str, first: int, last: int) -> str:
    column = region.column_of(field)
    letter = column_letter(region.first_column if column is None else column)
    return f"{region.sheet}!{letter}{first}" + (f":{letter}{last}" if last > first else "")
