"""Analyses made by hand: the two published rows, and a rich invented month. Nothing here is computed by the program."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from kehu_batch.analysis.trend.current import read_current
from kehu_batch.model.figures.analysis import (
    Analysis,
    DemandFigures,
    IssueFigures,
    QualityFigures,
    RowAccount,
    SatisfactionFigures,
    SatisfactionGroup,
    TierFigures,
)
from kehu_batch.model.figures.follow_ups import FollowUpFigures
from kehu_batch.model.figures.trend import Trend, TrendFigure, TrendSpan
from kehu_batch.model.findings.finding import Finding, FindingKind, Severity
from kehu_batch.model.location import Location
from kehu_batch.model.period import Period, PeriodKind
from kehu_batch.model.tables.dataset import Dataset, Input
from kehu_batch.model.tables.recognition import ColumnMatch, Region, Side

FILE = "客户回访工作表.xlsx"

_DAYS = {"called_on", "due_on", "closed_on"}
_WHOLE = {"spend_fen", "working_days_overdue"}


def frame(columns: Sequence[str], rows: Sequence[Sequence[Any]] = ()) -> pd.DataFrame:
    """Return a frame with the dtypes that the model promises."""
    made = pd.DataFrame([list(row) for row in rows], columns=list(columns), dtype="object")
    for name in columns:
        if name in _DAYS:
            made[name] = pd.to_datetime(made[name]).astype("datetime64[s]")
        elif name in _WHOLE:
            made[name] = made[name].astype("Int64")
        elif name in {
            "customer",
            "days_overdue",
            "days_late",
            "count",
            "open",
            "overdue",
            "high",
            "medium",
            "low",
        }:
            made[name] = made[name].astype("int64")
        elif name == "resolved":
            made[name] = made[name].astype("boolean")
        elif name not in {"types", "matched", "perhaps", "share", "cumulative"}:
            made[name] = made[name].astype("str")
    return made


def month_period(year: int, month: int, as_of: date | None = None) -> Period:
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Period(f"{year}-{month:02d}", PeriodKind.MONTH, first, last, as_of or last)


def region(table: str, sheet: str, file: str = FILE, number: int = 0) -> Region:
    columns = (ColumnMatch("customer_id", 0, "客户编号", "表头同义词"),)
    return Region(
        number, table, Side.OPS, file, sheet, 1, 2, 0, 14, np.array([3, 4], dtype=np.int64), columns
    )


def kind(
    code: str, title: str, effect: str, action: str, severity: Severity = Severity.WARNING
) -> FindingKind:
    return FindingKind(code, severity, title, title, effect, action)


METHOD = kind("KB201", "回访方式未填", "按方式的满意度不含该行。", "请在该单元格补填回访方式。")
CALLER = kind("KB202", "回访人未填", "约定回访没有负责人。", "请在该单元格补填回访人。")
PLAN_OWNER = kind("KB203", "跟进计划没有负责人", "逾期项没有负责人。", "请在计划开头写明负责人。")
SCORE = kind("KB204", "没有满意度评分", "该行计入回访数，不计入均分。", "请补记客户评分。")


def _at(kind_: FindingKind, cell: str, row: int, column: int, field: str, value: str = "") -> Finding:
    return Finding(
        kind_, Location(FILE, "回访", row, column), f"{cell} {kind_.title}", value, "callbacks", field, ""
    )


CUSTOMER_COLUMNS = (
    "customer", "customer_id", "customer_name", "stated", "stated_tier", "recomputed", "manual", "movement", "reason",
    "spend_fen", "file", "cell", "previous", "since",
)  # fmt: skip
TYPE_COLUMNS = ("type", "count", "share", "customers", "cumulative", "department", "spend_fen")
ISSUE_COLUMNS = (
    "customer", "customer_id", "customer_name", "called_on", "text", "types", "primary", "matched",
    "decided_by", "perhaps", "department", "resolved", "region", "source_row", "file", "cell",
)  # fmt: skip
DEMAND_COLUMNS = (
    "customer", "customer_id", "customer_name", "called_on", "text", "region", "source_row", "file", "cell",
)  # fmt: skip
DUE_COLUMNS = (
    "clock", "customer", "customer_id", "customer_name", "tier", "owner", "due_on", "closed_on",
    "state", "days_overdue",
    "working_days_overdue", "days_late", "severity", "content", "region", "source_row", "field", "file", "cell",
)  # fmt: skip
OWNER_COLUMNS = ("owner", "open", "overdue", "high", "medium", "low")
MISSED_COLUMNS = ("customer", "customer_id", "customer_name", "file", "cell")


def published_rows() -> tuple[Analysis, Dataset]:
    """Return the two published rows with the figures of the binding excerpt."""
    one = SatisfactionGroup(1, 1, 5.0, None, 1.0, (0.2065, 1.0), 1)
    none = SatisfactionGroup(1, 0, None, None, None, None, 0)
    total = SatisfactionGroup(2, 1, 5.0, None, 1.0, (0.2065, 1.0), 1)
    a001, b002 = ("A001", "A公司"), ("B002", "B企业")
    satisfaction = SatisfactionFigures(
        total, 5.0, {"5": 1, "4": 0, "3": 0, "2": 0, "1": 0},
        {"VIP": one, "普通": none}, {}, {"制造业": one, "服务业": none}, {"电话": one}, {"2023-11": total},
    )  # fmt: skip
    issues = IssueFigures(
        2, 1, 0,
        frame(TYPE_COLUMNS, [("功能操作", 1, 0.5, 1, 0.5, "产品部", None), ("系统性能", 1, 0.5, 1, 1.0, "技术部", None)]),
        frame(("month", "type", "count"), [("2023-11", "功能操作", 1), ("2023-11", "系统性能", 1)]),
        frame(ISSUE_COLUMNS, [
            (1, *b002, "2023-11-06", "功能操作问题", ("功能操作",), "功能操作", ("功能操作",),
             "词典", (), "产品部", None, 0, 4, FILE, "回访!L4"),
            (1, *b002, "2023-11-06", "服务器卡顿", ("系统性能",), "系统性能", ("卡顿",),
             "词典", (), "技术部", None, 0, 4, FILE, "回访!L4"),
        ]),
        None, {"resolution_rate": "没有解决状态"},
    )  # fmt: skip
    demands = DemandFigures(
        1,
        frame(DEMAND_COLUMNS, [(0, *a001, "2023-11-05", "希望提供设备保养培训", 0, 3, FILE, "回访!K3")]),
        None,
        {"conversion": "没有订单明细"},
    )
    overdue = frame(DUE_COLUMNS, [
        ("plan_deadline", 1, *b002, None, "技术团队", "2023-11-10", None, "逾期", 20, 14, 0, "high",
         "远程指导操作并优化服务器", 0, 4, "plan", FILE, "回访!M4"),
        ("plan_deadline", 0, *a001, None, None, "2023-11-15", None, "逾期", 15, 11, 0, "high",
         "发送培训资料及预约上门时间", 0, 3, "plan", FILE, "回访!M3"),
        ("promised_callback", 1, *b002, None, None, "2023-11-20", None, "逾期", 10, 8, 0, "medium", "约定回访", 0, 4,
         "next_callback_on", FILE, "回访!N4"),
    ])  # fmt: skip
    owners = frame(OWNER_COLUMNS, [("技术团队", 1, 1, 1, 0, 0), (None, 3, 2, 1, 1, 0)])
    follow_ups = FollowUpFigures(overdue, overdue, 4, 0.0, 0, 1, 1.0, 2, 2, frame(MISSED_COLUMNS), owners)
    reason = "没有近12个月消费金额，无法定级"
    tiers = TierFigures(
        "annual-spend", ("核心", "重要", "基础", "潜在"), {"核心": 0, "重要": 0, "基础": 0, "潜在": 0}, {},
        {"核心": 0.1, "重要": 0.3, "基础": 0.4, "潜在": 0.2}, 2,
        frame(CUSTOMER_COLUMNS, [
            (0, *a001, "VIP", "核心", None, None, "无法比较", reason, None, FILE, "回访!D3", None, None),
            (1, *b002, "普通", "基础", None, None, "无法比较", reason, None, FILE, "回访!D4", None, None),
        ]),
        {}, matrix([("核心", "未定级"), ("基础", "未定级")]),
    )  # fmt: skip
    findings = (
        _at(PLAN_OWNER, "M3", 3, 12, "plan_owner", "/11月15日前/发送培训资料及预约上门时间"),
        _at(METHOD, "H4", 4, 7, "method"),
        _at(CALLER, "I3", 3, 8, "called_by"),
        _at(CALLER, "I4", 4, 8, "called_by"),
        _at(SCORE, "K4", 4, 10, "score", "反映某模块操作复杂,响应速度偶有延迟"),
    )
    analysis = Analysis(
        month_period(2023, 11), {"callbacks": RowAccount(2, 2, 0)}, tiers, satisfaction, issues,
        demands, follow_ups, {},
        QualityFigures(0.7, 10, 7, findings),
    )  # fmt: skip
    return analysis, _dataset(
        [a001, b002], [(0, "2023-11-05", 5.0), (1, "2023-11-06", None)], (region("callbacks", "回访"),)
    )


def _dataset(
    customers: Sequence[tuple[str, str]],
    calls: Sequence[tuple[int, str, float | None]],
    regions: tuple[Region, ...],
) -> Dataset:
    callbacks = frame(("customer", "called_on", "excluded"), [(who, day, "") for who, day, _ in calls])
    callbacks["score"] = pd.Series([score and score / 5 for _, _, score in calls], dtype="float64")
    files = tuple(dict.fromkeys(item.file for item in regions))
    inputs = tuple(
        Input(name, f"{place:064x}", f"{place + 7:064x}") for place, name in enumerate(files, 0xA0)
    )
    plans = frame(("callback",))
    return Dataset(
        {"callbacks": callbacks},
        plans,
        frame(("customer_id", "customer_name"), customers),
        regions,
        inputs=inputs,
    )


_NAMES = ("恒", "信", "达", "远", "嘉", "禾", "瑞", "丰", "博", "泰")
_TRADES = ("机械设备", "软件科技", "食品", "物流", "建材", "医疗器械")
_OWNERS = ("王建国", "李晓雯", "张海涛", "陈思远", "刘佳怡")
_TYPES = {
    "功能操作": ("产品部", 14, "操作复杂"), "系统性能": ("技术部", 11, "卡顿"), "服务响应": ("客服部", 8, "响应慢"),
    "物流配送": ("物流部", 5, "延迟"), "账务票据": ("财务部", 3, "发票"), "价格费用": ("销售部", 2, "价格"),
    "合同条款": ("法务部", 1, "条款"), "未归类": (None, 2, ""),
}  # fmt: skip
_TIERS = ("核心", "重要", "基础", "潜在")


def invented_month(customers: int = 60, overdue: int = 34) -> tuple[Analysis, Dataset]:
    """Return an invented 2024-05 of one department, of two input files."""
    dice = random.Random(5)  # noqa: S311 - invented figures, the same each time
    people = [
        (
            f"C{1001 + place}",
            f"{_NAMES[place % 10]}{_NAMES[(place * 3 + 1) % 10]}{_TRADES[place % 6]}有限公司",
        )
        for place in range(customers)
    ]
    period = month_period(2024, 5)
    calls = [
        (place, f"2024-05-{1 + place % 28:02d}", float(dice.choice((5, 5, 5, 4, 4, 3, 2))))
        for place in range(52)
    ]
    satisfaction = _invented_satisfaction(calls)
    ledger = "客户台账.xlsx"
    regions = (region("callbacks", "五月回访"), region("ledger", "台账", ledger, 1))
    dataset = _dataset(people, calls, regions)
    accounts = {
        "callbacks": RowAccount(214, 209, 5, 0, {"重复行": 3, "截止日之后": 2}),
        "ledger": RowAccount(61, 60, 1, 1250000, {"重复行": 1}),
    }
    analysis = Analysis(
        period, accounts, _invented_tiers(people, dice, ledger), satisfaction, _invented_issues(people),
        _invented_demands(people), _invented_follow_ups(people, dice, overdue), {}, _invented_quality(),
    )  # fmt: skip
    return replace(analysis, trend=_invented_trend(analysis)), dataset


def _invented_trend(analysis: Analysis) -> Trend:
    """Return the months of the invented satisfaction, the month before with its issues, nothing of last year."""
    assert analysis.satisfaction is not None
    months = [
        TrendSpan(
            month_period(int(label[:4]), int(label[5:])),
            {
                "satisfaction.mean": TrendFigure(figures.mean, whole=figures.scored),
                "satisfaction.csat": TrendFigure(figures.csat, figures.satisfied, figures.scored),
                "follow_ups.overdue": TrendFigure(20.0),
            },
        )
        for label, figures in analysis.satisfaction.by_month.items()
    ]
    current = read_current(analysis)
    before = months[-2]
    told = {"data_quality.accuracy": TrendFigure(0.95, origin="四月回访"), "issues.total": TrendFigure(39.0)}
    csat = replace(before.figures["satisfaction.csat"], restated_from=0.9)
    before = replace(before, figures={**before.figures, **told, "satisfaction.csat": csat})
    return Trend(current, (*months[:-2], before, current), before)


def group(called: int, scores: Sequence[float]) -> SatisfactionGroup:
    """Return a group; its intervals are made up."""
    if not scores:
        return SatisfactionGroup(called, 0, None, None, None, None, 0)
    mean, good = sum(scores) / len(scores), sum(score >= 4 for score in scores)
    rate = good / len(scores)
    near = (max(mean - 0.2, 0.0), min(mean + 0.2, 5.0)) if len(scores) > 1 else None
    return SatisfactionGroup(
        called, len(scores), mean, near, rate, (max(rate - 0.1, 0.0), min(rate + 0.1, 1.0)), good
    )


def _invented_satisfaction(calls: Sequence[tuple[int, str, float | None]]) -> SatisfactionFigures:
    scores = [score for _, _, score in calls if score is not None]
    history = {
        "2023-11": group(38, [5] * 20 + [4] * 12 + [3] * 2), "2023-12": group(40, [5] * 22 + [4] * 12 + [2] * 2),
        "2024-01": group(31, [5] * 15 + [4] * 11 + [3] * 2), "2024-02": group(6, []),
        "2024-03": group(44, [5] * 20 + [4] * 17 + [3] * 4), "2024-04": group(50,
        [5] * 20 + [4] * 20 + [3] * 5 + [2] * 2),
        "2024-05": group(58, scores),
    }  # fmt: skip
    by_owner = {name: group(12, scores[place::5]) for place, name in enumerate(_OWNERS)}
    by_owner["孙丽华"] = group(4, [5, 4])
    return SatisfactionFigures(
        history["2024-05"], 5.0, {str(step): scores.count(step) for step in (5, 4, 3, 2, 1)},
        {"核心": group(8, scores[:7]), "重要": group(18, scores[7:24]), "基础": group(24, scores[24:45]),
        "未定级": group(8, scores[45:48])},
        by_owner,
        {trade: group(10, scores[place::6]) for place, trade in enumerate(_TRADES)},
        {"电话": group(40, scores[:36]), "上门": group(8, scores[36:44]), "微信": group(6, scores[44:]), "邮件": group(4, [])},
        history,
    )  # fmt: skip


def _invented_issues(people: Sequence[tuple[str, str]]) -> IssueFigures:
    total, running, types, items = sum(count for _, count, _ in _TYPES.values()), 0, [], []
    for name, (department, count, word) in _TYPES.items():
        running += count
        types.append(
            (name, count, count / total, max(1, count - 1), running / total, department, count * 2_350_000)
        )
        for place in range(count):
            who = (place * 7 + count) % len(people)
            items.append(
                (who, *people[who], f"2024-05-{1 + place:02d}", f"{name}方面的问题{place + 1}，客户多次提到{word or '一些情况'}",
                 () if name == "未归类" else (name,), name, (word,) if word else (), "词典" if word else "", (), department,
                 place % 3 == 0, 0, place + 3,
                 FILE, f"五月回访!L{place + 3}")
            )  # fmt: skip
    months = [
        ("2024-03", "功能操作", 21),
        ("2024-03", "系统性能", 12),
        ("2024-04", "功能操作", 24),
        ("2024-04", "物流配送", 15),
    ]
    months += [("2024-05", name, count) for name, (_, count, _) in _TYPES.items()]
    by_month = frame(("month", "type", "count"), months)
    return IssueFigures(
        total, 31, 2, frame(TYPE_COLUMNS, types), by_month, frame(ISSUE_COLUMNS, items), 19 / 46
    )


def _invented_demands(people: Sequence[tuple[str, str]]) -> DemandFigures:
    texts = ("希望增加上门培训", "需要月度对账单", "想试用新版移动端", "希望安排技术交流", "需要备件清单")
    rows = [
        (
            place * 3,
            *people[place * 3],
            f"2024-05-{place + 6:02d}",
            text,
            0,
            place + 9,
            FILE,
            f"五月回访!K{place + 9}",
        )
        for place, text in enumerate(texts)
    ]
    return DemandFigures(len(rows), frame(DEMAND_COLUMNS, rows), None, {"conversion": "没有订单明细"})


def _invented_tiers(people: Sequence[tuple[str, str]], dice: random.Random, file: str) -> TierFigures:
    rows, counts, previous = [], dict.fromkeys(_TIERS, 0), {}
    labels = {"核心": "VIP", "重要": "成长型", "基础": "普通", "潜在": "潜在"}
    for place, person in enumerate(people):
        stated = _TIERS[0 if place % 9 == 0 else 1 if place % 3 == 0 else 2 if place % 5 else 3]
        step = dice.choice((0, 0, 0, 0, 0, 1, 1, -1))
        now = None if place % 17 == 16 else _TIERS[min(max(_TIERS.index(stated) + step, 0), 3)]
        previous[place] = stated if place % 4 else now
        rank = 0 if now is None else _TIERS.index(now) - _TIERS.index(stated)
        movement = "无法比较" if now is None else "一致" if rank == 0 else "下调" if rank > 0 else "上调"
        since = movement if previous[place] == stated else "无法比较" if now is None else "一致"
        fen = (
            None
            if now is None
            else {"核心": 15_840_000, "重要": 5_210_000, "基础": 1_870_000, "潜在": 0}[now] + place * 31_700
        )
        why = (
            "没有年合作金额，无法定级"
            if fen is None or now is None
            else f"{now} ← 近12个月消费 {fen / 100:,.2f}"
        )
        rows.append(
            (
                place,
                *person,
                labels[stated],
                stated,
                now,
                None,
                movement,
                why,
                fen,
                file,
                f"台账!B{place + 3}",
                previous[place],
                since,
            )
        )
        if now:
            counts[now] += 1
    rated = sum(counts.values())
    return TierFigures(
        "annual-spend", _TIERS, counts, {tier: count / rated for tier, count in counts.items()},
        dict(zip(_TIERS, (0.1, 0.3, 0.4, 0.2), strict=True)), len(people) - rated,
        frame(CUSTOMER_COLUMNS, rows), previous,
        matrix([(str(row[4]), str(row[5] or "未定级")) for row in rows]),
        matrix([(str(previous[row[0]] or "未定级"), str(row[5] or "未定级")) for row in rows]),
    )  # fmt: skip


def matrix(pairs: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Return customers by where they were and where they are."""
    names = [*_TIERS, "未定级"]
    counts = [[sum(pair == (was, now) for pair in pairs) for now in names] for was in names]
    return pd.DataFrame(counts, index=names, columns=names, dtype="int64")


def _invented_follow_ups(
    people: Sequence[tuple[str, str]], dice: random.Random, count: int
) -> FollowUpFigures:
    clocks = ("promised_callback", "plan_deadline", "tier_cadence")
    words = {
        "promised_callback": "约定回访",
        "plan_deadline": "发送方案并预约上门",
        "tier_cadence": "重要客户每两周联系",
    }
    rows = []
    for place in range(count):
        who, clock = (place * 11) % len(people), clocks[place % 3]
        days = dice.randint(1, 34)
        severity = "high" if days > 14 else "medium" if days > 3 else "low"
        owner = None if place % 9 == 4 else _OWNERS[min(dice.randint(0, 6), 4)]
        due = date(2024, 5, 31) - timedelta(days=days)
        rows.append(
            (clock, who, *people[who], None, owner, due, None, "逾期", days, max(days * 5 // 7, 1), 0,
            severity, words[clock], 0,
             place + 3, "plan", FILE, f"五月回访!M{place + 3}")
        )  # fmt: skip
    rows.sort(key=lambda row: -int(row[9]))
    owners = []
    for name in dict.fromkeys(row[5] for row in rows):
        mine = [row[12] for row in rows if row[5] == name]
        owners.append(
            (name, len(mine) + 3, len(mine), *(mine.count(level) for level in ("high", "medium", "low")))
        )
    table = frame(DUE_COLUMNS, rows)
    missed = frame(
        MISSED_COLUMNS, [(place, *people[place], FILE, f"五月回访!A{place + 200}") for place in (55, 57, 58)]
    )
    return FollowUpFigures(
        table, table, count + 21, 31 / 44, 31, 44, 58 / 61, 58, 61, missed, frame(OWNER_COLUMNS, owners)
    )


def _invented_quality() -> QualityFigures:
    same = kind("KB301", "同一编号有两个名称", "按台账的名称显示。", "请核对后统一名称。")
    late = kind("KB402", "截止日之后的行", "不计入本期数字。", "无须处理；下月自动计入。", Severity.INFO)
    findings = (
        Finding(
            PLAN_OWNER,
            Location(FILE, "五月回访", 9, 12),
            "M9 计划没有写负责人",
            "5月20日前上门",
            "callbacks",
            "plan_owner",
        ),
        *(_at(SCORE, f"K{row}", row, 10, "score") for row in range(11, 17)),
        Finding(
            same,
            Location("客户台账.xlsx", "台账", 14, 1),
            "C1012 在两处名称不同：恒达物流、恒达物流有限公司",
            "恒达物流",
            "ledger",
            "customer_name",
        ),
        Finding(
            METHOD,
            Location(FILE, "五月回访", 3, 7),
            "回访方式有 24 行未填",
            "",
            "callbacks",
            "method",
            count=24,
        ),
        Finding(
            late, None, "2 行的本次回访时间在截止日之后", "2024-06-02", "callbacks", "called_on", count=2
        ),
    )
    return QualityFigures(0.963, 840, 809, findings)


def with_text(text: str) -> tuple[Analysis, Dataset]:
    """Return the published rows with ``text`` in every field that comes from a sheet or a file name."""
    analysis, dataset = published_rows()
    hostile = {
        "customer_id",
        "customer_name",
        "text",
        "content",
        "owner",
        "stated",
        "reason",
        "file",
        "cell",
        "department",
    }

    def fill(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(**{name: text for name in table.columns if name in hostile})

    issues, demands, follow, tiers = analysis.issues, analysis.demands, analysis.follow_ups, analysis.tiers
    assert issues is not None
    assert demands is not None
    assert analysis.satisfaction is not None
    items = fill(issues.items).assign(primary=text)
    items["matched"] = [(text,)] * len(items)
    items["types"] = [(text,)] * len(items)
    findings = tuple(
        replace(item, message=text, value=text, location=Location(text, text, 3, 3))
        for item in analysis.quality.findings
    )
    cuts: Mapping[str, SatisfactionGroup] = {text: analysis.satisfaction.total}
    analysis = replace(
        analysis,
        issues=replace(issues, items=items, by_type=fill(issues.by_type).assign(type=text)),
        demands=replace(demands, items=fill(demands.items), reasons={"conversion": text}),
        follow_ups=replace(
            follow, items=fill(follow.items), overdue=fill(follow.overdue), by_owner=fill(follow.by_owner)
        ),
        tiers=replace(tiers, customers=fill(tiers.customers)),
        satisfaction=replace(
            analysis.satisfaction, by_tier=cuts, by_owner=cuts, by_industry=cuts, by_method=cuts
        ),
        quality=replace(analysis.quality, findings=findings),
        accounts={"callbacks": RowAccount(2, 1, 1, 5, {text: 1})},
        reasons={"retention": text, "payment_risk": text},
    )
    people = fill(dataset.customers)
    regions = tuple(replace(item, file=text, sheet=text) for item in dataset.regions)
    return analysis, replace(dataset, customers=people, regions=regions, inputs=(Input(text, "a", "b"),))
