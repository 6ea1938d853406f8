"""Types in Pareto order, of issues and of complaints alike, and the department that each goes to."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Fen, Mask, Positions
from kehu_batch.analysis.base.sums import sum_groups
from kehu_batch.analysis.issues.distinct_counts import distinct_pairs
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.states import UNCLASSIFIED
from kehu_batch.model.tables.lookup import find_rows, look_up
from kehu_batch.policy.schema import IssuePolicy
from kehu_batch.policy.taxonomy import Taxonomy


def name_departments(policy: IssuePolicy, taxonomy: Taxonomy) -> dict[str, str]:
    """Return the department that each type goes to: the policy's, else the taxonomy's."""
    return {item.name: policy.departments.get(item.name, item.department) for item in taxonomy.types}


def count_types(
    types: pd.Series, customers: pd.Series, tiers: TierFigures, policy: IssuePolicy, taxonomy: Taxonomy
) -> pd.DataFrame:
    """Count rows by type, most first, equal counts in the taxonomy's order; see ``IssueFigures.by_type``.

    Args:
        types: Primary type of each row.
        customers: Its customer, parallel; -1 counts for none.
        tiers: Spend of the customers.
        policy: Its departments.
        taxonomy: Order of the types, and their departments.
    """
    places = {name: place for place, name in enumerate((*taxonomy.names, UNCLASSIFIED))}
    codes, names = pd.factorize(types)
    counts = np.bincount(codes[codes >= 0], minlength=len(names))
    order = np.lexsort((np.array([places.get(name, len(places)) for name in names]), -counts))
    of_types, of_customers = distinct_pairs(codes, customers)
    spend, known = _spend(tiers, of_customers)
    sums = sum_groups(of_types[known], spend[known], len(names))
    spent = np.bincount(of_types[known], minlength=len(names)) > 0
    departments, whole = name_departments(policy, taxonomy), max(len(types), 1)
    listed = names.take(order)
    return pd.DataFrame(
        {
            "type": listed.array,
            "count": counts[order],
            "share": counts[order] / whole,
            "customers": np.bincount(of_types, minlength=len(names))[order],
            "cumulative": counts[order].cumsum() / whole,
            "department": pd.array([departments.get(name) for name in listed], dtype="str"),
            "spend_fen": pd.arrays.IntegerArray(sums[order], ~spent[order]),
        }
    )


def _spend(tiers: TierFigures, customers: Positions) -> tuple[Fen, Mask]:
    """Return the spend of customers in fen, and of which it is known."""
    rated = tiers.customers
    spend = pd.Series(look_up(rated["spend_fen"], find_rows(rated["customer"], customers)), dtype="Int64")
    return spend.to_numpy(dtype=np.int64, na_value=0), spend.notna().to_numpy()
