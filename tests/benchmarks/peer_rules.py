"""What both straightforward scripts compute: dates, scores, types, tiers, what is overdue, a row at a time.

How they read and write is their own: see ``benchmarks.peer`` and ``benchmarks.polars_peer``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

from jinja2 import Environment

AS_OF = datetime(2023, 11, 30)
FIRST = AS_OF.replace(day=1)
WORDS = {"非常满意": 5.0, "满意": 4.0, "一般": 3.0, "不满意": 2.0, "非常不满意": 1.0}
KEYWORDS = {
    "产品质量": ("异响", "读数不准", "漏油"),
    "服务响应": ("没人跟进", "维修不及时"),
    "服务态度": ("态度",),
    "价格费用": ("报价", "运费"),
    "物流配送": ("破损", "少发"),
    "功能操作": ("导出", "操作"),
    "系统性能": ("卡顿", "掉线", "加载"),
    "技术支持": ("说明书",),
    "账务票据": ("发票",),
    "合同条款": ("合同",),
    "交付周期": ("交期", "交货"),
}
ALIASES = {"VIP": "核心", "重点": "重要", "普通": "基础", "潜在": "潜在"}
Row = dict[str, Any]

PAGE = """<!DOCTYPE html><html lang="zh"><meta charset="utf-8"><title>客户月报</title><h1>客户月报</h1>
<p>回访 {{ called }} 次,均分 {{ '%.2f' % mean }}</p>
<h2>客户分级</h2><table>{% for name, count in tiers.items() %}<tr><td>{{ name }}<td>{{ count }}</tr>{% endfor %}</table>
<h2>问题</h2><table>{% for name, count in issues.items() %}<tr><td>{{ name }}<td>{{ count }}</tr>{% endfor %}</table>
<h2>逾期跟进</h2><table>{% for item in overdue %}
<tr>{% for cell in item %}<td>{{ cell }}{% endfor %}</tr>{% endfor %}</table>
<h2>数据问题</h2><table>{% for item in problems %}
<tr>{% for cell in item %}<td>{{ cell }}{% endfor %}</tr>{% endfor %}</table>
</html>"""


def parse_date(value: Any, reference: datetime | None = None) -> datetime | None:  # noqa: ANN401 - any cell
    """Read a date cell or one of the texts that stand for one."""
    if isinstance(value, datetime):
        return value
    text = str(value)
    match = re.search(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})", text)
    if match:
        parts = [int(part) for part in match.groups()]
    else:
        match = re.search(r"(\d{1,2})月(\d{1,2})日", text)
        weekday = re.search(r"下周([一二三四五])", text)
        if match is None and weekday is not None and reference is not None:
            return reference + timedelta(7 - reference.weekday() + "一二三四五".index(weekday[1]))
        if match is None or reference is None:
            return None
        parts = [reference.year, int(match[1]), int(match[2])]
    try:
        return datetime(parts[0], parts[1], parts[2])
    except ValueError:
        return None


def parse_score(text: str) -> float | None:
    """Read a score on a scale of five out of the feedback."""
    match = re.search(r"满意度(\d+)分\(满分(\d+)分\)", text) or re.search(r"(\d+)/(\d+)", text)
    if match:
        score = int(match[1]) / int(match[2]) * 5
        return score if score <= 5 else None
    return WORDS.get(text.split(",", maxsplit=1)[0])


def classify(text: str) -> list[str]:
    """Return the type of each issue of a cell."""
    found = []
    for part in re.split("[、；;]", text):
        found += [name for name, words in KEYWORDS.items() if any(word in part for word in words)][:1]
    return found


def parse_plan(text: str, called_on: datetime | None) -> tuple[str, datetime | None, str]:
    """Split a plan into owner, day and content."""
    parts = re.split("[/，]", text)
    owner = parts[0].strip() if len(parts) > 1 else ""
    return owner, parse_date(text, called_on), parts[-1]


def take_ledger(row: Row, number: int) -> Row:
    """Rate a row of the ledger."""
    row["行"] = number
    row["重算"], row["依据"] = rate(row)
    row["变动"] = "一致" if row["重算"] == ALIASES[row["客户等级"]] else "变动"
    return row


def rate(row: Row) -> tuple[str, str]:
    """Rate a customer by its yearly amount; return the tier and why."""
    amount = row["年合作金额"]
    if not isinstance(amount, int | float) or amount == 0:
        return ("潜在", "有咨询,没有成交") if amount == "" else ("未定级", "没有可用的金额")
    for name, least in (("核心", 100_000), ("重要", 30_000), ("基础", 10_000)):
        if amount >= least:
            reason = f"年合作金额 {amount:,.2f} ≥ {least:,.2f}"
            if name == "核心" and (row["合作稳定性"] == "不稳定" or row["扩展需求"] == "低"):
                return "重要", reason + ",条件不满足,降一级"
            return name, reason
    return "未定级", f"年合作金额 {amount:,.2f} 低于最低一级"


def take_call(row: Row, number: int, seen: set[tuple[Any, ...]]) -> Row:
    """Take a callback's cells apart; ``seen`` holds the rows before it."""
    whole = tuple(row.values())
    row["行"], row["问题"] = number, []
    row["重复"] = whole in seen
    seen.add(whole)
    row["回访日"] = parse_date(row["本次回访时间"])
    row["分"] = parse_score(str(row["客户反馈(满意度/建议/需求)"]))
    row["下次"] = parse_date(row["下次回访时间"])
    row["类型"] = classify(str(row["待解决问题"]))
    plan = str(row["跟进计划(负责人/时间/内容)"])
    row["计划"] = None if plan in {"", "无", "暂无"} else parse_plan(plan, row["回访日"])
    check_row(row)
    return row


def check_row(row: Row) -> None:
    """List what is wrong with a row: column number and words."""
    if row["重复"]:
        row["问题"] = [(1, "重复行")]
        return
    plan, called_on, promise = row["计划"], row["回访日"], row["下次"]
    checks = (
        (7, "日期无法识别", called_on is None),
        (8, "回访方式没有填写", row["回访方式"] == ""),
        (9, "回访人没有填写", row["回访人"] == ""),
        (11, "没有满意度评分", row["分"] is None),
        (13, "跟进计划缺负责人", plan is not None and not plan[0]),
        (13, "跟进计划缺时间", plan is not None and plan[1] is None),
        (14, "日期无法确定", promise is None and row["下次回访时间"] != ""),
        (14, "下次回访时间早于本次回访", None not in {promise, called_on} and promise < called_on),
    )
    row["问题"] = [(column, words) for column, words, wrong in checks if wrong]


def a_month_later(day: datetime) -> datetime:
    """Return the same day of the next month, or its last one."""
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def follow_up(calls: list[Row], ledger: list[Row]) -> list[tuple[Any, ...]]:
    """Say of each row how its promise and plan stand; return what is overdue, the latest first."""
    by_customer: dict[str, list[Row]] = defaultdict(list)
    for row in calls:
        if row["回访日"] is not None and not row["重复"]:
            by_customer[row["客户编号"]].append(row)
    overdue: list[tuple[Any, ...]] = []
    for mine in by_customer.values():
        for row in mine:
            later = [other for other in mine if other["回访日"] > row["回访日"]]
            settled = [other for other in later if other["待解决问题"] == "无"]
            owner, due, _ = row["计划"] or ("", None, "")
            states = [
                state_of("约定回访", row["下次"], later, row, row["回访人"], overdue),
                state_of("跟进计划", due, settled, row, owner, overdue),
            ]
            row["状态"] = "；".join(state for state in states if state)
    for customer in ledger:
        days = [row["回访日"] for row in by_customer[customer["客户编号"]]]
        last = max([*days, customer["最近沟通时间"]])
        tier = customer["重算"] if customer["重算"] != "未定级" else ALIASES[customer["客户等级"]]
        due = {
            "核心": a_month_later(last),
            "潜在": a_month_later(last),
            "重要": last + timedelta(weeks=2),
        }.get(tier)
        if due is not None and due < AS_OF:
            overdue.append(
                ("联系频率", customer["客户编号"], customer["负责人"], due, (AS_OF - due).days, "")
            )
    return sorted(overdue, key=lambda item: -item[4])


def state_of(
    clock: str, due: datetime | None, closing: list[Row], row: Row, owner: str, overdue: list[tuple[Any, ...]]
) -> str:
    """Return how a promise or a plan stands, and list it where it is overdue."""
    if due is None or due < row["回访日"]:
        return ""
    if closing:
        late = (min(other["回访日"] for other in closing) - due).days
        return f"{clock} 已完成" + (f"(晚{late}天)" if late > 0 else "")
    if due >= AS_OF:
        return f"{clock} 未到期"
    days = (AS_OF - due).days
    overdue.append((clock, row["客户编号"], owner, due, days, row["行"]))
    return f"{clock} 逾期{days}天"


Sheets = dict[str, list[tuple[Any, ...]]]


def summarise(calls: list[Row], ledger: list[Row]) -> tuple[Sheets, str]:
    """Return the summary sheets and the page."""
    overdue = follow_up(calls, ledger)
    of_month = [
        row for row in calls if row["回访日"] is not None and row["回访日"] >= FIRST and not row["重复"]
    ]
    scores = [row["分"] for row in of_month if row["分"] is not None]
    issues = Counter(name for row in of_month for name in row["类型"])
    tiers = Counter(row["重算"] for row in ledger)
    problems = [(row["行"], row["客户编号"], words) for row in calls for _, words in row["问题"]]
    rated = [
        tuple(row[name] for name in ("客户编号", "客户名称", "客户等级", "重算", "变动", "依据"))
        for row in ledger
    ]
    mean = sum(scores) / len(scores)
    listed = [(number, row["客户编号"], name) for number, row in enumerate(of_month) for name in row["类型"]]
    sheets: Sheets = {
        "摘要": [("回访", len(of_month)), ("均分", mean), *tiers.items(), *issues.items()],
        "客户分级": rated,
        "问题分析": listed,
        "逾期跟进": overdue,
        "数据质量": problems,
    }
    page = Environment(autoescape=True).from_string(PAGE)
    html = page.render(
        called=len(of_month), mean=mean, tiers=tiers, issues=issues, overdue=overdue, problems=problems
    )
    return sheets, html


def result_cells(row: Row) -> tuple[Any, ...]:
    """Return the four result cells of a callback's row; ``None`` stays empty."""
    shown = row["类型"] and row["回访日"] is not None and row["回访日"] >= FIRST
    return (
        "；".join(words for _, words in row["问题"]) or None,
        None if row["分"] is None else round(row["分"], 2),
        "、".join(row["类型"]) if shown else None,
        row.get("状态") or None,
    )
