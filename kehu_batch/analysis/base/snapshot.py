"""What of a drop counts on a given day: the rows that every figure of that day is taken from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.days import (
    Day,
    Days,
    day_of,
    days_where,
    is_dated,
    newest_of_each,
    no_days,
    to_days,
)
from kehu_batch.analysis.base.rewinding import rewind_lists, rewind_write_offs
from kehu_batch.model.tables.dataset import AFTER_AS_OF, CONTACT_TABLES, EVENT_DATE, Dataset
from kehu_batch.model.tables.frames import FRAMES, TEXT, column_of, empty_frame, no_values
from kehu_batch.records import dataclass, field

#: Reason of a row whose event has no date, in a table where it cannot be placed without one.
UNDATED = "没有日期"

#: Reason of a row without the amount that it is about.
UNPRICED = "没有金额"

#: Reason of a balance that another sheet gives of a day nearer to the as-of date.
OTHER_DAY = "别的截止日"

_NEEDS_DATE = frozenset({"followups", "orders", "receipts", "complaints"})
_NEEDS_AMOUNT = frozenset({"invoices", "receipts"})

#: Numbers that stand for something: a customer, a region, a currency, a group, a tier; -1 mostly for none.
Codes = npt.NDArray[np.int64]
#: How many of something: callbacks, points, months, days between two days.
Counts = npt.NDArray[np.int64]
#: Sums of money in fen.
Fen = npt.NDArray[np.int64]
#: Which rows.
Mask = npt.NDArray[np.bool_]
#: Places of rows in a frame or an array.
Positions = npt.NDArray[np.intp]

_NO_ROWS: Positions = np.empty(0, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rows of a drop that count on a day.

    Args:
        dataset: The drop.
        as_of: The day; nothing that is dated later is seen.
        used: Positions of the rows that count, by table. A callback here was made: it has its date and reached the
            customer, as did a follow-up.
        planned: Positions of worksheet rows without 本次回访时间: planned callbacks not made.
        attempts: Positions of dated callbacks and follow-ups that reached nobody, by table.
    """

    dataset: Dataset
    as_of: date
    used: Mapping[str, Positions]
    planned: Positions
    attempts: Mapping[str, Positions] = field(default_factory=dict)

    @property
    def day(self) -> Day:
        """Return ``as_of`` as a day."""
        return day_of(self.as_of)

    @property
    def customer_count(self) -> int:
        """Return how many customers the drop knows."""
        return len(self.dataset.customers)

    def rows(self, table: str, *columns: str) -> pd.DataFrame:
        """Return the rows of a table that count, indexed by their positions; empty where there is no such table."""
        return self._take(table, columns, self.used.get(table, _NO_ROWS))

    def rows_at(self, table: str, positions: Positions, *columns: str) -> pd.DataFrame:
        """Return the rows of a table at some positions, indexed by them; empty where there is no such table."""
        return self._take(table, columns, positions)

    def planned_rows(self, *columns: str) -> pd.DataFrame:
        """Return the planned callbacks not made, indexed by their positions."""
        return self._take("callbacks", columns, self.planned)

    def attempt_rows(self, table: str, *columns: str) -> pd.DataFrame:
        """Return the attempts of a table, indexed by their positions; empty where there is no such table."""
        return self._take(table, columns, self.attempts.get(table, _NO_ROWS))

    def written_rows(self, *columns: str) -> pd.DataFrame:
        """Return all rows of the worksheet that count, whatever came of them: made, attempted, then planned."""
        return self._take("callbacks", columns, self.written)

    @property
    def dated_calls(self) -> Positions:
        """Return the positions of dated callbacks, attempts behind those that were made."""
        return np.concatenate([part.get("callbacks", _NO_ROWS) for part in (self.used, self.attempts)])

    @property
    def written(self) -> Positions:
        """Return the positions of all rows of the worksheet that count, in the order of ``written_rows``."""
        return np.concatenate([self.dated_calls, self.planned])

    def values(self, table: str, column: str, positions: Positions | None = None) -> npt.NDArray[Any]:
        """Return a column of numbers or dates as an array, at a tenth of the cost of a frame of it alone.

        Args:
            table: Empty where there is no such table.
            column: The column.
            positions: The rows that are wanted instead of those that count.
        """
        frame = self.dataset.table(table)
        if frame is None:
            return _no_rows(table, (column,))[column].to_numpy()
        used = self.used.get(table, _NO_ROWS) if positions is None else positions
        return frame[column].to_numpy()[used]

    def days(self, table: str, column: str, positions: Positions | None = None) -> Days:
        """Return a column of dates, as ``values`` does, as days."""
        return self.values(table, column, positions).astype("datetime64[D]")

    def _take(self, table: str, columns: tuple[str, ...], positions: Positions) -> pd.DataFrame:
        frame = self.dataset.table(table)
        if frame is None:
            return _no_rows(table, columns).copy(deep=False)
        # By number, as a list of names is twice made an index: two thirds of the time of some hundred calls a drop.
        places = [cast("int", frame.columns.get_loc(name)) for name in columns]
        return frame.take(places, axis=1).take(positions)

    def ledger_rows(self) -> Positions:
        """Return each customer's position in the ledger; -1 where it has none."""
        return self.dataset.customers["ledger_row"].to_numpy(dtype=np.intp)

    def ledger_values(self, field: str) -> pd.Series:
        """Return a ledger field for each customer, in their order; missing without a ledger row or such a field."""
        kept = self.dataset.of_ledger
        if field not in kept:
            kept[field] = self._ledger_values(field)
        return kept[field]

    def _ledger_values(self, field: str) -> pd.Series:
        ledger = self.dataset.table("ledger")
        if ledger is None or field not in ledger:
            # A policy may ask for a field that no ledger has.
            return pd.Series(_no_values(field).take([-1] * self.customer_count, allow_fill=True))
        return pd.Series(ledger[field].array.take(self.ledger_rows(), allow_fill=True))


def _no_values(field: str) -> pd.api.extensions.ExtensionArray:
    return no_values(next((column.dtype for column in FRAMES["ledger"] if column.name == field), TEXT))


@cache
def _no_rows(table: str, columns: tuple[str, ...]) -> pd.DataFrame:
    return empty_frame(column_of(table, column) for column in columns)


def take_snapshot(dataset: Dataset, as_of: date) -> Snapshot:
    """Return the rows of the drop that count on ``as_of``."""
    dataset = rewind_lists(rewind_write_offs(dataset, as_of), as_of)
    used: dict[str, Positions] = {}
    attempts: dict[str, Positions] = {}
    planned = _NO_ROWS
    for table, frame in dataset.tables.items():
        counts = exclusion_reasons(table, frame, as_of) == ""
        if table == "callbacks":
            dated = frame["called_on"].notna().to_numpy()
            planned = np.flatnonzero(counts & ~dated)
            counts &= dated
        if table in CONTACT_TABLES:
            reached = ~frame["attempt"].to_numpy(dtype=np.bool_)
            attempts[table] = np.flatnonzero(counts & ~reached)
            counts &= reached
        used[table] = np.flatnonzero(counts)
    return Snapshot(dataset, as_of, used, planned, attempts)


def _of_other_day(frame: pd.DataFrame, as_of: date) -> Mask:
    """Return which balances a sheet of a better day has, too: the newest day up to ``as_of``, else the first."""
    days, customers = to_days(frame["listed_on"]), frame["customer"].to_numpy(dtype=np.int64)
    stated = is_dated(days) & (customers >= 0)
    if len(np.unique(days[stated])) < 2:
        return np.zeros(len(frame), dtype=np.bool_)
    count = int(customers.max()) + 1
    past = stated & (days <= day_of(as_of))
    newest = newest_of_each(customers[past], days[past], count)
    later = stated & ~past
    firsts = pd.Series(days[later]).groupby(customers[later]).min()
    first = no_days(count)
    first[firsts.index.to_numpy(dtype=np.intp)] = to_days(firsts)
    other: Mask = stated & (days != days_where(is_dated(newest), newest, first)[customers])
    return other


def exclusion_reasons(table: str, frame: pd.DataFrame, as_of: date) -> npt.NDArray[np.object_]:
    """Return for each row of a table why it does not count on ``as_of``; ``""`` where it does.

    A reason found by normalisation (``excluded``) wins over ``没有金额``, and that over ``没有日期`` and
    ``截止日之后``. Of balances that a customer has on several sheets of different days one day counts.
    """
    reasons = frame["excluded"].to_numpy(dtype=object).copy()
    if table == "balances" and "listed_on" in frame:
        reasons[(reasons == "") & _of_other_day(frame, as_of)] = OTHER_DAY
    event = EVENT_DATE.get(table)
    if event is None:
        return reasons
    counts = reasons == ""
    days = to_days(frame[event])
    if table in _NEEDS_DATE:
        reasons[counts & ~is_dated(days)] = UNDATED
    reasons[counts & (days > day_of(as_of))] = AFTER_AS_OF
    if table in _NEEDS_AMOUNT:
        reasons[counts & frame["amount"].isna().to_numpy()] = UNPRICED
    return reasons
