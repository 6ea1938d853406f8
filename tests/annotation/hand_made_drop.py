"""The two published rows as analysis would give them, written by hand: no other stage is needed to annotate."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
from support.drops import WORKSHEET_FIELDS, WORKSHEET_HEADER

from kehu_batch.annotation.drop import ComputedDrop
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
from kehu_batch.model.findings.finding import Finding, FindingKind, Severity
from kehu_batch.model.location import Location
from kehu_batch.model.period import Period, PeriodKind
from kehu_batch.model.tables.dataset import Dataset, Input
from kehu_batch.model.tables.recognition import ColumnMatch, Recognition, Region, Side
from kehu_batch.model.tables.source import CellValue, FileFormat, Sheet, SheetState, Workbook
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.report.headlines import build_headlines

FILE = "客户回访工作表.xlsx"
SHEET = "回访"

HEADER, FIELDS = WORKSHEET_HEADER, WORKSHEET_FIELDS
ROWS: tuple[tuple[CellValue, ...], ...] = (
    (
        "A001", "A公司/*经理", "制造业", "VIP", date(2023, 10, 15), "设备采购", date(2023, 11, 5), "电话", "",
        "确认设备运行情况,询问是否有新增需求", "满意度5分(满分5分),希望提供设备保养培训", "无",
        "/11月15日前/发送培训资料及预约上门时间", date(2023, 12, 5), "客户提出可推荐同行合作",
    ),
    (
        "B002", "B企业/*总", "服务业", "普通", date(2023, 8, 20), "软件服务", date(2023, 11, 6), "", "",
        "知晓软件使用体验,排查功能故障", "反映某模块操作复杂,响应速度偶有延迟", "功能操作问题、服务器卡顿",
        "技术团队/11月10日前远程指导操作并优化服务器", date(2023, 11, 20), "客户对价格敏感,需关注续约谈判",
    ),
)  # fmt: skip

BLANK = FindingKind("KB201", Severity.WARNING, "必填项空白", "", "计入数据准确率的错误", "补填这一格")
NO_SCORE = FindingKind("KB202", Severity.WARNING, "没有满意度评分", "", "不计入均分", "在客户反馈里写明评分")
NO_OWNER = FindingKind("KB203", Severity.WARNING, "跟进计划缺负责人", "", "逾期时找不到责任人", "补上负责人")
NO_AMOUNT = FindingKind(
    "KB501", Severity.INFO, "没有金额,无法定级", "", "客户未定级", "投递客户台账或订单明细"
)


def write_worksheet(path: Path) -> Path:
    """Write the worksheet as a clerk has it: title in row 1, header in row 2, callbacks in rows 3 and 4."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    sheet["A1"] = "客户回访工作表"
    sheet.merge_cells("A1:O1")
    for column, text in enumerate(HEADER, 1):
        sheet.cell(2, column, text)
    for offset, row in enumerate(ROWS):
        for column, value in enumerate(row, 1):
            sheet.cell(3 + offset, column, None if value == "" else value)
    for letter in "ABCDEFGHIJKLMNO":
        sheet.column_dimensions[letter].width = 16
    book.properties.created = book.properties.modified = datetime(2023, 12, 1)
    book.save(path)
    return path


def workbook(path: Path, *, width: int = len(HEADER)) -> Workbook:
    """Return the worksheet as it is read; ``width`` pads its rows, as cells to the right do."""
    blank: list[CellValue] = [""] * width
    rows = [["客户回访工作表", *blank[1:]], [*HEADER, *blank[len(HEADER) :]]]
    rows += [[*row, *blank[len(HEADER) :]] for row in ROWS]
    sheet = Sheet(path.name, SHEET, SheetState.VISIBLE, rows)
    content = path.read_bytes() if path.is_file() else b""
    return Workbook(path, path.name, FileFormat.XLSX, hashlib.sha256(content).hexdigest(), (sheet,))


def region(file: str = FILE, own_columns: tuple[int, ...] = ()) -> Region:
    """Return the callbacks' region."""
    matches = tuple(
        ColumnMatch(field, column, header, "表头同名")
        for column, (field, header) in enumerate(zip(FIELDS, HEADER, strict=True))
    )
    rows = np.array([3, 4], dtype=np.int64)
    return Region(0, "callbacks", Side.OPS, file, SHEET, 2, 2, 0, 14, rows, matches, own_columns=own_columns)


def findings(file: str = FILE) -> tuple[Finding, ...]:
    """Return the worksheet's five warnings and one info."""

    def at(kind: FindingKind, row: int, field: str, message: str, customer: str) -> Finding:
        place = Location(file, SHEET, row, FIELDS.index(field))
        return Finding(kind, place, message, table="callbacks", field=field, customer=customer)

    return (
        at(BLANK, 3, "called_by", "回访人没有填写", "A001"),
        at(NO_OWNER, 3, "plan", "跟进计划没有写负责人", "A001"),
        at(BLANK, 4, "method", "回访方式没有填写", "B002"),
        at(BLANK, 4, "called_by", "回访人没有填写", "B002"),
        at(NO_SCORE, 4, "feedback", "客户反馈没有评分", "B002"),
        Finding(
            NO_AMOUNT, Location(file, SHEET, 4), "没有消费金额,未定级", table="callbacks", customer="B002"
        ),
    )


def drop(
    file: str = FILE, own_columns: tuple[int, ...] = (), own_sheets: tuple[Any, ...] = ()
) -> ComputedDrop:
    """Return the whole drop."""
    only = region(file, own_columns)
    dataset = Dataset(
        tables={"callbacks": _callbacks()},
        plans=pd.DataFrame(),
        customers=pd.DataFrame(
            {"customer_id": ["A001", "B002"], "customer_name": ["A公司", "B企业"], "ledger_row": [-1, -1]}
        ),
        regions=(only,),
        inputs=(Input(file, "0" * 64, "ab" * 32),),
    )
    analysis, policy = _analysis(file), load_policy()
    first = tuple(one.sentence for one in build_headlines(analysis, policy.policy))
    return ComputedDrop(Recognition((only,), own_sheets), dataset, analysis, policy, load_vocabulary(), first)


def _callbacks() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "region": [0, 0],
            "source_row": [3, 4],
            "customer": [0, 1],
            "excluded": ["", ""],
            "attempt": [False, False],
            "called_on": pd.to_datetime(["2023-11-05", "2023-11-06"]).astype("datetime64[s]"),
            "score": [1.0, float("nan")],
        }
    )


def _analysis(file: str) -> Analysis:
    return Analysis(
        period=Period("2023-11", PeriodKind.MONTH, date(2023, 11, 1), date(2023, 11, 30), date(2023, 11, 30)),
        accounts={"callbacks": RowAccount(2, 2, 0)},
        tiers=_tiers(file),
        satisfaction=_satisfaction(),
        issues=_issues(file),
        demands=_demands(file),
        follow_ups=_follow_ups(file),
        clocks={},
        quality=QualityFigures(0.7, 10, 7, findings(file)),
    )


def _tiers(file: str) -> TierFigures:
    customers = pd.DataFrame(
        {
            "customer": [0, 1],
            "customer_id": ["A001", "B002"],
            "customer_name": ["A公司", "B企业"],
            "stated": ["VIP", "普通"],
            "stated_tier": ["核心", "基础"],
            "recomputed": pd.Series([None, None], dtype="str"),
            "manual": pd.Series([None, None], dtype="str"),
            "movement": ["无法比较", "无法比较"],
            "since": pd.Series([None, None], dtype="str"),
            "reason": ["未定级 ← 没有任何金额", "未定级 ← 没有任何金额"],
            "spend_fen": pd.array([None, None], dtype="Int64"),
            "file": [file, file],
            "cell": ["回访!D3", "回访!D4"],
        }
    )
    names = ("核心", "重要", "基础", "潜在")
    expected = dict(zip(names, (0.1, 0.3, 0.4, 0.2), strict=True))
    return TierFigures("annual-spend", names, dict.fromkeys(names, 0), {}, expected, 2, customers)


def _satisfaction() -> SatisfactionFigures:
    both = SatisfactionGroup(2, 1, 5.0, None, 1.0, (0.2065, 1.0), 1)
    scored = SatisfactionGroup(1, 1, 5.0, None, 1.0, (0.2065, 1.0), 1)
    unscored = SatisfactionGroup(1, 0, None, None, None, None, 0)
    return SatisfactionFigures(
        total=both,
        scale_max=5.0,
        distribution={"5": 1, "4": 0, "3": 0, "2": 0, "1": 0},
        by_tier={"VIP": scored, "普通": unscored},
        by_owner={},
        by_industry={"制造业": scored, "服务业": unscored},
        by_method={"电话": scored},
        by_month={"2023-11": both},
    )


def _issues(file: str) -> IssueFigures:
    by_type = pd.DataFrame(
        {
            "type": ["功能操作", "系统性能"],
            "count": [1, 1],
            "share": [0.5, 0.5],
            "customers": [1, 1],
            "cumulative": [0.5, 1.0],
            "department": ["产品部", "技术部"],
            "spend_fen": pd.array([None, None], dtype="Int64"),
        }
    )
    items = pd.DataFrame(
        {
            "customer": [1, 1],
            "customer_id": ["B002", "B002"],
            "customer_name": ["B企业", "B企业"],
            "called_on": pd.to_datetime(["2023-11-06"] * 2).astype("datetime64[s]"),
            "text": ["功能操作问题", "服务器卡顿"],
            "types": [("功能操作",), ("系统性能",)],
            "primary": ["功能操作", "系统性能"],
            "matched": [("操作",), ("卡顿",)],
            "decided_by": ["词典", "词典"],
            "perhaps": [(), ()],
            "department": ["产品部", "技术部"],
            "resolved": pd.array([None, None], dtype="boolean"),
            "region": [0, 0],
            "source_row": [4, 4],
            "file": [file] * 2,
            "cell": ["回访!L4"] * 2,
        }
    )
    by_month = pd.DataFrame({"month": ["2023-11"] * 2, "type": ["功能操作", "系统性能"], "count": [1, 1]})
    return IssueFigures(2, 1, 0, by_type, by_month, items, None, {"resolution_rate": "没有解决状态"})


def _demands(file: str) -> DemandFigures:
    items = pd.DataFrame(
        {
            "customer": [0],
            "customer_id": ["A001"],
            "customer_name": ["A公司"],
            "called_on": pd.to_datetime(["2023-11-05"]).astype("datetime64[s]"),
            "text": ["希望提供设备保养培训"],
            "region": [0],
            "source_row": [3],
            "file": [file],
            "cell": ["回访!K3"],
        }
    )
    return DemandFigures(1, items, None, {"conversion": "没有订单明细"})


def _follow_ups(file: str) -> FollowUpFigures:
    items = pd.DataFrame(
        [
            ("plan_deadline", 1, "B002", "B企业", "普通", "技术团队", "2023-11-10", "逾期",
             20, 14, "high", "远程指导操作并优化服务器", 4, "plan", "M4"),
            ("plan_deadline", 0, "A001", "A公司", "VIP", None, "2023-11-15", "逾期",
             15, 11, "high", "发送培训资料及预约上门时间", 3, "plan", "M3"),
            ("promised_callback", 1, "B002", "B企业", "普通", None, "2023-11-20", "逾期",
             10, 8, "medium", "下次回访", 4, "next_callback_on", "N4"),
            ("promised_callback", 0, "A001", "A公司", "VIP", None, "2023-12-05", "未到期",
             0, 0, None, "下次回访", 3, "next_callback_on", "N3"),
        ],
        columns=[
            "clock", "customer", "customer_id", "customer_name", "tier", "owner", "due_on", "state", "days_overdue",
            "working_days_overdue", "severity", "content", "source_row", "field", "cell",
        ],
    )  # fmt: skip
    items = items.assign(
        due_on=pd.to_datetime(items["due_on"]).astype("datetime64[s]"),
        closed_on=pd.Series([pd.NaT] * 4, dtype="datetime64[s]"),
        working_days_overdue=items["working_days_overdue"].astype("Int64"),
        region=0,
        number=[0, 1, 2, 3],
        file=file,
        cell="回访!" + items["cell"],
    )
    by_owner = pd.DataFrame(
        {
            "owner": [None, "技术团队"],
            "open": [3, 1],
            "overdue": [2, 1],
            "high": [1, 1],
            "medium": [1, 0],
            "low": [0, 0],
        }
    )
    by_clock = pd.DataFrame(
        {
            "clock": ["plan_deadline", "promised_callback"],
            "open": [2, 2],
            "overdue": [2, 1],
            "high": [2, 0],
            "medium": [0, 1],
            "low": [0, 0],
        }
    )
    by_tier = pd.DataFrame(
        {
            "tier": ["普通", "VIP"],
            "open": [2, 2],
            "overdue": [2, 1],
            "high": [1, 1],
            "medium": [1, 0],
            "low": [0, 0],
        }
    )
    not_called = pd.DataFrame(
        {"customer": [], "customer_id": [], "customer_name": [], "state": [], "file": [], "cell": []}
    ).astype({"customer": "int64"})
    return FollowUpFigures(
        items=items,
        met=items.iloc[:0].assign(days_late=0),
        overdue=items[items["state"] == "逾期"],
        open=4,
        kept_rate=0.0,
        kept=0,
        due=1,
        completion_rate=1.0,
        made=2,
        planned=2,
        not_called=not_called,
        by_owner=by_owner,
        by_tier=by_tier,
        by_clock=by_clock,
    )
