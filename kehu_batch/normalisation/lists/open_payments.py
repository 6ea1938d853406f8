"""Payments that stand on the list of open items (SAP's DZ, 收款单) and on a list of receipts (docs/rules.md, 1.12)."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kehu_batch.model.findings.catalogue_lists import RECEIPT_LISTED_AGAIN
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.tables.document_states import CLEARED
from kehu_batch.model.tables.list_versions import OTHER_ROW
from kehu_batch.normalisation.lists.grouping import name_sides
from kehu_batch.normalisation.lists.reporting import RowPlaces, name_list
from kehu_batch.wording.joining import name_lines
from kehu_batch.wording.numbers import format_yuan

_SAME = ["side", "customer", "money", "day"]


def settle_open_payments(invoices: RowPlaces, receipts: RowPlaces) -> Iterator[Finding]:
    """Leave out receipts that name no document and are payments among the open items; the frame changes in place.

    They are the same where customer, day and currency are and the sums agree to the fen. The item stays: open it is a
    credit, cleared it is in what was received.

    Args:
        invoices: The invoices, customers known and lists settled.
        receipts: The same of receipts.
    """
    owed, frame = invoices.frame, receipts.frame
    paying = [(one.id, row) for one in invoices.regions for row in one.payment_rows]
    if not paying:
        return
    at = pd.MultiIndex.from_frame(owed[["region", "source_row"]]).isin(paying)
    items = owed[at & owed["excluded"].isin(["", CLEARED]) & (owed["amount"] < 0).fillna(value=False)]
    free = frame[
        (frame["excluded"] == "")
        & frame["invoice_no"].isna()
        & (frame["customer"] >= 0)
        & (frame["amount"] > 0).fillna(value=False)
    ]
    items = items.assign(
        side=name_sides(items, invoices.regions), money=items["currency"].fillna(""), day=items["issued_on"]
    )
    free = free.assign(
        side=name_sides(free, receipts.regions), money=free["currency"].fillna(""), day=free["received_on"]
    )
    taken = items.groupby(_SAME)["amount"].sum()
    came = free.groupby(_SAME)["amount"].transform("sum")
    same = came == -taken.reindex(pd.MultiIndex.from_frame(free[_SAME])).set_axis(free.index)
    again = free[same.fillna(value=False).to_numpy(dtype=bool)]
    frame.loc[again.index, "excluded"] = OTHER_ROW["receipts"]
    where = name_list(invoices.regions[int(items["region"].iloc[0])]) if len(items) else ""
    for _, rows in again.groupby(["region", "money"], sort=False):
        fen, first = int(rows["amount"].sum()), int(rows.index[0])
        lines = name_lines(receipts.line(row) for row in rows.index.tolist())
        message = (
            f"{lines}的回款在{where}里有同一客户同一天、合计相同的收款，净额里已经扣了；"
            f"这里的 {len(rows)} 行 {format_yuan(fen)} {rows['money'].iloc[0] or '元'}不计"
        )
        place = receipts.of(first, "amount")
        yield Finding(
            RECEIPT_LISTED_AGAIN, place, message, format_yuan(fen), "receipts", "amount", count=len(rows)
        )
