"""The group that a customer's tier puts its rows in."""

from __future__ import annotations

import pandas as pd

from kehu_batch.analysis.base.folded_texts import unify_spellings
from kehu_batch.folding import fold_text
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.tables.lookup import find_rows, look_up
from kehu_batch.wording.labels import UNRATED


def label_tiers(customers: pd.Series, tiers: TierFigures) -> pd.Series:
    """Return the group of each row's customer: its recomputed tier, else its stated label, else 未定级.

    Labels that fold alike are one group, spelled as the scheme has it, else as most customers do: 潛在 is 潜在.
    """
    known = tiers.customers
    names = {fold_text(name): name for name in tiers.tiers}
    codes, stated = pd.factorize(unify_spellings(known["stated"]))
    spelled = pd.array([names.get(fold_text(str(label)), label) for label in stated], dtype="str")
    of_ledger = pd.Series(spelled.take(codes, allow_fill=True), index=known.index)
    found = look_up(known["recomputed"].fillna(of_ledger), find_rows(known["customer"], customers))
    return pd.Series(found, index=customers.index).fillna(UNRATED)
