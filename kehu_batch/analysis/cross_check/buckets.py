"""Finance's aging buckets against our own recomputation in the same buckets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.calendar_months import add_months
from kehu_batch.analysis.base.days import Days, day_of, is_dated
from kehu_batch.analysis.base.locations import name_customers
from kehu_batch.analysis.base.snapshot import Counts, Mask, Snapshot
from kehu_batch.analysis.base.sums import guard_sums, sum_groups
from kehu_batch.analysis.receivables.aging import count_days
from kehu_batch.analysis.receivables.position import Position
from kehu_batch.cells import column_letter
from kehu_batch.model.figures.states import MONTHS_OF_UNIT, BucketClock, BucketKind, BucketUnit

CLOCK_LABELS: Mapping[str, str] = {BucketClock.OVERDUE: "逾期天数", BucketClock.AGE: "账龄"}
_NAMES = ["bucket", "clock", "ops_fen", "finance_fen", "difference_fen"]


def compare_buckets(snapshot: Snapshot, ops: Position) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the differences by customer and bucket, and the totals by bucket.

    Every bucket is taken from finance's own sheet with its bounds and its clock.
    """
    frame = _of_own_currency(snapshot, ops.documents.currency_names[0])
    parts, totals = [], []
    # Buckets that texts name stand in one column, in their order.
    for (region, column, _), rows in frame.groupby(["region", "column", "header"], sort=False):
        part = _compare(snapshot, ops, rows)
        area = snapshot.dataset.regions[int(str(region))]
        part["file"] = area.file
        part["cell"] = [
            f"{area.sheet}!{column_letter(int(str(column)))}{row}" for row in part.pop("source_row").tolist()
        ]
        parts.append(part[part["difference_fen"] != 0])
        sums = {name: int(part[name].sum()) for name in ("ops_fen", "finance_fen", "difference_fen")}
        totals.append(
            {"bucket": rows["header"].iloc[0], "clock": part["clock"].iloc[0], **sums, "file": area.file}
        )
    if not parts:
        empty = pd.DataFrame(name_customers(snapshot.dataset, np.empty(0, dtype=np.int64)))
        return empty.reindex(columns=[*empty.columns, *_NAMES, "file", "cell"]), pd.DataFrame(
            columns=[*_NAMES, "file"]
        )
    return pd.concat(parts, ignore_index=True), pd.DataFrame(totals)


def _of_own_currency(snapshot: Snapshot, own: str) -> pd.DataFrame:
    """Return the bucket cells of rows that count, in the policy's own currency: those of several never add up."""
    frame, balances = snapshot.dataset.balances_buckets, snapshot.dataset.table("balances")
    if balances is None or frame.empty:
        return frame
    counted = balances.take(snapshot.used["balances"])
    counted = counted[counted["currency"].fillna(own) == own]
    keys = ["region", "source_row"]
    return frame[pd.MultiIndex.from_frame(frame[keys]).isin(pd.MultiIndex.from_frame(counted[keys]))]


def _compare(snapshot: Snapshot, ops: Position, rows: pd.DataFrame) -> pd.DataFrame:
    """Compare one bucket column: its own customers, and those that only ops has something for."""
    count = len(snapshot.dataset.customers)
    documents, state = ops.documents, ops.state
    first = rows.iloc[0]
    inside = _inside(ops, first) & (documents.currencies == 0) & (documents.customers >= 0)
    of_ops = sum_groups(documents.customers[inside], np.maximum(state.opened, 0)[inside], count)
    named = rows[rows["customer"] >= 0]
    customers, fen = (
        named["customer"].to_numpy(dtype=np.int64),
        named["amount"].fillna(0).to_numpy(dtype=np.int64),
    )
    guard_sums(fen, of_ops)
    of_finance = sum_groups(customers, fen, count)
    place = np.zeros(count, dtype=np.int64)
    place[customers[::-1]] = named["source_row"].to_numpy(dtype=np.int64)[::-1]
    # A customer that finance's sheet lacks is a difference of its balance, not of each of its buckets.
    listed = np.unique(customers)
    return pd.DataFrame(
        {
            **name_customers(snapshot.dataset, listed),
            "bucket": first["header"],
            "clock": CLOCK_LABELS[str(first["clock"])],
            "ops_fen": of_ops[listed],
            "finance_fen": of_finance[listed],
            "difference_fen": (of_ops - of_finance)[listed],
            "source_row": place[listed],
        }
    )


def _inside(ops: Position, bucket: pd.Series) -> Mask:
    """Return which documents fall in a bucket: above ``over`` and up to ``upto``, in its clock and unit."""
    days = ops.documents.due if bucket["clock"] == BucketClock.OVERDUE else ops.documents.issued
    known = is_dated(days)
    if bucket["kind"] == BucketKind.UNDATED:
        return ~known
    elapsed = count_days(days, ops.as_of)
    if bucket["kind"] == BucketKind.NOT_DUE:
        return known & (elapsed <= 0)
    inside = known.copy()
    for over, reached in _bounds(ops, days, elapsed, bucket):
        inside &= reached if over else ~reached
    return inside


def _bounds(ops: Position, days: Days, elapsed: Counts, bucket: pd.Series) -> Iterator[tuple[bool, Mask]]:
    """Yield for each bound whether it is the lower one, and which documents are beyond it."""
    for name, lower in (("over", True), ("upto", False)):
        bound = bucket[name]
        if pd.isna(bound):
            continue
        if bucket["unit"] == BucketUnit.DAY:
            yield lower, elapsed > int(bound)
            continue
        months = int(bound) * MONTHS_OF_UNIT[str(bucket["unit"])]
        yield lower, add_months(days, months) < day_of(ops.as_of)
