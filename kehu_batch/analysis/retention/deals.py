"""Deals of each customer: days with an order that is no return (docs/rules.md, 9)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.days import (
    NO_DAY,
    Day,
    Days,
    customers_of_keys,
    day_span,
    days_between,
    days_of_keys,
    days_since,
    keys_of,
    no_days,
    to_days,
)
from kehu_batch.analysis.base.events import signed_days
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
        days: Its day.
        count: How many customers the drop knows.
        day: The day that they are looked at.
        starts: Day of the first order of the table, whoever placed it; ``NaT`` without any.
    """

    recorded: bool
    customers: Codes
    days: Days
    count: int
    day: Day
    starts: Day

    def first(self) -> Days:
        """Return each customer's first deal; ``NaT`` where there is none."""
        found = no_days(self.count)
        # The last one assigned to a customer stands, so the order is turned.
        found[self.customers[::-1]] = self.days[::-1]
        return found

    def last(self) -> Days:
        """Return each customer's last deal; ``NaT`` where there is none."""
        found = no_days(self.count)
        found[self.customers] = self.days
        return found

    def since_last(self) -> Floats:
        """Return the days since each customer's last deal; NaN where there is none."""
        return days_since(self.last(), self.day)

    def number(self, opening: Day, closing: Day | None = None) -> Counts:
        """Return how many deals each customer made after ``opening`` and up to ``closing``, else the day."""
        inside = (self.days > opening) & (self.days <= (self.day if closing is None else closing))
        return np.bincount(self.customers[inside], minlength=self.count)

    def gap_medians(self, least: int) -> Floats:
        """Return the median of the days between each customer's deals; NaN with fewer than ``least`` of them."""
        same = self.customers[1:] == self.customers[:-1]
        medians = np.full(self.count, np.nan)
        numbers = np.bincount(self.customers[1:][same], minlength=self.count)
        if (numbers >= max(least, 1)).any():
            gaps = pd.Series(days_between(self.days[:-1], self.days[1:])[same])
            found = gaps.groupby(self.customers[1:][same]).median()
            medians[found.index.to_numpy(dtype=np.intp)] = found.to_numpy(dtype=np.float64)
        return np.where(numbers >= least, medians, np.nan)


def collect_deals(snapshot: Snapshot) -> Deals:
    """Collect the deals up to the snapshot's day.

    An order whose amount cannot be read took place all the same; one of 0 or less is a return or a correction.
    """
    orders = snapshot.rows("orders", "customer", "ordered_on", "amount")
    customers, days = orders["customer"].to_numpy(dtype=np.int64), to_days(orders["ordered_on"])
    returned = orders["amount"].to_numpy(dtype=np.float64, na_value=np.nan) <= 0
    kept = (customers >= 0) & ~returned
    keys = np.unique(keys_of(customers[kept], days[kept]))
    return Deals(
        recorded=snapshot.dataset.table("orders") is not None,
        customers=customers_of_keys(keys),
        days=days_of_keys(keys),
        count=snapshot.customer_count,
        day=snapshot.day,
        starts=days.min() if len(days) else NO_DAY,
    )


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


def sum_orders(snapshot: Snapshot, *, after: Day | None = None, until: Day | None = None) -> Money:
    """Sum the orders of each customer after one day and up to another; the snapshot's where ``None``.

    Raises:
        InputRejected: Amounts beyond what can be added exactly.
    """
    count, orders = snapshot.customer_count, snapshot.rows("orders", "customer", "ordered_on", "amount")
    if not len(orders):
        return Money(np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.bool_), 0)
    customers, days = orders["customer"].to_numpy(dtype=np.int64), to_days(orders["ordered_on"])
    inside = (customers >= 0) & (days <= (snapshot.day if until is None else until))
    if after is not None:
        inside &= days > after
    priced = inside & orders["amount"].notna().to_numpy()
    fen = orders["amount"].fillna(0).to_numpy(dtype=np.int64)[priced]
    guard_sums(fen)
    return Money(
        fen=sum_groups(customers[priced], fen, count),
        known=np.bincount(customers[priced], minlength=count) > 0,
        unpriced=int((inside & ~priced).sum()),
    )


def customers_since(snapshot: Snapshot, deals: Deals) -> Days:
    """Return since when each customer is one: its first deal or its signing; ``NaT`` where it has neither."""
    return np.fmin(deals.first(), signed_days(snapshot))


def bought_before(snapshot: Snapshot, deals: Deals, within: int) -> Mask:
    """Return which customers signed so long before their first recorded order that they must have bought before.

    So it is where the signing lies more than ``within`` days before that order and before the record begins.
    """
    signed, first = signed_days(snapshot), deals.first()
    before: Mask = (signed + day_span(within) < first) & (signed < deals.starts)
    return before
