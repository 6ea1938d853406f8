"""Columns of scores: their one scale, ratings of 0, percents of a number format, and fractional recommendations."""

from __future__ import annotations

import math
from typing import Any

import pytest
from support.typed_rows import read_rows

DAY = "2023-11-05"


def scores(cells: list[Any], header: str = "满意度评分") -> tuple[list[float | None], list[str]]:
    """Return the shares of the full mark, and the codes of findings about scores."""
    rows = [{"customer_id": f"A{place}", "called_on": DAY, "score": cell} for place, cell in enumerate(cells)]
    dataset = read_rows("callbacks", rows, {"score": header})
    shares = [
        None if math.isnan(share) else round(share, 4) for share in dataset.tables["callbacks"]["score"]
    ]
    return shares, [finding.code for finding in dataset.findings if finding.field == "score"]


def test_a_slip_does_not_turn_a_column_of_fives() -> None:
    shares, codes = scores([5, 4, 4, 5, 3, 5, 4, 5, 5, 45])
    assert shares == [1.0, 0.8, 0.8, 1.0, 0.6, 1.0, 0.8, 1.0, 1.0, None]
    assert codes == ["KB222"]


def test_ten_numbers_beyond_the_policy_decide_the_scale_and_say_so() -> None:
    shares, codes = scores([9, 8, 10, 7, 9, 10, 8, 9, 4, 10])
    assert shares == [0.9, 0.8, 1.0, 0.7, 0.9, 1.0, 0.8, 0.9, 0.4, 1.0]
    assert codes == ["KB227"]


def test_fewer_numbers_do_not_decide() -> None:
    shares, codes = scores([9, 8, 4])
    assert shares == [None, None, None]
    assert set(codes) == {"KB223"}


def test_a_cell_that_names_its_full_mark_has_no_part_in_the_scale() -> None:
    shares, codes = scores(["9/10", "90%", 4, 5])
    assert shares == [0.9, 0.9, 0.8, 1.0]
    assert codes == []


def test_a_header_scales_its_column() -> None:
    assert scores([95, 80], "满意度(%)")[0] == [0.95, 0.8]
    assert scores([95, 80, "5分"], "满意度（百分比）")[0] == [0.95, 0.8, 1.0]
    assert scores([9, 8], "满意度(满分10分)")[0] == [0.9, 0.8]


@pytest.mark.parametrize(
    ("cell", "share", "codes"),
    [
        (92.5, 0.925, []),
        ("80%", 0.8, []),
        ("5分", 1.0, ["KB227"]),
        ("8分", 0.8, ["KB227"]),
        ("92分", 0.92, ["KB227"]),
        ("4分（满分5分）", 0.8, []),
        (0.9, None, ["KB223"]),
        (1, None, ["KB223"]),
        ("1%", 0.01, []),
    ],
)
def test_points_in_a_cell_go_before_the_percent_of_its_header(
    cell: object, share: float | None, codes: list[str]
) -> None:
    assert scores([80, cell], "满意度(%)") == ([0.8, share], codes)


def test_points_under_a_scale_of_a_hundred_points_are_of_a_hundred() -> None:
    assert scores(["80分", "5分"], "满意度(百分制)")[0] == [0.8, 0.05]


@pytest.mark.parametrize(
    ("header", "mark", "share", "codes"),
    [
        ("满意度评分", 5, None, ["KB226"]),
        ("满意度(0-5)", 5, 0.0, []),
        ("满意度(0到5分)", 5, 0.0, []),
        ("满意度（0—100）", 100, 0.0, []),
        ("满意度(10分)", 10, 0.0, []),
        ("满意度(1-10)", 10, None, ["KB226"]),
        ("满意度（1～10分制）", 10, None, ["KB226"]),
    ],
)
def test_nought_is_a_rating_only_where_the_scale_has_it(
    header: str, mark: int, share: float | None, codes: list[str]
) -> None:
    assert scores([mark, 0, 0.8 * mark], header) == ([1.0, share, 0.8], codes)


@pytest.mark.parametrize(
    ("header", "share", "codes"),
    [("满意度评分", None, ["KB226"]), ("满意度(0-5)", 0.0, []), ("满意度(%)", 0.0, [])],
)
def test_nought_percent_is_none_of_the_scale_that_it_is_a_share_of(
    header: str, share: float | None, codes: list[str]
) -> None:
    assert scores(["80%", "0%"], header) == ([0.8, share], codes)


def test_answers_that_nobody_rated_are_no_scores_and_no_mistakes() -> None:
    shares, codes = scores([5, "未评价", "拒评", "不适用", "N/A", "未接通"])
    assert shares == [1.0, None, None, None, None, None]
    assert scores([5, "客户未评分", "不愿打分"]) == ([1.0, None, None], ["KB202", "KB202"])
    # Nobody was reached by the last one, so nobody could rate.
    assert codes == ["KB202"] * 4


def test_an_answer_between_two_is_none() -> None:
    rows = [
        {"customer_id": "A", "called_on": DAY, "recommendation": cell}
        for cell in (9, 8.5, 10, "90%", "85%", "8/10", "4/5")
    ]
    dataset = read_rows("callbacks", rows)
    answers = dataset.tables["callbacks"]["recommendation"]
    told = [None if math.isnan(answer) else answer for answer in answers]
    assert told == [9.0, None, 10.0, 9.0, None, 8.0, None]
    assert [f.code for f in dataset.findings if f.field == "recommendation"] == ["KB225"] * 3


def test_running_text_takes_the_scale_of_its_size_and_says_so() -> None:
    rows = [
        {"customer_id": "A", "called_on": DAY, "feedback": text}
        for text in ("打8分", "打4分", "打8分(满分10分)")
    ]
    dataset = read_rows("callbacks", rows)
    assert dataset.tables["callbacks"]["score"].tolist() == [0.8, 0.8, 0.8]
    told = [finding.location for finding in dataset.findings if finding.code == "KB227"]
    assert [location.row for location in told if location] == [2]


def test_a_sentence_in_a_column_is_running_text() -> None:
    shares, codes = scores(["88分，比上回高", "客户给8分", "给4分，货晚了", "满意，物流慢", 5])
    assert shares == [0.88, 0.8, 0.8, 0.8, 1.0]
    assert sorted(codes) == ["KB227", "KB227"]


@pytest.mark.parametrize(
    ("header", "share", "codes"),
    [("满意度(满分10分)", 0.8, []), ("满意度(满分5分)", None, ["KB222"]), ("满意度(百分制)", 0.08, [])],
)
def test_a_sentence_keeps_to_the_scale_that_its_header_states(
    header: str, share: float | None, codes: list[str]
) -> None:
    assert scores(["客户给8分"], header) == ([share], codes)


def test_one_among_fractions_is_as_unclear_as_they_are() -> None:
    shares, codes = scores([0.95, 1, 0.85])
    assert shares == [None, None, None]
    assert codes == ["KB223"] * 3


def test_one_among_whole_numbers_is_one_point() -> None:
    shares, codes = scores([5, 1, 4])
    assert shares == [1.0, 0.2, 0.8]
    assert codes == []


def test_a_legend_in_the_header_turns_the_numbers_and_says_so() -> None:
    shares, codes = scores([1, "2", 3, "满意", 7], "满意度(1-满意,2-一般,3-不满意)")
    assert shares == [0.8, 0.6, 0.4, 0.8, None]
    assert sorted(codes) == ["KB221", "KB228"]


def test_a_legend_of_an_ordinary_scale_names_its_full_mark() -> None:
    assert scores([10, 5], "满意度(10分非常满意，1分非常不满意)") == ([1.0, 0.5], [])
