"""What stands beside the distribution of issues, over one small department worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from support_datasets import build_dataset

from kehu_batch.analysis.analyse import analyse
from kehu_batch.model.figures.analysis import IssueFigures
from kehu_batch.model.figures.issue_details import IssueDetails
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.taxonomy import load_taxonomy


def _call(customer: str, day: str, pending: str, by: str | None = None, **more: str) -> dict[str, Any]:
    return {"customer_id": customer, "called_on": day, "pending_issues": pending, "called_by": by, **more}


CALLS = [
    _call("C1", "2023-08-08", "系统卡顿", "王敏"),
    _call("C1", "2023-11-06", "服务器卡顿", "王敏", resolution_status="已解决", resolved_at="2023-11-08"),
    _call("C2", "2023-08-07", "系统卡顿", "王敏"),
    _call("C2", "2023-11-06", "系统卡顿", "王敏", resolution_status="处理中"),
    _call("C3", "2023-11-05", "发票未开", "李强", resolution_status="已解决", resolved_at="2023-11-06"),
    _call("C3", "2023-11-20", "发票未开、系统卡顿", "李强"),
    _call("C4", "2023-11-10", "无", "李强", feedback="服务态度很好"),
    _call("C7", "2023-11-11", "无", "李强", feedback="希望提供保养培训"),
    _call("C5", "2021-11-30", "物流延误"),
    _call("C5", "2022-01-05", "物流延误"),
    _call("C5", "2023-11-02", "物流延误", resolution_status="已办结"),
    _call("C6", "2021-12-01", "物流延误"),
    _call("C6", "2022-06-01", "物流延误"),
    _call("C6", "2023-10-01", "物流延误"),
]
LEDGER = [
    {"customer_id": customer, "annual_amount": yuan * 100}
    for customer, yuan in (("C1", 100), ("C2", 200), ("C3", 300), ("C5", 400))
]


@pytest.fixture(scope="module")
def figures() -> IssueFigures:
    found = analyse(
        build_dataset(callbacks=CALLS, ledger=LEDGER),
        load_policy().policy,
        load_taxonomy(),
        period="2023-11",
        as_of=None,
        today=date(2024, 5, 1),
    ).issues
    assert found is not None
    return found


@pytest.fixture(scope="module")
def details(figures: IssueFigures) -> IssueDetails:
    assert figures.details is not None
    return figures.details


def _rows(frame: pd.DataFrame, *columns: str) -> list[list[Any]]:
    chosen = frame[list(columns)].astype(object)
    return chosen.where(chosen.notna(), None).to_numpy().tolist()


def test_issues_per_hundred_callbacks(figures: IssueFigures, details: IssueDetails) -> None:
    # November: 7 callbacks (C1, C2, C3 twice, C4, C5, C7), 6 issues (C3's second one names two).
    assert (figures.total, details.called) == (6, 7)
    assert details.per_100 == pytest.approx(600 / 7)
    assert _rows(details.by_owner, "owner", "count", "customers", "called", "per_100") == [
        ["李强", 3, 1, 4, 75.0],
        ["王敏", 2, 2, 2, 100.0],
        [None, 1, 1, 1, 100.0],
    ]
    months = {row[0]: row[1:] for row in _rows(details.by_month, "month", "count", "called")}
    assert months["2023-08"] == [2, 2]
    assert months["2023-11"] == [6, 7]
    # A month without callbacks is there, and nothing is said of its rate.
    assert months["2023-09"] == [0, 0]
    assert details.by_month.set_index("month")["per_100"].isna()["2023-09"]


def test_types_by_customers_and_by_spend(figures: IssueFigures, details: IssueDetails) -> None:
    # 系统性能: C1, C2, C3 with 600 yuan; 账务票据: C3 with 300; 物流配送: C5 with 400; 1,300 in all.
    assert figures.by_type["type"].tolist() == ["系统性能", "账务票据", "物流配送"]
    assert details.types["customers_cumulative"].tolist() == pytest.approx([0.6, 0.8, 1.0])
    assert details.types["spend_share"].tolist() == pytest.approx([6 / 13, 3 / 13, 4 / 13])
    assert details.types["spend_cumulative"].tolist() == pytest.approx([6 / 13, 1.0, 10 / 13])
    assert details.types["per_100"].tolist() == pytest.approx([300 / 7, 200 / 7, 100 / 7])


def test_repeats_within_ninety_days(details: IssueDetails) -> None:
    # C1: 8 August to 6 November is 23 + 30 + 31 + 6 = 90 days; C2's 91 are too many; C3 names 账务票据 twice.
    assert _rows(details.repeats, "customer_id", "type", "days") == [
        ["C1", "系统性能", 90],
        ["C3", "账务票据", 15],
    ]
    assert details.repeats["earlier_cell"].tolist() == ["回访!L3", "回访!L7"]


def test_of_what_comes_back_as_often_the_latest_stands_first() -> None:
    days = {
        "D1": ("03-01", "04-01", "05-01"),
        "D2": ("09-01", "10-01", "11-01"),
        "D3": ("01-01", "02-01", "03-01"),
    }
    calls = [_call(one, f"2023-{day}", "物流延误") for one, called in days.items() for day in called]
    calls += [_call("D3", "2022-12-01", "物流延误")]
    found = analyse(
        build_dataset(callbacks=calls),
        load_policy().policy,
        load_taxonomy(),
        period="2023-11",
        as_of=None,
        today=date(2024, 5, 1),
    ).issues
    assert found is not None
    assert found.details is not None
    assert _rows(found.details.clusters, "customer_id", "calls") == [["D3", 4], ["D2", 3], ["D1", 3]]


def test_what_keeps_coming_back_over_two_years(details: IssueDetails) -> None:
    # The window opens after 2021-11-30: C5 has two callbacks in it, C6 three.
    assert _rows(details.clusters, "customer_id", "type", "calls") == [["C6", "物流配送", 3]]
    assert details.clusters["first_on"].dt.strftime("%Y-%m-%d").tolist() == ["2021-12-01"]
    assert _rows(details.two_years, "type", "count", "customers") == [
        ["系统性能", 5, 3],
        ["物流配送", 5, 2],
        ["账务票据", 2, 1],
    ]


def test_solved_without_a_confirming_callback(details: IssueDetails) -> None:
    # C3 was called again on the 20th; C2 is not solved; nobody called C1 or C5 again. 已办结 is solved.
    assert details.unconfirmed["customer_id"].tolist() == ["C1", "C5"]


def test_departments_with_their_evidence(details: IssueDetails) -> None:
    found = _rows(details.departments, "department", "types", "count", "customers")
    assert found == [
        ["技术部", ("系统性能",), 3, 3],
        ["财务部", ("账务票据",), 2, 1],
        ["物流部", ("物流配送",), 1, 1],
    ]
    assert details.departments["cells"].iloc[1] == (("回访.xlsx", "回访!L7"), ("回访.xlsx", "回访!L8"))


def test_praise_and_requests_are_no_issues(details: IssueDetails) -> None:
    assert _rows(details.remarks, "kind", "customer_id") == [["praise", "C4"], ["demand", "C7"]]
    assert details.demand_types["count"].tolist() == [1]


def test_a_solution_without_its_day_is_confirmed_by_the_next_callback() -> None:
    calls = [
        _call("C1", "2023-11-06", "系统卡顿", resolution_status="已解决"),
        _call("C1", "2023-11-20", "无"),
        _call("C2", "2023-11-06", "系统卡顿", resolution_status="已解决"),
    ]
    found = analyse(
        build_dataset(callbacks=calls),
        load_policy().policy,
        load_taxonomy(),
        period="2023-11",
        as_of=None,
        today=date(2024, 5, 1),
    ).issues
    assert found is not None
    assert found.details is not None
    assert found.details.unconfirmed["customer_id"].tolist() == ["C2"]
