"""Who is to be called next, in which order, why, and what to ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.wording.labels import SEVERITY_ORDER, state_text
from kehu_batch.wording.numbers import format_day

_PROMISE = "promised_callback"
_CADENCE = "tier_cadence"
_PLAN = "plan_deadline"
_OVERDUE = "逾期"
_NOT_DUE = "未到期"

#: Lines of what to ask; more would hide what matters.
_MOST_QUESTIONS = 8


@dataclass(frozen=True, slots=True)
class DueCallback:
    """One customer to call.

    Args:
        customer: Position in ``Dataset.customers``.
        owner: Who is responsible; empty where nobody is named.
        reasons: Why, the most pressing first.
        questions: What to ask: open issues, demands, plans.
    """

    customer: int
    owner: str
    reasons: tuple[str, ...]
    questions: tuple[str, ...]


def list_due(analysis: Analysis, until: date) -> list[DueCallback]:
    """Return the customers to call up to a day, one entry each, in priority order.

    Overdue promises come first, by severity; then promises that fall due; then customers whose tier asks for a
    contact, as far as the analysis lists them (docs/rules.md, 12). Among equals the earlier due date is first.

    Args:
        analysis: Obligations, issues and demands as of the period's as_of.
        until: Last due day that counts.
    """
    due = _in_order(analysis.follow_ups.items, until)
    questions = _questions(analysis, set(due["customer"].tolist()))
    owners = due.dropna(subset="owner").groupby("customer")["owner"].first().to_dict()
    reasons: dict[int, list[str]] = {}
    for customer, reason in zip(due["customer"].tolist(), _reasons(due), strict=True):
        reasons.setdefault(customer, []).append(reason)
    return [
        DueCallback(
            customer=customer,
            owner=str(owners.get(customer, "")),
            reasons=tuple(dict.fromkeys(lines)),
            questions=tuple(questions.get(customer, ())),
        )
        for customer, lines in reasons.items()
    ]


def _in_order(items: pd.DataFrame, until: date) -> pd.DataFrame:
    open_ones = items["closed_on"].isna() & (items["due_on"] <= pd.Timestamp(until))
    due = items[open_ones & items["clock"].isin((_PROMISE, _CADENCE))].reset_index(drop=True)
    promised = (due["clock"] == _PROMISE).to_numpy()
    overdue = (due["state"] == _OVERDUE).to_numpy()
    group = np.where(promised & overdue, 0, np.where(promised, 1, 2))
    severity = due["severity"].map(dict(SEVERITY_ORDER)).fillna(len(SEVERITY_ORDER)).to_numpy()
    days = due["due_on"].to_numpy().astype("datetime64[D]").astype(np.int64)
    return due.take(np.lexsort((due["customer"].to_numpy(), days, severity, group)))


def _reasons(due: pd.DataFrame) -> list[str]:
    """Return why each obligation asks for a call."""
    texts = []
    columns = ("clock", "content", "due_on", "state", "days_overdue")
    for clock, content, day, state, days in zip(*(due[name].tolist() for name in columns), strict=True):
        on = format_day(day.date())
        asked = f"约定{on}回访" if clock == _PROMISE else f"{content}，应在{on}前联系"
        texts.append("，".join(filter(None, [asked, _due_state(state, days)])))
    return texts


def _due_state(state: str, days_overdue: int) -> str:
    """Return the state in words; nothing for what is not due yet, as its date says so."""
    return "" if state == _NOT_DUE else state_text(state, days_overdue)


def _questions(analysis: Analysis, wanted: set[int]) -> Mapping[int, list[str]]:
    parts: list[tuple[str, pd.DataFrame]] = []
    if analysis.issues is not None:
        issues = analysis.issues.items
        parts.append(("问题", issues[~issues["resolved"].fillna(value=False).astype(bool)]))
    if analysis.demands is not None:
        parts.append(("需求", analysis.demands.items))
    found: dict[int, list[str]] = {}
    for label, frame in parts:
        _add(found, label, frame["customer"], frame["text"], wanted)
    items = analysis.follow_ups.items
    plans = items[(items["clock"] == _PLAN) & items["closed_on"].isna() & items["content"].notna()]
    _add(found, "计划", plans["customer"], _plan_texts(plans), wanted)
    return {customer: lines[:_MOST_QUESTIONS] for customer, lines in found.items()}


def _add(
    found: dict[int, list[str]], label: str, customers: pd.Series, texts: Iterable[str], wanted: set[int]
) -> None:
    for customer, text in zip(customers.tolist(), texts, strict=True):
        if customer in wanted:
            line = f"{label}：{text}"
            lines = found.setdefault(customer, [])
            if line not in lines:
                lines.append(line)


def _plan_texts(plans: pd.DataFrame) -> list[str]:
    """Return what each plan promises, by whom and until when."""
    texts = []
    columns = ("content", "owner", "due_on", "state", "days_overdue")
    for content, owner, day, state, days in zip(*(plans[name].tolist() for name in columns), strict=True):
        until = "" if pd.isna(day) else f"{format_day(day.date())}前"
        parts = filter(None, ["" if pd.isna(owner) else owner, until, _due_state(state, days)])
        texts.append(f"{content}（{'，'.join(parts)}）")
    return texts
