"""Closings and 期初重述 as JSON data."""

from __future__ import annotations

import pandas as pd

from kehu_batch.model.figures.closings import Restatement
from kehu_batch.model.schema.closings import (
    ClosingCustomer,
    ClosingRecord,
    ClosingRow,
    Move,
    RestatedCustomer,
    RestatementRecord,
)
from kehu_batch.model.tables.closing import MOST_ROWS, Closing
from kehu_batch.summary.records import add_reasons, all_records, list_records


def write_closing(closing: Closing | None) -> ClosingRecord:
    """Return what the run closed with, whole: a later run opens with it.

    Raises:
        ValueError: It was not measured.
    """
    if closing is None:
        raise ValueError("figures without a closing")
    record: ClosingRecord = {
        "as_of": closing.as_of.isoformat(),
        "side": closing.side,
        "customers": all_records(_blanked(closing.customers), ClosingCustomer),
        "rows": None if closing.rows is None else all_records(_blanked(closing.rows), ClosingRow),
    }
    return add_reasons(ClosingRecord, record, {"rows": f"单据与回款超过 {MOST_ROWS:,} 行，不逐笔保存"})


def write_restatement(restated: Restatement | None) -> RestatementRecord | None:
    """Return what moved in the closing of an earlier run."""
    if restated is None:
        return None
    return {
        "as_of": restated.as_of.isoformat(),
        "source": restated.source,
        "customers": list_records(_blanked(restated.customers), RestatedCustomer),
        "moves": list_records(_blanked(restated.moves), Move),
        "moves_reason": restated.moves_reason or None,
        "reasons": dict(restated.reasons),
    }


def _blanked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame in which blank text is missing."""
    texts = [name for name in frame.columns if frame[name].dtype == "str"]
    return frame.assign(**{name: frame[name].where(frame[name] != "") for name in texts})
