"""Next month's worksheet: who is in it, in which order, why, and that it comes back as a plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from support import validator
from support.sheet_lint import lint
from worksheets.filled_drops import CALLBACKS, LEDGER, Cell, Read, blank, callback, fill, read, summarise

from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.taxonomy import load_taxonomy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.worksheets.next_month import next_worksheet_name, write_next_worksheet
from kehu_batch.worksheets.occasions import due_state

WHY, ASK = "批注·为什么回访", "批注·要问什么"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("十一月")
    return fill(blank(folder, "callbacks"), CALLBACKS), fill(blank(folder, "ledger"), LEDGER)


def write(drop: Read, target: Path) -> Path:
    policy = load_policy().policy
    write_next_worksheet(drop.analysis, drop.dataset, policy, load_vocabulary(), load_taxonomy(), target)
    return target


@pytest.fixture(scope="module")
def november(files: tuple[Path, Path]) -> Read:
    return read(*files)


@pytest.fixture(scope="module")
def worksheet(november: Read, files: tuple[Path, Path]) -> Path:
    return write(november, files[0].with_name(next_worksheet_name(november.analysis.period.as_of)))


def rows_of(path: Path) -> list[Mapping[str, object]]:
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True)
    headers = [str(header).rstrip("*") for header in next(rows)]
    return [dict(zip(headers, row, strict=True)) for row in rows if any(row)]


def test_it_is_named_for_the_month_after(worksheet: Path) -> None:
    assert worksheet.name == "回访工作表_2023-12.xlsx"
    assert openpyxl.load_workbook(worksheet).worksheets[0]["A1"].value == "客户回访工作表（2023年12月）"


def test_overdue_promises_come_first_then_promises_due_then_the_cadence(
    worksheet: Path, november: Read
) -> None:
    items = november.analysis.follow_ups.items
    (rule,) = items[items["clock"] == "tier_cadence"]["content"]
    assert rule.startswith("核心客户每月上门或视频一次")
    assert [row["客户编号"] for row in rows_of(worksheet)] == ["C003", "B002", "A001", "E005"]
    assert [row[WHY] for row in rows_of(worksheet)] == [
        "约定2023-11-10回访，逾期20天",
        "约定2023-11-20回访，逾期10天\n有 2 个问题还没有解决",
        "约定2023-12-05回访",
        f"{rule}，应在2023-11-20前联系，逾期10天",
    ]


@pytest.mark.parametrize(
    ("state", "days", "said"),
    [
        ("未到期", 0, ""),
        ("今日到期", 0, "截止日当天到期"),
        ("逾期", 10, "逾期10天"),
        ("逾期", 0, "逾期不足1天"),
    ],
)
def test_what_is_due_on_the_last_day_is_not_due_today_in_the_month_after(
    state: str, days: int, said: str
) -> None:
    assert due_state(state, days) == said


def test_what_to_ask_is_open_issues_demands_and_plans(worksheet: Path) -> None:
    asked = {row["客户编号"]: row[ASK] for row in rows_of(worksheet)}
    assert (
        asked["B002"]
        == "问题：功能操作问题\n问题：服务器卡顿\n计划：远程指导操作（技术团队，2023-11-20前，逾期10天）"
    )
    assert asked["C003"] == "需求：希望提供设备保养培训"
    assert asked["E005"] == "问近况：使用情况、满意度（1–5分）、有没有新的需求"


def test_known_columns_are_filled_and_those_of_the_call_are_blank(worksheet: Path) -> None:
    rows = {row["客户编号"]: row for row in rows_of(worksheet)}
    core = rows["E005"]
    assert (core["客户名称/联系人"], core["所属行业"], core["客户等级"]) == ("E药业/孙主任", "医药", "VIP")
    assert (core["回访人"], core["备注"]) == ("赵磊", "沟通偏好：下午电话联系；避开周一上午和周五下午")
    assert rows["B002"]["最近交易时间"] == datetime(2023, 8, 20)
    assert (rows["A001"]["历史合作项目/产品"], rows["A001"]["回访人"]) == ("设备采购", "李强")
    assert rows["A001"]["备注"] == "避开周一上午和周五下午"
    for row in rows.values():
        for header in (
            "本次回访时间",
            "回访方式",
            "客户反馈(满意度/建议/需求)",
            "待解决问题",
            "下次回访时间",
        ):
            assert row[header] is None


def test_it_comes_back_as_planned_callbacks_and_without_a_finding(worksheet: Path) -> None:
    summary = summarise(worksheet, period="2023-12")
    assert summary["data_quality"]["findings"] == []
    assert summary["tables"]["callbacks"]["read"] == 4
    assert summary["follow_ups"]["completion_rate"] in {0.0, None}
    assert summary["satisfaction"]["called"] == 0


def test_called_customers_are_read_from_it(worksheet: Path) -> None:
    called: dict[str, Cell] = {
        "本次回访时间": date(2023, 12, 1),
        "回访方式": "电话",
        "客户反馈(满意度/建议/需求)": "满意度5分(满分5分)",
        "待解决问题": "无",
    }
    summary = summarise(fill(worksheet, [called, called]))
    assert summary["data_quality"]["findings"] == []
    assert (summary["period"], summary["satisfaction"]["called"]) == ("2023-12", 2)


def test_the_same_drop_gives_the_same_bytes(
    files: tuple[Path, Path], worksheet: Path, tmp_path: Path
) -> None:
    assert write(read(*files), tmp_path / "again.xlsx").read_bytes() == worksheet.read_bytes()


def test_a_drop_with_nobody_due_gives_a_blank_worksheet(tmp_path: Path) -> None:
    drop = read(fill(blank(tmp_path, "callbacks"), CALLBACKS[3:]))
    assert rows_of(write(drop, tmp_path / "空.xlsx")) == []


def test_text_of_a_sheet_never_becomes_markup_or_a_formula(tmp_path: Path) -> None:
    hostile = "<r><t>甲</t></r>"
    rows = [
        callback("A001", '=HYPERLINK("http://x")', date(2023, 11, 5), date(2023, 12, 5)),
        callback("A002", hostile, date(2023, 11, 5), date(2023, 12, 6)),
        callback("A003", "长" * 30_000, date(2023, 11, 5), date(2023, 12, 7)),
    ]
    path = write(read(fill(blank(tmp_path, "callbacks"), rows)), tmp_path / "下月.xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows(min_row=3) for cell in row} <= {"s", "n", "d"}
    assert len(rows_of(path)) == 3
    assert lint(path) == set()


def test_the_validator_and_the_linter_find_nothing(worksheet: Path) -> None:
    assert lint(worksheet) == set()
    assert validator.complaints(worksheet) == [[]]


def test_a_planned_callback_is_of_whom_the_plan_names_else_of_the_owner(tmp_path: Path) -> None:
    planned = {"客户反馈(满意度/建议/需求)": None, "待解决问题": None, "本次回访时间": None}
    calls = [
        callback("D004", "D集团", date(2023, 11, 2), date(2024, 1, 15)),
        callback("E005", "E药业", date(2023, 11, 2), None, {**planned, "回访人": "周敏"}),
        callback("F006", "F物流", date(2023, 11, 2), None, {**planned, "回访人": None}),
    ]
    owners = [
        {"客户编号": code, "客户名称": name, "负责人": "赵磊"}
        for code, name in (("E005", "E药业"), ("F006", "F物流"))
    ]
    drop = read(fill(blank(tmp_path, "callbacks"), calls), fill(blank(tmp_path, "ledger"), owners))
    rows = rows_of(write(drop, tmp_path / "下月.xlsx"))
    assert [(row["客户编号"], row["回访人"], row[WHY]) for row in rows] == [
        ("E005", "周敏", "本期计划回访，未回访"),
        ("F006", "赵磊", "本期计划回访，未回访"),
    ]
