"""Closings and 期初重述 as JSON data."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kehu_batch.model.figures.closings import Restatement
from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.model.tables.closing import BALANCE_COLUMNS, MOST_ROWS, ROW_COLUMNS, Closing
from kehu_batch.summary.records import Json, list_records

_MOVED = ("customer_id", "customer_name", "currency", "before_fen", "now_fen", "difference_fen")
_MOVE = (
    *("change", "kind", "number", "document", "customer_id", "customer_name", "currency", "day"),
    *("before_fen", "now_fen", "effect_fen", "reason", "file", "cell"),
)


def write_closings(figures: PaymentRiskFigures) -> Json:
    """Return what the run closed with, and what moved in the closing of an earlier one."""
    closing = {} if figures.closing is None else {"closing": _closing(figures.closing)}
    if figures.restatement is None:
        return {**closing, "restatement": None, "restatement_reason": figures.restatement_reason}
    return {**closing, "restatement": _restatement(figures.restatement)}


def _closing(closing: Closing) -> Json:
    found: Json = {
        "as_of": closing.as_of.isoformat(),
        "side": closing.side,
        "customers": _records(closing.customers, BALANCE_COLUMNS),
        "rows": None if closing.rows is None else _records(closing.rows, ROW_COLUMNS),
    }
    if closing.rows is None:
        found["rows_reason"] = f"单据与回款超过 {MOST_ROWS:,} 行，不逐笔保存"
    return found


def _records(frame: pd.DataFrame, columns: Sequence[str]) -> list[Json]:
    """Return rows as JSON objects; a closing's blank text is ``None``."""
    texts = {name: frame[name].where(frame[name] != "") for name in columns if frame[name].dtype == "str"}
    return list_records(frame.assign(**texts), columns)


def _restatement(restated: Restatement) -> Json:
    return {
        "as_of": restated.as_of.isoformat(),
        "source": restated.source,
        "customers": _records(restated.customers, _MOVED),
        "moves": _records(restated.moves, _MOVE),
        "moves_reason": restated.moves_reason or None,
        "reasons": dict(restated.reasons),
    }
