"""RFM beside the tiers, manual tiers and movements, over a few customers worked out by hand.

As of 2026-06-30 by ``annual-spend``:

====  =======================  ==========  ======  ====  ===  ===  ==============  ========
id    orders                   spend       tier    days  R    F    segment         against
====  =======================  ==========  ======  ====  ===  ===  ==============  ========
C1    1 of 120,000             120,000.00  核心    360   1    1    沉睡客户 低     不一致
C2    6 of 2,000               12,000.00   基础    2     5    5    冠军客户 高     不一致
C3    2 of 20,000              40,000.00   重要    60    3    3    需关注客户      不比较
C4    3 of 5,000               15,000.00   基础    121   2    4    流失风险 低     一致
C5    1 of 500                 500.00      未定级  29    4    1    有潜力客户      不比较
====  =======================  ==========  ======  ====  ===  ===  ==============  ========

R: C1 is worst, then C4, C3, C5, C2. F: C1 and C5 have one deal each (nobody is worse: 1), C3 two (two worse: 3),
C4 three (4), C2 six (5).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from support_datasets import build_from

from kehu_batch.analysis.base.snapshot import take_snapshot
from kehu_batch.analysis.tiers.measure import rate_tiers
from kehu_batch.model.figures.analysis import TierFigures
from kehu_batch.model.figures.second_opinion import SecondOpinion
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.schema import Policy
from kehu_batch.summary.tiers import write_tiers

ORDERS = {
    # The first one lies before the window, and in the first month of the window of a month before.
    "C1": [("2025-06-15", 1), ("2025-07-05", 120_000)],
    "C2": [(f"2026-0{month}-28", 2_000) for month in range(1, 7)],
    "C3": [("2026-01-10", 20_000), ("2026-05-01", 20_000)],
    "C4": [("2025-12-01", 5_000), ("2026-01-05", 5_000), ("2026-03-01", 5_000)],
    "C5": [("2026-06-01", 500)],
}


def _rate(*ledger: dict[str, Any], policy: Policy | None = None) -> TierFigures:
    orders = [
        {"customer_id": customer, "ordered_on": day, "amount": yuan * 100}
        for customer, rows in ORDERS.items()
        for day, yuan in rows
    ]
    rows = [{"customer_id": customer} for customer in ORDERS]
    for row in ledger:
        next(one for one in rows if one["customer_id"] == row["customer_id"]).update(row)
    dataset = build_from({"ledger": rows, "orders": orders}, absent=["stability", "expansion_potential"])
    now, before = take_snapshot(dataset, date(2026, 6, 30)), take_snapshot(dataset, date(2026, 5, 31))
    return rate_tiers(now, before, policy or load_policy().policy)[0]


def _opinion() -> SecondOpinion:
    opinion = _rate().second_opinion
    assert opinion is not None
    return opinion


def test_segments_stand_beside_the_tiers() -> None:
    opinion = _opinion()
    assert opinion.scored == 5
    assert opinion.customers["segment"].tolist() == [
        "沉睡客户",
        "冠军客户",
        "需关注客户",
        "流失风险客户",
        "有潜力客户",
    ]
    assert opinion.customers["agrees"].tolist() == ["不一致", "不一致", "不比较", "一致", "不比较"]
    assert sum(opinion.segments.values()) == sum(opinion.value_classes.values()) == 5


def test_the_list_of_disagreements_names_both_and_why() -> None:
    listed = _opinion().disagreements
    assert listed["customer_id"].tolist() == ["C1", "C2"]
    assert listed["opinion"].tolist() == [
        (
            "等级是核心，近12个月的购买却像沉睡客户（距上次成交 360 天，成交 1 次，金额 120,000.00）："
            "等级高而近来成交少，请核实是否在流失"
        ),
        (
            "等级是基础，近12个月的购买却像冠军客户（距上次成交 2 天，成交 6 次，金额 12,000.00）："
            "近来成交多而等级低，请核实等级"
        ),
    ]
    assert listed["cell"].tolist() == ["台账!A3", "台账!A4"]


def test_without_orders_there_is_no_second_opinion_and_the_reason_is_said() -> None:
    dataset = build_from({"ledger": [{"customer_id": "C1", "annual_amount": 5_000_000}]})
    now, before = take_snapshot(dataset, date(2026, 6, 30)), take_snapshot(dataset, date(2026, 5, 31))
    figures, _ = rate_tiers(now, before, load_policy().policy)
    written = write_tiers(figures)
    assert written["second_opinion"] is None
    assert written["second_opinion_reason"] == "没有订单明细，不能按最近成交、频次和金额分群"
    assert written["movements"]["previous_reason"] == "没有上期数据，不能与上期相比"


def test_orders_that_begin_late_are_said() -> None:
    orders = [{"customer_id": "C1", "ordered_on": "2026-03-15", "amount": 100_00}]
    dataset = build_from({"orders": orders})
    figures, _ = rate_tiers(
        take_snapshot(dataset, date(2026, 6, 30)),
        take_snapshot(dataset, date(2026, 5, 31)),
        load_policy().policy,
    )
    assert figures.second_opinion is not None
    assert figures.second_opinion.note == "订单从 2026-03-15 开始，不足12个月，名次只按已有订单比较"
    assert figures.second_opinion.unscored == {"只有1个客户有成交，少于5": 1}


def test_manual_tiers_are_honoured_and_listed_with_their_reasons() -> None:
    figures = _rate(
        {"customer_id": "C2", "manual_tier": "重要", "manual_tier_reason": "集团总部指定"},
        {"customer_id": "C3", "manual_tier": "核心（老客户）"},
        {"customer_id": "C4", "manual_tier": "钻石"},
    )
    listed = write_tiers(figures)["manual"]
    keys = ("customer_id", "manual", "manual_reason", "honoured", "recomputed", "by_rule", "cell")
    assert [tuple(dict(one)[key] for key in keys) for one in listed] == [
        ("C2", "重要", "集团总部指定", True, "重要", "基础", "台账!F4"),
        ("C3", "核心（老客户）", "老客户", True, "核心", "重要", "台账!F5"),
        ("C4", "钻石", None, False, "基础", "基础", "台账!F6"),
    ]
    reasons = figures.customers.set_index("customer_id")["reason"]
    assert reasons["C2"] == (
        "重要 ← 人工定级“重要”（理由：集团总部指定）；按规则为 基础 ← 近12个月消费 12,000.00 ≥ 10,000.00"
    )


def test_the_mix_and_both_matrices_count_the_same_customers() -> None:
    # A month before, C2 had 10,000 (基础) and C5 nothing: two customers came from 未定级 or stayed there.
    written = write_tiers(_rate({"customer_id": "C1", "stated_tier": "普通"}))
    mix = {one["tier"]: (one["count"], one["share"], one["expected"]) for one in written["expected_mix"]}
    assert mix == {
        "核心": (1, 0.25, 0.10),
        "重要": (1, 0.25, 0.30),
        "基础": (2, 0.5, 0.40),
        "潜在": (0, 0.0, 0.20),
    }
    assert [one["gap"] for one in written["expected_mix"]] == [0.15, -0.05, 0.1, -0.2]
    stated, previous = written["movements"]["stated"], written["movements"]["previous"]
    assert previous is not None
    assert stated["基础"]["核心"] == 1
    assert previous["基础"]["基础"] == 2
    assert previous["未定级"]["未定级"] == 1
    for matrix in (stated, previous):
        assert sum(sum(row.values()) for row in matrix.values()) == 5
    assert [one["since"] for one in written["customers"]] == ["一致", "一致", "一致", "一致", "无法比较"]


_BY_SEGMENTS = """
[tiers]
scheme = "客群"
method = "rfm"

[[tiers.tiers]]
name = "活跃"
segments = ["冠军客户", "忠诚客户", "潜在忠诚客户", "新客户", "有潜力客户"]

[[tiers.tiers]]
name = "观察"
segments = ["需关注客户", "即将沉睡客户"]

[[tiers.tiers]]
name = "流失"
segments = ["流失风险客户", "沉睡客户"]
"""


def test_a_scheme_of_segments_is_written_without_code(tmp_path: Path) -> None:
    file = tmp_path / "客群.toml"
    file.write_text(_BY_SEGMENTS, encoding="utf-8")
    figures = _rate(policy=load_policy(str(file)).policy)
    assert figures.method == "rfm"
    assert figures.customers["recomputed"].tolist() == ["流失", "活跃", "观察", "流失", "活跃"]
    assert figures.counts == {"活跃": 2, "观察": 1, "流失": 2}
    assert figures.customers["reason"].tolist()[2] == (
        "观察 ← RFM 客群“需关注客户”（R3 F3 M4：距上次成交 60 天，成交 2 次，金额 40,000.00）"
    )


def test_a_segment_that_no_tier_lists_and_a_customer_without_scores_are_told(tmp_path: Path) -> None:
    file = tmp_path / "客群.toml"
    file.write_text(_BY_SEGMENTS.replace(', "沉睡客户"', ""), encoding="utf-8")
    policy = load_policy(str(file)).policy
    reasons = _rate(policy=policy).customers["reason"].tolist()
    assert reasons[0] == (
        "未定级：RFM 客群“沉睡客户”（R1 F1 M5：距上次成交 360 天，成交 1 次，金额 120,000.00）"
        "，方案没有与此对应的等级"
    )
    more = policy.model_copy(update={"rfm": policy.rfm.model_copy(update={"min_customers": 6})})
    assert _rate(policy=more).customers["reason"].tolist()[0] == "未定级：只有5个客户有成交，少于6"
