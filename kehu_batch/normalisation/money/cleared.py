"""Items that an account has cleared: the invoice and its payment both stand on the list, with the day (清账日期)."""

from __future__ import annotations

import pandas as pd

from kehu_batch.model.findings.catalogue_stated import CLEARED_ITEMS
from kehu_batch.model.tables.document_states import CLEARED
from kehu_batch.normalisation.cells.collecting import Collector

_DAY = "cleared_on"


def settle_cleared(collector: Collector, frame: pd.DataFrame) -> None:
    """Take an invoice that was cleared for paid on that day, and put out what cleared it, which is on the list as well.

    Before that day both count (``rewind_write_offs``). An invoice that states what was paid or is left keeps it.

    Args:
        collector: The table's cells, and where findings go.
        frame: Typed invoices with their states; changed in place.
    """
    if _DAY not in collector.raw.columns:
        return
    cleared = frame[_DAY].notna() & (frame["excluded"] == "")
    paid = (
        cleared
        & (frame["amount"] > 0).fillna(value=False)
        & frame["paid"].isna()
        & frame["open_amount"].isna()
    )
    paying = cleared & (frame["amount"] < 0).fillna(value=False) & ~_beside_open(frame, cleared & ~paid)
    frame["paid"] = frame["paid"].mask(paid, frame["amount"])
    frame["paid_on"] = frame["paid_on"].mask(paid, frame[_DAY])
    frame.loc[paying, "excluded"] = CLEARED
    for region in collector.raw.regions:
        mine = frame["region"] == region.id
        settled, gone = int((paid & mine).sum()), int((paying & mine).sum())
        if settled or gone:
            text = f"写着清账日期的：{settled} 张应收单按那天收清计，{gone} 行冲销它们的负数（收款、贷项）不再另计"
            collector.add_column(CLEARED_ITEMS, _DAY, region, text)


def _beside_open(frame: pd.DataFrame, stated: pd.Series) -> pd.Series:
    """Whether a row's customer has, of invoices that state what was paid or is left, a cleared one with some left.

    What cleared it is not in that sum, and has to settle it still.
    """
    left = frame["open_amount"].fillna(frame["amount"] - frame["paid"].fillna(0))
    opened = stated & (frame["amount"] > 0).fillna(value=False) & (left > 0).fillna(value=False)
    whose = frame["customer_id"].fillna("") + "|" + frame["customer_name"].fillna("")
    return whose.isin(whose[opened])
