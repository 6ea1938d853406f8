"""Days as ``datetime64[D]``: what each function says of a day that is not known, against plain dates."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehu_batch.analysis.base.calendar_months import add_months, month_number, move_by_months
from kehu_batch.analysis.base.days import (
    NO_DAY,
    Days,
    customers_of_keys,
    date_of,
    day_of,
    days_at,
    days_between,
    days_of_keys,
    days_since,
    days_where,
    is_dated,
    keys_of,
    newest_of_each,
    no_days,
    oldest_first,
    to_dates,
    to_days,
    unknown_last,
)
from kehu_batch.analysis.base.events import collect_events, newest_positions
from kehu_batch.analysis.base.period import in_period
from kehu_batch.model.period import Period, PeriodKind

#: Every day of the calendar and none, many of them near each other.
DATES = st.one_of(
    st.none(), st.dates(date(1969, 12, 1), date(1970, 2, 1)), st.dates(date(1, 1, 1), date(9999, 12, 31))
)
FEW = settings(max_examples=50)
LISTS = st.lists(st.tuples(st.integers(0, 3), DATES), max_size=20)


def days_of(dates: list[date | None]) -> Days:
    return np.array(dates, dtype="datetime64[D]")


@FEW
@given(st.lists(st.tuples(DATES, DATES), max_size=20))
def test_days_between_is_0_where_one_is_not_known(pairs: list[tuple[date | None, date | None]]) -> None:
    starts, ends = (days_of([pair[place] for pair in pairs]) for place in (0, 1))
    expected = [0 if start is None or end is None else (end - start).days for start, end in pairs]
    assert days_between(starts, ends).tolist() == expected


def test_days_since_an_unknown_day_are_not_a_number() -> None:
    found = days_since(days_of([date(2023, 11, 20), None, date(2023, 12, 1)]), day_of(date(2023, 11, 30)))
    np.testing.assert_array_equal(found, [10.0, np.nan, -1.0])


@FEW
@given(st.lists(DATES, max_size=20))
def test_a_day_that_is_not_known_is_first_in_one_order_and_last_in_the_other(
    dates: list[date | None],
) -> None:
    days = days_of(dates)
    first = sorted(range(len(dates)), key=lambda place: (dates[place] is not None, dates[place] or date.min))
    last = sorted(range(len(dates)), key=lambda place: (dates[place] is None, dates[place] or date.min))
    assert np.argsort(oldest_first(days), kind="stable").tolist() == first
    assert np.argsort(unknown_last(days), kind="stable").tolist() == last


@FEW
@given(LISTS)
def test_the_newest_of_each_group_is_a_known_day_where_it_has_one(
    rows: list[tuple[int, date | None]],
) -> None:
    groups = np.array([group for group, _ in rows], dtype=np.int64)
    expected = [max((day for one, day in rows if one == group and day), default=None) for group in range(5)]
    assert newest_of_each(groups, days_of([day for _, day in rows]), 5).tolist() == expected


@FEW
@given(LISTS)
def test_keys_stand_in_the_order_of_customers_and_their_days(rows: list[tuple[int, date | None]]) -> None:
    known = [(who, day) for who, day in rows if day is not None]
    who = np.array([customer for customer, _ in known], dtype=np.int64)
    keys = np.sort(keys_of(who, days_of([day for _, day in known])))
    told = zip(customers_of_keys(keys).tolist(), days_of_keys(keys).tolist(), strict=True)
    assert list(told) == sorted(known)


@FEW
@given(LISTS)
def test_the_newest_position_is_that_of_a_known_day_where_there_is_one(
    rows: list[tuple[int, date | None]],
) -> None:
    who = np.array([customer for customer, _ in rows], dtype=np.int64)
    found = newest_positions(who, days_of([day for _, day in rows]), np.ones(len(rows), dtype=np.bool_), 4)
    places = range(len(rows))
    expected = [
        max(
            (place for place in places if rows[place][0] == customer),
            key=lambda place: (rows[place][1] is not None, rows[place][1] or date.min, place),
            default=-1,
        )
        for customer in range(4)
    ]
    assert found.tolist() == expected


def test_an_event_on_the_day_or_later() -> None:
    events = collect_events(
        (np.array([0, 0, 2, -1]), days_of([date(2024, 1, 5), date(2024, 1, 9), None, None]))
    )
    asked = days_of([date(2024, 1, 9), date(2024, 1, 10), None])
    assert events.first_from(np.array([0, 0, 0]), asked).tolist() == [date(2024, 1, 9), None, None]


@FEW
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(-24, 24))
def test_no_day_moved_by_months_is_no_day(day: date, months: int) -> None:
    moved = add_months(days_of([day, None]), months)
    assert is_dated(moved).tolist() == [True, False]
    assert moved[0] == move_by_months(day_of(day), months)
    assert month_number(moved[0]) == (day.year - 1970) * 12 + day.month - 1 + months


def test_dates_go_over_and_come_back() -> None:
    dates = pd.Series(np.array(["2023-11-20T08:30:00", "NaT", "1965-03-04T23:59:59"], dtype="datetime64[s]"))
    days = to_days(dates)
    assert days.tolist() == [date(2023, 11, 20), None, date(1965, 3, 4)]
    assert to_dates(days).dtype == "datetime64[s]"
    assert [date_of(day) for day in days[is_dated(days)]] == [date(2023, 11, 20), date(1965, 3, 4)]


def test_what_is_not_chosen_is_no_day() -> None:
    days = days_of([date(2024, 1, 5), date(2024, 1, 6)])
    assert days_where(np.array([True, False]), days).tolist() == [date(2024, 1, 5), None]
    assert days_at(days, np.array([1, -1])).tolist() == [date(2024, 1, 6), None]
    assert no_days(2).tolist() == [None, None]
    assert no_days(0).dtype == "datetime64[D]"
    assert np.isnat(NO_DAY)


def test_no_day_lies_in_no_period() -> None:
    first, last = date(2024, 2, 1), date(2024, 2, 29)
    period = Period("2024-02", PeriodKind.MONTH, first, last, last)
    days = days_of([first - timedelta(days=1), first, last, last + timedelta(days=1), None])
    assert in_period(days, period).tolist() == [False, True, True, False, False]


@pytest.mark.parametrize("count", [0, 1])
def test_empty_columns_are_days(count: int) -> None:
    assert days_between(no_days(count), no_days(count)).tolist() == [0] * count
    assert newest_of_each(np.empty(0, dtype=np.int64), no_days(0), count).tolist() == [None] * count
