"""Items that an account has cleared: the invoice and its payment both stand on the list, with the day (清账日期).

Without the day the document that cleared them (清账凭证) tells which belong together: they come to nothing, and the last
of them is the day.
"""

from __future__ import annotations

import pandas as pd

from kehu_batch.model.findings.catalogue_stated import CLEARED_ITEMS
from kehu_batch.model.tables.document_states import CLEARED
from kehu_batch.normalisation.cells.collecting import Collector

_DAY, _BY = "cleared_on", "cleared_by"
#: Items that one document clears are of one list, customer and currency.
_TOGETHER = ["region", "customer_id", "customer_name", "currency", _BY]


def settle_cleared(collector: Collector, frame: pd.DataFrame) -> None:
    """Take an invoice that was cleared for paid on that day, and put out what cleared it, which is on the list as well.

    Before that day both count (``rewind_write_offs``). An invoice that states what was paid or is left keeps it.

    Args:
        collector: The table's cells, and where findings go.
        frame: Typed invoices with their states; changed in place.
    """
    told = _day_together(collector, frame)
    if _DAY not in collector.raw.columns and not told:
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
            by_document = region.id in told
            what = (
                "清账凭证相同、金额相抵为 0 的（没有写清账日期，按其中最晚的日期）"
                if by_document
                else "写着清账日期的"
            )
            text = f"{what}：{settled} 张应收单按那天收清计，{gone} 行冲销它们的负数（收款、贷项）不再另计"
            collector.add_column(CLEARED_ITEMS, _BY if by_document else _DAY, region, text)


def _day_together(collector: Collector, frame: pd.DataFrame) -> frozenset[int]:
    """Fill in the day of items that one document cleared, where none states it; return the lists concerned.

    They come to nothing together, so all of them are on the list: the last one is what cleared the others.
    """
    if _BY not in collector.raw.columns:
        return frozenset()
    items = frame[(frame[_BY].notna() & frame[_DAY].isna() & (frame["excluded"] == "")).to_numpy(dtype=bool)]
    items = items.assign(known=items[["amount", "issued_on"]].notna().all(axis=1))
    groups = items.groupby(_TOGETHER, dropna=False, sort=False)
    cleared = groups["known"].transform("all") & (groups["amount"].transform("sum") == 0)
    cleared &= groups["amount"].transform("max") > 0
    days = groups["issued_on"].transform("max")[cleared.fillna(value=False)]
    frame[_DAY] = frame[_DAY].fillna(days)
    return frozenset(items["region"][days.index].tolist())


def _beside_open(frame: pd.DataFrame, stated: pd.Series) -> pd.Series:
    """Whether a row's customer has, of invoices that state what was paid or is left, a cleared one with some left.

    What cleared it is not in that sum, and has to settle it still.
    """
    left = frame["open_amount"].fillna(frame["amount"] - frame["paid"].fillna(0))
    opened = stated & (frame["amount"] > 0).fillna(value=False) & (left > 0).fillna(value=False)
    whose = frame["customer_id"].fillna("") + "|" + frame["customer_name"].fillna("")
    return whose.isin(whose[opened])
