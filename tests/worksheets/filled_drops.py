"""Templates filled as a person does, and what the stages make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from kehu_batch.analysis.analyse import analyse
from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.outcome import DropRequest
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.pipeline import process_drop
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.taxonomy import load_taxonomy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook
from kehu_batch.worksheets.template import write_template

TABLES = ("callbacks", "ledger", "followups", "orders", "complaints", "invoices", "receipts", "balances")

Cell = str | float | date | datetime | None


def callback(
    code: str, name: str, called: date, following: date | None, more: Mapping[str, Cell] | None = None
) -> dict[str, Cell]:
    """Return a callback of a customer whose deals carry no amount: no tier of theirs asks for a contact."""
    row: dict[str, Cell] = {
        "客户编号": code,
        "客户名称/联系人": name,
        "客户等级": "普通",
        "最近交易时间": date(2023, 8, 20),
        "本次回访时间": called,
        "回访方式": "电话",
        "回访人": "李强",
        "客户反馈(满意度/建议/需求)": "满意度5分(满分5分)",
        "待解决问题": "无",
        "下次回访时间": following,
    }
    return {**row, **(more or {})}


#: As of 2023-11-30: C003 is 20 days late (high), B002 10 (medium), A001 is due on 5 December, D004 only in January.
CALLBACKS = (
    callback("A001", "A公司/张经理", date(2023, 11, 5), date(2023, 12, 5), {"历史合作项目/产品": "设备采购"}),
    callback(
        "B002",
        "B企业/李总",
        date(2023, 11, 6),
        date(2023, 11, 20),
        {
            "待解决问题": "功能操作问题、服务器卡顿",
            "跟进计划(负责人/时间/内容)": "技术团队/11月20日前/远程指导操作",
        },
    ),
    callback(
        "C003",
        "C商贸",
        date(2023, 11, 1),
        date(2023, 11, 10),
        {"客户反馈(满意度/建议/需求)": "满意度4分(满分5分),希望提供设备保养培训", "所属行业": "零售业"},
    ),
    callback("D004", "D集团", date(2023, 11, 2), date(2024, 1, 15)),
)

#: 核心: contacted monthly, last on 20 October, so due on 20 November.
LEDGER: tuple[dict[str, Cell], ...] = (
    {
        "客户编号": "E005",
        "客户名称": "E药业",
        "联系人": "孙主任",
        "所属行业": "医药",
        "客户等级": "VIP",
        "负责人": "赵磊",
        "年合作金额": 128400.0,
        "扩展需求": "高",
        "合作稳定性": "稳定",
        "最近沟通时间": date(2023, 10, 20),
        "沟通偏好": "下午电话联系",
    },
)


def blank(folder: Path, table: str) -> Path:
    """Write the blank worksheet of a table."""
    target = folder / f"{table}.xlsx"
    write_template(table, target, load_vocabulary(), load_policy().policy, load_taxonomy())
    return target


def fill(path: Path, rows: Sequence[Mapping[str, Cell]]) -> Path:
    """Fill a worksheet by header from its first blank row on; everything else stays as it is."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    columns = {str(cell.value).rstrip("*"): index for index, cell in enumerate(sheet[2], start=1)}
    for number, row in enumerate(rows, start=3):
        for header, value in row.items():
            sheet.cell(number, columns[header]).value = value
    assert sheet.data_validations.count == len(columns)
    filled = path.with_name(f"{path.stem}_填好.xlsx")
    book.save(filled)
    return filled


def summarise(*files: Path, period: str | None = None) -> dict[str, Any]:
    """Return the summary of a drop as of the first days of December 2023."""
    return dict(process_drop(DropRequest(files=files, today=date(2023, 12, 1), period=period)).summary)


@dataclass(frozen=True, slots=True)
class Read:
    """A drop as the worksheets stage is given it."""

    analysis: Analysis
    dataset: Dataset


def read(*files: Path, period: str = "2023-11") -> Read:
    """Return a drop after analysis."""
    policy, vocabulary = load_policy().policy, load_vocabulary()
    workbooks = tuple(open_workbook(path) for path in files)
    dataset = normalise(workbooks, recognise(workbooks, vocabulary), policy, vocabulary)
    analysis = analyse(dataset, policy, load_taxonomy(), period=period, as_of=None, today=date(2023, 12, 1))
    return Read(analysis, dataset)
