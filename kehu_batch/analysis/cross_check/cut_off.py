"""The day on which the two sides are compared, and what is doubtful about finance's sheets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.row_findings import find_in_rows
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.model.figures.states import BucketClock, BucketKind
from kehu_batch.model.findings.catalogue_receivables import BUCKETS_OFF_BALANCE, STATED_DAY_DIFFERS
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.wording.numbers import format_yuan


def decide_day(snapshot: Snapshot) -> date:
    """Return the day stated on finance's balance sheets where all state one not after as_of; else as_of."""
    stated = {day for day in _stated_days(snapshot).values() if day is not None}
    day = stated.pop() if len(stated) == 1 else snapshot.as_of
    return min(day, snapshot.as_of)


def _stated_days(snapshot: Snapshot) -> dict[int, date | None]:
    """Return the day that each region of balances states, of those with a row that counts."""
    frame = snapshot.dataset.table("balances")
    if frame is None or "as_of" not in frame:
        return {}
    firsts = frame.take(snapshot.used["balances"]).drop_duplicates("region")
    return {
        int(region): None if pd.isna(day) else pd.Timestamp(day).date()
        for region, day in zip(firsts["region"], firsts["as_of"], strict=True)
    }


def find_in_balances(snapshot: Snapshot, whole_column_rows: int) -> Iterator[Finding]:
    """Yield sheets of another day, and rows whose buckets do not add up to their balance."""
    for region, day in _stated_days(snapshot).items():
        if day is not None and day != snapshot.as_of:
            area = snapshot.dataset.regions[region]
            place = Location(area.file, area.sheet, area.header_first_row)
            message = f"账龄表截止 {day}，本次截止 {snapshot.as_of}"
            yield Finding(STATED_DAY_DIFFERS, place, message, str(day), "balances", "as_of")
    yield from find_unequal_rows(snapshot, whole_column_rows)


def find_unequal_rows(snapshot: Snapshot, whole_column_rows: int) -> Iterator[Finding]:
    """Yield rows whose buckets do not add up to their balance."""
    frame, buckets = snapshot.dataset.table("balances"), snapshot.dataset.balances_buckets
    if frame is None or buckets.empty:
        return
    by_clock = _sum_rows(frame, buckets)
    known = by_clock["receivable_balance"].notna()
    gap = by_clock["receivable_balance"] - by_clock["amount"]
    # A sheet that splits what is past due alone says nothing of the rest.
    unsaid = by_clock["late_only"] & (gap >= 0)
    wrong = by_clock[known & (gap != 0) & ~unsaid]
    messages = [
        f"各分段合计 {format_yuan(int(total))}，应收余额 {format_yuan(int(stated))}"
        for total, stated in zip(wrong["amount"], wrong["receivable_balance"], strict=True)
    ]
    yield from find_in_rows(
        snapshot.dataset,
        BUCKETS_OFF_BALANCE,
        ("balances", "receivable_balance"),
        wrong["index"].to_numpy(dtype=np.intp),
        messages,
        whole_column_rows=whole_column_rows,
    )


def _sum_rows(frame: pd.DataFrame, buckets: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of balance sheets with what their buckets come to, once for each clock that a sheet has.

    ``late_only`` are those whose sheet has buckets past due and no 未到期. Beside 未到期 alone stands 逾期金额.
    """
    # Buckets of the other clock, where a sheet has both, add up to the balance by themselves.
    kinds = buckets["kind"]
    marked = buckets.assign(current=kinds == BucketKind.NOT_DUE, ranged=kinds == BucketKind.RANGE)
    keys = ["region", "source_row", "clock"]
    sums = marked.groupby(keys)[["amount", "current", "ranged"]].agg(
        {"amount": "sum", "current": "any", "ranged": "any"}
    )
    found = sums.reset_index().merge(frame.reset_index(), on=["region", "source_row"], how="inner")
    overdue = found["clock"] == BucketClock.OVERDUE
    beside = found["overdue_balance"].fillna(0).where(overdue & ~found["ranged"], 0)
    return found.assign(amount=found["amount"] + beside, late_only=overdue & ~found["current"])
