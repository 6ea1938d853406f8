"""A template that was filled in and dropped is read without a finding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from worksheets.filled_drops import TABLES, Cell, blank, fill, summarise

from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop
from kehu_batch.worksheets.guide_sheet import GUIDE_SHEET

CALLBACKS: tuple[tuple[Cell, ...], ...] = (
    (
        "A001",
        "A公司/张经理",
        "制造业",
        "VIP",
        date(2023, 10, 15),
        "设备采购",
        date(2023, 11, 5),
        "电话",
        "王敏",
        "确认设备运行情况",
        "满意度5分(满分5分),希望提供设备保养培训",
        "无",
        "王敏/11月15日前/发送培训资料",
        date(2023, 12, 5),
        "可推荐同行",
    ),
    (
        "B002",
        "B企业/李总",
        "服务业",
        "普通",
        date(2023, 8, 20),
        "软件服务",
        date(2023, 11, 6),
        "微信",
        "李强",
        "了解使用体验",
        "满意度4分(满分5分),响应速度偶有延迟",
        "功能操作问题、服务器卡顿",
        "技术团队/11月20日前/远程指导操作",
        date(2023, 12, 20),
        "对价格敏感",
    ),
    (
        "0003",
        "C商贸/赵主任",
        "零售业",
        "重点",
        date(2023, 9, 1),
        "软件服务",
        date(2023, 11, 20),
        "上门拜访",
        "李强",
        "回访续约",
        "非常满意",
        "无",
        "李强/12月1日前/续约报价",
        date(2023, 12, 28),
        None,
    ),
)

#: By header, so that a column may move; what is not named stays blank.
LEDGER: tuple[dict[str, Cell], ...] = (
    {
        "客户编号": "A001",
        "客户名称": "A公司",
        "联系方式": "010-12345678",
        "客户等级": "VIP",
        "负责人": "王敏",
        "合作开始时间": date(2021, 3, 1),
        "年合作金额": 128400.0,
        "扩展需求": "高",
        "合作稳定性": "稳定",
        "账期": "月结30天",
        "信用额度": 200000.0,
        "应收余额": 45000.0,
        "最近沟通时间": date(2023, 11, 5),
        "沟通偏好": "下午电话",
    },
    {
        "客户编号": "B002",
        "客户名称": "B企业",
        "联系方式": "13800000000",
        "客户等级": "普通",
        "负责人": "李强",
        "年合作金额": 32000.0,
        "扩展需求": "中",
        "合作稳定性": "一般",
        "账期": "30",
        "最近沟通时间": date(2023, 11, 6),
    },
    {
        "客户编号": "0003",
        "客户名称": "C商贸",
        "客户等级": "重点",
        "负责人": "李强",
        "年合作金额": 12000.0,
        "扩展需求": "低",
        "合作稳定性": "不稳定",
        "账期": "货到付款",
        "最近沟通时间": date(2023, 11, 20),
    },
)


def by_header(path: Path, rows: Sequence[Sequence[Cell]]) -> list[dict[str, Cell]]:
    headers = [str(cell.value).rstrip("*") for cell in openpyxl.load_workbook(path).worksheets[0][2]]
    return [dict(zip(headers, row, strict=True)) for row in rows]


def callbacks(folder: Path) -> Path:
    empty = blank(folder, "callbacks")
    return fill(empty, by_header(empty, CALLBACKS))


def test_callbacks_are_read_without_a_finding(tmp_path: Path) -> None:
    summary = summarise(callbacks(tmp_path))
    assert summary["data_quality"]["findings"] == []
    assert summary["period"] == "2023-11"
    assert summary["tables"]["callbacks"]["used"] == 3
    assert (summary["satisfaction"]["scored"], summary["issues"]["total"]) == (3, 2)
    assert summary["data_quality"]["accuracy"] == pytest.approx(1.0)


def test_a_ledger_is_read_without_a_finding(tmp_path: Path) -> None:
    # A ledger holds no events, so nothing but the caller can say which month is meant.
    summary = summarise(fill(blank(tmp_path, "ledger"), LEDGER), period="2023-11")
    assert summary["data_quality"]["findings"] == []
    assert summary["tables"]["ledger"]["used"] == 3
    # 128,400 with both conditions met; 32,000; 12,000.
    assert summary["tiers"]["counts"] == {"核心": 1, "重要": 1, "基础": 1, "潜在": 0}


def test_a_ledger_and_callbacks_are_read_together_without_a_finding(tmp_path: Path) -> None:
    summary = summarise(callbacks(tmp_path), fill(blank(tmp_path, "ledger"), LEDGER))
    assert summary["data_quality"]["findings"] == []
    assert {customer["customer_id"] for customer in summary["tiers"]["customers"]} == {"0003", "A001", "B002"}


def example(path: Path, first_id: str) -> dict[str, Any]:
    """Return the example row of 填写说明 with another id in place of 示例."""
    rows = openpyxl.load_workbook(path)[GUIDE_SHEET].iter_rows(values_only=True)
    found = {str(row[0]).rstrip("*"): row[4] for row in rows if row[1] and row[0] != "列"}
    return {header: first_id if value == "示例" else value for header, value in found.items()}


@pytest.mark.parametrize("table", TABLES)
def test_the_example_on_the_guide_is_itself_right(tmp_path: Path, table: str) -> None:
    empty = blank(tmp_path, table)
    rows = [example(empty, "A001"), example(empty, "A002")]
    if table == "orders":
        # The twelve months up to November 2023 begin in December 2022; fewer would be a finding.
        rows[0]["下单日期"] = date(2022, 12, 10)
    for header in ("客户编号", "客户名称", "客户名称/联系人", "跟进客户"):
        if header in rows[1]:
            rows[1][header] = f"乙{rows[1][header]}"
    summary = summarise(fill(empty, rows), period="2023-11")
    assert summary["data_quality"]["findings"] == []
    assert {name: counts["used"] for name, counts in summary["tables"].items()} == {table: 2}


@pytest.mark.parametrize("table", TABLES)
def test_an_example_left_among_the_rows_is_passed_over(tmp_path: Path, table: str) -> None:
    empty = blank(tmp_path, table)
    filled = fill(empty, [example(empty, "示例"), example(empty, "A001")])
    outcome = process_drop(DropRequest(files=(filled,), today=date(2023, 12, 1), period="2023-11"))
    (found,) = outcome.understanding
    assert found["rows"] == 1
    assert [passed["row"] for passed in found["passed_rows"] if passed["reason"] == "示例行"] == [3]
