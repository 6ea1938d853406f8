"""Dated events by customer: the next one after a day, and the newest."""

from __future__ import annotations

import numpy as np

from kehu_batch.analysis.base.days import NO_DAY, Days, is_dated
from kehu_batch.analysis.base.snapshot import Codes, Mask, Positions
from kehu_batch.records import dataclass

#: One customer's days, every date of the calendar, fit in this many keys.
_SPAN = 1 << 23
#: Added to a day so that it is positive: days before 1970 down to the year 1.
_OFFSET = 1 << 20


@dataclass(frozen=True, slots=True)
class CustomerEvents:
    """Events of customers, sorted so that each question is one binary search.

    Args:
        keys: Customer and day in one number, ascending.
    """

    keys: Codes

    def first_after(self, customers: Codes, days: Days) -> Days:
        """Return the day of each customer's first event later than the given day; ``NO_DAY`` where none.

        An event on the day itself is not later.
        """
        sought = customers * _SPAN + days + _OFFSET
        place = np.searchsorted(self.keys, sought, side="right")
        found = np.append(self.keys, -1)[place]
        same = (found // _SPAN == customers) & is_dated(days) & (customers >= 0)
        return np.where(same, found % _SPAN - _OFFSET, NO_DAY)

    def first_from(self, customers: Codes, days: Days) -> Days:
        """Return the day of each customer's first event on the given day or later; ``NO_DAY`` where none."""
        dated = is_dated(days)
        return self.first_after(customers, np.where(dated, days - dated, days))

    def newest(self, customer_count: int) -> Days:
        """Return the day of each customer's newest event; ``NO_DAY`` where there is none."""
        result = np.full(customer_count, NO_DAY, dtype=np.int64)
        # Keys ascend, so the last one assigned to a customer is its newest.
        result[self.keys // _SPAN] = self.keys % _SPAN - _OFFSET
        return result


def collect_events(*parts: tuple[Codes, Days]) -> CustomerEvents:
    """Collect events from pairs of customers and days; those without customer or day are left out."""
    keys = [
        customers[known] * _SPAN + days[known] + _OFFSET
        for customers, days in parts
        for known in [(customers >= 0) & is_dated(days)]
    ]
    return CustomerEvents(np.sort(np.concatenate(keys)) if keys else np.empty(0, dtype=np.int64))


def newest_positions(customers: Codes, days: Days, eligible: Mask, customer_count: int) -> Positions:
    """Return for each customer the position of its newest eligible row; -1 where there is none.

    Of several rows on one day the last wins. A row without a day is older than any with one.
    """
    rows = np.flatnonzero(eligible & (customers >= 0))
    rows = rows[np.argsort(days[rows], kind="stable")]
    result = np.full(customer_count, -1, dtype=np.intp)
    result[customers[rows]] = rows
    return result
