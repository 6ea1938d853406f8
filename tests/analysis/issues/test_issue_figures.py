"""Figures of issues and demands: types, months, spend, resolution, conversion."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support_datasets import build_dataset

from kehu_batch.analysis.analyse import analyse
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.taxonomy import load_taxonomy


def _analyse(dataset: Dataset, period: str = "2023-11") -> Analysis:
    return analyse(
        dataset, load_policy().policy, load_taxonomy(), period=period, as_of=None, today=date(2024, 5, 1)
    )


def _call(customer: str, pending: str | None, day: str = "2023-11-05", **more: str) -> dict[str, Any]:
    return {"customer_id": customer, "called_on": day, "pending_issues": pending, **more}


def test_types_by_count_then_by_the_taxonomys_order() -> None:
    calls = [
        _call("C1", "发票未开、服务器卡顿"),
        _call("C2", "系统卡顿"),
        _call("C2", "系统卡顿", "2023-11-20"),
        _call("C3", "无"),
        _call("C4", None),
        _call("C1", "待领导看一下"),
    ]
    ledger = [
        {"customer_id": "C1", "annual_amount": 100_000},
        {"customer_id": "C2", "annual_amount": 2_500_000},
        {"customer_id": "C3", "annual_amount": 7},
    ]
    found = _analyse(build_dataset(callbacks=calls, ledger=ledger)).issues
    assert found is not None
    columns = ["type", "count", "customers", "spend_fen"]
    assert found.by_type[columns].to_numpy().tolist() == [
        ["系统性能", 3, 2, 2_600_000],
        ["账务票据", 1, 1, 100_000],
        ["未归类", 1, 1, 100_000],
    ]
    assert found.by_type["share"].tolist() == [0.6, 0.2, 0.2]
    assert found.by_type["cumulative"].tolist() == pytest.approx([0.6, 0.8, 1.0])
    assert found.by_type["department"].notna().tolist() == [True, True, False]
    assert (found.total, found.customers, found.unclassified) == (5, 2, 1)


def test_a_department_named_by_the_policy() -> None:
    policy = load_policy().policy
    named = policy.issues.model_copy(update={"departments": {"系统性能": "云平台组"}})
    found = analyse(
        build_dataset(callbacks=[_call("C1", "服务器卡顿")]),
        policy.model_copy(update={"issues": named}),
        load_taxonomy(),
        period="2023-11",
        as_of=None,
        today=date(2024, 5, 1),
    ).issues
    assert found is not None
    assert found.items["department"].tolist() == ["云平台组"]


def test_spend_of_unknown_amount_stays_unknown() -> None:
    found = _analyse(build_dataset(callbacks=[_call("C1", "服务器卡顿", last_deal_on="2023-01-01")])).issues
    assert found is not None
    assert found.by_type["spend_fen"].isna().tolist() == [True]


def test_each_month_up_to_as_of_stands_beside_the_period() -> None:
    calls = [
        _call("C1", "服务器卡顿", "2023-09-30"),
        _call("C1", "服务器卡顿", "2023-11-01"),
        _call("C1", "发票未开", "2023-11-30"),
        _call("C1", "服务器卡顿", "2023-12-01"),
    ]
    found = _analyse(build_dataset(callbacks=calls)).issues
    assert found is not None
    assert found.total == 2
    assert found.by_month.to_numpy().tolist() == [
        ["2023-09", "系统性能", 1],
        ["2023-11", "系统性能", 1],
        ["2023-11", "账务票据", 1],
    ]


def test_issues_of_the_feedback_are_shown_at_its_cell() -> None:
    found = _analyse(build_dataset(callbacks=[_call("C1", None, feedback="反映服务器卡顿")])).issues
    assert found is not None
    assert found.items[["field", "cell"]].to_numpy().tolist() == [["feedback", "回访!K3"]]


def test_a_stated_type_wins_for_the_only_issue() -> None:
    found = _analyse(build_dataset(callbacks=[_call("C1", "服务器卡顿", issue_type="物流類")])).issues
    assert found is not None
    assert found.items["types"].tolist() == [("物流配送", "系统性能")]
    assert found.items["primary"].tolist() == ["物流配送"]


def test_a_stated_type_of_several_issues_types_those_without_any() -> None:
    found = _analyse(
        build_dataset(callbacks=[_call("C1", "服务器卡顿、待领导看一下", issue_type="物流配送")])
    ).issues
    assert found is not None
    assert found.items["primary"].tolist() == ["系统性能", "物流配送"]
    assert found.items["matched"].tolist()[1] == ("物流配送",)


def test_a_stated_type_that_nobody_knows_changes_nothing() -> None:
    found = _analyse(build_dataset(callbacks=[_call("C1", "服务器卡顿", issue_type="甲类")])).issues
    assert found is not None
    assert found.items["types"].tolist() == [("系统性能",)]


def test_resolution_is_over_issues_of_known_state() -> None:
    calls = [
        _call("C1", "服务器卡顿", resolution_status="已解决"),
        _call("C2", "服务器卡顿", resolution_status=" 已解決 "),
        _call("C3", "服务器卡顿", resolution_status="处理中"),
        _call("C4", "服务器卡顿"),
        _call("C5", "服务器卡顿", resolved_at="2023-11-20"),
        _call("C6", "服务器卡顿", resolved_at="2023-12-20"),
        _call("C7", "服务器卡顿", resolved_at="2023-12-20", resolution_status="已解决"),
    ]
    found = _analyse(build_dataset(callbacks=calls)).issues
    assert found is not None
    assert found.items["resolved"].astype(object).where(found.items["resolved"].notna(), None).tolist() == [
        True,
        True,
        False,
        None,
        True,
        False,
        False,
    ]
    assert found.resolution_rate == 0.5


def test_without_a_state_there_is_no_resolution_rate() -> None:
    found = _analyse(build_dataset(callbacks=[_call("C1", "服务器卡顿")])).issues
    assert found is not None
    assert found.resolution_rate is None
    # Nor is it known what was solved and not confirmed.
    assert found.reasons == dict.fromkeys(("resolution_rate", "unconfirmed"), "没有填写解决状态")


def test_conversion_is_over_demands_whose_window_has_passed() -> None:
    wish = "希望提供设备保养培训"
    calls = [
        _call("C1", "无", "2023-08-01", feedback=wish),  # ordered after 90 days, the last day of the window
        _call("C2", "无", "2023-08-01", feedback=wish),  # ordered a day too late
        _call("C3", "无", "2023-08-01", feedback=wish),  # ordered on the same day only
        _call("C4", "无", "2023-09-01", feedback=wish),  # window passed on 30 November; ordered the day after
        _call("C5", "无", "2023-09-02", feedback=wish),  # window still open
    ]
    orders = [
        {"customer_id": "C1", "ordered_on": "2023-10-30", "amount": 1},
        {"customer_id": "C2", "ordered_on": "2023-10-31", "amount": 1},
        {"customer_id": "C3", "ordered_on": "2023-08-01", "amount": 1},
        {"customer_id": "C4", "ordered_on": "2023-09-02", "amount": 1},
        {"customer_id": "C5", "ordered_on": "2023-09-03", "amount": 1},
    ]
    found = _analyse(build_dataset(callbacks=calls, orders=orders)).demands
    assert found is not None
    assert found.total == 0
    assert found.conversion == 0.5


def test_conversion_waits_for_a_window_to_pass() -> None:
    calls = [_call("C1", "无", feedback="希望提供设备保养培训")]
    orders = [{"customer_id": "C1", "ordered_on": "2023-11-10", "amount": 1}]
    found = _analyse(build_dataset(callbacks=calls, orders=orders)).demands
    assert found is not None
    assert found.total == 1
    assert found.conversion is None
    assert found.reasons == {"conversion": "没有满 90 天转化期的需求"}
