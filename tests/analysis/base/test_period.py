"""Runs the cases of ``tests/cases/periods.toml``."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support_datasets import build_dataset, build_from

from kehu_batch.analysis.base.period import decide_period
from kehu_batch.errors import UsageError
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.period import Period
from kehu_batch.model.tables.dataset import EVENT_DATE, Dataset
from kehu_batch.policy.loading import load_policy

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "periods.toml").read_text(encoding="utf-8"))
TODAY = "2024-05-01"


def _dataset(case: dict[str, Any]) -> Dataset:
    tables = {}
    for table in ("callbacks", "followups", "orders"):
        dates = [part.partition("*") for part in case.get(table, [])]
        days = [day for day, _, times in dates for _ in range(int(times or 1))]
        if days:
            tables[table] = [{"customer_id": "C1", EVENT_DATE[table]: day or None} for day in days]
    return build_from(tables or {"ledger": [{"customer_id": "C1"}]})


def _decide(case: dict[str, Any]) -> tuple[Period, tuple[Finding, ...]]:
    as_of = case.get("as_of")
    return decide_period(
        _dataset(case),
        period=case.get("period"),
        as_of=date.fromisoformat(as_of) if as_of else None,
        today=date.fromisoformat(case.get("today", TODAY)),
        policy=load_policy().policy,
    )


@pytest.mark.parametrize("case", CASES["decide"], ids=lambda case: case["name"])
def test_decide(case: dict[str, Any]) -> None:
    period, findings = _decide(case)
    assert [period.label, *map(str, (period.first, period.last, period.as_of))] == case["expect"]
    assert [finding.code for finding in findings] == case.get("findings", [])


@pytest.mark.parametrize("case", CASES["refuse"], ids=lambda case: case["name"])
def test_refuse(case: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        _decide(case)
    assert caught.value.code == case["code"]
    assert caught.value.action


def test_a_slip_is_shown_at_its_cell() -> None:
    rows = [{"customer_id": "C1", "called_on": "2023-05-10"}] * 40 + [
        {"customer_id": "C1", "called_on": "2023-09-01"}
    ]
    _, findings = decide_period(
        build_dataset(callbacks=rows),
        period=None,
        as_of=None,
        today=date(2024, 5, 1),
        policy=load_policy().policy,
    )
    [finding] = findings
    assert finding.location is not None
    assert finding.location.cell == "回访!G43"
    assert finding.value == "2023-09-01"
    assert "2023-05" in finding.message


def test_a_repeated_row_does_not_decide() -> None:
    rows = [
        {"customer_id": "C1", "called_on": "2023-10-05"},
        {"customer_id": "C1", "called_on": "2023-11-05", "excluded": "重复行"},
    ]
    period, _ = decide_period(
        build_dataset(callbacks=rows),
        period=None,
        as_of=None,
        today=date(2024, 5, 1),
        policy=load_policy().policy,
    )
    assert period.label == "2023-10"
