"""What the numbers of a score mean where a header or note says so, against cases by hand (docs/rules.md, 3.5)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from kehu_batch.normalisation.statements.score_columns import score_by_legend
from kehu_batch.normalisation.statements.score_legends import find_legend
from kehu_batch.policy.loading import load_policy

CASES = tomllib.loads(
    (Path(__file__).parents[2] / "cases" / "score_legends.toml").read_text(encoding="utf-8")
)["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: " | ".join(case["texts"]))
def test_legend(case: dict[str, Any]) -> None:
    legend = find_legend(case["texts"], load_policy().policy.satisfaction.words)
    if case.get("none"):
        assert legend is None or legend.is_ordinary
        return
    assert legend is not None
    assert not legend.is_ordinary
    shares = [legend.read(float(number)).fraction for number, _ in case["scores"]]
    assert [-1 if share is None else share for share in shares] == [
        pytest.approx(share) for _, share in case["scores"]
    ]


@pytest.mark.parametrize(
    ("cell", "share"), [("2.满意", 0.8), ("(1) 非常满意", 1.0), ("③", None), ("1.满意", None), ("满意", 0.8)]
)
def test_an_answer_with_its_number_is_one_where_the_legend_says_the_same_of_both(
    cell: str, share: float | None
) -> None:
    words = load_policy().policy.satisfaction.words
    legend = find_legend(["满意度(1非常满意 2满意 3一般 4不满意)"], words)
    assert legend is not None
    assert score_by_legend(legend, words, cell).fraction == share
