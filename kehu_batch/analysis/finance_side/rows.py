"""The rows of finance's balance sheets that count: those of one day, with what each says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import Days, date_of, day_of, days_where, is_dated, no_days, to_days
from kehu_batch.analysis.base.snapshot import Mask, Snapshot
from kehu_batch.analysis.base.sums import guard_sums
from kehu_batch.analysis.cross_check.customers import finance_balances
from kehu_batch.records import dataclass

NO_STATED = "没有应收明细；财务的表没有可用的应收余额"
LATER = "没有应收明细；财务的余额表截止 {stated}，晚于本次截止日 {as_of}，没有采用：请用 --as-of {stated} 重新运行"

ALL_UNREAD = "没有应收明细；财务的余额表上没有一个能读出的余额"

_FURTHER = ("as_of", "listed_on", "credit_limit")


@dataclass(frozen=True, slots=True)
class StatedRows:
    """Rows of balance sheets.

    Args:
        used: Those that count, indexed by their positions in ``balances``: the columns of ``finance_balances``, with
            ``currency`` filled, ``listed_on``, ``credit_limit`` and ``account`` int64, the number of its customer and
            currency.
        left: Those of another day, whose customers the newest sheet does not list; a balance of 0 is no loss.
        accounts: Customer and currency of each account.
        stated_on: The day that the rows used state; ``None`` where none does.
        undated: Whether a sheet used states no day.
    """

    used: pd.DataFrame
    left: pd.DataFrame
    accounts: pd.DataFrame
    stated_on: date | None
    undated: bool


def collect_rows(snapshot: Snapshot, currency: str) -> tuple[StatedRows | None, str]:
    """Return the rows that count of a drop that has balance sheets, or why there are none.

    Sheets of one day count: the newest up to as_of. Sheets that state no day count with them.

    Args:
        snapshot: The drop as of as_of.
        currency: The policy's own, of rows that name none.

    Raises:
        InputRejected: Balances beyond what can be added exactly.
    """
    rows = finance_balances(snapshot)
    if rows is None or rows.empty:
        return None, NO_STATED
    frame = snapshot.dataset.tables["balances"]
    further = {
        name: frame[name].take(rows.index.to_numpy(dtype=np.intp)) for name in _FURTHER if name in frame
    }
    rows = rows.assign(**{name: further.get(name) for name in _FURTHER})
    rows = rows.assign(currency=rows["currency"].fillna(currency))
    days = _days_of(rows, snapshot.as_of) if "listed_on" in further else no_days(len(rows))
    newest, kept = _choose_day(days, snapshot.as_of)
    if not kept.any():
        first = date_of(days[is_dated(days)].min())
        return None, LATER.format(stated=first, as_of=snapshot.as_of)
    if rows["receivable_balance"][kept].isna().all():
        return None, ALL_UNREAD
    guard_sums(
        *(rows[name].fillna(0).to_numpy(dtype=np.int64) for name in ("receivable_balance", "overdue_balance"))
    )
    used = rows[kept]
    pairs = used[["customer", "currency"]]
    accounts = pairs.drop_duplicates().reset_index(drop=True)
    numbers = pd.MultiIndex.from_frame(accounts).get_indexer(pd.MultiIndex.from_frame(pairs))
    undated = bool((~is_dated(days[kept])).any())
    left = rows[~kept & rows["receivable_balance"].ne(0).fillna(value=True).to_numpy(dtype=np.bool_)]
    return StatedRows(used.assign(account=numbers.astype(np.int64)), left, accounts, newest, undated), ""


def _days_of(rows: pd.DataFrame, as_of: date) -> Days:
    """Return each row's day: as stated, else the end of the month that names its sheet, or as_of in that month."""
    days, stated = to_days(rows["listed_on"]), to_days(rows["as_of"])
    day = day_of(as_of)
    running = ~is_dated(stated) & (days.astype("datetime64[M]") == day.astype("datetime64[M]"))
    return days_where(running & (days > day), np.full(len(rows), day), days)


def _choose_day(days: Days, as_of: date) -> tuple[date | None, Mask]:
    """Return the newest day up to as_of, and which rows are of it or state none."""
    dated = is_dated(days)
    past = days[dated & (days <= day_of(as_of))]
    if not past.size:
        return None, ~dated
    newest = past.max()
    return date_of(newest), ~dated | (days == newest)


def unread_cells(snapshot: Snapshot, rows: pd.DataFrame) -> Mask:
    """Return which rows have a bucket whose amount could not be read."""
    return np.fromiter(_have_unread(snapshot, rows), dtype=np.bool_, count=len(rows))


def _have_unread(snapshot: Snapshot, rows: pd.DataFrame) -> Iterator[bool]:
    told = {
        (one.location.file, one.location.sheet, one.location.row)
        for one in snapshot.dataset.findings
        if (one.table, one.field) == ("balances", "buckets") and one.location is not None
    }
    regions = snapshot.dataset.regions
    for number, row in zip(rows["region"].tolist(), rows["source_row"].tolist(), strict=True):
        yield (regions[number].file, regions[number].sheet, row) in told
