"""Issues with what stands beside their distribution, and demands, as JSON data."""

from __future__ import annotations

import pandas as pd

from kehu_batch.model.figures.analysis import DemandFigures, IssueFigures
from kehu_batch.model.figures.issue_details import IssueDetails
from kehu_batch.model.figures.states import RemarkKind
from kehu_batch.model.schema.issues import (
    DemandItem,
    Demands,
    DemandType,
    Department,
    IssueCluster,
    IssueItem,
    Issues,
    IssueType,
    MonthRate,
    OwnerRate,
    RecurringType,
    Remark,
    RemarkKinds,
    RepeatedIssue,
    TierRate,
    UnconfirmedIssue,
)
from kehu_batch.summary.records import MOST_SHOWN, add_reasons, all_records, leave_untold, list_records

_NO_CALLS = "本期没有回访"


def write_issues(figures: IssueFigures) -> Issues:
    """Return issues by type, rates, repeats, what keeps coming back, remarks, and departments with their evidence.

    Raises:
        ValueError: What stands beside the distribution was not measured.
    """
    details = figures.details
    if details is None:
        raise ValueError("figures without details")
    section: Issues = {
        "total": figures.total,
        "customers": figures.customers,
        "unclassified": figures.unclassified,
        "resolution_rate": figures.resolution_rate,
        "by_type": _types(figures, details),
        "called": details.called,
        "per_100": details.per_100,
        "by_tier": list_records(details.by_tier, TierRate),
        "by_owner": list_records(details.by_owner, OwnerRate),
        "by_month": dict(
            zip(details.by_month["month"].astype(str), all_records(details.by_month, MonthRate), strict=True)
        ),
        "repeats": list_records(details.repeats, RepeatedIssue),
        "two_years": list_records(details.two_years, RecurringType),
        "clusters": list_records(details.clusters, IssueCluster),
        "kinds": _kinds(details.remarks),
        "remarks": list_records(details.remarks, Remark),
        "unconfirmed": list_records(details.unconfirmed, UnconfirmedIssue),
        "departments": _departments(details.departments),
        "items": list_records(figures.items, IssueItem),
    }
    told = leave_untold(section, figures.reasons)
    return add_reasons(Issues, told, {**figures.reasons, "per_100": _NO_CALLS})


def _types(figures: IssueFigures, details: IssueDetails) -> list[IssueType]:
    """Return the types by issues, with their shares by customers and by spend and their rate."""
    rates = details.types.drop(columns="type").set_axis(figures.by_type.index)
    return list_records(pd.concat([figures.by_type, rates], axis=1), IssueType)


def _kinds(remarks: pd.DataFrame) -> RemarkKinds:
    counts = remarks["kind"].value_counts()
    return {
        "demand": int(counts.get(RemarkKind.DEMAND, 0)),
        "latent": int(counts.get(RemarkKind.LATENT, 0)),
        "praise": int(counts.get(RemarkKind.PRAISE, 0)),
    }


def _departments(departments: pd.DataFrame) -> list[Department]:
    evidence = [
        [{"file": file, "cell": cell} for file, cell in cells[:MOST_SHOWN]] for cells in departments["cells"]
    ]
    return list_records(departments, Department, {"evidence": evidence})


def write_demands(figures: DemandFigures, issues: IssueFigures | None) -> Demands:
    """Return the section ``demands``."""
    details = None if issues is None else issues.details
    section: Demands = {
        "total": figures.total,
        "by_type": [] if details is None else list_records(details.demand_types, DemandType),
        "items": list_records(figures.items, DemandItem),
        "conversion": figures.conversion,
    }
    return add_reasons(Demands, section, figures.reasons)
