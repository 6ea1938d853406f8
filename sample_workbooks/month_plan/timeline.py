"""When each customer was called and followed up, from May to October."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from random import Random

from month_plan.roster import LEDGER_ONLY_CONTACTS
from month_plan.truth import Customer
from month_plan.working_days import working_days

FIRST_DAY = date(2026, 5, 6)
LAST_DAY = date(2026, 10, 30)
_OCTOBER = date(2026, 10, 8)
_TWO_WEEKS_BEFORE_END = date(2026, 10, 17)

_FOLLOW_UPS = {"core": 2, "key": 2, "base": 1, "won": 1}

#: Customers whom nobody spoke to for a while, with their last day of contact.
_NEGLECTED: dict[int, date] = {
    1010: date(2026, 8, 31),
    1021: date(2026, 9, 30),
    1028: date(2026, 10, 14),
    1081: date(2026, 9, 22),
}


def call_days(customer: Customer, random: Random) -> list[date]:
    """Return the days of the customer's callbacks, ascending."""
    last = _last_day(customer)
    in_october = customer.october_calls if last >= _OCTOBER else 0
    days: list[date] = []
    if in_october:
        open_days = working_days(_OCTOBER, last)
        late = [day for day in open_days if day >= _TWO_WEEKS_BEFORE_END]
        newest = random.choice(late if late and random.random() < 0.65 else open_days)
        days.append(newest)
        earlier = [day for day in open_days if day < newest - timedelta(5)]
        days += random.sample(earlier, min(in_october - 1, len(earlier)))
    left = customer.calls - len(days)
    days += _spread(FIRST_DAY, min(last, date(2026, 9, 30)), left, random)
    return sorted(days)


def _last_day(customer: Customer) -> date:
    if customer.number in LEDGER_ONLY_CONTACTS:
        return LEDGER_ONLY_CONTACTS[customer.number] - timedelta(3)
    return _NEGLECTED.get(customer.number, LAST_DAY)


def _spread(first: date, last: date, count: int, random: Random) -> list[date]:
    """Return days that keep some distance, one out of each of ``count`` equal stretches."""
    open_days = working_days(first, last)
    bounds = [len(open_days) * n // count for n in range(count + 1)] if count else []
    return [
        random.choice(open_days[low : high - min(6, (high - low) // 2)]) for low, high in pairwise(bounds)
    ]


def follow_up_days(customer: Customer, called: list[date], random: Random) -> list[date]:
    """Return the days of follow-ups that no plan asked for; never a day of a callback."""
    count = _FOLLOW_UPS.get(customer.role, 0)
    last = _last_day(customer)
    free = [day for day in working_days(FIRST_DAY, last) if day not in called]
    days = random.sample(free, count)
    if customer.role == "key" and last == LAST_DAY and random.random() < 0.4:
        days.append(random.choice([day for day in free if day >= _TWO_WEEKS_BEFORE_END and day not in days]))
    return sorted(days)


def last_contact_allowed(customer: Customer) -> date:
    """Return the last day on which the plan lets anybody contact the customer."""
    return _last_day(customer)
