"""Rows that name a customer whose name several have: whose they are nobody can tell (docs/rules.md, 2)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Codes, Mask
from kehu_batch.folding import fold_name
from kehu_batch.model.findings.catalogue_values import NAME_AMBIGUOUS
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Customers by whether several share a name of theirs.

    Args:
        unclear: Who stands for rows that give the name alone, in the order of ``Dataset.customers``: one of several
            customers, and nobody can tell which.
        names: The folded name of each of these; ``""`` for all others.
        bearers: Positions of the several customers, by their name.
    """

    unclear: Mask
    names: np.ndarray[tuple[int], np.dtype[np.object_]]
    bearers: Mapping[str, Codes]

    def sharing_with(self, chosen: Mask) -> Mask:
        """Return which customers share a name with unclear ones that are chosen."""
        found: Mask = np.zeros_like(self.unclear)
        for name in set(self.names[self.unclear & chosen].tolist()):
            found[self.bearers[name]] = True
        return found


def find_namesakes(dataset: Dataset) -> Namesakes:
    """Return the customers whose rows the findings on ambiguous names are about."""
    told = {fold_name(one.value) for one in dataset.findings if one.kind is NAME_AMBIGUOUS}
    nameless = dataset.customers["customer_id"].isna().to_numpy()
    names = np.full(len(nameless), "", dtype=object)
    bearers: dict[str, Codes] = {name: np.zeros(0, dtype=np.int64) for name in told}
    if told:
        # A customer bears every name that any list gives him: the ledger may have another one.
        called = pd.concat(frame[["customer", "customer_name"]] for frame in dataset.tables.values())
        called = called[called["customer"] >= 0].dropna().drop_duplicates()
        called = called.assign(name=called["customer_name"].map(fold_name))
        called = called[called["name"].isin(told)]
        unclear = nameless[called["customer"]]
        names[called["customer"][unclear]] = called["name"][unclear]
        for name, mine in called[~unclear].groupby("name")["customer"]:
            bearers[str(name)] = mine.to_numpy(dtype=np.int64)
    return Namesakes(names != "", names, bearers)
