"""Both clocks of a receivable, and the buckets that its open amount falls in (docs/rules.md, 10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from kehu_batch.analysis.base.calendar_months import add_months
from kehu_batch.analysis.base.days import Days, day_of, days_between, is_dated
from kehu_batch.analysis.base.snapshot import Codes, Counts, Fen, Mask


def overdue_buckets(days_overdue: Counts, known: Mask, ends: Sequence[int]) -> Codes:
    """Return the bucket of each document by days overdue.

    Upper ends are closed and the last bucket of late ones is open. What is due today or later is in bucket 0.

    Args:
        days_overdue: Calendar days from due date to as-of date; anything where not ``known``.
        known: Whether there is a due date.
        ends: Upper ends in days, strictly increasing, e.g. ``(30, 60, 90, 180)``.

    Returns:
        0 … ``len(ends) + 1``, and ``len(ends) + 2`` without a due date.

    Example:
        >>> overdue_buckets(np.array([0, 1, 30, 31, 181]), np.full(5, True), (30, 60, 90, 180)).tolist()
        [0, 1, 1, 2, 5]
    """
    late = np.searchsorted(np.asarray(ends), days_overdue, side="left") + 1
    buckets: Codes = np.where(known, np.where(days_overdue > 0, late, 0), len(ends) + 2)
    return buckets


def age_buckets(issued: Days, as_of: date, years: Sequence[int]) -> Codes:
    """Return the bucket of each document by its age in years.

    A year is over the day after the anniversary: issued on 2022-11-30, a document is in the first bucket through
    2023-11-30. The anniversary of 29 February is 28 February.

    Args:
        issued: Days issued; ``NaT`` where missing.
        as_of: The day the age is taken.
        years: Upper ends in years, closed, strictly increasing, e.g. ``(1, 2, 3, 4, 5)``.

    Returns:
        0 … ``len(years)``, and ``len(years) + 1`` without a date of issue.
    """
    buckets = np.zeros(len(issued), dtype=np.int64)
    for count in years:
        buckets += add_months(issued, 12 * count) < day_of(as_of)
    return np.where(is_dated(issued), buckets, len(years) + 1)


def count_days(days: Days, as_of: date) -> Counts:
    """Return the days from each day to as_of; 0 where the day is missing."""
    return days_between(days, day_of(as_of))


def spread(rows: Codes, row_count: int, buckets: Codes, bucket_count: int, fen: Fen) -> Fen:
    """Return a table of sums, one row a customer and one column a bucket."""
    table = np.zeros((row_count, bucket_count), dtype=np.int64)
    np.add.at(table, (rows, buckets), fen)
    return table
