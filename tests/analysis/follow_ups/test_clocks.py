"""Runs the cases of ``tests/cases/clocks.toml``, and the figures of follow-ups over several customers."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_datasets import build_dataset, build_from, with_region_of

from kehu_batch.analysis.analyse import _Read, _read, analyse
from kehu_batch.analysis.base.calendar_months import add_months, window_opening
from kehu_batch.analysis.base.days import Days, day_of
from kehu_batch.analysis.base.events import collect_events
from kehu_batch.analysis.base.period import decide_period
from kehu_batch.analysis.base.snapshot import Codes
from kehu_batch.analysis.follow_ups.measure import measure_follow_ups
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.follow_ups import FollowUpFigures
from kehu_batch.model.findings.catalogue_figures import COMPLAINT_TIME_ORDER
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.period import Period
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.schema import Cadence, Policy
from kehu_batch.policy.taxonomy import Taxonomy, load_taxonomy

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "clocks.toml").read_text(encoding="utf-8"))


def _policy(case: dict[str, Any]) -> Policy:
    policy = load_policy().policy
    changes: dict[str, Any] = {"clocks": tuple(case["clocks"])}
    if "cadence" in case:
        changes["cadence"] = {tier: Cadence(**rule) for tier, rule in case["cadence"].items()}
    return policy.model_copy(update={"follow_ups": policy.follow_ups.model_copy(update=changes)})


def _dataset(case: dict[str, Any]) -> Dataset:
    columns = ("called_on", "next_callback_on", "pending_issues", "method", "called_by")
    calls = [
        {"customer_id": "C1", "last_deal_on": case.get("deal")}
        | {column: value or None for column, value in zip(columns, row, strict=False)}
        for row in case.get("callbacks", [])
    ]
    tables: dict[str, Any] = {"callbacks": calls} if calls else {}
    if "followups" in case:
        tables["followups"] = [
            {"customer_id": "C1", "followed_on": day, "status": status or None}
            for day, status in case["followups"]
        ]
    if "ledger" in case:
        row = dict(case["ledger"])
        amount = row.pop("annual_amount", None)
        tables["ledger"] = [{"customer_id": "C1", **row, "annual_amount": amount and int(amount) * 100}]
    plans = [
        {"callback": callback, "owner": owner or None, "due_on": due or None}
        for callback, owner, due in case.get("plans", [])
    ]
    return build_from(tables, plans)


def _analyse(dataset: Dataset, policy: Policy, as_of: str | None = None) -> Analysis:
    return analyse(
        dataset,
        policy,
        load_taxonomy(),
        period="2023-11",
        as_of=date.fromisoformat(as_of) if as_of else None,
        today=date(2024, 5, 1),
    )


def _read_drop(
    dataset: Dataset, policy: Policy, as_of: str | None = None
) -> tuple[_Read, Period, tuple[Policy, Taxonomy]]:
    rules, day = (policy, load_taxonomy()), date.fromisoformat(as_of) if as_of else None
    span, _ = decide_period(dataset, period="2023-11", as_of=day, today=date(2024, 5, 1), policy=policy)
    return _read(dataset, span, rules, ()), span, rules


def _follow_ups(
    dataset: Dataset, policy: Policy, as_of: str | None = None
) -> tuple[FollowUpFigures, tuple[Finding, ...]]:
    """Measure follow-ups, and nothing else that analysis measures: it takes a third of the time."""
    read, span, rules = _read_drop(dataset, policy, as_of)
    return measure_follow_ups(
        read.snapshot, read.contacts, span, read.tiers, rules, read.complaints.running, read.statements
    )


def _day(value: pd.Timestamp) -> str:
    return "" if pd.isna(value) else f"{value:%Y-%m-%d}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_clock(case: dict[str, Any]) -> None:
    figures, findings = _follow_ups(_dataset(case), _policy(case), case.get("as_of"))
    told = pd.concat([figures.items, figures.met.assign(days_overdue=0, working_days_overdue=0)])
    rows = (
        told.assign(working=told["working_days_overdue"].fillna(-1)).sort_values("number").to_dict("records")
    )
    listed = [
        [
            row["clock"],
            _day(row["due_on"]),
            row["state"],
            row["days_overdue"],
            row["working"],
            _text(row["severity"]),
            _text(row["owner"]),
            _day(row["closed_on"]),
        ]
        for row in rows
    ]
    assert listed == case["expect"]
    assert figures.items["closed_on"].isna().all()
    assert figures.met["days_late"].sum() == case.get("late", 0)
    if "kept" in case:
        assert [figures.kept, figures.due] == case["kept"]
    assert figures.undetermined == case.get("undetermined", 0)
    codes = [item.code for item in findings if item.code == "KB506"]
    assert codes == case.get("findings", [])


@pytest.mark.parametrize("case", CASES["complaint"], ids=lambda case: case["name"])
def test_complaint_clock(case: dict[str, Any]) -> None:
    fields = ("received_at", "responded_at", "planned_at", "resolved_at", "confirmed_at")
    row = {field: time or None for field, time in zip(fields, case["times"], strict=True)}
    tables = {
        "complaints": [{"customer_id": "C1", "status": case.get("status"), **row}],
        "callbacks": [{"customer_id": "C1", "called_on": day} for day in case.get("callbacks", [])],
    }
    policy = load_policy().policy
    named = policy.complaints.model_copy(update={"clocks": case.get("clocks", "1-24-48")})
    dataset = build_from(tables, absent=case.get("absent", ()))
    read, span, _ = _read_drop(dataset, policy.model_copy(update={"complaints": named}))
    clocks = read.complaints.count(span)
    assert clocks is not None
    found = [
        "".join(name for name in ("met", "missed", "pending", "undeterminable") if getattr(counts, name))
        for counts in clocks.values()
    ]
    assert list(clocks) == ["complaint_respond", "complaint_plan", "complaint_resolve", "post_solution"]
    assert found == case["expect"]
    orders = [
        [item.field, item.message]
        for item in read.complaints.findings
        if item.code == COMPLAINT_TIME_ORDER.code
    ]
    assert orders == case.get("orders", [])


def _three_customers() -> Dataset:
    """甲 owes 王敏 two late promises of her own; 乙 has a plan of nobody; 丙 was kept."""
    calls = [
        {
            "customer_id": "C1",
            "called_on": "2023-11-01",
            "next_callback_on": "2023-11-10",
            "called_by": "王敏",
        },
        {
            "customer_id": "C1",
            "called_on": "2023-11-01",
            "next_callback_on": "2023-11-27",
            "called_by": "王敏",
        },
        {"customer_id": "C2", "called_on": "2023-11-02", "called_by": "李强"},
        {
            "customer_id": "C3",
            "called_on": "2023-11-03",
            "next_callback_on": "2023-11-09",
            "called_by": "王敏",
        },
        {
            "customer_id": "C3",
            "called_on": "2023-11-09",
            "next_callback_on": "2023-12-09",
            "called_by": "李强",
        },
        {"customer_id": "C4", "called_on": "2023-11-30"},
        {"customer_id": "C5"},
    ]
    return build_dataset([{"callback": 2, "due_on": "2023-11-20", "content": "寄样品"}], callbacks=calls)


def test_most_severe_first_then_most_days() -> None:
    overdue = _analyse(_three_customers(), load_policy().policy).follow_ups.overdue
    assert overdue[["customer_id", "days_overdue", "severity"]].to_numpy().tolist() == [
        ["C1", 20, "high"],
        ["C2", 10, "medium"],
        ["C1", 3, "low"],
    ]
    assert overdue["cell"].tolist() == ["回访!N3", "回访!M5", "回访!N4"]
    assert overdue["content"].tolist() == ["约定的下次回访", "寄样品", "约定的下次回访"]


def test_figures_by_owner_and_clock() -> None:
    figures = _analyse(_three_customers(), load_policy().policy).follow_ups
    assert figures.open == 4  # C1 twice, C2's plan, C3's promise of December
    assert (figures.kept, figures.due, figures.kept_rate) == (1, 3, 1 / 3)
    owners = figures.by_owner.astype(object).where(figures.by_owner.notna(), None)
    assert owners.to_numpy().tolist() == [
        ["王敏", 2, 2, 1, 0, 1],
        [None, 1, 1, 0, 1, 0],
        ["李强", 1, 0, 0, 0, 0],
    ]
    assert figures.by_clock.set_index("clock")["overdue"].to_dict() == {
        "promised_callback": 2,
        "plan_deadline": 1,
    }
    assert figures.by_tier["overdue"].sum() == 3


def test_planned_callbacks_not_made() -> None:
    figures = _analyse(_three_customers(), load_policy().policy).follow_ups
    assert (figures.made, figures.planned, figures.completion_rate) == (6, 7, 6 / 7)
    assert figures.not_called[["customer_id", "cell"]].to_numpy().tolist() == [["C5", "回访!G9"]]


def test_a_planned_callback_belongs_to_the_month_above_it() -> None:
    calls = [
        {"customer_id": "C1"},
        {"customer_id": "C2", "called_on": "2023-10-05"},
        {"customer_id": "C3"},
        {"customer_id": "C4", "called_on": "2023-11-05"},
        {"customer_id": "C5"},
    ]
    figures = _analyse(build_dataset(callbacks=calls), load_policy().policy).follow_ups
    assert figures.not_called["customer_id"].tolist() == ["C5"]
    assert (figures.made, figures.planned) == (1, 2)


def test_planned_callbacks_of_a_sheet_without_dates_belong_to_the_period() -> None:
    calls = [{"customer_id": "C1", "called_on": "2023-10-05"}, {"customer_id": "C2"}, {"customer_id": "C3"}]
    dataset = with_region_of(build_dataset(callbacks=calls), "callbacks", [1, 2], "十一月")
    figures = _analyse(dataset, load_policy().policy).follow_ups
    assert figures.not_called["cell"].tolist() == ["十一月!G4", "十一月!G5"]
    assert (figures.made, figures.planned, figures.completion_rate) == (0, 2, 0.0)


def test_nothing_planned_has_no_rate_and_says_why() -> None:
    figures = _analyse(build_dataset(ledger=[{"customer_id": "C1"}]), load_policy().policy).follow_ups
    assert figures.kept_rate is None
    assert figures.completion_rate is None
    # Only callbacks tell what was agreed and planned.
    assert [figures.reasons[code] for code in ("kept_rate", "completion_rate")] == ["没有回访工作表"] * 2
    assert figures.overdue.empty
    assert figures.not_called.empty


def test_calls_without_an_appointment_say_that_there_was_none() -> None:
    dataset = build_dataset(callbacks=[{"customer_id": "C1", "called_on": "2023-10-05"}])
    figures = _analyse(dataset, load_policy().policy).follow_ups
    assert figures.reasons == {
        "kept_rate": "本期没有到期的约定回访",
        "completion_rate": "本期没有计划回访",
        "stale_contacts": "没有客户台账",
        "stated_contacts": "没有客户台账",
    }


def test_a_row_that_names_no_customer_owes_nothing() -> None:
    calls = [{"called_on": "2023-11-05", "next_callback_on": "2023-11-10"}, {"called_on": "2023-11-08"}]
    figures = _analyse(
        build_dataset([{"callback": 0, "due_on": "2023-11-09"}], callbacks=calls), load_policy().policy
    )
    assert figures.follow_ups.items.empty
    assert figures.follow_ups.made == 2


def test_a_year_without_calendar_gives_one_finding() -> None:
    calls = [
        {
            "customer_id": f"C{number}",
            "last_deal_on": "2026-01-05",
            "called_on": "2026-12-01",
            "next_callback_on": "2026-12-10",
        }
        for number in range(3)
    ]
    found = analyse(
        build_dataset(callbacks=calls),
        load_policy().policy,
        load_taxonomy(),
        period="2027-01",
        as_of=None,
        today=date(2027, 5, 1),
    )
    assert found.follow_ups.overdue["days_overdue"].tolist() == [52, 52, 52]
    assert found.follow_ups.overdue["working_days_overdue"].isna().all()
    [finding] = [item for item in found.quality.findings if item.code == "KB507"]
    assert finding.count == 3


@given(
    st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 40)), max_size=25),
    st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 40)), max_size=10),
)
def test_the_first_event_after_a_day_is_found(
    events: list[tuple[int, int]], asked: list[tuple[int, int]]
) -> None:
    # Days around 1970, of which some are not known.
    def date_at(place: int) -> date | None:
        return None if place >= 40 else date(1969, 12, 10) + timedelta(days=place)

    def columns(pairs: list[tuple[int, int]]) -> tuple[Codes, Days]:
        who = np.array([customer for customer, _ in pairs], dtype=np.int64)
        return who, np.array([date_at(place) for _, place in pairs], dtype="datetime64[D]")

    def first_after(customer: int, day: date | None) -> date | None:
        dated = ((who, date_at(place)) for who, place in events)
        later = (when for who, when in dated if who == customer >= 0 and when and day and when > day)
        return min(later, default=None)

    expected = [first_after(customer, date_at(place)) for customer, place in asked]
    assert collect_events(columns(events)).first_after(*columns(asked)).tolist() == expected


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(-24, 24))
def test_months_are_calendar_months(day: date, months: int) -> None:
    (moved,) = add_months(np.array([day_of(day)]), months).tolist()
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("as_of", "opening"),
    [
        ("2023-11-30", "2022-11-30"),
        ("2023-11-15", "2022-11-15"),
        ("2025-02-28", "2024-02-29"),
        ("2024-02-29", "2023-02-28"),
        ("2023-12-31", "2022-12-31"),
    ],
)
def test_the_window_opens_after(as_of: str, opening: str) -> None:
    assert str(window_opening(date.fromisoformat(as_of), 12)) == opening
