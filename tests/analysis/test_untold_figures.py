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
from kehu_batch.policy.loading import DEFAULT_PRESET, load_policy
from kehu_batch.policy.taxonomy import load_taxonomy
from kehu_batch.report.tiers import share_sentence
from kehu_batch.summary.branches import write_branches
from kehu_batch.summary.complaints import write_complaints
from kehu_batch.summary.follow_ups import write_follow_ups
from kehu_batch.summary.issues import write_issues
from kehu_batch.summary.retention import write_care, write_lifecycle, write_retention, write_scorecard
from kehu_batch.summary.tiers import write_tiers

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "untold.toml").read_text(encoding="utf-8"))


def _analyse(case: dict[str, Any]) -> Analysis:
    tables = {name: rows for name, rows in case.items() if name in CASES["tables"]}
    return analyse(
        build_from(tables, absent=case.get("absent", ())),
        load_policy(case.get("preset", DEFAULT_PRESET)).policy,
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
        "issues": (analysis.issues, write_issues),
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


@pytest.mark.parametrize("case", CASES["tiers"], ids=lambda case: case["name"])
def test_tiers_that_nobody_can_tell(case: dict[str, Any]) -> None:
    figures = _analyse(case).tiers
    assert figures.untold == case["untold"]
    assert share_sentence(figures) == case["sentence"]
    assert case.get("reason", "") in {"", *figures.customers["reason"]}
    # A share of a whole that lacks a tier is compared with none.
    mix = write_tiers(figures)["expected_mix"]
    compared = bool(figures.expected and not case["untold"])
    assert [one["gap"] is not None for one in mix] == [compared] * len(mix)


def test_the_expected_mix_is_of_all_tiers() -> None:
    customers = [f"C{number}" for number in range(30)]
    orders = [{"customer_id": one, "ordered_on": "2022-12-01", "amount": 1_200_000} for one in customers]
    alone = _analyse({"orders": orders}).tiers
    assert share_sentence(alone) == "已定级 30 户：核心 0 户，重要 0 户，基础 30 户；看不出潜在客户"
    uncompared = "看不出潜在客户（没有回访工作表、跟进记录和客户台账），不与预期占比比较"
    written = write_tiers(alone)
    assert written["untold"] == {"潜在": "没有回访工作表、跟进记录和客户台账"}
    assert written["expected_mix"][2:] == [
        {"tier": "基础", "count": 30, "share": 1.0, "expected": 0.4, "gap": None, "gap_reason": uncompared},
        {
            "tier": "潜在",
            "count": 0,
            "share": None,
            "share_reason": "没有回访工作表、跟进记录和客户台账",
            "expected": 0.2,
            "gap": None,
            "gap_reason": uncompared,
        },
    ]
    asked = _analyse({"orders": orders, "followups": [{"customer_id": "C0", "followed_on": "2023-11-06"}]})
    assert share_sentence(asked.tiers) == "基础客户占 100.0%，高于预期 60.0 个百分点"


@pytest.mark.parametrize(
    ("day", "told"), [("2023-11-05", 0.0), ("2023-10-05", None)], ids=["called", "uncalled"]
)
def test_no_issue_of_a_month_in_which_nobody_called_is_no_fall(day: str, told: float | None) -> None:
    # An issue in September stands before both: of the month itself nobody may have asked.
    before = {"customer_id": "C1", "called_on": "2023-09-05", "pending_issues": "漏水"}
    trend = _analyse({"callbacks": [before, {"customer_id": "C1", "called_on": day}]}).trend
    assert trend is not None
    figure = trend.current.figures["issues.total"]
    assert (figure.value, figure.reason) == (told, "" if told is not None else "没有回访")
