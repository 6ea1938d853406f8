"""The key that ties a row of an input to its row of 应收底稿 or 回款底稿, whichever of the two is sorted."""

from __future__ import annotations

import pandas as pd

from kehu_batch.annotation.drop import ComputedDrop, choose_host
from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.model.tables.recognition import Region

#: Name of the result column that holds it.
PAPER_KEY = "底稿号"


def paper_rows(figures: PaymentRiskFigures, table: str) -> pd.DataFrame:
    """Return the rows of a workpaper in the order of its keys: that of row ``n`` is ``n + 1``."""
    if table == "invoices":
        return figures.documents.reset_index(drop=True)
    now, later = figures.receipts, figures.later_receipts
    parts = [now, later.reindex(columns=now.columns)] if len(later) else [now]
    return pd.concat(parts, ignore_index=True)


def keys_by_row(region: Region, drop: ComputedDrop) -> dict[int, int] | None:
    """Return the key of each row of a region, by sheet row; ``None`` where no workpaper looks at the region."""
    figures = drop.analysis.payment_risk
    if figures is None or region.table not in {"invoices", "receipts"} or region.side is not figures.side:
        return None
    if choose_host((item.file for item in drop.dataset.inputs), drop.recognition) != region.file:
        return None
    rows = paper_rows(figures, region.table)
    mine = rows[(rows["region"] == region.id).to_numpy()].drop_duplicates("source_row")
    return dict(zip(mine["source_row"].tolist(), (mine.index + 1).tolist(), strict=True))
