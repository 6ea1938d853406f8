"""坏账准备, by hand-worked cases."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from receivable_drops import fen, owed_dataset, risk_of

from kehu_batch.analysis.provision.migration import LABELS, month_ends
from kehu_batch.model.figures.provision import ProvisionFigures

RATES = {"≤1年": "0.05", "1-2年": "0.1", "2-3年": "0.3", "3-4年": "0.5", "4-5年": "0.8", ">5年": "1"}
Row = Mapping[str, Any]


def bill(number: str, issued: str, amount: str, customer: str = "A001", **more: str) -> Row:
    return {"customer_id": customer, "invoice_no": number, "issued_on": issued, "amount": amount, **more}


def paid(number: str, day: str, amount: str, customer: str = "A001") -> Row:
    return {"customer_id": customer, "invoice_no": number, "received_on": day, "amount": amount}


#: Open at 2023-11-30: 1,000 of this year, 1,500 of one to two, 300 of four to five: 50 + 150 + 240 = 440.00.
#: At 2023-10-31 INV-2 was open in full: 50 + 200 + 240 = 490.00.
BOOK: Mapping[str, list[Row]] = {
    "invoices": [
        bill("INV-1", "2023-06-01", "1000"),
        bill("INV-2", "2022-06-01", "2000", "B002"),
        bill("INV-3", "2019-01-15", "300"),
    ],
    "receipts": [paid("INV-2", "2023-11-10", "500", "B002")],
}


def provide(book: Mapping[str, list[Row]] = BOOK, **rules: object) -> ProvisionFigures:
    provision = {"method": "age", "final_rate": "1", "age_rates": RATES, **rules}
    found = risk_of(owed_dataset(**book), provision=provision).provision
    assert found is not None
    return found


def test_by_age_with_the_opening_recomputed() -> None:
    found = provide()
    assert found.by_age["provision_fen"].tolist() == [fen(x) for x in (50, 150, 0, 0, 240, 0, 0)]
    moves = (
        found.opening_fen,
        found.charged_fen,
        found.written_off_fen,
        found.recovered_fen,
        found.closing_fen,
    )
    assert moves == (49_000, -5_000, 0, 0, 44_000)


def test_half_a_fen_is_rounded_up() -> None:
    found = provide({"invoices": [bill("INV-1", "2023-11-01", "0.10")], "receipts": []})
    assert found.closing_fen == 1


OLD, NEW = "2022-01-01", "2023-11-03"


@pytest.mark.parametrize(
    ("issued", "gone_on", "moves"),
    [
        # 80 − 30 received before; 5 after it are recovered. Open at the eve in full, 1–2 years:
        # (2,000 + 80) × 10 % = 208, with 50 + 240 it is 498; 440 − 498 + 50 − 5 = −13.
        (OLD, "2023-11-15", (49_800, -1_300, 5_000, 500, 44_000)),
        # Written off on the last day of the period: both receipts came before; 440 − 498 + 45 = −13.
        (OLD, "2023-11-30", (49_800, -1_300, 4_500, 0, 44_000)),
        # Before the period: in no opening, and both are recovered; 440 − 490 − 35 = −85.
        (OLD, "2023-10-31", (49_000, -8_500, 0, 3_500, 44_000)),
        # After as_of: still owed then, 45 at 10 %; 440 + 4.50 − 498 = −53.50.
        (OLD, "2023-12-05", (49_800, -5_350, 0, 0, 44_450)),
        # Issued in the period, so written off in it; 440 − 490 + 45 = −5.
        (NEW, None, (49_000, -500, 4_500, 0, 44_000)),
    ],
)
def test_a_write_off_with_its_day(issued: str, gone_on: str | None, moves: tuple[int, ...]) -> None:
    dead = {"excluded": "坏账核销", **({"written_off_on": gone_on} if gone_on else {})}
    day = {"document_written_off_on": gone_on} if gone_on else {}
    receipts = [
        {**paid("INV-9", on, amount), "excluded": "坏账核销单据的回款", **day}
        for on, amount in (("2023-11-10", "30"), ("2023-11-20", "5"))
    ]
    book = {
        "invoices": [*BOOK["invoices"], bill("INV-9", issued, "80", **dead)],
        "receipts": [*BOOK["receipts"], *receipts],
    }
    found = provide(book)
    assert (
        found.opening_fen,
        found.charged_fen,
        found.written_off_fen,
        found.recovered_fen,
        found.closing_fen,
    ) == moves


def test_what_was_received_on_an_unknown_day_came_before_the_write_off() -> None:
    # 80 − 30 = 50 written off, which stood in the opening at 10 %: 490 + 5 = 495; 440 − 495 + 50 = −5.
    gone = bill("INV-9", OLD, "80", excluded="坏账核销", written_off_on="2023-11-15")
    back = {**paid("INV-9", "2023-11-10", "30"), "excluded": "坏账核销单据的回款", "received_on": None}
    back["document_written_off_on"] = "2023-11-15"
    found = provide({"invoices": [*BOOK["invoices"], gone], "receipts": [*BOOK["receipts"], back]})
    moves = (found.opening_fen, found.charged_fen, found.written_off_fen, found.recovered_fen)
    assert moves == (49_500, -500, 5_000, 0)


def test_what_was_written_off_counts_without_a_date_of_issue_or_receipt() -> None:
    gone = {"customer_id": "A001", "invoice_no": "INV-9", "amount": "80", "excluded": "坏账核销"}
    back = {**paid("INV-9", "2023-11-10", "30"), "excluded": "坏账核销单据的回款", "received_on": None}
    later = bill("INV-8", "2023-12-01", "70", excluded="坏账核销")
    book = {"invoices": [*BOOK["invoices"], gone, later], "receipts": [*BOOK["receipts"], back]}
    assert risk_of(owed_dataset(**book)).total.written_off_fen == fen(50)


def test_a_stated_write_off_that_the_rows_do_not_hold_asks_for_the_opening() -> None:
    found = provide(written_off="120")
    assert (found.opening_fen, found.written_off_fen, found.charged_fen) == (None, 12_000, None)
    assert "期初余额请一并写明" in found.reasons["opening"]


def test_a_stated_opening_and_write_off_lead_to_the_charge() -> None:
    # 440 closing − 500 opening + 120 written off = 60 charged.
    found = provide(opening="500", written_off="120")
    assert (found.opening_fen, found.charged_fen, found.closing_fen) == (50_000, 6_000, 44_000)


def test_a_document_written_off_asks_for_the_policys_figures() -> None:
    gone = bill("INV-9", "2022-01-01", "80", excluded="坏账核销")
    back = {**paid("INV-9", "2023-11-20", "30"), "excluded": "坏账核销单据的回款"}
    book = {"invoices": [*BOOK["invoices"], gone], "receipts": [*BOOK["receipts"], back]}
    found = provide(book)
    assert (found.written_off_fen, found.opening_fen, found.charged_fen) == (None, None, None)
    assert (found.recovered_fen, found.closing_fen) == (3_000, 44_000)
    assert "1 张（80.00 元" in found.reasons["written_off"]
    assert "核销日期" in found.reasons["written_off"]
    assert "策略" in found.reasons["written_off"]
    # 440 − 500 + 80 − 30 = −10.
    assert provide(book, opening="500", written_off="80").charged_fen == -1_000


@pytest.mark.parametrize(
    ("rule", "provided"),
    [({"rate": "0.6"}, "900.00"), ({"amount": "700"}, "700.00"), ({"amount": "9999"}, "1500.00")],
)
def test_a_customer_provided_for_alone_is_out_of_the_ages(rule: Row, provided: str) -> None:
    found = provide(individual=[{"customer": "B002", "reason": "已停业", **rule}], opening="0")
    assert found.individual["provision_fen"].tolist() == [fen(provided)]
    assert found.by_age["outstanding_fen"].tolist() == [fen(x) for x in (1000, 0, 0, 0, 300, 0, 0)]
    assert found.closing_fen == fen(provided) + fen(50) + fen(240)


def test_what_has_no_rate_is_told() -> None:
    undated = {"customer_id": "A001", "invoice_no": "INV-7", "amount": "70"}
    found = provide({**BOOK, "invoices": [*BOOK["invoices"], undated]})
    assert (found.unrated_fen, found.closing_fen) == (7_000, 44_000)


def steady() -> Mapping[str, list[Row]]:
    """Return twenty months to 2023-11: 100 due on the 15th of each, 60 paid a month later, 20 after two, 20 never."""
    invoices, receipts = [], []
    for number in range(20):
        year, month = divmod(2022 * 12 + 3 + number, 12)
        name = f"INV-{number}"
        invoices.append(bill(name, f"{year}-{month + 1:02}-01", "100", due_on=f"{year}-{month + 1:02}-15"))
        for later, amount in ((1, "60"), (2, "20")):
            after, month_after = divmod(2022 * 12 + 3 + number + later, 12)
            receipts.append(paid(name, f"{after}-{month_after + 1:02}-10", amount))
    return {"invoices": invoices, "receipts": receipts}


def test_by_migration_over_twelve_months() -> None:
    # 40 of 100 stay after the first month, 20 of 40 after the second, then all: rates 0.4 × 0.5 = 0.2, 0.5, 1 … 1.
    # Open: 100, 40, four months of 20 and fourteen older of 20: 20 + 20 + 20 + 60 + 280 = 400.00.
    found = provide(steady(), method="migration")
    assert found.by_migration is not None
    rates = dict(zip(found.by_migration["bucket"], found.by_migration["rate"], strict=True))
    assert [rates[label] for label in LABELS[1:]] == pytest.approx([0.2, 0.5, 1, 1, 1, 1, 1])
    assert found.by_migration["outstanding_fen"].tolist() == [
        fen(x) for x in (0, 100, 40, 20, 20, 20, 20, 280)
    ]
    assert (found.method, found.migration_fen, found.closing_fen) == ("migration", 40_000, 40_000)


def test_without_twelve_months_ages_are_taken_and_why() -> None:
    book = {"invoices": [bill("INV-1", "2023-06-01", "1000", due_on="2023-07-01")], "receipts": []}
    found = provide(book, method="migration")
    assert (found.method, found.by_migration, found.closing_fen) == ("age", None, 5_000)
    assert "不足" in found.reasons["migration"]


def test_month_ends_reach_back_twelve_months() -> None:
    ends = month_ends(date(2024, 2, 29))
    assert (len(ends), ends[0], ends[-2]) == (13, date(2023, 2, 28), date(2024, 1, 31))
    assert all(day.day == calendar.monthrange(day.year, day.month)[1] for day in ends)
