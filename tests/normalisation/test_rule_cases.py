"""Runs the rule cases under tests/cases: each row is a cell as people write it and what it must be read as."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kehu_batch.normalisation.dates.reading import DateOrder, find_dates, judge_order, read_date
from kehu_batch.normalisation.identity.names import (
    is_blank_cell,
    is_masked,
    is_none_answer,
    read_id,
    split_customer,
)
from kehu_batch.normalisation.money.amounts import read_amount
from kehu_batch.normalisation.money.scales import unit_of_header
from kehu_batch.normalisation.plans.reading import Plan, read_plans
from kehu_batch.normalisation.statements.score_values import ScoreReading, full_mark_of_header
from kehu_batch.normalisation.statements.scores import read_score, split_feedback

CASES = Path(__file__).parent.parent / "cases"
Case = Mapping[str, Any]


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))


DATES, AMOUNTS, SCORES, PLANS, NAMES = map(load, ("dates", "amounts", "scores", "plans", "names"))


def case_name(case: object) -> str:
    """Name a case by what its cell holds."""
    if not isinstance(case, Mapping):
        return repr(case)
    given = next(iter(case.values()))
    extras = [
        f"{key}={value}"
        for key, value in case.items()
        if key in {"reference", "order", "unit_fen", "calendar", "ranges"}
    ]
    return "-".join([repr(given), *extras])


def weekday_after(day: date, count: int) -> date:
    """Return the n-th day after ``day`` that is Monday to Friday."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


@pytest.mark.parametrize("case", DATES["cases"], ids=case_name)
def test_date_cells(case: Case) -> None:
    reading = read_date(
        case["cell"],
        reference=case.get("reference", DATES["reference"]) or None,
        order=DateOrder(case.get("order", "unknown")),
        date1904=case.get("date1904", False),
        working_day_after=weekday_after if case.get("calendar", True) else None,
        ranges=case.get("ranges", True),
    )
    assert (reading.value, reading.problem, reading.time) == (
        case.get("date"),
        case.get("problem"),
        case.get("time"),
    )
    assert reading.had_year == case.get("had_year", reading.had_year)
    assert reading.relative == case.get("relative", reading.relative)


def test_working_days_that_the_calendar_ends_before_are_named_apart() -> None:
    reading = read_date(
        "3个工作日内", reference=DATES["reference"], working_day_after=lambda _day, _count: None
    )
    assert (reading.value, reading.problem) == (None, "beyond_calendar")


@pytest.mark.parametrize("case", DATES["found"], ids=case_name)
def test_dates_in_running_text(case: Case) -> None:
    found = find_dates(case["text"], DATES["reference"], working_day_after=weekday_after)
    if not case["found"]:
        assert found == []
        return
    reading, start, end = found[0]
    assert case["text"][start:end] == case["found"]
    assert (reading.value, reading.problem) == (case.get("date"), case.get("problem"))


@pytest.mark.parametrize("case", DATES["orders"], ids=case_name)
def test_the_order_of_a_column(case: Case) -> None:
    assert judge_order(case["cells"]) == case["order"]


@pytest.mark.parametrize("case", AMOUNTS["cases"], ids=case_name)
def test_amount_cells(case: Case) -> None:
    reading = read_amount(case["cell"], unit_fen=case.get("unit_fen", 100))
    assert (reading.fen, reading.problem) == (case.get("fen"), case.get("problem"))
    assert reading.currency == (case.get("currency", reading.currency) or None)
    assert math.isclose(float(reading.moved), case.get("moved", 0), rel_tol=1e-9)
    assert reading.own_unit == case.get("own_unit", reading.own_unit)


@pytest.mark.parametrize("case", AMOUNTS["headers"], ids=case_name)
def test_units_of_headers(case: Case) -> None:
    assert unit_of_header(case["header"]) == (case["unit_fen"] or None)


def assert_score(reading: ScoreReading | None, case: Case) -> None:
    if reading is None:
        assert "fraction" not in case
        assert "problem" not in case
        return
    assert reading.problem == case.get("problem")
    if "fraction" in case:
        assert reading.fraction is not None
        assert math.isclose(reading.fraction, case["fraction"])
    else:
        assert reading.fraction is None
    assert reading.raw == case.get("raw", reading.raw)
    assert reading.full_mark == case.get("full_mark", reading.full_mark)


@pytest.mark.parametrize("case", SCORES["column"], ids=case_name)
def test_score_cells(case: Case) -> None:
    mark = case.get("default_full_mark", SCORES["default_full_mark"]) or None
    assert_score(read_score(case["cell"], words=SCORES["words"], default_full_mark=mark), case)


@pytest.mark.parametrize("case", SCORES["feedback"], ids=case_name)
def test_feedback_cells(case: Case) -> None:
    mark = case.get("default_full_mark", SCORES["default_full_mark"]) or None
    feedback = split_feedback(case["text"], words=SCORES["words"], default_full_mark=mark)
    assert_score(feedback.score, case)
    assert feedback.rest == case["rest"]


@pytest.mark.parametrize("case", SCORES["header"], ids=case_name)
def test_full_marks_of_headers(case: Case) -> None:
    assert full_mark_of_header(case["header"]) == (case["full_mark"] or None)


def as_case(plan: Plan) -> dict[str, Any]:
    """Return a plan as the cases write it."""
    due = None if plan.due is None else plan.due.value or str(plan.due.problem)
    parts = {
        "owner": plan.owner,
        "due": due,
        "content": plan.content,
        "problems": list(map(str, plan.problems)),
    }
    return {key: value for key, value in parts.items() if value}


@pytest.mark.parametrize("case", PLANS["cases"], ids=case_name)
def test_plan_cells(case: Case) -> None:
    plans = read_plans(
        case["cell"],
        reference=PLANS["reference"],
        working_day_after=weekday_after,
        known_owners=frozenset(PLANS["known_owners"]),
    )
    assert [as_case(plan) for plan in plans] == case["plans"]


@pytest.mark.parametrize("case", NAMES["customers"], ids=case_name)
def test_customer_cells(case: Case) -> None:
    customer = split_customer(case["cell"])
    assert (customer.name, list(customer.contacts), is_masked(customer.name)) == (
        case["name"],
        case["contacts"],
        case["masked"],
    )


@pytest.mark.parametrize("case", NAMES["ids"], ids=case_name)
def test_id_cells(case: Case) -> None:
    reading = read_id(case["cell"])
    assert (reading.text, reading.problem) == (case.get("text"), case.get("problem"))


@pytest.mark.parametrize("cell", NAMES["none_answers"])
def test_an_answer_that_says_nothing_is_not_blank(cell: str) -> None:
    assert is_none_answer(cell)
    assert not is_blank_cell(cell)


@pytest.mark.parametrize("cell", NAMES["blank_cells"])
def test_a_blank_cell_is_no_answer(cell: str) -> None:
    assert is_blank_cell(cell)
    assert not is_none_answer(cell)


@pytest.mark.parametrize("cell", NAMES["other_answers"])
def test_other_answers_are_neither(cell: str) -> None:
    assert not is_none_answer(cell)
    assert not is_blank_cell(cell)
