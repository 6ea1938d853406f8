"""Runs ``tests/cases/rfm.toml``: RFM scores and the customary ten segments, worked out without the program."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from support_datasets import build_from

from kehu_batch.analysis.base.snapshot import take_snapshot
from kehu_batch.analysis.tiers.rfm import RfmScores, score_rfm
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.schema import RfmPolicy

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "rfm.toml").read_text(encoding="utf-8"))
AS_OF = date.fromisoformat(CASES["as_of"])
POLICY = load_policy().policy.rfm


def _score(name: str, policy: RfmPolicy = POLICY) -> tuple[list[dict[str, Any]], RfmScores]:
    customers = [one for one in CASES["customer"] if one["set"] == name]
    orders = [
        {"customer_id": one["id"], "ordered_on": day, "amount": int(Decimal(yuan) * 100)}
        for one in customers
        for day, yuan in one["orders"]
    ]
    return customers, score_rfm(take_snapshot(build_from({"orders": orders}), AS_OF), policy)


@pytest.mark.parametrize("name", dict.fromkeys(one["set"] for one in CASES["customer"]))
def test_scores_and_segments(name: str) -> None:
    customers, scores = _score(name)
    for place, one in enumerate(customers):
        if "r_days" in one:
            assert (scores.days[place], scores.deals[place]) == (one["r_days"], one["f"]), one["why"]
            assert scores.fen[place] == int(Decimal(one["m"]) * 100), one["why"]
        assert scores.reasons[place] == one.get("unscored", ""), one["why"]
        if "r" in one:
            assert (scores.r[place], scores.f[place], scores.m[place]) == (
                one["r"],
                one["f_score"],
                one["m_score"],
            ), one["why"]
            segment = POLICY.segments[scores.segment[place]]
            assert (segment.name, segment.english) == (one["segment_cn"], one["segment"]), one["why"]
            assert scores.value_class[place] == one["value_class"], one["why"]
        else:
            assert scores.segment[place] == -1


def test_the_ten_segments_of_the_main_set() -> None:
    _, scores = _score("main")
    counts = Counter(POLICY.segments[place].name for place in scores.segment.tolist() if place >= 0)
    assert counts == {one["segment_cn"]: one["count"] for one in CASES["segment_count"]}
    assert len(counts) == 10


def test_the_cases_state_the_shipped_definitions() -> None:
    stated = CASES["policy"]["rfm"]
    shipped = POLICY.model_dump(mode="json")
    assert {
        key: stated[key] for key in ("window_months", "quantiles", "min_customers", "value_high_from")
    } == {key: shipped[key] for key in ("window_months", "quantiles", "min_customers", "value_high_from")}
    assert [(one["cn"], one["name"], one["r"], one["f"]) for one in stated["segments"]] == [
        (one["name"], one["english"], one["r"], one["f"]) for one in shipped["segments"]
    ]
