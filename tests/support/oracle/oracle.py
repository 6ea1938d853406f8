"""Payment-risk figures of a book in plain Decimal and date arithmetic, after DOMAIN section 10.

Independent of the program: nothing here imports it. Every sum is a plain loop over the records.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext

from .positions import (
    WRITTEN_OFF,
    ZERO,
    Document,
    Position,
    fold_number,
    living_documents,
    named_numbers,
    open_amounts,
    position,
    received_by_number,
    to_fen,
    undated_payment,
)
from .records import HOME, Book, Receipt, period_bounds


@dataclass(frozen=True, slots=True)
class CustomerFigures:
    """What one customer owes, gross, and how late it is."""

    outstanding: Decimal
    overdue: Decimal
    max_days_overdue: int
    buckets: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Concentration:
    """Shares of the outstanding amount; HHI is the sum of squared shares, 0 to 1."""

    top1: Decimal
    top5: Decimal
    top10: Decimal
    hhi: Decimal


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a book. Money is CNY; a ratio is None where DOMAIN says 不可计算."""

    outstanding: Decimal
    overdue: Decimal
    buckets: dict[str, Decimal]
    age_buckets: dict[str, Decimal]
    credit_notes: Decimal
    unallocated: Decimal
    unallocated_parts: dict[str, Decimal]
    later_receipts: Decimal
    net: Decimal
    foreign: dict[str, Decimal]
    written_off: Decimal
    opening: Decimal | None
    invoiced: Decimal | None
    received: Decimal | None
    due_in_period: Decimal
    collected_on_time: Decimal | None
    collection_timeliness: Decimal | None
    collection_rate: Decimal | None
    cei: Decimal | None
    overdue_rate: Decimal | None
    dso: Decimal | None
    best_possible_dso: Decimal | None
    average_days_delinquent: Decimal | None
    weighted_days_late: Decimal | None
    credit_use: Decimal | None
    concentration: Concentration | None
    customers: dict[str, CustomerFigures]
    ledger_differences: dict[str, Decimal]


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """Divide with 50 digits; None where the whole is zero."""
    if whole == 0:
        return None
    with localcontext() as context:
        context.prec = 50
        return part / whole


def customer_figures(closing: Position) -> CustomerFigures:
    """Sum up one customer's position."""
    late = closing.late()
    return CustomerFigures(
        outstanding=closing.total(),
        overdue=sum((left for _, left in late), ZERO),
        max_days_overdue=max((days for days, _ in late), default=0),
        buckets=closing.buckets(),
    )


def unallocated_parts(book: Book, documents: list[Document]) -> dict[str, Decimal]:
    """Split the CNY receipts up to as_of that settle nothing: unnamed, unknown number, excess."""
    parts = {"unnamed": ZERO, "unknown": ZERO, "excess": ZERO}
    for one in book.receipts:
        if one.number is None and one.currency == HOME and one.received_on <= book.as_of:
            parts["unnamed"] += to_fen(one.amount)
    room: dict[tuple[str, str], Decimal] = {}
    for document in documents:
        key = (document.number, document.invoice.currency)
        room[key] = room.get(key, ZERO) + max(document.amount, ZERO)
    for key, received in received_by_number(book, book.as_of).items():
        if key[1] == HOME:
            part = "excess" if key in room else "unknown"
            parts[part] += max(received - room.get(key, ZERO), ZERO)
    return parts


def collections_are_dated(book: Book) -> bool:
    """Tell whether receipts by document are known, so that what was collected when can be computed.

    False where no receipt names a document of the table, or a used CNY invoice has a 已收 that no
    receipt explains.
    """
    named = named_numbers(book)
    documents = [one for one in living_documents(book, book.as_of) if one.invoice.currency == HOME]
    if any(undated_payment(one, named) for one in documents):
        return False
    return any(fold_number(one.number) in named for one in book.invoices)


def falling_due(book: Book) -> list[Document]:
    """Return the CNY invoices whose due date lies in the period, up to as_of."""
    start, _ = period_bounds(book.period)
    return [
        one
        for one in position(book, book.as_of).documents
        if one.due_on is not None and start <= one.due_on <= book.as_of
    ]


def collected_by_due(book: Book) -> Decimal:
    """Return how much of what fell due in the period had been received by its own due date."""
    living = living_documents(book, book.as_of)
    collected = ZERO
    for one in falling_due(book):
        on = one.due_on or book.as_of
        collected += one.amount - open_amounts(book, living, on)[one.row]
    return collected


def invoiced_in_period(book: Book) -> Decimal | None:
    """Return the CNY invoices (positive) issued in the period, or None where an issue date is unknown."""
    start, _ = period_bounds(book.period)
    total = ZERO
    for one in position(book, book.as_of).documents:
        if one.invoice.issued_on is None:
            return None
        if one.invoice.issued_on >= start:
            total += one.amount
    return total


def concentration_of(customers: dict[str, CustomerFigures]) -> Concentration | None:
    """Return the shares of the largest customers and the HHI, or None where nothing is owed."""
    owed = sorted((one.outstanding for one in customers.values()), reverse=True)
    total = sum(owed, ZERO)
    if total == 0:
        return None
    with localcontext() as context:
        context.prec = 50
        shares = [one / total for one in owed]
        top1, top5, top10 = (sum(shares[:count], Decimal(0)) for count in (1, 5, 10))
        return Concentration(top1, top5, top10, sum((share * share for share in shares), Decimal(0)))


def credit_use_of(book: Book, customers: dict[str, CustomerFigures]) -> Decimal | None:
    """Return what customers with a limit owe over the sum of their limits."""
    if not book.layout.ledger:
        return None
    used, limits = ZERO, ZERO
    for one in book.customers:
        if one.limit is not None:
            limits += one.limit
            used += customers[one.key].outstanding if one.key in customers else ZERO
    return ratio(used, limits)


def ledger_differences_of(book: Book, customers: dict[str, CustomerFigures]) -> dict[str, Decimal]:
    """Return open invoices minus the ledger's stated 应收余额, by customer, where they differ."""
    found: dict[str, Decimal] = {}
    for one in book.customers if book.layout.ledger else ():
        owed = customers[one.key].outstanding if one.key in customers else ZERO
        if one.balance is not None and owed != to_fen(one.balance):
            found[one.key] = owed - to_fen(one.balance)
    return found


@dataclass(frozen=True, slots=True)
class Flow:
    """The period's roll-forward and the rates that rest on it."""

    opening: Decimal | None
    invoiced: Decimal | None
    received: Decimal | None
    collection_rate: Decimal | None
    cei: Decimal | None


def flow_of(book: Book, closing: Position) -> Flow:
    """Compute opening + invoiced − received = closing, 回款率 and CEI."""
    start, _ = period_bounds(book.period)
    invoiced = invoiced_in_period(book)
    if invoiced is None or not collections_are_dated(book):
        return Flow(None, invoiced, None, None, None)
    opening = position(book, start - timedelta(days=1)).total()
    available = opening + invoiced
    received = available - closing.total()
    current = closing.buckets()["未到期"]
    return Flow(opening, invoiced, received, ratio(received, available), ratio(received, available - current))


def days_of_sales(amount: Decimal, sales: Decimal | None, days: int) -> Decimal | None:
    """Return amount ÷ sales × days, or None without sales.

    Example:
        >>> days_of_sales(Decimal(50000), Decimal(200000), 365)
        Decimal('91.25')
    """
    return None if sales is None else ratio(amount * days, sales)


def compute(book: Book) -> Figures:
    """Compute every figure of a book as of its as_of."""
    closing = position(book, book.as_of)
    keys = dict.fromkeys(one.invoice.customer for one in closing.documents)
    customers = {key: customer_figures(closing.of(key)) for key in keys}
    whole = customer_figures(closing)
    living = living_documents(book, book.as_of)
    parts = unallocated_parts(book, living)
    loose = sum(parts.values(), ZERO)
    notes = credit_notes_of(living)
    flow = flow_of(book, closing)
    due = sum((one.amount for one in falling_due(book)), ZERO)
    on_time = collected_by_due(book) if collections_are_dated(book) else None
    start, _ = period_bounds(book.period)
    days = (book.as_of - start).days + 1
    dso = days_of_sales(whole.outstanding, flow.invoiced, days)
    best = days_of_sales(whole.buckets["未到期"], flow.invoiced, days)
    return Figures(
        outstanding=whole.outstanding,
        overdue=whole.overdue,
        buckets=whole.buckets,
        age_buckets=closing.age_buckets(),
        credit_notes=notes,
        unallocated=loose,
        unallocated_parts=parts,
        later_receipts=later_receipts_of(book.receipts, book.as_of),
        net=whole.outstanding - notes - loose,
        foreign=foreign_of(book),
        written_off=written_off_of(book),
        opening=flow.opening,
        invoiced=flow.invoiced,
        received=flow.received,
        due_in_period=due,
        collected_on_time=on_time,
        collection_timeliness=None if on_time is None else ratio(on_time, due),
        collection_rate=flow.collection_rate,
        cei=flow.cei,
        overdue_rate=ratio(whole.overdue, whole.outstanding),
        dso=dso,
        best_possible_dso=best,
        average_days_delinquent=None if dso is None or best is None else dso - best,
        weighted_days_late=weighted_days_of(closing),
        credit_use=credit_use_of(book, customers),
        concentration=concentration_of(customers),
        customers=customers,
        ledger_differences=ledger_differences_of(book, customers),
    )


def credit_notes_of(living: list[Document]) -> Decimal:
    """Return the CNY credit notes (negative invoices) as a positive sum."""
    return -sum((min(one.amount, ZERO) for one in living if one.invoice.currency == HOME), ZERO)


def later_receipts_of(receipts: Iterable[Receipt], as_of: date) -> Decimal:
    """Return the CNY receipts dated after as_of."""
    late = (one for one in receipts if one.received_on > as_of and one.currency == HOME)
    return sum((to_fen(one.amount) for one in late), ZERO)


def foreign_of(book: Book) -> dict[str, Decimal]:
    """Return the gross outstanding amount of each other currency; currencies are never added."""
    names = sorted({one.currency for one in book.invoices} - {HOME})
    return {name: position(book, book.as_of, name).total() for name in names}


def written_off_of(book: Book) -> Decimal:
    """Return the CNY invoices written off as bad debt, shown apart from what is owed."""
    off = (one for one in book.invoices if one.status in WRITTEN_OFF and one.currency == HOME)
    return sum((to_fen(one.amount) for one in off), ZERO)


def weighted_days_of(closing: Position) -> Decimal | None:
    """Return days overdue weighted by the overdue amount, or None where nothing is overdue."""
    late = closing.late()
    return ratio(sum((days * left for days, left in late), ZERO), sum((left for _, left in late), ZERO))
