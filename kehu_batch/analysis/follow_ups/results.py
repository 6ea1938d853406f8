"""What a callback came to (问题, 高价值·潜力, 满意), who answers until when, and ``result_cadence`` (docs/rules.md, 6)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.calendar_months import add_months
from kehu_batch.analysis.base.days import Days, day_span, days_where, is_dated, no_days, to_dates, to_days
from kehu_batch.analysis.base.events import collect_events
from kehu_batch.analysis.base.locations import name_customers, place_columns
from kehu_batch.analysis.base.period import in_period
from kehu_batch.analysis.base.snapshot import Mask, Snapshot
from kehu_batch.analysis.base.text_columns import Texts, as_texts, choose_text, same_text
from kehu_batch.analysis.base.tier_groups import label_tiers
from kehu_batch.analysis.follow_ups.contacts import Contacts
from kehu_batch.analysis.follow_ups.obligations import Obligations
from kehu_batch.analysis.issues.statements import CallbackStatements
from kehu_batch.analysis.satisfaction import is_satisfied
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.states import ClockName, RemarkKind
from kehu_batch.model.period import Period
from kehu_batch.model.tables.lookup import find_rows, look_up
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.sections.contact_clocks import ResultClass
from kehu_batch.records import dataclass
from kehu_batch.working_days import working_day_after

PROBLEM, VALUABLE, SATISFIED = "问题", "高价值·潜力", "满意"


@dataclass(frozen=True, slots=True)
class CallResults:
    """The callbacks that count, each with its class; parallel to ``calls``.

    Args:
        calls: ``customer``, ``region``, ``source_row``, ``called_on``, ``resolved_at``, indexed by position.
        classes: Class by name; ``""`` where none applies.
        demanding: Whether the callback asks for something or has a need that may come.
    """

    calls: pd.DataFrame
    classes: Texts
    demanding: Mask


def classify_calls(
    snapshot: Snapshot, statements: CallbackStatements, tiers: TierFigures, policy: Policy
) -> CallResults:
    """Tell the class of every callback that counts: the first that applies.

    问题: it has an issue. 高价值·潜力: the customer is of a top tier, or the callback has a demand or a latent need. 满意:
    it is scored at or above the threshold.

    Args:
        snapshot: The drop on its day.
        statements: What the callbacks say.
        tiers: Recomputed tiers.
        policy: Thresholds, and which classes there are.
    """
    columns = ("customer", "region", "source_row", "called_on", "resolved_at", "score")
    calls = snapshot.rows("callbacks", *columns)
    remarks = statements.remarks
    demanding = calls.index.isin(remarks.loc[remarks["kind"] != RemarkKind.PRAISE, "callback"])
    top = set(tiers.tiers[: policy.follow_ups.results.top_tiers])
    rated = tiers.customers
    known = look_up(rated["recomputed"], find_rows(rated["customer"], calls["customer"]))
    valuable = pd.Series(known).isin(top).to_numpy() | demanding
    satisfied = is_satisfied(calls["score"], policy.satisfaction).to_numpy()
    conditions = {
        PROBLEM: calls.index.isin(statements.issues["callback"]),
        VALUABLE: valuable,
        SATISFIED: satisfied,
    }
    asked = [name for name in conditions if name in policy.follow_ups.results.classes]
    classes = choose_text([conditions[name] for name in asked], asked, "")
    return CallResults(calls, classes, demanding)


def collect_results(snapshot: Snapshot, results: CallResults, policy: Policy) -> Obligations:
    """Collect the next callback that each one's class asks for, closed by the first later callback.

    That of a problem runs from its solution; one not solved yet asks for none.
    """
    calls, classes = results.calls, policy.follow_ups.results.classes
    customers = calls["customer"].to_numpy(dtype=np.int64)
    made, solved = to_days(calls["called_on"]), to_days(calls["resolved_at"])
    solved = days_where(solved <= snapshot.day, solved)
    problem = results.classes == PROBLEM
    start = days_where(problem, np.maximum(solved, made), made)
    due = no_days(len(calls))
    contents = same_text("", len(calls))
    for name, rule in classes.items():
        mine = (results.classes == name) & is_dated(start)
        due[mine] = _add(start[mine], rule)
        contents[mine] = _describe(name, rule)
    later = collect_events((customers, made))
    owners = as_texts(snapshot.ledger_values("owner").reindex(customers))
    found = Obligations(
        clocks=same_text(ClockName.RESULT, len(calls)),
        customers=customers,
        owners=owners,
        due=due,
        closed=later.first_after(customers, start),
        contents=contents,
        regions=calls["region"].to_numpy(dtype=np.int64),
        rows=calls["source_row"].to_numpy(dtype=np.int64),
        fields=choose_text([problem], ["resolved_at"], "called_on"),
    )
    return found.select(is_dated(due) & (customers >= 0))


def _add(days: Days, rule: ResultClass) -> Days:
    return days + day_span(rule.days) if rule.days is not None else add_months(days, rule.months or 0)


def _describe(name: str, rule: ResultClass) -> str:
    span = f"{rule.days}天" if rule.days is not None else f"{rule.months}个月"
    start = "解决后" if name == PROBLEM else "回访后"
    return f"{name}客户{start}{span}内再次回访"


def list_results(
    snapshot: Snapshot,
    results: CallResults,
    contacts: Contacts,
    period: Period,
    tiers: TierFigures,
    policy: Policy,
) -> tuple[pd.DataFrame, int]:
    """List the period's callbacks that have a class; see ``FollowUpFigures.results``.

    Returns:
        The list, and how many of its answers are due on a working day of a year that the calendar lacks.
    """
    made = to_days(results.calls["called_on"])
    chosen = in_period(made, period) & (results.classes != "")
    calls, classes, days = results.calls[chosen], results.classes[chosen], made[chosen]
    customers = calls["customer"].to_numpy(dtype=np.int64)
    until = _answer_days(
        classes, days, results.demanding[chosen], label_tiers(calls["customer"], tiers), policy
    )
    answered = contacts.log_events().first_after(customers, days)
    rules = policy.follow_ups.results.classes
    roles = {name: rule.role for name, rule in rules.items()}
    listed = pd.DataFrame(
        {
            "class": pd.array(classes, dtype="str"),
            **name_customers(snapshot.dataset, customers),
            "called_on": calls["called_on"].array,
            "role": pd.Series(classes, dtype="str").map(roles).astype("str").array,
            "answer_by": to_dates(until),
            "answered_on": to_dates(days_where(is_dated(until), answered)),
            **place_columns(
                snapshot.dataset,
                calls["region"].to_numpy(dtype=np.int64),
                calls["source_row"].to_numpy(dtype=np.int64),
                same_text("feedback", len(calls)),
            ),
        }
    )
    in_working_days = [name for name, rule in rules.items() if rule.answer_working_days is not None]
    asked = np.isin(classes, in_working_days) & (results.demanding[chosen] | (classes == PROBLEM))
    return listed, int((asked & ~is_dated(until)).sum())


def _answer_days(classes: Texts, days: Days, demanding: Mask, tiers: pd.Series, policy: Policy) -> Days:
    """Return until when each customer is to be answered; ``NaT`` where nothing was asked.

    A problem by its class, a demand by that of 高价值·潜力, one of a customer of a low tier by that tier's hours.
    Callbacks have no time of day, so hours end with the day on which they are over.
    """
    rules = policy.follow_ups.results
    low = demanding & tiers.isin(rules.low_tiers).to_numpy()
    until = no_days(len(days))
    for name, rule in rules.classes.items():
        asked = (classes == name) & (demanding | (name == PROBLEM))
        until = days_where(asked, _answer_day(days, rule), until)
    limit = day_span(-(-rules.low_tier_answer_hours // 24))
    return days_where(low & (classes != PROBLEM), days + limit, until)


def _answer_day(days: Days, rule: ResultClass) -> Days:
    """Return the last day to answer what was asked on each day; ``NaT`` where there is no such limit."""
    if rule.answer_hours is not None:
        return days + day_span(-(-rule.answer_hours // 24))
    if rule.answer_working_days is None:
        return no_days(len(days))
    distinct, places = np.unique(days, return_inverse=True)
    ends = [working_day_after(day, rule.answer_working_days) for day in distinct.tolist()]
    return np.array(ends, dtype="datetime64[D]")[places]


def count_results(results: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Count callbacks by class, every class present: ``class``, ``count``, ``role``, ``limit`` in words."""
    rows = [
        {
            "class": name,
            "count": int((results["class"] == name).sum()),
            "role": rule.role,
            "limit": _limit_words(rule),
        }
        for name, rule in policy.follow_ups.results.classes.items()
    ]
    return pd.DataFrame(rows, columns=["class", "count", "role", "limit"])


def _limit_words(rule: ResultClass) -> str:
    if rule.answer_hours is not None:
        return f"{rule.answer_hours}小时内答复"
    return f"需求{rule.answer_working_days}个工作日内答复" if rule.answer_working_days is not None else ""
