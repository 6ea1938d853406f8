"""Runs the cases of ``tests/cases/presets.toml``: every preset with customers worked out by hand."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from support_datasets import COLUMNS, build_from

from kehu_batch.analysis.base.snapshot import take_snapshot
from kehu_batch.analysis.tiers.measure import rate_tiers
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.findings.finding import Finding
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.schema import Policy

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "presets.toml").read_text(encoding="utf-8"))
AS_OF = date.fromisoformat(CASES["as_of"])
PRESETS = ("annual-spend", "worksheet", "value-potential", "growth", "strategic")

_MONEY = ("annual_amount", "annual_profit")
#: Findings as the cases put them in words, and how the program names them.
_KINDS = {"负数": "KB503", "订单不足12个月": "KB501", "累计消费以年合作金额代替": "KB522"}


def _fen(yuan: str) -> int | None:
    return int(Decimal(yuan) * 100) if yuan else None


def _ledger_row(case: dict[str, Any]) -> dict[str, Any]:
    row = {key: value or None for key, value in case["ledger"].items()}
    return {"customer_id": "C1", **row, **{key: _fen(row[key] or "") for key in _MONEY if key in row}}


def _tables(case: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {}
    if "ledger" in case:
        tables["ledger"] = [_ledger_row(case)]
    orders = [
        {"customer_id": "C1", "ordered_on": day, "amount": _fen(yuan)} for day, yuan in case.get("orders", [])
    ]
    if case.get("covered"):
        orders.append({"customer_id": "C0", "ordered_on": "2025-07-15", "amount": 100})
    calls = [
        {
            "customer_id": "C1",
            "called_on": day,
            "last_deal_on": deal or None,
            "recommendation": float(answer) if answer else None,
        }
        for day, deal, answer in case.get("callbacks", [])
    ]
    followups = [{"customer_id": "C1", "followed_on": day} for day in case.get("followups", [])]
    complaints: list[dict[str, Any]] = []
    if "complaints" in case:
        complaints = [{"customer_id": "C1", "received_at": day} for day in case["complaints"]]
        complaints = complaints or [{"customer_id": "C9", "received_at": "2026-01-01"}]
    further = {"orders": orders, "callbacks": calls, "followups": followups, "complaints": complaints}
    tables.update({code: rows for code, rows in further.items() if rows})
    return tables


def _rate(case: dict[str, Any]) -> tuple[TierFigures, tuple[Finding, ...], Policy]:
    policy = load_policy(case["preset"]).policy
    if case.get("complete"):
        scheme = policy.tiers.model_copy(update={"orders_complete": True})
        policy = policy.model_copy(update={"tiers": scheme})
    absent = [field for field in COLUMNS["ledger"] if field not in {*case.get("ledger", {}), "customer_id"}]
    dataset = build_from(_tables(case), absent=absent)
    before = take_snapshot(dataset, AS_OF - timedelta(days=30))
    return *rate_tiers(take_snapshot(dataset, AS_OF), before, policy), policy


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["id"])
def test_preset(case: dict[str, Any]) -> None:
    figures, findings, _ = _rate(case)
    [row] = figures.customers[figures.customers["customer_id"] == "C1"].to_dict("records")
    assert (row["recomputed"] if isinstance(row["recomputed"], str) else "") == case["tier"], row["reason"]
    for words in case["reason"]:
        assert words in row["reason"]
    assert isinstance(row["manual"], str) == case.get("manual", False)
    for words in case.get("findings", ()):
        assert any(_tells(finding, words) for finding in findings), (words, findings)
    if case.get("findings") == []:
        assert not findings


def _tells(finding: Finding, words: str) -> bool:
    """Return whether a finding says what a case asks for."""
    if words in _KINDS:
        return finding.code == _KINDS[words]
    if words.endswith(" blank"):
        label = words.removesuffix(" blank")
        fields = {
            "合作稳定性": "stability",
            "行业地位": "industry_position",
            "转介绍能力": "referral_potential",
        }
        fields |= {"信用等级": "credit_rating", "年利润贡献": "annual_profit", "年合作金额": "annual_amount"}
        return finding.code == "KB504" and finding.field == fields[label]
    if " against ledger " in words:
        ordered, stated = words.removeprefix("orders ").split(" against ledger ")
        return finding.code == "KB502" and ordered in finding.message and stated in finding.message
    return finding.code == "KB521" and finding.value == words


@pytest.mark.parametrize("preset", PRESETS)
def test_each_preset_has_cases_of_every_tier_and_of_none(preset: str) -> None:
    tiers = [case["tier"] for case in CASES["case"] if case["preset"] == preset]
    assert len(tiers) >= 12
    assert set(tiers) == {"", *(tier.name for tier in load_policy(preset).policy.tiers.tiers)}


REASONS = tomllib.loads(
    (Path(__file__).parents[2] / "cases" / "tier_reasons.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", REASONS["case"], ids=lambda case: case["id"])
def test_reasons_read_as_a_clerk_would(case: dict[str, str]) -> None:
    [of_preset] = [one for one in CASES["case"] if one["id"] == case["id"]]
    customers = _rate(of_preset)[0].customers
    assert customers.loc[customers["customer_id"] == "C1", "reason"].tolist() == [case["reason"]]
