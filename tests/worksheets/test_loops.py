"""Three months in a row under every preset, over a year end and over a Spring Festival, with every kind of table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from worksheets.filled_drops import Cell, blank, callback, fill
from worksheets.test_three_months import answer, process, rows_of, take

from kehu_batch.policy.loading import list_presets

Summary = dict[str, Any]

#: Of each month: the period, the day on which it is processed, and the day of the calls that follow.
_WINDOWS = {
    "year end": (
        ("2025-11", date(2025, 12, 1), date(2025, 12, 28)),
        ("2025-12", date(2026, 1, 4), date(2026, 1, 5)),
        ("2026-01", date(2026, 2, 2), date(2026, 2, 3)),
    ),
    "spring festival": (
        ("2026-01", date(2026, 2, 2), date(2026, 2, 14)),
        ("2026-02", date(2026, 3, 2), date(2026, 3, 3)),
        ("2026-03", date(2026, 4, 1), date(2026, 4, 7)),
    ),
}
#: What a person knows of five customers; the amounts give each preset several tiers.
_AMOUNTS = (320000.0, 128400.0, 45000.0, 12000.0, 800.0)
_LEVELS = ("高", "高", "中", "低", "低")


def _ledger(first: date) -> list[dict[str, Cell]]:
    return [
        {
            "客户编号": f"L{place}",
            "客户名称": f"{place}号客户",
            "联系人": "何经理",
            "客户等级": "VIP" if place < 3 else "普通",
            "负责人": "赵磊" if place % 2 else "李强",
            "年合作金额": amount,
            "年利润贡献": amount / 10,
            "行业地位": level,
            "扩展需求": level,
            "转介绍能力": level,
            "合作稳定性": "稳定",
            "信用等级": "AA",
            "合作开始时间": date(2023, 2, 28),
            "合同到期日": date(first.year + 1, 2, 10),
            "生日": "2月14日" if place == 1 else "1月3日",
            "沟通偏好": "上午微信",
        }
        for place, (amount, level) in enumerate(zip(_AMOUNTS, _LEVELS, strict=True), start=1)
    ]


def _callbacks(first: date) -> list[dict[str, Cell]]:
    """Return the calls of the first month: a promise over its end, a plan, an issue, a demand, a low score."""
    made = [first.replace(day=day) for day in (4, 5, 6, 7)]
    said: Sequence[Mapping[str, Cell]] = (
        {},
        {"待解决问题": "服务器卡顿", "跟进计划(负责人/时间/内容)": "技术部/月底前/远程排查"},
        {"客户反馈(满意度/建议/需求)": "满意度2分(满分5分),希望提供设备保养培训"},
        {"待解决问题": "发票开错", "跟进计划(负责人/时间/内容)": "赵磊/3个工作日内/重开发票"},
    )
    following = [date(first.year, 12, 20) if first.month == 11 else date(first.year, 2, 16), None, None, None]
    return [
        callback(
            f"L{place}",
            f"{place}号客户/何经理",
            day,
            after,
            {"客户等级": "VIP" if place < 3 else "普通", "最近交易时间": None, **more},
        )
        for place, (day, after, more) in enumerate(zip(made, following, said, strict=True), start=1)
    ]


def _book(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    del book["Sheet"]
    book.save(path)
    return path


def _others(path: Path, first: date) -> Path:
    """Write a complaint that is open, invoices that are overdue, and what was paid."""
    received = first.replace(day=10)
    overdue = first.replace(day=15)
    return _book(
        path,
        {
            "投诉登记": [
                (
                    "投诉编号",
                    "客户编号",
                    "投诉时间",
                    "投诉内容",
                    "投诉类型",
                    "响应时间",
                    "解决时间",
                    "负责人",
                    "状态",
                ),
                ("T1", "L3", received, "设备故障", "产品质量", received, None, "李强", "处理中"),
            ],
            "应收明细": [
                ("单据号", "客户编号", "开票日期", "到期日", "应收金额"),
                ("INV1", "L3", first, overdue, 5000.0),
                ("INV2", "L1", first, overdue, 9000.0),
            ],
            "回款明细": [
                ("回款单号", "单据号", "客户编号", "回款日期", "回款金额"),
                ("R1", "INV2", "L1", overdue, 9000.0),
            ],
        },
    )


def run_loop(folder: Path, preset: str, window: str) -> list[tuple[Summary, Path]]:
    """Return three months' summaries, each with the worksheet that it gave."""
    months = _WINDOWS[window]
    first = date.fromisoformat(f"{months[0][0]}-01")
    ledger = fill(blank(folder, "ledger"), _ledger(first))
    books = [ledger, _others(folder / "投诉与应收.xlsx", first)]
    books.append(fill(blank(folder, "callbacks"), _callbacks(first)))
    made = []
    for month, today, called in months:
        summary = process(folder, month, today, *books, policy=preset)
        worksheet = take(folder / month, summary, folder)
        made.append((summary, worksheet))
        due = rows_of(worksheet)
        books.append(fill(worksheet, [answer(called, None)] * max(len(due) - 1, 0)))
    return made


#: Told under ``growth`` each month: it asks for orders, and this department has none.
_NO_ORDERS = "KB522"
_LOOPS = [(preset, window) for preset, _ in list_presets() for window in _WINDOWS]
#: One of them is run every time; the others take as long each.
_ALWAYS = ("value-potential", "spring festival")


@pytest.mark.parametrize(
    ("preset", "window"),
    [pytest.param(*loop, marks=() if loop == _ALWAYS else pytest.mark.thorough) for loop in _LOOPS],
)
def test_no_month_has_a_finding_that_nobody_caused(preset: str, window: str, tmp_path: Path) -> None:
    made = run_loop(tmp_path, preset, window)
    told = [
        (summary["period"], item["code"], item["file"], item["cell"], item["message"])
        for summary, _ in made
        for item in summary["data_quality"]["findings"]
        if item["code"] != _NO_ORDERS
    ]
    assert told == []
    for (_, worksheet), (summary, _) in pairwise(made):
        due = rows_of(worksheet)
        assert len(due) > 1
        assert summary["satisfaction"]["called"] == len(due) - 1
        assert [item["customer_id"] for item in summary["follow_ups"]["not_called"]] == [due[-1]["客户编号"]]
