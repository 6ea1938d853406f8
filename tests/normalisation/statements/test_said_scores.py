"""Scores in the words of people: read alike in a column of scores and in feedback, or left to be asked about."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kehu_batch.normalisation.statements.score_values import ScoreReading
from kehu_batch.normalisation.statements.scores import read_score, split_feedback
from kehu_batch.policy.loading import load_policy

CASES: dict[str, list[tuple[str, str]]] = tomllib.loads(
    (Path(__file__).parents[2] / "cases" / "said_scores.toml").read_text(encoding="utf-8")
)


def share(reading: ScoreReading | None) -> float | None:
    return None if reading is None or reading.fraction is None else round(reading.fraction, 6)


def wanted(answer: str) -> float | None:
    value, _, mark = answer.partition("/")
    return round(float(value) / float(mark), 6) if answer else None


@pytest.mark.parametrize("kind", CASES)
def test_what_is_said_is_read(kind: str) -> None:
    words = load_policy().policy.satisfaction.words
    misread = []
    for text, answer in CASES[kind]:
        column = read_score(text, words=words, default_full_mark=5.0, scale_known=False)
        feedback = split_feedback(text, words=words, default_full_mark=5.0).score
        if {share(column), share(feedback)} != {wanted(answer)}:
            misread.append((text, answer, column, feedback))
    assert misread == []


@pytest.mark.parametrize(
    ("text", "mark", "share"),
    [
        ("88分，比上回高", 10.0, None),
        ("客户给了8分", 10.0, 0.8),
        ("客户给了4分", 10.0, 0.4),
        ("客户给了8分", 5.0, None),
        ("满分20分，给16分", 10.0, 0.8),
    ],
)
def test_a_sentence_keeps_to_a_scale_that_its_column_states(
    text: str, mark: float, share: float | None
) -> None:
    assert read_score(text, words={}, default_full_mark=mark).fraction == share


@pytest.mark.parametrize("text", ["8分", "8", "（8分）", "八分", "评分8分", "满意度：8", "score: 8"])
def test_a_number_alone_is_no_running_text(text: str) -> None:
    assert read_score(text, words={}, default_full_mark=5.0, scale_known=False).fraction is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("一百分我给你九十八，望保持", "望保持"),
        ("由9分降到7分，因为发货慢", "因为发货慢"),
        ("●●●○○，包装破了", "包装破了"),
        ("满分10分，因为物流慢扣了2分", "因为物流慢"),
        ("4分→5分，修好了", "修好了"),
    ],
)
def test_what_is_said_beside_a_score_is_kept(text: str, rest: str) -> None:
    words = load_policy().policy.satisfaction.words
    assert split_feedback(text, words=words, default_full_mark=5.0).rest == rest


HOSTILE = [
    head + filler * (560 // len(filler)) + "x4分"
    for head in ("", "给", "满分10分", "改")
    for filler in (
        "给",
        "只能",
        "也就",
        "改给",
        "不能",
        "●",
        "●○",
        "1",
        "十",
        "4分",
        "4分改",
        "满意度",
        "如果",
        "of ",
        "比上次",
    )
]


def test_no_text_is_hard_to_read_in_all_its_length() -> None:
    for text in HOSTILE:
        split_feedback(text, words={}, default_full_mark=5.0)
        read_score(text[-79:], words={}, default_full_mark=5.0)


@pytest.mark.parametrize(
    ("cell", "fraction"),
    [
        ("柜面评价：满意", 0.8),
        ("该客户评价为非常满意", 1.0),
        ("王女士：4分", 0.8),
        ("王女士反馈是一般", 0.6),
        ("放射科刘主任：五星", 1.0),
        ("外籍客户：Satisfied", 0.8),
        ("me: 9/10, my boss: 4/10", None),
        ("物流评价：满意", None),
        ("序号：3", None),
        ("诉求人表示非常满意", 1.0),
        ("客户不表示满意", None),
    ],
)
def test_who_says_it_may_stand_before_it(cell: str, fraction: float | None) -> None:
    words = load_policy().policy.satisfaction.words
    assert share(read_score(cell, words=words, default_full_mark=5.0, scale_known=False)) == fraction
