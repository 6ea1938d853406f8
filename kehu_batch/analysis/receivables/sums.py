"""Sums of receivables by customer and currency as of a day, and the sums that they must equal."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from kehu_batch.analysis.base.days import Day
from kehu_batch.analysis.base.snapshot import Codes, Fen, Mask
from kehu_batch.analysis.base.sums import sum_groups
from kehu_batch.analysis.receivables.allocation import Allocation
from kehu_batch.analysis.receivables.documents import Documents
from kehu_batch.analysis.receivables.receipts import UNNAMED, Receipts
from kehu_batch.errors import InternalError
from kehu_batch.model.figures.measures import MEASURE_BY_CODE
from kehu_batch.model.figures.receivables import TieOut
from kehu_batch.records import dataclass

_NET = MEASURE_BY_CODE["payment_risk.net"].expression


@dataclass(frozen=True, slots=True)
class Accounts:
    """Customers with their currencies: every pair that a document or a receipt names.

    Args:
        customers: Customer of each account; -1 for rows without one.
        currencies: Currency code of each.
        of_documents: Account of each document.
        of_receipts: Account of each receipt.
    """

    customers: Codes
    currencies: Codes
    of_documents: Codes
    of_receipts: Codes

    def __len__(self) -> int:
        return len(self.customers)


@dataclass(frozen=True, slots=True)
class Sums:
    """Money of each account as of a day, in fen.

    Args:
        outstanding: Open on invoices.
        overdue: Its part past due.
        credit_notes: Open on credit notes, positive.
        unallocated: Receipts that fill nothing.
        unnamed: Its part that names no document, less what was filled first-in-first-out.
        excess: Its part beyond the documents' amount.
    """

    outstanding: Fen
    overdue: Fen
    credit_notes: Fen
    unallocated: Fen
    unnamed: Fen
    excess: Fen

    @property
    def net(self) -> Fen:
        """Return gross less credit notes less what is unallocated."""
        return _NET.columns(
            {
                "outstanding": self.outstanding,
                "credit_notes": self.credit_notes,
                "unallocated": self.unallocated,
            }
        )


def list_accounts(documents: Documents, receipts: Receipts) -> Accounts:
    """Return the accounts of a side, by customer and then currency."""
    width = len(documents.currency_names)
    keys = np.concatenate(
        [
            (documents.customers + 1) * width + documents.currencies,
            (receipts.customers + 1) * width + receipts.currencies,
        ]
    )
    distinct, places = np.unique(keys, return_inverse=True)
    places = places.astype(np.int64)
    count = len(documents)
    return Accounts(distinct // width - 1, distinct % width, places[:count], places[count:])


def sum_accounts(
    documents: Documents, receipts: Receipts, accounts: Accounts, state: Allocation, day: Day
) -> Sums:
    """Sum each account's open documents and unallocated receipts as of the day of ``state``."""
    size, of_documents = len(accounts), accounts.of_documents
    opened = np.maximum(state.opened, 0)
    late = documents.due < day
    rest = np.where(state.counted, receipts.amounts - state.allocated, 0)
    named = receipts.groups >= 0

    def of_receipts(chosen: Mask) -> Fen:
        return sum_groups(accounts.of_receipts[chosen], rest[chosen], size)

    fifo = sum_groups(of_documents, state.fifo, size)
    excess = of_receipts(named) + sum_groups(of_documents, state.excess_undated, size)
    unnamed = of_receipts(receipts.reasons == UNNAMED) - fifo
    other = of_receipts(~named & (receipts.reasons != UNNAMED))
    return Sums(
        outstanding=sum_groups(of_documents, opened, size),
        overdue=sum_groups(of_documents, np.where(late, opened, 0), size),
        credit_notes=sum_groups(of_documents, np.maximum(-state.opened, 0), size),
        unallocated=excess + unnamed + other,
        unnamed=unnamed,
        excess=excess,
    )


def tie_out(checks: Iterable[TieOut]) -> tuple[TieOut, ...]:
    """Return the checks, all of them tied out.

    Raises:
        InternalError: Two sums differ: a defect of this program, and no figure of it may be shown.
    """
    done = tuple(checks)
    for check in done:
        if check.difference_fen:
            raise InternalError(
                f"内部核对不符：{check.name},{check.currency} 相差 {check.difference_fen} 分",
                action="请把输入文件交给程序维护人员",
                code="figures_do_not_tie",
            )
    return done
