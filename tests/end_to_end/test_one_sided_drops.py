"""Drops in which a list of the workbook stays empty: documents in other currencies only, everything closed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.drops import INVOICE_HEADER

from kehu_batch.model.outcome import DropRequest, Outcome
from kehu_batch.pipeline import process_drop

INVOICE = [*INVOICE_HEADER, "已收金额"]
RECEIPT = ["回款单号", "单据号", "客户编号", "回款日期", "回款金额"]
BALANCE = ["客户编号", "客户名称", "应收余额"]


def process(folder: Path, sheets: dict[str, list[list[Any]]]) -> Outcome:
    book = openpyxl.Workbook()
    for place, (name, rows) in enumerate(sheets.items()):
        sheet = book.active if place == 0 else book.create_sheet()
        assert sheet is not None
        sheet.title = name
        for row in rows:
            sheet.append(row)
    path = folder / "一方.xlsx"
    book.save(path)
    today = date(2024, 3, 31)
    return process_drop(DropRequest(files=(path,), today=today, as_of=today, output=folder / "out"))


def invoice(number: str, amount: str, paid: int | None = None) -> list[Any]:
    return [number, "001", "甲公司", "2024-01-01", "2024-02-01", amount, paid]


@pytest.mark.parametrize(
    ("others", "unallocated"),
    [
        ({}, "0.00"),
        ({"余额_财务": [BALANCE, ["001", "甲公司", 500]]}, "0.00"),
        ({"回款": [RECEIPT, ["R1", "F2", "001", "2024-02-20", "€70"]]}, "0.00"),
        ({"回款": [RECEIPT, ["R1", None, "001", "2024-02-20", 100]]}, "100.00"),
    ],
    ids=["alone", "finance in yuan", "receipt beyond its document", "advance in yuan"],
)
def test_documents_in_other_currencies_alone_owe_no_yuan(
    others: dict[str, list[list[Any]]], unallocated: str, tmp_path: Path
) -> None:
    documents = [INVOICE, invoice("F1", "USD 100", 150), invoice("F2", "€50")]
    risk = process(tmp_path, {"应收明细": documents, **others}).summary["payment_risk"]
    assert (risk["outstanding"], risk["unallocated"]) == ("0.00", unallocated)
    assert {(item["currency"]) for item in risk["customers"]} >= {"USD", "EUR"}


def test_promises_and_plans_that_are_all_closed_give_no_list(tmp_path: Path) -> None:
    calls = [
        [
            "客户编号",
            "客户名称",
            "本次回访时间",
            "回访人",
            "客户反馈",
            "待解决问题",
            "跟进计划",
            "下次回访时间",
        ],
        ["001", "甲公司", "2024-03-07", "王敏", "空号", "", "李强/3月15日/上门", "2024-03-20"],
    ]
    done = [["跟进客户", "跟进时间", "跟进内容", "状态"], ["甲公司", "2024-03-16", "已送资料", "已完成"]]
    outcome = process(tmp_path, {"回访": calls, "跟进": done})
    assert (outcome.summary["follow_ups"]["kept"], outcome.summary["follow_ups"]["due"]) == (1, 1)
    assert not (tmp_path / "out" / "负责人清单").exists()


def test_orders_of_which_none_has_a_known_amount_are_no_spend_of_nought(tmp_path: Path) -> None:
    orders: list[list[Any]] = [
        ["订单编号", "客户编号", "客户名称", "下单日期", "金额"],
        ["D1", "001", "甲公司", "2024-03-01", "$300"],
        ["D2", "002", "乙公司", "2024-03-01", 20000],
        ["D3", "002", "乙公司", "2024-03-02", "$300"],
        ["D4", "003", "丙公司", "2023-01-02", 200],
    ]
    customers = process(tmp_path, {"订单明细": orders}).summary["tiers"]["customers"]
    assert {item["customer_id"]: (item["spend"], item["reason"]) for item in customers} == {
        "001": (None, "未定级：近12个月的1笔订单金额都不明，消费未知"),
        "002": ("20000.00", "基础 ← 近12个月消费 20,000.00（另有1笔订单金额不明） ≥ 10,000.00"),
        "003": ("0.00", "未定级：近12个月消费 0.00，按金额没有成交"),
    }
