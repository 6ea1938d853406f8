"""What is drawn for a random book: customers, invoices, receipts, and what may be added to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from .positions import to_fen
from .records import HOME, Customer, Invoice, Receipt

EDGE_DAYS = (-1, 0, 1, 30, 31, 60, 61, 90, 91, 180, 181, 365, 366)
TERMS = (
    *("30", "45天", "60", "月结30天", "月结60天", "货到付款", "现结", "预付"),
    *("票到30天", "票到45天", "月底", "次月10日", "次月25日", "季结", "2/10,N/30", "1/15,N/60"),
)
NO_TERMS = ("面议", None)
CURRENCIES = ("USD", "EUR", "HKD")
STEMS = tuple(first + second for first in "瑞恒启华德信" for second in "丰泰明源博川")
TRADES = ("机械", "软件", "物流", "食品", "电子")


@dataclass
class Draft:
    """A book in the making; ``wants`` are the features drawn for it."""

    rng: Random
    seed: int
    period: str
    as_of: date
    wants: frozenset[str]
    customers: list[Customer] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)

    def chance(self, share: float) -> bool:
        """Draw true with a probability."""
        return self.rng.random() < share

    def day(self, earliest: int, latest: int) -> date:
        """Draw a day by its offset from as_of."""
        return self.as_of + timedelta(days=self.rng.randint(earliest, latest))


def draw_customers(draft: Draft) -> list[Customer]:
    """Draw 1 to 14 customers of distinct names."""
    rng = draft.rng
    stems = rng.sample(STEMS, rng.randint(1, 14))
    return [_customer(draft, index, stem) for index, stem in enumerate(stems, start=1)]


def _customer(draft: Draft, index: int, stem: str) -> Customer:
    """Draw one customer; a seed's first terms go round all forms of 账期."""
    rng = draft.rng
    terms = TERMS[(draft.seed + index) % len(TERMS)] if draft.chance(0.8) else rng.choice(NO_TERMS)
    limit = Decimal(rng.choice((50_000, 200_000, 1_000_000)))
    return Customer(
        key=f"C{draft.seed % 7}{index:03d}",
        name=f"{stem}{rng.choice(TRADES)}有限公司",
        terms=terms,
        limit=limit if "limits" in draft.wants and draft.chance(0.7) else None,
    )


def _amount(draft: Draft) -> Decimal:
    """Draw an amount: usual, round, a fen residual, huge, or finer than a fen."""
    rng, wants = draft.rng, draft.wants
    if "huge" in wants and draft.chance(0.2):
        return Decimal(rng.randint(10**11, 10**13)) / 100
    if "residuals" in wants and draft.chance(0.15):
        return Decimal(rng.choice((1, 2, 99, 101))) / 100
    if "sub_fen" in wants and draft.chance(0.3):
        return (Decimal(rng.randint(1_000, 90_000)) / Decimal("1.13")).quantize(Decimal("0.000001"))
    if draft.chance(0.3):
        return Decimal(rng.randint(1, 500) * 1000)
    return Decimal(rng.randint(10_000, 30_000_000)) / 100


def _dates(draft: Draft, customer: Customer) -> tuple[date, date | None]:
    """Draw an issue date and a due date; every third due date lies on a bucket's edge."""
    rng = draft.rng
    if "missing_due" in draft.wants and draft.chance(0.35 if customer.terms else 0.2):
        return draft.day(-420, 0), None
    if draft.chance(0.33):
        due = draft.as_of - timedelta(days=rng.choice(EDGE_DAYS))
        return min(due - timedelta(days=rng.choice((0, 30, 60))), draft.as_of), due
    issued = draft.day(-430, 30 if "later_invoices" in draft.wants else 0)
    return issued, issued + timedelta(days=rng.choice((0, 15, 30, 45, 60, 90)))


def add_invoices(draft: Draft) -> None:
    """Give each customer but now and then one some invoices."""
    for customer in draft.customers:
        for _ in range(0 if draft.chance(0.1) else draft.rng.randint(1, 6)):
            _add_document(draft, customer)
    if not draft.invoices:
        _add_document(draft, draft.customers[0])


def _add_document(draft: Draft, customer: Customer) -> None:
    """Add one invoice, or its instalments as rows of one number."""
    issued, due = _dates(draft, customer)
    currency = HOME
    if "currencies" in draft.wants and draft.chance(0.25):
        currency = draft.rng.choice(CURRENCIES)
    number = f"FP-{draft.seed:03d}-{len(draft.invoices) + 1:04d}"
    one = Invoice(number, customer.key, issued, due, _amount(draft), currency=currency)
    if "instalments" in draft.wants and due is not None and one.amount > 1 and draft.chance(0.3):
        draft.invoices += _instalments(draft, one, due)
    else:
        draft.invoices.append(one)


def _instalments(draft: Draft, one: Invoice, due: date) -> list[Invoice]:
    """Split an invoice into 2 to 4 instalments a month or so apart, now and then out of order."""
    count = draft.rng.randint(2, 4)
    share = to_fen(one.amount / count)
    amounts = [share] * (count - 1) + [to_fen(one.amount) - share * (count - 1)]
    rows = [
        replace(one, amount=amount, instalment=index, due_on=due + timedelta(days=30 * (index - 1)))
        for index, amount in enumerate(amounts, start=1)
    ]
    if draft.chance(0.3):
        draft.rng.shuffle(rows)
    return rows


def _numbers(draft: Draft) -> dict[str, list[Invoice]]:
    """Group the invoice rows by number."""
    found: dict[str, list[Invoice]] = {}
    for one in draft.invoices:
        found.setdefault(one.number, []).append(one)
    return found


def add_receipts(draft: Draft) -> None:
    """Pay some numbers in part, in full, in several parts or too much."""
    for rows in _numbers(draft).values():
        total = sum((to_fen(one.amount) for one in rows), Decimal(0))
        for amount in _payments(draft, total):
            _add_receipt(draft, rows[0], amount)
    if not draft.receipts:
        _add_receipt(draft, draft.invoices[0], Decimal("0.01"))


def _payments(draft: Draft, total: Decimal) -> list[Decimal]:
    """Draw the payments of a document of a total."""
    kind = draft.rng.choice(("none", "none", "part", "part", "full", "several", "residual", "over"))
    if kind == "none":
        return []
    if kind == "over":
        extra = Decimal(draft.rng.randint(1, 500_000)) / 100
        return [total + extra] if "overpayments" in draft.wants else [total]
    if kind == "residual" and total > 1:
        return [total - Decimal(draft.rng.choice((1, 5))) / 100]
    if kind == "several" and total > 1:
        parts = [part_of(draft, total / 3) for _ in range(2)]
        return [*parts, total - sum(parts)] if draft.chance(0.4) else parts
    return [total] if kind == "full" else [part_of(draft, total)]


def part_of(draft: Draft, total: Decimal) -> Decimal:
    """Draw a part of a total, at least a fen."""
    return max(to_fen(total * draft.rng.randint(5, 95) / 100), Decimal("0.01"))


def _add_receipt(draft: Draft, one: Invoice, amount: Decimal) -> None:
    """Add a receipt that names an invoice, on, before or after its due date."""
    issued = one.issued_on or draft.as_of
    due = one.due_on or issued + timedelta(days=30)
    day = due + timedelta(days=draft.rng.choice((-10, -1, 0, 0, 1, 7, 40)))
    if "before_issue" not in draft.wants or draft.chance(0.6):
        day = max(day, issued)
    elif draft.chance(0.5):
        day = issued - timedelta(days=draft.rng.randint(1, 40))
    if "later_receipts" not in draft.wants:
        day = min(day, draft.as_of)
    number = _rewritten(one.number) if "folded_numbers" in draft.wants and draft.chance(0.4) else one.number
    who = one.customer if draft.chance(0.9) else None
    draft.receipts.append(Receipt(_receipt_no(draft), number, who, day, amount, one.currency))


def _receipt_no(draft: Draft) -> str:
    """Return the next receipt number."""
    return f"SK{draft.seed:03d}{len(draft.receipts) + 1:04d}"


def _rewritten(number: str) -> str:
    """Write a number otherwise, so that it matches after folding only."""
    return number.replace("-", "").lower() if number[-1] in "02468" else number.replace("F", "Ｆ")


def _add_loose(draft: Draft, number: str | None) -> None:
    """Add a receipt that names no invoice, or one that there is not."""
    rng = draft.rng
    day = draft.day(-200, 40 if "later_receipts" in draft.wants else 0)
    amount = Decimal(rng.randint(100, 9_000_000)) / 100
    currency = rng.choice((HOME, HOME, *CURRENCIES)) if "currencies" in draft.wants else HOME
    who = rng.choice(draft.customers).key
    draft.receipts.append(Receipt(_receipt_no(draft), number, who, day, amount, currency))


def _add_advances(draft: Draft) -> None:
    """Add receipts that name no invoice (预收, 未具名)."""
    for _ in range(draft.rng.randint(1, 4) if draft.receipts else 0):
        _add_loose(draft, None)


def _add_unknown(draft: Draft) -> None:
    """Add receipts that name an invoice which the table does not have."""
    for index in range(draft.rng.randint(1, 2) if draft.receipts else 0):
        _add_loose(draft, f"WZ-{draft.seed:03d}-{index}")


def _add_credit_notes(draft: Draft) -> None:
    """Add negative invoices under numbers of their own."""
    for index in range(draft.rng.randint(1, 3)):
        customer = draft.rng.choice(draft.customers)
        issued = draft.day(-300, 20 if "later_invoices" in draft.wants else 0)
        amount = -to_fen(Decimal(draft.rng.randint(100, 800_000)) / 100)
        number = f"HZ-{draft.seed:03d}-{index}"
        draft.invoices.append(Invoice(number, customer.key, issued, issued + timedelta(days=30), amount))


def _add_statuses(draft: Draft) -> None:
    """Mark the rows 正常 and add void, red-lettered and written-off documents that nobody paid."""
    draft.invoices = [replace(one, status="正常") for one in draft.invoices]
    for index, status in enumerate(("作废", "已红冲", "坏账核销")):
        issued = draft.day(-200, -1)
        amount = Decimal(draft.rng.randint(1, 90) * 100)
        who = draft.rng.choice(draft.customers).key
        due = issued + timedelta(days=30)
        number = f"ZT-{draft.seed:03d}-{index}"
        draft.invoices.append(Invoice(number, who, issued, due, amount, status=status))


def _add_disputed(draft: Draft) -> None:
    """Dispute part or all of some invoices: it changes nothing owed."""
    draft.invoices = [
        replace(one, disputed=part_of(draft, one.amount)) if one.amount > 0 and draft.chance(0.2) else one
        for one in draft.invoices
    ]


def _repeat_invoices(draft: Draft) -> None:
    """Repeat one or two rows: equal invoices are kept and flagged, so they count twice."""
    for _ in range(draft.rng.randint(1, 2)):
        at = draft.rng.randrange(len(draft.invoices))
        draft.invoices.insert(at, draft.invoices[at])


def _repeat_receipts(draft: Draft) -> None:
    """Repeat one receipt: equal receipts are kept and flagged."""
    if draft.receipts:
        at = draft.rng.randrange(len(draft.receipts))
        draft.receipts.insert(at, draft.receipts[at])


ADDITIONS: dict[str, Callable[[Draft], None]] = {
    "advances": _add_advances,
    "unknown_numbers": _add_unknown,
    "credit_notes": _add_credit_notes,
    "disputed": _add_disputed,
    "equal_invoices": _repeat_invoices,
    "equal_receipts": _repeat_receipts,
    "statuses": _add_statuses,
}
