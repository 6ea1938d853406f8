"""Seeded cross-check books: ops' documents against finance's, with known planted differences.

``python -m oracle.cross OUT`` (from the folder above) writes a folder and an expected JSON for each seed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from .command import write_into_folder
from .judge import Json, money
from .oracle import compute
from .plants import plan, sow
from .positions import ZERO, fold_number, to_fen
from .records import Book, Customer, Layout, month_end
from .sheets import Cell, Table, invoice_table, ledger_table, receipt_table, write_tables
from .sides import Draft, Line, Planted

COUNT = 60
STEMS = tuple(first + second for first in "东南西北中金银铜铁" for second in "湖海江河山原岭")


@dataclass(frozen=True, slots=True)
class CrossBook:
    """Two sides and what differs. ``book`` is ops' side as the oracle reads it."""

    seed: int
    documents: bool
    book: Book
    unreadable: dict[str, str]
    lines: tuple[Line, ...]
    strangers: tuple[Customer, ...]
    planted: tuple[Planted, ...]
    clean: frozenset[str]
    finance_layout: Layout
    direction: bool

    def ops_totals(self) -> dict[str, Decimal]:
        """Return ops' gross outstanding by customer, unreadable documents left out."""
        readable = tuple(one for one in self.book.invoices if one.number not in self.unreadable)
        figures = compute(replace(self.book, invoices=readable))
        return {key: one.outstanding for key, one in figures.customers.items()}

    def finance_totals(self) -> dict[str, Decimal]:
        """Return what finance states by customer as of as_of, unreadable rows left out."""
        sums: dict[str, Decimal] = {}
        for one in self.lines:
            left = one.left()
            if left is not None and (one.issued_on is None or one.issued_on <= self.book.as_of):
                sums[one.customer] = sums.get(one.customer, ZERO) + left
        return sums

    def files(self, folder: Path) -> tuple[Path, Path]:
        """Return the two paths that ``write_cross`` writes."""
        name = "财务_应收明细.xlsx" if self.documents else "财务_应收余额表.xlsx"
        return folder / "运营_应收.xlsx", folder / name


def cross_book(seed: int) -> CrossBook:
    """Return the cross-check book of a seed: even seeds compare documents, odd ones balances."""
    rng = Random(f"cross {seed}")  # noqa: S311 - a test's chance, to be repeated
    as_of = month_end(rng.choice((2023, 2024)), rng.randint(1, 12))
    draft = Draft(rng, seed, seed % 2 == 0, as_of, rng.sample(STEMS, len(STEMS)))
    for _ in range(rng.randint(3, 7)):
        _add_clean(draft)
    for name in plan(seed):
        sow(draft, name)
    return _finished(draft)


def cross_books(count: int = COUNT) -> Iterator[CrossBook]:
    """Yield the cross-check books of seeds 0 to count − 1."""
    return (cross_book(seed) for seed in range(count))


def _add_clean(draft: Draft) -> None:
    """Add a customer on whom both sides agree: paid in part, overdue or not, with an advance or not."""
    rng = draft.rng
    who = draft.customer()
    draft.clean.add(who)
    owed, overdue = ZERO, ZERO
    for _ in range(rng.randint(1, 4)):
        late = rng.random() < 0.5
        days, amount = draft.dates(overdue=late), draft.amount()
        number = draft.ops(who, amount, days)
        paid = _pay(draft, who, number, days[0], amount)
        owed += amount - paid
        overdue += amount - paid if late else ZERO
        if draft.documents:
            draft.finance(who, amount, days, _rewritten(number, rng), paid)
    if not draft.documents:
        draft.balance(who, owed, overdue)
    if rng.random() < 0.4:
        draft.receive(who, None, draft.as_of - timedelta(days=rng.randint(0, 60)), draft.amount(100, 5_000))
    if not draft.documents and rng.random() < 0.3:
        draft.ops(who, -draft.amount(10, 900), draft.dates())


def _pay(draft: Draft, who: str, number: str, issued: date, amount: Decimal) -> Decimal:
    """Receive a part, all or nothing of a document by as_of, and sometimes more after it."""
    paid = draft.rng.choice((ZERO, ZERO, to_fen(amount / 3), amount))
    if paid:
        day = issued + timedelta(days=draft.rng.randint(0, (draft.as_of - issued).days))
        draft.receive(who, number, day, paid)
    if paid < amount and draft.rng.random() < 0.2:
        draft.receive(who, number, draft.as_of + timedelta(days=draft.rng.randint(1, 20)), amount - paid)
    return paid


def _rewritten(number: str, rng: Random) -> str:
    """Write a number as finance may: now and then without hyphens, in lower case or in full width."""
    return rng.choice((number,) * 5 + (number.replace("-", ""), number.lower(), number.replace("Y", "Ｙ")))


def _finished(draft: Draft) -> CrossBook:
    """Freeze a draft, its finance rows in another order than ops'."""
    rng = draft.rng
    lines = list(draft.lines)
    rng.shuffle(lines)
    wan = frozenset({"应收明细", "应收余额表"} if rng.random() < 0.15 else ())
    layout = Layout(title=rng.random() < 0.4, total=rng.random() < 0.4, wan=wan)
    book = Book(
        seed=draft.seed,
        period=f"{draft.as_of:%Y-%m}",
        as_of=draft.as_of,
        customers=tuple(draft.customers),
        invoices=tuple(draft.invoices),
        receipts=tuple(draft.receipts),
        layout=Layout(ledger=True, receipts=bool(draft.receipts)),
    )
    return CrossBook(
        seed=draft.seed,
        documents=draft.documents,
        book=book,
        unreadable=dict(draft.unreadable),
        lines=tuple(lines),
        strangers=tuple(draft.strangers),
        planted=tuple(draft.planted),
        clean=frozenset(draft.clean),
        finance_layout=layout,
        direction=not draft.documents and rng.random() < 0.4,
    )


def write_cross(made: CrossBook, folder: Path) -> tuple[Path, Path]:
    """Write the two workbooks of a cross-check book into a folder of its own: it is one drop."""
    ops, finance = made.files(folder)
    tables = [_ops_table(made), ledger_table(made.book)]
    if made.book.layout.receipts:
        tables.insert(1, receipt_table(made.book))
    write_tables(tables, made.book.layout, ops)
    table = _document_table(made) if made.documents else _balance_table(made)
    write_tables([table], made.finance_layout, finance)
    return ops, finance


def _ops_table(made: CrossBook) -> Table:
    """Lay out ops' 应收明细, with texts where an amount cannot be read."""
    table = invoice_table(made.book)
    at = table.headers.index("应收金额")
    rows = tuple((*row[:at], made.unreadable.get(str(row[0]), row[at]), *row[at + 1 :]) for row in table.rows)
    return replace(table, rows=rows)


def _names(made: CrossBook) -> dict[str, str]:
    """Return every customer's name, strangers' included."""
    return {one.key: one.name for one in (*made.book.customers, *made.strangers)}


def _document_table(made: CrossBook) -> Table:
    """Lay out finance's 应收明细."""
    names = _names(made)
    rows: list[tuple[Cell, ...]] = [
        (one.number, one.customer, names[one.customer], one.issued_on, one.due_on, one.amount, one.paid)
        for one in made.lines
    ]
    headers = ("单据号", "客户编号", "客户名称", "开票日期", "到期日", "应收金额", "已收金额")
    return Table("应收明细", headers, tuple(rows), frozenset({"应收金额", "已收金额"}))


def _balance_table(made: CrossBook) -> Table:
    """Lay out finance's 应收余额表, with 借 and 贷 in a column or with signs."""
    names = _names(made)
    rows = []
    for one in made.lines:
        cells: list[Cell] = [one.customer, names[one.customer]]
        if made.direction:
            cells.append(_side(one.amount))
        shown = abs(one.amount) if made.direction and isinstance(one.amount, Decimal) else one.amount
        rows.append((*cells, shown, one.overdue))
    headers = ("客户编号", "客户名称", *["方向"] * made.direction, "应收余额", "逾期金额")
    return Table("应收余额表", headers, tuple(rows), frozenset({"应收余额", "逾期金额"}))


def _side(amount: Decimal | str) -> str:
    """Return 借, 贷 or 平."""
    if isinstance(amount, str) or amount > 0:
        return "借"
    return "贷" if amount < 0 else "平"


def planted_json(one: Planted) -> dict[str, Json]:
    """Return a planted difference in the form of DESIGN's ``cross_check.differences``, with its hint."""
    amounts = {"ops": one.ops, "finance": one.finance, "difference": one.difference}
    return {
        "kind": one.kind,
        "hint": one.hint,
        "customer_id": one.customer,
        "document": one.document,
        "accepts": [*sorted(one.kinds)],
        "sure": one.sure,
        "tolerable": one.tolerable,
        **{name: None if amount is None else money(amount) for name, amount in amounts.items()},
    }


def expected(made: CrossBook) -> dict[str, Json]:
    """Return what a test needs beside the workbooks."""
    ops, finance = made.ops_totals(), made.finance_totals()
    return {
        "seed": made.seed,
        "args": [*made.book.arguments()],
        "side": "documents" if made.documents else "balances",
        "planted": [planted_json(one) for one in made.planted],
        "clean_customers": [*sorted(made.clean)],
        "ops_sum": money(sum(ops.values(), ZERO)),
        "finance_sum": money(sum(finance.values(), ZERO)),
        "customers": {
            key: {"ops": money(ops.get(key, ZERO)), "finance": money(finance.get(key, ZERO))}
            for key in sorted(ops.keys() | finance.keys())
        },
    }


def compare(made: CrossBook, program: Mapping[str, Json]) -> list[str]:
    """Return planted differences that a program's ``cross_check`` lacks, and those of clean customers."""
    rows = program.get("differences")
    found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    wrong = [
        f"not found: {planted_json(one)}"
        for one in made.planted
        if not one.tolerable and not any(_matches(one, row) for row in found)
    ]
    wrong += [f"clean customer: {row}" for row in found if row.get("customer_id") in made.clean]
    return wrong


def _matches(one: Planted, row: Mapping[str, Json]) -> bool:
    """Tell whether a program's difference is the planted one."""
    if row.get("kind") not in one.kinds or row.get("customer_id") != one.customer:
        return False
    document = row.get("document")
    if one.kind in {"overdue_differs", "unknown_customer"}:
        same = document is None or one.document is None or _alike(document, one.document)
    else:
        same = _alike(document, one.document)
    return same and (not one.sure or _same_amounts(one, row))


def _alike(left: Json, right: str | None) -> bool:
    """Compare two document numbers as they fold."""
    return right is None and left is None if left is None or right is None else _fold(left) == _fold(right)


def _fold(number: Json) -> str:
    """Fold a number of a program's."""
    return fold_number(str(number))


def _same_amounts(one: Planted, row: Mapping[str, Json]) -> bool:
    """Compare the amounts: an unreadable side must be null, a missing one may be null or 0.00."""
    if one.kind == "unreadable":
        blind = "ops" if one.ops is None else "finance"
        return row.get(blind) is None and row.get("difference") is None
    pairs = [
        (one.ops, row.get("ops")),
        (one.finance, row.get("finance")),
        (one.difference, row.get("difference")),
    ]
    return all((ours or ZERO) == Decimal(str(theirs or 0)) for ours, theirs in pairs)


def write_all(folder: Path, count: int = COUNT) -> list[Path]:
    """Write ``cross_00/`` with its two workbooks, and ``cross_00.expected.json`` beside it, for each seed."""
    paths = []
    for made in cross_books(count):
        drop = folder / f"cross_{made.seed:02d}"
        write_cross(made, drop)
        text = json.dumps(expected(made), ensure_ascii=False, indent=1, sort_keys=True)
        (folder / f"{drop.name}.expected.json").write_text(text + "\n", encoding="utf-8")
        paths.append(drop)
    return paths


if __name__ == "__main__":
    write_into_folder(__doc__, write_all, COUNT)
