"""What is read of a clause the short way is what the long way gives: the cells of ``tests/cases/issue_cells.toml``."""

from __future__ import annotations

import pytest
from support.cases import load_cases

from kehu_batch.analysis.issues import meaning, split
from kehu_batch.analysis.issues.lexicon import Role
from kehu_batch.analysis.issues.meaning import carried_commas, read_meaning
from kehu_batch.policy.taxonomy import load_taxonomy

#: Two by two they are lists and contrasts as well.
CELLS = [
    text for kind in load_cases("issue_cells.toml").values() for texts in kind.values() for text in texts
]
TEXTS = [*CELLS[::3], *("无" + "、".join(pair) for pair in zip(CELLS[::7], CELLS[3::7], strict=False))]


def test_commas_that_a_negation_crosses() -> None:
    taxonomy = load_taxonomy()
    carried = [carried_commas(text, taxonomy) for text in TEXTS]
    assert carried == [read_meaning(text, taxonomy).carried for text in TEXTS]
    assert any(carried)
    assert not all(carried)


def test_a_text_without_marks_is_one_clause(monkeypatch: pytest.MonkeyPatch) -> None:
    taxonomy = load_taxonomy()
    short = [read_meaning.__wrapped__(text, taxonomy) for text in TEXTS]
    monkeypatch.setattr(meaning, "_PARTING", frozenset(Role))
    assert short == [read_meaning.__wrapped__(text, taxonomy) for text in TEXTS]


def test_no_word_that_adds_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    short = [split.added_parts(text) for text in TEXTS]
    monkeypatch.setattr(split, "_MAYBE_ADDITION", split._ADDITION)
    assert short == [split.added_parts(text) for text in TEXTS]
    assert any(short)
