"""The two sides of a cross-check book in the making, and what was planted between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from .positions import ZERO, to_fen
from .records import Customer, Invoice, Receipt


@dataclass(frozen=True, slots=True)
class Planted:
    """One difference that is there. ``difference`` is ops − finance; a missing side is None.

    ``accepts`` are the kinds that DOMAIN allows for it; where ``sure`` is false, its amounts are ours only;
    where ``tolerable``, a tolerance of up to half a yuan may swallow it.
    """

    kind: str
    hint: str | None
    customer: str
    document: str | None
    ops: Decimal | None
    finance: Decimal | None
    accepts: frozenset[str] = frozenset()
    sure: bool = True
    tolerable: bool = False

    @property
    def difference(self) -> Decimal | None:
        """Return ops − finance, a missing side being nothing; None where a side is unreadable."""
        if self.kind == "unreadable":
            return None
        return (self.ops or ZERO) - (self.finance or ZERO)

    @property
    def kinds(self) -> frozenset[str]:
        """Return the kinds that count as found."""
        return self.accepts | {self.kind}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of finance's: a document of 应收明细, or (number None) a customer of 应收余额表.

    ``amount`` is a text where it cannot be read. ``overdue`` stands in 应收余额表 only.
    """

    customer: str
    amount: Decimal | str
    number: str | None = None
    issued_on: date | None = None
    due_on: date | None = None
    paid: Decimal = ZERO
    overdue: Decimal = ZERO

    def left(self) -> Decimal | None:
        """Return what the row says is owed, or None where it is unreadable."""
        return self.amount - self.paid if isinstance(self.amount, Decimal) else None


@dataclass
class Draft:
    """A cross-check book in the making."""

    rng: Random
    seed: int
    documents: bool
    as_of: date
    names: list[str]
    customers: list[Customer] = field(default_factory=list)
    strangers: list[Customer] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)
    receipts: list[Receipt] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    clean: set[str] = field(default_factory=set)

    def customer(self, *, known: bool = True) -> str:
        """Add a customer, to the ledger where ops knows it, and return its id."""
        index = len(self.customers) + len(self.strangers) + 1
        made = Customer(f"K{self.seed:02d}{index:02d}", f"{self.names.pop()}实业有限公司", "30")
        (self.customers if known else self.strangers).append(made)
        return made.key

    def number(self) -> str:
        """Return a document number not used before on either side."""
        return f"YS-{self.seed:02d}-{len(self.invoices) + len(self.lines) + 1:04d}"

    def amount(self, low: int = 1_000, high: int = 900_000) -> Decimal:
        """Draw an amount with fen."""
        return to_fen(Decimal(self.rng.randint(low * 100, high * 100)) / 100)

    def dates(self, *, overdue: bool = False) -> tuple[date, date]:
        """Draw an issue and a due date before as_of, or with the due date still ahead."""
        if overdue:
            due = self.as_of - timedelta(days=self.rng.randint(1, 300))
            return due - timedelta(days=30), due
        issued = self.as_of - timedelta(days=self.rng.randint(0, 25))
        return issued, issued + timedelta(days=60)

    def ops(self, customer: str, amount: Decimal, days: tuple[date, date], number: str | None = None) -> str:
        """Add an ops document and return its number."""
        made = number or self.number()
        self.invoices.append(Invoice(made, customer, *days, amount))
        return made

    def receive(self, customer: str, number: str | None, day: date, amount: Decimal) -> None:
        """Add an ops receipt."""
        self.receipts.append(Receipt(f"SK{len(self.receipts) + 1:04d}", number, customer, day, amount))

    def finance(
        self, customer: str, amount: Decimal | str, days: tuple[date, date], number: str, paid: Decimal = ZERO
    ) -> None:
        """Add a finance document."""
        self.lines.append(Line(customer, amount, number, *days, paid))

    def balance(self, customer: str, amount: Decimal | str, overdue: Decimal = ZERO) -> None:
        """Add a finance balance."""
        self.lines.append(Line(customer, amount, overdue=overdue))

    def both(self, customer: str, amount: Decimal, days: tuple[date, date], stated: Decimal) -> str:
        """Add an ops document and finance's view of it, each with its own amount."""
        number = self.ops(customer, amount, days)
        if self.documents:
            self.finance(customer, stated, days, number)
        else:
            self.balance(customer, stated)
        return number

    def companion(self, customer: str) -> None:
        """Give a customer, where documents are compared, one more that agrees and is not due yet."""
        if self.documents:
            amount = self.amount()
            self.both(customer, amount, self.dates(), amount)

    def plant(self, planted: Planted) -> None:
        """Note a difference."""
        self.planted.append(planted)
