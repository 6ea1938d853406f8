"""Amounts of either side that stand there and could not be read: never 0, and never a missing document."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import to_days
from kehu_batch.analysis.base.snapshot import Codes, Mask, Snapshot
from kehu_batch.analysis.receivables.documents import rows_of_side
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.recognition import Side


def unread_rows(snapshot: Snapshot, side: Side) -> pd.DataFrame:
    """Return the rows of one side's documents up to the cut-off without an amount that can be read.

    Indexed by their positions in ``invoices``.
    """
    frame = snapshot.dataset.tables["invoices"]
    issued = to_days(frame["issued_on"])
    until = ~(issued > snapshot.day)
    asked = (frame["excluded"] == "").to_numpy() & frame["amount"].isna().to_numpy() & until
    named = frame["invoice_no"].notna().to_numpy() | cells_unread(snapshot.dataset, "invoices", "amount")
    chosen = asked & named & rows_of_side(snapshot.dataset, "invoices", side)
    return frame[chosen]


def cells_unread(dataset: Dataset, table: str, field: str) -> Mask:
    """Return for each row of a table whether its cell of a field holds something that could not be read."""
    frame = dataset.tables[table]
    unread = np.zeros(len(frame), dtype=np.bool_)
    told = [
        (one.location.file, one.location.sheet, one.location.row, one.count)
        for one in dataset.findings
        if (one.table, one.field) == (table, field) and one.value and one.location is not None
    ]
    if not told or field not in frame:
        return unread
    missing, regions = frame[field].isna().to_numpy(), frame["region"].to_numpy()
    lines = frame["source_row"].to_numpy()
    for region in dataset.regions:
        here = [
            (row, count) for file, sheet, row, count in told if (file, sheet) == (region.file, region.sheet)
        ]
        if region.table != table or not here:
            continue
        inside = missing & (regions == region.id)
        # One finding for a whole column stands at its first cell.
        whole = any(count > 1 for _, count in here)
        unread |= inside if whole else inside & np.isin(lines, [row for row, _ in here])
    return unread


def customers_unread(snapshot: Snapshot, side: Side, count: int, currency: str, own: str) -> Mask:
    """Return which customers have a document of a side that could not be read; the last entry: rows without one.

    Args:
        snapshot: The drop.
        side: Whose documents.
        count: Customers and one more.
        currency: Of the documents.
        own: The policy's own, of documents that name none.
    """
    rows = unread_rows(snapshot, side)
    rows = rows[rows["currency"].fillna(own) == currency]
    unread = np.zeros(count, dtype=np.bool_)
    customers: Codes = rows["customer"].to_numpy(dtype=np.int64)
    unread[customers % count] = True
    return unread
