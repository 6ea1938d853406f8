"""The same month under every preset: coherent results that differ only in what the preset decides."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import golden_drops
import pytest
from jsonschema import Draft202012Validator
from month_plan.build import build_month
from month_plan.presets import expect_presets

from kehu_batch.batch.drops import resolve_drops
from kehu_batch.model.outcome import DropRequest
from kehu_batch.model.schema.printing import summary_schema
from kehu_batch.pipeline import process_drop
from kehu_batch.policy.loading import list_presets, load_policy

PRESETS = [name for name, _ in list_presets()]
DEFAULT = "annual-spend"

Json = dict[str, Any]


@pytest.fixture(scope="module")
def summaries(month_outputs: Path) -> dict[str, Json]:
    (drop,) = resolve_drops([golden_drops.SAMPLES / "month"])
    usual: Json = json.loads((month_outputs / "summary.json").read_text("utf-8"))
    return {DEFAULT: usual} | {
        name: dict(
            process_drop(
                DropRequest(
                    files=drop.files, finance_files=drop.finance_files, today=date(2026, 11, 3), policy=name
                )
            ).summary
        )
        for name in PRESETS
        if name != DEFAULT
    }


def test_there_are_five() -> None:
    assert PRESETS == ["annual-spend", "growth", "strategic", "value-potential", "worksheet"]


@pytest.mark.parametrize("name", PRESETS)
def test_every_customer_is_rated_or_told_why_not(name: str, summaries: dict[str, Json]) -> None:
    summary, scheme = summaries[name], load_policy(name)
    tiers = summary["tiers"]
    assert not list(Draft202012Validator(summary_schema()).iter_errors(summary))
    assert summary["policy"] == {"name": name, "sha256": scheme.sha256}
    assert (tiers["scheme"], tiers["method"]) == (name, scheme.policy.tiers.method)
    names = [tier.name for tier in scheme.policy.tiers.tiers]
    assert list(tiers["counts"]) == names
    customers = tiers["customers"]
    assert sum(tiers["counts"].values()) + tiers["unrated"] == len(customers)
    for one in customers:
        assert one["reason"].startswith(f"{one['recomputed']} ← " if one["recomputed"] else "未定级")
        assert one["recomputed"] in {*names, None}
    assert sum(tiers["shares"].values()) == pytest.approx(1)


def test_every_tier_is_that_of_the_plan(summaries: dict[str, Json]) -> None:
    month = build_month()
    ids = [one.customer_id for one in month.customers]
    expected = expect_presets(month)
    assert set(expected) == set(PRESETS) - {"annual-spend"}  # which the plan holds to the month itself
    for name, tiers in expected.items():
        rated = {one["customer_id"]: one["recomputed"] for one in summaries[name]["tiers"]["customers"]}
        assert {one: rated[one] for one in ids} == dict(zip(ids, tiers, strict=True)), name


@pytest.mark.parametrize("name", PRESETS)
def test_movements_count_every_customer(name: str, summaries: dict[str, Json]) -> None:
    tiers = summaries[name]["tiers"]
    for matrix in (tiers["movements"]["stated"], tiers["movements"]["previous"]):
        assert sum(sum(row.values()) for row in matrix.values()) == len(tiers["customers"])
    for tier, count in tiers["counts"].items():
        assert sum(row[tier] for row in tiers["movements"]["stated"].values()) == count


def test_what_a_preset_does_not_decide_is_the_same(summaries: dict[str, Json]) -> None:
    first = summaries[PRESETS[0]]
    for name in PRESETS[1:]:
        other = summaries[name]
        for section in ("tables", "demands", "payment_risk", "cross_check"):
            assert other[section] == first[section], (name, section)
        for figure in ("called", "scored", "mean", "csat"):
            assert other["satisfaction"][figure] == first["satisfaction"][figure]
        assert [one["customer_id"] for one in other["tiers"]["customers"]] == [
            one["customer_id"] for one in first["tiers"]["customers"]
        ]
    assert len({summary["policy"]["sha256"] for summary in summaries.values()}) == len(PRESETS)


def test_the_second_opinion_is_of_the_same_orders_whatever_the_scheme(summaries: dict[str, Json]) -> None:
    opinions = [summary["tiers"]["second_opinion"] for summary in summaries.values()]
    for opinion in opinions:
        assert opinion["segments"] == opinions[0]["segments"]
        assert sum(opinion["segments"].values()) == opinion["scored"]
