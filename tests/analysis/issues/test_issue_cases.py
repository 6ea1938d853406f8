"""Runs the cases of ``tests/cases/issues.toml``; a new rule about issue texts starts there."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from kehu_batch.analysis.issues.labels import classify_issue
from kehu_batch.analysis.issues.lexicon import stated_type
from kehu_batch.analysis.issues.text import read_issues, split_cell
from kehu_batch.policy.taxonomy import load_taxonomy

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "issues.toml").read_text(encoding="utf-8"))


def _name(case: dict[str, Any]) -> str:
    return str(case["text"] if "text" in case else f"{case['pending']}|{case['feedback']}")


@pytest.mark.parametrize("case", CASES["classify"], ids=_name)
def test_classify(case: dict[str, Any]) -> None:
    label = classify_issue(case["text"], load_taxonomy())
    if case.get("asked") and not label.is_certain:
        assert label.types == ()
        return
    assert list(label.types) == case["types"]
    assert label.kind == case["kind"]
    if "matched" in case:
        assert list(label.matched) == case["matched"]
    if "denied" in case:
        assert label.denied == case["denied"]
    assert all(word in case["text"] for word in label.matched)


@pytest.mark.parametrize("case", CASES["split"], ids=_name)
def test_split(case: dict[str, Any]) -> None:
    pieces = [piece for _, found in split_cell(case["text"], load_taxonomy()) for piece in found]
    assert pieces == case["pieces"]


@pytest.mark.parametrize("case", CASES["read"], ids=_name)
def test_read(case: dict[str, Any]) -> None:
    read = read_issues(case["pending"], case["feedback"], load_taxonomy())
    issues = [f"{item.text} → {'+'.join(item.label.types) or '未归类'}" for item in read.issues]
    assert issues == case["issues"]
    assert [item.text for item in read.demands] == case["demands"]
    assert read.source == case["source"]


@pytest.mark.parametrize("case", CASES["stated"], ids=_name)
def test_stated(case: dict[str, Any]) -> None:
    assert (stated_type(case["text"], load_taxonomy()) or "") == case["type"]
