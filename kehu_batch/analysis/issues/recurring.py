"""Issues that come back: repeats of one customer and type, and what keeps coming over two years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.calendar_months import window_opening
from kehu_batch.analysis.base.days import days_between, no_days, oldest_first, to_dates, to_days, unknown_last
from kehu_batch.analysis.base.locations import name_customers
from kehu_batch.analysis.base.period import in_period
from kehu_batch.analysis.base.snapshot import Positions, Snapshot
from kehu_batch.analysis.issues.distinct_counts import count_distinct
from kehu_batch.analysis.issues.measure import call_places
from kehu_batch.model.figures.states import UNCLASSIFIED
from kehu_batch.model.period import Period


def list_repeats(snapshot: Snapshot, found: pd.DataFrame, period: Period, within: int) -> pd.DataFrame:
    """List the period's issues that an earlier callback of the customer has, of one type and within so many days.

    Args:
        snapshot: The drop on its day.
        found: Issues of every month with ``callback``, ``customer``, ``primary``, ``text``, ``field``, ``day`` and
            their place.
        period: The period.
        within: Days.
    """
    calls = _once_a_call(found)
    days, before = to_days(calls["day"]), _rows_before(_number_pairs(calls))
    spans = days_between(days[before], days)
    repeated = (before >= 0) & (spans <= within) & in_period(days, period)
    rows, earlier = calls[repeated], calls.take(before[repeated])
    places = call_places(snapshot, rows, rows["field"].to_numpy(dtype=object))
    old = call_places(snapshot, earlier, earlier["field"].to_numpy(dtype=object))
    return pd.DataFrame(
        {
            **name_customers(snapshot.dataset, rows["customer"].to_numpy(dtype=np.int64)),
            "type": rows["primary"].array,
            "text": rows["text"].array,
            "called_on": rows["day"].array,
            "earlier_on": earlier["day"].array,
            "days": spans[repeated],
            "earlier_file": old["file"],
            "earlier_cell": old["cell"],
            "file": places["file"],
            "cell": places["cell"],
        }
    )


def _once_a_call(found: pd.DataFrame) -> pd.DataFrame:
    """Return issues with a customer and a type, each type once a callback, by day."""
    callbacks = found["callback"].to_numpy(dtype=np.intp)
    types, names = pd.factorize(found["primary"])
    known = np.flatnonzero(
        (found["customer"] >= 0).to_numpy() & (found["primary"] != UNCLASSIFIED).to_numpy()
    )
    _, firsts = np.unique(callbacks[known] * (len(names) + 1) + types[known], return_index=True)
    rows = known[np.sort(firsts)]
    order = np.lexsort([callbacks[rows], unknown_last(to_days(found["day"]))[rows]])
    return found.take(rows[order]).reset_index(drop=True)


def _number_pairs(calls: pd.DataFrame) -> Positions:
    """Return a number for each row that rows of the same customer and type share."""
    types, names = pd.factorize(calls["primary"])
    return calls["customer"].to_numpy(dtype=np.intp) * len(names) + types


def _rows_before(numbers: Positions) -> Positions:
    """Return the nearest row above that has the same number; -1 where there is none."""
    order = np.argsort(numbers, kind="stable")
    same = numbers[order[1:]] == numbers[order[:-1]]
    before = np.full(len(numbers), -1, dtype=np.intp)
    before[order[1:][same]] = order[:-1][same]
    return before


def count_window(snapshot: Snapshot, found: pd.DataFrame, months: int) -> pd.DataFrame:
    """Count the issues of the last months by type; see ``IssueDetails.two_years``."""
    recent = found[(found["day"] > window_opening(snapshot.as_of, months)).to_numpy()]
    codes, names = pd.factorize(recent["primary"])
    days = to_days(recent["day"])
    by_day = np.argsort(oldest_first(days), kind="stable")
    first, last = no_days(len(names)), no_days(len(names))
    # The last one assigned to a type stands.
    last[codes[by_day]], first[codes[by_day[::-1]]] = days[by_day], days[by_day[::-1]]
    counts = np.bincount(codes, minlength=len(names))
    order = np.argsort(-counts, kind="stable")
    return pd.DataFrame(
        {
            "type": names.take(order).array,
            "count": counts[order],
            "customers": count_distinct(codes, recent["customer"], len(names))[order],
            "first_on": to_dates(first[order]),
            "last_on": to_dates(last[order]),
        }
    )


def list_clusters(snapshot: Snapshot, found: pd.DataFrame, months: int, least: int) -> pd.DataFrame:
    """List customers at whom a type keeps coming back in the last months; see ``IssueDetails.clusters``."""
    calls = _once_a_call(found[(found["day"] > window_opening(snapshot.as_of, months)).to_numpy()])
    pairs, first, numbers, counts = np.unique(
        _number_pairs(calls), return_index=True, return_inverse=True, return_counts=True
    )
    last = np.zeros(len(pairs), dtype=np.intp)
    last[numbers] = np.arange(len(calls))
    often = np.flatnonzero(counts >= least)
    often = often[np.lexsort((-last[often], -counts[often]))]
    rows, opening = calls.take(last[often]), calls.take(first[often])
    places = call_places(snapshot, rows, rows["field"].to_numpy(dtype=object))
    return pd.DataFrame(
        {
            **name_customers(snapshot.dataset, rows["customer"].to_numpy(dtype=np.int64)),
            "type": rows["primary"].array,
            "calls": counts[often],
            "first_on": opening["day"].array,
            "last_on": rows["day"].array,
            "file": places["file"],
            "cell": places["cell"],
        }
    )
