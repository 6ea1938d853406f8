"""迁徙率: what of the money late by so many months is still open a month later, over twelve months of own history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import day_of, is_dated
from kehu_batch.analysis.base.snapshot import Counts, Fen, Mask
from kehu_batch.analysis.receivables.aging import count_days
from kehu_batch.analysis.receivables.allocation import allocate
from kehu_batch.analysis.receivables.position import Position
from kehu_batch.policy.schema import ReceivablesPolicy

#: Months overdue: not due, then a month each, the last open.
LABELS = (
    "未到期",
    "逾期1个月",
    "逾期2个月",
    "逾期3个月",
    "逾期4个月",
    "逾期5个月",
    "逾期6个月",
    "逾期6个月以上",
)
_MONTH_DAYS, MONTHS = 30, 12
TOO_SHORT = f"自有历史不足 {MONTHS} 个月：迁徙率要看 {MONTHS + 1} 个月末的余额"


def month_ends(as_of: date) -> list[date]:
    """Return as_of and the ends of the twelve months before its own, the oldest first.

    Example:
        >>> [str(day) for day in month_ends(date(2025, 3, 31))[-3:]]
        ['2025-01-31', '2025-02-28', '2025-03-31']
    """
    ends = [as_of]
    for _ in range(MONTHS):
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]


def measure_migration(
    position: Position, policy: ReceivablesPolicy, chosen: Mask
) -> tuple[pd.DataFrame | None, str]:
    """Return the outstanding by months overdue with its rates (``ProvisionFigures.by_migration``), or why not.

    Documents without a due date are left out. The rate of a bucket is the product of the flows from it on; what
    stands in the last is lost at the policy's final rate.

    Args:
        position: The receivables.
        policy: The final rate, and how receipts without a document are treated.
        chosen: Documents that are looked at.
    """
    ends = month_ends(position.as_of)
    issued = position.documents.issued[chosen]
    known = issued[is_dated(issued)]
    if not len(known) or known.min() > day_of(ends[0]):
        return None, TOO_SHORT
    states = [_stand(position, policy, day, chosen) for day in ends]
    flows = _flows(states)
    rates: list[Decimal | None] = [policy.provision.final_rate]
    for flow in reversed(flows):
        rates.insert(0, None if flow is None or rates[0] is None else flow * rates[0])
    months, opened = states[-1]
    fen = np.bincount(months, opened, len(LABELS)).astype(np.int64)
    return _table(fen, [*flows, None], rates), ""


def _stand(position: Position, policy: ReceivablesPolicy, day: date, chosen: Mask) -> tuple[Counts, Fen]:
    """Return the month overdue of each document at the end of a day, and what of it was open."""
    documents = position.documents
    state = allocate(documents, position.receipts, day_of(day), first_in_first_out=policy.first_in_first_out)
    late = np.maximum(count_days(documents.due, day), 0)
    months = np.minimum(-(-late // _MONTH_DAYS), len(LABELS) - 1)
    return months, np.where(chosen & is_dated(documents.due), np.maximum(state.opened, 0), 0)


def _flows(states: Sequence[tuple[Counts, Fen]]) -> list[Decimal | None]:
    """Return for each bucket but the last what of it was still open a month later; of what was not due, overdue."""
    stood = np.zeros(len(LABELS), dtype=np.int64)
    stayed = np.zeros(len(LABELS), dtype=np.int64)
    for (months, opened), (later, left) in pairwise(states):
        np.add.at(stood, months, opened)
        np.add.at(stayed, months, np.where((months > 0) | (later > 0), np.minimum(opened, left), 0))
    return [
        Decimal(int(rest)) / Decimal(int(whole)) if whole else None
        for whole, rest in zip(stood[:-1], stayed[:-1], strict=True)
    ]


def _table(fen: Fen, flows: list[Decimal | None], rates: list[Decimal | None]) -> pd.DataFrame:
    losses = [
        0 if rate is None else int((int(open_) * rate).to_integral_value(ROUND_HALF_UP))
        for open_, rate in zip(fen, rates, strict=True)
    ]
    return pd.DataFrame(
        {
            "bucket": pd.array(list(LABELS), dtype="str"),
            "outstanding_fen": fen,
            "flow": [np.nan if flow is None else float(flow) for flow in flows],
            "rate": [np.nan if rate is None else float(rate) for rate in rates],
            "provision_fen": np.array(losses, dtype=np.int64),
        }
    )
