"""Seeded random receivables books: 200 of them by default, each a drop of one workbook.

``python -m oracle.books OUT`` (from the folder above) writes the workbooks and their expected JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from .command import write_into_folder
from .drafts import ADDITIONS, Draft, add_invoices, add_receipts, draw_customers, part_of
from .judge import as_json, open_choices
from .oracle import compute
from .positions import fold_number, living_documents, open_amounts, to_fen
from .records import Book, Layout, period_bounds
from .sheets import write_book

COUNT = 200

FEATURES: dict[str, float] = {
    "receipts": 0.7,
    "paid_column": 0.5,
    "instalments": 0.5,
    "credit_notes": 0.35,
    "advances": 0.5,
    "unknown_numbers": 0.3,
    "overpayments": 0.35,
    "later_receipts": 0.5,
    "later_invoices": 0.3,
    "disputed": 0.2,
    "ledger": 0.6,
    "missing_due": 0.4,
    "currencies": 0.25,
    "equal_invoices": 0.15,
    "equal_receipts": 0.15,
    "huge": 0.25,
    "residuals": 0.4,
    "sub_fen": 0.2,
    "wan": 0.2,
    "limits": 0.6,
    "balances": 0.4,
    "statuses": 0.12,
    "folded_numbers": 0.12,
    "before_issue": 0.08,
    "no_issue_column": 0.05,
    "mid_period": 0.08,
    "names_only": 0.25,
    "ids_only": 0.1,
}
"""Each feature and how often a book wants it."""


def book(seed: int) -> Book:
    """Return the book of a seed: the same seed always gives the same book."""
    rng = Random(f"receivables {seed}")  # noqa: S311 - a test's chance, to be repeated
    wants = frozenset(name for name, share in FEATURES.items() if rng.random() < share)
    period, as_of = _period(rng, mid="mid_period" in wants)
    draft = Draft(rng, seed, period, as_of, wants)
    draft.customers = draw_customers(draft)
    add_invoices(draft)
    if "receipts" in wants:
        add_receipts(draft)
    for name, add in ADDITIONS.items():
        if name in wants:
            add(draft)
    return _finished(draft)


def books(count: int = COUNT) -> Iterator[Book]:
    """Yield the books of seeds 0 to count − 1."""
    return (book(seed) for seed in range(count))


def _period(rng: Random, *, mid: bool) -> tuple[str, date]:
    """Draw a month, quarter or year, and its last day or (mid) a day inside it."""
    year = rng.choice((2022, 2023, 2024))
    month = rng.randint(1, 12)
    period = rng.choice((f"{year}-{month:02d}",) * 6 + (f"{year}Q{(month + 2) // 3}",) * 3 + (f"{year}",))
    start, last = period_bounds(period)
    if mid:
        return period, start + timedelta(days=rng.randint(1, (last - start).days - 1))
    return period, last


def _finished(draft: Draft) -> Book:
    """Settle the layout, 已收金额 and the ledger's balances, and name what the book really holds."""
    if "no_issue_column" in draft.wants and all(one.due_on for one in draft.invoices):
        draft.invoices = [replace(one, issued_on=None) for one in draft.invoices]
    made = Book(
        seed=draft.seed,
        period=draft.period,
        as_of=draft.as_of,
        customers=tuple(draft.customers),
        invoices=tuple(draft.invoices),
        receipts=tuple(draft.receipts),
        layout=_layout(draft),
    )
    made = _with_payments(draft, made)
    made = _with_balances(draft, made)
    return made.with_features(*_held(made))


def _layout(draft: Draft) -> Layout:
    """Draw how the book is written."""
    wants = draft.wants
    sheets = ("应收明细", "回款明细", "客户台账")
    return Layout(
        ids="names_only" not in wants,
        names="names_only" in wants or "ids_only" not in wants,
        ledger="ledger" in wants,
        receipts=bool(draft.receipts),
        issue_column=any(one.issued_on for one in draft.invoices),
        wan=frozenset(name for name in sheets if "wan" in wants and draft.chance(0.7)),
        title=draft.chance(0.3),
        total=draft.chance(0.3),
        text_dates=draft.chance(0.2),
        text_amounts=draft.chance(0.2),
        synonyms=draft.chance(0.2),
    )


def _with_payments(draft: Draft, made: Book) -> Book:
    """Fill 已收金额 or 未收金额: beside receipts what they say, without any a payment of unknown date."""
    if "paid_column" not in draft.wants:
        return made
    if made.receipts:
        return _with_paid_beside_receipts(draft, made)
    column = draft.rng.choice(("已收金额", "已收金额", "未收金额"))
    invoices = tuple(
        replace(one, paid=_some_payment(draft, one.amount)) if one.amount > 0 else one
        for one in made.invoices
    )
    return replace(made, invoices=invoices, layout=replace(made.layout, paid_column=column))


def _with_paid_beside_receipts(draft: Draft, made: Book) -> Book:
    """State in 已收金额 what the receipts up to as_of settle; in a third, pay others without a receipt."""
    documents = living_documents(made, made.as_of)
    left = open_amounts(made, documents, made.as_of)
    paid = {one.row: one.amount - left[one.row] for one in documents}
    named = {fold_number(one.number) for one in made.receipts if one.number}
    undated = draft.chance(0.33)
    invoices = []
    for row, one in enumerate(made.invoices):
        value = paid.get(row, Decimal(0))
        if undated and one.amount > 0 and fold_number(one.number) not in named and one.status != "坏账核销":
            value = _some_payment(draft, one.amount)
        invoices.append(replace(one, paid=value))
    return replace(made, invoices=tuple(invoices), layout=replace(made.layout, paid_column="已收金额"))


def _some_payment(draft: Draft, amount: Decimal) -> Decimal:
    """Draw what an invoice's 已收金额 says: nothing, a part or all."""
    whole = to_fen(amount)
    return draft.rng.choice((Decimal(0), min(part_of(draft, whole), whole), whole))


def _with_balances(draft: Draft, made: Book) -> Book:
    """State 应收余额 in the ledger: right for most customers, wrong for some."""
    if "balances" not in draft.wants or not made.layout.ledger:
        return made
    owed = compute(made).customers
    customers = []
    for one in made.customers:
        balance = owed[one.key].outstanding if one.key in owed else Decimal(0)
        if draft.chance(0.3):
            balance += Decimal(draft.rng.randint(-9_000, 900_000)) / 100
        customers.append(replace(one, balance=balance if draft.chance(0.9) else None))
    return replace(made, customers=tuple(customers))


def _held(made: Book) -> list[str]:
    """Name the features that a finished book really holds."""
    named = {fold_number(one.number) for one in made.invoices}
    loose = [one.number for one in made.receipts]
    figures = compute(made)
    tests = {
        "receipts": bool(made.receipts),
        "paid_column": made.layout.paid_column is not None,
        "instalments": any(one.instalment for one in made.invoices),
        "credit_notes": figures.credit_notes > 0,
        "unnamed_receipts": None in loose,
        "unknown_numbers": any(number and fold_number(number) not in named for number in loose),
        "overpayments": figures.unallocated_parts["excess"] > 0,
        "later_receipts": figures.later_receipts > 0,
        "later_invoices": any(one.issued_on and one.issued_on > made.as_of for one in made.invoices),
        "disputed": any(one.disputed for one in made.invoices),
        "missing_due": any(one.due_on is None for one in made.invoices),
        "due_from_terms": made.layout.ledger and any(one.due_on is None for one in made.invoices),
        "bucket_missing": figures.buckets["到期日缺失"] > 0,
        "currencies": bool(figures.foreign),
        "equal_invoices": len(set(made.invoices)) < len(made.invoices),
        "equal_receipts": len(set(made.receipts)) < len(made.receipts),
        "huge": any(one.amount >= 10**9 for one in made.invoices),
        "sub_fen": any(one.amount != to_fen(one.amount) for one in made.invoices),
        "wan": bool(made.layout.wan),
        "statuses": any(one.status == "作废" for one in made.invoices),
        "ledger_differences": bool(figures.ledger_differences),
        "names_only": not made.layout.ids,
    }
    return [name for name, held in tests.items() if held]


def expected(made: Book) -> dict[str, object]:
    """Return what a test needs beside the workbook: options, figures, features, open choices."""
    return {
        "seed": made.seed,
        "args": made.arguments(),
        "payment_risk": as_json(made, compute(made)),
        "features": sorted(made.features),
        "open_choices": {name: sorted(touched) for name, touched in open_choices(made).items()},
    }


def write_all(folder: Path, count: int = COUNT) -> list[Path]:
    """Write ``应收_000.xlsx`` and ``应收_000.expected.json`` for each seed."""
    paths = []
    for made in books(count):
        path = write_book(made, folder / f"应收_{made.seed:03d}.xlsx")
        text = json.dumps(expected(made), ensure_ascii=False, indent=1, sort_keys=True)
        path.with_suffix(".expected.json").write_text(text + "\n", encoding="utf-8")
        paths.append(path)
    return paths


if __name__ == "__main__":
    write_into_folder(__doc__, write_all, COUNT)
