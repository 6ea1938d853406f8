"""Deals of each customer: days with an order that is no return (docs/rules.md, 9)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.days import NO_DAY, Days, to_days
from kehu_batch.analysis.base.snapshot import Codes, Counts, Fen, Mask, Snapshot
from kehu_batch.analysis.base.sums import guard_sums, sum_groups
from kehu_batch.records import dataclass

Floats = npt.NDArray[np.float64]


def whole_days(values: Floats) -> pd.arrays.IntegerArray:
    """Return days as a nullable whole number; missing for NaN."""
    missing = np.isnan(values)
    return pd.arrays.IntegerArray(np.where(missing, 0, values).astype(np.int64), missing)


@dataclass(frozen=True, slots=True)
class Deals:
    """Deals up to a day, sorted by customer and day; orders of one day are one deal.

    Args:
        recorded: Whether there is a table of orders at all.
        customers: Customer of each deal.
        days: Its day, as days since 1970-01-01.
        count: How many customers the drop knows.
        day: The day that they are looked at.
        starts: Day of the first order of the table, whoever placed it; ``NO_DAY`` without any.
    """

    recorded: bool
    customers: Codes
    days: Days
    count: int
    day: int
    starts: int

    def first(self) -> Days:
        """Return each customer's first deal; ``NO_DAY`` where there is none."""
        found = np.full(self.count, NO_DAY, dtype=np.int64)
        # The last one assigned to a customer stands, so the order is turned.
        found[self.customers[::-1]] = self.days[::-1]
        return found

    def last(self) -> Days:
        """Return each customer's last deal; ``NO_DAY`` where there is none."""
        found = np.full(self.count, NO_DAY, dtype=np.int64)
        found[self.customers] = self.days
        return found

    def since_last(self) -> Floats:
        """Return the days since each customer's last deal; NaN where there is none."""
        last = self.last()
        return np.where(last == NO_DAY, np.nan, self.day - last.astype(np.float64))

    def number(self, opening: int, closing: int | None = None) -> Counts:
        """Return how many deals each customer made after ``opening`` and up to ``closing``, else the day."""
        inside = (self.days > opening) & (self.days <= (self.day if closing is None else closing))
        return np.bincount(self.customers[inside], minlength=self.count)

    def gap_medians(self, least: int) -> Floats:
        """Return the median of the days between each customer's deals; NaN with fewer than ``least`` of them."""
        same = self.customers[1:] == self.customers[:-1]
        gaps = pd.Series(np.diff(self.days)[same]).groupby(self.customers[1:][same])
        table = gaps.agg(["median", "size"])
        medians = np.full(self.count, np.nan)
        enough = table[table["size"] >= least]
        medians[enough.index.to_numpy(dtype=np.intp)] = enough["median"].to_numpy(dtype=np.float64)
        return medians


def collect_deals(snapshot: Snapshot) -> Deals:
    """Collect the deals up to the snapshot's day.

    An order whose amount cannot be read took place all the same; one of 0 or less is a return or a correction.
    """
    orders = snapshot.rows("orders", "customer", "ordered_on", "amount")
    customers, days = orders["customer"].to_numpy(dtype=np.int64), to_days(orders["ordered_on"])
    sold = ((orders["amount"] > 0) | orders["amount"].isna()).fillna(value=False).to_numpy(dtype=np.bool_)
    kept = (customers >= 0) & sold
    pairs = np.unique(np.stack([customers[kept], days[kept]], axis=1), axis=0) if kept.any() else _NO_PAIRS
    return Deals(
        recorded=snapshot.dataset.table("orders") is not None,
        customers=pairs[:, 0],
        days=pairs[:, 1],
        count=snapshot.customer_count,
        day=snapshot.day,
        starts=int(days.min()) if len(days) else NO_DAY,
    )


_NO_PAIRS = np.empty((0, 2), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Money:
    """What each customer's orders come to.

    Args:
        fen: Sum of the amounts, returns deducted.
        known: Which customers have an order with an amount.
        unpriced: Orders without one.
    """

    fen: Fen
    known: Mask
    unpriced: int


def sum_orders(snapshot: Snapshot, *, after: int = NO_DAY, until: int | None = None) -> Money:
    """Sum the orders of each customer after one day and up to another; the snapshot's where ``None``.

    Raises:
        InputRejected: Amounts beyond what can be added exactly.
    """
    orders = snapshot.rows("orders", "customer", "ordered_on", "amount")
    customers, days = orders["customer"].to_numpy(dtype=np.int64), to_days(orders["ordered_on"])
    inside = (customers >= 0) & (days > after) & (days <= (snapshot.day if until is None else until))
    priced = inside & orders["amount"].notna().to_numpy()
    fen = orders["amount"].fillna(0).to_numpy(dtype=np.int64)[priced]
    guard_sums(fen)
    count = snapshot.customer_count
    return Money(
        fen=sum_groups(customers[priced], fen, count),
        known=np.bincount(customers[priced], minlength=count) > 0,
        unpriced=int((inside & ~priced).sum()),
    )


def customers_since(snapshot: Snapshot, deals: Deals) -> Days:
    """Return since when each customer is one: its first deal or its signing; ``NO_DAY`` where it has neither."""
    signed = signed_days(snapshot)
    first = deals.first()
    later = np.iinfo(np.int64).max
    since = np.minimum(np.where(first == NO_DAY, later, first), np.where(signed == NO_DAY, later, signed))
    return np.where(since == later, NO_DAY, since)


def signed_days(snapshot: Snapshot) -> Days:
    """Return the day each customer signed; ``NO_DAY`` where it is not known or after the snapshot's day."""
    signed = to_days(snapshot.ledger_values("signed_on"))
    return np.where(signed <= snapshot.day, signed, NO_DAY)


def bought_before(snapshot: Snapshot, deals: Deals, within: int) -> Mask:
    """Return which customers signed so long before their first recorded order that they must have bought before.

    So it is where the signing lies more than ``within`` days before that order and before the record begins.
    """
    signed, first = signed_days(snapshot), deals.first()
    known: Mask = (signed != NO_DAY) & (first != NO_DAY)
    known &= (signed + within < first) & (signed < deals.starts)
    return known
