"""``plan_deadline``: the date of a follow-up plan, closed by what shows that it was done (docs/rules.md, 6)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import Days, no_days, to_days
from kehu_batch.analysis.base.events import CustomerEvents, collect_events
from kehu_batch.analysis.base.folded_texts import fold_matches
from kehu_batch.analysis.base.snapshot import Snapshot
from kehu_batch.analysis.base.statuses import is_closed
from kehu_batch.analysis.base.text_columns import as_texts, same_text
from kehu_batch.analysis.follow_ups.obligations import Obligations
from kehu_batch.model.figures.states import ClockName
from kehu_batch.policy.schema import FollowUpPolicy


def collect_plans(snapshot: Snapshot, policy: FollowUpPolicy, none_answers: Iterable[str]) -> Obligations:
    """Collect the follow-up plans of the callbacks that count.

    A plan is closed by a later follow-up of that customer with a closing status, or by a later callback
    that answers 待解决问题 with 无. The responsible person is the plan's own: an empty one stays empty.

    Args:
        snapshot: The drop on its day.
        policy: Its ``closing_statuses`` close.
        none_answers: Folded answers that mean 无.
    """
    # The plan of an attempt is owed as that of a callback is.
    plans = snapshot.dataset.plans
    plans = plans[np.isin(plans["callback"].to_numpy(), snapshot.dated_calls)]
    made = _called_days(snapshot, plans)
    customers = plans["customer"].to_numpy(dtype=np.int64)
    obligations = Obligations(
        clocks=same_text(ClockName.PLAN, len(plans)),
        customers=customers,
        owners=as_texts(plans["owner"]),
        due=to_days(plans["due_on"]),
        closed=_closing_events(snapshot, policy, none_answers).first_after(customers, made),
        contents=as_texts(plans["content"]),
        regions=plans["region"].to_numpy(dtype=np.int64),
        rows=plans["source_row"].to_numpy(dtype=np.int64),
        fields=same_text("plan", len(plans)),
        since=made,
    )
    return obligations.select(customers >= 0)


def _called_days(snapshot: Snapshot, plans: pd.DataFrame) -> Days:
    calls = snapshot.dataset.table("callbacks")
    if calls is None:
        return no_days(0)
    return to_days(calls["called_on"].take(plans["callback"].to_numpy(dtype=np.intp)))


def _closing_events(
    snapshot: Snapshot, policy: FollowUpPolicy, none_answers: Iterable[str]
) -> CustomerEvents:
    followups = snapshot.rows("followups", "customer", "followed_on", "status")
    calls = snapshot.rows("callbacks", "customer", "called_on", "pending_issues")
    done = is_closed(followups["status"], policy)
    settled = fold_matches(calls["pending_issues"], none_answers)
    return collect_events(
        (followups["customer"].to_numpy(dtype=np.int64)[done], to_days(followups["followed_on"])[done]),
        (calls["customer"].to_numpy(dtype=np.int64)[settled], to_days(calls["called_on"])[settled]),
    )
