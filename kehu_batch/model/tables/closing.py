"""Closings (期末): what each customer owed at the end of a run, kept for the runs after it (docs/rules.md, 10)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kehu_batch.model.tables.frames import DAY, FEN, KNOWN_MONEY, TEXT, FrameColumn
from kehu_batch.records import dataclass

#: Columns of the hidden sheet 期末余额 that say which closing a line is of, and whether its rows were kept.
AS_OF, SIDE = FrameColumn("as_of", DAY, "期末截止日", "day"), FrameColumn("side", TEXT, "取自")
KEPT = FrameColumn("kept", TEXT, "逐笔保存")

_ACCOUNT = (
    FrameColumn("customer_id", TEXT, "客户编号"),
    FrameColumn("customer_name", TEXT, "客户名称"),
    FrameColumn("currency", TEXT, "币种"),
)
#: Columns of ``Closing.customers``; a meaning is the header on the hidden sheet that keeps them.
BALANCE_COLUMNS = (
    *_ACCOUNT,
    FrameColumn("outstanding_fen", KNOWN_MONEY, "未收余额", FEN),
    FrameColumn("credit_notes_fen", KNOWN_MONEY, "贷项", FEN),
    FrameColumn("unallocated_fen", KNOWN_MONEY, "未分配回款", FEN),
    FrameColumn("net_fen", KNOWN_MONEY, "净额", FEN),
)
#: Columns of ``Closing.rows``, likewise; ``day`` is ISO text.
ROW_COLUMNS = (
    FrameColumn("kind", TEXT, "类别"),
    FrameColumn("number", TEXT, "单号"),
    FrameColumn("instalment", TEXT, "期数"),
    FrameColumn("document", TEXT, "所属单据"),
    *_ACCOUNT,
    FrameColumn("day", TEXT, "日期"),
    FrameColumn("amount_fen", KNOWN_MONEY, "金额", FEN),
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
