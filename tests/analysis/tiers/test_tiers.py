"""Runs the cases of ``tests/cases/tiers.toml``, and the figures over several customers."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.examples import examples
from support.small_drops import analyse_rows
from support_datasets import build_dataset, build_from

from kehu_batch.analysis.base.snapshot import take_snapshot
from kehu_batch.analysis.base.tier_groups import label_tiers
from kehu_batch.analysis.tiers.measure import rate_tiers
from kehu_batch.analysis.tiers.spend import sum_by_customer
from kehu_batch.errors import InputRejected
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.schema import Policy

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "tiers.toml").read_text(encoding="utf-8"))
AS_OF, BEFORE = date(2023, 11, 30), date(2023, 10, 31)


def _fen(yuan: str) -> int | None:
    return int(Decimal(yuan) * 100) if yuan else None


def _rate(dataset: Dataset, policy: Policy) -> tuple[TierFigures, tuple[Finding, ...]]:
    return rate_tiers(take_snapshot(dataset, AS_OF), take_snapshot(dataset, BEFORE), policy)


def _case_dataset(case: dict[str, Any]) -> Dataset:
    tables: dict[str, list[dict[str, Any]]] = {}
    if "ledger" in case:
        row = dict(case["ledger"])
        tables["ledger"] = [{"customer_id": "C1", **row, "annual_amount": _fen(row.get("annual_amount", ""))}]
    orders = [
        {"customer_id": "C1", "ordered_on": day, "amount": _fen(yuan)} for day, yuan in case.get("orders", [])
    ]
    orders += [
        {"customer_id": "C0", "ordered_on": day, "amount": _fen(yuan)} for day, yuan in case.get("others", [])
    ]
    if case.get("covered"):
        orders.append({"customer_id": "C0", "ordered_on": "2022-12-31", "amount": 100})
    if orders:
        tables["orders"] = orders
    calls = case.get("callbacks", [])
    if calls:
        tables["callbacks"] = [
            {"customer_id": "C1", "called_on": day, "last_deal_on": deal or None} for day, deal in calls
        ]
    if "followups" in case:
        tables["followups"] = [{"customer_id": "C1", "followed_on": day} for day in case["followups"]]
    return build_from(tables, absent=case.get("absent", ()))


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_tier(case: dict[str, Any]) -> None:
    policy = load_policy(case.get("policy", "annual-spend")).policy
    if case.get("orders_complete"):
        policy = policy.model_copy(
            update={"tiers": policy.tiers.model_copy(update={"orders_complete": True})}
        )
    figures, findings = _rate(_case_dataset(case), policy)
    [row] = figures.customers[figures.customers["customer_id"] == "C1"].to_dict("records")
    assert (row["recomputed"] if isinstance(row["recomputed"], str) else "") == case["tier"]
    if "reason" in case:
        assert row["reason"] == case["reason"]
    assert [finding.code for finding in findings] == case.get("findings", [])
    assert all(finding.location is not None and finding.location.cell for finding in findings)


@pytest.mark.parametrize("case", CASES["movement"], ids=lambda case: case["name"])
def test_movement(case: dict[str, Any]) -> None:
    ledger = {
        "customer_id": "C1",
        "stated_tier": case["stated"] or None,
        "annual_amount": _fen(case["amount"]),
    }
    calls = [
        {"customer_id": "C1", "called_on": date(2023, 11, 1 + place), "stated_tier": label}
        for place, label in enumerate(case.get("called", []))
    ]
    dataset = build_from({"ledger": [ledger], **({"callbacks": calls} if calls else {})})
    figures, findings = _rate(dataset, load_policy().policy)
    assert figures.customers["movement"].tolist() == [case["movement"]]
    assert [finding.code for finding in findings] == case.get("findings", [])


def _department() -> Dataset:
    """Six customers: one of each tier, two without any."""
    return build_dataset(
        ledger=[
            {
                "customer_id": "C1",
                "annual_amount": 20_000_000,
                "stability": "稳定",
                "expansion_potential": "高",
            },
            {"customer_id": "C2", "annual_amount": 5_000_000, "stated_tier": "VIP"},
            {"customer_id": "C3", "annual_amount": 1_500_000, "stated_tier": "普通"},
            {"customer_id": "C4", "annual_amount": 0, "need_type": "升级", "stated_tier": "D"},
            {"customer_id": "C5", "annual_amount": 100},
            {"customer_id": "C6"},
        ]
    )


def test_counts_shares_and_the_expected_mix() -> None:
    figures, _ = _rate(_department(), load_policy().policy)
    assert figures.counts == {"核心": 1, "重要": 1, "基础": 1, "潜在": 1}
    assert figures.unrated == 2
    assert figures.shares == {"核心": 0.25, "重要": 0.25, "基础": 0.25, "潜在": 0.25}
    assert figures.expected == {"核心": 0.10, "重要": 0.30, "基础": 0.40, "潜在": 0.20}


def test_the_matrix_of_movements_counts_every_customer() -> None:
    figures, _ = _rate(_department(), load_policy().policy)
    matrix = figures.stated_matrix
    assert matrix.loc["核心", "重要"] == 1  # VIP to 重要
    assert matrix.loc["基础", "基础"] == 1
    assert matrix.loc["基础", "潜在"] == 1  # D to 潜在
    assert matrix.loc["未定级", "核心"] == 1
    assert matrix.loc["未定级", "未定级"] == 2
    assert matrix.to_numpy().sum() == 6


def test_last_months_tiers_are_those_of_the_rows_up_to_then() -> None:
    orders = [
        {"customer_id": "C1", "ordered_on": "2022-10-31", "amount": 100},
        {"customer_id": "C1", "ordered_on": "2023-10-05", "amount": 1_500_000},
        {"customer_id": "C1", "ordered_on": "2023-11-05", "amount": 2_000_000},
        {"customer_id": "C2", "ordered_on": "2023-11-06", "amount": 1_000_000},
    ]
    figures, _ = _rate(build_dataset(orders=orders), load_policy().policy)
    assert figures.previous == {0: "基础"}  # 15,000.00 by 31 October; C2 had not been heard of
    assert figures.customers["recomputed"].tolist() == ["重要", "基础"]  # 35,000.00; 10,000.00
    assert figures.previous_matrix.loc["基础", "重要"] == 1
    assert figures.previous_matrix.loc["未定级", "基础"] == 1


def test_without_a_row_before_the_period_there_is_no_last_month() -> None:
    figures, _ = _rate(_department(), load_policy().policy)
    assert figures.previous == {}
    assert figures.previous_matrix.empty


def test_a_customer_of_excluded_rows_only_is_not_listed() -> None:
    rows = [
        {"customer_id": "C1", "called_on": "2023-11-05"},
        {"customer_id": "C2", "called_on": "2023-12-05"},
        {"customer_id": "C3", "called_on": "2023-11-05", "excluded": "重复行"},
        {"customer_id": "C4"},
    ]
    figures, _ = _rate(build_dataset(callbacks=rows), load_policy().policy)
    assert figures.customers["customer_id"].tolist() == ["C1", "C4"]  # C4 is a callback planned and not made


def test_a_whole_column_is_one_finding() -> None:
    ledger = [{"customer_id": f"C{number}", "annual_amount": 20_000_000} for number in range(20)]
    _, findings = _rate(build_dataset(ledger=ledger), load_policy().policy)
    assert [(finding.code, finding.field, finding.count) for finding in findings] == [
        ("KB504", "stability", 20),
        ("KB504", "expansion_potential", 20),
    ]
    assert findings[0].location is not None
    assert findings[0].location.cell == "台账!N2"


def test_nineteen_rows_are_nineteen_findings() -> None:
    ledger = [{"customer_id": f"C{number}", "annual_amount": 20_000_000} for number in range(19)]
    dataset = build_dataset(ledger=ledger, absent=["expansion_potential"])
    _, findings = _rate(dataset, load_policy().policy)
    assert [finding.count for finding in findings] == [1] * 19


def test_places_are_those_of_the_stated_tier_else_of_the_customer() -> None:
    dataset = build_dataset(
        ledger=[{"customer_id": "C1", "stated_tier": "VIP"}, {"customer_id": "C2"}],
        callbacks=[
            {"customer_id": "C2", "called_on": "2023-11-01", "stated_tier": "普通"},
            {"customer_name": "丙", "called_on": "2023-11-01"},
        ],
    )
    figures, _ = _rate(dataset, load_policy().policy)
    assert figures.customers["cell"].tolist() == ["台账!E3", "回访!D3", "回访!A4"]
    assert figures.customers["file"].tolist() == ["台账.xlsx", "回访.xlsx", "回访.xlsx"]


def test_a_lowest_tier_that_fails_its_condition_is_none() -> None:
    policy = load_policy().policy
    lowest = policy.tiers.tiers[0].model_copy(update={"name": "唯一"})
    scheme = policy.tiers.model_copy(update={"tiers": (lowest,), "aliases": {}})
    dataset = build_dataset(ledger=[{"customer_id": "C1", "annual_amount": 20_000_000, "stability": "差"}])
    figures, _ = _rate(dataset, policy.model_copy(update={"tiers": scheme}))
    assert figures.unrated == 1
    assert figures.customers["reason"].tolist() == [
        "未定级 ← 年合作金额 200,000.00 ≥ 100,000.00；合作稳定性“差”不符合；扩展需求未填写，不考核；有不符合的，降一级"
    ]


def test_a_condition_on_a_field_that_no_ledger_has_is_passed_over() -> None:
    policy = load_policy().policy
    condition = policy.tiers.tiers[0].conditions[0].model_copy(update={"field": "charm"})
    top = policy.tiers.tiers[0].model_copy(update={"conditions": (condition,)})
    scheme = policy.tiers.model_copy(update={"tiers": (top, *policy.tiers.tiers[1:])})
    dataset = build_dataset(ledger=[{"customer_id": "C1", "annual_amount": 20_000_000}])
    figures, findings = _rate(dataset, policy.model_copy(update={"tiers": scheme}))
    assert figures.customers["reason"].tolist() == [
        "核心 ← 年合作金额 200,000.00 ≥ 100,000.00；没有charm列，不考核"
    ]
    assert findings == ()


def test_amounts_that_cannot_be_added_exactly_are_refused() -> None:
    huge = np.full(2, 5 * 10**18, dtype=np.int64)
    with pytest.raises(InputRejected) as caught:
        sum_by_customer(np.zeros(2, dtype=np.int64), huge, 1)
    assert caught.value.code == "amount_overflow"


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-(10**13), 10**13)), max_size=60))
def test_sums_are_exact(orders: list[tuple[int, int]]) -> None:
    customers = np.array([customer for customer, _ in orders], dtype=np.int64)
    fen = np.array([amount for _, amount in orders], dtype=np.int64)
    expected = [sum(amount for customer, amount in orders if customer == number) for number in range(6)]
    assert sum_by_customer(customers, fen, 6).tolist() == expected


@examples(40)
@given(st.lists(st.one_of(st.none(), st.integers(-(10**9), 10**9)), min_size=1, max_size=30))
def test_every_customer_is_counted_once(amounts: list[int | None]) -> None:
    ledger = [{"customer_id": f"C{number}", "annual_amount": fen} for number, fen in enumerate(amounts)]
    figures, _ = _rate(build_dataset(ledger=ledger), load_policy().policy)
    assert sum(figures.counts.values()) + figures.unrated == len(amounts)
    assert figures.customers["reason"].str.len().gt(0).all()
    bounds = {
        tier.name: int(tier.min_amount * 100) for tier in load_policy().policy.tiers.tiers if tier.min_amount
    }
    for row in figures.customers.dropna(subset="recomputed").to_dict("records"):
        assert row["spend_fen"] >= bounds[row["recomputed"]]


def test_an_empty_ledger_has_figures() -> None:
    dataset = build_dataset(ledger=[])
    figures, findings = _rate(
        replace(dataset, customers=dataset.customers.astype({"ledger_row": "int64"})), load_policy().policy
    )
    assert figures.unrated == 0
    assert figures.shares == {}
    assert findings == ()
    assert isinstance(figures.stated_matrix, pd.DataFrame)


def test_labels_in_other_spellings_are_one_group_and_no_difference() -> None:
    ledger = [
        {"customer_id": "C1", "stated_tier": "潛在"},
        {"customer_id": "C2", "stated_tier": "潜在"},
        {"customer_id": "C3", "stated_tier": "潜在"},
        {"customer_id": "C4", "stated_tier": "vip"},
        {"customer_id": "C5", "stated_tier": "潜力"},
    ]
    called = [("C1", "潜在"), ("C2", "潛在"), ("C3", "潜力"), ("C4", "VIP"), ("C5", "潜力")]
    calls = [{"customer_id": one, "called_on": "2023-11-06", "stated_tier": label} for one, label in called]
    figures, findings = _rate(build_dataset(ledger=ledger, callbacks=calls), load_policy("worksheet").policy)
    customers = figures.customers.set_index("customer_id")["customer"]
    rows = pd.Series([int(customers[f"C{number}"]) for number in range(1, 6)])
    assert label_tiers(rows, figures).tolist() == ["潜在", "潜在", "潜在", "VIP", "潜力"]
    differing = [item.message for item in findings if item.code == "KB302"]
    assert differing == ["回访工作表写“潜力”，台账写“潜在”"]


def test_what_may_be_any_namesakes_is_no_inquiry_of_a_new_customer_and_no_spend_of_nothing() -> None:
    ledger = [
        {"customer_id": code, "customer_name": name, "annual_amount": amount}
        for code, name, amount in (("K1", "宏达", 150000), ("K2", "宏达", 20000), ("K3", "乙公司", 40000))
    ]
    call = {"customer_name": "宏达", "called_on": "2023-11-05"}
    order = {"customer_name": "宏达", "ordered_on": "2022-12-05", "amount": 60000}
    own = {"customer_id": "K2", "customer_name": "宏达", "ordered_on": "2023-05-05", "amount": 10000}

    def column(name: str, **tables: list[dict[str, Any]]) -> list[Any]:
        policy = load_policy().policy
        found = analyse_rows({"ledger": ledger, **tables}, policy, period="2023-11", as_of="2023-11-30")
        return [value if isinstance(value, str) else None for value in found.tiers.customers[name].tolist()]

    tiers, reasons = partial(column, "recomputed"), partial(column, "reason")

    assert tiers(callbacks=[call]) == ["核心", "基础", "重要", None]
    # The order is one customer's of that name; who has one of his own has spent that much at least.
    assert tiers(callbacks=[call], orders=[order, own]) == [None, "基础", None, "重要"]
    # A list of calls gives the third that name too, whatever the ledger calls him; of his spend nothing is known.
    called = {**call, "customer_id": "K3"}
    assert reasons(callbacks=[called], orders=[order, own])[2].endswith("分不清是哪一个的，消费未知")
