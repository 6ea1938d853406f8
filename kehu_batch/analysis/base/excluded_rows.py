"""Every row that does not count, with its cell, reason and money (docs/rules.md, 11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.snapshot import UNDATED, UNPRICED
from kehu_batch.analysis.base.unread_cells import OF_AMOUNT, OF_DATE
from kehu_batch.cells import cell_ref, parse_ref
from kehu_batch.model.figures.analysis import ExcludedRow
from kehu_batch.model.tables.dataset import AFTER_AS_OF, EVENT_DATE, Dataset
from kehu_batch.model.tables.document_states import DEAD
from kehu_batch.model.tables.recognition import Region
from kehu_batch.records import replace

#: Reasons that what stands in a cell is why.
_OF_CELLS = OF_AMOUNT | OF_DATE

#: More rows of one reason than these are listed as runs of neighbouring rows.
_MOST_SINGLE = 1000

_Reasons = npt.NDArray[np.object_]


def list_excluded(
    dataset: Dataset, table: str, frame: pd.DataFrame, reasons: _Reasons, money: str | None, currency: str
) -> tuple[ExcludedRow, ...]:
    """List the rows of a table that do not count, in the order of the sheets.

    Args:
        dataset: The drop.
        table: Table code.
        frame: Its frame.
        reasons: Of each row; ``""`` where it counts.
        money: The column with the money that a row carries; ``None`` where there is none.
        currency: The policy's own currency.
    """
    rows = np.flatnonzero(reasons != "")
    names, counts = np.unique(reasons[rows].astype(str), return_counts=True)
    joined = set(names[counts > _MOST_SINGLE].tolist())
    seen = _values_seen(dataset, table)
    listed: list[ExcludedRow] = []
    last = (-1, 0)
    for row, region_id, source_row, fen, coin in _carried(frame.take(rows), rows, money, currency):
        region, reason = dataset.regions[region_id], str(reasons[row])
        if (
            reason in joined
            and last == (region_id, source_row - 1)
            and (listed[-1].reason, listed[-1].currency) == (reason, coin)
        ):
            listed[-1] = _lengthened(listed[-1], fen)
        else:
            cell = _cell(region, _field(table, reason), source_row)
            listed.append(
                ExcludedRow(
                    region.file,
                    cell,
                    reason,
                    1,
                    fen,
                    coin,
                    seen.get((region.file, cell), "") if reason in _OF_CELLS else "",
                )
            )
        last = (region_id, source_row)
    return tuple(listed)


def _carried(
    frame: pd.DataFrame, rows: npt.NDArray[np.intp], money: str | None, currency: str
) -> Iterator[tuple[int, int, int, int | None, str]]:
    """Yield each row's position, region, sheet row, money and its currency, empty for the policy's own."""
    empty = [None] * len(rows)
    amounts = empty if money is None else frame[money].astype(object).tolist()
    coins = frame["currency"].astype(object).tolist() if "currency" in frame else empty
    places = (rows.tolist(), frame["region"].tolist(), frame["source_row"].tolist())
    for row, region, source_row, fen, coin in zip(*places, amounts, coins, strict=True):
        known = None if pd.isna(fen) else int(fen)
        yield row, region, source_row, known, "" if pd.isna(coin) or coin == currency else str(coin)


def _values_seen(dataset: Dataset, table: str) -> dict[tuple[str, str], str]:
    """Return what stands in the cells of a table that findings of reading are about, by file and cell."""
    return {
        (finding.location.file, finding.location.cell): finding.value
        for finding in dataset.findings
        if finding.table == table and finding.location is not None and finding.location.cell is not None
    }


def _lengthened(run: ExcludedRow, fen: int | None) -> ExcludedRow:
    """Return a run of rows with one more at its end, whose value seen is not told."""
    sheet, _, area = run.cell.rpartition("!")
    first = area.partition(":")[0]
    row, column = parse_ref(first)
    total = fen if run.fen is None else run.fen + (fen or 0)
    cell = f"{sheet}!{first}:{cell_ref(row + run.rows, column)}"
    return replace(run, cell=cell, rows=run.rows + 1, fen=total, seen="")


def _field(table: str, reason: str) -> str:
    """Return the field whose cell a reason is about; ``""`` for the first of the row."""
    about: Mapping[str, str] = {
        AFTER_AS_OF: EVENT_DATE.get(table, ""),
        UNDATED: EVENT_DATE.get(table, ""),
        **dict.fromkeys(OF_DATE, EVENT_DATE.get(table, "")),
        UNPRICED: "amount",
        **dict.fromkeys(OF_AMOUNT, "amount"),
        **dict.fromkeys(DEAD.values(), "status"),
    }
    return about.get(reason, "")


def _cell(region: Region, field: str, row: int) -> str:
    column = region.column_of(field)
    return f"{region.sheet}!{cell_ref(row, region.first_column if column is None else column)}"
