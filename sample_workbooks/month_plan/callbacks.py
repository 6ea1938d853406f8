"""The callbacks: what was said, what was promised, and how the cells put it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from month_plan import phrases
from month_plan.spelling import (
    draw_score,
    due_words,
    relative_days,
    relative_due,
    spell_day,
    spell_issues,
    spell_plan,
    spell_promise,
)
from month_plan.truth import Callback, Customer, Issue, Order, Plan
from month_plan.working_days import working_days

SOUTH = "south"
_SHEETS = {5: "may_june", 6: "may_june", 7: "july", 8: "august", 9: "september", 10: "october"}
_CALLERS = {
    "华东": ("陈静", "陈静", "刘洋"),
    "华北": ("刘洋",),
    "西南": ("何婷",),
    "华南": ("林佳慧", "林佳慧", "何文"),
}
_METHODS = ("电话", "微信", "上门", "视频")
_METHOD_WEIGHTS = (52, 20, 19, 9)

#: Weights of 5, 4.5, 4, 3, 2 and 1 of 5, from customers with something to be solved and from the others, and by how
#: much the best mark gained every month: things got better over the half year.
_SCORE_WEIGHTS = {True: [8, 6, 46, 28, 10, 2], False: [32, 12, 48, 8, 0, 0]}
_GAIN = 5
_INTERVALS = {"core": 28, "key": 15, "base": 28, "lead": 24, "won": 21}
_NOTES = (
    "",
    "",
    "",
    "",
    "客户较忙,宜下午联系",
    "客户对价格敏感",
    "决策人出差,下旬回",
    "客户提到同行系统也卡顿",
    "可推荐同行",
)


def make_calls(
    customer: Customer,
    days: Sequence[date],
    contacts: Sequence[date],
    orders: Sequence[Order],
    random: Random,
) -> list[Callback]:
    """Return the customer's callbacks.

    Args:
        customer: Who is called.
        days: Days of the callbacks, ascending.
        contacts: Days of all contacts, by which promises are set.
        orders: The customer's orders.
        random: Where chance comes from.
    """
    return [_make_call(customer, day, contacts, orders, random) for day in days]


def _make_call(
    customer: Customer, day: date, contacts: Sequence[date], orders: Sequence[Order], random: Random
) -> Callback:
    sheet = SOUTH if customer.branch == "华南" else _SHEETS[day.month]
    call = Callback(customer, day, made=True, sheet=sheet)
    call.by = customer.owner if random.random() < 0.12 else random.choice(_CALLERS[customer.branch])
    (call.method,) = random.choices(_METHODS, _METHOD_WEIGHTS)
    call.stated = _stated(customer, sheet)
    call.texts |= {
        "called_on": spell_day(day, random),
        "summary": random.choice(phrases.SUMMARIES),
        "notes": random.choice(_NOTES),
        "customer_name": _spell_name(customer, sheet, random),
    }
    _add_history(call, orders)
    _add_issues(call, random)
    _add_feedback(call, random)
    _add_plans(call, random)
    _add_promise(call, contacts, random)
    return call


def _stated(customer: Customer, sheet: str) -> str:
    """Return the row's label: the ledger's; in May and June its name in the scheme of the time."""
    label = customer.stated or "潜在"
    older = {"核心": "VIP", "重要": "重点", "基础": "普通"}
    return older.get(label, label) if sheet == "may_june" else label


def _spell_name(customer: Customer, sheet: str, random: Random) -> str:
    if sheet == "may_june":
        return customer.name
    first = customer.contacts[0]
    everyone = "、".join(customer.contacts)
    return random.choice(
        (f"{customer.name}/{everyone}", f"{customer.name}/{first}", f"{customer.name}\n{everyone}")
    )


def _add_history(call: Callback, orders: Sequence[Order]) -> None:
    if call.called_on is None:
        return
    known = [
        order
        for order in orders
        if order.ordered_on is not None and order.ordered_on <= call.called_on and (order.amount or 0) > 0
    ]
    if known:
        call.last_deal = max(order.ordered_on for order in known if order.ordered_on is not None)
        call.texts["deal_history"] = "、".join(dict.fromkeys(order.product for order in known[-3:]))
    if call.customer.role == "returned":
        call.last_deal = date(2025, 8, 20)
        call.texts["deal_history"] = "检测治具"


def _add_issues(call: Callback, random: Random) -> None:
    chance = random.random()
    if chance < 0.40:
        call.issues = _draw_issues(random)
        call.texts["pending_issues"] = spell_issues(call.issues, random)
        if call.sheet == SOUTH:
            call.resolved = random.random() < 0.55
    elif chance < 0.86:
        call.settled = True
        call.texts["pending_issues"] = random.choice(phrases.NOTHING)
    elif chance < 0.90:
        call.texts["pending_issues"] = random.choice(phrases.DENIED)
    elif chance < 0.94:
        call.issues = (random.choice(phrases.SAID_ONLY),)
    # The remaining six in a hundred leave the cell blank and say nothing of a problem.


def _draw_issues(random: Random) -> tuple[Issue, ...]:
    weights = [3 if issue.types[0] in phrases.FREQUENT else 1 for issue in phrases.ISSUES]
    (first,) = random.choices(phrases.ISSUES, weights)
    chance = random.random()
    if chance < 0.05:
        return (random.choice(phrases.TWO_TYPES),)
    if chance < 0.07:
        return (phrases.NO_TYPE,)
    if chance > 0.24:
        return (first,)
    (second,) = random.choices([issue for issue in phrases.ISSUES if issue.types != first.types])
    return (first, second)


def _add_feedback(call: Callback, random: Random) -> None:
    said_only = bool(call.issues) and "pending_issues" not in call.texts
    parts: list[str] = []
    month = call.called_on.month if call.called_on else 10
    if random.random() < 0.87:
        column = call.sheet == "may_june"
        best, *others = _SCORE_WEIGHTS[bool(call.issues)]
        call.score, written = draw_score(random, (best + _GAIN * (month - 5), *others), column=column)
        if column:
            call.texts["score"] = written
        else:
            parts.append(call.score.text)
    if said_only:
        parts.append(call.issues[0].text)
    elif call.issues and random.random() < 0.15:
        parts.append(f"反映{call.issues[0].text}")
    elif not call.issues and random.random() < 0.45:
        parts.append(random.choice(phrases.PRAISE))
    chance = random.random()
    if chance < 0.34:
        call.demands = (random.choice(phrases.DEMANDS),)
    elif chance < 0.40:
        call.demands = tuple(random.sample(phrases.DEMANDS, 2))
    elif chance < 0.50:
        parts.append(random.choice(phrases.LATENT))
    if call.demands:
        parts.append("；".join(call.demands))
    call.texts["feedback"] = (random.choice((",", "，"))).join(parts) or "暂无意见"


def _add_plans(call: Callback, random: Random) -> None:
    if call.called_on is None or random.random() > (0.72 if call.issues else 0.25):
        return
    kind = call.issues[0].types[0] if call.issues and call.issues[0].types else ""
    owner = phrases.PLAN_OWNERS.get(kind, call.customer.owner)
    content = random.choice(phrases.PLAN_CONTENTS[kind])
    if random.random() < 0.3:
        due, words = relative_due(call.called_on, random)
    else:
        due = random.choice(working_days(call.called_on + timedelta(3), call.called_on + timedelta(14)))
        words = due_words(due, random)
    plan = Plan(owner, due, content)
    call.plans = (plan,)
    call.texts["plan"] = spell_plan(plan, words, random)


def _add_promise(call: Callback, contacts: Sequence[date], random: Random) -> None:
    """Promise the next callback: about when the next contact came, or by the tier's interval."""
    if call.called_on is None or random.random() > 0.80:
        return
    called_on = call.called_on
    following = next((day for day in contacts if day > called_on), None)
    if following is None:
        day = called_on + timedelta(_INTERVALS.get(call.customer.role, 30) + random.randrange(-8, 5))
    elif random.random() < 0.78:
        day = following + timedelta(random.randrange(0, 4))
    else:
        day = max(called_on + timedelta(2), following - timedelta(random.randrange(1, 8)))
    near = [other for other in relative_days(called_on) if other > called_on and abs((other - day).days) < 5]
    if near and random.random() < 0.5:
        day = random.choice(near)
    call.promise = day
    call.texts["next_callback_on"] = spell_promise(day, called_on, random)
