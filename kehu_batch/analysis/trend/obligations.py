"""What was overdue at the end of each of several spans, what was kept in it, and its callbacks of those planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kehu_batch.analysis.base.days import Day, is_dated
from kehu_batch.analysis.base.snapshot import Mask, Snapshot
from kehu_batch.analysis.base.text_columns import Texts
from kehu_batch.analysis.follow_ups.cadence import due_by_cadence
from kehu_batch.analysis.follow_ups.completion import planned_days
from kehu_batch.analysis.follow_ups.contacts import Contacts
from kehu_batch.analysis.follow_ups.further import collect_further
from kehu_batch.analysis.follow_ups.obligations import Obligations
from kehu_batch.analysis.follow_ups.plans import collect_plans
from kehu_batch.analysis.follow_ups.promises import collect_promises, count_kept
from kehu_batch.analysis.follow_ups.touches import collect_touches
from kehu_batch.analysis.tiers.basis import gather_basis, present_customers
from kehu_batch.analysis.trend.callbacks import days_inside
from kehu_batch.folding import fold_text
from kehu_batch.model.figures.states import ClockName
from kehu_batch.model.figures.trend import TrendFigure
from kehu_batch.model.period import Period
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import Taxonomy

_UNTOLD = "“回访结果频率”时钟的逾期不能由本次输入推回以前"


def measure_obligations(
    snapshot: Snapshot,
    contacts: Contacts,
    pasts: Mapping[str, Snapshot],
    spans: Sequence[Period],
    rules: tuple[Policy, Taxonomy],
    complaints: Mapping[str, int],
) -> dict[str, dict[str, TrendFigure]]:
    """Return the figures of follow-ups by label of span.

    Promises and plans are collected once: what closed them later than a day was open on it. The cadence depends on
    the tier of the day, so each span's customers are rated anew.

    Args:
        snapshot: The drop on its day.
        contacts: All contacts up to then.
        pasts: The drop at the end of each span.
        spans: The spans.
        rules: Policy and taxonomy.
        complaints: Overdue complaint clocks at the end of each span.
    """
    policy, taxonomy = rules
    clocks = policy.follow_ups.clocks
    none_answers = frozenset(map(fold_text, taxonomy.words.none_answers))
    promises = collect_promises(snapshot, contacts)
    tracked = [promises] if ClockName.PROMISE in clocks else []
    if ClockName.PLAN in clocks:
        tracked.append(collect_plans(snapshot, policy.follow_ups, none_answers))
    called, planned = snapshot.days("callbacks", "called_on"), planned_days(snapshot)
    measured = {}
    for span in spans:
        past = pasts[span.label]
        late = sum(int(_open_and_late(part, past.day).sum()) for part in tracked)
        late += _late_by_interval(past, contacts.until(past.day), policy) + complaints.get(span.label, 0)
        untold = ClockName.RESULT in clocks
        kept, due = count_kept(promises, span) if ClockName.PROMISE in clocks else (0, 0)
        made = int(days_inside(called, span).sum())
        of_span = made + int(days_inside(planned, span).sum())
        measured[span.label] = {
            "follow_ups.overdue": TrendFigure(
                None if untold else float(late), reason=_UNTOLD if untold else ""
            ),
            "follow_ups.kept_rate": _rate(kept, due, "没有到期的约定回访"),
            "follow_ups.completion_rate": _rate(made, of_span, "没有计划回访"),
        }
    return measured


def _rate(part: int, whole: int, reason: str) -> TrendFigure:
    return TrendFigure(part / whole if whole else None, part, whole, reason="" if whole else reason)


def _open_and_late(obligations: Obligations, day: Day) -> Mask:
    """Return which obligations were overdue at the end of a day: known by then, due before, not done by then."""
    owed = ~is_dated(obligations.since) | (obligations.since <= day)
    late: Mask = (obligations.due < day) & owed & ~(obligations.closed <= day)
    return late


def _late_by_interval(past: Snapshot, contacts: Contacts, policy: Policy) -> int:
    """Count the customers whose next contact by tier, and by channel where that is asked for, was overdue."""
    rules, late = policy.follow_ups, 0
    if ClockName.CADENCE in rules.clocks and (rules.cadence or rules.further):
        tiers = _tiers_of_day(past, policy)
        further, _ = collect_further(past, tiers, None, rules)
        for due in (due_by_cadence(past, contacts, tiers, rules).due, *(part.due for part in further)):
            late += int((due < past.day).sum())
    if ClockName.TOUCH in rules.clocks:
        late += sum(
            int(_open_and_late(part, past.day).sum()) for part in collect_touches(past, contacts, rules.touch)
        )
    return late


def _tiers_of_day(past: Snapshot, policy: Policy) -> tuple[Texts, Mask]:
    """Return each customer's tier on a day, recomputed or else stated, and whether it was recomputed."""
    basis = gather_basis(past, policy)
    present = present_customers(past)
    rated = (basis.tiers >= 0) & present
    names = np.array([*(tier.name for tier in policy.tiers.tiers), None], dtype=object)
    tiers: Texts = names[np.where(present, np.where(rated, basis.tiers, basis.stated.tiers), -1)]
    return tiers, rated
