"""Documents written off as bad debts: out of every other figure, and shown apart (docs/rules.md, 2)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import to_days
from kehu_batch.analysis.base.snapshot import Mask, Snapshot
from kehu_batch.analysis.receivables.documents import rows_of_side
from kehu_batch.analysis.receivables.position import Position
from kehu_batch.model.tables.document_states import DEAD, OF_WRITTEN_OFF, DocumentState


def sum_written_off(snapshot: Snapshot, position: Position, currency: str) -> int:
    """Return the fen written off up to as_of in one currency, less what was received on it.

    Receipts that name such documents say what was received; where none does, the documents' own 已收.
    """
    invoices = _rows(snapshot, position, "invoices", DEAD[DocumentState.WRITTEN_OFF], "issued_on", currency)
    receipts = _rows(snapshot, position, "receipts", OF_WRITTEN_OFF, "received_on", currency)
    if invoices is None:
        return 0
    received = 0 if receipts is None else int(receipts["amount"].sum())
    return int(invoices["amount"].sum()) - (received or int(invoices["paid"].sum()))


def _rows(
    snapshot: Snapshot, position: Position, table: str, reason: str, day: str, currency: str
) -> pd.DataFrame | None:
    frame = snapshot.dataset.table(table)
    if frame is None:
        return None
    inside: Mask = (frame["excluded"] == reason).to_numpy() & ~(to_days(frame[day]) > snapshot.day)
    own = position.documents.currency_names[0]
    inside &= (frame["currency"].fillna(own) == currency).to_numpy(dtype=np.bool_)
    return frame[inside & rows_of_side(snapshot.dataset, table, position.side)]
