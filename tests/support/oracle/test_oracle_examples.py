"""The oracle against worked values (oracles.md, the published cases) and against a second way of counting."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from .books import book, books
from .cross import compare as compare_cross
from .cross import cross_books, planted_json, write_cross
from .hints import CONTEXT_HINTS, PAIR_HINTS, pair_hints
from .judge import as_json, compare
from .oracle import Figures, compute, days_of_sales
from .positions import fill_order, living_documents, to_fen
from .records import HOME, Book, Customer, Invoice, Layout, Receipt
from .sheets import write_book
from .terms import due_from_terms

AS_OF = date(2023, 11, 30)


def money(text: str) -> Decimal:
    return Decimal(text)


def yuan(*amounts: int | str) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount) for amount in amounts)


def invoice(
    number: str,
    due: date | None,
    amount: str,
    *,
    customer: str = "A",
    issued_on: date | None = None,
    paid: str | None = None,
    currency: str = HOME,
    instalment: int | None = None,
    status: str | None = None,
) -> Invoice:
    issued = issued_on or (due or AS_OF) - timedelta(days=30)
    settled = None if paid is None else Decimal(paid)
    return Invoice(number, customer, issued, due, money(amount), settled, None, currency, instalment, status)


def receipt(number: str | None, day: date, amount: str, customer: str = "A") -> Receipt:
    return Receipt("H", number, customer, day, money(amount))


def small(
    invoices: list[Invoice], receipts: list[Receipt], period: str = "2023-11", as_of: date = AS_OF
) -> Figures:
    customers = tuple(Customer(key, key) for key in sorted({one.customer for one in invoices}))
    return compute(Book(0, period, as_of, customers, tuple(invoices), tuple(receipts)))


def k11(period: str, as_of: date) -> Figures:
    invoices = [
        invoice(f"S{day}", date(2023, 3, 31), "7000", issued_on=date(2023, 3, day)) for day in range(6, 11)
    ]
    invoices.append(invoice("S60", date(2023, 5, 12), "60000", issued_on=date(2023, 4, 12)))
    receipts = [receipt(f"S{day}", date(2023, 5, 8), "6840") for day in range(6, 11)]
    return small(invoices, [receipt(None, date(2023, 2, 14), "800"), *receipts], period, as_of=as_of)


def test_k11_in_april() -> None:
    got = k11("2023-04", date(2023, 4, 30))
    assert (got.outstanding, got.unallocated, got.later_receipts, got.net) == yuan(95000, 800, 34200, 94200)
    assert (got.buckets["未到期"], got.buckets["1-30"], got.cei) == yuan(60000, 35000, 0)


def test_k11_in_may() -> None:
    got = k11("2023-05", date(2023, 5, 31))
    assert (got.outstanding, got.net, got.buckets["1-30"], got.buckets["61-90"]) == yuan(
        60800, 60000, 60000, 800
    )
    assert (got.cei, got.collection_rate, got.collection_timeliness) == yuan("0.36", "0.36", 0)


def test_k12_excess_stays_unallocated() -> None:
    invoices = [
        invoice("S1", date(2023, 9, 30), "800"),
        invoice("S2", date(2023, 11, 10), "250"),
        invoice("S3", date(2023, 11, 20), "90", customer="B"),
    ]
    got = small(
        invoices, [receipt("S1", date(2023, 10, 1), "5000"), receipt(None, date(2023, 11, 1), "40", "B")]
    )
    assert (got.outstanding, got.unallocated, got.net) == yuan(340, 4240, -3900)
    assert got.unallocated_parts == dict(
        zip(("unnamed", "unknown", "excess"), yuan(40, 0, 4200), strict=True)
    )
    assert (got.customers["A"].outstanding, got.customers["B"].outstanding) == yuan(250, 90)
    assert (got.customers["A"].max_days_overdue, got.customers["B"].max_days_overdue) == (20, 10)


def test_k13_dead_documents_are_not_owed() -> None:
    rows = [("10000", "正常"), ("50000", "已作废"), ("4000", "已红冲"), ("5000", "坏账核销")]
    invoices = [
        invoice(f"F{at}", date(2023, 8, 31), amount, status=status)
        for at, (amount, status) in enumerate(rows)
    ]
    got = small(invoices, [])
    assert (got.outstanding, got.written_off) == yuan(10000, 5000)


def test_k14_and_k16_dates_as_written_and_currencies_apart() -> None:
    invoices = [
        invoice("F1", date(2022, 10, 31), "1000", issued_on=date(2023, 10, 10)),
        invoice("F2", date(2023, 10, 9), "500", issued_on=date(2023, 10, 10), customer="B"),
        invoice("F3", date(2023, 8, 31), "30000", currency="USD"),
    ]
    got = small(invoices, [])
    assert (got.outstanding, got.foreign) == (money("1500"), {"USD": money("30000")})
    assert [got.customers[key].max_days_overdue for key in "AB"] == [395, 52]


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        *((-1, "未到期"), (0, "未到期"), (1, "1-30"), (30, "1-30"), (31, "31-60"), (60, "31-60")),
        *((61, "61-90"), (90, "61-90"), (91, "91-180"), (180, "91-180"), (181, ">180"), (365, ">180")),
        *((366, ">180"), (None, "到期日缺失")),
    ],
)
def test_aging_test_days(days: int | None, bucket: str) -> None:
    due = None if days is None else AS_OF - timedelta(days=days)
    got = small([invoice("F", due, "100")], [])
    assert {name for name, amount in got.buckets.items() if amount} == {bucket}
    assert got.overdue == (100 if (days or 0) > 0 else 0)


def test_dso_of_the_published_values() -> None:
    assert days_of_sales(money("50000"), money("200000"), 365) == money("91.25")
    assert days_of_sales(money("600000"), money("2400000"), 90) == money("22.5")


def test_cei_of_the_published_value() -> None:
    old = invoice("F1", date(2022, 12, 31), "100000", issued_on=date(2022, 12, 1))
    paid = invoice("F2", date(2023, 6, 30), "900000", issued_on=date(2023, 6, 1))
    current = invoice("F3", date(2024, 1, 31), "100000", issued_on=date(2023, 12, 5))
    receipts = [receipt("F1", date(2023, 2, 1), "80000"), receipt("F2", date(2023, 7, 1), "900000")]
    got = small([old, paid, current], receipts, "2023", as_of=date(2023, 12, 31))
    assert (got.opening, got.invoiced, got.outstanding) == yuan(100000, 1000000, 120000)
    assert got.cei == money("0.98")


def test_terms_of_30_days() -> None:
    invoices = [
        invoice("F1", None, "8000", issued_on=AS_OF - timedelta(days=15)),
        invoice("F2", None, "4000", issued_on=AS_OF - timedelta(days=40)),
    ]
    customers = (Customer("A", "甲公司", "30"),)
    got = compute(Book(0, "2023-11", AS_OF, customers, tuple(invoices), layout=Layout(ledger=True)))
    assert (got.buckets["未到期"], got.buckets["1-30"], got.outstanding) == yuan(8000, 4000, 12000)


def test_unallocated_is_gross_and_net() -> None:
    got = small([invoice("F", AS_OF, "200")], [receipt(None, AS_OF, "50")])
    assert (got.outstanding, got.net) == yuan(200, 150)


def test_a_payment_without_an_invoice_is_negative_net() -> None:
    got = small([invoice("F", AS_OF, "0.01")], [receipt(None, AS_OF, "1000"), receipt("F", AS_OF, "0.01")])
    assert (got.outstanding, got.unallocated, got.net) == yuan(0, 1000, -1000)


def test_instalments_fill_in_due_order() -> None:
    parts = [("20", 3), ("30", 1), ("50", 2)]
    invoices = [
        invoice("F", AS_OF + timedelta(days=60 * at - 150), amount, instalment=at) for amount, at in parts
    ]
    got = small(invoices, [receipt("F", date(2023, 10, 1), "40")])
    assert (got.outstanding, got.buckets["1-30"], got.buckets["未到期"]) == yuan(60, 40, 20)
    assert got.buckets["61-90"] == 0


def test_a_later_receipt_leaves_the_invoice_open() -> None:
    got = small([invoice("F", AS_OF, "100")], [receipt("F", AS_OF + timedelta(days=1), "100")])
    assert (got.outstanding, got.later_receipts, got.unallocated) == yuan(100, 100, 0)


def test_a_payment_of_unknown_date_leaves_no_flow() -> None:
    got = small([invoice("F", AS_OF, "100", paid="40")], [])
    assert (got.outstanding, got.opening, got.received) == (money("60"), None, None)
    assert (got.collection_rate, got.cei, got.collection_timeliness) == (None, None, None)


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        *(("30", date(2023, 12, 5)), ("月结30天", date(2023, 12, 30)), ("货到付款", date(2023, 11, 5))),
        *(("现结", date(2023, 11, 5)), ("预付", date(2023, 11, 5)), ("票到30天", date(2023, 12, 5))),
        *(("月底", date(2023, 11, 30)), ("次月10日", date(2023, 12, 10)), ("季结", date(2023, 12, 31))),
        *(("2/10,N/30", date(2023, 12, 5)), ("面议", None), (None, None)),
    ],
)
def test_terms(terms: str | None, due: date | None) -> None:
    assert due_from_terms(date(2023, 11, 5), terms) == due


def replayed(made: Book, on: date) -> Decimal:
    """Pay receipts one by one as they arrive: a second way to the gross outstanding amount."""
    documents = [one for one in living_documents(made, on) if one.invoice.currency == HOME and one.amount > 0]
    named = {one.number for one in made.receipts}
    folded = {(number or "").casefold().replace("-", "").replace("ｆ", "f") for number in named}
    left = {one.row: one.amount for one in documents}
    for document in documents:
        if document.number not in folded:
            left[document.row] -= document.invoice.paid or 0
    for money_in in sorted(made.receipts, key=lambda one: one.received_on):
        rest = to_fen(money_in.amount)
        text = (money_in.number or "").casefold().replace("-", "").replace("ｆ", "f")
        for document in sorted(documents, key=fill_order):
            same = document.number == text and money_in.currency == HOME
            if same and money_in.received_on <= on:
                step = min(rest, left[document.row])
                left[document.row] -= step
                rest -= step
    return sum(left.values(), Decimal(0))


def test_books_tie_out() -> None:
    for made in books():
        got = compute(made)
        assert sum(got.buckets.values()) == sum(got.age_buckets.values()) == got.outstanding
        assert got.outstanding == replayed(made, made.as_of), made.seed
        assert sum(one.outstanding for one in got.customers.values()) == got.outstanding
        assert sum(one.overdue for one in got.customers.values()) == got.overdue
        assert all(sum(one.buckets.values()) == one.outstanding for one in got.customers.values())
        assert sum(got.unallocated_parts.values()) == got.unallocated
        rates = (got.collection_timeliness, got.collection_rate, got.cei, got.overdue_rate)
        assert all(one.amount > 0 for one in made.receipts), made.seed
        assert all(rate is None or 0 <= rate <= 1 for rate in rates), made.seed


def test_every_feature_comes_in_a_dozen_books() -> None:
    held = Counter(name for made in books() for name in made.features)
    assert min(held.values()) >= 12, held


def test_a_seed_is_a_book() -> None:
    assert book(17) == book(17)
    assert book(17) != book(18)


def cells(path: Path, sheet: str) -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]


def test_workbooks_hold_the_records(tmp_path: Path) -> None:
    for made in (one for one in books(60) if not one.layout.text_amounts):
        plain = replace(made, layout=replace(made.layout, title=False, total=False, synonyms=False))
        rows = cells(write_book(plain, tmp_path / f"{made.seed}.xlsx"), "应收明细")
        at = next(at for at, name in enumerate(rows[0]) if str(name).startswith("应收金额"))
        scale = 10_000 if "万元" in str(rows[0][at]) else 1
        assert [Decimal(str(row[at])) * scale for row in rows[1:]] == [one.amount for one in made.invoices]


def test_compare_accepts_itself_and_sees_a_fen() -> None:
    for made in books(40):
        ours = as_json(made, compute(made))
        assert compare(made, ours, strict=True) == []
        off = {**ours, "later_receipts": str(compute(made).later_receipts + Decimal("0.01"))}
        assert len(compare(made, off)) == 1


def test_planted_differences_explain_every_customer() -> None:
    for made in cross_books():
        ops, finance = made.ops_totals(), made.finance_totals()
        planted: dict[str, Decimal] = defaultdict(Decimal)
        blind = {one.customer for one in made.planted if one.kind == "unreadable"}
        for one in made.planted:
            if one.kind not in {"unreadable", "overdue_differs"}:
                planted[one.customer] += one.difference or 0
        for key in (ops.keys() | finance.keys()) - blind:
            assert ops.get(key, 0) - finance.get(key, 0) == planted[key], (made.seed, key)
        assert not made.clean & {one.customer for one in made.planted}


def test_planted_hints_are_the_only_ones() -> None:
    for made in cross_books():
        for one in made.planted:
            if one.kind in {"amount_differs", "sign"} and one.ops is not None and one.finance is not None:
                want = set() if one.hint in {None, *CONTEXT_HINTS} else {one.hint}
                assert pair_hints(one.ops, one.finance) == want, (made.seed, one)


def test_every_kind_and_hint_is_planted_often() -> None:
    planted = [one for made in cross_books() for one in made.planted]
    kinds, hints = Counter(one.kind for one in planted), Counter(one.hint for one in planted)
    assert len(kinds) == 9
    assert min(kinds.values()) >= 6, kinds
    assert min(hints[name] for name in (*PAIR_HINTS, *CONTEXT_HINTS)) >= 5, hints
    assert sum(not made.planted for made in cross_books()) == 4


def test_cross_compare_accepts_the_planted_and_misses_the_lost(tmp_path: Path) -> None:
    for made in cross_books(12):
        rows = [planted_json(one) for one in made.planted]
        assert compare_cross(made, {"differences": [*rows]}) == []
        sure = [one for one in made.planted if not one.tolerable]
        assert len(compare_cross(made, {"differences": []})) == len(sure)
        ops, finance = write_cross(made, tmp_path / str(made.seed))
        assert ops.exists()
        assert "财务" in finance.name
