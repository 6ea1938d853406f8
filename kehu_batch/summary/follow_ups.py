"""Contact obligations as JSON data."""

from __future__ import annotations

from kehu_batch.model.figures.follow_ups import Conduct, FollowUpFigures
from kehu_batch.summary.records import Json, list_records, write_figure

_CUSTOMER = ("customer_id", "customer_name")
_PLACE = ("file", "cell")
_OVERDUE = (
    "clock",
    *_CUSTOMER,
    "owner",
    "due_on",
    "due_at",
    "days_overdue",
    "working_days_overdue",
    "severity",
    "content",
    *_PLACE,
)
_COUNTS = ("open", "overdue", "high", "medium", "low")


def write_follow_ups(figures: FollowUpFigures) -> Json:
    """Return what is overdue and open, how promises were kept, attempts, and what callbacks came to."""
    return {
        "overdue": list_records(figures.overdue, _OVERDUE),
        "open": figures.open,
        **write_figure("kept_rate", figures.kept_rate, figures.reasons),
        "kept": figures.kept,
        "due": figures.due,
        **write_figure("completion_rate", figures.completion_rate, figures.reasons),
        "made": figures.made,
        "planned": figures.planned,
        "not_called": list_records(figures.not_called, (*_CUSTOMER, "state", *_PLACE)),
        "by_owner": list_records(figures.by_owner, ("owner", *_COUNTS)),
        "by_tier": list_records(figures.by_tier, ("tier", *_COUNTS)),
        "by_clock": list_records(figures.by_clock, ("clock", *_COUNTS)),
        "attempts": _write_attempts(figures),
        "results": _write_results(figures),
        **({} if figures.conduct is None else _write_conduct(figures.conduct)),
    }


def _write_attempts(figures: FollowUpFigures) -> Json:
    columns = ("table", *_CUSTOMER, "tried_on", "owner", "reached_on", *_PLACE)
    return {
        "total": len(figures.attempts),
        "by_owner": list_records(figures.attempts_by_owner, ("owner", "attempts", "callbacks", "followups")),
        "items": list_records(figures.attempts, columns),
    }


def _write_results(figures: FollowUpFigures) -> Json:
    columns = ("class", *_CUSTOMER, "called_on", "role", "answer_by", "answered_on", *_PLACE)
    return {
        "by_class": list_records(figures.results_by_class, ("class", "count", "role", "limit")),
        "items": list_records(figures.results, columns),
    }


def _write_conduct(conduct: Conduct) -> Json:
    reasons = {"plan_completeness": "本期回访没有跟进计划"}
    return {
        "over_contacted": list_records(
            conduct.over_contacted, (*_CUSTOMER, "tier", "month", "contacts", "allowed")
        ),
        "plans": conduct.plans,
        **write_figure("plan_completeness", conduct.plan_completeness, reasons),
        "incomplete_plans": list_records(
            conduct.incomplete_plans, (*_CUSTOMER, "owner", "due_on", "content", "missing", *_PLACE)
        ),
        "stale_contacts": conduct.stale_contacts,
        "stated_contacts": conduct.stated_contacts,
    }
