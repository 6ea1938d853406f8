"""What the recorded orders say of each customer's deals, for the columns that a caller reads before calling."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.tables.dataset import EVENT_DATE, Dataset
from kehu_batch.model.tables.lookup import Positions, find_rows, look_up

#: As many of the newest products as a caller can take in.
_PRODUCTS = 3


def last_deals(customers: Positions, analysis: Analysis, carried: Sequence[Any]) -> list[Any]:
    """Return each customer's last deal: the later of the recorded one and what people wrote.

    Args:
        customers: Customers wanted.
        analysis: Its retention figures have the last day with an order that is no return.
        carried: What the ledger or the newest callback states of each, a timestamp or missing.
    """
    if analysis.retention is None:
        return list(carried)
    known = analysis.retention.customers
    recorded = look_up(known["last_deal_on"], find_rows(known["customer"], customers))
    pairs = zip(carried, recorded, strict=True)
    return [max((day for day in pair if not pd.isna(day)), default=None) for pair in pairs]


def newest_products(customers: list[int], dataset: Dataset, as_of: date) -> pd.Series:
    """Return the products of each customer's newest orders up to a day, joined by 、; missing without any."""
    orders = dataset.table("orders")
    if orders is None or "product" not in orders:
        return pd.Series(pd.NA, index=customers, dtype="object")
    placed = EVENT_DATE["orders"]
    used = (
        (orders["excluded"] == "")
        & (orders[placed] <= pd.Timestamp(as_of))
        & orders["product"].notna()
        & orders["customer"].isin(customers)
    )
    newest = orders.loc[used, ["customer", "product", placed]].sort_values(
        placed, ascending=False, kind="stable"
    )
    distinct = newest.drop_duplicates(["customer", "product"]).groupby("customer").head(_PRODUCTS)
    joined = distinct.groupby("customer")["product"].agg("、".join)
    return joined.astype("object").reindex(customers)
