"""Row accounting: read = used + excluded, for every table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.excluded_rows import list_excluded
from kehu_batch.analysis.base.unread_cells import why_excluded
from kehu_batch.model.figures.analysis import RowAccount
from kehu_batch.model.tables.dataset import Dataset

#: The column with the money that a row carries.
_MONEY: Mapping[str, str] = {
    "orders": "amount",
    "invoices": "amount",
    "receipts": "amount",
    "ledger": "annual_amount",
    "balances": "receivable_balance",
}


def account_rows(dataset: Dataset, as_of: date, currency: str = "CNY") -> dict[str, RowAccount]:
    """Return the row account of every table of the drop.

    A planned callback not made is used: it counts in 回访完成率.

    Args:
        dataset: The drop.
        as_of: The day on which a row counts or does not.
        currency: The policy's own; money in others is never added to it.
    """
    return {
        table: _account(dataset, table, frame, as_of, currency) for table, frame in dataset.tables.items()
    }


def _account(dataset: Dataset, table: str, frame: pd.DataFrame, as_of: date, currency: str) -> RowAccount:
    reasons = why_excluded(dataset, table, as_of)
    excluded = reasons != ""
    names, counts = np.unique(reasons[excluded].astype(str), return_counts=True)
    listed = list_excluded(dataset, table, frame, reasons, _MONEY.get(table), currency)
    carried: dict[str, int] = {}
    for row in listed:
        carried[row.currency] = carried.get(row.currency, 0) + (row.fen or 0)
    total = int(excluded.sum())
    return RowAccount(
        read=len(frame),
        used=len(frame) - total,
        excluded=total,
        excluded_fen=carried.pop("", 0),
        reasons=dict(zip(names.tolist(), counts.tolist(), strict=True)),
        listed=listed,
        excluded_foreign=carried,
    )
