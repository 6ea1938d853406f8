"""Credit limits, disputes and stated receipts follow their source; who should stand on a list and does not is told."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from annotation.test_recalculation import assert_recomputed
from annotation.test_source_changes import graded, outstanding, recompute, turned
from openpyxl.workbook import Workbook

from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

INVOICES = (
    ("单据号", "客户编号", "客户名称", "开票日期", "到期日", "应收金额", "已收金额", "争议金额"),
    ("A1", "C1", "甲公司", datetime(2023, 11, 1), datetime(2023, 12, 20), 100, None, 5),
    ("B1", "C2", "乙公司", datetime(2023, 11, 2), datetime(2023, 12, 20), 80, 10, None),
    ("D1", "C3", "丙公司", datetime(2023, 7, 3), datetime(2023, 8, 3), 1000, None, 5000),
)
LEDGER = (
    ("客户编号", "客户名称", "负责人", "信用额度(万元)"),
    ("C4", "丁公司", "赵", 9),
    ("C2", "乙公司", "李", None),
    ("C3", "丙公司", "赵", "1千"),
    ("C1", "甲公司", "王", 0.05),
)


@pytest.fixture(scope="module")
def annotated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ledger")
    book = openpyxl.Workbook()
    for name, rows in (("应收明细", INVOICES), ("客户台账", LEDGER)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    del book["Sheet"]
    path = folder / "应收.xlsx"
    book.save(path)
    request = DropRequest((path,), today=date(2026, 11, 22), as_of=date(2023, 11, 30), output=folder / "out")
    process_drop(request)
    return folder / "out" / "应收_批注.xlsx"


IDS = ("C1", "C2", "C3")


def cells(book: Workbook, sheet: str, column: str) -> dict[object, object]:
    """Return a column of a list by its customers."""
    rows = list(book[sheet].iter_rows(values_only=True))
    head = next(row for row in rows if row[0] == "客户名称")
    customer, wanted = head.index("客户编号"), head.index(column)
    return {row[customer]: row[wanted] for row in rows[rows.index(head) + 1 :] if row[customer] in IDS}


def test_each_stands_as_a_formula_where_its_source_can_be_followed(annotated: Path, tmp_path: Path) -> None:
    kept = openpyxl.load_workbook(annotated, data_only=True)
    assert cells(kept, "客户应收", "信用额度") == {"C1": 500, "C2": "—", "C3": 1000}
    assert cells(kept, "应收底稿", "争议金额") == {"C1": 5, "C2": 0, "C3": 1000}
    formulas = openpyxl.load_workbook(annotated)
    live = {
        customer: str(cell).startswith("=")
        for customer, cell in cells(formulas, "客户应收", "信用额度").items()
    }
    # A limit written as text is a value, which the note says; a blank one is followed.
    assert live == {"C1": True, "C2": True, "C3": False}
    note = str(formulas["客户应收"]["A6"].value)
    assert "信用额度按户号取自同一工作簿的台账（写成文字的为值）" in note
    assert_recomputed(annotated.read_bytes(), tmp_path)


def test_a_change_in_the_ledger_or_beside_an_amount_is_followed(annotated: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        # 95 of 100 yuan used up becomes nine tenths and more; 30 instead of 10 received; 50 in dispute, not 5.
        book["客户台账"]["D5"] = 0.009
        book["客户台账"]["D3"] = 0.5
        book["应收明细"]["G3"] = 30
        book["应收明细"]["H2"] = 50

    book = recompute(annotated, tmp_path, change)
    assert outstanding(book) == 100 + 50 + 1000
    assert cells(book, "客户应收", "信用额度") == {"C1": 90, "C2": 5000, "C3": 1000}
    assert cells(book, "客户应收", "争议金额") == {"C1": 50, "C2": 0, "C3": 1000}
    # More than its limit: 高, and so one to look after first, who is not on the list.
    assert graded(book)["C1"] == "高"
    assert "先顾的客户里“高” ＝ 客户应收里“高”" in turned(book)


def test_the_ledger_sorted_changes_nothing(annotated: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        sheet = book["客户台账"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=5)]
        for number, row in enumerate(sorted(rows, key=lambda row: str(row[0])), 2):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value

    book = recompute(annotated, tmp_path, change)
    assert cells(book, "客户应收", "信用额度") == {"C1": 500, "C2": "—", "C3": 1000}
    assert turned(book) == set()
