"""Finance's buckets in their order, and what each row and account has in them; nothing is moved between buckets."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.calendar_months import add_months
from kehu_batch.analysis.base.days import date_of, day_of
from kehu_batch.analysis.base.snapshot import Fen, Mask, Snapshot
from kehu_batch.analysis.base.sums import guard_sums
from kehu_batch.analysis.finance_side.rows import StatedRows
from kehu_batch.model.figures.finance.stated import StatedBucket
from kehu_batch.model.figures.states import MONTHS_OF_UNIT, BucketClock, BucketKind, BucketUnit
from kehu_batch.records import dataclass, replace

_KEY = ["clock", "kind", "unit", "over", "upto"]
#: Days by which a month's end may be later than the same day of a longer month.
_CLAMPED = 3
_KINDS = (BucketKind.NOT_DUE, BucketKind.RANGE, BucketKind.UNDATED)


@dataclass(frozen=True, slots=True)
class Spread:
    """What rows have in finance's buckets.

    Args:
        heads: The buckets, days overdue before ages, each in its order.
        fen: One row for each of the rows used, one column a bucket; 0 where it holds nothing.
        present: The same: whether the row's sheet has that bucket.
        has_clock: Of each clock, which rows' sheets have buckets of it.
        only_current: Which rows' sheets have 未到期 and no bucket past due: 逾期金额 is the rest there.
    """

    heads: tuple[StatedBucket, ...]
    fen: Fen
    present: Mask
    has_clock: Mapping[str, Mask]
    only_current: Mask

    def take(self, chosen: Mask) -> Spread:
        """Return some of the rows."""
        return replace(
            self,
            fen=self.fen[chosen],
            present=self.present[chosen],
            has_clock={clock: rows[chosen] for clock, rows in self.has_clock.items()},
            only_current=self.only_current[chosen],
        )

    def of_clock(self, clock: BucketClock) -> Mask:
        """Return which buckets are of a clock."""
        return _are(head.clock == clock for head in self.heads)

    @property
    def late(self) -> Mask:
        """Return which buckets are past due."""
        return _are(head.late for head in self.heads)


def spread_rows(snapshot: Snapshot, rows: StatedRows) -> Spread:
    """Return what the rows used have in finance's buckets.

    Raises:
        InputRejected: Amounts beyond what can be added exactly.
    """
    frame, used = snapshot.dataset.balances_buckets, rows.used
    places = pd.MultiIndex.from_frame(used[["region", "source_row"]])
    at = places.get_indexer(pd.MultiIndex.from_frame(frame[["region", "source_row"]]))
    frame, at = frame[at >= 0], at[at >= 0]
    heads, codes, first = _order(frame, rows.stated_on or snapshot.as_of)
    amounts = frame["amount"].fillna(0).to_numpy(dtype=np.int64)
    guard_sums(amounts)
    fen = np.zeros((len(used), len(heads)), dtype=np.int64)
    present = np.zeros(fen.shape, dtype=np.bool_)
    np.add.at(fen, (at, codes), amounts)
    present[at, codes] = True
    kinds = first["kind"].to_numpy(dtype=object)
    clocks = {clock: _are(head.clock == clock for head in heads) for clock in BucketClock}
    overdue = clocks[BucketClock.OVERDUE]
    return Spread(
        heads,
        fen,
        present,
        {clock: _have(present, mine) for clock, mine in clocks.items()},
        _have(present, overdue & (kinds == BucketKind.NOT_DUE))
        & ~_have(present, overdue & (kinds == BucketKind.RANGE)),
    )


def _are(found: Iterable[bool]) -> Mask:
    return np.array(list(found), dtype=np.bool_)


def _have(present: Mask, chosen: Mask) -> Mask:
    """Return which rows' sheets have one of the buckets chosen."""
    found: Mask = np.asarray(present[:, chosen].any(axis=1))
    return found


def _order(
    frame: pd.DataFrame, day: date
) -> tuple[tuple[StatedBucket, ...], npt.NDArray[np.int64], pd.DataFrame]:
    """Return the distinct buckets in their order, the number of each row's, and the first row of each."""
    first = frame.drop_duplicates(_KEY)
    heads = [_head(row, day) for row in first.to_dict("records")]
    kinds = [_KINDS.index(BucketKind(kind)) for kind in first["kind"].tolist()]
    ages = _starts(first, day)
    ranks = [
        (head.clock != BucketClock.OVERDUE, kind, age, place)
        for place, (head, kind, age) in enumerate(zip(heads, kinds, ages, strict=True))
    ]
    order = [rank[-1] for rank in sorted(ranks)]
    first = first.iloc[order]
    codes = _keys(first).get_indexer(_keys(frame)).astype(np.int64)
    return tuple(heads[place] for place in order), codes, first


def _keys(frame: pd.DataFrame) -> pd.MultiIndex:
    """Return what tells buckets apart; an open end is -1, as nothing else is."""
    return pd.MultiIndex.from_frame(frame[_KEY].fillna({"over": -1, "upto": -1}))


def _starts(first: pd.DataFrame, day: date) -> list[int]:
    return [
        -1 if pd.isna(over) else _in_days(int(over), unit, day)
        for over, unit in zip(first["over"].tolist(), first["unit"].tolist(), strict=True)
    ]


def _head(row: Mapping[Hashable, object], day: date) -> StatedBucket:
    clock, label, unit = BucketClock(str(row["clock"])), str(row["header"]), str(row["unit"])
    over, upto = row["over"], row["upto"]
    ended = None if pd.isna(upto) else int(str(upto))  # type: ignore[call-overload]
    ranged = clock == BucketClock.OVERDUE and row["kind"] == BucketKind.RANGE
    if not ranged or (ended is not None and ended <= 0):
        return StatedBucket(label, clock, undated=row["kind"] == BucketKind.UNDATED)
    begun = 0 if pd.isna(over) else max(_in_days(int(str(over)), unit, day), 0)  # type: ignore[call-overload]
    to = None if ended is None else _in_days(ended, unit, day) + (_CLAMPED if unit in MONTHS_OF_UNIT else 0)
    return StatedBucket(label, clock, late=True, days_from=begun + 1, days_to=to)


def _in_days(count: int, unit: str, day: date) -> int:
    """Return how many days so many days, months or years before a day are."""
    if unit == BucketUnit.DAY:
        return count
    before = add_months(np.array([day_of(day)]), -count * MONTHS_OF_UNIT[unit])[0]
    return (day - date_of(before)).days
