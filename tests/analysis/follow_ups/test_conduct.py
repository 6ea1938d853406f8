"""Attempts beside callbacks, callback results with their limits, over-contact, plans that lack a part."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from support_datasets import build_dataset

from kehu_batch.analysis.analyse import analyse
from kehu_batch.analysis.follow_ups.conduct import most_in_month
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.figures.follow_ups import Conduct
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.schema import Cadence
from kehu_batch.policy.taxonomy import load_taxonomy
from kehu_batch.working_days import covered_years


def _analyse(dataset: Dataset, preset: str = "annual-spend") -> Analysis:
    return analyse(
        dataset,
        load_policy(preset).policy,
        load_taxonomy(),
        period="2023-11",
        as_of=None,
        today=date(2024, 5, 1),
    )


def _rows(frame: pd.DataFrame, *columns: str) -> list[list[Any]]:
    chosen = frame[list(columns)].astype(object)
    return chosen.where(chosen.notna(), None).to_numpy().tolist()


def _attempted() -> Dataset:
    """C1 is reached at the second try, C2 never, C3 was never tried; C2's follow-up is an attempt, too."""
    calls: list[dict[str, Any]] = [
        {
            "customer_id": "C1",
            "called_on": "2023-11-06",
            "called_by": "王敏",
            "feedback": "占线",
            "attempt": True,
        },
        {
            "customer_id": "C1",
            "called_on": "2023-11-07",
            "called_by": "王敏",
            "pending_issues": "无",
            "score": 1.0,
        },
        {"customer_id": "C2", "called_on": "2023-11-08", "feedback": "无人接听", "attempt": True},
        {"customer_id": "C2"},
        {"customer_id": "C3"},
        {"customer_id": "C1", "called_on": "2023-10-31", "feedback": "关机", "attempt": True},
    ]
    followups = [{"customer_id": "C2", "followed_on": "2023-11-09", "owner": "李强", "attempt": True}]
    ledger = [{"customer_id": "C2", "owner": "赵磊"}]
    return build_dataset(callbacks=calls, followups=followups, ledger=ledger)


def test_attempts_stand_beside_callbacks_by_owner() -> None:
    found = _analyse(_attempted())
    figures = found.follow_ups
    assert _rows(figures.attempts, "table", "customer_id", "owner") == [
        ["callbacks", "C1", "王敏"],
        ["callbacks", "C2", "赵磊"],
        ["followups", "C2", "李强"],
    ]
    assert figures.attempts["reached_on"].dt.strftime("%m-%d").fillna("").tolist() == ["11-07", "", ""]
    counts = _rows(figures.attempts_by_owner, "owner", "attempts", "callbacks", "followups")
    assert sorted(counts) == [["李强", 1, 0, 1], ["王敏", 1, 1, 0], ["赵磊", 1, 1, 0]]


def test_an_attempt_is_neither_called_nor_completed() -> None:
    found = _analyse(_attempted())
    assert found.satisfaction is not None
    assert found.satisfaction.total.called == 1
    # Made: C1's of the 7th. Planned: that one, and the rows of C2 and C3 without a date.
    assert (found.follow_ups.made, found.follow_ups.planned) == (1, 3)
    assert _rows(found.follow_ups.not_called, "customer_id", "state") == [["C2", "未接通"], ["C3", "未回访"]]
    account = found.accounts["callbacks"]
    assert (account.read, account.used, account.excluded) == (6, 6, 0)


def test_the_next_date_of_an_attempt_is_still_owed() -> None:
    calls: list[dict[str, Any]] = [
        {"customer_id": "C1", "called_on": "2023-11-06", "next_callback_on": "2023-11-10", "attempt": True},
        {"customer_id": "C1", "called_on": "2023-11-10", "attempt": True},
    ]
    overdue = _analyse(build_dataset(callbacks=calls)).follow_ups.overdue
    assert _rows(overdue, "clock", "days_overdue") == [["promised_callback", 20]]


def test_results_of_callbacks_with_role_and_limit() -> None:
    ledger = [
        {"customer_id": "C1", "annual_amount": 12_840_000, "stability": "稳定", "expansion_potential": "高"},
        {"customer_id": "C2", "annual_amount": 5_000_000},
        {"customer_id": "C3", "annual_amount": 1_200_000},
        {"customer_id": "C4", "annual_amount": 5_000_000},
        {"customer_id": "C5", "annual_amount": 5_000_000},
        {"customer_id": "C6", "annual_amount": 5_000_000},
    ]
    calls: list[dict[str, Any]] = [
        {"customer_id": "C1", "called_on": "2023-11-06", "pending_issues": "服务器卡顿", "score": 0.4},
        {"customer_id": "C1", "called_on": "2023-11-08", "pending_issues": "无", "score": 0.4},
        {
            "customer_id": "C2",
            "called_on": "2023-11-10",
            "pending_issues": "无",
            "feedback": "希望提供保养培训",
        },
        {
            "customer_id": "C3",
            "called_on": "2023-11-10",
            "pending_issues": "无",
            "feedback": "希望提供保养培训",
        },
        {"customer_id": "C4", "called_on": "2023-11-10", "pending_issues": "无", "score": 0.8},
        {"customer_id": "C5", "called_on": "2023-11-10", "pending_issues": "无", "score": 0.6},
    ]
    figures = _analyse(build_dataset(ledger=ledger, callbacks=calls)).follow_ups
    listed = figures.results.assign(until=figures.results["answer_by"].dt.strftime("%m-%d"))
    # 24 h from the 6th; three working days after Friday the 10th are 13, 14, 15; 48 h for 基础; C5 has no class.
    assert _rows(listed, "customer_id", "class", "role", "until") == [
        ["C1", "问题", "客服+技术", "11-07"],
        ["C1", "高价值·潜力", "销售主管+客户经理", None],
        ["C2", "高价值·潜力", "销售主管+客户经理", "11-15"],
        ["C3", "高价值·潜力", "销售主管+客户经理", "11-12"],
        ["C4", "满意", "客户经理", None],
    ]
    assert _rows(figures.results_by_class, "class", "count") == [["问题", 1], ["高价值·潜力", 3], ["满意", 1]]
    assert listed["answered_on"].dt.strftime("%m-%d").iloc[0] == "11-08"


def test_an_answer_beyond_the_working_calendar_is_told() -> None:
    # Three working days after the last day that the calendar knows are nobody's to tell; a problem's 24 h are.
    year = covered_years()[1]
    asks = {"pending_issues": "无", "feedback": "希望提供保养培训"}
    calls: list[dict[str, Any]] = [
        {"customer_id": "C1", "called_on": f"{year}-12-31", **asks},
        {"customer_id": "C2", "called_on": f"{year}-12-01", **asks},
        {"customer_id": "C3", "called_on": f"{year}-12-31", "pending_issues": "服务器卡顿"},
    ]
    found = analyse(
        build_dataset(callbacks=calls),
        load_policy().policy,
        load_taxonomy(),
        period=f"{year}-12",
        as_of=None,
        today=date(year + 1, 5, 1),
    )
    answers = found.follow_ups.results.set_index("customer_id")["answer_by"]
    assert answers.isna().to_dict() == {"C1": True, "C2": False, "C3": False}
    [told] = [item for item in found.quality.findings if item.code == "KB507"]
    assert told.count == 1
    assert "1 项按工作日计的答复期限涉及其他年份" in told.message


def _conduct(dataset: Dataset, preset: str = "annual-spend") -> Conduct:
    found = _analyse(dataset, preset).follow_ups.conduct
    assert found is not None
    return found


def test_more_contacts_in_a_month_than_the_cadence_allows() -> None:
    # VIP: two a month. C1 has three days of contact, two records on the 20th being one day; C2 has two.
    calls: list[dict[str, Any]] = [
        *({"customer_id": "C1", "called_on": f"2023-11-{day:02d}"} for day in (1, 10, 20)),
        *({"customer_id": "C2", "called_on": f"2023-11-{day:02d}"} for day in (1, 10)),
        {"customer_id": "C2", "called_on": "2023-10-31"},
        {"customer_id": "C2", "called_on": "2023-11-11", "attempt": True},
    ]
    followups = [{"customer_id": "C1", "followed_on": "2023-11-20"}]
    ledger = [{"customer_id": customer, "annual_amount": 10_000_000} for customer in ("C1", "C2")]
    found = _conduct(build_dataset(ledger=ledger, callbacks=calls, followups=followups), "worksheet")
    assert _rows(found.over_contacted, "customer_id", "tier", "month", "contacts", "allowed") == [
        ["C1", "VIP", "2023-11", 3, 2]
    ]


@pytest.mark.parametrize(
    ("cadence", "most"),
    [
        (Cadence(months=3), 1),
        (Cadence(weeks=1), 5),
        (Cadence(days=31), 1),
        (Cadence(days=30), 2),
        (Cadence(months=1, most_per_month=2), 2),
    ],
)
def test_how_often_an_interval_fits_into_a_month(cadence: Cadence, most: int) -> None:
    assert most_in_month(cadence) == most


def test_plans_that_lack_a_part() -> None:
    calls: list[dict[str, Any]] = [
        {"customer_id": "C1", "called_on": "2023-11-06"},
        {"customer_id": "C2", "called_on": "2023-10-06"},
    ]
    plans = [
        {"callback": 0, "owner": "李强", "due_on": "2023-11-10", "content": "寄样品"},
        {"callback": 0, "due_on": "2023-11-10", "content": "寄样品"},
        {"callback": 0, "owner": "李强"},
        {"callback": 1, "owner": "李强"},
    ]
    found = _conduct(build_dataset(plans, callbacks=calls))
    assert found.plans == 3
    assert found.plan_completeness == pytest.approx(1 / 3)
    assert found.incomplete_plans["missing"].tolist() == ["负责人", "时间、内容"]
    assert _conduct(build_dataset(callbacks=calls)).plan_completeness is None


def test_ledger_dates_left_behind() -> None:
    ledger = [
        {"customer_id": "C1", "last_contact_on": "2023-11-05"},
        {"customer_id": "C2", "last_contact_on": "2023-11-06"},
        {"customer_id": "C3"},
    ]
    calls = [{"customer_id": customer, "called_on": "2023-11-06"} for customer in ("C1", "C2", "C3")]
    found = _conduct(build_dataset(ledger=ledger, callbacks=calls))
    assert (found.stale_contacts, found.stated_contacts) == (1, 2)
