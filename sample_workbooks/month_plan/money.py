"""Figures that stand on receivables: aging, what finance has otherwise, and retention."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from month_plan.orders import WINDOW_FIRST
from month_plan.receivables import BUCKETS, due_of, open_items, true_balances
from month_plan.truth import AS_OF, PERIOD_FIRST, Month
from month_plan.voices import calls_of_period

_WINDOW_OF_DEMANDS = timedelta(90)


def expect_payment_risk(month: Month) -> dict[str, object]:
    """Return what is outstanding as of the month's end, by bucket and by customer."""
    balances = true_balances(month.invoices, month.receipts, AS_OF)
    named = {invoice.invoice_no for invoice in month.invoices}
    due = sum(
        invoice.amount for invoice in month.invoices if invoice.invoice_no in named and invoice.amount > 0
    )
    filled = due - sum(item.balance for item in balances.values())
    received = sum(item.amount for item in month.receipts if item.received_on <= AS_OF)
    credit = -sum(invoice.amount for invoice in month.invoices if invoice.amount < 0)
    outstanding = sum(item.balance for item in balances.values())
    return {
        "outstanding": _yuan(outstanding),
        "buckets": {name: _yuan(sum(item.buckets[name] for item in balances.values())) for name in BUCKETS},
        "unallocated": _yuan(received - filled),
        "credit_notes": _yuan(credit),
        "net": _yuan(outstanding - credit - (received - filled)),
        "later_receipts": _yuan(sum(item.amount for item in month.receipts if item.received_on > AS_OF)),
        "collection_timeliness": _timeliness(month),
        "customers": [
            {
                "customer_id": item.customer.customer_id,
                "outstanding": _yuan(item.balance),
                "overdue": _yuan(item.overdue),
            }
            for _, item in sorted(balances.items())
        ],
    }


def _timeliness(month: Month) -> float:
    """Return what fell due in the period and was collected by its due date ÷ what fell due in the period."""
    due = collected = 0
    for invoice in month.invoices:
        day = due_of(invoice)
        if day is None or not PERIOD_FIRST <= day <= AS_OF or invoice.amount < 0:
            continue
        left = next(rest for item, rest in open_items(month.invoices, month.receipts, day) if item is invoice)
        due += invoice.amount
        collected += invoice.amount - left
    return collected / due


def expect_cross_check(month: Month) -> dict[str, object]:
    """Return the customers on whom ops and finance do not agree; a difference is ops less finance."""
    ops = true_balances(month.invoices, month.receipts, AS_OF)
    finance = {item.customer.number: item for item in month.balances}
    differences = []
    for number in sorted({*ops, *finance}):
        ours = ops[number].balance if number in ops else 0
        theirs = finance[number].balance if number in finance else 0
        if ours != theirs:
            kind = (
                "only_ops"
                if number not in finance
                else "only_finance"
                if number not in ops
                else "amount_differs"
            )
            differences.append(
                {
                    "kind": kind,
                    "customer_id": f"{number:06d}",
                    "ops": _yuan(ours),
                    "finance": _yuan(theirs),
                    "difference": _yuan(ours - theirs),
                }
            )
    ledger = [
        {
            "customer_id": customer.customer_id,
            "ledger": _yuan(customer.ledger_balance or 0),
            "invoices": _yuan(ops[customer.number].balance if customer.number in ops else 0),
        }
        for customer in month.customers
        if (customer.ledger_balance or 0) != (ops[customer.number].balance if customer.number in ops else 0)
    ]
    return {
        "matched": len({*ops, *finance}) - len(differences),
        "differences": differences,
        "ledger_differences": ledger,
    }


def expect_retention(month: Month) -> dict[str, object]:
    """Return the repurchase rate of the window and the demands that an order followed."""
    deals = Counter(
        order.customer.number
        for order in month.orders
        if order.counts
        and order.ordered_on is not None
        and order.ordered_on >= WINDOW_FIRST
        and (order.amount or 1) > 0
    )
    demands = [
        (call.customer, call.called_on)
        for call in month.callbacks
        if call.counts and call.called_on is not None and call.called_on + _WINDOW_OF_DEMANDS <= AS_OF
        for _ in call.demands
    ]
    followed = sum(
        any(
            order.customer is customer
            and order.counts
            and order.ordered_on is not None
            and called_on < order.ordered_on <= called_on + _WINDOW_OF_DEMANDS
            for order in month.orders
        )
        for customer, called_on in demands
    )
    return {
        "repurchase_rate": sum(count >= 2 for count in deals.values()) / len(deals),
        "repurchased": sum(count >= 2 for count in deals.values()),
        "bought": len(deals),
        "demands_with_a_passed_window": len(demands),
        "demands_followed_by_an_order": followed,
        "upset_and_overdue_candidates": sorted(
            {
                call.customer.customer_id
                for call in calls_of_period(month)
                if call.score is not None and call.score.share < 0.5
            }
        ),
    }


def _yuan(fen: int) -> str:
    return f"{fen / 100:.2f}"
