"""Bad debts as of a day: a document written off later is still owed then (docs/rules.md, 2)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.document_states import DEAD, OF_WRITTEN_OFF, DocumentState
from kehu_batch.records import replace

#: Of each table: why a row does not count, and the day from which on it does not.
_GONE = {
    "invoices": (DEAD[DocumentState.WRITTEN_OFF], "written_off_on"),
    "receipts": (OF_WRITTEN_OFF, "document_written_off_on"),
}


def rewind_write_offs(dataset: Dataset, as_of: date) -> Dataset:
    """Return the dataset with the documents that were written off after a day, and their receipts, counting.

    One without its day is written off on any day: nobody said since when.
    """
    changed: dict[str, pd.DataFrame] = {}
    for table, (reason, column) in _GONE.items():
        frame = dataset.tables.get(table)
        if frame is None:
            continue
        later = (frame["excluded"] == reason) & (frame[column] > pd.Timestamp(as_of))
        if later.any():
            changed[table] = frame.assign(excluded=frame["excluded"].mask(later, ""))
    return replace(dataset, tables={**dataset.tables, **changed}) if changed else dataset
