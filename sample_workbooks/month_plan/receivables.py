"""Invoices, receipts and finance's balances, with what differs between the two sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from month_plan.truth import AS_OF, Balance, Customer, Invoice, Mistake, Order, Receipt
from month_plan.working_days import add_months, is_working_day

BUCKETS = ("未到期", "1-30", "31-60", "61-90", "91-180", ">180", "到期日缺失")

_FIRST_INVOICED = date(2026, 3, 1)
_LEAST = 600_000
_IN_TWO = 3_000_000

#: Whether and how late customers pay: days after the due date; ``None`` does not pay at all.
_LATE: dict[int, int | None] = {
    1010: None,
    1019: 45,
    1028: 70,
    1045: None,
    1046: 25,
    1058: None,
    1003: -3,
    1006: 12,
}


def make_invoices(orders: Sequence[Order], random: Random) -> list[Invoice]:
    """Return an invoice for each larger order since March, in two instalments where it is large."""
    invoices: list[Invoice] = []
    for order in orders:
        if not order.counts or order.ordered_on is None or order.amount is None:
            continue
        if order.ordered_on < _FIRST_INVOICED or order.amount < _LEAST:
            continue
        issued = min(order.ordered_on + timedelta(random.randrange(0, 6)), AS_OF - timedelta(1))
        code = f"FP{26_000_000 + len({item.invoice_no for item in invoices}) * 37 + 1201:08d}"
        invoices += _instalments(order, code, issued)
    credited = next(item for item in invoices if item.customer.number == 1034)
    invoices.append(
        Invoice("FP26009001", credited.customer, "", date(2026, 9, 28), date(2026, 9, 28), -120_000)
    )
    disputed = next(item for item in invoices if item.customer.number == 1009)
    disputed.disputed = disputed.amount // 2
    for number in (1024, 1072):  # the terms tell the first one's due date; the new customer has none yet
        undated = next(item for item in reversed(invoices) if item.customer.number == number)
        undated.due_on = None
    return sorted(invoices, key=lambda item: (item.issued_on, item.invoice_no, item.instalment))


def _instalments(order: Order, number: str, issued: date) -> Iterator[Invoice]:
    if order.amount is None:
        return
    due = issued + timedelta(order.customer.terms)
    if order.amount < _IN_TWO:
        yield Invoice(number, order.customer, "", issued, due, order.amount)
        return
    first = order.amount * 6 // 10 // 10_000 * 10_000
    yield Invoice(number, order.customer, "1", issued, due, first)
    yield Invoice(number, order.customer, "2", issued, add_months(due, 2), order.amount - first)


def make_receipts(
    invoices: Sequence[Invoice], by_number: dict[int, Customer], random: Random
) -> list[Receipt]:
    """Return the receipts by date: most for an invoice, some for none, one too much, one after the month's end."""
    receipts = []
    for invoice in invoices:
        late = _LATE.get(invoice.customer.number, random.choice((-7, -4, -3, -2, 0, 0, 5, 18)))
        due = due_of(invoice)
        if late is None or due is None or invoice.amount < 0:
            continue
        day = due + timedelta(late)
        while not is_working_day(day):
            day += timedelta(1 if late > 0 else -1)
        if day <= date(2026, 11, 2):
            partly = random.random() < 0.08
            amount = invoice.amount // 2 // 10_000 * 10_000 if partly else invoice.amount
            receipts.append(Receipt(invoice.invoice_no, invoice.customer, day, amount))
    over = next(item for item in receipts if item.customer.number == 1006)
    over.amount += 50_000
    receipts.append(Receipt("", by_number[1045], date(2026, 10, 16), 300_000))
    receipts.append(Receipt("", by_number[1030], date(2026, 9, 11), 150_000))
    twin = receipts[-1]
    again = Receipt("", twin.customer, twin.received_on, twin.amount)
    again.mistakes.append(Mistake("received_on", "KB252", right=True))
    receipts.append(again)
    return sorted(receipts, key=lambda item: (item.received_on, item.invoice_no))


def bucket_of(days: int) -> str:
    """Return the bucket of so many days overdue; upper ends belong to it."""
    for name, upper in zip(BUCKETS, (0, 30, 60, 90, 180), strict=False):
        if days <= upper:
            return name
    return ">180"


def open_items(
    invoices: Sequence[Invoice], receipts: Sequence[Receipt], day: date
) -> list[tuple[Invoice, int]]:
    """Return each invoice of a day with what is still open of it; credit notes are left out.

    A receipt that names an invoice fills its instalments in due order; one that names none fills nothing.
    """
    known = [item for item in invoices if item.issued_on <= day and item.amount > 0]
    paid: dict[str, int] = {}
    for receipt in receipts:
        if receipt.invoice_no and receipt.received_on <= day:
            paid[receipt.invoice_no] = paid.get(receipt.invoice_no, 0) + receipt.amount
    result = []
    for invoice in sorted(known, key=lambda item: item.due_on or date.max):
        filled = min(invoice.amount, paid.get(invoice.invoice_no, 0))
        paid[invoice.invoice_no] = paid.get(invoice.invoice_no, 0) - filled
        result.append((invoice, invoice.amount - filled))
    return result


def due_of(invoice: Invoice) -> date | None:
    """Return when an invoice is due: its own day, else its date of issue with the customer's terms, if it has any."""
    if invoice.due_on is None and invoice.customer.terms:
        return invoice.issued_on + timedelta(invoice.customer.terms)
    return invoice.due_on


def true_balances(invoices: Sequence[Invoice], receipts: Sequence[Receipt], day: date) -> dict[int, Balance]:
    """Return what each customer owes on a day, by number; customers who owe nothing are left out."""
    balances: dict[int, Balance] = {}
    for invoice, left in open_items(invoices, receipts, day):
        if not left:
            continue
        entry = balances.setdefault(
            invoice.customer.number, Balance(invoice.customer, 0, 0, dict.fromkeys(BUCKETS, 0))
        )
        due = due_of(invoice)
        entry.balance += left
        entry.overdue += left if due is not None and due < day else 0
        entry.buckets["到期日缺失" if due is None else bucket_of((day - due).days)] += left
    return balances


def finances_balances(truth: dict[int, Balance], by_number: dict[int, Customer]) -> list[Balance]:
    """Return finance's rows: mostly the same, with the differences that a reviewer is to find."""
    rows = [
        Balance(item.customer, item.balance, item.overdue, dict(item.buckets))
        for number, item in sorted(truth.items())
        if number != 1025
    ]
    of = {row.customer.number: row for row in rows}
    _shift(of[1010], -500_000)  # finance booked a receipt that ops has not heard of
    _shift(of[1019], of[1019].balance * 9)  # a zero too many
    _shift(of[1001], -270_000)  # two digits swapped: 24,100 and 21,400
    old = Balance(
        by_number[1088], 320_000, 320_000, dict.fromkeys(BUCKETS, 0)
    )  # only finance still carries it
    old.buckets[">180"] = 320_000
    return sorted([*rows, old], key=lambda row: row.customer.number)


def _shift(row: Balance, fen: int) -> None:
    """Change a balance in its largest bucket, so that the buckets still add up to it."""
    bucket = max(row.buckets, key=lambda name: row.buckets[name])
    row.buckets[bucket] += fen
    row.balance += fen
    if bucket != "未到期":
        row.overdue += fen
