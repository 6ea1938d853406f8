"""Which statements of the callbacks are read at all."""

from __future__ import annotations

from kehu_batch.analysis.issues.statements import _Reader
from kehu_batch.model.findings.question import NO_ANSWERS
from kehu_batch.policy.taxonomy import load_taxonomy

PROBLEM, WISH = "系统卡顿", "希望提供保养培训"


def test_demands_that_nobody_asks_for_are_not_read_but_issues_are() -> None:
    read = _Reader(load_taxonomy(), NO_ANSWERS)
    asked = read.cells(PROBLEM, WISH, asked=True)
    assert [item.text for item in asked.demands] == [WISH]
    unasked = read.cells(PROBLEM, WISH, asked=False)
    assert unasked.demands == ()
    assert unasked.issues == asked.issues


def test_a_blank_cell_leaves_the_issues_to_the_feedback_whether_asked_or_not() -> None:
    read = _Reader(load_taxonomy(), NO_ANSWERS)
    for pending in (None, "", " "):
        for asked in (False, True):
            cell = read.cells(pending, PROBLEM, asked=asked)
            assert ([item.text for item in cell.issues], cell.source) == ([PROBLEM], "feedback")
