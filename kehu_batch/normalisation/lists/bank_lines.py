"""Receipts that one sheet lists by invoice and another as the bank's lines (docs/rules.md, 1.12)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from kehu_batch.model.findings.catalogue_lists import RECEIPT_LISTED_AGAIN, RECEIPT_PERHAPS_AGAIN
from kehu_batch.model.findings.finding import Finding, FindingKind
from kehu_batch.model.tables.list_versions import OTHER_ROW
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.lists.grouping import name_sides
from kehu_batch.normalisation.lists.reporting import RowPlaces, name_list
from kehu_batch.wording.numbers import format_yuan

#: The bank's day and the book's may be so many days apart.
_NEAR = 3
#: Money that names no invoice because it is for none.
_FOR_NONE = re.compile(
    r"预收|预付|预存|定金|订金|押金|保证金|充值|未核销|待核销|未分配|待分配|未匹配|未认领|待认领|其他|其它"
)


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
        if not says_for_none(places.regions[region])
    }
    if not bank or not by_invoice:
        return
    sides = name_sides(rows, places.regions)
    keys = [sides, rows["customer"], rows["received_on"], rows["currency"].fillna("")]
    told = rows[rows["region"].isin(by_invoice) & named]
    of_bank = rows["region"].isin(bank)
    for _, lines in rows[of_bank].groupby([key[of_bank] for key in keys], sort=False):
        same = told[_alike(told, lines, sides, days=0)]
        near = told[_alike(told, lines, sides, days=_NEAR)]
        if len(same):
            yield _settle(places, lines, same)
        elif len(near) and int(near["amount"].sum()) == int(lines["amount"].sum()):
            yield _perhaps(places, lines, near, "前后几天内")


def _alike(told: pd.DataFrame, lines: pd.DataFrame, sides: pd.Series, *, days: int) -> pd.Series:
    """Return which receipts by invoice are of the side, customer and currency of the bank's lines, and of their day."""
    first = lines.iloc[0]
    apart = (told["received_on"] - first["received_on"]).abs() <= pd.Timedelta(days=days)
    currency = "" if pd.isna(first["currency"]) else first["currency"]
    alike: pd.Series = (
        apart
        & (told["customer"] == first["customer"])
        & (told["currency"].fillna("") == currency)
        & (sides[told.index] == sides[lines.index[0]])
    )
    return alike


def says_for_none(region: Region) -> bool:
    """Whether a list says that its money is for no document: advances, deposits, what waits to be applied."""
    return any(_FOR_NONE.search(text) for text in (region.title, region.sheet, region.file))


def _settle(places: RowPlaces, lines: pd.DataFrame, told: pd.DataFrame) -> Finding:
    received, allocated = int(lines["amount"].sum()), int(told["amount"].sum())
    if received != allocated:
        return _perhaps(places, lines, told, "同一天")
    places.frame.loc[lines.index, "excluded"] = OTHER_ROW["receipts"]
    where = name_list(places.regions[int(told["region"].iloc[0])])
    text = f"同一客户同一天在{where}按单据列了 {format_yuan(allocated)} 元，与这里相同，这里的 {len(lines)} 行不计"
    return _tell(places, RECEIPT_LISTED_AGAIN, lines, text)


def _perhaps(places: RowPlaces, lines: pd.DataFrame, told: pd.DataFrame, when: str) -> Finding:
    received, allocated = int(lines["amount"].sum()), int(told["amount"].sum())
    where = name_list(places.regions[int(told["region"].iloc[0])])
    text = (
        f"同一客户{when}在{where}按单据列了 {format_yuan(allocated)} 元，"
        f"这里没有写单据号的是 {format_yuan(received)} 元，两处都计入"
    )
    return _tell(places, RECEIPT_PERHAPS_AGAIN, lines, text)


def _tell(places: RowPlaces, kind: FindingKind, lines: pd.DataFrame, message: str) -> Finding:
    first = int(lines.index[0])
    value = format_yuan(int(lines["amount"].iloc[0]))
    place, customer = places.of(first, "amount"), places.customer(first)
    return Finding(kind, place, message, value, "receipts", "amount", customer, count=len(lines))
