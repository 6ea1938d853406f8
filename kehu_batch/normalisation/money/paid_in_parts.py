"""One invoice on a row for each day that money came: its amount stands on each, or is merged over them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.folding import fold_document_number
from kehu_batch.model.findings.catalogue_reading import MONEY_WITHOUT_AMOUNT
from kehu_batch.model.findings.catalogue_values import AMOUNT_PER_PAYMENT
from kehu_batch.normalisation.cells.collecting import Collector, say
from kehu_batch.normalisation.cells.merged_money import MERGED_AWAY

_SAME = ["customer_id", "customer_name", "instalment", "issued_on", "due_on", "currency"]


def split_by_payments(collector: Collector, frame: pd.DataFrame) -> None:
    """Let an invoice that has a row for each of its payments count once, in parts: each later payment is one.

    Rows are of one invoice where number, customer, instalment and days are equal, and the amount is merged over them;
    or stands on each, which has a payment and a day of its own, and the payments are no more than the amount. The
    first row has what is left of it, so that the sum is right on every day.

    Args:
        collector: The table's cells, and where findings go.
        frame: Typed invoices with their states; changed in place.
    """
    if not {"paid", "amount"} <= collector.raw.columns.keys():
        _tell_left_out(collector, frame)
        return
    numbers = frame["invoice_no"].map(fold_document_number, na_action="ignore")
    counted = frame["excluded"].isin(["", MERGED_AWAY]) & numbers.notna()
    rows = frame.assign(number=numbers)[counted.to_numpy()]
    keys = ["region", "number", *_SAME]
    rows = rows[rows.duplicated(keys, keep=False)]
    later: list[npt.NDArray[np.intp]] = []
    for found in rows.groupby(keys, dropna=False, sort=False).indices.values():
        places = rows.index[found].to_numpy()
        others = places[1:][(frame["paid"].iloc[places[1:]].fillna(0) > 0).to_numpy()]
        if len(others) and _are_payments(frame.iloc[places], frame.iloc[others]):
            _split(frame, int(places[0]), others)
            later.append(others)
    _tell_left_out(collector, frame)
    if later:
        message = say("这张单据按每次回款各占一行，应收金额只计一次：这一行计它的回款，其余计在第一行")
        collector.add(AMOUNT_PER_PAYMENT, "amount", np.sort(np.concatenate(later)), message)


def _tell_left_out(collector: Collector, frame: pd.DataFrame) -> None:
    """Tell of rows that are left out for their amount is merged into one above, and have money of their own."""
    merged = frame["excluded"] == MERGED_AWAY
    # What is left of an invoice may stand on each of its rows.
    own = ~frame.duplicated(["region", "invoice_no", "open_amount"])
    for field, rows, lost in (("paid", merged, "没有扣减"), ("open_amount", merged & own, "没有计入")):
        if field in collector.raw.columns:
            filled = np.flatnonzero((rows & frame[field].fillna(0).ne(0)).to_numpy(dtype=bool))
            message = say(f"这一行的应收金额合并在上面的行里，这一行不计入，{{label}}“{{value}}”{lost}")
            collector.add(MONEY_WITHOUT_AMOUNT, field, filled, message)


def _are_payments(rows: pd.DataFrame, others: pd.DataFrame) -> bool:
    """Whether rows that look like one invoice are its payments: the first, which has the amount, and ``others``."""
    if pd.isna(rows["amount"].iloc[0]) or rows["excluded"].iloc[0] != "":
        return False
    whole = int(rows["amount"].iloc[0])
    if (rows["excluded"].iloc[1:] == MERGED_AWAY).all():
        return int(others["paid"].sum()) <= whole
    same = len(others) == len(rows) - 1 and (rows["amount"] == whole).fillna(False).all()
    paid = (rows["paid"].fillna(0) > 0).all() and int(rows["paid"].sum()) <= whole
    return bool(same and paid and rows["paid_on"].notna().all() and rows["paid_on"].is_unique)


def _split(frame: pd.DataFrame, first: int, others: npt.NDArray[np.intp]) -> None:
    """Give each other row its payment as its amount, and the first what is left."""
    amounts, paid = frame["amount"].copy(), frame["paid"].iloc[others]
    amounts.iloc[first] -= int(paid.sum())
    amounts.iloc[others] = paid.array
    frame["amount"] = amounts
    concerned = np.zeros(len(frame), dtype=np.bool_)
    concerned[others] = True
    frame["excluded"] = frame["excluded"].mask(concerned, "")
    frame["disputed"] = frame["disputed"].mask(concerned)
    concerned[first] = True
    # What is stated as left follows the payments one by one.
    frame["open_amount"] = frame["open_amount"].mask(concerned)
