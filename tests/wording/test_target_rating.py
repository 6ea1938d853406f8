"""How figures stand to their targets."""

from __future__ import annotations

import pytest

from kehu_batch.model.figures.measures import Direction
from kehu_batch.policy.loading import load_policy
from kehu_batch.wording.target_rating import judge


@pytest.mark.parametrize(
    ("value", "target", "word"),
    [
        (0.9, 0.9, "达标"),
        (0.951, 0.9, "达标"),
        (0.855, 0.9, "接近"),
        (0.8549, 0.9, "未达标"),
        (0.0, 0.98, "未达标"),
        (None, 0.9, "不可计算"),
        (0.5, None, "未设目标"),
    ],
)
def test_standing_to_a_target(value: float | None, target: float | None, word: str) -> None:
    assert judge(value, target, 0.05).word == word


def test_how_near_is_near_is_the_policys() -> None:
    assert judge(0.8, 0.9, 0.05).word == "未达标"
    assert judge(0.8, 0.9, 0.12).word == "接近"
    assert load_policy().policy.targets.near_shortfall == 0.05


def test_standing_where_less_is_better() -> None:
    assert judge(3, 5, 0.05, Direction.DOWN_GOOD).word == "达标"
    assert judge(6, 5, 0.05, Direction.DOWN_GOOD).word == "未达标"
