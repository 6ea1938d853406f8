"""Closings from month to month: a year of a small book, kept in summaries and in annotated workbooks."""

from __future__ import annotations

import calendar
import random
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.drops import INVOICE_HEADER

from kehu_batch.batch.drops import resolve_drops
from kehu_batch.errors import InputRejected
from kehu_batch.model.outcome import DropRequest, Outcome
from kehu_batch.pipeline import process_drop

RECEIPT_HEAD = ("回款单号", "单据号", "客户编号", "客户名称", "回款日期", "回款金额")
NAMES = {f"C{number:02}": f"客户{name}" for number, name in enumerate("甲乙丙丁戊", 1)}

Book = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]


def make_book(seed: int = 15) -> Book:
    """Return a year of invoices and receipts of five customers, every row dated in 2025."""
    chance = random.Random(seed)  # noqa: S311
    invoices: list[tuple[Any, ...]] = []
    receipts: list[tuple[Any, ...]] = []
    for number in range(90):
        customer = chance.choice(sorted(NAMES))
        issued = datetime(2025, 1, 1) + timedelta(days=chance.randrange(365))
        amount = chance.randrange(10_000, 900_000) / 100
        name = f"INV-{number:03}"
        invoices.append((name, customer, NAMES[customer], issued, issued + timedelta(days=30), amount))
        for part in range(chance.randrange(3)):
            paid = issued + timedelta(days=chance.randrange(1, 120))
            if paid.year == 2025:
                share = round(amount / (part + 2), 2)
                receipts.append((f"R-{len(receipts):03}", name, customer, NAMES[customer], paid, share))
    return invoices, receipts


def net_of(book: Book, day: date) -> Mapping[str, int]:
    """Return what each customer owes net at the end of a day, in fen, by plain sums."""
    owed: dict[str, int] = defaultdict(int)
    for row in book[0]:
        owed[row[1]] += round(row[5] * 100) if row[3].date() <= day else 0
    for row in book[1]:
        owed[row[2]] -= round(row[5] * 100) if row[4].date() <= day else 0
    return {customer: fen for customer, fen in owed.items() if fen}


def write_book(path: Path, book: Book, until: date) -> Path:
    made = openpyxl.Workbook()
    for sheet, (title, head, rows, day) in zip(
        (made.worksheets[0], made.create_sheet()),
        (("应收明细", INVOICE_HEADER, book[0], 3), ("回款明细", RECEIPT_HEAD, book[1], 4)),
        strict=True,
    ):
        sheet.title = title
        sheet.append(head)
        for row in rows:
            if row[day].date() <= until:
                sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(path)
    return path


def month_end(month: int) -> date:
    return date(2025, month, calendar.monthrange(2025, month)[1])


def run(folder: Path, files: list[Path], period: str, *closings: Path) -> Outcome:
    request = DropRequest(
        tuple(files), today=date(2026, 3, 1), output=folder, period=period, closings=closings
    )
    return process_drop(request)


def fen(text: str) -> int:
    return round(float(text) * 100)


def test_a_year_month_by_month_closes_where_the_next_month_opens(tmp_path: Path) -> None:
    book = make_book()
    earlier: tuple[Path, ...] = ()
    closed: Mapping[str, int] = {}
    for month in range(1, 13):
        source = write_book(tmp_path / f"{month}" / "应收.xlsx", book, month_end(month))
        request = DropRequest((source,), today=date(2026, 3, 1), period=f"2025-{month:02}", closings=earlier)
        risk = process_drop(request).summary["payment_risk"]
        opened = {row["customer_id"]: fen(row["opening"]) for row in risk["customers"]}
        assert {name: owed for name, owed in opened.items() if owed} == closed
        closed = {row["customer_id"]: fen(row["net"]) for row in risk["closing"]["customers"]}
        closed = {name: owed for name, owed in closed.items() if owed}
        assert closed == net_of(book, month_end(month))
        if month > 1:
            assert (risk["restatement"]["customers"], risk["restatement"]["moves"]) == ([], [])
            assert risk["restatement"]["as_of"] == month_end(month - 1).isoformat()
        earlier = (tmp_path / f"{month}" / "summary.json",)
        earlier[0].write_text(dump({"payment_risk": risk}), encoding="utf-8")


def dump(summary: Mapping[str, Any]) -> str:
    import json

    return json.dumps({"schema_version": 1, "period": "", **summary}, ensure_ascii=False)


@pytest.fixture(scope="module")
def november(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Book]:
    """Return the folder with November's outputs, and the book."""
    folder, book = tmp_path_factory.mktemp("closings"), make_book()
    source = write_book(folder / "in" / "应收.xlsx", book, month_end(11))
    run(folder / "out", [source], "2025-11")
    return folder / "out", book


def back_dated(annotated: Path, target: Path, book: Book) -> dict[str, Any]:
    """Add December's rows, and a receipt of November, to the annotated workbook as a person does."""
    made = openpyxl.load_workbook(annotated)
    for title, rows, day in (("应收明细", book[0], 3), ("回款明细", book[1], 4)):
        for row in rows:
            if row[day].month == 12:
                made[title].append(row)
    first = book[0][0]
    made["回款明细"].append(("R-LATE", first[0], first[1], first[2], datetime(2025, 11, 20), 12.34))
    made.save(target)
    return {"customer": first[1], "name": first[2]}


def test_a_back_dated_receipt_is_told_with_its_document(november: tuple[Path, Book], tmp_path: Path) -> None:
    out, book = november
    hidden = openpyxl.load_workbook(out / "应收_批注.xlsx")["期末余额"]
    assert hidden.sheet_state == "hidden"
    whose = back_dated(out / "应收_批注.xlsx", tmp_path / "应收_批注.xlsx", book)
    summary = run(tmp_path / "out", [tmp_path / "应收_批注.xlsx"], "2025-12").summary
    restated = summary["payment_risk"]["restatement"]
    assert restated["as_of"] == "2025-11-30"
    before = net_of(book, month_end(11))[whose["customer"]]
    assert [
        (row["customer_id"], fen(row["before"]), fen(row["difference"])) for row in restated["customers"]
    ] == [(whose["customer"], before, -1234)]
    assert [(row["change"], row["number"], row["effect"]) for row in restated["moves"]] == [
        ("补记", "R-LATE", "-12.34")
    ]
    sheet = openpyxl.load_workbook(tmp_path / "out" / "应收_批注.xlsx", data_only=True)["回款风险"]
    rows = list(sheet.iter_rows(values_only=True))
    assert any((*row[:2], row[5]) == (whose["name"], whose["customer"], "补记") for row in rows)
    page = next((tmp_path / "out").glob("*.html")).read_text(encoding="utf-8")
    assert "期初重述" in page
    # Dropped once more the copy keeps the closing that it was compared with: the same is told again.
    again = run(tmp_path / "again", [tmp_path / "out" / "应收_批注.xlsx"], "2025-12").summary
    assert again["payment_risk"]["restatement"]["moves"][0]["number"] == "R-LATE"
    assert (tmp_path / "again" / "应收_批注.xlsx").read_bytes() == (
        tmp_path / "out" / "应收_批注.xlsx"
    ).read_bytes()


def test_a_folder_takes_an_earlier_summary(november: tuple[Path, Book], tmp_path: Path) -> None:
    out, book = november
    source = write_book(tmp_path / "drop" / "应收.xlsx", book, month_end(12))
    (tmp_path / "drop" / "summary.json").write_bytes((out / "summary.json").read_bytes())
    (drop,) = resolve_drops([tmp_path / "drop"])
    assert (drop.files, [path.name for path in drop.closings]) == ((source,), ["summary.json"])
    request = DropRequest(drop.files, today=date(2026, 3, 1), period="2025-12", closings=drop.closings)
    restated = process_drop(request).summary["payment_risk"]["restatement"]
    assert (restated["as_of"], restated["moves"]) == ("2025-11-30", [])


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema_version": 1, "period": "2025", "payment_risk": 3}']
)
def test_what_is_no_summary_is_refused_by_name(tmp_path: Path, text: str) -> None:
    source = write_book(tmp_path / "应收.xlsx", make_book(), month_end(1))
    (tmp_path / "summary.json").write_text(text, encoding="utf-8")
    request = DropRequest((source,), today=date(2026, 3, 1), closings=(tmp_path / "summary.json",))
    with pytest.raises(InputRejected, match=r"summary\.json"):
        process_drop(request)
