"""The day each document falls due: as its row states it, by the row's own payment terms, or by its customer's."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.calendar_months import add_months, first_days, month_numbers
from kehu_batch.analysis.base.days import ONE_DAY, Days, day_span, is_dated, no_days, to_days
from kehu_batch.analysis.base.snapshot import Codes, Mask, Snapshot
from kehu_batch.analysis.base.unread_cells import unread_days
from kehu_batch.model.tables.payment_terms import TermsStart
from kehu_batch.records import dataclass

_TERMS = ("credit_start", "credit_months", "credit_days")
#: Months of the span at whose end terms begin to count.
_ENDS = {TermsStart.MONTH_END: 1, TermsStart.QUARTER_END: 3}


class DueSource(IntEnum):
    """What a due date rests on."""

    STATED = 0
    CUSTOMER_TERMS = 1
    DOCUMENT_TERMS = 2


@dataclass(frozen=True, slots=True)
class DueDays:
    """When documents fall due; parallel arrays.

    Args:
        days: The day; ``NaT`` where there is none.
        source: What it rests on, a ``DueSource``.
        by_document: The day by the terms on the document's own row; ``NaT`` without such.
        by_customer: The same by the terms of its customer in the ledger.
        unread: Where a due date is written that cannot be read, so that the day is not known.
    """

    days: Days
    source: Codes
    by_document: Days
    by_customer: Days
    unread: Mask


def find_due_days(snapshot: Snapshot, invoices: pd.DataFrame) -> DueDays:
    """Return when documents fall due.

    A stated due date wins over terms, and the terms of a document over those of its customer (docs/rules.md, 10.2).
    Terms on a document that tell no certain day are not replaced by the customer's: it has others. Nor is a due date
    that is written and cannot be read (31 November) replaced by any terms: it was agreed upon apart from them.

    Args:
        snapshot: The drop.
        invoices: Rows of invoices as the drop has them, with ``customer``.
    """
    stated, issued = to_days(invoices["due_on"]), to_days(invoices["issued_on"])
    own = _own_terms(invoices)
    by_document = _add_terms(issued, own)
    customers = invoices["customer"].to_numpy(dtype=np.int64)
    by_customer = _add_terms(issued, _terms_of_customers(snapshot, customers))
    others = own["credit_start"].notna().to_numpy(dtype=bool)
    unread: Mask = unread_days(snapshot.dataset, "invoices", "due_on")[invoices.index.to_numpy(dtype=np.intp)]
    days = np.select([is_dated(stated) | unread, others], [stated, by_document], by_customer)
    source = np.select(
        [is_dated(stated) | unread, others],
        [DueSource.STATED, DueSource.DOCUMENT_TERMS],
        DueSource.CUSTOMER_TERMS,
    )
    return DueDays(days, source.astype(np.int64), by_document, by_customer, unread)


def _own_terms(invoices: pd.DataFrame) -> pd.DataFrame:
    return invoices.reindex(columns=list(_TERMS)).reset_index(drop=True)


def _terms_of_customers(snapshot: Snapshot, customers: Codes) -> pd.DataFrame:
    """Return the terms of each document's customer; missing where the ledger has none."""
    return pd.DataFrame(
        {name: snapshot.ledger_values(name).array.take(customers, allow_fill=True).copy() for name in _TERMS}
    )


def _add_terms(issued: Days, terms: pd.DataFrame) -> Days:
    """Return the days due by terms; ``NaT`` where they or the day of issue are missing."""
    due = no_days(len(issued))
    known: Mask = terms.notna().all(axis=1).to_numpy(dtype=bool) & is_dated(issued)
    codes, distinct = pd.factorize(pd.MultiIndex.from_frame(terms[known]))
    places = np.flatnonzero(known)
    for code, (start, months, days) in enumerate(distinct):
        rows = places[codes == code]
        due[rows] = _move(issued[rows], TermsStart(start), int(months), int(days))
    return due


def _move(issued: Days, start: TermsStart, months: int, days: int) -> Days:
    """Return the days due of documents by one set of terms."""
    month = month_numbers(issued)
    if start is TermsStart.NEXT_MONTH_DAY:
        first, last = first_days(month + 1), first_days(month + 2) - ONE_DAY
        day: Days = np.minimum(first + day_span(days - 1), last)
        return day
    if start in _ENDS:
        length = _ENDS[start]
        end: Days = first_days((month // length + 1) * length + months) - ONE_DAY
        return end + day_span(days)
    return (add_months(issued, months) if months else issued) + day_span(days)
