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


_RATES = ("kept_rate", "kept", "due", "completion_rate", "made", "planned")


@pytest.mark.parametrize(
    ("reasons", "counted"), [({}, True), (dict.fromkeys(_RATES, "没有回访工作表"), False)]
)
def test_nothing_is_counted_beside_a_rate_that_no_table_tells(
    reasons: dict[str, str], *, counted: bool
) -> None:
    """Else the overview would say 0 beside 没有回访工作表, of what 逾期跟进 leaves open."""
    made = drop()
    follow_ups = replace(made.analysis.follow_ups, reasons=reasons)
    told = replace(made, analysis=replace(made.analysis, follow_ups=follow_ups))
    cases = {one.measure.name: one.cases for one in overview_figures(Context(told, FILE, {}))}
    assert (cases["按期回访率"] is not None, cases["回访完成率"] is not None) == (counted, counted)
