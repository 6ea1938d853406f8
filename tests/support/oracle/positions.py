"""Open documents as of a day: due dates, receipts by document, buckets. The ground that the figures stand on."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .records import HOME, Book, Invoice
from .terms import due_from_terms

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
MISSING = "到期日缺失"
BUCKETS = ("未到期", "1-30", "31-60", "61-90", "91-180", ">180", MISSING)
UPPER_ENDS = (0, 30, 60, 90, 180)
AGES = ("≤1", "1-2", "2-3", "3-4", "4-5", ">5", "开票日期缺失")
VOID = frozenset({"作废", "已作废", "红冲", "已红冲", "已取消"})
WRITTEN_OFF = frozenset({"坏账核销"})


@dataclass(frozen=True, slots=True)
class Document:
    """A living invoice row with its due date resolved and its amount rounded to the fen."""

    row: int
    number: str
    invoice: Invoice
    due_on: date | None
    amount: Decimal


def to_fen(amount: Decimal) -> Decimal:
    """Round an amount half up (away from zero) to the fen.

    Example:
        >>> to_fen(Decimal("884.955"))
        Decimal('884.96')
    """
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def fold_number(number: str) -> str:
    """Return a document number as it is matched: width, case, spaces, hyphens, zeros before digits.

    Example:
        >>> fold_number("ｆｐ－001 "), fold_number("000123")
        ('fp001', '123')
    """
    text = unicodedata.normalize("NFKC", number).casefold()
    text = "".join(ch for ch in text if not ch.isspace() and ch not in "-‐‑–—－")
    return (text.lstrip("0") or "0") if text.isdigit() else text


def bucket_of(days: int | None) -> str:
    """Return the bucket of a number of days overdue; None is a missing due date.

    Example:
        >>> [bucket_of(days) for days in (0, 1, 30, 31, 181, None)]
        ['未到期', '1-30', '1-30', '31-60', '>180', '到期日缺失']
    """
    if days is None:
        return MISSING
    for name, upper in zip(BUCKETS, UPPER_ENDS, strict=False):
        if days <= upper:
            return name
    return ">180"


def age_of(issued_on: date | None, as_of: date) -> str:
    """Return the age bucket by anniversary: the first anniversary itself is still ``≤1``."""
    if issued_on is None:
        return AGES[-1]
    for years, name in enumerate(AGES[:5], start=1):
        if as_of <= _anniversary(issued_on, years):
            return name
    return AGES[5]


def _anniversary(day: date, years: int) -> date:
    """Return the same day years later; 29 February falls on the 28th."""
    last = 28 if (day.month, day.day) == (2, 29) and (day.year + years) % 4 else day.day
    return date(day.year + years, day.month, last)


def due_date(book: Book, invoice: Invoice) -> date | None:
    """Return the stated due date, else the one that the customer's 账期 gives."""
    if invoice.due_on is not None:
        return invoice.due_on
    if invoice.issued_on is None or not book.layout.ledger:
        return None
    terms = {customer.key: customer.terms for customer in book.customers}
    return due_from_terms(invoice.issued_on, terms.get(invoice.customer))


def living_documents(book: Book, on: date) -> list[Document]:
    """Return the rows of 应收明细 that count as of a day: not void, not written off, not issued later."""
    return [
        Document(row, fold_number(one.number), one, due_date(book, one), to_fen(one.amount))
        for row, one in enumerate(book.invoices)
        if one.status not in VOID | WRITTEN_OFF and (one.issued_on is None or one.issued_on <= on)
    ]


def received_by_number(book: Book, on: date) -> dict[tuple[str, str], Decimal]:
    """Sum the receipts up to a day by (folded number, currency)."""
    sums: dict[tuple[str, str], Decimal] = {}
    for one in book.receipts:
        if one.number is not None and one.received_on <= on:
            key = (fold_number(one.number), one.currency)
            sums[key] = sums.get(key, ZERO) + to_fen(one.amount)
    return sums


def named_numbers(book: Book) -> set[str]:
    """Return every document number that any receipt names, of whatever date."""
    return {fold_number(one.number) for one in book.receipts if one.number is not None}


def fill_order(document: Document) -> tuple[date, int, int]:
    """Order a number's instalments by due date (missing last), then 期数, then row."""
    return (document.due_on or date.max, document.invoice.instalment or 0, document.row)


def open_amounts(book: Book, documents: Iterable[Document], on: date) -> dict[int, Decimal]:
    """Return the open amount of each row: a number's receipts fill its instalments in due order."""
    money = received_by_number(book, on)
    named = named_numbers(book)
    left: dict[int, Decimal] = {}
    for one in sorted(documents, key=fill_order):
        key = (one.number, one.invoice.currency)
        paid = min(max(one.amount, ZERO), money.get(key, ZERO))
        if paid:
            money[key] -= paid
        left[one.row] = one.amount - paid - undated_payment(one, named)
    return left


def undated_payment(document: Document, named: set[str]) -> Decimal:
    """Return 已收 where no receipt names the invoice: a receipt of unknown date."""
    paid = document.invoice.paid
    return ZERO if paid is None or document.number in named else to_fen(paid)


@dataclass(frozen=True, slots=True)
class Position:
    """The open CNY invoices of positive amount as of a day."""

    on: date
    documents: tuple[Document, ...]
    left: dict[int, Decimal]

    def total(self) -> Decimal:
        """Return the gross outstanding amount."""
        return sum((self.left[one.row] for one in self.documents), ZERO)

    def days_overdue(self, document: Document) -> int | None:
        """Return as-of minus due date, or None without one."""
        return None if document.due_on is None else (self.on - document.due_on).days

    def buckets(self) -> dict[str, Decimal]:
        """Return the open amounts by days overdue; they add up to the total."""
        sums = dict.fromkeys(BUCKETS, ZERO)
        for one in self.documents:
            sums[bucket_of(self.days_overdue(one))] += self.left[one.row]
        return sums

    def age_buckets(self) -> dict[str, Decimal]:
        """Return the open amounts by age since issue."""
        sums = dict.fromkeys(AGES, ZERO)
        for one in self.documents:
            sums[age_of(one.invoice.issued_on, self.on)] += self.left[one.row]
        return sums

    def late(self) -> list[tuple[int, Decimal]]:
        """Return (days overdue, open amount) of each overdue document."""
        pairs = [(self.days_overdue(one) or 0, self.left[one.row]) for one in self.documents]
        return [(days, left) for days, left in pairs if days > 0 and left > 0]

    def of(self, customer: str) -> Position:
        """Return the same position of one customer."""
        mine = tuple(one for one in self.documents if one.invoice.customer == customer)
        return Position(self.on, mine, self.left)


def position(book: Book, on: date, currency: str = HOME) -> Position:
    """Return the open invoices of a currency as of a day; credit notes stand apart."""
    living = living_documents(book, on)
    documents = tuple(one for one in living if one.amount > 0 and one.invoice.currency == currency)
    return Position(on, documents, open_amounts(book, living, on))
