"""Why a figure of the overview cannot be computed, beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from annotation.hand_made_drop import FILE, drop

from kehu_batch.annotation.sheets.context import Context
from kehu_batch.annotation.sheets.figures import overview_figures
from kehu_batch.model.figures.analysis import SatisfactionGroup


@pytest.mark.parametrize(
    ("total", "reason"),
    [
        (SatisfactionGroup(3, 0, None, None, None, None), "3 次回访都没有评分"),
        (SatisfactionGroup(0, 0, None, None, None, None), "本期没有回访"),
        (SatisfactionGroup(2, 1, 5.0, None, 1.0, (0.2065, 1.0), 1, 5.0), ""),
    ],
)
def test_a_rate_without_scores_says_why(total: SatisfactionGroup, reason: str) -> None:
    made = drop()
    assert made.analysis.satisfaction is not None
    figures = replace(made.analysis.satisfaction, total=total)
    unscored = replace(made, analysis=replace(made.analysis, satisfaction=figures))
    told = {one.measure.name: one.reason for one in overview_figures(Context(unscored, FILE, {}))}
    assert (told["满意度均分"], told["满意率"]) == (reason, reason)
