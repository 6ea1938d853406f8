"""The sums that the KPIs of payment risk are computed from, by code (see ``KPI_INPUTS``)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import is_dated
from kehu_batch.analysis.base.snapshot import Fen, Snapshot
from kehu_batch.analysis.base.sums import sum_groups, sum_weighted
from kehu_batch.analysis.receivables.position import Position


def sum_inputs(snapshot: Snapshot, position: Position, code: int) -> dict[str, int]:
    """Return the inputs of a currency's KPIs; money in fen.

    Args:
        snapshot: The drop, for the credit limits of its ledger.
        position: Its receivables.
        code: The currency.
    """
    return {
        **_of_documents(position, code),
        **_of_customers(snapshot, position, code),
        "days": (position.as_of - position.first).days + 1,
    }


def _of_documents(position: Position, code: int) -> dict[str, int]:
    documents, state = position.documents, position.state
    mine = position.accounts.currencies == code
    of_mine = documents.currencies == code
    opened = np.where(of_mine, np.maximum(state.opened, 0), 0)
    late, known_due = position.late_days(), is_dated(documents.due)
    falls_due = position.falls_due & of_mine
    issued = position.in_period(documents.issued) & of_mine & state.live
    return {
        "collected_on_time": int(position.collected[falls_due].sum()),
        "falling_due": int(documents.amounts[falls_due].sum()),
        "opening": int(position.opening.outstanding[mine].sum()),
        "invoiced": int(np.maximum(documents.amounts[issued], 0).sum()),
        "outstanding": int(position.sums.outstanding[mine].sum()),
        "current": int(opened[known_due & (late == 0)].sum()),
        "overdue": int(position.sums.overdue[mine].sum()),
        "overdue_days": sum_weighted(opened, np.where(known_due, late, 0)),
    }


def _of_customers(snapshot: Snapshot, position: Position, code: int) -> dict[str, int]:
    accounts = position.accounts
    named = (accounts.currencies == code) & (accounts.customers >= 0)
    opened = sum_groups(accounts.customers[named], position.sums.outstanding[named], snapshot.customer_count)
    return sum_customers(opened, snapshot.ledger_values("credit_limit") if code == 0 else None)


def sum_customers(opened: Fen, limits: pd.Series | None) -> dict[str, int]:
    """Return concentration, and credit limits: those of every customer of the drop, with receivables or not.

    A limit of 0 is a limit; a missing one and one below 0 are none (docs/rules.md, 10.9).

    Args:
        opened: What each customer owes, in fen.
        limits: Int64, their credit limits in fen; ``None`` where no limit applies, in another currency.
    """
    largest = sorted((fen for fen in opened.tolist() if fen > 0), reverse=True)
    known = np.full(len(opened), -1) if limits is None else limits.fillna(-1).to_numpy(dtype=np.int64)
    return {
        "limited": int(opened[known >= 0].sum()),
        "limits": sum(fen for fen in known.tolist() if fen > 0),
        "unlimited": int(((known < 0) & (opened > 0)).sum()),
        "top_1": sum(largest[:1]),
        "top_5": sum(largest[:5]),
        "top_10": sum(largest[:10]),
        "squares": sum(fen * fen for fen in largest),
        "debtors": len(largest),
    }
