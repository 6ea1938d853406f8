"""What is left of several invoices in one merged cell: it is that of all of them together, and counts once."""

from __future__ import annotations

import pandas as pd

from kehu_batch.normalisation.cells.collecting import Collector

_REST = "open_amount"


def spread_merged_rest(collector: Collector, frame: pd.DataFrame) -> None:
    """Give a merged 未收金额 to the invoices of its block in their order, each no more than its amount.

    A row without one would be owed in full, besides what the block says is left. Blocks with more than their invoices
    come to, or with anything that states its 已收, stay as they are.

    Args:
        collector: The table's cells.
        frame: Typed invoices; changed in place.
    """
    blocks: dict[tuple[int, int], list[int]] = {}
    for cell in collector.raw.merged:
        if cell.field == _REST and cell.counted:
            blocks.setdefault((int(frame["region"].iloc[cell.row]), cell.counted), []).append(cell.row)
    if not blocks:
        return
    keys = zip(frame["region"].tolist(), frame["source_row"].tolist(), strict=True)
    at = {key: place for place, key in enumerate(keys)}
    rest = frame[_REST].copy()
    for first, others in blocks.items():
        places = [at[first], *others]
        rows = frame.iloc[places]
        whole = rows[_REST].iloc[0]
        counted = (rows["excluded"] == "").all() and rows["paid"].isna().all()
        if pd.isna(whole) or not counted or not (rows["amount"] > 0).fillna(value=False).all():
            continue
        left = int(whole)
        if not 0 <= left <= int(rows["amount"].sum()):
            continue
        for place, fen in zip(places, rows["amount"].tolist(), strict=True):
            rest.iloc[place] = min(left, int(fen))
            left -= min(left, int(fen))
    frame[_REST] = rest
