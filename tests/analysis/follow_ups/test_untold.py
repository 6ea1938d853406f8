"""Runs the cases of ``tests/cases/untold.toml``: which figures nobody can tell where a table is missing."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support_datasets import build_from

from kehu_batch.analysis.analyse import analyse
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.taxonomy import load_taxonomy
from kehu_batch.summary.follow_ups import write_follow_ups

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "untold.toml").read_text(encoding="utf-8"))


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
