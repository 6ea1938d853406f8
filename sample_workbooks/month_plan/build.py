"""Puts the month together from its parts; every part has a chance of its own, so that one does not disturb another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from month_plan import roster
from month_plan.callback_mistakes import add_errors, add_rows, add_slips, reword
from month_plan.callbacks import make_calls
from month_plan.complaints import make_complaints
from month_plan.followups import add_mistakes, make_followups, spell_followups
from month_plan.orders import make_orders
from month_plan.receivables import finances_balances, make_invoices, make_receipts, true_balances
from month_plan.timeline import call_days, follow_up_days
from month_plan.truth import AS_OF, Callback, Customer, FollowUp, Mistake, Month

_SEED = "2026-10"


def _chance(part: str) -> Random:
    # A plan must come out the same each time; it guards nothing.
    return Random(f"{_SEED} {part}")  # noqa: S311


def build_month() -> Month:
    """Return the whole month; the same each time."""
    customers = roster.make_customers()
    by_number = {customer.number: customer for customer in customers}
    orders = make_orders(customers, _chance("orders"))
    calls: list[Callback] = []
    followups: list[FollowUp] = []
    for customer in customers:
        random = _chance(customer.customer_id)
        days = call_days(customer, random)
        talks = follow_up_days(customer, days, random)
        mine = [order for order in orders if order.customer is customer and not order.repeats]
        made = make_calls(customer, days, sorted({*days, *talks}), mine, random)
        calls += made
        followups += make_followups(customer, talks, made, random)
    calls.sort(key=lambda call: (call.called_on or date.max, call.customer.number))
    reword(calls)
    add_slips(calls)
    add_errors(calls)
    rows = add_rows(calls, by_number, orders)
    log = add_mistakes(followups, by_number)
    spell_followups(log, _chance("log"))
    invoices = make_invoices(orders, _chance("invoices"))
    receipts = make_receipts(invoices, by_number, _chance("receipts"))
    truth = true_balances(invoices, receipts, AS_OF)
    _fill_ledger(customers, calls, log, {number: item.balance for number, item in truth.items()})
    return Month(
        customers=customers,
        callbacks=rows,
        followups=log,
        orders=orders,
        complaints=make_complaints(by_number),
        invoices=invoices,
        receipts=receipts,
        balances=finances_balances(truth, by_number),
    )


def _fill_ledger(
    customers: Sequence[Customer], calls: Sequence[Callback], log: Sequence[FollowUp], owed: dict[int, int]
) -> None:
    """Let the ledger's clerk write what she knows at the month's end, here and there too late or wrongly."""
    for customer in customers:
        days = sorted(
            [call.called_on for call in calls if call.customer is customer and call.called_on is not None]
            + [
                item.followed_on
                for item in log
                if item.customer is customer and item.counts and item.followed_on
            ]
        )
        _fill_contact(customer, days)
        _fill_amount(customer)
        customer.ledger_balance = owed.get(customer.number)
    by_number = {customer.number: customer for customer in customers}
    by_number[1046].ledger_balance = 180_000
    by_number[1070].ledger_balance = (owed.get(1070) or 0) + 100_000
    # Under a header in 万元, the cell's own unit counts.
    by_number[1013].ledger_amount = 11_200_000
    by_number[1013].spellings["annual_amount"] = "11.2万"
    by_number[1030].signed_on = None
    by_number[1030].spellings["signed_on"] = "2024.2.30"
    by_number[1030].mistakes.append(Mistake("signed_on", "KB205"))


def _fill_contact(customer: Customer, days: Sequence[date]) -> None:
    if customer.number in roster.LEDGER_ONLY_CONTACTS:
        customer.ledger_contact = roster.LEDGER_ONLY_CONTACTS[customer.number]
    elif customer.number in roster.STALE_CONTACTS:
        customer.ledger_contact = days[-1] - timedelta(23)
    elif days and customer.number not in {1043, 1057}:
        customer.ledger_contact = days[-1]


def _fill_amount(customer: Customer) -> None:
    if customer.number in roster.STALE_AMOUNTS:
        customer.ledger_amount = roster.STALE_AMOUNTS[customer.number]
    elif customer.number == 1055:
        customer.ledger_amount = customer.spend + 2_500_000
    elif customer.number == 1061:
        customer.ledger_amount = customer.spend + 500_000
    elif customer.number == 1081:
        customer.ledger_amount = 0
    elif customer.role in {"core", "key", "base", "small", "unmet"}:
        customer.ledger_amount = customer.spend
