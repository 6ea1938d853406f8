"""What is read of texts stays for the next drop where it is little, and goes where it is much."""

from __future__ import annotations

import pytest

from kehu_batch.analysis.issues import text as texts
from kehu_batch.analysis.issues.clause_model import load_clause_model
from kehu_batch.analysis.issues.meaning import read_meaning
from kehu_batch.analysis.issues.text import forget_readings, read_issues
from kehu_batch.policy.taxonomy import load_taxonomy


def test_readings_stay_unless_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    taxonomy, model = load_taxonomy(), load_clause_model()
    cells = [f"系统第{number}次卡顿" for number in range(3)]
    before = [read_issues(cell, None, taxonomy) for cell in cells]
    monkeypatch.setattr(texts, "_READINGS_KEPT", 1_000_000)
    forget_readings()
    assert read_meaning.cache_info().currsize >= len(cells)
    assert model._read
    monkeypatch.setattr(texts, "_READINGS_KEPT", 2)
    forget_readings()
    assert read_meaning.cache_info().currsize == 0
    assert not model._read
    assert [read_issues(cell, None, taxonomy) for cell in cells] == before
