"""Rows of a list of invoices that state what was received and no amount: a payment on a line of its own."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.folding import fold_document_number
from kehu_batch.model.findings.catalogue_stated import PAID_WITHOUT_AMOUNT
from kehu_batch.normalisation.cells.collecting import Collector, say

#: A row that names nobody, or neither a document nor a day, may be a sum that somebody wrote below the column.
_WHOSE, _WHAT = ["customer_id", "customer_name"], ["invoice_no", "issued_on", "paid_on"]
_OF_DOCUMENT = ["region", "number", "customer_id", "customer_name"]


def settle_paid_alone(collector: Collector, frame: pd.DataFrame) -> None:
    """Let a row without an amount that states what was received be that payment; its money would count nowhere else.

    Where a row above has its number, and room for it, the payment is one of that document's: it takes over a part of
    its amount, as ``split_by_payments`` does. Else it is a credit of its customer. A row that says what is left of it,
    whose amount cannot be read, or that names nobody, stays unknown.

    Args:
        collector: The table's cells, and where findings go.
        frame: Typed invoices with their states; changed in place.
    """
    if not {"paid", "amount"} <= collector.raw.columns.keys():
        return
    unread = np.zeros(len(frame), dtype=np.bool_)
    unread[collector.faulty_rows("amount")] = True
    paid = frame["paid"].fillna(0)
    alone = (
        (frame["excluded"] == "").to_numpy()
        & frame["amount"].isna().to_numpy()
        & frame["open_amount"].isna().to_numpy()
        & (paid != 0).to_numpy(dtype=bool)
        & frame[_WHOSE].notna().any(axis=1).to_numpy()
        & frame[_WHAT].notna().any(axis=1).to_numpy()
        & ~unread
    )
    if not alone.any():
        return
    numbered = frame.assign(number=frame["invoice_no"].map(fold_document_number, na_action="ignore"))
    keys = list(zip(*(numbered[name].fillna("").tolist() for name in _OF_DOCUMENT), strict=True))
    first: dict[tuple[object, ...], int] = {}
    stated = frame["amount"].notna() & (frame["excluded"] == "")
    for place in np.flatnonzero(stated.to_numpy()).tolist():
        first.setdefault(keys[place], place)
    amounts, received = frame["amount"].copy(), frame["paid"].copy()
    days = {name: frame[name].copy() for name in ("issued_on", "due_on")}
    for place in np.flatnonzero(alone).tolist():
        fen, of = int(paid.iloc[place]), first.get(keys[place], -1)
        room = 0 if of < 0 else int(amounts.iloc[of]) - int(received.fillna(0).iloc[of])
        if keys[place][1] and 0 < fen <= room:
            amounts.iloc[of] -= fen
            amounts.iloc[place] = fen
            for name, column in days.items():
                column.iloc[place] = frame[name].iloc[of]
        else:
            amounts.iloc[place], received.iloc[place] = -fen, pd.NA
            if pd.isna(days["issued_on"].iloc[place]):
                days["issued_on"].iloc[place] = frame["paid_on"].iloc[place]
    for name, column in {"amount": amounts, "paid": received, **days}.items():
        frame[name] = column
    message = say(
        "这一行没有应收金额，{label}“{value}”按收款计：同号单据的又一次收款，没有同号单据的记为贷项"
    )
    collector.add(PAID_WITHOUT_AMOUNT, "paid", np.flatnonzero(alone), message)
