"""Three months in a row: each worksheet is filled in, dropped back, and gives the next one."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from worksheets.filled_drops import CALLBACKS, Cell, blank, callback, fill

from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

WHY = "批注·为什么回访"

#: F006 is due by its tier, its contract ends on 10 January, and its contact's birthday is 6 December.
LEDGER: tuple[dict[str, Cell], ...] = (
    {
        "客户编号": "F006",
        "客户名称": "F制造",
        "联系人": "何经理",
        "客户等级": "核心",
        "负责人": "赵磊",
        "年合作金额": 128400.0,
        "扩展需求": "高",
        "合作稳定性": "稳定",
        "合作开始时间": date(2023, 10, 12),
        "合同到期日": date(2024, 1, 10),
        "生日": "12月6日",
        "沟通偏好": "上午微信",
    },
)

#: The callback worksheet's own customers, whose deals carry no amount.
OTHERS: tuple[dict[str, Cell], ...] = tuple(
    {"客户编号": code, "客户名称": name, "客户等级": "普通", "负责人": "李强"}
    for code, name in (("A001", "A公司"), ("B002", "B企业"), ("C003", "C商贸"), ("D004", "D集团"))
)


def process(
    folder: Path, month: str, today: date, *files: Path, policy: str = "annual-spend"
) -> dict[str, Any]:
    """Process a drop into a folder of its own and return its summary."""
    output = folder / month
    request = DropRequest(files=files, today=today, output=output, period=month, policy=policy)
    return dict(process_drop(request).summary)


def rows_of(path: Path) -> list[Mapping[str, object]]:
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True)
    headers = [str(header).rstrip("*") for header in next(rows)]
    return [dict(zip(headers, row, strict=True)) for row in rows if any(row)]


def answer(day: date, following: date | None) -> dict[str, Cell]:
    """Return what a person fills in for a call that went well."""
    return {
        "本次回访时间": day,
        "回访方式": "电话",
        "回访人": "赵磊",
        "客户反馈(满意度/建议/需求)": "满意度5分(满分5分)",
        "待解决问题": "无",
        "下次回访时间": following,
    }


def take(output: Path, summary: Mapping[str, Any], folder: Path) -> Path:
    """Take the next worksheet out of the outputs, as a person does."""
    name = summary["outputs"]["next_worksheet"]
    return Path(shutil.copy(output / name, folder / name))


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict[str, Any], Path]]:
    """Return three months' summaries, each with the worksheet that it gave."""
    folder = tmp_path_factory.mktemp("三个月")
    ledger = fill(blank(folder, "ledger"), (*LEDGER, *OTHERS))
    rows = [
        *CALLBACKS,
        callback(
            "F006",
            "F制造/何经理",
            date(2023, 11, 8),
            date(2023, 12, 8),
            {"回访人": "赵磊", "客户等级": "核心"},
        ),
    ]
    sheets = [fill(blank(folder, "callbacks"), rows)]
    made = []
    for month, today, called, following in (
        ("2023-11", date(2023, 12, 1), date(2023, 12, 4), date(2024, 1, 8)),
        ("2023-12", date(2024, 1, 2), date(2024, 1, 9), None),
        ("2024-01", date(2024, 2, 1), date(2024, 2, 5), None),
    ):
        summary = process(folder, month, today, ledger, *sheets)
        worksheet = take(folder / month, summary, folder)
        made.append((summary, worksheet))
        # The last customer is not reached that month: its row stays as it came.
        rows_due = rows_of(worksheet)
        sheets.append(fill(worksheet, [answer(called, following)] * (len(rows_due) - 1)))
    return made


def test_no_month_has_a_finding_that_nobody_caused(months: list[tuple[dict[str, Any], Path]]) -> None:
    assert [summary["data_quality"]["findings"] for summary, _ in months] == [[], [], []]


def test_each_month_names_the_worksheet_of_the_next(months: list[tuple[dict[str, Any], Path]]) -> None:
    assert [summary["outputs"]["next_worksheet"] for summary, _ in months] == [
        "回访工作表_2023-12.xlsx",
        "回访工作表_2024-01.xlsx",
        "回访工作表_2024-02.xlsx",
    ]


def test_calls_filled_in_are_calls_and_the_one_left_is_planned(
    months: list[tuple[dict[str, Any], Path]],
) -> None:
    for (_, worksheet), (summary, _) in pairwise(months):
        due = rows_of(worksheet)
        assert summary["satisfaction"]["called"] == len(due) - 1
        assert [item["customer_id"] for item in summary["follow_ups"]["not_called"]] == [due[-1]["客户编号"]]


def test_the_one_left_is_in_the_next_worksheet_again(months: list[tuple[dict[str, Any], Path]]) -> None:
    for (_, before), (_, after) in pairwise(months):
        left = rows_of(before)[-1]["客户编号"]
        (again,) = (row for row in rows_of(after) if row["客户编号"] == left)
        assert "本期计划回访，未回访" in str(again[WHY])


def test_reasons_are_promise_cadence_contract_and_birthday(months: list[tuple[dict[str, Any], Path]]) -> None:
    rows = {row["客户编号"]: row for row in rows_of(months[0][1])}
    assert list(rows) == ["C003", "B002", "A001", "F006"]
    assert str(rows["F006"][WHY]).split("\n") == [
        "约定2023-12-08回访",
        # A call by phone is no visit, so it does not count for a core customer.
        "核心客户每月上门或视频一次，还没有过，合作开始 2023-10-12，应在2023-11-12前联系，逾期18天",
        "合同2024-01-10到期，还有 41 天",
        "2023-12-06是生日",
    ]
    assert rows["F006"]["备注"] == "沟通偏好：上午微信；避开周一上午和周五下午"
    assert rows["F006"]["本次回访时间"] is None


def test_a_promise_kept_in_december_is_closed(months: list[tuple[dict[str, Any], Path]]) -> None:
    summary, worksheet = months[1]
    assert summary["follow_ups"]["kept"] >= 1
    assert all(
        row["下次回访时间"] is None or isinstance(row["下次回访时间"], datetime) for row in rows_of(worksheet)
    )
