"""One side's invoices, instalments and credit notes, and what a receipt can name of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import Days, oldest_first, to_days, unknown_last
from kehu_batch.analysis.base.snapshot import Codes, Counts, Fen, Mask, Positions, Snapshot
from kehu_batch.analysis.receivables.due_days import DueDays, find_due_days
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.recognition import Side
from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents of one side, dated whenever; parallel arrays in the order of the sheets.

    Args:
        rows: Their positions in ``invoices``.
        customers: Customer of each; -1 where the row names none.
        currencies: Code of each, a position in ``currency_names``.
        currency_names: ISO codes, the policy's own first.
        issued: Day issued; ``NaT`` where missing.
        dues: When each falls due, and what that rests on.
        amounts: Fen; negative for a credit note.
        disputed: Fen, as stated.
        groups: What a receipt can name: one number of one customer in one currency.
        group_count: How many there are.
        order: Positions sorted by group and, inside it, by the order in which receipts fill them.
        undated: Fen received on an unknown day: 已收 of a document that no receipt names.
        paid_later: The same of a document whose 回款日期 is after as_of: not received yet.
    """

    rows: Positions
    customers: Codes
    currencies: Codes
    currency_names: tuple[str, ...]
    issued: Days
    dues: DueDays
    amounts: Fen
    disputed: Fen
    groups: Codes
    group_count: int
    order: Positions
    undated: Fen
    paid_later: Fen

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def due(self) -> Days:
        """Return the day due, of the row or by payment terms; ``NaT`` where missing."""
        return self.dues.days


def rows_of_side(dataset: Dataset, table: str, side: Side) -> Mask:
    """Return which rows of a table stand in a region of a side."""
    frame = dataset.tables[table]
    of_side = np.array([region.side is side for region in dataset.regions], dtype=np.bool_)
    inside: Mask = of_side[frame["region"].to_numpy()]
    return inside


def collect_documents(
    snapshot: Snapshot, invoices: pd.DataFrame, names: tuple[str, ...]
) -> tuple[Documents, DocumentKeys]:
    """Collect one side's documents, of any date.

    Args:
        snapshot: The drop.
        invoices: The side's rows that count: see ``take_rows``.
        names: Currencies of the side, the policy's own first.

    Returns:
        The documents, their 已收 not yet told from receipts, and the keys of their groups.
    """
    dataset = snapshot.dataset
    codes = currency_codes(invoices["currency"], names)
    numbers, number_names = pd.factorize(invoices["invoice_no"])
    customers = invoices["customer"].to_numpy(dtype=np.int64)
    keys = pack_codes((numbers, customers, codes), (len(number_names), len(dataset.customers), len(names)))
    groups, group_keys = pd.factorize(keys, sort=True)
    issued = to_days(invoices["issued_on"])
    dues = find_due_days(snapshot, invoices)
    documents = Documents(
        rows=invoices.index.to_numpy(dtype=np.intp),
        customers=customers,
        currencies=codes,
        currency_names=names,
        issued=issued,
        dues=dues,
        amounts=to_fen(invoices["amount"]),
        disputed=to_fen(invoices["disputed"]),
        groups=groups.astype(np.int64),
        group_count=len(group_keys),
        # Documents without a due date are filled last.
        order=np.lexsort((oldest_first(issued), unknown_last(dues.days), groups)),
        undated=np.zeros(len(invoices), dtype=np.int64),
        paid_later=np.zeros(len(invoices), dtype=np.int64),
    )
    return documents, DocumentKeys(
        np.asarray(group_keys), pd.Index(number_names), len(dataset.customers), len(names)
    )


def take_rows(dataset: Dataset, table: str, side: Side) -> pd.DataFrame:
    """Return one side's rows of invoices or receipts that have an amount and are not excluded, of any date."""
    frame = dataset.table(table)
    if frame is None:
        return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in _EMPTY.items()})
    counts = (frame["excluded"] == "").to_numpy() & frame["amount"].notna().to_numpy()
    return frame[counts & rows_of_side(dataset, table, side)]


_EMPTY = {
    **dict.fromkeys(("invoice_no", "currency", "receipt_no", "instalment"), "str"),
    **dict.fromkeys(("amount", "paid", "open_amount", "disputed", "applied"), "Int64"),
    **dict.fromkeys(("issued_on", "due_on", "paid_on", "received_on"), "datetime64[s]"),
    "customer": "int64",
}


def to_fen(amounts: pd.Series) -> Fen:
    """Return amounts as fen; 0 where missing."""
    return amounts.fillna(0).to_numpy(dtype=np.int64)


def currency_names(own: str, *columns: pd.Series) -> tuple[str, ...]:
    """Return every currency that the columns name, the policy's own first."""
    named = {name for column in columns for name in column.dropna().unique()} - {own}
    return (own, *sorted(named))


def currency_codes(currencies: pd.Series, names: Sequence[str]) -> Codes:
    """Return the code of each currency; that of the policy's own where none is named."""
    codes: Codes = np.maximum(pd.Index(names).get_indexer(pd.Index(currencies)), 0).astype(np.int64)
    return codes


def pack_codes(parts: Sequence[Codes], sizes: Sequence[int]) -> Codes:
    """Combine codes from -1 on into one number that tells all of them."""
    packed = np.zeros(len(parts[0]), dtype=np.int64)
    for part, size in zip(parts, sizes, strict=True):
        packed = packed * (size + 1) + part + 1
    return packed


@dataclass(frozen=True, slots=True)
class DocumentKeys:
    """What a receipt can name: the groups of documents by number, customer and currency.

    Args:
        keys: Packed number, customer and currency of each group, ascending.
        numbers: Document numbers by code, as written.
        customer_count: Customers of the drop.
        currency_count: Currencies of the side.
    """

    keys: Codes
    numbers: pd.Index
    customer_count: int
    currency_count: int

    def exact(self, numbers: Codes, customers: Codes, currencies: Codes) -> Codes:
        """Return the group of number, customer and currency; -1 where there is none."""
        sizes = (len(self.numbers), self.customer_count, self.currency_count)
        sought = pack_codes((numbers, customers, currencies), sizes)
        if not len(self.keys):
            return np.full(len(sought), -1, dtype=np.int64)
        place = np.minimum(np.searchsorted(self.keys, sought), len(self.keys) - 1)
        return np.where((self.keys[place] == sought) & (numbers >= 0), place, -1)

    def by_number(self, numbers: Codes, currencies: Codes) -> tuple[Codes, Counts]:
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

    def customers_of_numbers(self) -> dict[int, set[int]]:
        """Return the customers that have a number, by its code."""
        width = self.currency_count + 1
        pairs = self.keys // width
        found: dict[int, set[int]] = {}
        for number, customer in zip(
            (pairs // (self.customer_count + 1) - 1).tolist(),
            (pairs % (self.customer_count + 1) - 1).tolist(),
            strict=True,
        ):
            found.setdefault(number, set()).add(customer)
        return found
