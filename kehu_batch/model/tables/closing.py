"""Closings (期末): what each customer owed at the end of a run, kept for the runs after it (docs/rules.md, 10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from kehu_batch.records import dataclass

#: Columns of ``Closing.customers``.
BALANCE_COLUMNS = (
    *("customer_id", "customer_name", "currency"),
    *("outstanding_fen", "credit_notes_fen", "unallocated_fen", "net_fen"),
)
#: Columns of ``Closing.rows``.
ROW_COLUMNS = (
    *("kind", "number", "instalment", "document", "customer_id", "customer_name", "currency"),
    *("day", "amount_fen"),
)
#: What a row is.
INVOICE, RECEIPT = "应收", "回款"

#: Documents and receipts that a closing keeps one by one; beyond it only the customers' sums are kept.
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Closing:
    """What was owed at the end of a day.

    Args:
        as_of: The day.
        side: Whose documents: ``ops`` or ``finance``.
        customers: One row a customer and currency: the text columns and int64 fen of ``BALANCE_COLUMNS``; text is
            ``""`` where missing, ``net = outstanding − credit notes − unallocated``.
        rows: Every document and receipt behind the net: ``ROW_COLUMNS``, ``day`` as ISO text (``""``: no date);
            the net is the sum of the documents less that of the receipts. ``None`` where they were not kept.
        source: File that it was read from; empty for the run's own.
    """

    as_of: date
    side: str
    customers: pd.DataFrame
    rows: pd.DataFrame | None
    source: str = ""


def closing_frame(columns: Sequence[str], records: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Return a frame of a closing from its records: fen as int64, all else as text."""
    frame = pd.DataFrame(list(records), columns=list(columns))
    return frame.astype({name: "int64" if name.endswith("_fen") else "str" for name in columns})
