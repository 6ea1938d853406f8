"""All contacts with customers: callbacks made, follow-ups, and the ledger's date of the last one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.days import Day, Days, days_at, is_dated, to_days
from kehu_batch.analysis.base.events import CustomerEvents, collect_events
from kehu_batch.analysis.base.row_findings import find_in_rows
from kehu_batch.analysis.base.snapshot import Codes, Mask, Snapshot
from kehu_batch.analysis.base.text_columns import same_text
from kehu_batch.folding import fold_text
from kehu_batch.model.findings.catalogue_figures import STALE_CONTACT
from kehu_batch.model.findings.finding import Finding
from kehu_batch.policy.schema import QualityPolicy
from kehu_batch.records import dataclass, fields


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts up to as_of, of known customers; parallel arrays.

    Args:
        customers: Customer of each contact.
        days: Its day.
        methods: Folded 回访方式; ``""`` where the channel is unknown: a blank method, a follow-up, the ledger's
            date.
        regions: Region id of its row.
        rows: Its sheet row.
        fields: The field that holds its date.
    """

    customers: Codes
    days: Days
    methods: npt.NDArray[np.object_]
    regions: Codes
    rows: Codes
    fields: npt.NDArray[np.object_]

    def of_log(self) -> Mask:
        """Return which contacts come from callbacks or follow-ups and not from the ledger."""
        logged: Mask = self.fields != "last_contact_on"
        return logged

    def until(self, day: Day) -> Contacts:
        """Return the contacts up to an earlier day."""
        kept = self.days <= day
        return Contacts(*(getattr(self, item.name)[kept] for item in fields(self)))

    def events(self) -> CustomerEvents:
        """Return all contacts as dated events."""
        return collect_events((self.customers, self.days))

    def log_events(self) -> CustomerEvents:
        """Return callbacks and follow-ups as dated events."""
        logged = self.of_log()
        return collect_events((self.customers[logged], self.days[logged]))


def collect_contacts(snapshot: Snapshot) -> Contacts:
    """Collect the contacts with known customers up to as_of."""
    parts = [_part(snapshot, table, field) for table, field in _SOURCES]
    return Contacts(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


_SOURCES = (("ledger", "last_contact_on"), ("followups", "followed_on"), ("callbacks", "called_on"))


def _part(snapshot: Snapshot, table: str, field: str) -> tuple[npt.NDArray[np.generic], ...]:
    has_method = table == "callbacks"
    columns = ("customer", "region", "source_row", field)
    frame = snapshot.rows(table, *columns, *(["method"] if has_method else []))
    days = to_days(frame[field])
    customers = frame["customer"].to_numpy(dtype=np.int64)
    keep = is_dated(days) & (days <= snapshot.day) & (customers >= 0)
    methods = _fold_methods(frame["method"]) if has_method else same_text("", len(frame))
    return (
        customers[keep],
        days[keep],
        methods[keep],
        frame["region"].to_numpy(dtype=np.int64)[keep],
        frame["source_row"].to_numpy(dtype=np.int64)[keep],
        same_text(field, int(keep.sum())),
    )


def _fold_methods(methods: pd.Series) -> npt.NDArray[np.object_]:
    codes, names = pd.factorize(methods)
    folded = np.array([*(fold_text(str(name)) for name in names), ""], dtype=object)
    return folded[codes]


def newest_contacts(contacts: Contacts, eligible: Mask, customer_count: int) -> npt.NDArray[np.intp]:
    """Return for each customer the position of its newest eligible contact; -1 where there is none.

    Of several on one day, a callback stands before a follow-up, and that before the ledger's date.
    """
    chosen = np.flatnonzero(eligible)
    chosen = chosen[np.argsort(contacts.days[chosen], kind="stable")]
    result = np.full(customer_count, -1, dtype=np.intp)
    result[contacts.customers[chosen]] = chosen
    return result


def find_stale_contacts(snapshot: Snapshot, contacts: Contacts, policy: QualityPolicy) -> tuple[Finding, ...]:
    """Return a finding for each ledger row whose last contact is older than the newest in the logs."""
    stated, logged = _stated_and_logged(snapshot, contacts)
    customers = stale_customers(snapshot, contacts)
    messages = [
        f"台账写 {old}，记录里最新的联系是 {new}"
        for old, new in zip(
            stated[customers].astype(str),
            logged[customers].astype(str),
            strict=True,
        )
    ]
    return find_in_rows(
        snapshot.dataset,
        STALE_CONTACT,
        ("ledger", "last_contact_on"),
        snapshot.ledger_rows()[customers],
        messages,
        whole_column_rows=policy.column_finding_rows,
    )


def stale_customers(snapshot: Snapshot, contacts: Contacts) -> npt.NDArray[np.intp]:
    """Return the customers whose last contact in the ledger is older than the newest in the logs."""
    stated, logged = _stated_and_logged(snapshot, contacts)
    return np.flatnonzero(is_dated(stated) & (stated < logged))


def _stated_and_logged(snapshot: Snapshot, contacts: Contacts) -> tuple[Days, Days]:
    newest = newest_contacts(contacts, contacts.of_log(), snapshot.customer_count)
    stated = to_days(snapshot.ledger_values("last_contact_on"))
    return stated, days_at(contacts.days, newest)
