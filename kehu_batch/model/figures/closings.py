"""期初重述: an earlier run's closing against what the same day comes to now (docs/rules.md, 10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from kehu_batch.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Restatement:
    """What moved in a closing that an earlier run kept.

    Net sums (gross − credit notes − unallocated): they move with documents and receipts alone, whatever receipts are
    allocated to.

    Args:
        as_of: Day of the closing.
        source: File that it was read from.
        customers: Whose net is another now, most moved first: ``customer_id``, ``customer_name``, ``currency``,
            ``before_fen``, ``now_fen``, ``difference_fen`` int64 (now less before).
        moves: The documents behind it: ``change`` (``补记``, ``改动``, ``不再列入``), ``kind`` (``应收``, ``回款``),
            ``number``, ``document`` (that a receipt names), ``customer_id``, ``customer_name``, ``currency``, ``day``,
            ``before_fen`` and ``now_fen`` (amounts, Int64; missing: not there), ``effect_fen`` int64 (on the net),
            ``reason``, ``file``, ``cell`` (missing: no row of this drop). Empty where the closing kept no rows.
        moves_reason: Why the documents are not told; empty where they are.
        reasons: Currencies that are not compared, and why.
    """

    as_of: date
    source: str
    customers: pd.DataFrame
    moves: pd.DataFrame
    moves_reason: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
