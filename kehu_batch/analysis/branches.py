"""What each branch of the department delivered, and which delivered nothing (docs/rules.md, 12.3)."""

from __future__ import annotations

import pandas as pd

from kehu_batch.analysis.base.folded_texts import unify_spellings
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.satisfaction import group_by_customers
from kehu_batch.model.figures.analysis import Analysis, BranchFigures, SatisfactionGroup
from kehu_batch.model.tables.telling import why_untold
from kehu_batch.policy.schema import SatisfactionPolicy
from kehu_batch.records import replace

_ABSENT = "客户台账没有写“分公司/区域”"
_NOTHING = SatisfactionGroup(0, 0, None, None, None, None)


def add_branches(analysis: Analysis, snapshot: Snapshot, policy: SatisfactionPolicy) -> Analysis:
    """Return the figures with those of each branch that the ledger names, in the order of their names.

    A customer belongs to the branch of its ledger row; customers whose row names none, or who have no row, are in
    none. A branch without a callback in the period delivered none: it stands in the list with what is known of it.
    """
    branches = unify_spellings(snapshot.ledger_values("branch"))
    customers = branches.value_counts()
    if customers.empty:
        reason = why_untold(snapshot.dataset, "ledger") or _ABSENT
        return replace(analysis, reasons={**analysis.reasons, "branches": reason})
    called = group_by_customers(snapshot, analysis.period, analysis.tiers, policy, branches)
    issues = None if analysis.issues is None else _count(analysis.issues.items, branches)
    overdue, untold = _count(analysis.follow_ups.overdue, branches), "overdue" in analysis.follow_ups.reasons
    found = {
        str(name): BranchFigures(
            customers=int(customers[name]),
            satisfaction=None if called is None else called.get(str(name), _NOTHING),
            issues=None if issues is None else issues.get(str(name), 0),
            overdue=None if untold else overdue.get(str(name), 0),
        )
        for name in sorted(customers.index)
    }
    return replace(analysis, branches=found)


def _count(frame: pd.DataFrame, branches: pd.Series) -> dict[str, int]:
    """Count the rows of a frame by the branch of their customer; those of no known customer are in none."""
    known = frame["customer"][frame["customer"] >= 0]
    counts = branches.reindex(known.to_numpy()).value_counts()
    return {str(name): int(count) for name, count in counts.items()}
