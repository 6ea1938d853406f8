"""Which statements of the callbacks are read at all."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kehu_batch.analysis.issues.statements import _distinct, _Reader
from kehu_batch.analysis.issues.text import CellIssues
from kehu_batch.model.findings.question import NO_ANSWERS
from kehu_batch.policy.taxonomy import load_taxonomy

PROBLEM, WISH = "系统卡顿", "希望提供保养培训"


def read(pending: str | None, feedback: str, *, asked: bool) -> CellIssues:
    """Read the two cells of one callback as they are read among all."""
    columns = {"pending_issues": [pending], "feedback_rest": [feedback], "issue_type": [None]}
    kinds, which = _distinct(pd.DataFrame(columns, dtype="str"), np.array([asked]))
    assert which.tolist() == [0]
    ((of_pending, of_feedback, _),) = kinds
    return _Reader(load_taxonomy(), NO_ANSWERS).cells(of_pending, of_feedback)


def test_demands_that_nobody_asks_for_are_not_read_but_issues_are() -> None:
    asked, unasked = read(PROBLEM, WISH, asked=True), read(PROBLEM, WISH, asked=False)
    assert [item.text for item in asked.demands] == [WISH]
    assert unasked.demands == ()
    assert unasked.issues == asked.issues


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("pending", [None, "", " "])
def test_a_blank_cell_leaves_the_issues_to_the_feedback_whether_asked_or_not(
    pending: str | None, *, asked: bool
) -> None:
    cell = read(pending, PROBLEM, asked=asked)
    assert ([item.text for item in cell.issues], cell.source) == ([PROBLEM], "feedback")


def test_callbacks_that_differ_only_in_a_feedback_that_nobody_asks_for_are_read_once() -> None:
    columns = {
        "pending_issues": [PROBLEM, PROBLEM, PROBLEM, None, None],
        "feedback_rest": ["好评", WISH, WISH, "好评", WISH],
        "issue_type": [None] * 5,
    }
    calls = pd.DataFrame(columns, dtype="str")
    kinds, which = _distinct(calls, np.array([False, False, True, False, False]))
    assert [kinds[place] for place in which] == [
        (PROBLEM, None, None),
        (PROBLEM, None, None),
        (PROBLEM, WISH, None),
        (None, "好评", None),
        (None, WISH, None),
    ]
    assert len(kinds) == 4
