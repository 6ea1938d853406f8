"""Each customer in each currency: what it owes by finance's books, how late as far as they tell, and its limit."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.locations import name_customers
from kehu_batch.analysis.base.snapshot import Codes, Fen, Mask, Snapshot
from kehu_batch.analysis.base.sums import divide, sum_groups
from kehu_batch.analysis.finance_side.rows import StatedRows, unread_cells
from kehu_batch.analysis.finance_side.spread import Spread
from kehu_batch.analysis.receivables.rows import place_rows
from kehu_batch.model.figures.states import BucketClock
from kehu_batch.records import dataclass

OF_LEDGER, OF_SHEET = "台账", "余额表"


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is past due in each row.

    Args:
        fen: As stated, else what its buckets past due come to; 0 where not ``known``.
        known: Whether it is known.
        summed: What the buckets come to.
        differs: Whether the sheet states another sum than its buckets come to.
    """

    fen: Fen
    known: Mask
    summed: Fen
    differs: Mask


def read_overdue(snapshot: Snapshot, rows: StatedRows, spread: Spread) -> Overdue:
    """Return what is past due in each row: finance's own sum, else its buckets past due."""
    used = rows.used
    stated = used["overdue_balance"].notna().to_numpy()
    given = used["overdue_balance"].fillna(0).to_numpy(dtype=np.int64)
    late = spread.present[:, spread.late].any(axis=1) & ~unread_cells(snapshot, used)
    summed = spread.fen[:, spread.late].sum(axis=1)
    nothing = (used["receivable_balance"].fillna(1) == 0).to_numpy(dtype=np.bool_)
    return Overdue(
        np.where(stated, given, np.where(late, summed, 0)),
        stated | late | nothing,
        summed,
        stated & late & (given != summed),
    )


def list_accounts(
    snapshot: Snapshot, rows: StatedRows, spread: Spread, overdue: Overdue
) -> tuple[pd.DataFrame, Fen, Mask]:
    """Return one row an account, without its grade, with its buckets and which of them its sheets have."""
    used, accounts, size = rows.used, rows.accounts, len(rows.accounts)
    of_rows = used["account"].to_numpy(dtype=np.int64)
    blind = _any(of_rows, used["receivable_balance"].isna().to_numpy(), size)
    net = sum_groups(of_rows, used["receivable_balance"].fillna(0).to_numpy(dtype=np.int64), size)
    late = sum_groups(of_rows, overdue.fen, size)
    untold = _any(of_rows, ~overdue.known, size) & (net > 0)
    outstanding = np.where(blind, 0, np.maximum(net, 0))
    frame = pd.DataFrame(
        {
            **name_customers(snapshot.dataset, accounts["customer"].to_numpy(dtype=np.int64)),
            "currency": accounts["currency"].array,
            "outstanding_fen": _money(outstanding, blind),
            "credit_fen": _money(np.maximum(-net, 0), blind),
            "net_fen": _money(net, blind),
            "overdue_fen": _money(np.maximum(late, 0), blind | untold),
        }
    )
    frame["overdue_share"] = divide(frame["overdue_fen"], frame["outstanding_fen"])
    firsts = used.reset_index().drop_duplicates("account").set_index("account").sort_index()
    frame["finance_grade"] = firsts["risk_grade"].array
    places = place_rows(
        snapshot.dataset, "balances", firsts["index"].to_numpy(dtype=np.intp), "receivable_balance"
    )
    fen = np.zeros((size, len(spread.heads)), dtype=np.int64)
    np.add.at(fen, of_rows, spread.fen)
    present = np.zeros(fen.shape, dtype=np.bool_)
    np.logical_or.at(present, of_rows, spread.present)
    frame["oldest"] = pd.array(_oldest(fen, spread), dtype="str")
    return pd.concat([frame, pd.DataFrame(places)], axis=1), fen, present


def _any(accounts: Codes, rows: Mask, size: int) -> Mask:
    found: Mask = np.bincount(accounts[rows], minlength=size) > 0
    return found


def _money(fen: Fen, missing: Mask) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(fen.astype(np.int64), missing.copy())


def _oldest(fen: Fen, spread: Spread) -> list[str | None]:
    """Return the header of each account's last bucket past due that holds something, else of its oldest age."""
    ages = spread.of_clock(BucketClock.AGE)
    late = _last(fen, spread.late)
    old = _last(fen, ages)
    found = np.where(late >= 0, late, old)
    return [None if place < 0 else spread.heads[place].label for place in found.tolist()]


def _last(fen: Fen, chosen: Mask) -> Codes:
    """Return the position of each account's last bucket among those chosen that holds something; -1 without one."""
    held = (fen > 0) & chosen
    width = held.shape[1]
    if not width:
        return np.full(len(fen), -1, dtype=np.int64)
    return np.where(held.any(axis=1), width - 1 - np.argmax(held[:, ::-1], axis=1), -1)


def late_days(fen: Fen, spread: Spread) -> tuple[Codes, Codes, Mask]:
    """Return the least and the most days overdue of each account's last bucket past due, and whether it has one.

    A bucket that is open has -1 as its most.
    """
    last = _last(fen, spread.late)
    least = np.array([*(head.days_from for head in spread.heads), 0], dtype=np.int64)
    most = np.array(
        [*(-1 if head.days_to is None else head.days_to for head in spread.heads), 0], dtype=np.int64
    )
    return least[last], most[last], last >= 0


def sheet_limits(snapshot: Snapshot, rows: StatedRows, currency: str) -> pd.Series:
    """Return the credit limit that finance's sheets state for each customer of the drop, in the policy's currency.

    Missing where they state several (docs/rules.md, 10.17).
    """
    count = snapshot.customer_count
    used = rows.used[(rows.used["currency"] == currency) & (rows.used["customer"] >= 0)]
    used = used[used["credit_limit"].notna()].drop_duplicates(["customer", "credit_limit"])
    used = used[~used["customer"].duplicated(keep=False)]
    limits = pd.Series(pd.array([pd.NA] * count, dtype="Int64"))
    limits.iloc[used["customer"].to_numpy(dtype=np.intp)] = used["credit_limit"].array
    return limits
