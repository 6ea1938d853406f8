"""Tiers of the presets beside ``annual-spend``, customer by customer, from the orders and complaints of the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction

from month_plan.tiers import rate_all, was_asked
from month_plan.truth import AS_OF, Customer, Month
from month_plan.working_days import add_months

#: What each tier of ``annual-spend``, by which manual tiers are given, is called in the others.
_MANUAL: Mapping[str, Mapping[str, str]] = {
    "value-potential": {"核心": "A", "重要": "B"},
    "growth": {"核心": "VIP", "重要": "成长型"},
    "strategic": {"核心": "战略", "重要": "重点"},
    "worksheet": {"核心": "VIP", "重要": "普通"},
}
_HIGH, _MIDDLE, _LOW = {"高", "强", "大", "有", "是"}, {"一般", "中"}, {"低", "弱", "小", "无"}
_WINDOW = add_months(AS_OF, -12) + timedelta(1)

Rate = Callable[[Month, Customer, int], str | None]


def expect_presets(month: Month) -> dict[str, list[str | None]]:
    """Return the tier of every customer in the order of the ledger, by preset; ``None`` for 未定级."""
    ratings = rate_all(month, AS_OF)
    found: dict[str, list[str | None]] = {}
    for preset, rate in _RATES.items():
        found[preset] = [
            _MANUAL[preset][one.customer.manual]
            if one.customer.manual
            else rate(month, one.customer, one.spend)
            for one in ratings
        ]
    return found


def _by_quadrant(month: Month, customer: Customer, spend: int) -> str | None:
    """Return the tier of value, which only spend tells, and potential, which only the wish to expand tells."""
    if spend < 0 or not customer.expansion or (spend == 0 and not was_asked(month, customer, AS_OF)):
        return None
    promising = customer.expansion in _HIGH
    if spend >= 10_000_000:
        return "A" if promising else "B"
    return "C" if promising else "D"


def _by_score(month: Month, customer: Customer, spend: int) -> str | None:
    """Return the tier of 40 parts of spend and 20 of the wish to expand; nothing else is known, and 60 are needed."""
    if spend < 0 or not customer.expansion or (spend == 0 and not was_asked(month, customer, AS_OF)):
        return None
    steps = ((50_000_000, 100), (20_000_000, 80), (10_000_000, 60), (3_000_000, 40), (1, 20))
    money = next((points for least, points in steps if spend >= least), 0)
    words = ((_HIGH, 100), (_MIDDLE, 60), (_LOW, 20))
    wish = next(points for known, points in words if customer.expansion in known)
    score = Fraction(40 * money + 20 * wish, 60)
    return "战略" if score >= 80 else "重点" if score >= 60 else "普通"


def _by_two_bands(_: Month, __: Customer, spend: int) -> str | None:
    return "VIP" if spend >= 10_000_000 else "普通" if spend > 0 else None


def _by_growth(month: Month, customer: Customer, _: int) -> str | None:
    """Return the tier of all that was ever bought, one lower where deals are too few or complaints too many."""
    orders = [item for item in month.orders if item.customer is customer and item.counts]
    value = sum(item.amount or 0 for item in orders)
    tiers = ("VIP", "成长型", "普通")
    place = next((place for place, least in enumerate((20_000_000, 5_000_000, 1)) if value >= least), None)
    if place is None:
        return None
    days = {item.ordered_on for item in orders if _is_deal(item.amount)}
    deals = sum(day is not None and day >= _WINDOW for day in days)
    grumbles = sum(
        item.customer is customer and _WINDOW <= _day(item.received_at) <= AS_OF for item in month.complaints
    )
    limits = ((Fraction(3, 4), Fraction(1, 10)), (Fraction(1, 2), Fraction(1, 5)))
    if place < len(limits) and deals:
        least, most = limits[place]
        place += Fraction(deals - 1, deals) < least or Fraction(grumbles, deals) > most
    return tiers[place]


def _is_deal(fen: int | None) -> bool:
    """Return whether an order is a deal: a return is none, one whose amount nobody can read is one."""
    return fen is None or fen > 0


def _day(moment: date) -> date:
    return date(moment.year, moment.month, moment.day)


_RATES: Mapping[str, Rate] = {
    "value-potential": _by_quadrant,
    "growth": _by_growth,
    "strategic": _by_score,
    "worksheet": _by_two_bands,
}
