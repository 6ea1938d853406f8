"""The section ``branches`` of ``summary.json``."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.model.figures.analysis import BranchFigures
from kehu_batch.model.schema.branches import BranchRecord


def write_branches(branches: Mapping[str, BranchFigures]) -> list[BranchRecord]:
    """Return a record for each branch; without a table of callbacks nobody knows who delivered."""
    return [_branch(name, figures) for name, figures in branches.items()]


def _branch(name: str, figures: BranchFigures) -> BranchRecord:
    group = figures.satisfaction
    return {
        "branch": name,
        "customers": figures.customers,
        "delivered": figures.delivered,
        "called": None if group is None else group.called,
        "scored": None if group is None else group.scored,
        "mean": None if group is None else group.mean,
        "csat": None if group is None else group.csat,
        "issues": figures.issues,
        "overdue": figures.overdue,
    }
