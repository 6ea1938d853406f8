"""States have one home: who writes their values elsewhere would not notice a new one."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest

import kehu_batch
from kehu_batch.analysis.base.text_columns import same_text
from kehu_batch.model.figures.states import ClockName, ClockVerdict
from kehu_batch.model.schema.complaints import ClockResult
from kehu_batch.policy.schema import Clock
from kehu_batch.wording.complaints import CLOCK_RESULTS
from kehu_batch.wording.labels import CLOCK_LABELS

ROOT = Path(kehu_batch.__file__).parent
#: Where the values stand besides: what a policy file may name, and the keys of a record of the JSON.
DECLARED = {"model/figures/states.py", "policy/sections/follow_ups.py"}


def test_what_a_policy_and_the_json_may_name_are_the_states() -> None:
    assert get_args(Clock) == tuple(ClockName)
    assert get_args(ClockResult) == tuple(ClockVerdict)


def test_every_state_has_its_word() -> None:
    assert list(CLOCK_LABELS) == list(ClockName)
    assert list(CLOCK_RESULTS) == list(ClockVerdict)


@pytest.mark.parametrize("text", [ClockName.PLAN, "plan_deadline"])
def test_a_column_of_states_holds_plain_text(text: str) -> None:
    assert [type(one) for one in same_text(text, 2)] == [str, str]


def test_nobody_else_writes_the_name_of_a_clock() -> None:
    names = {str(name) for name in ClockName}
    found = {
        place
        for path in ROOT.rglob("*.py")
        if (place := path.relative_to(ROOT).as_posix()) not in DECLARED
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in names
    }
    assert found == set()
