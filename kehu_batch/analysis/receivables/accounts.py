"""One row a customer and currency: what is owed, how late, and how risky."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.locations import name_customers
from kehu_batch.analysis.base.snapshot import Codes, Counts, Fen, Mask, Positions, Snapshot
from kehu_batch.analysis.base.sums import divide
from kehu_batch.analysis.receivables.grades import grade_customers
from kehu_batch.analysis.receivables.position import Position
from kehu_batch.analysis.receivables.rows import take_labels
from kehu_batch.policy.schema import ReceivablesPolicy

_PLACE = ("region", "source_row", "file", "cell")


def list_customers(
    snapshot: Snapshot,
    position: Position,
    documents: pd.DataFrame,
    receipts: pd.DataFrame,
    policy: ReceivablesPolicy,
) -> tuple[pd.DataFrame, Positions]:
    """Return the frame of customers and, for each of its rows, the account; most outstanding first.

    Args:
        snapshot: The drop.
        position: Its receivables.
        documents: The frame of live documents.
        receipts: The frame of receipts up to as_of.
        policy: Grades, and the currency of credit limits.
    """
    order = _order(position)
    sums, accounts = position.sums, position.accounts
    customers = accounts.customers[order]
    frame = pd.DataFrame(
        {
            **name_customers(snapshot.dataset, customers),
            "currency": take_labels(position.documents.currency_names, accounts.currencies[order]),
            "outstanding_fen": sums.outstanding[order],
            "overdue_fen": sums.overdue[order],
            "disputed_fen": _disputed(position)[order],
            "credit_notes_fen": sums.credit_notes[order],
            "unallocated_fen": sums.unallocated[order],
            "net_fen": sums.net[order],
            "max_days_overdue": _longest(position)[order],
        }
    )
    frame["overdue_share"] = divide(frame["overdue_fen"], frame["outstanding_fen"])
    frame["disputed_share"] = divide(frame["disputed_fen"], frame["outstanding_fen"])
    own = (frame["currency"] == policy.currency).to_numpy()
    limits = _of_ledger(snapshot, "credit_limit", customers).mask(~own)
    frame["credit_limit_fen"] = limits
    frame["credit_use"] = divide(frame["outstanding_fen"], limits)
    known = _previous_known(position)[order]
    previous = position.opening.overdue[order]
    frame["previous_overdue_fen"] = pd.arrays.IntegerArray(previous.copy(), ~known)
    growth = divide(frame["overdue_fen"] - previous, pd.Series(previous))
    frame["overdue_growth"] = growth.where(known)
    frame["opening_fen"] = pd.arrays.IntegerArray(position.opening.net[order].copy(), ~known)
    grades, reasons = grade_customers(frame, policy)
    frame["grade"], frame["reason"] = pd.array(grades, dtype="str"), pd.array(reasons, dtype="str")
    frame["owner"] = _of_ledger(snapshot, "owner", customers)
    return pd.concat([frame, _places(frame, documents, receipts)], axis=1), order


def _order(position: Position) -> Positions:
    """Return the accounts with a live document or a receipt up to as_of, most outstanding first."""
    accounts = position.accounts
    present = np.zeros(len(accounts), dtype=np.bool_)
    present[accounts.of_documents[position.state.live]] = True
    present[accounts.of_receipts[position.state.counted]] = True
    listed = np.flatnonzero(present)
    owed, late = position.sums.outstanding[listed], position.sums.overdue[listed]
    return listed[np.lexsort((listed, -late, -owed))]


def _disputed(position: Position) -> Fen:
    opened = np.maximum(position.state.opened, 0)
    everything = np.ones(len(opened), dtype=np.bool_)
    return position.by_account(np.clip(position.documents.disputed, 0, opened), everything)


def _longest(position: Position) -> Counts:
    longest = np.zeros(len(position.accounts), dtype=np.int64)
    opened = position.state.opened > 0
    np.maximum.at(longest, position.accounts.of_documents[opened], position.late_days()[opened])
    return longest


def _previous_known(position: Position) -> Mask:
    """Return which accounts' receivables before the period are known."""
    names = position.documents.currency_names
    blocked = [
        any(position.reasons(code)[key] for key in ("receipts", "issued")) for code in range(len(names))
    ]
    known: Mask = ~np.array(blocked, dtype=np.bool_)[position.accounts.currencies]
    return known


def _of_ledger(snapshot: Snapshot, field: str, customers: Codes) -> pd.Series:
    """Return a ledger field for customers; missing for -1."""
    return pd.Series(snapshot.ledger_values(field).array.take(customers, allow_fill=True))


def _places(customers: pd.DataFrame, documents: pd.DataFrame, receipts: pd.DataFrame) -> pd.DataFrame:
    """Return the place of each customer's largest open document, else of its first receipt."""
    keys = ["customer", "currency"]
    largest = documents.sort_values("open_fen", ascending=False, kind="stable")
    rows = pd.concat([largest[[*keys, *_PLACE]], receipts[[*keys, *_PLACE]]]).drop_duplicates(keys)
    return customers[keys].merge(rows, on=keys, how="left")[list(_PLACE)]
