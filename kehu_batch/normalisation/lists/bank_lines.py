"""Receipts that one sheet lists by invoice and another as the bank's lines (docs/rules.md, 1.12)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from kehu_batch.model.findings.catalogue_lists import RECEIPT_LISTED_AGAIN, RECEIPT_PERHAPS_AGAIN
from kehu_batch.model.findings.finding import Finding, FindingKind
from kehu_batch.model.tables.list_versions import OTHER_ROW
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.lists.reporting import RowPlaces, name_list
from kehu_batch.wording.numbers import format_yuan

#: Money that names no invoice because it is for none.
_FOR_NONE = re.compile(r"预收|预付|预存|定金|订金|押金|保证金|充值")


def settle_bank_lines(places: RowPlaces) -> Iterator[Finding]:
    """Exclude the bank's lines of money that another list of the same side has by invoice; the frame changes in place.

    They are the same where customer, day and currency are and the sums agree to the fen.
    """
    frame = places.frame
    rows = frame[
        (frame["excluded"] == "")
        & (frame["customer"] >= 0)
        & frame["received_on"].notna()
        & frame["amount"].notna()
    ]
    named = rows["invoice_no"].notna()
    by_invoice = set(rows["region"][named].tolist())
    bank = {
        region
        for region in set(rows["region"].tolist()) - by_invoice
        if not _says_for_none(places.regions[region])
    }
    if not bank or not by_invoice:
        return
    sides = rows["region"].map({region.id: region.side.value for region in places.regions})
    keys = [sides, rows["customer"], rows["received_on"], rows["currency"].fillna("")]
    for _, group in rows.groupby(keys, sort=False):
        lines = group[group["region"].isin(bank)]
        told = group[group["region"].isin(by_invoice) & group["invoice_no"].notna()]
        if len(lines) and len(told):
            yield _settle(places, lines, told)


def _says_for_none(region: Region) -> bool:
    return any(_FOR_NONE.search(text) for text in (region.title, region.sheet, region.file))


def _settle(places: RowPlaces, lines: pd.DataFrame, told: pd.DataFrame) -> Finding:
    received, allocated = int(lines["amount"].sum()), int(told["amount"].sum())
    where = name_list(places.regions[int(told["region"].iloc[0])])
    same = f"同一客户同一天在{where}按单据列了 {format_yuan(allocated)} 元"
    if received == allocated:
        places.frame.loc[lines.index, "excluded"] = OTHER_ROW["receipts"]
        return _tell(places, RECEIPT_LISTED_AGAIN, lines, f"{same}，与这里相同，这里的 {len(lines)} 行不计")
    text = f"{same}，这里没有写单据号的是 {format_yuan(received)} 元，两处都计入"
    return _tell(places, RECEIPT_PERHAPS_AGAIN, lines, text)


def _tell(places: RowPlaces, kind: FindingKind, lines: pd.DataFrame, message: str) -> Finding:
    first = int(lines.index[0])
    value = format_yuan(int(lines["amount"].iloc[0]))
    place, customer = places.of(first, "amount"), places.customer(first)
    return Finding(kind, place, message, value, "receipts", "amount", customer, count=len(lines))
