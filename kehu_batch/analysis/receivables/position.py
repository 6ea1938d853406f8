"""One side's receivables at two days: at as_of and at the end of the day before the period."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from kehu_batch.analysis.base.days import Days, day_of, is_dated
from kehu_batch.analysis.base.snapshot import Codes, Counts, Fen, Mask, Snapshot
from kehu_batch.analysis.base.sums import sum_groups
from kehu_batch.analysis.receivables.aging import age_buckets, count_days, overdue_buckets, spread
from kehu_batch.analysis.receivables.allocation import Allocation, allocate, collected_by
from kehu_batch.analysis.receivables.documents import Documents
from kehu_batch.analysis.receivables.receipts import Receipts, collect_side
from kehu_batch.analysis.receivables.sums import Accounts, Sums, list_accounts, sum_accounts
from kehu_batch.model.period import Period
from kehu_batch.model.tables.recognition import Side
from kehu_batch.policy.schema import ReceivablesPolicy
from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """Receivables of one side at the end of the period and just before it.

    Args:
        side: Whose documents.
        as_of: The day of ``state``.
        first: First day of the period.
        documents: Its documents.
        receipts: Its receipts.
        accounts: Customers with their currencies.
        state: What fills what, at as_of.
        sums: Money by account, at as_of.
        opening: Money by account, at the end of the day before the period.
        collected: Of each document, what was received by its due date; 0 where it does not fall due in the period.
        has_receipts: Whether the side has a table of receipts.
    """

    side: Side
    as_of: date
    first: date
    documents: Documents
    receipts: Receipts
    accounts: Accounts
    state: Allocation
    sums: Sums
    opening: Sums
    collected: Fen
    has_receipts: bool

    @property
    def falls_due(self) -> Mask:
        """Return which invoices fall due in the period, through as_of."""
        return falls_due_in(self.documents, self.state, self.first, self.as_of)

    def in_period(self, days: Days) -> Mask:
        """Return which days lie in the period, through as_of."""
        inside: Mask = (days >= day_of(self.first)) & (days <= day_of(self.as_of))
        return inside

    def late_days(self) -> Counts:
        """Return the days each document is overdue at as_of; 0 where it is not."""
        return np.maximum(count_days(self.documents.due, self.as_of), 0)

    def spread_overdue(self, policy: ReceivablesPolicy) -> Fen:
        """Return the outstanding of each account by days overdue, one column a bucket."""
        due = self.documents.due
        buckets = overdue_buckets(count_days(due, self.as_of), is_dated(due), policy.overdue_days)
        return self._spread(buckets, len(policy.bucket_labels))

    def spread_age(self, policy: ReceivablesPolicy) -> Fen:
        """Return the outstanding of each account by age, one column a bucket."""
        buckets = age_buckets(self.documents.issued, self.as_of, policy.age_years)
        return self._spread(buckets, len(policy.age_labels))

    def _spread(self, buckets: Codes, count: int) -> Fen:
        opened = np.maximum(self.state.opened, 0)
        return spread(self.accounts.of_documents, len(self.accounts), buckets, count, opened)

    def by_account(self, fen: Fen, chosen: Mask) -> Fen:
        """Return the sum of each account over the documents chosen."""
        return sum_groups(self.accounts.of_documents[chosen], fen[chosen], len(self.accounts))

    def receipts_by_account(self, chosen: Mask) -> Fen:
        """Return the sum of each account over the receipts chosen."""
        amounts = self.receipts.amounts[chosen]
        return sum_groups(self.accounts.of_receipts[chosen], amounts, len(self.accounts))

    def reasons(self, currency: int) -> Mapping[str, str]:
        """Return why an input of a currency's KPIs is not known, by input."""
        return input_reasons(
            self.documents, self.receipts, self.state, currency, has_receipts=self.has_receipts
        )


def input_reasons(
    documents: Documents, receipts: Receipts, state: Allocation, currency: int, *, has_receipts: bool
) -> Mapping[str, str]:
    """Return why an input of a currency's KPIs is not known on the day of ``state``, by input; ``""`` where it is."""
    mine = state.live & (documents.currencies == currency)
    undated = int((mine & (documents.undated != 0)).sum())
    unissued = int((mine & ~is_dated(documents.issued)).sum())
    untold = f"有 {undated} 张应收单的已收金额没有逐笔的回款日期" if undated else ""
    allocates = _allocates(documents, receipts, state, currency)
    return {
        "receipts": untold or ("" if has_receipts else "没有回款明细"),
        "allocation": "" if allocates else "回款明细没有一笔写明应收明细里的单据号",
        "issued": f"有 {unissued} 张应收单没有开票日期" if unissued else "",
    }


def _allocates(documents: Documents, receipts: Receipts, state: Allocation, currency: int) -> bool:
    """Return whether receipts tell what they are for.

    They do where one of them, of whatever date, names a document, and where none is of a customer with documents:
    money of others says nothing of these.
    """
    mine = receipts.currencies == currency
    if (mine & (receipts.groups >= 0)).any() or state.fifo.any():
        return True
    owing = documents.customers[state.live & (documents.currencies == currency)]
    return not (mine & (np.isin(receipts.customers, owing) | (receipts.customers < 0))).any()


def take_position(snapshot: Snapshot, period: Period, side: Side, policy: ReceivablesPolicy) -> Position:
    """Return a side's receivables as of the day of ``snapshot``.

    Raises:
        InputRejected: Amounts beyond what can be added exactly.
    """
    documents, receipts = collect_side(snapshot, side, policy.currency)
    accounts = list_accounts(documents, receipts)
    fifo = policy.first_in_first_out
    state = allocate(documents, receipts, snapshot.day, first_in_first_out=fifo)
    before = day_of(period.first - timedelta(days=1))
    opened = allocate(documents, receipts, before, first_in_first_out=fifo)
    falls_due = falls_due_in(documents, state, period.first, snapshot.as_of)
    collected = np.zeros(len(documents), dtype=np.int64)
    collected[falls_due] = collect_on_time(documents, receipts, state, np.flatnonzero(falls_due), policy)
    regions = snapshot.dataset.regions
    return Position(
        side=side,
        as_of=snapshot.as_of,
        first=period.first,
        documents=documents,
        receipts=receipts,
        accounts=accounts,
        state=state,
        sums=sum_accounts(documents, receipts, accounts, state, snapshot.day),
        opening=sum_accounts(documents, receipts, accounts, opened, before),
        collected=collected,
        has_receipts=any(region.table == "receipts" and region.side is side for region in regions),
    )


def falls_due_in(documents: Documents, state: Allocation, first: date, as_of: date) -> Mask:
    """Return which live invoices fall due from one day through another."""
    due = documents.due
    inside = (due >= day_of(first)) & (due <= day_of(as_of))
    return inside & state.live & (documents.amounts > 0)


def collect_on_time(
    documents: Documents, receipts: Receipts, state: Allocation, rows: np.ndarray, policy: ReceivablesPolicy
) -> Fen:
    """Return what was received on documents by their due dates."""
    days = documents.due[rows]
    if not policy.first_in_first_out:
        return collected_by(documents, receipts, state, rows, days)
    collected = np.zeros(len(rows), dtype=np.int64)
    # What fills a document first-in-first-out depends on all others of its customer, so each day is taken whole.
    for day in np.unique(days):
        at_day = allocate(documents, receipts, day, first_in_first_out=True)
        mine = days == day
        collected[mine] = (at_day.received + at_day.fifo)[rows[mine]]
    return collected
