"""What each owner answers for beside calls and promises: issues solved, growth of spend, accuracy of rows."""

from __future__ import annotations

from datetime import date

from month_plan.quality import required_cells
from month_plan.truth import AS_OF, PERIOD_FIRST, Callback, Complaint, Customer, FollowUp, Month
from month_plan.voices import calls_of_period

_YEAR_BEFORE = date(2025, 10, 1), date(2025, 10, 31)


def issues_resolved(month: Month, owner: str) -> list[int]:
    """Return the solved issues, and those of which the sheet says whether they are, of whoever called."""
    told = [
        (call.resolved, len(call.issues))
        for call in calls_of_period(month)
        if (call.by or call.customer.owner) == owner and call.resolved is not None
    ]
    return [sum(count for solved, count in told if solved), sum(count for _, count in told)]


def spend_growth(month: Month, owner: str) -> list[int]:
    """Return fen of October, fen of the October before, and the customers with an order in either."""
    now, then = _orders(month, owner, PERIOD_FIRST, AS_OF), _orders(month, owner, *_YEAR_BEFORE)
    return [sum(now.values()), sum(then.values()), len({*now, *then})]


def _orders(month: Month, owner: str, first: date, last: date) -> dict[int, int]:
    sums: dict[int, int] = {}
    for order in month.orders:
        inside = order.counts and order.ordered_on is not None and first <= order.ordered_on <= last
        if inside and order.amount is not None and order.customer.owner == owner:
            sums[order.customer.number] = sums.get(order.customer.number, 0) + order.amount
    return sums


def accuracy(month: Month, owner: str) -> list[int]:
    """Return the right required cells and all of them, of the rows that an owner wrote or whose customer is theirs."""
    cells = [found for record, *found in required_cells(month) if _writer(record) == owner]
    return [sum(right for _, right in cells), sum(asked for asked, _ in cells)]


def _writer(record: object) -> str | None:
    """Return whose row it is: its own person, else the owner of its customer."""
    if isinstance(record, Customer):
        return record.owner
    customer: Customer | None = getattr(record, "customer", None)
    of_customer = customer.owner if customer is not None else None
    if isinstance(record, Callback):
        return record.by or of_customer
    if isinstance(record, FollowUp | Complaint):
        return record.owner or of_customer
    return of_customer
