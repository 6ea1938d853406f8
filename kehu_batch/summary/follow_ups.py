"""Contact obligations as JSON data."""

from __future__ import annotations

import pandas as pd

from kehu_batch.model.figures.follow_ups import Conduct, FollowUpFigures
from kehu_batch.model.schema.follow_ups import (
    Attempt,
    Attempts,
    AttemptsOf,
    ClockObligations,
    ConductRecord,
    FollowUps,
    IncompletePlan,
    NotCalled,
    ObligationsRecord,
    OverContacted,
    OverdueItem,
    OwnerObligations,
    ResultClass,
    ResultItem,
    Results,
    TierObligations,
)
from kehu_batch.summary.records import add_reasons, leave_untold, list_records

_NO_PLANS = "本期回访没有跟进计划"


def write_follow_ups(figures: FollowUpFigures) -> FollowUps:
    """Return what is overdue and open, how promises were kept, attempts, and what callbacks came to.

    Raises:
        ValueError: How contact was kept was not measured.
    """
    if figures.conduct is None:
        raise ValueError("figures without conduct")
    obligations: ObligationsRecord = {
        "overdue": list_records(_named_channels(figures), OverdueItem),
        "open": figures.open,
        "kept_rate": figures.kept_rate,
        "kept": figures.kept,
        "due": figures.due,
        "completion_rate": figures.completion_rate,
        "made": figures.made,
        "planned": figures.planned,
        "not_called": list_records(figures.not_called, NotCalled),
        "by_owner": list_records(figures.by_owner, OwnerObligations),
        "by_tier": list_records(figures.by_tier, TierObligations),
        "by_clock": list_records(figures.by_clock, ClockObligations),
        "attempts": _write_attempts(figures),
        "results": _write_results(figures),
        "not_recorded": [{"clock": clock, "channel": name} for clock, name in figures.unrecorded],
    }
    section: FollowUps = {**obligations, **_write_conduct(figures.conduct)}
    told = leave_untold(section, figures.reasons)
    return add_reasons(FollowUps, told, {"plan_completeness": _NO_PLANS, **figures.reasons})


def _named_channels(figures: FollowUpFigures) -> pd.DataFrame:
    """Return what is overdue, with a channel where its clock asks for one."""
    overdue = figures.overdue
    return overdue.assign(channel=overdue["channel"].where(overdue["channel"] != ""))


def _write_attempts(figures: FollowUpFigures) -> Attempts:
    return {
        "total": len(figures.attempts),
        "by_owner": list_records(figures.attempts_by_owner, AttemptsOf),
        "items": list_records(figures.attempts, Attempt),
    }


def _write_results(figures: FollowUpFigures) -> Results:
    return {
        "by_class": list_records(figures.results_by_class, ResultClass),
        "items": list_records(figures.results, ResultItem),
    }


def _write_conduct(conduct: Conduct) -> ConductRecord:
    return {
        "over_contacted": list_records(conduct.over_contacted, OverContacted),
        "plans": conduct.plans,
        "plan_completeness": conduct.plan_completeness,
        "incomplete_plans": list_records(conduct.incomplete_plans, IncompletePlan),
        "stale_contacts": conduct.stale_contacts,
        "stated_contacts": conduct.stated_contacts,
    }
