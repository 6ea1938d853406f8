"""A deal on record later than the one that people wrote down is the last deal of next month's worksheet."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
from worksheets.filled_drops import Cell, blank, callback, fill, read

from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.taxonomy import load_taxonomy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.worksheets.next_month import write_next_worksheet


def order(code: str, customer: str, day: date, product: str, amount: float) -> dict[str, Cell]:
    return {"订单编号": code, "客户编号": customer, "下单日期": day, "产品": product, "订单金额": amount}


def test_last_deal_and_products_are_of_the_newest_orders(tmp_path: Path) -> None:
    # All are promised a call on 5 December; the callbacks state 20 August as the last deal.
    calls = [
        callback(code, name, date(2023, 11, 5), date(2023, 12, 5), more)
        for code, name, more in (
            ("A001", "A公司", {"历史合作项目/产品": "设备采购"}),  # bought since: the order's day
            ("B002", "B企业", {}),  # returned goods since: no deal; products of the orders
            ("C003", "C商贸", {}),  # an order of December is not known yet
            ("D004", "D集团", {"最近交易时间": None}),  # nobody wrote a deal down
            ("E005", "E药业", {"最近交易时间": date(2023, 10, 30)}),  # what was written is later
        )
    ]
    orders = [
        order("1", "A001", date(2023, 10, 9), "备件", 800.0),
        order("2", "B002", date(2023, 6, 1), "软件", 900.0),
        order("3", "B002", date(2023, 10, 2), "软件", -900.0),
        order("4", "C003", date(2023, 12, 1), "培训", 700.0),
        order("5", "D004", date(2023, 7, 1), "甲", 100.0),
        order("6", "D004", date(2023, 7, 2), "乙", 100.0),
        order("7", "D004", date(2023, 7, 3), "丙", 100.0),
        order("8", "D004", date(2023, 7, 4), "丁", 100.0),
        order("9", "D004", date(2023, 7, 5), "乙", 100.0),
        order("10", "E005", date(2023, 10, 9), "耗材", 100.0),
    ]
    drop = read(fill(blank(tmp_path, "callbacks"), calls), fill(blank(tmp_path, "orders"), orders))
    target = tmp_path / "下月.xlsx"
    write_next_worksheet(
        drop.analysis, drop.dataset, load_policy().policy, load_vocabulary(), load_taxonomy(), target
    )
    rows = openpyxl.load_workbook(target).worksheets[0].iter_rows(min_row=3, values_only=True)
    told = {row[0]: (row[4], row[5]) for row in rows if row[0]}
    assert told == {
        "A001": (datetime(2023, 10, 9), "设备采购"),
        "B002": (datetime(2023, 8, 20), "软件"),
        "C003": (datetime(2023, 8, 20), None),
        "D004": (datetime(2023, 7, 5), "乙、丁、丙"),
        "E005": (datetime(2023, 10, 30), "耗材"),
    }
