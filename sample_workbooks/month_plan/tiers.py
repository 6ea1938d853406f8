"""Tiers of the preset ``annual-spend``, customer by customer, from the orders of the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from month_plan.callbacks import SOUTH
from month_plan.traditional import traditional
from month_plan.truth import AS_OF, LAST_MONTH, Callback, Customer, Month
from month_plan.working_days import add_months

TIERS = ("核心", "重要", "基础", "潜在")
UNRATED = "未定级"

_LEAST = {"核心": 10_000_000, "重要": 3_000_000, "基础": 1_000_000}
_STABLE = {"稳定", "高", "强", "好", "良好"}
_PROMISING = {"高", "强", "大", "有", "是"}

#: What the labels of other schemes mean in this one.
ALIASES = {
    **{tier: tier for tier in TIERS},
    **dict.fromkeys(("VIP", "战略", "A"), "核心"),
    **dict.fromkeys(("重点", "成长型", "B", "C"), "重要"),
    **dict.fromkeys(("普通", "D"), "基础"),
}


@dataclass(frozen=True, slots=True)
class Rating:
    """A customer's tier on a day; ``tier`` is ``None`` for 未定级."""

    customer: Customer
    tier: str | None
    spend: int
    movement: str


def rate_all(month: Month, day: date) -> list[Rating]:
    """Return every customer's tier on a day, in the order of the ledger."""
    return [_rate(month, customer, day) for customer in month.customers]


def _rate(month: Month, customer: Customer, day: date) -> Rating:
    first = add_months(day, -12) + timedelta(1)
    spend = sum(
        order.amount or 0
        for order in month.orders
        if order.customer is customer
        and not order.repeats
        and order.ordered_on
        and first <= order.ordered_on <= day
    )
    tier = ALIASES[customer.manual] if customer.manual else _by_rule(month, customer, spend, day)
    return Rating(customer, tier, spend, compare(stated_tier(month, customer), tier))


def _by_rule(month: Month, customer: Customer, spend: int, day: date) -> str | None:
    if spend >= _LEAST["核心"]:
        failed = (customer.stability and customer.stability not in _STABLE) or (
            customer.expansion and customer.expansion not in _PROMISING
        )
        return "重要" if failed else "核心"
    for tier in ("重要", "基础"):
        if spend >= _LEAST[tier]:
            return tier
    return "潜在" if spend == 0 and _only_asked(month, customer, day) else None


def _only_asked(month: Month, customer: Customer, day: date) -> bool:
    """Return whether there is an inquiry, and no deal date, order or amount."""
    orders = [
        item
        for item in month.orders
        if item.customer is customer and item.ordered_on and item.ordered_on <= day
    ]
    stated = any(call.last_deal for call in _calls(month, customer, day))
    return was_asked(month, customer, day) and not (orders or customer.ledger_amount or stated)


def was_asked(month: Month, customer: Customer, day: date) -> bool:
    """Return whether there is a callback, a follow-up or a stated need by a day."""
    talks = [
        item
        for item in month.followups
        if item.customer is customer and item.counts and item.followed_on and item.followed_on <= day
    ]
    return bool(_calls(month, customer, day) or talks or customer.need_type)


def _calls(month: Month, customer: Customer, day: date) -> list[Callback]:
    return [
        call
        for call in month.callbacks
        if call.customer is customer and call.counts and call.called_on and call.called_on <= day
    ]


def stated_label(month: Month, customer: Customer) -> str:
    """Return the label that counts: the ledger's, else that of the newest callback; empty where there is none."""
    if customer.stated:
        return customer.stated
    calls = [call for call in month.callbacks if call.customer is customer and call.counts and call.stated]
    if not calls:
        return ""
    return traditional(calls[-1].stated) if calls[-1].sheet == SOUTH else calls[-1].stated


def stated_tier(month: Month, customer: Customer) -> str | None:
    """Return the tier that the label means, in either script; ``None`` where it is unknown or there is none."""
    label = stated_label(month, customer)
    return next((tier for alias, tier in ALIASES.items() if label in {alias, traditional(alias)}), None)


def compare(before: str | None, after: str | None) -> str:
    """Return how a customer moved."""
    if before is None or after is None:
        return "无法比较"
    if before == after:
        return "一致"
    return "上调" if TIERS.index(after) < TIERS.index(before) else "下调"


def expect_tiers(month: Month) -> dict[str, object]:
    """Return the tier figures as of the month's end."""
    ratings = rate_all(month, AS_OF)
    counts = Counter(rating.tier for rating in ratings)
    rated = sum(counts[tier] for tier in TIERS)
    return {
        "scheme": "annual-spend",
        "counts": {tier: counts[tier] for tier in TIERS},
        "shares": {tier: counts[tier] / rated for tier in TIERS},
        "unrated": counts[None],
        "customers": [
            {
                "customer_id": rating.customer.customer_id,
                "customer_name": rating.customer.name,
                "stated": stated_label(month, rating.customer) or None,
                "recomputed": rating.tier,
                "movement": rating.movement,
                "spend": f"{rating.spend / 100:.2f}",
            }
            for rating in ratings
        ],
    }


def expect_movements(month: Month) -> dict[str, object]:
    """Return last month's tiers, and how many customers went from which tier to which."""
    now, last = rate_all(month, AS_OF), rate_all(month, LAST_MONTH)
    stated = [stated_tier(month, rating.customer) for rating in now]
    return {
        "by_movement": dict(Counter(rating.movement for rating in now)),
        "stated": _matrix(stated, [rating.tier for rating in now]),
        "last_month": _matrix([rating.tier for rating in last], [rating.tier for rating in now]),
        "last_months_tiers": {rating.customer.customer_id: rating.tier for rating in last},
        "moved_since_last_month": [
            {"customer_id": new.customer.customer_id, "from": old.tier, "to": new.tier}
            for old, new in zip(last, now, strict=True)
            if old.tier != new.tier
        ],
    }


def _matrix(before: Sequence[str | None], after: Sequence[str | None]) -> dict[str, dict[str, int]]:
    """Return counts from tier to tier, those of no customer left out."""
    counts = Counter(zip(before, after, strict=True))
    result: dict[str, dict[str, int]] = {}
    for old in (*TIERS, None):
        row = {new or UNRATED: counts[old, new] for new in (*TIERS, None) if counts[old, new]}
        if row:
            result[old or UNRATED] = row
    return result
