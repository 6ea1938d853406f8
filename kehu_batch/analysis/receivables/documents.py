"""One side's invoices, instalments and credit notes, and which of them each receipt names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.calendar_months import add_months, first_days, month_numbers
from kehu_batch.analysis.base.snapshot import Days, Mask, Positions, Snapshot, is_dated, to_days
from kehu_batch.analysis.base.sums import guard_sums
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.recognition import Side

#: Later than any day: documents without a due date are filled last.
_LAST = np.iinfo(np.int64).max
_NO_DAY = np.iinfo(np.int64).min

#: Why a receipt fills no document.
UNNAMED, EXCESS, UNMATCHED = "未写单据号", "超出单据金额", "单据号不在应收明细"
OTHER_CURRENCY, AMBIGUOUS = "币种与单据不同", "单据号对应多个客户"
_REASONS = ("", UNNAMED, UNMATCHED, OTHER_CURRENCY, AMBIGUOUS)


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents of one side, dated whenever; parallel arrays in the order of the sheets.

    Args:
        rows: Their positions in ``invoices``.
        customers: Customer of each; -1 where the row names none.
        currencies: Code of each, a position in ``currency_names``.
        currency_names: ISO codes, the policy's own first.
        issued: Day issued; the least int64 where missing.
        due: Day due, of the row or by the payment terms; the least int64 where missing.
        due_by_terms: Whether the payment terms gave it.
        amounts: Fen; negative for a credit note.
        disputed: Fen, as stated.
        groups: What a receipt can name: one number of one customer in one currency.
        group_count: How many there are.
        order: Positions sorted by group and, inside it, by the order in which receipts fill them.
        undated: Fen received on an unknown day: 已收 of a document that no receipt names.
    """

    rows: Positions
    customers: Days
    currencies: Days
    currency_names: tuple[str, ...]
    issued: Days
    due: Days
    due_by_terms: Mask
    amounts: Days
    disputed: Days
    groups: Days
    group_count: int
    order: Positions
    undated: Days

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Receipts:
    """Receipts of one side, dated whenever; parallel arrays sorted by group and day.

    Args:
        rows: Their positions in ``receipts``.
        groups: The documents that each one names; -1 where none.
        customers: The customer of the document that it names, else its own; -1 where neither is known.
        days: Day received.
        currencies: Code of each, as in ``Documents``.
        amounts: Fen; negative for a refund.
        reasons: Why it names no documents of ours; ``""`` where it does.
        payer_differs: Whether it names a customer other than the document's.
    """

    rows: Positions
    groups: Days
    customers: Days
    days: Days
    currencies: Days
    amounts: Days
    reasons: npt.NDArray[np.object_]
    payer_differs: Mask


def rows_of_side(dataset: Dataset, table: str, side: Side) -> Mask:
    """Return which rows of a table stand in a region of a side."""
    frame = dataset.tables[table]
    of_side = np.array([region.side is side for region in dataset.regions], dtype=np.bool_)
    inside: Mask = of_side[frame["region"].to_numpy()]
    return inside


def collect_documents(snapshot: Snapshot, side: Side, currency: str) -> tuple[Documents, Receipts]:
    """Collect one side's documents and receipts, of any date, that have an amount and are no repeated rows.

    Raises:
        InputRejected: Amounts beyond what can be added exactly.
    """
    dataset = snapshot.dataset
    invoices = _take(dataset, "invoices", side)
    receipts = _take(dataset, "receipts", side)
    receipts = receipts[receipts["received_on"].notna()]
    guard_sums(_fen(invoices["amount"]), _fen(invoices["paid"]), _fen(receipts["amount"]))
    names = _currency_names(currency, invoices["currency"], receipts["currency"])
    codes = _currency_codes(invoices["currency"], names)
    numbers, number_names = pd.factorize(invoices["invoice_no"])
    customers = invoices["customer"].to_numpy(dtype=np.int64)
    keys = _pack((numbers, customers, codes), (len(number_names), len(dataset.customers), len(names)))
    groups, group_keys = pd.factorize(keys, sort=True)
    issued = to_days(invoices["issued_on"])
    due, by_terms = _due_days(snapshot, customers, issued, to_days(invoices["due_on"]))
    documents = Documents(
        rows=invoices.index.to_numpy(dtype=np.intp),
        customers=customers,
        currencies=codes,
        currency_names=names,
        issued=issued,
        due=due,
        due_by_terms=by_terms,
        amounts=_fen(invoices["amount"]),
        disputed=_fen(invoices["disputed"]),
        groups=groups.astype(np.int64),
        group_count=len(group_keys),
        order=np.lexsort((issued, np.where(is_dated(due), due, _LAST), groups)),
        undated=np.zeros(len(invoices), dtype=np.int64),
    )
    lookup = _Lookup(np.asarray(group_keys), number_names, len(dataset.customers), len(names))
    found = _collect_receipts(receipts, documents, lookup)
    return _with_undated(documents, found, invoices), found


def _take(dataset: Dataset, table: str, side: Side) -> pd.DataFrame:
    frame = dataset.table(table)
    if frame is None:
        return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in _EMPTY.items()})
    counts = (frame["excluded"] == "").to_numpy() & frame["amount"].notna().to_numpy()
    return frame[counts & rows_of_side(dataset, table, side)]


_EMPTY = {
    **dict.fromkeys(("invoice_no", "currency", "receipt_no", "instalment"), "str"),
    **dict.fromkeys(("amount", "paid", "open_amount", "disputed"), "Int64"),
    **dict.fromkeys(("issued_on", "due_on", "received_on"), "datetime64[s]"),
    "customer": "int64",
}


def _fen(amounts: pd.Series) -> Days:
    return amounts.fillna(0).to_numpy(dtype=np.int64)


def _currency_names(own: str, *columns: pd.Series) -> tuple[str, ...]:
    named = {name for column in columns for name in column.dropna().unique()} - {own}
    return (own, *sorted(named))


def _currency_codes(currencies: pd.Series, names: Sequence[str]) -> Days:
    """Return the code of each currency; that of the policy's own where none is named."""
    codes: Days = np.maximum(pd.Index(names).get_indexer(pd.Index(currencies)), 0).astype(np.int64)
    return codes


def _pack(parts: Sequence[Days], sizes: Sequence[int]) -> Days:
    """Combine codes from -1 on into one number that tells all of them."""
    packed = np.zeros(len(parts[0]), dtype=np.int64)
    for part, size in zip(parts, sizes, strict=True):
        packed = packed * (size + 1) + part + 1
    return packed


def _due_days(snapshot: Snapshot, customers: Days, issued: Days, stated: Days) -> tuple[Days, Mask]:
    """Fill missing due dates by the payment terms of the ledger."""
    due = stated.copy()
    ledger = snapshot.dataset.table("ledger")
    if ledger is None or "credit_start" not in ledger or not len(due):
        return due, np.zeros(len(due), dtype=np.bool_)
    terms = pd.DataFrame(
        {name: snapshot.ledger_values(name) for name in ("credit_start", "credit_months", "credit_days")}
    )
    lacking = ~is_dated(stated) & is_dated(issued) & (customers >= 0)
    known = terms.dropna().drop_duplicates()
    for start, months, days in zip(
        known["credit_start"], known["credit_months"], known["credit_days"], strict=True
    ):
        same = (
            (terms["credit_start"] == start)
            & (terms["credit_months"] == months)
            & (terms["credit_days"] == days)
        )
        rows = np.flatnonzero(
            lacking & np.append(same.fillna(value=False).to_numpy(dtype=bool), False)[customers]
        )
        due[rows] = _add_terms(issued[rows], str(start), int(months)) + int(days)
    return due, lacking & is_dated(due)


def _add_terms(issued: Days, start: str, months: int) -> Days:
    if start == "month_end":
        month_end: Days = first_days(month_numbers(issued) + 1 + months) - 1
        return month_end
    return add_months(issued, months) if months else issued


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Finds the group that a receipt names.

    Args:
        keys: Packed number, customer and currency of each group, ascending.
        numbers: Document numbers by code.
        customer_count: Customers of the drop.
        currency_count: Currencies of the side.
    """

    keys: Days
    numbers: pd.Index
    customer_count: int
    currency_count: int

    def exact(self, numbers: Days, customers: Days, currencies: Days) -> Days:
        """Return the group of number, customer and currency; -1 where there is none."""
        sizes = (len(self.numbers), self.customer_count, self.currency_count)
        sought = _pack((numbers, customers, currencies), sizes)
        if not len(self.keys):
            return np.full(len(sought), -1, dtype=np.int64)
        place = np.minimum(np.searchsorted(self.keys, sought), len(self.keys) - 1)
        return np.where((self.keys[place] == sought) & (numbers >= 0), place, -1)

    def by_number(self, numbers: Days, currencies: Days) -> tuple[Days, Days]:
        """Return the only group of a number in a currency, else -1, and how many groups the number has.

        A currency of -1 stands for any.
        """
        width = self.currency_count + 1
        numbered = np.flatnonzero(self.keys >= width * (self.customer_count + 1))
        keys = self.keys[numbered]
        of_group = keys // (width * (self.customer_count + 1)) - 1
        currency = keys % width - 1
        any_count = np.bincount(of_group, minlength=len(self.numbers) + 1)
        any_group = np.full(len(self.numbers) + 1, -1, dtype=np.int64)
        any_group[of_group] = numbered
        pair = of_group * width + currency
        pair_count = np.bincount(pair, minlength=(len(self.numbers) + 1) * width)
        pair_group = np.full((len(self.numbers) + 1) * width, -1, dtype=np.int64)
        pair_group[pair] = numbered
        known = np.where(numbers >= 0, numbers, len(self.numbers))
        asked = known * width + np.maximum(currencies, 0)
        stated = currencies >= 0
        count = np.where(stated, pair_count[asked], any_count[known])
        group = np.where(stated, pair_group[asked], any_group[known])
        return np.where(count == 1, group, -1), any_count[known]


def _collect_receipts(receipts: pd.DataFrame, documents: Documents, lookup: _Lookup) -> Receipts:
    stated = receipts["currency"].notna().to_numpy()
    codes = _currency_codes(receipts["currency"], documents.currency_names)
    customers = receipts["customer"].to_numpy(dtype=np.int64)
    numbers = lookup.numbers.get_indexer(pd.Index(receipts["invoice_no"])).astype(np.int64)
    numbers[receipts["invoice_no"].isna().to_numpy()] = -1
    own = lookup.exact(numbers, customers, codes)
    only, count = lookup.by_number(numbers, np.where(stated, codes, -1))
    groups = np.where((own >= 0) & (customers >= 0), own, only)
    named = groups >= 0
    of_group = _first_of_groups(documents)
    group_customer = np.append(documents.customers[of_group], -1)[groups]
    group_currency = np.append(documents.currencies[of_group], 0)[groups]
    # A receipt without a currency is in that of the document it names.
    codes = np.where(named & ~stated, group_currency, codes)
    reasons = np.select(
        [named, receipts["invoice_no"].isna().to_numpy(), count == 0, stated & (count == 1)],
        [0, 1, 2, 3],
        default=4,
    )
    days = to_days(receipts["received_on"])
    order = np.lexsort((np.arange(len(receipts)), days, groups))
    return Receipts(
        rows=receipts.index.to_numpy(dtype=np.intp)[order],
        groups=groups[order],
        customers=np.where(named, group_customer, customers)[order],
        days=days[order],
        currencies=codes[order],
        amounts=_fen(receipts["amount"])[order],
        reasons=np.array(_REASONS, dtype=object)[reasons[order]],
        payer_differs=(named & (customers >= 0) & (customers != group_customer))[order],
    )


def _first_of_groups(documents: Documents) -> Positions:
    """Return the position of one document of each group."""
    first = np.zeros(documents.group_count, dtype=np.intp)
    first[documents.groups] = np.arange(len(documents))
    return first


def _with_undated(documents: Documents, receipts: Receipts, invoices: pd.DataFrame) -> Documents:
    """Add 已收 of the documents that no receipt names; else amount − 未收 where only that is stated."""
    named = np.zeros(documents.group_count + 1, dtype=np.bool_)
    named[receipts.groups] = True
    stated = invoices["paid"].fillna(invoices["amount"] - invoices["open_amount"])
    undated = np.where(named[documents.groups], 0, _fen(stated))
    return replace(documents, undated=undated)
