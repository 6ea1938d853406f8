"""Rows that name a customer whose name several have: whose they are nobody can tell (docs/rules.md, 2)."""

from __future__ import annotations

import numpy as np

from kehu_batch.analysis.base.snapshot import Mask
from kehu_batch.folding import fold_name
from kehu_batch.model.findings.catalogue_values import NAME_AMBIGUOUS
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Customers by whether several share their name, each in the order of ``Dataset.customers``.

    Args:
        unclear: Stands for rows that give the name alone: one of several customers, and nobody can tell which.
        sharing: Is one of these several.
        names: The folded name of those that are either; ``""`` for all others.
    """

    unclear: Mask
    sharing: Mask
    names: np.ndarray[tuple[int], np.dtype[np.object_]]

    def sharing_with(self, chosen: Mask) -> Mask:
        """Return which customers share their name with unclear ones that are chosen."""
        found: Mask = self.sharing & np.isin(self.names, self.names[self.unclear & chosen])
        return found


def find_namesakes(dataset: Dataset) -> Namesakes:
    """Return the customers whose rows the findings on ambiguous names are about."""
    told = {fold_name(one.value) for one in dataset.findings if one.kind is NAME_AMBIGUOUS}
    known = dataset.customers
    names = np.full(len(known), "", dtype=object)
    if told:
        folded = [
            fold_name(name) if isinstance(name, str) else "" for name in known["customer_name"].tolist()
        ]
        names[:] = [name if name in told else "" for name in folded]
    shared, nameless = names != "", known["customer_id"].isna().to_numpy()
    return Namesakes(shared & nameless, shared & ~nameless, names)
