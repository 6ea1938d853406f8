"""Retention, stages, care, scorecards and next month's work, told customer by customer from the plan's own records."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import median

from month_plan import scorecards
from month_plan.complaint_figures import judged_clocks
from month_plan.dates_kept import BIRTHDAYS, CONTRACT_ENDS, FOUNDED, LOSS_REASONS
from month_plan.obligations import cadences, contacts_of, promises
from month_plan.orders import WINDOW_FIRST
from month_plan.receivables import due_of, open_items, true_balances
from month_plan.tiers import rate_all, stated_tier
from month_plan.truth import AS_OF, LAST_MONTH, PERIOD_FIRST, Callback, Complaint, Customer, Month
from month_plan.voices import calls_of_period
from month_plan.working_days import add_months

_NEXT_FIRST, _NEXT_LAST = date(2026, 11, 1), date(2026, 11, 30)
_SILENT, _LOST, _NEAR = 90, 365, 30
_SATISFIED = Fraction(4, 5)


def deals_of(month: Month, customer: Customer, day: date = AS_OF) -> list[date]:
    """Return the days on which a customer bought, each once; a return is no deal, an unread amount is one."""
    return sorted(
        {
            order.ordered_on
            for order in month.orders
            if order.customer is customer
            and not order.repeats
            and order.ordered_on is not None
            and order.ordered_on <= day
            and (order.amount is None or order.amount > 0)
        }
    )


def _state(month: Month, customer: Customer, day: date = AS_OF) -> str:
    bought = deals_of(month, customer, day)
    if not bought:
        return ""
    days = (day - bought[-1]).days
    return "lost" if days > _LOST else "silent" if days > _SILENT else ""


def _scored(month: Month, customer: Customer) -> list[Fraction]:
    calls = [
        call
        for call in month.callbacks
        if call.customer is customer and call.counts and call.score is not None
    ]
    calls.sort(key=lambda call: call.called_on or date.max)
    return [call.score.share for call in calls if call.score is not None]


def _day_of(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _open(complaint: Complaint) -> bool:
    solved = complaint.resolved_at
    return complaint.status != "已解决" and not (solved is not None and _day_of(solved) <= AS_OF)


def _received(complaint: Complaint) -> date:
    return _day_of(complaint.received_at)


def _signals(month: Month, customer: Customer) -> list[str]:
    found = []
    bought = deals_of(month, customer)
    state = _state(month, customer)
    if _money_at_risk(month, customer):
        found.append("upset_overdue")
    complaints = [_received(item) for item in month.complaints if item.customer is customer]
    if state == "silent":
        if any(abs((day - bought[-1]).days) <= _NEAR for day in complaints):
            found.append("complaint_silence")
        found.append("silent")
    gaps = [(later - earlier).days for earlier, later in pairwise(bought)]
    if state != "lost" and len(gaps) >= 2 and (AS_OF - bought[-1]).days > 1.5 * median(gaps):
        found.append("order_gap")
    if _is_new(customer, bought) and bought[-1] < AS_OF - timedelta(29):
        found.append("new_no_order")
    scores = _scored(month, customer)
    if state != "lost" and len(scores) >= 2 and (scores[-2] - scores[-1]) * 5 >= 1:
        found.append("falling_score")
    return found


def _is_new(customer: Customer, bought: list[date]) -> bool:
    """Return whether the first deal lies one to three months back."""
    if not bought or _bought_before(customer, bought):
        return False
    return add_months(AS_OF, -3) <= bought[0] <= add_months(AS_OF, -1)


def _bought_before(customer: Customer, bought: list[date]) -> bool:
    """Return whether a customer signed over a year before its first recorded order, and before the record begins."""
    signed = customer.signed_on
    return signed is not None and signed + timedelta(365) < bought[0] and signed < date(2025, 9, 8)


def _money_at_risk(month: Month, customer: Customer) -> int:
    """Return what an upset and overdue customer owes, in fen."""
    owed = true_balances(month.invoices, month.receipts, AS_OF).get(customer.number)
    scores = _scored(month, customer)
    complained = any(item.customer is customer and _open(item) for item in month.complaints)
    upset = complained or bool(scores and scores[-1] < _SATISFIED)
    return owed.balance if owed is not None and owed.overdue and upset else 0


def expect_relations(month: Month) -> dict[str, object]:
    """Return the figures of the sections ``retention``, ``lifecycle``, ``care`` and ``scorecard``, and the lists."""
    risky = {item.customer_id: found for item in month.customers if (found := _signals(month, item))}
    return {
        "retention": _retention(month, risky),
        "lifecycle": _lifecycle(month),
        "care": _care(month),
        "scorecard": _scorecard(month),
        "next_worksheet": sorted(_due_next(month, set(risky))),
        "owner_lists": {
            owner: [item.customer_id for item in month.customers if item.owner == owner]
            for owner in sorted({item.owner for item in month.customers})
        },
    }


def _retention(month: Month, risky: dict[str, list[str]]) -> dict[str, object]:
    bought = {item.number: deals_of(month, item) for item in month.customers}
    inside = [sum(day >= WINDOW_FIRST for day in days) for days in bought.values()]
    since = [_customer_since(item, bought[item.number]) for item in month.customers]
    counted = [order for order in month.orders if order.counts]
    money = {item.customer_id: _money_at_risk(month, item) for item in month.customers}
    return {
        "repeat_customers": sum(count >= 2 for count in inside),
        "buying_customers": sum(count >= 1 for count in inside),
        "customers_before": sum(day is not None and day <= LAST_MONTH for day in since),
        "customers_now": sum(day is not None for day in since),
        "lifetime_value": _yuan(sum(order.amount or 0 for order in counted)),
        "orders_without_amount": sum(order.amount is None for order in counted),
        "signals": dict(Counter(code for codes in risky.values() for code in codes)),
        "at_risk": [{"customer_id": code, "signals": codes} for code, codes in risky.items()],
        "top": sorted((code for code, fen in money.items() if fen), key=lambda code: -money[code]),
        "money_at_risk": _yuan(sum(money.values())),
        "unreviewed": _unreviewed(month),
        "loss": _loss(month),
    }


def _customer_since(customer: Customer, bought: list[date]) -> date | None:
    days = [*bought[:1], *([customer.signed_on] if customer.signed_on else [])]
    return min(days, default=None)


def _unreviewed(month: Month) -> list[str]:
    """Return the core customers whom nobody contacted in three months."""
    found = []
    for rating in rate_all(month, AS_OF):
        if (rating.tier or stated_tier(month, rating.customer)) == "核心":
            days = [contact.day for contact in contacts_of(month, rating.customer, ledger=True)]
            if max(days, default=date.min) < add_months(AS_OF, -3):
                found.append(rating.customer.customer_id)
    return found


def _loss(month: Month) -> dict[str, object]:
    stated, possible, unknown = Counter[str](), Counter[str](), 0
    gone = [item for item in month.customers if _state(month, item)]
    for customer in gone:
        reason = LOSS_REASONS.get(customer.number)
        types = [] if reason else _last_types(month, customer)
        stated.update([reason] if reason else [])
        possible.update(types)
        unknown += not reason and not types
    return {"counted": len(gone), "stated": dict(stated), "possible": dict(possible), "unknown": unknown}


def _last_types(month: Month, customer: Customer) -> list[str]:
    """Return the types of the newest callback or complaint with a known one, up to 30 days after the last deal."""
    until = deals_of(month, customer)[-1] + timedelta(_NEAR)
    said = [
        (call.called_on, issue.types[0])
        for call in month.callbacks
        if call.customer is customer
        and call.counts
        and call.called_on is not None
        and call.called_on <= until
        for issue in call.issues
        if issue.types
    ]
    said += [
        (_received(item), item.types[0])
        for item in month.complaints
        if item.customer is customer and _received(item) <= until
    ]
    newest = max((day for day, _ in said), default=None)
    return sorted({name for day, name in said if day == newest})


def _stage(month: Month, customer: Customer, day: date) -> str:
    bought = deals_of(month, customer, day)
    if bought:
        state = _state(month, customer, day)
        if state:
            return {"lost": "流失", "silent": "沉默"}[state]
        new = (day - bought[0]).days <= 90 and not _bought_before(customer, bought)
        return "新客户" if new else "稳定"
    if customer.signed_on is not None and customer.signed_on <= day:
        return "签约"
    asked = any(contact.day <= day for contact in contacts_of(month, customer, ledger=True))
    return "潜在" if asked or customer.need_type else ""


def _lifecycle(month: Month) -> dict[str, object]:
    now = {item.customer_id: _stage(month, item, AS_OF) for item in month.customers}
    before = {item.customer_id: _stage(month, item, LAST_MONTH) for item in month.customers}
    moves: dict[str, dict[str, int]] = {}
    for code, stage in now.items():
        row = moves.setdefault(before[code], {})
        row[stage] = row.get(stage, 0) + 1
    return {
        "counts": dict(Counter(stage for stage in now.values() if stage)),
        "unstaged": sum(not stage for stage in now.values()),
        "movements": moves,
        "lacking": sorted(
            item.customer_id for item in month.customers if _lacks(month, item, now[item.customer_id])
        ),
    }


def _lacks(month: Month, customer: Customer, stage: str) -> bool:
    """Return whether nobody contacted a customer as its stage asks: within a week, or in the last 30 days."""
    days = [contact.day for contact in contacts_of(month, customer, ledger=True)]
    if stage in {"沉默", "潜在"}:
        return not any(day >= AS_OF - timedelta(30) for day in days)
    start = (
        deals_of(month, customer)[0] if stage == "新客户" else customer.signed_on if stage == "签约" else None
    )
    if start is None or start + timedelta(7) >= AS_OF:
        return False
    return not any(start <= day <= start + timedelta(7) for day in days)


def _care(month: Month) -> dict[str, object]:
    events: list[tuple[str, str, str, int | None]] = []
    for customer in month.customers:
        code = customer.customer_id
        ends = CONTRACT_ENDS.get(customer.number)
        if ends is not None and _NEXT_FIRST <= ends <= _NEXT_LAST:
            events.append((code, "contract_end", ends.isoformat(), None))
        _, birthday, years = BIRTHDAYS.get(customer.number, ("", None, None))
        if birthday is not None:
            events.append((code, "birthday", birthday.isoformat(), years))
        for kind, day in (("founding", FOUNDED.get(customer.number)), ("signing", customer.signed_on)):
            if day is not None and day.month == _NEXT_FIRST.month and day.year < _NEXT_FIRST.year:
                events.append((code, kind, day.replace(year=2026).isoformat(), 2026 - day.year))
    left = {number: (day - AS_OF).days for number, day in CONTRACT_ENDS.items()}
    running = {number: days for number, days in left.items() if 0 <= days <= 90}
    owed = true_balances(month.invoices, month.receipts, AS_OF)
    by_number = {item.number: item for item in month.customers}
    return {
        "events": [
            {"customer_id": code, "event": event, "on": day, "years": years}
            for code, event, day, years in events
        ],
        "renewals": [
            {
                "customer_id": f"{number:06d}",
                "days_left": days,
                "score": None if not (said := _scored(month, by_number[number])) else float(said[-1] * 5),
                "open_issues": len(_newest_call(month, by_number[number]).issues),
                "overdue": _yuan(owed[number].overdue if number in owed else 0),
            }
            for number, days in running.items()
        ],
        "ending_within": {str(most): sum(days <= most for days in running.values()) for most in (30, 60, 90)},
    }


def _newest_call(month: Month, customer: Customer) -> Callback:
    calls = [call for call in month.callbacks if call.customer is customer and call.counts]
    return max(calls, key=lambda call: call.called_on or date.min)


def _scorecard(month: Month) -> dict[str, object]:
    """Return for each owner of the ledger the numbers that can be counted from the plan, as part and whole."""
    calls = calls_of_period(month)
    missed = [call for call in month.callbacks if not call.made and call.sheet == "october"]
    due = [item for item in promises(month) if item.due is not None and PERIOD_FIRST <= item.due < AS_OF]
    clocks = judged_clocks(month)
    owners = {item.owner for item in month.customers} | {call.by for call in calls if call.by}

    def who(call: Callback) -> str:
        return call.by or call.customer.owner

    return {
        owner: {
            "customers": sum(item.owner == owner for item in month.customers),
            "callbacks_made": [
                sum(who(call) == owner for call in calls),
                sum(who(call) == owner for call in (*calls, *missed)),
            ],
            "promises_kept": [
                sum(
                    item.owner == owner and item.done is not None and item.done <= (item.due or AS_OF)
                    for item in due
                ),
                sum(item.owner == owner for item in due),
            ],
            "satisfaction": [
                sum(
                    call.by == owner and call.score is not None and call.score.share >= _SATISFIED
                    for call in calls
                ),
                sum(call.by == owner and call.score is not None for call in calls),
            ],
            "complaint_clocks": [
                sum(verdict == "met" for name, verdict in clocks if name == owner),
                sum(verdict in {"met", "missed"} for name, verdict in clocks if name == owner),
            ],
            "collection": _collected(month, owner),
            "issues_resolved": scorecards.issues_resolved(month, owner),
            "spend_growth": scorecards.spend_growth(month, owner),
            "accuracy": scorecards.accuracy(month, owner),
        }
        for owner in sorted(owners)
    }


def _collected(month: Month, owner: str) -> list[int]:
    """Return fen collected by their due date, fen fallen due in October and how many documents, of an owner."""
    due = [
        (invoice, day)
        for invoice in month.invoices
        if invoice.amount > 0
        and invoice.customer.owner == owner
        and (day := due_of(invoice)) is not None
        and PERIOD_FIRST <= day <= AS_OF
        and invoice.issued_on <= AS_OF
    ]
    collected = 0
    for invoice, day in due:
        left = next(rest for item, rest in open_items(month.invoices, month.receipts, day) if item is invoice)
        collected += invoice.amount - left
    return [collected, sum(invoice.amount for invoice, _ in due), len(due)]


def _due_next(month: Month, risky: set[str]) -> set[str]:
    """Return the customers who are to be called in November."""
    found = set(risky)
    intervals, _ = cadences(month)
    for item in (*promises(month), *intervals):
        if item.done is None and item.due is not None and item.due <= _NEXT_LAST:
            found.add(item.customer.customer_id)
    for call in month.callbacks:
        if not call.made and call.sheet == "october":
            found.add(call.customer.customer_id)
    for call in calls_of_period(month):
        if call.issues and call.resolved is not True:
            found.add(call.customer.customer_id)
    for complaint in month.complaints:
        if _open(complaint) or _unconfirmed(month, complaint):
            found.add(complaint.customer.customer_id)
    care = _care(month)
    for kind in ("events", "renewals"):
        found |= {str(item["customer_id"]) for item in care[kind]}  # type: ignore[attr-defined]
    return found


def _unconfirmed(month: Month, complaint: Complaint) -> bool:
    """Return whether nobody called back since a complaint was solved."""
    solved = complaint.resolved_at
    if solved is None or complaint.confirmed_at is not None:
        return False
    day = _day_of(solved)
    return day <= AS_OF and not any(
        call.customer is complaint.customer
        and call.counts
        and call.called_on is not None
        and call.called_on > day
        for call in month.callbacks
    )


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
