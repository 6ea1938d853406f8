"""The orders of fourteen months, split so that they add up to what the roster says of each customer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from month_plan.truth import Customer, Mistake, Order
from month_plan.working_days import working_days

WINDOW_FIRST = date(2025, 11, 1)
LAST_MONTHS_WINDOW_FIRST = date(2025, 10, 1)

_PRODUCTS = (
    "数控送料机",
    "视觉检测仪",
    "MES软件年费",
    "送料机备件包",
    "保养服务",
    "接口开发",
    "检测治具",
    "操作培训",
)
_SMALL_PRODUCTS = ("送料机备件包", "保养服务", "操作培训", "检测治具")
_LARGE = 2_000_000

#: Days that decide a rule: the last before the window, the first and the last in it.
_CHOSEN_DAYS = {1015: date(2025, 10, 31), 1042: date(2025, 10, 20), 1088: date(2025, 10, 14)}
_FIRST_DAY = 1004
_LAST_DAY = 1036

#: Orders that came in after the month's end and stand in the list already.
_AFTER = ((1001, date(2026, 11, 2), 960_000), (1048, date(2026, 11, 2), 300_000))


def make_orders(customers: list[Customer], random: Random) -> list[Order]:
    """Return all orders by date, with the clerk's mistakes among them."""
    drafts = [draft for customer in customers for draft in _drafts(customer, random)]
    by_number = {customer.number: customer for customer in customers}
    drafts += [(by_number[number], day, amount) for number, day, amount in _AFTER]
    drafts.sort(key=lambda draft: (draft[1], draft[0].number))
    orders: list[Order] = []
    for customer, day, amount in drafts:
        serial = sum(
            1 for order in orders if order.ordered_on is not None and _month(order.ordered_on) == _month(day)
        )
        products = _PRODUCTS if amount >= _LARGE else _SMALL_PRODUCTS
        order_id = f"DD{day:%Y%m}-{serial + 1:03d}"
        orders.append(Order(order_id, customer, day, random.choice(products), amount))
    return _with_mistakes(orders, by_number)


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _drafts(customer: Customer, random: Random) -> Iterator[tuple[Customer, date, int]]:
    """Yield the customer's orders as customer, day and fen."""
    if customer.role == "returned":
        yield customer, date(2026, 3, 17), customer.spend
        return
    if customer.before:
        yield customer, _CHOSEN_DAYS[customer.number], customer.before
    if customer.october:
        days = working_days(date(2026, 10, 8), date(2026, 10, 28))
        yield (
            customer,
            date(2026, 10, 31) if customer.number == _LAST_DAY else random.choice(days),
            customer.october,
        )
    rest = customer.spend - customer.october
    if rest:
        yield from _split(customer, rest, random)
    if customer.role in {"core", "key"} and customer.number % 2:
        old = random.choice(working_days(date(2025, 9, 8), date(2025, 9, 28)))
        yield customer, old, random.randrange(30, 90) * 10_000


def _split(customer: Customer, fen: int, random: Random) -> Iterator[tuple[Customer, date, int]]:
    count = 1 + min(6, fen // 1_500_000) + (fen > 800_000)
    last = date(2026, 9, 22)
    first = date(2026, 9, 16) if customer.role == "new" else WINDOW_FIRST
    days = sorted(random.sample(working_days(first, last), count))
    if customer.number == _FIRST_DAY:
        days[0] = WINDOW_FIRST
    for left, day in zip(range(count, 0, -1), days, strict=True):
        share = fen // left
        part = fen if left == 1 else random.randrange(share * 6 // 10, share * 14 // 10) // 10_000 * 10_000
        fen -= part
        yield customer, day, part


def _with_mistakes(orders: list[Order], by_number: dict[int, Customer]) -> list[Order]:
    """Add a repeated row, an amount that is a guess and a date that does not exist."""
    repeated = next(index for index, order in enumerate(orders) if order.order_id == "DD202606-004")
    again = orders[repeated]
    copy = Order(again.order_id, again.customer, again.ordered_on, again.product, again.amount, repeats=True)
    copy.mistakes.append(Mistake("order_id", "KB251", right=True))
    guess = Order("DD202607-091", by_number[1055], date(2026, 7, 29), "数控送料机", None)
    guess.texts["amount"] = "约2.5万"
    guess.mistakes.append(Mistake("amount", "KB212"))
    undated = Order("DD202606-092", by_number[1061], None, "检测治具", 500_000)
    undated.texts["ordered_on"] = "2026-06-31"
    undated.mistakes.append(Mistake("ordered_on", "KB205"))
    june_end = max(index for index, order in enumerate(orders) if _day(order) < date(2026, 7, 1)) + 1
    july_end = max(index for index, order in enumerate(orders) if _day(order) < date(2026, 8, 1)) + 1
    orders.insert(july_end, guess)
    orders.insert(june_end, undated)
    orders.insert(repeated + 1, copy)
    return orders


def _day(order: Order) -> date:
    return order.ordered_on or date.max
