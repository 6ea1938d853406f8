"""Obligations as a list for people: state, days late, severity, whose it is and where it stands."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.days import Day, Days, days_between, days_where, is_dated, to_dates
from kehu_batch.analysis.base.locations import name_customers, place_columns
from kehu_batch.analysis.base.snapshot import Counts, Mask, Snapshot
from kehu_batch.analysis.base.text_columns import Texts, choose_text
from kehu_batch.analysis.base.tier_groups import label_tiers
from kehu_batch.analysis.follow_ups.obligations import Obligations
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.states import ClockName, DelayClass, ObligationState
from kehu_batch.policy.schema import SeverityBounds
from kehu_batch.wording.labels import SEVERITY_ORDER
from kehu_batch.working_days import working_days_after

#: Clocks that run from the last contact: there is one for every customer, always.
_INTERVALS = (ClockName.CADENCE, ClockName.TOUCH, ClockName.RESULT)
_PLAN = ClockName.PLAN


def list_items(
    snapshot: Snapshot, obligations: Obligations, tiers: TierFigures, severity: SeverityBounds
) -> pd.DataFrame:
    """Return obligations that are not met with ids, state, days and place; see ``FollowUpFigures.items``."""
    customers, due = obligations.customers, obligations.due
    states = _states(obligations, snapshot.day)
    overdue = states == ObligationState.OVERDUE
    days = np.where(overdue, days_between(due, snapshot.day), 0)
    places = place_columns(snapshot.dataset, obligations.regions, obligations.rows, obligations.fields)
    return pd.DataFrame(
        {
            "clock": pd.array(obligations.clocks, dtype="str"),
            "channel": pd.array(obligations.channels, dtype="str"),
            **name_customers(snapshot.dataset, customers),
            "tier": label_tiers(pd.Series(customers), tiers).array,
            "owner": pd.array(obligations.owners, dtype="str"),
            "due_on": to_dates(due),
            "due_at": obligations.due_at,
            "closed_on": to_dates(obligations.closed),
            "closed_at": obligations.closed_at,
            "state": pd.array(states, dtype="str"),
            "days_overdue": days,
            "working_days_overdue": _working_days(due, overdue, np.full(len(due), snapshot.day)),
            "severity": pd.array(_severities(overdue, days, severity), dtype="str"),
            "content": pd.array(obligations.contents, dtype="str"),
            **places,
            "number": obligations.numbers,
        }
    )


def list_met(obligations: Obligations, as_of: Day) -> pd.DataFrame:
    """Return obligations that are met, with what is asked of these; see ``FollowUpFigures.met``."""
    due, closed = obligations.due, obligations.closed
    states = _states(obligations, as_of)
    late = states == ObligationState.DONE_LATE
    return pd.DataFrame(
        {
            "clock": pd.Categorical(obligations.clocks),
            "channel": pd.Categorical(obligations.channels),
            "customer": obligations.customers.astype(np.int32),
            "owner": pd.Categorical(obligations.owners),
            "due_on": to_dates(due),
            "due_at": obligations.due_at,
            "closed_on": to_dates(closed),
            "closed_at": obligations.closed_at,
            "state": pd.Categorical(states),
            "days_late": np.where(late, days_between(due, closed), 0).astype(np.int32),
            "working_days_late": pd.array(_working_days(due, late, closed), dtype="Int32"),
            "region": obligations.regions.astype(np.int32),
            "source_row": obligations.rows.astype(np.int32),
            "number": obligations.numbers,
        }
    )


def _states(obligations: Obligations, as_of: Day) -> Texts:
    due, closed = obligations.due, obligations.closed
    done = is_dated(closed)
    choices = [
        done & is_dated(due) & (closed > due),
        done,
        ~is_dated(due) & (obligations.clocks == _PLAN),
        ~is_dated(due),
        due < as_of,
        due == as_of,
    ]
    # In the order of the states, of which the last is what is left.
    *names, other = ObligationState
    by_days = choose_text(choices, names, other)
    states: Texts = np.where(obligations.states == "", by_days, obligations.states).astype(object)
    return states


def _severities(overdue: Mask, days: Counts, bounds: SeverityBounds) -> Texts:
    """Return the severity of what is overdue: an hour's limit that is over by less than a day is low."""
    names: Texts = np.array(
        [None, *map(str, (DelayClass.LOW, DelayClass.MEDIUM, DelayClass.HIGH))], dtype=object
    )
    rank = overdue + (days > bounds.medium_over).astype(np.int64) + (days > bounds.high_over)
    severities: Texts = names[rank]
    return severities


def _working_days(due: Days, counted: Mask, until: Days) -> pd.arrays.IntegerArray:
    """Count from the day after ``due`` through ``until`` where it is asked for; 0 elsewhere."""
    same = np.datetime64(0, "D")
    return working_days_after(days_where(counted, due, same), days_where(counted, until, same))


def part_quiet(items: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return obligations that ask for something, and those that nobody need look at now.

    The latter are intervals not yet over, and what nobody can judge.
    """
    interval = items["clock"].isin(_INTERVALS)
    states = items["state"]
    waiting = interval & (states == ObligationState.NOT_DUE)
    quiet: Mask = (waiting | (states == ObligationState.UNDECIDED)).to_numpy()
    return items[~quiet].reset_index(drop=True), items[quiet].reset_index(drop=True)


def most_severe_first(items: pd.DataFrame) -> pd.DataFrame:
    """Return the overdue ones, most severe first, then most days; an hour's limit over today comes last."""
    overdue = items[(items["state"] == ObligationState.OVERDUE).to_numpy()]
    rank = overdue["severity"].map(dict(SEVERITY_ORDER)).fillna(len(SEVERITY_ORDER)).to_numpy(dtype=np.int64)
    order = np.lexsort((np.arange(len(overdue)), -overdue["days_overdue"].to_numpy(), rank))
    return overdue.take(order).reset_index(drop=True)
