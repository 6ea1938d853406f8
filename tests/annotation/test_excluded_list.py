"""The list of rows that do not count: what must be corrected is not lost among rows after the day."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import openpyxl
from annotation.hand_made_drop import FILE, drop
from annotation.test_result_sheets import donor, table_rows

from kehu_batch.model.figures.analysis import ExcludedRow, RowAccount


def test_reasons_of_few_rows_come_first_and_rows_of_one_reason_stay_in_order() -> None:
    later = [ExcludedRow(FILE, f"回访!G{row}", "截止日之后") for row in (4, 5, 9)]
    unread = ExcludedRow(FILE, "回访!G7", "日期读不出", seen="10月32日")
    twice = [ExcludedRow(FILE, f"跟进!A{row}", "重复行") for row in (12, 30)]
    made = drop()
    accounts = {
        "callbacks": RowAccount(6, 2, 4, listed=(*later[:2], unread, later[2])),
        "followups": RowAccount(3, 1, 2, listed=tuple(twice)),
    }
    book = openpyxl.load_workbook(
        BytesIO(donor(replace(made, analysis=replace(made.analysis, accounts=accounts))))
    )
    rows = table_rows(book["数据质量"], "不计入的行")
    assert [(row["原因"], row["位置"]) for row in rows] == [
        ("日期读不出", "回访!G7"),
        ("重复行", "跟进!A12"),
        ("重复行", "跟进!A30"),
        ("截止日之后", "回访!G4"),
        ("截止日之后", "回访!G5"),
        ("截止日之后", "回访!G9"),
    ]
