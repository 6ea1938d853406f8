"""Runs the cases of ``tests/cases/working_days.toml``, and compares the table with the calendar day by day."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu_batch.working_days import covered_years, working_day_after, working_days_after

CASES = tomllib.loads((Path(__file__).parent / "cases" / "working_days.toml").read_text(encoding="utf-8"))
KNOWN_DAYS = st.dates(date(2004, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("case", CASES["count"], ids=lambda case: case["name"])
def test_count(case: dict[str, Any]) -> None:
    found = working_days_after(np.array([case["due"]], "datetime64[s]"), date.fromisoformat(case["as_of"]))
    assert found.fillna(-1).tolist() == [case["days"]]


@pytest.mark.parametrize("case", CASES["after"], ids=lambda case: case["name"])
def test_day_after(case: dict[str, Any]) -> None:
    found = working_day_after(date.fromisoformat(case["start"]), case["count"])
    assert (found.isoformat() if found else "") == case["day"]


def test_a_missing_date_has_no_count() -> None:
    found = working_days_after(np.array(["NaT", "2023-11-20"], "datetime64[s]"), date(2023, 11, 30))
    assert found.isna().tolist() == [True, False]


def test_no_dates_at_all() -> None:
    assert len(working_days_after(np.array([], "datetime64[s]"), date(2023, 11, 30))) == 0


def test_a_day_after_needs_a_positive_count() -> None:
    with pytest.raises(ValueError, match="positive"):
        working_day_after(date(2023, 11, 30), 0)


def test_covered_years_reach_the_sample_months() -> None:
    first, last = covered_years()
    assert first <= 2023
    assert last >= 2026


@given(KNOWN_DAYS, st.integers(0, 400))
def test_counts_agree_with_the_calendar_day_by_day(due: date, span: int) -> None:
    as_of = min(due + timedelta(days=span), date(2026, 12, 31))
    days = [due + timedelta(days=step) for step in range(1, (as_of - due).days + 1)]
    expected = sum(chinese_calendar.is_workday(day) for day in days)
    assert working_days_after(np.array([due], "datetime64[D]"), as_of).tolist() == [expected]


@given(st.dates(date(2004, 1, 1), date(2026, 6, 30)), st.integers(1, 60))
def test_the_nth_day_after_is_n_working_days_away(start: date, count: int) -> None:
    day = working_day_after(start, count)
    assert day is not None
    assert chinese_calendar.is_workday(day)
    assert working_days_after(np.array([start], "datetime64[D]"), day).tolist() == [count]
