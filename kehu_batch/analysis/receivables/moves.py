"""Which documents and receipts moved a closing: those that are new, changed, or no longer there."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from kehu_batch.model.tables.closing import INVOICE, RECEIPT
from kehu_batch.wording.numbers import format_yuan

#: What a row's amount does to the net.
EFFECTS = {INVOICE: 1, RECEIPT: -1}
ADDED, CHANGED, GONE = "补记", "改动", "不再列入"

#: A row is the same where all of these are.
_IDENTITY = ["kind", "number", "instalment", "document", "account", "currency", "day", "amount_fen"]
_COLUMNS = {
    **dict.fromkeys(
        ("change", "kind", "number", "document", "customer_id", "customer_name", "currency", "day"), "str"
    ),
    **dict.fromkeys(("before_fen", "now_fen"), "Int64"),
    "effect_fen": "int64",
    **dict.fromkeys(("reason", "file", "cell"), "str"),
}
_SHOWN = {"day": "日期", "document": "单据号", "account": "客户", "currency": "币种"}

Move = dict[Hashable, Any]


def list_moves(
    before: pd.DataFrame | None, now: pd.DataFrame, after: pd.DataFrame, excluded: Mapping[str, str]
) -> pd.DataFrame:
    """Return what moved; see ``Restatement.moves``.

    Args:
        before: Rows that the closing kept, with ``account``; ``None`` where it kept none.
        now: Rows of this drop up to the closing's day.
        after: Those dated later.
        excluded: Why a document is no longer counted, by its number.
    """
    moves = [] if before is None else list(_moves(*_differing(before, now), after, excluded))
    return pd.DataFrame(moves, columns=list(_COLUMNS)).astype(_COLUMNS)


def _differing(before: pd.DataFrame, now: pd.DataFrame) -> tuple[list[Move], list[Move]]:
    """Return the rows that only the closing has, and those that only this drop has."""
    sides = [side.assign(nth=side.groupby(_IDENTITY).cumcount()) for side in (before, now)]
    keys = [*_IDENTITY, "nth"]
    known, found = (pd.MultiIndex.from_frame(side[keys]) for side in sides)
    gone, new = sides[0][~known.isin(found)], sides[1][~found.isin(known)]
    return gone.to_dict("records"), new.to_dict("records")


def _moves(
    gone: list[Move], new: list[Move], after: pd.DataFrame, excluded: Mapping[str, str]
) -> Iterator[Move]:
    left = _by_number(new)
    lost = _by_number(gone)
    later = _by_number(after.to_dict("records") if gone else [])
    for row in gone:
        name = _number(row)
        alone = bool(row["number"]) and len(lost[name]) == 1
        if alone and len(left.get(name, ())) == 1:
            yield from _changed(row, left.pop(name)[0])
        elif alone and len(later.get(name, ())) == 1:
            yield _move(CHANGED, row, later[name][0], _difference(row, later[name][0]), counts=False)
        else:
            state = excluded.get(row["number"]) if row["kind"] == INVOICE else None
            yield _move(GONE, row, None, f"现按“{state}”不计" if state else "本次的表里没有这一行")
    for rows in left.values():
        for row in rows:
            yield _move(ADDED, None, row, "日期在当时的截止日以前，当时没有这一行")


def _changed(row: Move, now: Move) -> Iterator[Move]:
    """Yield a change; one that goes to another customer or currency moves the sums of both."""
    why = _difference(row, now)
    if (row["account"], row["currency"]) == (now["account"], now["currency"]):
        yield _move(CHANGED, row, now, why)
        return
    yield _move(CHANGED, row, None, why)
    yield _move(CHANGED, None, now, why)


def _by_number(rows: list[Move]) -> dict[tuple[str, ...], list[Move]]:
    found: dict[tuple[str, ...], list[Move]] = {}
    for row in rows:
        found.setdefault(_number(row), []).append(row)
    return found


def _number(row: Move) -> tuple[str, ...]:
    return (row["kind"], row["number"], row["instalment"])


def _difference(before: Move, now: Move) -> str:
    parts = [
        f"{word} {_text(before, key)} → {_text(now, key)}"
        for key, word in _SHOWN.items()
        if before[key] != now[key]
    ]
    if before["amount_fen"] != now["amount_fen"]:
        parts.append(f"金额 {format_yuan(before['amount_fen'])} → {format_yuan(now['amount_fen'])}")
    return "；".join(parts)


def _text(row: Move, key: str) -> str:
    if key == "account":
        return str(row["customer_id"] or row["customer_name"] or "（未写）")
    return str(row[key] or "（未写）")


def _move(change: str, before: Move | None, now: Move | None, reason: str, *, counts: bool = True) -> Move:
    """Return one move; ``counts`` tells whether ``now`` stands in the day's net."""
    shown: Move = now if now is not None else before or {}
    amounts = [None if row is None else int(row["amount_fen"]) for row in (before, now)]
    effect = (amounts[1] or 0) * counts - (amounts[0] or 0)
    names = ("kind", "number", "document", "customer_id", "customer_name", "currency", "day")
    return {
        "change": change,
        **{name: shown[name] for name in names},
        "before_fen": amounts[0],
        "now_fen": amounts[1],
        "effect_fen": effect * EFFECTS[shown["kind"]],
        "reason": reason,
        "file": None if now is None else now["file"] or None,
        "cell": None if now is None else now["cell"] or None,
    }
