"""What of the receivables was written off in the period and recovered, and what of it stood in the opening."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import Day, Days, day_of, days_where, is_dated, oldest_first, to_days
from kehu_batch.analysis.base.locations import place_columns
from kehu_batch.analysis.base.snapshot import Fen, Mask, Snapshot
from kehu_batch.analysis.base.text_columns import same_text
from kehu_batch.analysis.receivables.documents import rows_of_side, to_fen
from kehu_batch.analysis.receivables.position import Position
from kehu_batch.folding import fold_document_number
from kehu_batch.model.tables.document_states import DEAD, OF_WRITTEN_OFF, DocumentState
from kehu_batch.records import dataclass

_UNDATED_PAID = "坏账核销的单据有已收金额而没有回款日期，期初不知道"


@dataclass(frozen=True, slots=True)
class WriteOffs:
    """Bad debts of the policy's own currency.

    Args:
        fen: Written off in the period, less what was received before; ``None`` for ``reason``.
        recovered_fen: Received in the period after the write-off.
        reason: Why it is not known.
        issued: Days on which those were issued that were open at the opening.
        opened: What of them was open then; parallel to ``issued``.
        opening_reason: Why that is not known.
    """

    fen: int | None
    recovered_fen: int
    reason: str
    issued: Days
    opened: Fen
    opening_reason: str


def find_write_offs(snapshot: Snapshot, position: Position) -> WriteOffs:
    """Find what was written off up to as_of; a document issued in the period needs no day, it was so in it."""
    frame = _rows(snapshot, position, "invoices", DEAD[DocumentState.WRITTEN_OFF])
    receipts = _rows(snapshot, position, "receipts", OF_WRITTEN_OFF)
    first, last = day_of(position.first), day_of(position.as_of)
    frame = frame[~(to_days(frame["issued_on"]) > last)]
    issued, days = to_days(frame["issued_on"]), to_days(frame["written_off_on"])
    undated = ~is_dated(days)
    unknown = undated & ~(issued >= first)
    # Whatever was received on one without its day was received before it, as far as anybody knows.
    days = days_where(undated & ~unknown, np.full(len(days), last), days)
    paid = _Received(receipts)
    before = _net(frame, paid, days)
    inside = (days >= first) & (days <= last)
    eve = day_of(position.first - timedelta(days=1))
    opened = _net(frame, paid, np.full(len(frame), eve))
    stood = inside & (issued <= eve)
    opaque = (inside & (to_fen(frame["paid"]) > 0) & paid.misses(frame)).any()
    return WriteOffs(
        fen=None if unknown.any() else int(before[inside].sum()),
        recovered_fen=paid.recovered(first, last, set(_folded(frame[undated & ~unknown]))),
        reason=_say_unknown(snapshot, frame[unknown]) if unknown.any() else "",
        issued=issued[stood],
        opened=opened[stood],
        opening_reason=_UNDATED_PAID if opaque else "",
    )


class _Received:
    """Receipts by the folded number of their document."""

    def __init__(self, receipts: pd.DataFrame) -> None:
        self._numbers = _folded(receipts)
        self._days = to_days(receipts["received_on"])
        self._fen = to_fen(receipts["amount"])
        gone = to_days(receipts["document_written_off_on"])
        self._after: Mask = (self._days > gone) | ~is_dated(gone)

    def until(self, numbers: pd.Series, days: Days) -> Fen:
        """Return what was received on each number through a day; what has no day was received before any."""
        rows = self._numbers.reset_index(drop=True).groupby(self._numbers.to_numpy()).indices
        nothing = np.zeros(0, dtype=np.int64)
        received = oldest_first(self._days)
        sums = [
            int(self._fen[mine][received[mine] <= day].sum())
            for number, day in zip(numbers, oldest_first(days).tolist(), strict=True)
            for mine in (rows.get(number, nothing),)
        ]
        return np.array(sums, dtype=np.int64)

    def recovered(self, first: Day, last: Day, before: set[str]) -> int:
        """Return what was received in the period on documents that were written off by then.

        Whatever was received on the numbers of ``before`` came before their write-off.
        """
        early = self._numbers.isin(before).to_numpy(dtype=np.bool_)
        inside = self._after & ~early & (self._days >= first) & (self._days <= last)
        return int(self._fen[inside].sum())

    def misses(self, frame: pd.DataFrame) -> Mask:
        """Return which documents no receipt names."""
        missing: Mask = ~_folded(frame).isin(set(self._numbers)).to_numpy(dtype=np.bool_)
        return missing


def _net(frame: pd.DataFrame, paid: _Received, days: Days) -> Fen:
    """Return what was left of each document on a day: its amount less receipts, else less its own 已收.

    Documents of one number share its receipts in their order.
    """
    numbers = _folded(frame)
    rest: dict[str, int] = {}
    left = []
    rows = zip(numbers, to_fen(frame["amount"]).tolist(), paid.until(numbers, days).tolist(), strict=True)
    stated = np.where(paid.misses(frame), to_fen(frame["paid"]), 0).tolist()
    for (number, amount, received), own in zip(rows, stated, strict=True):
        free = rest.setdefault(number, received)
        taken = min(free, max(amount, 0))
        rest[number] = free - taken
        left.append(max(amount - taken - own, 0))
    return np.array(left, dtype=np.int64)


def _folded(frame: pd.DataFrame) -> pd.Series:
    return frame["invoice_no"].map(fold_document_number, na_action="ignore").astype(object).fillna("")


def _rows(snapshot: Snapshot, position: Position, table: str, reason: str) -> pd.DataFrame:
    frame = snapshot.dataset.table(table)
    if frame is None:
        return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in _EMPTY.items()})
    own = position.documents.currency_names[0]
    mine = (frame["excluded"] == reason).to_numpy() & rows_of_side(snapshot.dataset, table, position.side)
    mine &= (frame["currency"].fillna(own) == own).to_numpy(dtype=np.bool_)
    return frame[mine]


_EMPTY: Mapping[str, str] = {
    "invoice_no": "str",
    **dict.fromkeys(("amount", "paid"), "Int64"),
    **dict.fromkeys(
        ("issued_on", "written_off_on", "received_on", "document_written_off_on"), "datetime64[s]"
    ),
}


def _say_unknown(snapshot: Snapshot, frame: pd.DataFrame) -> str:
    first = frame.iloc[:1]
    places = place_columns(
        snapshot.dataset,
        first["region"].to_numpy(dtype=np.int64),
        first["source_row"].to_numpy(dtype=np.int64),
        same_text("amount", 1),
    )
    cell = next(iter(pd.Series(places["cell"]).tolist()), "")
    yuan = int(frame["amount"].fillna(0).sum()) / 100
    return (
        f"坏账核销的单据有 {len(frame):,} 张（{yuan:,.2f} 元，首张 {cell}）没有核销日期，不知道是不是本期核销："
        "请补“核销日期”一列，或在策略写明本期核销额和期初余额"
    )
