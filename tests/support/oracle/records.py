"""What a receivables book holds, as plain values: the one thing generator and oracle share.

Amounts are yuan as typed, before any rounding; the oracle rounds them to the fen itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

HOME = "CNY"


@dataclass(frozen=True, slots=True)
class Customer:
    """A row of 客户台账; ``terms`` is the text of 账期, ``balance`` the stated 应收余额."""

    key: str
    name: str
    terms: str | None = None
    limit: Decimal | None = None
    balance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """A row of 应收明细. ``customer`` is a ``Customer.key``, whether or not the sheet shows ids."""

    number: str
    customer: str
    issued_on: date | None
    due_on: date | None
    amount: Decimal
    paid: Decimal | None = None
    disputed: Decimal | None = None
    currency: str = HOME
    instalment: int | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A row of 回款明细. ``number`` is the invoice named, as written, or None where it names none."""

    receipt_no: str
    number: str | None
    customer: str | None
    received_on: date
    amount: Decimal
    currency: str = HOME


@dataclass(frozen=True, slots=True)
class Layout:
    """How a book is written: it changes no figure."""

    ids: bool = True
    names: bool = True
    ledger: bool = False
    receipts: bool = True
    paid_column: str | None = None
    issue_column: bool = True
    wan: frozenset[str] = frozenset()
    title: bool = False
    total: bool = False
    text_dates: bool = False
    text_amounts: bool = False
    synonyms: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """One drop: its tables, the period asked for, and what the generator put in."""

    seed: int
    period: str
    as_of: date
    customers: tuple[Customer, ...]
    invoices: tuple[Invoice, ...]
    receipts: tuple[Receipt, ...] = ()
    layout: Layout = field(default_factory=Layout)
    features: frozenset[str] = frozenset()

    def arguments(self) -> list[str]:
        """Return the command-line options that ask for this book's period and as-of."""
        return ["--period", self.period, "--as-of", self.as_of.isoformat()]

    def with_features(self, *names: str) -> Book:
        """Return the book with more features named."""
        return replace(self, features=self.features | set(names))


def month_end(year: int, month: int) -> date:
    """Return the last day of a month; ``month`` may run past 12 or under 1.

    Example:
        >>> month_end(2024, 2), month_end(2023, 14)
        (datetime.date(2024, 2, 29), datetime.date(2024, 2, 29))
    """
    return month_start(year, month + 1) - timedelta(days=1)


def month_start(year: int, month: int) -> date:
    """Return the first day of a month; ``month`` may run past 12 or under 1."""
    years, index = divmod(month - 1, 12)
    return date(year + years, index + 1, 1)


def period_bounds(period: str) -> tuple[date, date]:
    """Return the first and last day of ``2023-11``, ``2023Q4`` or ``2023``.

    Example:
        >>> period_bounds("2023Q4")
        (datetime.date(2023, 10, 1), datetime.date(2023, 12, 31))
    """
    year = int(period[:4])
    if "Q" in period:
        last = 3 * int(period[5])
        return month_start(year, last - 2), month_end(year, last)
    if "-" in period:
        month = int(period[5:])
        return month_start(year, month), month_end(year, month)
    return date(year, 1, 1), date(year, 12, 31)
