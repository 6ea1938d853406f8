"""What the risk list advises, in each state of a customer (``tests/cases/risk_advice.toml``)."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kehu_batch.model.figures.states import ClockName
from kehu_batch.report.relations.advice import COMPLAINT_CLOCKS, Debt, Dispute, Standing, advise

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "risk_advice.toml").read_text(encoding="utf-8")
)["case"]
CLOCKS = {
    "promise": ClockName.PROMISE,
    "plan": ClockName.PLAN,
    "cadence": ClockName.CADENCE,
    "confirm": ClockName.CONFIRMATION,
}


def standing(case: dict[str, Any], *, owned: bool) -> Standing:
    waits = case.get("waits", [])
    clocks = {CLOCKS[name] for name in case.get("late", [])}
    return Standing(
        Debt(case["debt"]),
        Dispute(case.get("dispute", "")),
        issue="issue" in waits,
        low_score="score" in waits,
        clocks=clocks | ({ClockName.RESOLUTION} if "complaint" in waits else set()),
        owned=owned,
    )


@pytest.mark.parametrize("owned", [True, False], ids=["owned", "unowned"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: str({**case, "owned": "", "unowned": ""}))
def test_advice(case: dict[str, Any], *, owned: bool) -> None:
    assert advise(standing(case, owned=owned)) == case["owned" if owned else "unowned"]


def every_state() -> list[Standing]:
    clocks = [frozenset(one) for one in ((), (ClockName.PLAN,), (ClockName.RESOLUTION,), tuple(ClockName))]
    kinds = itertools.product(Debt, Dispute, (True, False), (True, False), clocks, (True, False))
    states = [Standing(*one) for one in kinds]
    return [one for one in states if one.debt is not Debt.NONE or one.issue or one.low_score or one.clocks]


def test_every_state_has_advice_that_fits_it() -> None:
    for one in every_state():
        told = advise(one)
        waits = one.issue or one.complaint or one.low_score
        assert "负责人" in told, one
        assert ("指定负责人" in told) is not one.owned, one
        assert ("客户满意" in told) <= (one.debt is Debt.SATISFIED and not waits), one
        assert ("直接提醒" in told) <= (not waits and one.debt in {Debt.SATISFIED, Debt.UNHEARD}), one
        asked = "提醒付款" in told
        assert asked <= (one.debt in {Debt.SATISFIED, Debt.UNHEARD} and one.dispute is not Dispute.ALL), one
        assert ("问题" in told) == one.issue, one
        assert ("跟进" in told) == bool(one.clocks - COMPLAINT_CLOCKS), one
        assert told.count("。") == 1, one
        assert "；；" not in told, one
