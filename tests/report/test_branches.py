"""Branches: who delivered what, and who delivered nothing. Figures are counted by hand from the rows below."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from report.html_reading import read_page
from report.report_drops import invented_month
from support.small_drops import analyse_rows

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.policy.loading import load_policy
from kehu_batch.report.headlines import build_headlines
from kehu_batch.report.render import render_report
from kehu_batch.summary.branches import write_branches

POLICY = load_policy()
LEDGER: list[dict[str, Any]] = [
    {"customer_id": "A1", "branch": "华东", "owner": "王敏", "annual_amount": 1000},
    {"customer_id": "A2", "branch": "華東", "owner": "王敏", "annual_amount": 1000},
    {"customer_id": "B1", "branch": "华南", "owner": "李强", "annual_amount": 1000},
    {"customer_id": "C1", "branch": "西南", "owner": "孙悦", "annual_amount": 1000},
    {"customer_id": "D1", "branch": "", "owner": "孙悦", "annual_amount": 1000},
]
CALLS: list[dict[str, Any]] = [
    {
        "customer_id": "A1",
        "called_on": "2023-11-05",
        "feedback": "满意度5分(满分5分)",
        "pending_issues": "无",
    },
    {
        "customer_id": "A2",
        "called_on": "2023-11-06",
        "feedback": "满意度3分(满分5分)",
        "pending_issues": "服务器卡顿",
    },
    {"customer_id": "B1", "called_on": "2023-11-07", "feedback": "", "pending_issues": "无"},
    {
        "customer_id": "C1",
        "called_on": "2023-10-07",
        "feedback": "满意度5分(满分5分)",
        "pending_issues": "无",
    },
    {
        "customer_id": "D1",
        "called_on": "2023-11-08",
        "feedback": "满意度5分(满分5分)",
        "pending_issues": "无",
    },
]


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    tables: dict[str, list[dict[str, Any]]] = {"ledger": LEDGER, "callbacks": CALLS}
    return analyse_rows(tables, POLICY.policy, period="2023-11", as_of="2023-11-30")


def test_each_branch_has_its_own_and_one_without_a_callback_of_the_period_delivered_none(
    analysis: Analysis,
) -> None:
    assert analysis.branches is not None
    told: dict[str, dict[str, Any]] = {one["branch"]: dict(one) for one in write_branches(analysis.branches)}
    # 華東 is 华东; the customer without a branch is in none; a callback of October is none of November.
    shown = ("customers", "delivered", "called", "scored", "mean", "csat", "issues")
    assert {name: tuple(one[key] for key in shown) for name, one in told.items()} == {
        "华东": (2, True, 2, 2, 4.0, 0.5, 1),
        "华南": (1, True, 1, 0, None, None, 0),
        "西南": (1, False, 0, 0, None, None, 0),
    }


def test_a_ledger_without_branches_says_so() -> None:
    bare = [{key: value for key, value in row.items() if key != "branch"} for row in LEDGER]
    found = analyse_rows({"ledger": bare}, POLICY.policy, period="2023-11", as_of="2023-11-30")
    assert found.branches is None
    assert found.reasons["branches"] == "客户台账没有写“分公司/区域”"


def test_the_page_has_those_without_a_callback_first(analysis: Analysis) -> None:
    month, dataset = invented_month()
    page = read_page(render_report(replace(month, branches=analysis.branches), dataset, POLICY))
    block = page.find("div", id="list-branches")[0]
    assert block.find("h3")[0].text == "1 个分公司/区域没有回访记录：西南"
    rows = [[cell.all_text().strip() for cell in row.find("td")] for row in block.find("tbody")[0].find("tr")]
    assert [row[:3] for row in rows] == [["西南", "1", "没有记录"], ["华东", "2", "2"], ["华南", "1", "1"]]
    assert rows[1][3:7] == ["2", "4.00", "1/2（50.0%）", "1"]
    told = [one.sentence for one in build_headlines(analysis, POLICY.policy)]
    assert "1 个分公司/区域没有回访记录，西南，台账上 1 户；没有交表的请催交。" in told


def test_one_branch_is_nothing_to_compare(analysis: Analysis) -> None:
    month, dataset = invented_month()
    assert analysis.branches is not None
    only = {"华东": analysis.branches["华东"]}
    page = read_page(render_report(replace(month, branches=only), dataset, POLICY))
    assert page.find("section", id="branches") == []
