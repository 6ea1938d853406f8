"""Which documents the receipts fill, as of any day (docs/rules.md, 10)."""

from __future__ import annotations

import numpy as np

from kehu_batch.analysis.base.days import Day, Days, is_dated, keys_of, oldest_first, unknown_last
from kehu_batch.analysis.base.snapshot import Fen, Mask, Positions
from kehu_batch.analysis.base.sums import group_starts, running_before, sum_groups
from kehu_batch.analysis.receivables.documents import Documents
from kehu_batch.analysis.receivables.receipts import UNNAMED, Receipts
from kehu_batch.records import dataclass

#: What ``PaymentRiskFigures.allocation`` says.
BY_NAME = "只按写明的单据号分配，未写单据号的回款不分配"
#: The same where no table of receipts came.
ON_DOCUMENTS = "没有回款明细，已收取自应收明细"
UNPAID = "没有回款明细，应收明细也没有已收和未收金额，未收按应收全额计"
FIRST_IN_FIRST_OUT = "未写单据号的回款按到期日先后冲抵（先进先出，策略开启）"


@dataclass(frozen=True, slots=True)
class Allocation:
    """What is received on each document as of a day; arrays parallel to ``Documents`` or ``Receipts``.

    Args:
        live: Which documents exist by that day; one without a date of issue always does.
        received: Fen received on each by name, or on an unknown day; 0 where not live. Negative on a credit note.
        fifo: Fen filled first-in-first-out.
        opened: Fen still open: amount − received − fifo; 0 where not live, negative for a credit note.
        before: Fen of the documents that are filled before it in its group.
        counted: Which receipts are dated by that day.
        allocated: Fen of each receipt that fills the documents it names.
        excess_undated: Fen of 已收 beyond its document's amount, by document.
    """

    live: Mask
    received: Fen
    fifo: Fen
    opened: Fen
    before: Fen
    counted: Mask
    allocated: Fen
    excess_undated: Fen


def allocate(documents: Documents, receipts: Receipts, day: Day, *, first_in_first_out: bool) -> Allocation:
    """Return the state of every document at the end of a day."""
    live = ~is_dated(documents.issued) | (documents.issued <= day)
    amounts = np.where(live, documents.amounts, 0)
    counted = receipts.days <= day
    named = counted & (receipts.groups >= 0)
    paid = np.where(named, receipts.amounts, 0)
    by_group = sum_groups(receipts.groups[named], receipts.amounts[named], documents.group_count)
    before = _filled_before(documents, amounts)
    received = _fill(amounts, before, by_group[documents.groups])
    undated = np.where(live, documents.undated, 0)
    from_undated = np.where(
        amounts >= 0, np.clip(undated, 0, np.maximum(amounts, 0)), np.clip(undated, np.minimum(amounts, 0), 0)
    )
    received = received + from_undated
    allocated = _allocate_receipts(documents, receipts, amounts, paid)
    opened = amounts - received
    fifo = np.zeros(len(amounts), dtype=np.int64)
    if first_in_first_out:
        fifo = _fill_first_in_first_out(documents, receipts, opened, counted)
    return Allocation(live, received, fifo, opened - fifo, before, counted, allocated, undated - from_undated)


def _filled_before(documents: Documents, amounts: Fen) -> Fen:
    """Return for each document what stands before it in its group: invoices and credit notes apart."""
    order = documents.order
    starts = group_starts(documents.groups[order])
    before = np.empty(len(amounts), dtype=np.int64)
    sorted_amounts = amounts[order]
    positive = running_before(np.maximum(sorted_amounts, 0), starts)
    negative = running_before(np.minimum(sorted_amounts, 0), starts)
    before[order] = np.where(sorted_amounts >= 0, positive, negative)
    return before


def _fill(amounts: Fen, before: Fen, received: Fen) -> Fen:
    """Fill documents in their order: money received fills invoices, money paid back fills credit notes."""
    rest = received - before
    filled: Fen = np.where(
        amounts >= 0,
        np.clip(rest, 0, np.maximum(amounts, 0)),
        np.clip(rest, np.minimum(amounts, 0), 0),
    )
    return filled


def _allocate_receipts(documents: Documents, receipts: Receipts, amounts: Fen, paid: Fen) -> Fen:
    """Return the part of each receipt that lies within its documents' amount, earlier receipts first."""
    highest = np.append(sum_groups(documents.groups, np.maximum(amounts, 0), documents.group_count), 0)
    lowest = np.append(sum_groups(documents.groups, np.minimum(amounts, 0), documents.group_count), 0)
    groups = receipts.groups
    before = running_before(paid, group_starts(groups))
    low, high = lowest[groups], highest[groups]
    allocated: Fen = np.clip(before + paid, low, high) - np.clip(before, low, high)
    return allocated


def _fill_first_in_first_out(documents: Documents, receipts: Receipts, opened: Fen, counted: Mask) -> Fen:
    """Fill each customer's open invoices, in due order, with its receipts that name no document."""
    width = len(documents.currency_names)
    free = counted & (receipts.reasons == UNNAMED) & (receipts.customers >= 0)
    size = int(max(documents.customers.max(initial=-1), receipts.customers.max(initial=-1)) + 2) * width
    pots = sum_groups(
        (receipts.customers[free] + 1) * width + receipts.currencies[free], receipts.amounts[free], size
    )
    keys = (documents.customers + 1) * width + documents.currencies
    by_day = (oldest_first(documents.issued), unknown_last(documents.due))
    order = np.lexsort((np.arange(len(keys)), *by_day, keys))
    wanted = np.maximum(opened, 0)[order]
    before = running_before(wanted, group_starts(keys[order]))
    fifo = np.empty(len(opened), dtype=np.int64)
    fifo[order] = np.clip(pots[keys[order]] - before, 0, wanted)
    return np.where(documents.customers >= 0, fifo, 0)


def collected_by(
    documents: Documents, receipts: Receipts, state: Allocation, rows: Positions, days: Days
) -> Fen:
    """Return what was received by name on documents by a day of each.

    Args:
        documents: All documents.
        receipts: All receipts.
        state: The state as of a day not before any of ``days``.
        rows: Positions of the documents asked for.
        days: One day a document; receipts on the day itself count.
    """
    named = receipts.groups >= 0
    groups, on, paid = receipts.groups[named], receipts.days[named], receipts.amounts[named]
    # Receipts stand sorted by group and day, so what a group has by a day is one running sum less another.
    running = np.concatenate(([0], np.cumsum(paid)))
    of_rows = documents.groups[rows]
    until = np.searchsorted(keys_of(groups, on), keys_of(of_rows, days), side="right")
    start = np.searchsorted(groups, of_rows, side="left")
    amounts = np.where(state.live, documents.amounts, 0)[rows]
    return _fill(amounts, state.before[rows], running[until] - running[start])
