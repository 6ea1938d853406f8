"""Which cells are wrong, how many required cells are right, and how the rows of each table add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from month_plan.obligations import contacts_of
from month_plan.receivables import due_of, open_items
from month_plan.tiers import ALIASES, rate_all
from month_plan.truth import AS_OF, Callback, Mistake, Month, Order, Place


class Record(Protocol):
    """Any row of the plan."""

    mistakes: list[Mistake]
    place: Place | None


#: The required cells of each table by field; every row has each of them once.
_REQUIRED: dict[str, tuple[str, ...]] = {
    "callbacks": ("customer_name", "called_on", "method", "called_by", "feedback"),
    "ledger": ("customer_name",),
    "followups": ("customer_name", "followed_on", "content"),
    "orders": ("customer_name", "ordered_on", "amount"),
    "complaints": ("customer_name", "received_at"),
    "invoices": ("invoice_no", "amount", "issued_on"),
    "receipts": ("customer_name", "received_on", "amount"),
    "balances": ("customer_name", "receivable_balance"),
}

_SCORE_CODES = {"KB221", "KB222"}


def _tables(month: Month) -> dict[str, Sequence[Record]]:
    return {
        "callbacks": month.callbacks,
        "ledger": month.customers,
        "followups": month.followups,
        "orders": month.orders,
        "complaints": month.complaints,
        "invoices": month.invoices,
        "receipts": month.receipts,
        "balances": month.balances,
    }


def expect_quality(month: Month) -> dict[str, object]:
    """Return accuracy with its numerator and denominator; planned callbacks not made have no required cells."""
    cells = list(required_cells(month))
    required, right = sum(asked for _, asked, _ in cells), sum(found for *_, found in cells)
    return {"accuracy": right / required, "required": required, "right": right}


def required_cells(month: Month) -> Iterable[tuple[Record, int, int]]:
    """Yield each row that has required cells, with how many it has and how many of them are right."""
    for table, records in _tables(month).items():
        for record in records:
            if isinstance(record, Callback) and not record.made:
                continue
            asked = len(_REQUIRED[table])
            mistakes = (one for one in record.mistakes if one.field in _REQUIRED[table])
            yield record, asked, asked - sum(not one.right for one in mistakes)


def expect_findings(month: Month) -> list[dict[str, str]]:
    """Return every finding of warning or above, with its cell."""
    found = [
        _finding(record, mistake.code, mistake.field, mistake.severity)
        for records in _tables(month).values()
        for record in records
        for mistake in record.mistakes
    ]
    found += _unscored(month)
    found += _ledger_findings(month)
    found += _receivable_findings(month)
    return sorted(found, key=lambda item: (item["file"], item["cell"], item["code"]))


def _finding(record: Record, code: str, field: str, severity: str = "warning") -> dict[str, str]:
    place = record.place
    if place is None:
        raise ValueError(record)
    return {
        "code": code,
        "severity": severity,
        "file": place.file,
        "sheet": place.sheet,
        "cell": place.cell(field),
    }


def _unscored(month: Month) -> Iterable[dict[str, str]]:
    """Yield a finding for each callback whose customer said something but gave no score."""
    for call in month.callbacks:
        spoilt = any(mistake.code in _SCORE_CODES for mistake in call.mistakes)
        if call.made and call.score is None and call.texts.get("feedback") and not spoilt:
            own_column = call.place is not None and "score" in call.place.columns
            yield _finding(call, "KB202", "score" if own_column else "feedback")


def _ledger_findings(month: Month) -> Iterable[dict[str, str]]:
    """Yield the findings that come of comparing the ledger with the other tables and with the policy."""
    for rating in rate_all(month, AS_OF):
        customer = rating.customer
        newest = max((one.day for one in contacts_of(month, customer, ledger=False)), default=None)
        if customer.ledger_contact is not None and newest is not None and customer.ledger_contact < newest:
            yield _finding(customer, "KB301", "last_contact_on")
        if customer.stated and customer.stated not in ALIASES:
            yield _finding(customer, "KB303", "stated_tier")
        if customer.ledger_amount is not None and customer.ledger_amount != rating.spend:
            yield _finding(customer, "KB502", "annual_amount")
        if rating.spend >= 10_000_000:
            for code, value in (
                ("stability", customer.stability),
                ("expansion_potential", customer.expansion),
            ):
                if not value:
                    yield _finding(customer, "KB504", code)
        if rating.spend < 0:
            (order,) = [item for item in month.orders if item.customer is customer]
            yield _finding(order, "KB503", "amount")


def _receivable_findings(month: Month) -> Iterable[dict[str, str]]:
    """Yield open invoices that nobody can date due, and receipts beyond what their invoices come to."""
    for invoice, left in open_items(month.invoices, month.receipts, AS_OF):
        if left and due_of(invoice) is None:
            yield _finding(invoice, "KB601", "due_on")
    room = Counter[str]()
    for invoice in month.invoices:
        room[invoice.invoice_no] += invoice.amount
    for receipt in sorted(month.receipts, key=lambda item: item.received_on):
        if receipt.invoice_no and receipt.received_on <= AS_OF:
            if receipt.amount > room[receipt.invoice_no]:
                yield _finding(receipt, "KB605", "amount")
            room[receipt.invoice_no] -= min(receipt.amount, room[receipt.invoice_no])


def expect_tables(month: Month) -> dict[str, dict[str, object]]:
    """Return the row account of each table: read, used, excluded with its reasons and its money."""
    callbacks = _account(("重复行" if call.repeats else _undated(call) for call in month.callbacks), 0)
    talks = _account(
        (
            "重复行"
            if item.repeats
            else "日期读不出"
            if item.followed_on is None
            else ""
            if item.counts
            else "截止日之后"
            for item in month.followups
        ),
        0,
    )
    orders = _account((_order_reason(order) for order in month.orders), _excluded_fen(month.orders))
    late = [item for item in month.receipts if item.received_on > AS_OF]
    receipts = _account(
        ("截止日之后" if item.received_on > AS_OF else "" for item in month.receipts),
        sum(item.amount for item in late),
    )
    rest = {
        table: _account(("" for _ in records), 0)
        for table, records in _tables(month).items()
        if table in {"ledger", "complaints", "invoices", "balances"}
    }
    return {"callbacks": callbacks, "followups": talks, "orders": orders, "receipts": receipts, **rest}


def _undated(call: Callback) -> str:
    """Return why a row is left out: one without a readable date is neither a callback nor one that was not made."""
    return "日期读不出" if call.made and call.called_on is None else ""


def _order_reason(order: Order) -> str:
    if order.repeats:
        return "重复行"
    if order.ordered_on is None:
        return "日期读不出"
    return "截止日之后" if order.ordered_on > AS_OF else ""


def _excluded_fen(orders: Iterable[Order]) -> int:
    return sum(order.amount or 0 for order in orders if _order_reason(order))


def _account(reasons: Iterable[str], fen: int) -> dict[str, object]:
    everything = list(reasons)
    excluded = [reason for reason in everything if reason]
    return {
        "read": len(everything),
        "used": len(everything) - len(excluded),
        "excluded": len(excluded),
        "excluded_amount": f"{fen / 100:.2f}",
        "excluded_reasons": dict(sorted(Counter(excluded).items())),
    }
