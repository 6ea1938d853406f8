"""Whole cells of 待解决问题: right or asked about, seldom wrong (``tests/cases/issue_cells.toml``)."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from support.cases import load_cases

from kehu_batch.analysis.issues.labels import UNCLASSIFIED
from kehu_batch.analysis.issues.text import read_issues
from kehu_batch.policy.taxonomy import load_taxonomy

CELLS = load_cases("issue_cells.toml")
NOTHING, REQUEST = "无", "请求"


def outcome(cell: str, label: str) -> str:
    """Return what became of a cell: ``right``, ``asked`` or ``wrong``."""
    read = read_issues(cell, None, load_taxonomy())
    given = {item.label.primary for item in read.issues}
    right = given == {label}
    if label in (NOTHING, REQUEST):
        right = not read.issues and (label == NOTHING or bool(read.demands))
    return "right" if right else "asked" if UNCLASSIFIED in given else "wrong"


@cache
def outcomes(kind: str) -> Counter[str]:
    return Counter(outcome(cell, label) for label, cells in CELLS[kind].items() for cell in cells)


@pytest.mark.parametrize(
    ("kind", "cells", "least_right", "most_wrong"), [("plain", 400, 0.9, 0.01), ("hard", 180, 0.5, 0.03)]
)
def test_cells_are_right_or_asked_about(kind: str, cells: int, least_right: float, most_wrong: float) -> None:
    found = outcomes(kind)
    assert found.total() >= cells
    assert found["right"] / found.total() >= least_right
    assert found["wrong"] / found.total() <= most_wrong


@pytest.mark.parametrize("kind", CELLS)
def test_no_type_is_given_where_there_is_no_problem(kind: str) -> None:
    cells = [cell for label in (NOTHING, REQUEST) for cell in CELLS[kind].get(label, [])]
    typed = [
        cell
        for cell in cells
        if any(item.label.types for item in read_issues(cell, None, load_taxonomy()).issues)
    ]
    assert len(typed) <= 0.02 * len(cells) + 1
