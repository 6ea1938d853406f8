"""Dated events by customer: the next one after a day, the newest, and the day of signing."""

from __future__ import annotations

import numpy as np

from kehu_batch.analysis.base.days import (
    ONE_DAY,
    Days,
    customers_of_keys,
    days_of_keys,
    days_where,
    is_dated,
    keys_of,
    oldest_first,
    to_days,
)
from kehu_batch.analysis.base.snapshot import Codes, Mask, Positions, Snapshot
from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class CustomerEvents:
    """Events of customers, sorted so that each question is one binary search.

    Args:
        keys: Customer and day in one number, ascending.
    """

    keys: Codes

    def first_after(self, customers: Codes, days: Days) -> Days:
        """Return the day of each customer's first event later than the given day; ``NaT`` where none.

        An event on the day itself is not later.
        """
        asked = is_dated(days) & (customers >= 0)
        # What is not asked for is sought before all keys, and its answer is dropped.
        sought = np.where(asked, keys_of(customers, days), -1)
        place = np.searchsorted(self.keys, sought, side="right")
        found = np.append(self.keys, -1)[place]
        return days_where(asked & (customers_of_keys(found) == customers), days_of_keys(found))

    def first_from(self, customers: Codes, days: Days) -> Days:
        """Return the day of each customer's first event on the given day or later; ``NaT`` where none."""
        return self.first_after(customers, days - ONE_DAY)


def collect_events(*parts: tuple[Codes, Days]) -> CustomerEvents:
    """Collect events from pairs of customers and days; those without customer or day are left out."""
    keys = [
        keys_of(customers[known], days[known])
        for customers, days in parts
        for known in [(customers >= 0) & is_dated(days)]
    ]
    return CustomerEvents(np.sort(np.concatenate(keys)) if keys else np.empty(0, dtype=np.int64))


def signed_days(snapshot: Snapshot) -> Days:
    """Return the day each customer signed; ``NaT`` where it is not known or after the snapshot's day."""
    signed = to_days(snapshot.ledger_values("signed_on"))
    return days_where(signed <= snapshot.day, signed)


def newest_positions(customers: Codes, days: Days, eligible: Mask, customer_count: int) -> Positions:
    """Return for each customer the position of its newest eligible row; -1 where there is none.

    Of several rows on one day the last wins. A row without a day is older than any with one.
    """
    rows = np.flatnonzero(eligible & (customers >= 0))
    rows = rows[np.argsort(oldest_first(days[rows]), kind="stable")]
    result = np.full(customer_count, -1, dtype=np.intp)
    result[customers[rows]] = rows
    return result
