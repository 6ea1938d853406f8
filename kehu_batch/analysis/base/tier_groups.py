"""The group that a customer's tier puts its rows in."""

from __future__ import annotations

import pandas as pd

from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.wording.labels import UNRATED


def label_tiers(customers: pd.Series, tiers: TierFigures) -> pd.Series:
    """Return the group of each row's customer: its recomputed tier, else its stated label, else 未定级."""
    of_customer = tiers.customers.set_index("customer")
    labels = of_customer["recomputed"].fillna(of_customer["stated"])
    return labels.reindex(customers).fillna(UNRATED).set_axis(customers.index)
