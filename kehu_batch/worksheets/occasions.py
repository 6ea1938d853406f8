"""Why a customer is to be called next month: what was promised, what is due, unsolved, at risk, or falls due.

An occasion is one row: ``customer`` int64, ``rank`` int64 (kinds of occasions, the most pressing first), ``severity``
int64 (the gravest first), ``day`` datetime (the earliest first; missing: last), ``owner`` (missing where nobody is
named) and ``reason`` in words.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.states import ClockName, ObligationState
from kehu_batch.wording.labels import CARE_LABELS, SEVERITY_ORDER, state_text
from kehu_batch.wording.numbers import format_day

PROMISE = ClockName.PROMISE
PLAN = ClockName.PLAN
#: Clocks that ask for a call by an interval or after a solution.
_CALLS = (ClockName.CADENCE, ClockName.TOUCH, ClockName.RESULT, ClockName.CONFIRMATION)

#: The kinds of occasions in the order in which customers are called.
(_BROKEN, _UPSET, _PROMISED, _MISSED, _CADENCE, _UNSOLVED, _RISK, _RENEWAL, _CARE) = range(9)

_COLUMNS = ("customer", "rank", "severity", "day", "owner", "reason")


def list_occasions(analysis: Analysis, until: date) -> pd.DataFrame:
    """Return every occasion to call a customer up to a day, in the order in which they are to be called.

    Overdue promises come first, by severity; then upset and overdue customers, by their money at risk; promises that
    fall due; callbacks that were planned and not made; contacts that a tier or a clock asks for; unsolved issues and
    complaints; other risks; contracts that end; birthdays and anniversaries.
    """
    makers: tuple[Callable[[Analysis, date], pd.DataFrame], ...] = (
        _obligations,
        _missed,
        _unsolved,
        _complaints,
        _risks,
        _renewals,
        _care,
    )
    parts = [part for make in makers if len(part := make(analysis, until))]
    if not parts:
        return pd.DataFrame({name: [] for name in _COLUMNS})
    found = pd.concat([part[list(_COLUMNS)] for part in parts], ignore_index=True)
    found = found[found["customer"] >= 0]
    return found.sort_values(
        ["rank", "severity", "day", "customer"], kind="stable", na_position="last"
    ).reset_index(drop=True)


def due_state(state: str, days_overdue: int) -> str:
    """Return the state in words; nothing for what is not due yet, as its date says so.

    The worksheet is read in the month after: what is due on as_of itself is not due 今日 any more.
    """
    if state == ObligationState.DUE_TODAY:
        return "截止日当天到期"
    return "" if state == ObligationState.NOT_DUE else state_text(state, days_overdue)


def due_states(items: pd.DataFrame) -> list[str]:
    """Return the state of each item in words, as ``due_state`` does, each distinct one once."""
    pairs = list(zip(items["state"].tolist(), items["days_overdue"].tolist(), strict=True))
    said = {pair: due_state(*pair) for pair in dict.fromkeys(pairs)}
    return [said[pair] for pair in pairs]


def spell_days(days: pd.Series) -> list[str]:
    """Return each day in words, each distinct one once; nothing for one that is missing."""
    codes, distinct = pd.factorize(days)
    # Codes of what is missing are -1: the last place.
    said = [*(format_day(day.date()) for day in distinct), ""]
    return [said[code] for code in codes.tolist()]


def _frame(source: pd.DataFrame, rank: int, day: str | None, reasons: list[str]) -> pd.DataFrame:
    none = np.full(len(source), np.datetime64("NaT", "s"))
    return pd.DataFrame(
        {
            "customer": source["customer"].to_numpy(),
            "rank": rank,
            "severity": 0,
            "day": source[day].to_numpy(dtype="datetime64[s]") if day else none,
            "owner": source["owner"].array,
            "reason": reasons,
        }
    )


def _obligations(analysis: Analysis, until: date) -> pd.DataFrame:
    figures = analysis.follow_ups
    columns = ("clock", "content", "due_on", "state", "days_overdue")
    names = [*columns, "customer", "owner", "severity", "closed_on"]
    items = pd.concat([figures.items[names], figures.quiet[names]], ignore_index=True)
    open_ones = items["closed_on"].isna() & (items["due_on"] <= pd.Timestamp(until))
    due = items[open_ones & items["clock"].isin((PROMISE, *_CALLS))]
    texts = []
    said = (due[name].tolist() for name in ("clock", "content"))
    for clock, content, on, state in zip(*said, spell_days(due["due_on"]), due_states(due), strict=True):
        asked = f"约定{on}回访" if clock == PROMISE else f"{content}，应在{on}前联系"
        texts.append(f"{asked}，{state}" if state else asked)
    found = _frame(due, _CADENCE, "due_on", texts)
    promised, overdue = (
        (due["clock"] == PROMISE).to_numpy(),
        (due["state"] == ObligationState.OVERDUE).to_numpy(),
    )
    ranks = np.select([promised & overdue, promised], [_BROKEN, _PROMISED], _CADENCE)
    severity = due["severity"].map(dict(SEVERITY_ORDER)).fillna(len(SEVERITY_ORDER))
    return found.assign(rank=ranks, severity=severity.to_numpy(dtype="int64"))


def _missed(analysis: Analysis, _until: date) -> pd.DataFrame:
    """Return the callbacks that were planned for the period and not made; whom the plan names is to call."""
    missed = analysis.follow_ups.not_called
    if not len(missed):
        return missed
    texts = [f"本期计划回访，{state}" for state in missed["state"].tolist()]
    return _frame(missed.rename(columns={"called_by": "owner"}), _MISSED, None, texts)


def _unsolved(analysis: Analysis, _until: date) -> pd.DataFrame:
    """Return the issues of the period's callbacks that nobody says are solved, one row a customer."""
    if analysis.issues is None:
        return pd.DataFrame()
    items = analysis.issues.items
    items = items[~items["resolved"].fillna(value=False).astype(bool)]
    items = items[items["primary"].notna()].sort_values("called_on", kind="stable")
    counts = items.groupby("customer").size()
    first = items.drop_duplicates("customer")
    texts = [f"有 {counts[customer]} 个问题还没有解决" for customer in first["customer"].tolist()]
    return _frame(first, _UNSOLVED, "called_on", texts)


def _complaints(analysis: Analysis, _until: date) -> pd.DataFrame:
    """Return the complaints that are not solved, one row a customer."""
    if analysis.complaints is None:
        return pd.DataFrame()
    first = analysis.complaints.open.drop_duplicates("customer")
    texts = [f"{format_day(day.date())}的投诉还没有解决" for day in first["received_at"].tolist()]
    return _frame(first, _UNSOLVED, "received_at", texts)


def _risks(analysis: Analysis, _until: date) -> pd.DataFrame:
    """Return the customers at risk, in the order of their list."""
    if analysis.retention is None:
        return pd.DataFrame()
    rows = analysis.retention.at_risk
    if not len(rows):
        return rows
    found = _frame(rows, _RISK, None, [f"流失预警：{reason}" for reason in rows["reason"].tolist()])
    upset = rows["signals"].map(lambda codes: "upset_overdue" in codes).to_numpy(dtype=bool)
    found.loc[upset, "rank"] = _UPSET
    return found.assign(severity=range(len(found)))


def _renewals(analysis: Analysis, _until: date) -> pd.DataFrame:
    if analysis.care is None:
        return pd.DataFrame()
    rows = analysis.care.renewals
    if not len(rows):
        return rows
    texts = [
        f"合同{format_day(day.date())}到期，{f'还有 {left} 天' if left else '就是截止日当天'}"
        for day, left in zip(rows["contract_end_on"].tolist(), rows["days_left"].tolist(), strict=True)
    ]
    return _frame(rows, _RENEWAL, "contract_end_on", texts)


def _care(analysis: Analysis, until: date) -> pd.DataFrame:
    """Return what falls due in the coming month but contracts, which are renewals."""
    if analysis.care is None:
        return pd.DataFrame()
    rows = analysis.care.events
    rows = rows[(rows["event"] != "contract_end") & (rows["on"] <= pd.Timestamp(until))]
    texts = []
    for event, day, years in zip(
        rows["event"].tolist(), rows["on"].tolist(), rows["years"].tolist(), strict=True
    ):
        told = event != "birthday" and not pd.isna(years)
        texts.append(f"{format_day(day.date())}是{CARE_LABELS[event]}" + (f"（{years}周年）" if told else ""))
    return _frame(rows, _CARE, "on", texts)
