"""Finance's sheets with errors planted by a seeded script: the cross-check finds each by its kind, and no other."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from receivable_drops import check_of
from support_datasets import build_from

from kehu_batch.model.figures.receivables import CrossCheckFigures

AS_OF = date(2023, 11, 30)
CUSTOMERS, DOCUMENTS = 90, 260

Row = dict[str, Any]


def seeds(count: int) -> pytest.MarkDecorator:
    """Give the test so many seeds; three of them always, each takes half a second."""
    every = [pytest.param(seed, marks=pytest.mark.thorough) if seed >= 3 else seed for seed in range(count)]
    return pytest.mark.parametrize("seed", every)


@dataclass
class Books:
    """Both sides' rows, in fen, and what was planted: kind by document or customer.

    Args:
        ops: Ops' invoices.
        receipts: Ops' receipts.
        finance: Finance's documents, with 未收金额.
        balances: Finance's balances by customer.
        planted: What the cross-check is to find.
    """

    ops: list[Row] = field(default_factory=list)
    receipts: list[Row] = field(default_factory=list)
    finance: list[Row] = field(default_factory=list)
    balances: list[Row] = field(default_factory=list)
    planted: set[tuple[str, str]] = field(default_factory=set)


def amount_of(chance: random.Random) -> int:
    """Return an amount whose second and third digits differ, so that they can be swapped."""
    while True:
        fen = chance.randrange(100_000, 99_999_999)
        if str(fen)[1] != str(fen)[2] and fen % 2:
            return fen


def make_books(seed: int) -> Books:
    """Return two sides that agree: partly paid documents, instalments, credit notes, later rows."""
    chance = random.Random(seed)  # noqa: S311 - seeded, no secret
    books = Books()
    for number in range(DOCUMENTS):
        customer, issued = f"C{number % CUSTOMERS:03d}", AS_OF - timedelta(chance.randrange(5, 300))
        amount = amount_of(chance) * (-1 if number % 40 == 39 else 1)
        row = {
            "invoice_no": f"INV{number:04d}",
            "customer_id": customer,
            "issued_on": issued,
            "due_on": issued + timedelta(30),
        }
        books.ops.append({**row, "amount": amount})
        opened = amount
        if number % 3 == 0 and amount > 0:
            paid = chance.randrange(1, amount // 3)
            books.receipts.append(
                {**row_of_receipt(row), "received_on": AS_OF - timedelta(number % 5), "amount": paid}
            )
            opened -= paid
        if number % 10 == 5:
            second = {**row, "due_on": issued + timedelta(90), "amount": amount_of(chance)}
            books.ops.append(second)
            books.finance.append({**second, "open_amount": second["amount"]})
        books.finance.append({**row, "amount": amount, "open_amount": opened})
    for number in range(20):
        later = {
            "invoice_no": f"NEW{number:02d}",
            "customer_id": f"C{number:03d}",
            "issued_on": date(2023, 12, 5),
            "due_on": date(2024, 1, 5),
            "amount": amount_of(chance),
        }
        books.ops.append(later)
        books.finance.append({**later, "open_amount": later["amount"]})
    chance.shuffle(books.finance)
    return books


def row_of_receipt(row: Row) -> Row:
    return {name: row[name] for name in ("invoice_no", "customer_id")}


Planter = Callable[[Books, Row, random.Random], str]


def plant_amount(_: Books, row: Row, chance: random.Random) -> str:
    row["open_amount"] += chance.choice((-1, 1)) * chance.randrange(1, 50_000) * 10 + 5
    return "amount_differs"


def plant_swap(_: Books, row: Row, __: random.Random) -> str:
    digits = list(str(row["open_amount"]))
    digits[1], digits[2] = digits[2], digits[1]
    row["open_amount"] = int("".join(digits))
    return "amount_differs"


def plant_tenfold(_: Books, row: Row, chance: random.Random) -> str:
    row["open_amount"] *= chance.choice((10, 100))
    return "amount_differs"


def plant_sign(_: Books, row: Row, __: random.Random) -> str:
    row["open_amount"] *= -1
    return "sign"


def plant_duplicate(books: Books, row: Row, chance: random.Random) -> str:
    books.finance.insert(chance.randrange(len(books.finance)), dict(row))
    return "duplicate_document"


def plant_missing(books: Books, row: Row, _: random.Random) -> str:
    books.finance.remove(row)
    return "only_ops"


def plant_extra(books: Books, row: Row, chance: random.Random) -> str:
    books.ops.remove(next(own for own in books.ops if own["invoice_no"] == row["invoice_no"]))
    books.receipts = [one for one in books.receipts if one["invoice_no"] != row["invoice_no"]]
    chance.random()
    return "only_finance"


def plant_unknown(_: Books, row: Row, chance: random.Random) -> str:
    row["customer_id"] = f"X{chance.randrange(10**6):06d}"
    return "unknown_customer"


def plant_cut_off(_: Books, row: Row, __: random.Random) -> str:
    row["issued_on"] = date(2023, 12, 2)
    return "cut_off"


def plant_receipt_cut_off(books: Books, row: Row, chance: random.Random) -> str:
    paid = chance.randrange(1, row["open_amount"] // 2)
    books.receipts.append({**row_of_receipt(row), "received_on": date(2023, 12, 1), "amount": paid})
    row["open_amount"] -= paid
    return "cut_off"


def plant_due(_: Books, row: Row, __: random.Random) -> str:
    late = row["due_on"] < AS_OF
    row["due_on"] = AS_OF + timedelta(40) if late else AS_OF - timedelta(40)
    return "overdue_differs"


DOCUMENT_PLANTS: tuple[tuple[Planter, int], ...] = (
    (plant_amount, 8),
    (plant_swap, 6),
    (plant_tenfold, 4),
    (plant_sign, 5),
    (plant_duplicate, 5),
    (plant_missing, 5),
    (plant_extra, 4),
    (plant_unknown, 4),
    (plant_cut_off, 3),
    (plant_receipt_cut_off, 3),
    (plant_due, 3),
)


def plant_in_documents(seed: int) -> Books:
    """Plant 50 errors, each in a document of its own."""
    books, chance = make_books(seed), random.Random(seed + 1)  # noqa: S311
    counts = Counter(row["invoice_no"] for row in books.finance)
    whole = [
        row
        for row in books.finance
        if row["invoice_no"].startswith("INV")
        and counts[row["invoice_no"]] == 1
        and row["open_amount"] > 0
        and str(row["open_amount"])[1] != str(row["open_amount"])[2]
    ]
    victims = iter(chance.sample(whole, 50))
    for plant, times in DOCUMENT_PLANTS:
        for _ in range(times):
            row = next(victims)
            kind = plant(books, row, chance)
            books.planted.add((kind, row["invoice_no"]))
    assert len(books.planted) == 50
    return books


def check(books: Books) -> CrossCheckFigures:
    tables = {"invoices": books.ops, "receipts": books.receipts}
    if books.finance:
        tables["finance_invoices"] = books.finance
    if books.balances:
        tables["balances"] = books.balances
    return check_of(build_from(tables), str(AS_OF))


@seeds(8)
def test_two_sides_that_agree_have_no_difference(seed: int) -> None:
    found = check(make_books(seed))
    assert found.differences.empty
    assert found.levels[-1].ops == found.levels[-1].finance
    assert found.proposals.empty


@seeds(8)
def test_all_50_errors_in_documents_are_found_and_no_other(seed: int) -> None:
    books = plant_in_documents(seed)
    found = check(books)
    assert set(found.differences["level"]) == {"document"}
    got = Counter(zip(found.differences["kind"], found.differences["document"], strict=True))
    assert got == Counter(books.planted)
    assert all(check.difference_fen == 0 for check in found.checks)
    places = found.differences[["ops_cells", "finance_cells"]].map(len).sum(axis=1)
    assert (places > 0).all()


@seeds(3)
def test_swapped_digits_and_tenfold_amounts_are_hinted_at(seed: int) -> None:
    books, chance = make_books(seed), random.Random(seed)  # noqa: S311
    rows = [row for row in books.finance if row["invoice_no"] in {"INV0001", "INV0002"}]
    plant_swap(books, rows[0], chance)
    rows[1]["open_amount"] *= 10
    hints = check(books).differences.set_index("document")["hint"]
    assert hints[rows[0]["invoice_no"]] == "两位数字颠倒"
    assert hints[rows[1]["invoice_no"]] == "相差10倍"


def make_balances(seed: int) -> Books:
    """Return ops' documents and finance's balances by customer, in agreement."""
    books = make_books(seed)
    sums: dict[str, list[int]] = {}
    for row in books.finance:
        if row["issued_on"] <= AS_OF:
            entry = sums.setdefault(row["customer_id"], [0, 0])
            entry[0] += max(row["open_amount"], 0)
            entry[1] += max(row["open_amount"], 0) if row["due_on"] < AS_OF else 0
    books.balances = [
        {"customer_id": name, "receivable_balance": total, "overdue_balance": late}
        for name, (total, late) in sorted(sums.items())
    ]
    books.finance = []
    return books


def plant_in_balances(seed: int) -> Books:
    """Plant 50 errors, each in the balance of a customer of its own."""
    books, chance = make_balances(seed), random.Random(seed + 1)  # noqa: S311
    victims = iter(chance.sample(books.balances, 50))
    # A receipt after the cut-off that finance has counted already is planted for customers without later invoices.
    later = {row["customer_id"] for row in books.ops if row["issued_on"] > AS_OF}
    kinds = ["amount_differs"] * 12 + ["sign"] * 7 + ["duplicate_document"] * 7 + ["only_ops"] * 7
    kinds += ["unknown_customer"] * 5 + ["cut_off"] * 6 + ["overdue_differs"] * 6
    for kind in kinds:
        row = next(victims)
        balance = row["receivable_balance"]
        if kind == "amount_differs":
            row["receivable_balance"] = chance.choice((balance * 10, balance + 5, balance - 1_005))
        elif kind == "sign":
            row["receivable_balance"] = -balance
        elif kind == "duplicate_document":
            books.balances.append(dict(row))
        elif kind == "only_ops":
            books.balances.remove(row)
        elif kind == "unknown_customer":
            books.balances.append(
                {"customer_id": f"X{chance.randrange(10**6):06d}", "receivable_balance": 777}
            )
            books.planted.add((kind, books.balances[-1]["customer_id"]))
            continue
        elif kind == "cut_off" and row["customer_id"] in later:
            added = sum(
                one["amount"]
                for one in books.ops
                if one["issued_on"] > AS_OF and one["customer_id"] == row["customer_id"]
            )
            row["receivable_balance"] += added
        elif kind == "cut_off":
            books.receipts.append(
                {"customer_id": row["customer_id"], "received_on": date(2023, 12, 1), "amount": 901}
            )
            row["receivable_balance"] -= 901
        else:
            row["overdue_balance"] += 123
        books.planted.add((kind, row["customer_id"]))
    assert len(books.planted) == 50
    return books


@seeds(8)
def test_balances_that_agree_have_no_difference(seed: int) -> None:
    found = check(make_balances(seed))
    assert found.differences.empty
    assert found.levels[0].matched == CUSTOMERS


@seeds(8)
def test_all_50_errors_in_balances_are_found_and_no_other(seed: int) -> None:
    books = plant_in_balances(seed)
    found = check(books)
    got = Counter(zip(found.differences["kind"], found.differences["customer_id"], strict=True))
    assert got == Counter(books.planted)


@seeds(4)
def test_a_balance_that_its_documents_explain_is_not_told_twice(seed: int) -> None:
    books = plant_in_documents(seed)
    sums: dict[str, int] = {}
    for row in books.finance:
        if row["issued_on"] <= AS_OF:
            sums[row["customer_id"]] = sums.get(row["customer_id"], 0) + max(row["open_amount"], 0)
    books.balances = [
        {"customer_id": name, "receivable_balance": total} for name, total in sorted(sums.items())
    ]
    got = Counter(zip(*(check(books).differences[name] for name in ("kind", "document")), strict=True))
    assert got == Counter(books.planted)
