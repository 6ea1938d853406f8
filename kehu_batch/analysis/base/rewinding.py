"""Invoices as of a day: one written off later is still owed then, one on several lists is as the list then has it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.document_states import CLEARED, DEAD, OF_WRITTEN_OFF, DocumentState
from kehu_batch.model.tables.list_versions import OTHER_ROW
from kehu_batch.records import replace

#: Why an invoice does not count that another list has as of a better day.
_REASON = OTHER_ROW["invoices"]
#: Of each table: why a row does not count, and the day from which on it does not.
_GONE = (
    ("invoices", DEAD[DocumentState.WRITTEN_OFF], "written_off_on"),
    ("invoices", CLEARED, "cleared_on"),
    ("receipts", OF_WRITTEN_OFF, "document_written_off_on"),
)


def rewind_write_offs(dataset: Dataset, as_of: date) -> Dataset:
    """Return the dataset with the documents that were written off or cleared after a day, and their receipts, counting.

    One without its day is written off on any day: nobody said since when (docs/rules.md, 1.8).
    """
    changed: dict[str, pd.DataFrame] = {}
    for table, reason, column in _GONE:
        frame = changed.get(table, dataset.tables.get(table))
        if frame is None:
            continue
        later = (frame["excluded"] == reason) & (frame[column] > pd.Timestamp(as_of))
        if later.any():
            changed[table] = frame.assign(excluded=frame["excluded"].mask(later, ""))
    return replace(dataset, tables={**dataset.tables, **changed}) if changed else dataset


def rewind_lists(dataset: Dataset, as_of: date) -> Dataset:
    """Return the dataset with invoices as the newest list up to a day has them, else the first later one.

    What a list of a later day says was received is not known to have been received by then (docs/rules.md, 1.12).
    """
    versions = dataset.list_versions
    if not len(versions):
        return dataset
    later = versions["listed_on"] > pd.Timestamp(as_of)
    if not later.any():
        return dataset
    known = versions["listed_on"].mask(later)
    newest = known.groupby(versions["record"]).transform("max")
    first = versions["listed_on"].groupby(versions["record"]).transform("min")
    counts = (versions["listed_on"] == newest.fillna(first)).to_numpy(dtype=np.bool_)
    frame = dataset.tables["invoices"]
    excluded = frame["excluded"].to_numpy(dtype=object).copy()
    rows = versions["row"].to_numpy(dtype=np.intp)
    back, gone = rows[counts], rows[~counts]
    excluded[back[excluded[back] == _REASON]] = ""
    excluded[gone[excluded[gone] == ""]] = _REASON
    changed = frame.assign(excluded=pd.Series(excluded, index=frame.index, dtype="str"))
    return replace(dataset, tables={**dataset.tables, "invoices": changed})
