"""Runs the cases of ``tests/cases/untold.toml``: which figures nobody can tell where a table is missing."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support_datasets import build_from

from kehu_batch.analysis.analyse import analyse
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.taxonomy import load_taxonomy
from kehu_batch.summary.branches import write_branches
from kehu_batch.summary.complaints import write_complaints
from kehu_batch.summary.follow_ups import write_follow_ups
from kehu_batch.summary.retention import write_care, write_lifecycle, write_retention, write_scorecard

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "untold.toml").read_text(encoding="utf-8"))


def _analyse(case: dict[str, Any]) -> Analysis:
    tables = {name: rows for name, rows in case.items() if name in CASES["tables"]}
    return analyse(
        build_from(tables, absent=case.get("absent", ())),
        load_policy().policy,
        load_taxonomy(),
        period="2023-11",
        as_of=None,
        today=date(2024, 12, 31),
    )


@pytest.mark.parametrize("case", CASES["follow_ups"], ids=lambda case: case["name"])
def test_what_nobody_can_tell_of_contacts(case: dict[str, Any]) -> None:
    analysis = _analyse(case)
    told: dict[str, Any] = dict(write_follow_ups(analysis.follow_ups))
    counted = {name: len(value) if isinstance(value, list) else value for name, value in told.items()}
    assert {name: counted[name] for name in case.get("figures", {})} == case.get("figures", {})
    assert {name: told[name] for name in case["reasons"]} == dict.fromkeys(case["reasons"])
    assert {name: told[f"{name}_reason"] for name in case["reasons"]} == case["reasons"]
    assert analysis.trend is not None
    late = analysis.trend.current.figures["follow_ups.overdue"]
    assert (late.value is None, late.reason) == (
        "overdue" in case["reasons"],
        case["reasons"].get("overdue", ""),
    )


def _sections(analysis: Analysis) -> dict[str, Any]:
    """Return the sections about relations with customers as ``summary.json`` has them."""
    writers: dict[str, tuple[Any, Callable[[Any], Any]]] = {
        "complaints": (analysis.complaints, write_complaints),
        "retention": (analysis.retention, write_retention),
        "lifecycle": (analysis.lifecycle, write_lifecycle),
        "care": (analysis.care, write_care),
        "scorecard": (analysis.scorecard, write_scorecard),
        "branches": (analysis.branches, write_branches),
    }
    return {name: None if figures is None else write(figures) for name, (figures, write) in writers.items()}


def _look_up(sections: dict[str, Any], path: str) -> Any:  # noqa: ANN401 - JSON data
    """Return what stands under keys with dots between them; a number is a place in a list."""
    value: Any = sections
    for key in path.split("."):
        value = value[int(key)] if key.isdigit() else value[key]
    return value


@pytest.mark.parametrize("case", CASES["relations"], ids=lambda case: case["name"])
def test_what_nobody_can_tell_of_relations(case: dict[str, Any]) -> None:
    sections = _sections(_analyse(case))
    for path, expected in case.get("figures", {}).items():
        value = _look_up(sections, path)
        assert (len(value) if isinstance(value, list) else value) == expected, path
    for path in case.get("unknown", ()):
        assert _look_up(sections, path) is None, path
    for path, reason in case.get("reasons", {}).items():
        assert _look_up(sections, path) is None, path
        assert _look_up(sections, f"{path}_reason") == reason


def test_complaint_clocks_are_counted_only_where_there_is_a_register() -> None:
    called = _analyse({"callbacks": [{"customer_id": "C1", "called_on": "2023-11-05"}]})
    assert (called.clocks, called.reasons["clocks"]) == (None, "没有投诉登记表")
    register = _analyse({"complaints": [{"customer_id": "C1", "received_at": "2023-11-05"}]})
    assert register.clocks is not None
    assert "clocks" not in register.reasons
