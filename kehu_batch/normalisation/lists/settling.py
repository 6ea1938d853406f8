"""Has each record of a drop count once, however many lists it stands on (docs/rules.md, 1.12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kehu_batch.model.tables.document_states import COUNTERPART
from kehu_batch.model.tables.list_versions import OTHER_ROW, VERSION_COLUMNS
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.cells.collecting import Collector
from kehu_batch.normalisation.cells.distinct import read_distinct
from kehu_batch.normalisation.cells.raw import InputName
from kehu_batch.normalisation.lists.applications import settle_applications
from kehu_batch.normalisation.lists.balances import BALANCE, settle_balances
from kehu_batch.normalisation.lists.bank_lines import settle_bank_lines
from kehu_batch.normalisation.lists.complaints import settle_complaints
from kehu_batch.normalisation.lists.contacts import settle_contacts
from kehu_batch.normalisation.lists.list_days import Basis, ListDays, find_list_days
from kehu_batch.normalisation.lists.one_list import (
    report_alike,
    report_alike_orders,
    settle_repeated_sums,
    settle_states,
)
from kehu_batch.normalisation.lists.open_payments import settle_open_payments
from kehu_batch.normalisation.lists.pages import join_pages
from kehu_batch.normalisation.lists.planned import settle_planned
from kehu_batch.normalisation.lists.reporting import RowPlaces, report_gone, report_listed, report_shared
from kehu_batch.normalisation.lists.set_offs import settle_set_offs
from kehu_batch.normalisation.lists.settled import Settled
from kehu_batch.normalisation.lists.stated_paid import settle_stated_paid
from kehu_batch.normalisation.lists.unnumbered import find_overlap
from kehu_batch.normalisation.lists.versions import NUMBERED, Listed, ListedDocument, find_listed
from kehu_batch.normalisation.tables.buckets import sum_buckets
from kehu_batch.normalisation.tables.stated_days import days_of_rows, with_own_days
from kehu_batch.normalisation.tables.typed import Flags, exclude_repeated, find_repeated, report_kept
from kehu_batch.records import dataclass, replace


@dataclass(frozen=True, slots=True)
class Lists:
    """All lists of a drop, their customers known.

    Args:
        tables: Every table with ``customer``; rows that do not count are excluded in place.
        collectors: Where findings about equal rows go, by table.
        again: Rows that equal one of another list and none of their own, by table.
        regions: Regions by id.
        names: How each file is called.
    """

    tables: Mapping[str, pd.DataFrame]
    collectors: Mapping[str, Collector]
    again: Mapping[str, Flags]
    regions: Sequence[Region]
    names: Mapping[str, InputName]

    def of(self, table: str) -> list[Region]:
        """Return the lists of a table."""
        return [region for region in self.regions if region.table == table]

    def days(self, table: str) -> ListDays:
        """Return when a table's lists were made."""
        return find_list_days(table, self.tables[table], self.of(table), self.names)

    def equal(self, table: str) -> Flags:
        """Return which rows equal an earlier one of their list in every cell."""
        raw = self.collectors[table].raw
        lists = read_distinct(raw.region, lambda region: region)
        return find_repeated({**raw.columns, "#": lists}, len(raw))

    def places(self, table: str) -> RowPlaces:
        """Return where a table's rows stand."""
        return RowPlaces(table, self.tables[table], self.regions)


def settle_lists(lists: Lists) -> Settled:
    """Exclude rows of documents that another row stands for, with findings that say which and how much."""
    settled = Settled()
    if "orders" in lists.tables:
        settled.findings += settle_states(lists.places("orders"))
        settled.findings += settle_repeated_sums(lists.places("orders"))
        settled.findings += report_alike_orders(lists.places("orders"))
    if "invoices" in lists.tables:
        settled.findings += report_alike(lists.places("invoices"), lambda: lists.equal("invoices"))
    for table in NUMBERED:
        if len(lists.of(table)) > 1:
            _settle_numbered(table, lists, settled)
    if "complaints" in lists.tables:
        settled.findings += settle_complaints(lists.places("complaints"), lists.days("complaints"))
    _settle_contacts(lists, settled)
    if len(lists.of("receipts")) > 1:
        settled.findings += settle_bank_lines(lists.places("receipts"))
        most = lists.collectors["receipts"].whole_column_rows
        settled.applications, told = settle_applications(lists.places("receipts"), most)
        settled.findings += told
    if {"invoices", "receipts"} <= lists.tables.keys():
        set_off, told = settle_set_offs(lists.places("receipts"), settled.applications)
        settled.applications = pd.concat([settled.applications, set_off], ignore_index=True)
        settled.findings += told
        settled.findings += settle_open_payments(lists.places("invoices"), lists.places("receipts"))
        most = lists.collectors["receipts"].whole_column_rows
        settled.findings += settle_stated_paid(
            lists.places("invoices"), lists.places("receipts"), settled.applications, most
        )
    if "balances" in lists.tables:
        _add_list_days(lists)
        _settle_balances(lists, settled)
    return settled


def _settle_contacts(lists: Lists, settled: Settled) -> None:
    """Settle callbacks and follow-ups, then planned callbacks that another copy of their worksheet has as made."""
    for table in ("callbacks", "followups"):
        if len(lists.of(table)) > 1:
            columns = lists.collectors[table].raw.columns
            settled.findings += settle_contacts(lists.places(table), columns)
            if table == "callbacks":
                settled.findings += settle_planned(lists.places(table), columns, lists.days(table))


def _add_list_days(lists: Lists) -> None:
    """Add ``listed_on`` to balances: the day they or their sheet state, else the end of the month that names it."""
    frame, days = lists.tables["balances"], lists.days("balances").stated
    frame["listed_on"] = with_own_days(frame, days_of_rows(frame, days))


def _settle_balances(lists: Lists, settled: Settled) -> None:
    """Settle the balances of customers on several sheets, those of sheets that have only buckets by their sums."""
    frame = lists.tables["balances"]
    sums = sum_buckets(lists.collectors["balances"], frame, lists.of("balances"))
    frame.loc[sums.index, BALANCE] = sums
    settled.findings += settle_balances(lists.places("balances"))
    doubtful = frame.loc[sums.index]
    doubtful = doubtful[doubtful[BALANCE].isna()]
    settled.unknown = frozenset(
        zip(doubtful["region"].tolist(), doubtful["source_row"].tolist(), strict=True)
    )
    frame.loc[sums.index, BALANCE] = pd.NA


def _settle_numbered(table: str, lists: Lists, settled: Settled) -> None:
    frame, again = lists.tables[table], lists.again[table]
    left_out = again & (frame["excluded"] != "").to_numpy(dtype=np.bool_)
    paged = frame.assign(region=join_pages(frame["region"], lists.of(table)))
    days = find_list_days(table, paged, lists.of(table), lists.names)
    found = find_listed(
        table, paged.assign(excluded=frame["excluded"].mask(left_out, "")), lists.regions, days
    )
    found = replace(found, records=tuple(one for one in found.records if not _is_copy(one, left_out)))
    places = lists.places(table)
    kept = again & ~left_out & ~_exclude(places, found, left_out)
    same = find_overlap(table, paged, lists.regions, kept)
    exclude_repeated(lists.collectors[table], frame, same)
    report_kept(lists.collectors[table], kept & ~same)
    settled.findings += report_listed(places, found)
    settled.findings += report_shared(places, lists.collectors[table].answers)
    if table == "invoices":
        settled.versions = _versions(found, days)
        receipts = lists.tables.get("receipts")
        paid = set() if receipts is None else set(receipts["invoice_no"].dropna())
        settled.findings += report_gone(places, paged["region"], found, days, paid)


def _is_copy(record: ListedDocument, again: Flags) -> bool:
    """Whether each list says of a record what the first of them says, word for word: its rows are left out already."""
    first = min(record.lists, key=lambda rows: rows[0].position)
    sizes = {len(rows) for rows in record.lists}
    return len(sizes) == 1 and all(
        again[row.position] for rows in record.lists if rows is not first for row in rows
    )


def _exclude(places: RowPlaces, listed: Listed, again: Flags) -> Flags:
    """Exclude what does not count, and let count what was left out as equal to that; return the rows concerned."""
    handled = np.zeros(len(places.frame), dtype=np.bool_)
    excluded = places.frame["excluded"].to_numpy(dtype=object).copy()
    for record in listed.records:
        counted = [row.position for row in record.counted]
        others = [row.position for rows in record.others for row in rows]
        # A red letter takes its document along whichever list has the one it was matched with.
        reversed_ = any(excluded[row] == COUNTERPART for row in others)
        for row in counted:
            excluded[row] = "" if again[row] else excluded[row]
            excluded[row] = COUNTERPART if reversed_ and excluded[row] == "" else excluded[row]
        for row in others:
            excluded[row] = OTHER_ROW[places.table] if excluded[row] == "" or again[row] else excluded[row]
        handled[counted + others] = True
    places.frame["excluded"] = pd.Series(excluded, index=places.frame.index, dtype="str")
    return handled


def _versions(listed: Listed, days: ListDays) -> pd.DataFrame:
    """Return the rows of invoices that stand on lists of stated days; see ``Dataset.list_versions``."""
    rows = [
        (row.position, number, np.datetime64(days.stated[row.region], "s"))
        for number, record in enumerate(listed.records)
        if record.basis is Basis.DAY
        for rows in record.lists
        for row in rows
    ]
    return pd.DataFrame(rows, columns=list(VERSION_COLUMNS)).astype(dict(VERSION_COLUMNS))
