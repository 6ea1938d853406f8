"""The callback worksheets: October's workbook, the older months, and the southern team's in traditional script."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from month_plan.callbacks import SOUTH
from month_plan.picture import make_badge
from month_plan.sheets import Column, Formula, SheetPlan, Unformatted, letter
from month_plan.traditional import traditional
from month_plan.truth import Callback

OCTOBER_FILE = "2026年10月客户回访工作表.xlsx"
OLDER_FILE = "回访记录2026年5-9月.xlsx"
SOUTH_FILE = "華南組客戶回訪紀錄.xlsx"

METHODS = ("电话", "微信", "上门", "视频")

_STANDARD = (
    Column("customer_id", "客户编号", 9, "center"),
    Column("customer_name", "客户名称/联系人", 25),
    Column("industry", "所属行业", 10, "center"),
    Column("stated_tier", "客户等级", 9, "center"),
    Column("last_deal_on", "最近交易时间", 11.5, "date"),
    Column("deal_history", "历史合作项目/产品", 19),
    Column("called_on", "本次回访时间", 15, "date"),
    Column("method", "回访方式", 8.5, "center"),
    Column("called_by", "回访人", 8.5, "center"),
    Column("summary", "沟通核心内容摘要", 24),
    Column("feedback", "客户反馈(满意度/建议/需求)", 30),
    Column("pending_issues", "待解决问题", 22),
    Column("plan", "跟进计划(负责人/时间/内容)", 28),
    Column("next_callback_on", "下次回访时间", 12, "date"),
    Column("notes", "备注", 20),
)

_MAY_JUNE = (
    Column("customer_id", "客户编号", 9, "id", "客户信息"),
    Column("customer_name", "客户名称", 25, "text", "客户信息"),
    Column("contact", "联系人", 10, "text", "客户信息"),
    Column("stated_tier", "客户等级", 8, "center", "客户信息"),
    Column("called_on", "回访日期", 15, "date", "回访情况"),
    Column("method", "回访方式", 8, "center", "回访情况"),
    Column("called_by", "回访人", 8, "center", "回访情况"),
    Column("summary", "沟通内容", 24, "text", "回访情况"),
    Column("score", "满意度评分(满分5分)", 10, "center", "客户评价"),
    Column("feedback", "客户意见", 28, "text", "客户评价"),
    Column("pending_issues", "待解决问题", 22, "text", "客户评价"),
    Column("plan", "跟进计划", 28, "text", "后续安排"),
    Column("next_callback_on", "下次回访日期", 12, "date", "后续安排"),
    Column("notes", "备注", 20),
)

_SOUTH = tuple(
    Column(column.code, traditional(column.header), column.width, column.kind)
    for column in (
        *_STANDARD[:12],
        Column("resolution_status", "解决状态", 9, "center"),
        *_STANDARD[12:],
    )
)


def plan_worksheets(callbacks: Sequence[Callback]) -> dict[str, list[SheetPlan]]:
    """Lay the callbacks out, telling each where it stands; sheets by file."""
    of = {
        key: [call for call in callbacks if call.sheet == key]
        for key in dict.fromkeys(c.sheet for c in callbacks)
    }
    october = SheetPlan(
        "10月回访", _STANDARD, "客户服务部2026年10月客户回访工作表", row_height=40, extras=_dress_october
    )
    october.subtitle = {1: "部门:客户服务部", 6: "填表人:陈静、刘洋、何婷", 12: "填报日期:2026-11-03"}
    may_june = SheetPlan("5-6月", _MAY_JUNE, "客户回访登记(2026年5月、6月)", row_height=34)
    july = SheetPlan("7月", _STANDARD, "2026年7月客户回访工作表", row_height=36, hidden_columns=(14,))
    august = SheetPlan("8月", _STANDARD, row_height=36)
    september = SheetPlan("9月", _STANDARD, "2026年9月客户回访工作表", row_height=36)
    south = SheetPlan("回訪紀錄", _SOUTH, "華南組客戶回訪紀錄(2026年5月至10月)", row_height=36)
    for plan, file, key in (
        (october, OCTOBER_FILE, "october"),
        (may_june, OLDER_FILE, "may_june"),
        (july, OLDER_FILE, "july"),
        (august, OLDER_FILE, "august"),
        (september, OLDER_FILE, "september"),
        (south, SOUTH_FILE, SOUTH),
    ):
        for call in of[key]:
            call.place = plan.add(file, _cells(call, plan))
    charts = _plan_chart(of["october"], october)
    return {
        OCTOBER_FILE: [october, charts, _plan_options()],
        OLDER_FILE: [september, august, july, may_june],
        SOUTH_FILE: [south],
    }


def _cells(call: Callback, plan: SheetPlan) -> dict[str, object]:
    customer, texts = call.customer, call.texts
    values: dict[str, object] = {
        "customer_id": texts.get("customer_id", customer.customer_id),
        "customer_name": texts["customer_name"],
        "contact": "、".join(customer.contacts),
        "industry": customer.industry,
        "stated_tier": call.stated,
        "last_deal_on": texts.get("last_deal_on", call.last_deal),
        "deal_history": texts.get("deal_history"),
        "called_on": texts.get("called_on"),
        "method": call.method,
        "called_by": call.by,
        "resolution_status": None if call.resolved is None else "已解决" if call.resolved else "处理中",
        **{code: texts.get(code) for code in _WRITTEN},
    }
    if isinstance(values["customer_id"], int):
        values["customer_id"] = Unformatted(values["customer_id"])
    elif call.sheet == "may_june":
        values["customer_id"] = customer.number
    if values["last_deal_on"] == "#N/A":
        row = plan.first_row + len(plan.rows) + 1
        values["last_deal_on"] = Formula(f"=VLOOKUP(A{row},选项!$A$2:$B$5,2,FALSE)", "#N/A")
    if call.sheet == SOUTH:
        return {
            code: traditional(value) if isinstance(value, str) else value for code, value in values.items()
        }
    return values


_WRITTEN = ("summary", "score", "feedback", "pending_issues", "plan", "next_callback_on", "notes")


def _plan_chart(calls: Sequence[Callback], data: SheetPlan) -> SheetPlan:
    """Plan the clerk's own chart of callbacks by method, over formulas."""
    plan = SheetPlan(
        "图表",
        (Column("", "回访方式", 14, "center"), Column("", "次数", 10, "center")),
        "10月回访方式分布",
        extras=_draw_chart,
    )
    first, last = data.first_row + 1, data.first_row + len(data.rows)
    column = letter(next(index for index, item in enumerate(data.columns) if item.code == "method"))
    for method in METHODS:
        count = sum(1 for call in calls if call.method == method)
        row = plan.first_row + len(plan.rows) + 1
        formula = Formula(f"=COUNTIF('{data.name}'!${column}${first}:${column}${last},A{row})", count)
        plan.rows.append([method, formula])
    return plan


def _draw_chart(workbook: Any, sheet: Any, plan: SheetPlan) -> None:  # noqa: ANN401 - xlsxwriter has no types
    chart = workbook.add_chart({"type": "column"})
    first, last = plan.first_row, plan.first_row + len(plan.rows) - 1
    chart.add_series(
        {
            "name": "次数",
            "categories": [plan.name, first, 0, last, 0],
            "values": [plan.name, first, 1, last, 1],
            "fill": {"color": "#4472C4"},
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": "10月回访方式", "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_size({"width": 420, "height": 260})
    sheet.insert_chart("D2", chart)


def _plan_options() -> SheetPlan:
    """Plan the hidden sheet that the drop-downs take their choices from."""
    plan = SheetPlan("选项", (Column("", "方式选项", 12), Column("", "等级选项", 12)), hidden=True)
    tiers = ("核心", "重要", "基础", "潜在")
    plan.rows = [[method, tier] for method, tier in zip(METHODS, tiers, strict=True)]
    return plan


def _dress_october(_workbook: Any, sheet: Any, plan: SheetPlan) -> None:  # noqa: ANN401 - xlsxwriter has no types
    """Add what the department's template has of its own: badge, drop-downs, a date check and a filter."""
    first, last = plan.first_row, plan.first_row + len(plan.rows) - 1
    columns = {column.code: index for index, column in enumerate(plan.columns)}
    sheet.insert_image(
        0,
        0,
        "badge.png",
        {
            "image_data": io.BytesIO(make_badge()),
            "x_offset": 4,
            "y_offset": 2,
            "x_scale": 0.8,
            "y_scale": 0.8,
        },
    )
    sheet.data_validation(
        first,
        columns["method"],
        last + 40,
        columns["method"],
        {"validate": "list", "source": "=选项!$A$2:$A$5"},
    )
    sheet.data_validation(
        first,
        columns["stated_tier"],
        last + 40,
        columns["stated_tier"],
        {"validate": "list", "source": "=选项!$B$2:$B$5", "error_type": "warning"},
    )
    sheet.data_validation(
        first,
        columns["called_on"],
        last + 40,
        columns["called_on"],
        {
            "validate": "date",
            "criteria": ">=",
            "value": date(2026, 1, 1),
            "error_type": "information",
            "input_title": "本次回访时间",
            "input_message": "请填写实际回访日期",
        },
    )
    sheet.autofilter(plan.first_row - 1, 0, last, len(plan.columns) - 1)
