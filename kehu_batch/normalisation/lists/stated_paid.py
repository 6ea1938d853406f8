"""Receipts without a document whose money stands in 已收 of the list of invoices already (docs/rules.md, 10.8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.folding import fold_document_number
from kehu_batch.model.findings.catalogue_lists import RECEIPT_IN_PAID
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.tables.list_versions import IN_PAID
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.lists.bank_lines import says_for_none
from kehu_batch.normalisation.lists.grouping import name_sides
from kehu_batch.normalisation.lists.reporting import RowPlaces
from kehu_batch.wording.joining import name_lines
from kehu_batch.wording.numbers import format_yuan

Flags = npt.NDArray[np.bool_]

_STATING = ("paid", "open_amount")
#: Between several document numbers of one cell.
_SEPARATORS = re.compile(r"[、,;，；/+&\s]+")
_ACCOUNT = ["side", "customer", "money"]


def settle_stated_paid(
    invoices: RowPlaces, receipts: RowPlaces, applied: pd.DataFrame, most: int
) -> Iterator[Finding]:
    """Leave out receipts that name no document and stand in 已收 of their customer's invoices; the frame changes.

    That is sure of the part that a receipt itself says is settled (已核销) where the invoices state what was paid; and,
    where no receipt says so, of all of a customer's where they come to what his invoices state to the fen and the list
    goes back to the month of the first of these. No receipt of the customer may name a document: then receipts decide.

    Args:
        invoices: The invoices, customers known and lists settled.
        receipts: The same of receipts.
        applied: ``Dataset.applications``: what lists of settlements apply names a document, too.
        most: From this many customers on, a list is told of once.
    """
    frame, owed = receipts.frame, invoices.frame
    stating = _stating_sides(invoices.regions)
    known = frame["amount"].notna() & frame["received_on"].notna() & (frame["customer"] >= 0)
    known &= frame["excluded"] == ""
    # Most lists name the document of each receipt.
    if not stating or not (known & frame["invoice_no"].isna()).any():
        return
    counted = _with_accounts(frame[known], receipts.regions)
    whose = owed["amount"].notna() & (owed["excluded"] == "") & (owed["customer"] >= 0)
    owed = _with_accounts(owed[whose], invoices.regions)
    free = counted[
        counted["invoice_no"].isna()
        & ~counted.index.isin(applied["receipt"])
        & counted["side"].isin(stating)
        & ~counted["region"].isin([one.id for one in receipts.regions if says_for_none(one)])
    ]
    if free.empty:
        return
    free = free[~_of_named(free, counted, owed, applied)]
    began = counted.groupby("side")["received_on"].min().dt.to_period("M").dt.start_time
    part = _parts(free, owed, began.to_dict())
    part = part[part != 0]
    yield from _tell(receipts, free.loc[part.index].assign(part=part), most)
    whole = part.index[(part == free["amount"].loc[part.index]).to_numpy(dtype=bool)]
    frame.loc[whole, "excluded"] = IN_PAID
    rest = part.drop(whole)
    frame.loc[rest.index, "amount"] = frame["amount"].loc[rest.index] - rest
    # What is left of them is settled nowhere.
    frame.loc[rest.index, "applied"] = 0


def _with_accounts(rows: pd.DataFrame, regions: Sequence[Region]) -> pd.DataFrame:
    return rows.assign(side=name_sides(rows, regions), money=rows["currency"].fillna(""))


def _stating_sides(regions: Iterable[Region]) -> list[str]:
    """Return the sides whose lists of invoices all state what was paid or is left."""
    lists = [region for region in regions if region.table == "invoices"]
    silent = {one.side for one in lists if all(one.column_of(field) is None for field in _STATING)}
    return [side.value for side in {one.side for one in lists} - silent]


def _of_named(free: pd.DataFrame, counted: pd.DataFrame, owed: pd.DataFrame, applied: pd.DataFrame) -> Flags:
    """Return which receipts are of an account of which another one, or a list of settlements, names a document."""
    written = pd.concat([counted["invoice_no"].dropna(), applied["invoice_no"]])
    numbers = {
        fold_document_number(part)
        for text in written.unique()
        for part in (text, *_SEPARATORS.split(text))
        if part
    }
    by_number = owed["invoice_no"].map(fold_document_number, na_action="ignore").isin(numbers)
    named = pd.concat([owed.loc[by_number, _ACCOUNT], counted.loc[counted["invoice_no"].notna(), _ACCOUNT]])
    of_named: Flags = pd.MultiIndex.from_frame(free[_ACCOUNT]).isin(pd.MultiIndex.from_frame(named))
    return of_named


def _parts(free: pd.DataFrame, owed: pd.DataFrame, began: Mapping[str, pd.Timestamp]) -> pd.Series:
    """Return the fen of each receipt that stand in 已收, 0 where nothing is sure.

    Args:
        free: Receipts that name no document.
        owed: Invoices that count.
        began: The first month of each side's receipts, by side.
    """
    paid = owed["paid"].fillna(owed["amount"] - owed["open_amount"])
    stated = owed.assign(paid=paid.fillna(0), silent=paid.isna())
    said = free["applied"]
    said = said.where((said.abs() <= free["amount"].abs()).fillna(value=False))
    mute = free[["applied", "settled", "unsettled"]].isna().all(axis=1)
    free = free.assign(said=said.fillna(0), unsaid=said.isna(), mute=mute)
    mine, theirs = free.groupby(_ACCOUNT), stated.groupby(_ACCOUNT)
    accounts = pd.MultiIndex.from_frame(free[_ACCOUNT])

    def of_invoices(column: str, how: str) -> pd.Series:
        return theirs[column].agg(how).reindex(accounts).set_axis(free.index)

    owing = of_invoices("paid", "sum").fillna(0)
    silent = of_invoices("silent", "any").fillna(value=False).astype(bool)
    by_receipt = ~mine["unsaid"].transform("any") & (~silent | (mine["said"].transform("sum") == owing))
    issued = stated[stated["paid"] != 0].groupby(_ACCOUNT)["issued_on"]
    first = issued.min().reindex(accounts).set_axis(free.index)
    covered = first >= free["side"].map(began)
    came = mine["amount"].transform("sum")
    equal = mine["mute"].transform("all") & (came == owing) & (came != 0) & covered
    return free["said"].where(by_receipt, free["amount"].where(equal, 0)).astype("int64")


def _tell(receipts: RowPlaces, parts: pd.DataFrame, most: int) -> Iterator[Finding]:
    """Yield what was left out of each customer's receipts; of many customers of a list together."""
    for _, of_list in parts.groupby(["region", "money"], sort=False):
        accounts = [rows for _, rows in of_list.groupby("customer", sort=False)]
        for rows in accounts if len(accounts) < most else [of_list]:
            first = int(rows.index[0])
            fen = int(rows["part"].sum())
            unit = str(rows["money"].iloc[0]) or "元"
            lines = name_lines(receipts.line(row) for row in rows.index.tolist())
            message = (
                f"{lines}的回款没有写单据号，其中 {format_yuan(fen)} {unit}已在应收明细的已收金额里扣过，"
                "不再计入未分配回款"
            )
            place = receipts.of(first, "amount")
            yield Finding(
                RECEIPT_IN_PAID,
                place,
                message,
                format_yuan(fen),
                "receipts",
                "amount",
                receipts.customer(first) if len(accounts) < most else "",
                count=len(rows),
            )
