"""The section on issues: their distribution, and what is said beside it (docs/rules.md, 8).

That is rates, repeats, remarks and departments.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import is_dated, to_dates, to_days
from kehu_batch.analysis.base.events import collect_events
from kehu_batch.analysis.base.locations import name_customers
from kehu_batch.analysis.base.period import in_period
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.base.text_columns import same_text
from kehu_batch.analysis.issues.distinct_counts import count_distinct
from kehu_batch.analysis.issues.measure import call_places, join_callbacks, measure_issues, tell_resolved
from kehu_batch.analysis.issues.rates import PER_100, calls_of_period, order_types, rate_groups, rate_months
from kehu_batch.analysis.issues.recurring import count_window, list_clusters, list_repeats
from kehu_batch.analysis.issues.statements import CallbackStatements
from kehu_batch.model.figures.analysis import IssueFigures, TierFigures
from kehu_batch.model.figures.issue_details import IssueDetails
from kehu_batch.model.figures.states import RemarkKind
from kehu_batch.model.period import Period
from kehu_batch.model.tables.listed import list_values
from kehu_batch.policy.schema import IssuePolicy, Policy
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.records import replace

_COLUMNS = ("called_by", "resolution_status", "resolved_at")


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


def measure_details(
    snapshot: Snapshot,
    statements: CallbackStatements,
    figures: IssueFigures,
    period: Period,
    tiers: TierFigures,
    policy: IssuePolicy,
) -> IssueDetails:
    """Measure what stands beside the distribution of the period's issues."""
    found = join_callbacks(snapshot, statements.issues, _COLUMNS)
    calls = calls_of_period(snapshot, tiers)
    calls = calls[in_period(to_days(calls["day"]), period)]
    remarks = _list_remarks(snapshot, statements, period)
    called = len(calls)
    return IssueDetails(
        called=called,
        per_100=PER_100.rate(figures.total, called),
        types=order_types(figures.by_type, called),
        by_tier=rate_groups(figures.items, calls, "tier"),
        by_owner=rate_groups(figures.items, calls, "owner"),
        by_month=rate_months(found["day"], snapshot),
        repeats=list_repeats(snapshot, found, period, policy.repeat_days),
        repeat_days=policy.repeat_days,
        two_years=count_window(snapshot, found, policy.cluster_months),
        clusters=list_clusters(snapshot, found, policy.cluster_months, policy.cluster_from),
        cluster_months=policy.cluster_months,
        cluster_from=policy.cluster_from,
        remarks=remarks,
        demand_types=_count_demands(remarks),
        unconfirmed=_list_unconfirmed(snapshot, found, period, policy),
        departments=_gather_departments(figures.items),
    )


def _list_remarks(snapshot: Snapshot, statements: CallbackStatements, period: Period) -> pd.DataFrame:
    found = join_callbacks(snapshot, statements.remarks, ())
    rows = found[in_period(to_days(found["day"]), period)]
    places = call_places(snapshot, rows, same_text("feedback", len(rows)))
    return pd.DataFrame(
        {
            "kind": rows["kind"].array,
            **name_customers(snapshot.dataset, rows["customer"].to_numpy(dtype=np.int64)),
            "called_on": rows["called_on"].array,
            "text": rows["text"].array,
            "type": rows["primary"].array,
            "file": places["file"],
            "cell": places["cell"],
        }
    )


def _count_demands(remarks: pd.DataFrame) -> pd.DataFrame:
    """Count the demands by type, most first."""
    demands = remarks[(remarks["kind"] == RemarkKind.DEMAND).to_numpy()]
    codes, names = pd.factorize(demands["type"])
    counts = np.bincount(codes[codes >= 0], minlength=len(names))
    order = np.argsort(-counts, kind="stable")
    return pd.DataFrame(
        {
            "type": names.take(order).array,
            "count": counts[order],
            "share": counts[order] / max(len(demands), 1),
            "customers": count_distinct(codes, demands["customer"], len(names))[order],
        }
    )


def _list_unconfirmed(
    snapshot: Snapshot, found: pd.DataFrame, period: Period, policy: IssuePolicy
) -> pd.DataFrame:
    """List the period's solved issues after whose solution nobody called that customer.

    Without a day of the solution, a callback after the one that told of the issue confirms it.
    """
    solved = pd.Series(tell_resolved(found, snapshot, policy)).fillna(value=False).to_numpy(dtype=np.bool_)
    rows = found[solved & in_period(to_days(found["day"]), period)]
    calls = snapshot.rows("callbacks", "customer", "called_on")
    events = collect_events((calls["customer"].to_numpy(dtype=np.int64), to_days(calls["called_on"])))
    resolved, said = to_days(rows["resolved_at"]), to_days(rows["day"])
    since = np.fmax(resolved, said)
    later = events.first_after(rows["customer"].to_numpy(dtype=np.int64), since)
    rows = rows[~is_dated(later)]
    places = call_places(snapshot, rows, rows["field"].to_numpy(dtype=object))
    return pd.DataFrame(
        {
            **name_customers(snapshot.dataset, rows["customer"].to_numpy(dtype=np.int64)),
            "type": rows["primary"].array,
            "text": rows["text"].array,
            "called_on": rows["called_on"].array,
            "resolved_on": to_dates(to_days(rows["resolved_at"])),
            "file": places["file"],
            "cell": places["cell"],
        }
    )


def _gather_departments(items: pd.DataFrame) -> pd.DataFrame:
    """Gather the issues by the department that they go to, each with the cells that say so."""
    known = items[items["department"].notna().to_numpy()]
    rows = [
        {
            "department": department,
            "types": tuple(dict.fromkeys(list_values(part["primary"]))),
            "count": len(part),
            "customers": len(set(part["customer"].tolist()) - {-1}),
            "cells": tuple(zip(list_values(part["file"]), list_values(part["cell"]), strict=True)),
        }
        for department, part in known.groupby("department", sort=False)
    ]
    table = pd.DataFrame(rows, columns=["department", "types", "count", "customers", "cells"])
    return table.sort_values("count", ascending=False, kind="stable").reset_index(drop=True)
