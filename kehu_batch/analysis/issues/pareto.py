"""Types in Pareto order, of issues and of complaints alike, and the department that each goes to."""

from __future__ import annotations

import pandas as pd

from kehu_batch.analysis.issues.labels import UNCLASSIFIED
from kehu_batch.model.figures.analysis import TierFigures
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
    rows = pd.DataFrame({"type": types.array, "customer": customers.array})
    order = {name: place for place, name in enumerate((*taxonomy.names, UNCLASSIFIED))}
    table = rows.groupby("type").size().rename("count").reset_index()
    table["order"] = table["type"].map(order)
    table = table.sort_values(["count", "order"], ascending=[False, True]).drop(columns="order")
    table = table.reset_index(drop=True)
    pairs = rows[rows["customer"] >= 0].drop_duplicates()
    pairs = pairs.assign(spend_fen=pairs["customer"].map(tiers.customers.set_index("customer")["spend_fen"]))
    by_type = pairs.groupby("type")
    table["share"] = table["count"] / max(len(rows), 1)
    table["customers"] = table["type"].map(by_type.size()).fillna(0).astype("int64")
    table["cumulative"] = table["count"].cumsum() / max(len(rows), 1)
    table["department"] = table["type"].map(name_departments(policy, taxonomy)).astype("str")
    table["spend_fen"] = table["type"].map(by_type["spend_fen"].sum(min_count=1)).astype("Int64")
    return table
