"""Day and time of one event in two columns are one moment, in every table."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import numpy as np
import pandas as pd
import pytest
from support.drops import make_sheet, make_workbook

from kehu_batch.normalisation.dates.moments import join_moments, read_time
from kehu_batch.normalisation.dates.reading import read_date
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        (time(9, 0), time(9, 0)),
        ("09:00", time(9, 0)),
        ("9:05:30", time(9, 5, 30)),
        ("下午2点30分", time(14, 30)),
        ("14时", time(14, 0)),
        ("2:30 PM", time(14, 30)),
        ("12:10 am", time(0, 10)),
        (0.375, time(9, 0)),
        # A day, a moment, a number that is none, and a text.
        (date(2023, 11, 6), None),
        ("2023-11-06 09:00", None),
        ("11:60", None),
        ("25:00", None),
        (1.5, None),
        ("4:1", time(4, 1)),
        ("下午两点半", time(14, 30)),
        ("九点一刻", time(9, 15)),
        ("14点整", time(14, 0)),
        ("中午1点", time(13, 0)),
        # Of which day, nobody can tell.
        ("晚上12点", None),
        ("晚上1点半", None),
        # A time alone under a format that shows a day.
        (datetime(1899, 12, 30, 9, 30), time(9, 30)),
        ("1900/1/1 9:30", time(9, 30)),
        (datetime(1900, 1, 1), None),
        ("9:00-10:30", None),
        ("上午", None),
        ("", None),
    ],
)
def test_times_of_day(cell: Any, clock: time | None) -> None:  # noqa: ANN401
    assert read_time(cell) == clock


@pytest.mark.parametrize(
    ("first", "second", "moment"),
    [
        (date(2023, 11, 6), time(9, 0), datetime(2023, 11, 6, 9)),
        (time(9, 0), date(2023, 11, 6), datetime(2023, 11, 6, 9)),
        ("2023年11月6日", "下午2点", datetime(2023, 11, 6, 14)),
        ("2023-11-06", "09:00", datetime(2023, 11, 6, 9)),
        (datetime(2023, 11, 6), "09:00", datetime(2023, 11, 6, 9)),
        (date(2023, 11, 6), datetime(2023, 11, 6, 9, 40), datetime(2023, 11, 6, 9, 40)),
        ("2023-11-06", "2023-11-06 09:40", datetime(2023, 11, 6, 9, 40)),
        # The day column has the time already, or a day of an export in UTC.
        (datetime(2023, 11, 6, 9, 0, 30), time(9, 0), datetime(2023, 11, 6, 9, 0, 30)),
        ("2023-11-06 09:00", "9点", datetime(2023, 11, 6, 9)),
        ("2023-11-06 00:00:00", "09:00", datetime(2023, 11, 6, 9)),
        ("2023-11-05T16:00:00Z", time(9, 0), datetime(2023, 11, 6, 9)),
        ("2023-11-06", "9:00-10:30", datetime(2023, 11, 6)),
        ("2023-11-06", "下午2点~4点半", datetime(2023, 11, 6)),
        ("2023-11-06", "晚上12点", datetime(2023, 11, 6)),
        ("2023-11-06", "24:00", datetime(2023, 11, 6)),
    ],
)
def test_a_day_and_its_time_are_one_moment(first: Any, second: Any, moment: datetime) -> None:  # noqa: ANN401
    one, other = join_moments(*(np.array(pd.Series([cell], dtype=object)) for cell in (first, second)))
    reading = read_date(one[0], reference=None)
    assert reading.value is not None
    assert datetime.combine(reading.value, reading.time or time()) == moment
    assert other.tolist() == [""]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (date(2023, 11, 6), date(2023, 11, 7)),
        (date(2023, 11, 6), datetime(2023, 11, 7, 9)),
        (datetime(2023, 11, 6, 8), time(9, 0)),
        ("2023-11-06 08:00", "09:00"),
        ("", time(9, 0)),
        ("", "9:00-10:30"),
        (date(2023, 11, 6), "9-10"),
        ("待定", "09:00x"),
    ],
)
def test_what_is_no_moment_stays_as_it_stands(first: Any, second: Any) -> None:  # noqa: ANN401
    columns = [np.array(pd.Series([cell], dtype=object)) for cell in (first, second)]
    one, other = join_moments(*columns)
    assert [one[0], other[0]] == [first, second]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("11月9日14:30", datetime(2023, 11, 9, 14, 30)),
        ("1月3日", datetime(2024, 1, 3)),
        # Days after something, and spans, do not say when it was done.
        ("2天后", None),
        ("11.8~11.9", None),
        ("6月9日", None),
    ],
)
def test_a_stage_of_a_complaint_is_of_its_year(written: str, moment: datetime | None) -> None:
    policy, vocabulary = load_policy().policy, load_vocabulary()
    rows = [
        ["投诉编号", "客户名称", "投诉时间", "投诉内容", "解决时间"],
        ["T1", "甲公司", "2023-11-07 14:30", "卡顿", written],
    ]
    books = [make_workbook(make_sheet(rows))]
    table = normalise(books, recognise(books, vocabulary), policy, vocabulary).tables["complaints"]
    assert [None if pd.isna(found) else found for found in table["resolved_at"]] == [moment]
