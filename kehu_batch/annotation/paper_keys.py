"""The keys that tie a row of an input to its row of 应收底稿, 回款底稿 or 客户应收, whichever of the two is sorted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.annotation.drop import ComputedDrop, choose_host
from kehu_batch.model.figures.receivables import PaymentRiskFigures
from kehu_batch.model.tables.recognition import Region, Side

#: Name of the result column that holds it: of invoices and receipts, and of the ledger.
PAPER_KEY, ACCOUNT_KEY = "底稿号", "户号"


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
    if region.applies:
        # Its rows say what others settle, and are on no list themselves.
        return None
    if choose_host((item.file for item in drop.dataset.inputs), drop.recognition) != region.file:
        return None
    rows = paper_rows(figures, region.table)
    mine = rows[(rows["region"] == region.id).to_numpy()].drop_duplicates("source_row")
    return dict(zip(mine["source_row"].tolist(), (mine.index + 1).tolist(), strict=True))


def number_accounts(figures: PaymentRiskFigures) -> pd.DataFrame:
    """Return the customers of a workpaper in the order of their accounts, with ``account`` from 1 on.

    The policy's own currency comes first, and rows that name nobody after the others. The index is the position in
    ``PaymentRiskFigures.customers``.
    """
    frame = figures.customers
    foreign = (frame["currency"] != figures.currency).to_numpy()
    nobody = (frame["customer"] < 0).to_numpy()
    ordered = frame.iloc[np.lexsort((np.arange(len(frame)), nobody, foreign))].copy()
    ordered["account"] = np.arange(1, len(ordered) + 1)
    return ordered


def accounts_by_row(region: Region, drop: ComputedDrop) -> dict[int, int] | None:
    """Return the account of each row of a ledger that its customer's figures are taken from, by sheet row.

    ``None`` where no workpaper looks at the region.
    """
    figures, ledger = drop.analysis.payment_risk, drop.dataset.table("ledger")
    if figures is None or ledger is None or region.table != "ledger" or region.side is not Side.OPS:
        return None
    host = choose_host((item.file for item in drop.dataset.inputs), drop.recognition)
    if host != region.file or region.column_of("credit_limit") is None:
        return None
    accounts = number_accounts(figures)
    named = accounts[(accounts["customer"] >= 0) & (accounts["currency"] == figures.currency)]
    rows = drop.dataset.customers["ledger_row"].to_numpy()[named["customer"].to_numpy()]
    known = rows >= 0
    found = ledger.iloc[rows[known]]
    mine = (found["region"] == region.id).to_numpy()
    return dict(
        zip(
            found["source_row"][mine].tolist(), named["account"].to_numpy()[known][mine].tolist(), strict=True
        )
    )
