"""Who is to be called next, in which order, why, and what to ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.tables.listed import list_values
from kehu_batch.records import dataclass
from kehu_batch.worksheets.occasions import PLAN, due_states, list_occasions, spell_days

#: Lines of what to ask; more would hide what matters.
_MOST_QUESTIONS = 8


@dataclass(frozen=True, slots=True)
class DueCallback:
    """One customer to call.

    Args:
        customer: Position in ``Dataset.customers``.
        owner: Who is responsible; empty where nobody is named.
        reasons: Why, the most pressing first.
        questions: What to ask: open issues, complaints, demands, plans, what its risks and dates suggest.
    """

    customer: int
    owner: str
    reasons: tuple[str, ...]
    questions: tuple[str, ...]


def list_due(analysis: Analysis, until: date, suggestions: Mapping[str, str]) -> list[DueCallback]:
    """Return the customers to call up to a day, one entry each, in priority order (docs/rules.md, 12).

    Args:
        analysis: Obligations, issues, demands, risks and dates as of the period's as_of.
        until: Last due day that counts.
        suggestions: What to ask for each signal of risk, for ``renewal``, ``care`` and ``general``.
    """
    due = list_occasions(analysis, until)
    order = list(dict.fromkeys(due["customer"].astype("int64").tolist()))
    questions = _questions(analysis, set(order), suggestions)
    owners: dict[int, str] = {}
    reasons: dict[int, list[str]] = {}
    columns = (due["customer"].tolist(), list_values(due["owner"]), list_values(due["reason"]))
    for customer, owner, reason in zip(*columns, strict=True):
        reasons.setdefault(customer, []).append(reason)
        if not pd.isna(owner):
            owners.setdefault(customer, str(owner))
    return [
        DueCallback(
            customer=customer,
            owner=owners.get(customer, ""),
            reasons=tuple(dict.fromkeys(reasons[customer])),
            questions=tuple(questions.get(customer, ()))[:_MOST_QUESTIONS] or (suggestions["general"],),
        )
        for customer in order
    ]


def _questions(
    analysis: Analysis, wanted: set[int], suggestions: Mapping[str, str]
) -> Mapping[int, list[str]]:
    """Return what to ask each customer, what it said itself first."""
    found: dict[int, list[str]] = {}
    for label, frame in _statements(analysis):
        _add(
            found, frame["customer"].tolist(), (f"{label}：{text}" for text in frame["text"].tolist()), wanted
        )
    items = analysis.follow_ups.items
    plans = items[(items["clock"] == PLAN) & items["content"].notna()]
    plans = plans[plans["customer"].isin(wanted)]
    _add(found, plans["customer"].tolist(), (f"计划：{text}" for text in _plan_texts(plans)), wanted)
    if analysis.retention is not None:
        rows = analysis.retention.at_risk
        for customer, codes in zip(rows["customer"].tolist(), rows["signals"].tolist(), strict=True):
            _add(found, [customer] * len(codes), (suggestions[code] for code in codes), wanted)
    if analysis.care is not None:
        ends = analysis.care.renewals["customer"].tolist()
        _add(found, ends, [suggestions["renewal"]] * len(ends), wanted)
        days = analysis.care.events[analysis.care.events["event"] != "contract_end"]
        _add(found, days["customer"].tolist(), [suggestions["care"]] * len(days), wanted)
    return found


def _statements(analysis: Analysis) -> list[tuple[str, pd.DataFrame]]:
    """Return what customers said and nobody settled, with what to call it: ``customer``, ``text``."""
    parts: list[tuple[str, pd.DataFrame]] = []
    if analysis.issues is not None:
        issues = analysis.issues.items
        parts.append(("问题", issues[~issues["resolved"].fillna(value=False).astype(bool)]))
    if analysis.complaints is not None:
        complaints = analysis.complaints.open.rename(columns={"content": "text"})
        parts.append(("投诉", complaints[complaints["text"].notna()]))
    if analysis.demands is not None:
        parts.append(("需求", analysis.demands.items))
    return parts


def _add(found: dict[int, list[str]], customers: list[int], texts: Iterable[str], wanted: set[int]) -> None:
    for customer, text in zip(customers, texts, strict=True):
        if customer in wanted:
            lines = found.setdefault(customer, [])
            if text not in lines:
                lines.append(text)


def _plan_texts(plans: pd.DataFrame) -> list[str]:
    """Return what each plan promises, by whom and until when."""
    texts = []
    columns = (plans["content"].tolist(), plans["owner"].tolist(), spell_days(plans["due_on"]))
    for content, owner, day, state in zip(*columns, due_states(plans), strict=True):
        parts = ["" if pd.isna(owner) else owner, f"{day}前" if day else "", state]
        texts.append(f"{content}（{'，'.join(filter(None, parts))}）")
    return texts
