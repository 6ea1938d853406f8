"""The golden drops as typed tables, against figures written down by hand; accounts, findings and accuracy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_datasets import build_dataset, with_region_of

from kehu_batch.analysis.analyse import analyse
from kehu_batch.analysis.base.accounts import account_rows
from kehu_batch.model.figures.analysis import Analysis, RowAccount
from kehu_batch.model.findings.catalogue_figures import STALE_CONTACT, STRAY_MONTH
from kehu_batch.model.findings.finding import Finding, Severity
from kehu_batch.model.location import Location
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.taxonomy import load_taxonomy


def _analyse(
    dataset: Dataset,
    *,
    period: str | None = None,
    as_of: date | None = None,
    today: date = date(2024, 12, 31),
) -> Analysis:
    return analyse(dataset, load_policy().policy, load_taxonomy(), period=period, as_of=as_of, today=today)


def _worksheet() -> Dataset:
    """The two published rows."""
    return build_dataset(
        [
            {"callback": 0, "due_on": "2023-11-15", "content": "发送培训资料及预约上门时间"},
            {
                "callback": 1,
                "owner": "技术团队",
                "due_on": "2023-11-10",
                "content": "远程指导操作并优化服务器",
            },
        ],
        callbacks=[
            {
                "customer_id": "A001",
                "customer_name": "A公司/*经理",
                "industry": "制造业",
                "stated_tier": "VIP",
                "last_deal_on": "2023-10-15",
                "called_on": "2023-11-05",
                "method": "电话",
                "feedback": "满意度5分（满分5分），希望提供设备保养培训",
                "feedback_rest": "希望提供设备保养培训",
                "pending_issues": "无",
                "next_callback_on": "2023-12-05",
                "score": 1.0,
            },
            {
                "customer_id": "B002",
                "customer_name": "B企业/*总",
                "industry": "服务业",
                "stated_tier": "普通",
                "last_deal_on": "2023-08-20",
                "called_on": "2023-11-06",
                "feedback": "反映某模块操作复杂，响应速度偶有延迟",
                "pending_issues": "功能操作问题、服务器卡顿",
                "next_callback_on": "2023-11-20",
            },
        ],
    )


def _ledger_and_log() -> Dataset:
    """The published ledger and log without ids."""
    ledger = ("customer_name", "stated_tier", "owner", "last_contact_on", "need_type", "follow_status")
    log = ("customer_name", "followed_on", "content", "owner", "status")
    return build_dataset(
        ledger=[
            dict(zip(ledger, row, strict=True))
            for row in (
                ("上海腾云", "VIP", "王敏", "2024-06-01", "定制服务", "已报价"),
                ("北京新创", "成长型", "李强", "2024-05-28", "产品升级", "跟进中"),
                ("广州蓝海", "普通", "赵磊", "2024-05-30", "售后咨询", "已解决"),
            )
        ],
        followups=[
            dict(zip(log, row, strict=True))
            for row in (
                ("北京新创", "2024-06-05", "产品升级说明", "李强", "已完成"),
                ("上海腾云", "2024-06-03", "合同续签沟通", "王敏", "跟进中"),
                ("广州蓝海", "2024-06-02", "售后问题处理", "赵磊", "已解决"),
            )
        ],
    )


def test_the_published_rows() -> None:
    found = _analyse(_worksheet())
    assert (found.period.label, str(found.period.as_of)) == ("2023-11", "2023-11-30")
    assert found.accounts == {"callbacks": RowAccount(read=2, used=2, excluded=0)}
    assert found.tiers.unrated == 2
    assert found.tiers.shares == {}
    assert found.tiers.customers["movement"].tolist() == ["无法比较", "无法比较"]
    assert found.tiers.customers["stated"].tolist() == ["VIP", "普通"]
    assert found.quality.findings == ()


def test_the_published_rows_satisfaction() -> None:
    figures = _analyse(_worksheet()).satisfaction
    assert figures is not None
    assert (figures.total.called, figures.total.scored, figures.total.mean, figures.total.csat) == (
        2,
        1,
        5.0,
        1.0,
    )
    assert figures.total.mean_interval is None
    assert figures.total.csat_interval == pytest.approx((0.2065, 1.0), abs=0.00005)
    assert {name: (group.called, group.scored) for name, group in figures.by_tier.items()} == {
        "VIP": (1, 1),
        "普通": (1, 0),
    }
    assert figures.by_owner == {}
    assert list(figures.by_month) == ["2023-11"]


def test_the_published_rows_issues() -> None:
    found = _analyse(_worksheet())
    assert found.issues is not None
    assert found.demands is not None
    assert (found.issues.total, found.issues.customers, found.issues.unclassified) == (2, 1, 0)
    assert found.issues.resolution_rate is None
    assert found.issues.by_type[["type", "count", "share", "customers"]].to_numpy().tolist() == [
        ["功能操作", 1, 0.5, 1],
        ["系统性能", 1, 0.5, 1],
    ]
    assert found.issues.items[["customer_id", "text", "primary", "cell"]].to_numpy().tolist() == [
        ["B002", "功能操作问题", "功能操作", "回访!L4"],
        ["B002", "服务器卡顿", "系统性能", "回访!L4"],
    ]
    assert found.issues.items["matched"].tolist()[1] == ("卡顿",)
    assert found.demands.total == 1
    assert found.demands.items[["customer_id", "text", "cell"]].to_numpy().tolist() == [
        ["A001", "希望提供设备保养培训", "回访!K3"]
    ]
    assert found.demands.conversion is None
    assert found.demands.reasons == {"conversion": "没有订单明细"}


def test_the_published_rows_follow_ups() -> None:
    figures = _analyse(_worksheet()).follow_ups
    overdue = figures.overdue.astype(object).where(figures.overdue.notna(), None)
    columns = [
        "clock",
        "customer_id",
        "owner",
        "due_on",
        "days_overdue",
        "working_days_overdue",
        "severity",
        "cell",
    ]
    assert overdue.assign(due_on=overdue["due_on"].map(lambda day: f"{day:%m-%d}"))[
        columns
    ].to_numpy().tolist() == [
        ["plan_deadline", "B002", "技术团队", "11-10", 20, 14, "high", "回访!M4"],
        ["plan_deadline", "A001", None, "11-15", 15, 11, "high", "回访!M3"],
        ["promised_callback", "B002", None, "11-20", 10, 8, "medium", "回访!N4"],
    ]
    assert (figures.open, figures.kept, figures.due, figures.kept_rate, figures.completion_rate) == (
        4,
        0,
        1,
        0.0,
        1.0,
    )


def test_the_published_ledger_and_log() -> None:
    found = _analyse(_ledger_and_log())
    assert (found.period.label, str(found.period.as_of)) == ("2024-06", "2024-06-30")
    assert found.tiers.counts == {"核心": 0, "重要": 0, "基础": 0, "潜在": 3}
    assert found.tiers.shares["潜在"] == 1.0
    assert found.tiers.customers["stated_tier"].tolist() == ["核心", "重要", "基础"]
    assert found.tiers.customers["movement"].tolist() == ["下调", "下调", "下调"]
    assert found.satisfaction is None
    assert found.issues is None
    assert found.demands is None
    assert found.reasons == {
        **dict.fromkeys(("satisfaction", "issues", "demands"), "没有回访工作表"),
        **dict.fromkeys(("payment_risk", "cross_check"), "没有应收明细"),
        **dict.fromkeys(("complaints", "clocks"), "没有投诉登记表"),
        "lifecycle": "没有订单明细，台账也没有客户阶段",
        "branches": "客户台账没有写“分公司/区域”",
    }
    assert found.follow_ups.overdue.empty
    assert found.follow_ups.open == 0
    assert [
        (item.code, item.value, item.location and item.location.cell) for item in found.quality.findings
    ] == [
        ("KB301", "2024-06-01", "台账!V3"),
        ("KB301", "2024-05-28", "台账!V4"),
        ("KB301", "2024-05-30", "台账!V5"),
    ]


def test_a_last_contact_as_new_as_the_log_is_not_stale() -> None:
    dataset = build_dataset(
        ledger=[
            {"customer_id": "C1", "last_contact_on": "2023-11-06"},
            {"customer_id": "C2", "last_contact_on": "2023-11-30"},
            {"customer_id": "C3"},
            {"customer_id": "C4", "last_contact_on": "2023-11-01"},
        ],
        callbacks=[
            {"customer_id": "C1", "called_on": "2023-11-06"},
            {"customer_id": "C2", "called_on": "2023-11-06"},
            {"customer_id": "C3", "called_on": "2023-11-06"},
            {"customer_id": "C4", "called_on": "2023-12-06"},
        ],
    )
    assert _analyse(dataset, period="2023-11").quality.findings == ()


def test_accounts_say_why_a_row_does_not_count() -> None:
    dataset = build_dataset(
        callbacks=[
            {"customer_id": "C1", "called_on": "2023-11-06"},
            {"customer_id": "C1", "called_on": "2023-11-06", "excluded": "重复行"},
            {"customer_id": "C1", "called_on": "2023-12-06"},
            {"customer_id": "C1"},
        ],
        orders=[
            {"customer_id": "C1", "ordered_on": "2023-11-01", "amount": 100},
            {"customer_id": "C1", "ordered_on": "2023-12-01", "amount": 1005},
            {"customer_id": "C1", "amount": 2000},
            {"customer_id": "C1", "ordered_on": "2023-12-02"},
        ],
        followups=[{"customer_id": "C1"}],
    )
    assert account_rows(dataset, date(2023, 11, 30)) == {
        "callbacks": RowAccount(4, 2, 2, 0, {"重复行": 1, "截止日之后": 1}),
        "orders": RowAccount(4, 1, 3, 3005, {"截止日之后": 2, "没有日期": 1}),
        "followups": RowAccount(1, 0, 1, 0, {"没有日期": 1}),
    }
    orders = account_rows(dataset, date(2023, 11, 30))["orders"].listed
    # The cell of a date that is missing or too late; rows 3 on are data.
    assert [(row.reason, row.cell.partition("!")[2][1:], row.rows, row.fen) for row in orders] == [
        ("截止日之后", str(FIRST + 1), 1, 1005),
        ("没有日期", str(FIRST + 2), 1, 2000),
        ("截止日之后", str(FIRST + 3), 1, None),
    ]


def test_many_rows_of_one_reason_are_listed_as_runs() -> None:
    late = [{"customer_id": "C1", "ordered_on": "2023-12-01", "amount": 5}] * 1001
    orders = [*late, {"customer_id": "C1", "ordered_on": "2023-11-01", "amount": 1}, late[0]]
    listed = account_rows(build_dataset(orders=orders), date(2023, 11, 30))["orders"].listed
    assert [(row.rows, row.fen) for row in listed] == [(1001, 5005), (1, 5)]
    assert listed[0].cell.endswith(str(FIRST + 1000))


#: Sheet row of the first data row of a built dataset.
FIRST = build_dataset(orders=[{}]).tables["orders"]["source_row"].iloc[0]


_ROW = st.fixed_dictionaries(
    {
        "customer_id": st.just("C1"),
        "ordered_on": st.one_of(st.none(), st.dates(date(2023, 10, 1), date(2023, 12, 31))),
        "amount": st.one_of(st.none(), st.integers(-(10**9), 10**9)),
        "excluded": st.sampled_from(["", "", "重复行", "币种不同"]),
    }
)


@given(st.lists(_ROW, max_size=20))
def test_read_is_used_and_excluded(rows: list[dict[str, Any]]) -> None:
    account = account_rows(build_dataset(orders=rows), date(2023, 11, 30))["orders"]
    assert account.read == len(rows) == account.used + account.excluded
    assert sum(account.reasons.values()) == account.excluded
    assert sum(row.rows for row in account.listed) == account.excluded
    assert sum(row.fen or 0 for row in account.listed) == account.excluded_fen
    used = sum(
        row["amount"] or 0
        for row in rows
        if not row["excluded"] and row["ordered_on"] and row["ordered_on"] <= date(2023, 11, 30)
    )
    assert used + account.excluded_fen == sum(row["amount"] or 0 for row in rows)


def test_accuracy_is_over_all_required_cells() -> None:
    dataset = replace(
        _worksheet(),
        required_total={"callbacks": 10, "ledger": 2},
        required_right={"callbacks": 7, "ledger": 2},
    )
    quality = _analyse(dataset).quality
    assert (quality.required, quality.right, quality.accuracy) == (12, 9, 0.75)
    assert _analyse(_worksheet()).quality.accuracy is None


def test_findings_are_sorted_by_severity_then_place() -> None:
    def finding(place: Location | None, severity: Severity | None = None) -> Finding:
        return Finding(STALE_CONTACT, place, "", severity_override=severity)

    given_ones = (
        finding(Location("乙.xlsx", "表", 3, 1)),
        finding(Location("甲.xlsx", "表", 10, 0)),
        finding(Location("甲.xlsx", "表", 9, 2)),
        finding(Location("甲.xlsx", "表", 9, 1), Severity.INFO),
        finding(Location("甲.xlsx", "表", 9, 1), Severity.ERROR),
        Finding(STRAY_MONTH, None, ""),
    )
    found = _analyse(replace(_worksheet(), findings=given_ones)).quality.findings
    assert [given_ones.index(item) for item in found] == [4, 5, 0, 2, 1, 3]


def test_rows_of_two_sheets_are_shown_on_their_own() -> None:
    moved = with_region_of(_worksheet(), "callbacks", [1], "十一月")
    moved = replace(moved, plans=moved.plans.assign(region=[0, 1]))
    overdue = _analyse(moved).follow_ups.overdue
    assert overdue["cell"].tolist() == ["十一月!M4", "回访!M3", "十一月!N4"]


def test_an_empty_drop_of_one_callbacks_table() -> None:
    found = _analyse(build_dataset(callbacks=[]))
    assert found.satisfaction is not None
    assert found.issues is not None
    assert found.satisfaction.total.called == 0
    assert found.issues.items.empty
    assert found.issues.by_type.empty
    assert found.tiers.customers.empty
    assert [item.code for item in found.quality.findings] == ["KB402"]


def test_all_tables_at_once_as_of_an_earlier_day() -> None:
    found = _analyse(_worksheet(), as_of=date(2023, 11, 5), today=date(2023, 12, 31))
    assert found.period.label == "2023-11"
    assert found.accounts["callbacks"].reasons == {"截止日之后": 1}
    assert found.tiers.customers["customer_id"].tolist() == ["A001"]
    assert found.follow_ups.items["state"].tolist() == ["未到期", "未到期"]


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        ({"orders": [{"customer_id": "C1"}]}, "没有客户台账和回访工作表，看不出负责人"),
        ({"ledger": [{"customer_id": "C1"}]}, "台账没有负责人"),
        ({"callbacks": [{"customer_id": "C1"}]}, "回访工作表没有回访人"),
        (
            {"ledger": [{"customer_id": "C1"}], "callbacks": [{"customer_id": "C1"}]},
            "台账没有负责人，回访工作表没有回访人",
        ),
    ],
    ids=["neither table", "ledger", "callbacks", "both"],
)
def test_why_nobody_is_scored_names_the_tables_that_are_there(tables: dict[str, Any], reason: str) -> None:
    assert _analyse(build_dataset(**tables), period="2023-11").reasons["scorecard"] == reason
