from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from benchmarks import generate, known_answers
from benchmarks.department import draw_department

from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop


@pytest.mark.parametrize("customers", [100, 10], ids=["half a year", "four years of few customers"])
def test_the_program_finds_what_the_generator_planned(tmp_path: Path, customers: int) -> None:
    generate.write_drop(tmp_path, rows=500, customers=customers)
    files = tuple(tmp_path / "drop" / name for name in (generate.WORKSHEET, generate.LEDGER))
    outcome = process_drop(DropRequest(files=files, today=date(2023, 12, 5), output=tmp_path / "out"))
    known = json.loads((tmp_path / generate.ANSWERS).read_text(encoding="utf-8"))
    assert known_answers.differences(known, known_answers.read_answers(dict(outcome.summary))) == []


def test_an_amount_that_nobody_can_read_is_known_to_give_no_tier() -> None:
    asked = next(
        customer for customer in draw_department(2_000, seed=3) if known_answers.rate(customer) == "潜在"
    )
    assert known_answers.rate(replace(asked, spend_text="约5万")) == ""


def test_a_generated_department_is_as_varied_as_a_real_one() -> None:
    calls = [call for customer in draw_department(2_000, seed=3) for call in customer.calls]
    plans = [call.plan_text for call in calls if call.has_plan]
    assert len(set(plans)) > 0.95 * len(plans)
    flagged = sum(bool(call.mistake) for call in calls)
    assert flagged == len(calls) // 20
