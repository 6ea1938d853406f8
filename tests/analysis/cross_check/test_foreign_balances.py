"""Finance's balances in several currencies: each is compared by itself, and none is added to another."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from receivable_drops import check_of, owed_dataset
from support.drops import INVOICE_HEADER

from kehu_batch.model.figures.receivables import CrossCheckFigures
from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

LEDGER = [{"customer_id": name, "customer_name": f"{name}公司"} for name in ("C1", "C2", "C3")]
INVOICES = [
    {
        "invoice_no": number,
        "customer_id": customer,
        "issued_on": "2023-10-01",
        "due_on": "2023-10-31",
        "amount": amount,
        "currency": currency,
    }
    for number, customer, amount, currency in (
        ("A1", "C1", 1000, None),
        ("A2", "C1", 300, "USD"),
        ("B1", "C2", 500, "CNY"),
        ("B2", "C2", 70, "USD"),
        ("D1", "C3", 20, "EUR"),
    )
]


def check(*balances: tuple[str, float, str | None]) -> CrossCheckFigures:
    rows = [
        {"customer_id": name, "receivable_balance": amount, "currency": currency}
        for name, amount, currency in balances
    ]
    return check_of(owed_dataset(ledger=LEDGER, invoices=INVOICES, balances=rows))


def told(found: CrossCheckFigures) -> set[tuple[str, str, str, int]]:
    rows = found.differences
    names = ("kind", "customer_id", "currency", "difference_fen")
    return set(zip(*(rows[name].tolist() for name in names), strict=True))


def test_what_agrees_in_each_currency_is_no_difference() -> None:
    found = check(
        ("C1", 1000, None), ("C1", 300, "USD"), ("C2", 500, "CNY"), ("C2", 70, "USD"), ("C3", 20, "EUR")
    )
    assert told(found) == set()
    # The own currency's totals hold nothing of the others.
    assert (found.levels[0].ops.sum_fen, found.levels[0].finance.sum_fen, found.matched) == (
        150_000,
        150_000,
        2,
    )
    listed = found.foreign_customers
    assert set(zip(listed["customer_id"], listed["currency"], listed["ops_fen"], strict=True)) == {
        ("C1", "USD", 30_000),
        ("C2", "USD", 7_000),
        ("C3", "EUR", 2_000),
    }


def test_differences_are_told_in_the_currency_that_they_are_of() -> None:
    found = check(("C1", 1300, None), ("C1", 30, "USD"), ("C2", 500, None), ("C2", 9, "EUR"))
    assert told(found) == {
        # 1,000 against 1,300: that 300 dollars are owed besides explains nothing.
        ("amount_differs", "C1", "CNY", -30_000),
        ("amount_differs", "C1", "USD", 27_000),
        ("only_ops", "C2", "USD", 7_000),
        ("only_finance", "C2", "EUR", -900),
        ("only_ops", "C3", "EUR", 2_000),
    }
    hints = dict(zip(found.differences["currency"], found.differences["hint"], strict=True))
    assert hints["USD"] is not None
    assert len(set(found.differences["key"])) == 5


def test_a_sheet_that_names_no_other_currency_is_compared_in_its_own_alone() -> None:
    assert told(check(("C1", 1000, None), ("C2", 500, "CNY"))) == set()


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Return the summary of a drop whose finance sheet has a column 币别, buckets, and dollars by header or sign."""
    folder = tmp_path_factory.mktemp("currencies")
    ops: list[tuple[object, ...]] = [(*INVOICE_HEADER, "币种")]
    ops += [
        (number, name, f"{name}公司", date(2023, 10, 1), date(2023, 10, 31), amount, currency)
        for number, name, amount, currency in (("A1", "C1", 1000, "人民币"), ("A2", "C1", 300, "美元"))
    ]
    finance = [
        ("应收账款账龄表",),
        ("客户代码", "客户名称", "币别", "应收账款余额", "1-30天", "31-60天"),
        ("C1", "C1公司", "人民币", 1000, 0, 1000),
        ("C1", "C1公司", "USD", 250, 0, 250),
    ]
    files = []
    for name, rows in (("应收明细", ops), ("财务账龄", finance)):
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = name
        for row in rows:
            sheet.append(list(row))
        files.append(folder / f"{name}.xlsx")
        book.save(files[-1])
    request = DropRequest(
        tuple(files),
        today=date(2026, 11, 22),
        as_of=date(2023, 11, 30),
        finance_files=(files[1],),
        output=folder / "out",
    )
    found: dict[str, object] = process_drop(request).summary["cross_check"]
    book = openpyxl.load_workbook(folder / "out" / Path("应收明细_批注.xlsx"), data_only=True)
    return found | {"listed": list(book["逐户对账"].iter_rows(max_col=7, values_only=True))}


def test_a_column_of_currencies_keeps_them_apart(summary: dict[str, object]) -> None:
    differences = summary["differences"]
    assert isinstance(differences, list)
    assert [(row["kind"], row["currency"], row["difference"]) for row in differences] == [
        ("amount_differs", "USD", "50.00")
    ]
    # 60 days old, 1,000 of both sides; the dollars' 250 stand in no bucket of yuan.
    assert summary["bucket_differences"] == []
    rows = summary["listed"]
    assert isinstance(rows, list)
    assert ("C1公司", "C1", 300, 250, 50, "金额不符", "USD") in rows
