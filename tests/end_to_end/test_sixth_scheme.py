"""A scheme that no preset has, written as TOML and as a workbook, without touching code; the one that README shows."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from support_datasets import build_from

from kehu_batch.analysis.base.snapshot import take_snapshot
from kehu_batch.analysis.tiers.measure import rate_tiers
from kehu_batch.policy.contradictions import find_contradictions
from kehu_batch.policy.loading import LoadedPolicy, load_policy
from kehu_batch.policy.workbook.writing import write_policy_workbook

ROOT = Path(__file__).parents[2]
CASES = tomllib.loads((ROOT / "tests" / "cases" / "sixth_scheme.toml").read_text(encoding="utf-8"))

MONTHS = [*(f"2025-{month:02d}" for month in range(7, 13)), *(f"2026-{month:02d}" for month in range(1, 7))]


@pytest.fixture(scope="module")
def as_toml(tmp_path_factory: pytest.TempPathFactory) -> LoadedPolicy:
    file = tmp_path_factory.mktemp("policy") / "成交次数.toml"
    file.write_text(CASES["policy"], encoding="utf-8")
    return load_policy(str(file))


@pytest.fixture(scope="module")
def as_workbook(as_toml: LoadedPolicy, tmp_path_factory: pytest.TempPathFactory) -> LoadedPolicy:
    file = tmp_path_factory.mktemp("policy") / "成交次数.xlsx"
    write_policy_workbook(as_toml, file)
    return load_policy(str(file))


def _rate(loaded: LoadedPolicy) -> dict[str, tuple[Any, str]]:
    customers = CASES["customer"]
    tables: dict[str, list[dict[str, Any]]] = {
        "ledger": [
            {
                "customer_id": one["id"],
                "annual_profit": int(Decimal(one["profit"]) * 100) if one["profit"] else None,
            }
            for one in customers
        ],
        "orders": [
            {"customer_id": one["id"], "ordered_on": f"{month}-01", "amount": 100_000}
            for one in customers
            for month in MONTHS[: one["deals"]]
        ],
        "complaints": [
            {"customer_id": one["id"], "received_at": f"2026-0{number + 1}-09"}
            for one in customers
            for number in range(one["complaints"])
        ],
    }
    dataset = build_from(tables)
    now, before = take_snapshot(dataset, date(2026, 6, 30)), take_snapshot(dataset, date(2026, 5, 31))
    frame = rate_tiers(now, before, loaded.policy)[0].customers
    return {row["customer_id"]: (row["recomputed"], row["reason"]) for row in frame.to_dict("records")}


def test_every_customer_is_rated_by_it(as_toml: LoadedPolicy) -> None:
    rated = _rate(as_toml)
    for one in CASES["customer"]:
        tier, reason = rated[one["id"]]
        assert (tier if isinstance(tier, str) else "") == one["tier"], one["why"]
        assert reason == one["reason"]


def test_the_workbook_gives_the_same(as_toml: LoadedPolicy, as_workbook: LoadedPolicy) -> None:
    assert as_workbook.sha256 == as_toml.sha256
    assert _rate(as_workbook) == _rate(as_toml)


def test_it_has_no_contradictions(as_toml: LoadedPolicy) -> None:
    assert find_contradictions(as_toml.policy) == ()


def test_readme_shows_it() -> None:
    assert CASES["policy"].strip() in (ROOT / "README.md").read_text(encoding="utf-8")
