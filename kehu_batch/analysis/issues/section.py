"""The section on issues: their distribution, and what is said beside it."""

from __future__ import annotations

from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.issues.details import measure_details
from kehu_batch.analysis.issues.measure import measure_issues
from kehu_batch.analysis.issues.statements import CallbackStatements
from kehu_batch.model.figures.analysis import IssueFigures, TierFigures
from kehu_batch.model.period import Period
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.records import replace


def measure_issue_section(
    snapshot: Snapshot,
    statements: CallbackStatements,
    period: Period,
    tiers: TierFigures,
    rules: tuple[Policy, Taxonomy],
) -> IssueFigures | None:
    """Return the figures of the period's issues with their details; ``None`` without callbacks."""
    if snapshot.dataset.table("callbacks") is None:
        return None
    policy, taxonomy = rules[0].issues, rules[1]
    figures = measure_issues(snapshot, statements, period, tiers, policy, taxonomy)
    return replace(figures, details=measure_details(snapshot, statements, figures, period, tiers, policy))
