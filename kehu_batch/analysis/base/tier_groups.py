"""The group that a customer's tier puts its rows in."""

from __future__ import annotations

import pandas as pd

from kehu_batch.analysis.base.folded_texts import unify_spellings
from kehu_batch.folding import fold_text
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.wording.labels import UNRATED


def label_tiers(customers: pd.Series, tiers: TierFigures) -> pd.Series:
    """Return the group of each row's customer: its recomputed tier, else its stated label, else 未定级.

    Labels that fold alike are one group, spelled as the scheme has it, else as most customers do: 潛在 is 潜在.
    """
    of_customer = tiers.customers.set_index("customer")
    names = {fold_text(name): name for name in tiers.tiers}
    stated = unify_spellings(of_customer["stated"])
    spelled = stated.map(
        {label: names.get(fold_text(str(label)), label) for label in stated.dropna().unique()}
    )
    labels = of_customer["recomputed"].fillna(spelled.astype("str"))
    return labels.reindex(customers).fillna(UNRATED).set_axis(customers.index)
