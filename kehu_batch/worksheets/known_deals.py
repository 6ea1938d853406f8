"""What the recorded orders say of each customer's deals, for the columns that a caller reads before calling."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.tables.dataset import EVENT_DATE, Dataset

#: As many of the newest products as a caller can take in.
_PRODUCTS = 3


def last_deals(customers: list[int], analysis: Analysis, carried: pd.Series) -> pd.Series:
    """Return each customer's last deal: the later of the recorded one and what people wrote.

    Args:
        customers: Customers wanted.
        analysis: Its retention figures have the last day with an order that is no return.
        carried: What the ledger or the newest callback states, datetime64 or missing; indexed by customer.
    """
    stated = pd.to_datetime(carried)
    if analysis.retention is None:
        return stated
    recorded = analysis.retention.customers.set_index("customer")["last_deal_on"].reindex(customers)
    return pd.concat([stated, pd.to_datetime(recorded)], axis=1).max(axis=1)


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
