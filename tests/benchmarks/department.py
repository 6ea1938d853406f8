"""A department's months of any size, drawn by a seeded plan that knows what is true of each row.

What is drawn here is what a department has; ``known_answers`` counts it by the rules as they are written down, and
``generate`` writes it as people write it. Nothing of the program is used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from benchmarks import spoken

PERIOD = "2023-11"
AS_OF = date(2023, 11, 30)
#: A customer is called once a month, in so many months of a department that nobody says more of.
_MONTHS = 5

#: One row in so many has a mistake, of calls and of the ledger alike.
_ONE_IN = 20

#: Mistakes of a callback row, by the finding that each must give.
CALL_MISTAKES = (
    "KB201 called_by",
    "KB201 method",
    "KB202",
    "KB203",
    "KB204",
    "KB205",
    "KB206",
    "KB222",
    "KB251",
    "KB506",
)
#: Mistakes of a ledger row.
LEDGER_MISTAKES = ("KB301", "KB302", "KB211", "KB212", "KB503", "KB504")


@dataclass(slots=True)
class Call:
    """One row of the callback worksheet.

    Args:
        day: When it was made.
        share: Score as a share of the full mark; ``None`` where none is written or it is unusable.
        score_text: How the score is written; empty where none is.
        remark: The rest of the feedback.
        demand: Whether the remark is an explicit request.
        issues: Text and type of each issue.
        settled: Whether 待解决问题 answers that there is none.
        has_plan: Whether there is a follow-up plan.
        plan_owner: Who it is for; empty where left out.
        plan_due: Its day; ``None`` where left out.
        plan_text: The cell as written.
        promise: 下次回访时间; ``None`` where it cannot be read.
        promise_text: How it is written where it is not a date cell.
        method: 回访方式; empty where left out.
        by: 回访人; empty where left out.
        stated: 客户等级 as this row has it.
        summary: 沟通核心内容摘要.
        note: 备注.
        mistake: What is wrong with the row; empty for most.
    """

    day: date
    share: Fraction | None
    score_text: str
    remark: str
    demand: bool
    issues: tuple[tuple[str, str], ...]
    settled: bool
    has_plan: bool
    plan_owner: str
    plan_due: date | None
    plan_text: str
    promise: date | None
    promise_text: str
    method: str
    by: str
    stated: str
    summary: str
    note: str
    mistake: str = ""

    @property
    def counts(self) -> bool:
        """Return whether it is a call of its own with a date that can be read."""
        return self.mistake not in {"KB205", "KB251"}


@dataclass(slots=True)
class Customer:
    """A customer with its ledger row and its calls, newest first.

    Args:
        spend: Yearly amount in yuan; ``None`` where there is none or it cannot be read.
        spend_text: What the cell holds instead of the number.
        last_contact: 最近沟通时间 of the ledger.
        mistake: What is wrong with the ledger row; empty for most.
    """

    code: str
    name: str
    contact: str
    industry: str
    owner: str
    stated: str
    spend: int | None
    stability: str
    expansion: str
    last_deal: date | None
    product: str
    last_contact: date
    spend_text: str = ""
    mistake: str = ""
    calls: list[Call] = field(default_factory=list)


def draw_department(rows: int, seed: int, customers: int | None = None) -> list[Customer]:
    """Draw ``rows`` callbacks of so many customers, each called once a month back from the period's.

    Args:
        rows: How many callbacks.
        seed: The same rows, customers and seed give the same department.
        customers: How many customers; one for each five callbacks where it is not said.
    """
    random = Random(seed)  # noqa: S311 - a reproducible department, not a secret
    count = customers or max(1, rows // _MONTHS)
    mistakes = _mistake_places(rows, CALL_MISTAKES, random)
    drawn = []
    for number in range(count):
        customer = _draw_customer(number, random)
        places = range(number, rows, count)
        for back, place in enumerate(places):
            customer.calls.append(_draw_call(customer, back, random, mistakes.get(place, "")))
        drawn.append(customer)
    for number, mistake in _mistake_places(count, LEDGER_MISTAKES, random).items():
        _spoil_ledger(drawn[number], mistake)
    for customer in drawn:
        _settle_last_contact(customer, random)
    return drawn


def _month(back: int) -> date:
    """Return the first day of the month so many months before the period's."""
    year, month = divmod(AS_OF.year * 12 + AS_OF.month - 1 - back, 12)
    return date(year, month + 1, 1)


def _mistake_places(size: int, kinds: tuple[str, ...], random: Random) -> dict[int, str]:
    """Return which rows have a mistake, each kind as often as the others."""
    places = random.sample(range(size), size // _ONE_IN)
    return {place: kinds[turn % len(kinds)] for turn, place in enumerate(places)}


def _draw_customer(number: int, random: Random) -> Customer:
    tier = random.choices(("核心", "重要", "基础", "潜在", "小额"), (10, 30, 38, 20, 2))[0]
    spend = {
        "核心": random.randrange(100_000, 900_000),
        "重要": random.randrange(30_000, 100_000),
        "基础": random.randrange(10_000, 30_000),
        "潜在": None,
        "小额": random.randrange(500, 10_000),
    }[tier]
    stated = {"核心": "VIP", "重要": "重点", "基础": "普通", "潜在": "潜在", "小额": "普通"}[tier]
    if random.random() < 0.12:
        stated = random.choice(("VIP", "重点", "普通"))
    return Customer(
        code=f"K{number + 1:06d}",
        name=spoken.company_name(number),
        contact=random.choice(spoken.SURNAMES) + random.choice(spoken.TITLES),
        industry=random.choice(spoken.INDUSTRIES),
        owner=random.choice(spoken.PEOPLE),
        stated=stated,
        spend=spend,
        stability="稳定" if random.random() < 0.9 else "不稳定",
        expansion="高" if random.random() < 0.85 else "低",
        last_deal=None if tier == "潜在" else date(2023, 1, 1) + timedelta(random.randrange(300)),
        product=random.choice(spoken.PRODUCTS),
        last_contact=AS_OF,
    )


def _draw_call(customer: Customer, back: int, random: Random, mistake: str) -> Call:
    """Draw the call ``back`` months before the period's."""
    if mistake == "KB251" and not (customer.calls and not customer.calls[-1].mistake):
        mistake = "KB201 method"  # there is no sound row to repeat
    day = _month(back) + timedelta(random.randrange(28))
    line = f"{random.choice('ABCDEFGH')}{random.randrange(1, 30)}线"
    call = Call(
        day=day,
        share=None,
        score_text="",
        remark="",
        demand=False,
        issues=(),
        settled=False,
        has_plan=True,
        plan_owner="",
        plan_due=None,
        plan_text="",
        promise=None,
        promise_text="",
        method=random.choice(("电话", "电话", "微信", "上门", "视频")),
        by=customer.owner if random.random() < 0.8 else random.choice(spoken.PEOPLE),
        stated=customer.stated,
        summary=spoken.fill(random.choice(spoken.SUMMARIES), line, customer.product, random),
        note=spoken.fill(random.choice(spoken.NOTES), line, customer.product, random),
        mistake=mistake,
    )
    _say(call, line, random)
    _raise_issues(call, line, random)
    _plan(call, back, line, random)
    _promise(call, back, random)
    _spoil(call, random)
    return call


def _say(call: Call, line: str, random: Random) -> None:
    call.share, call.score_text = spoken.draw_score(random)
    kind = random.random()
    texts = spoken.DEMANDS if kind < 0.3 else spoken.PRAISE if kind < 0.8 else spoken.LATENT
    call.demand = texts is spoken.DEMANDS
    call.remark = spoken.fill(random.choice(texts), line, random.choice(spoken.PRODUCTS), random)


def _raise_issues(call: Call, line: str, random: Random) -> None:
    if random.random() < 0.7:
        call.settled = True
        return
    chosen = random.sample(spoken.ISSUES, random.choices((1, 2, 3), (70, 25, 5))[0])
    call.issues = tuple((spoken.fill(text, line, "", random), kind) for text, kind in chosen)


def _plan(call: Call, back: int, line: str, random: Random) -> None:
    call.has_plan = random.random() < 0.88
    if not call.has_plan:
        call.plan_text = random.choice(("无", "暂无", ""))
        return
    far = back == 0 and random.random() < 0.85
    call.plan_due = call.day + timedelta(random.randrange(30, 45) if far else random.randrange(3, 20))
    call.plan_owner = random.choice(spoken.TEAMS) if random.random() < 0.3 else call.by
    content = spoken.fill(random.choice(spoken.PLANS), line, random.choice(spoken.PRODUCTS), random)
    call.plan_due, call.plan_text = spoken.write_plan(
        call.plan_owner, call.plan_due, content, call.day, random
    )
    if call.mistake == "KB203":
        call.plan_owner, call.plan_text = "", f"/{call.plan_due.month}月{call.plan_due.day}日前/{content}"
    elif call.mistake == "KB204":
        call.plan_due, call.plan_text = None, f"{call.plan_owner}/{content}"


def _promise(call: Call, back: int, random: Random) -> None:
    if back and random.random() < 0.9:
        call.promise = call.day + timedelta(random.randrange(20, 50))
    elif back or random.random() < 0.12:
        call.promise = call.day + timedelta(random.randrange(2, 12))
    else:
        call.promise = AS_OF + timedelta(random.randrange(1, 30))
    call.promise_text = spoken.write_day(call.promise, random)


def _spoil(call: Call, random: Random) -> None:
    """Make the row's mistake; what a mistake needs and the row has not, it is given."""
    match call.mistake:
        case "KB201 called_by":
            call.by = ""
        case "KB201 method":
            call.method = ""
        case "KB202":
            call.share, call.score_text = None, ""
        case "KB203" | "KB204" if not call.has_plan:
            call.mistake, call.share, call.score_text = "KB202", None, ""
        case "KB205":
            # Its plan would be told from the day that cannot be read.
            call.has_plan, call.plan_text, call.plan_due = False, "无", None
            call.promise_text = ""
        case "KB206":
            call.promise, call.promise_text = None, random.choice(("12月下旬", "年后", "待定"))
        case "KB222":
            call.share, call.score_text = (
                None,
                random.choice(("满意度6分(满分5分)", "12/10分", "满意度50分(满分5分)")),
            )
        case "KB506":
            call.promise, call.promise_text = call.day - timedelta(random.randrange(1, 9)), ""
        case _:
            pass


def _spoil_ledger(customer: Customer, mistake: str) -> None:
    newest = next((call for call in customer.calls if call.counts), None)
    if mistake in {"KB301", "KB302"} and newest is None:
        mistake = "KB211"
    if mistake == "KB302" and newest is not None:
        newest.stated = "普通" if customer.stated != "普通" else "VIP"
    elif mistake == "KB211":
        customer.spend, customer.spend_text = None, "待核实"
    elif mistake == "KB212":
        customer.spend, customer.spend_text = None, "约5万"
    elif mistake == "KB503":
        customer.spend = -1200
    elif mistake == "KB504":
        customer.spend, customer.stability = 180_000, ""
    customer.mistake = mistake


def _settle_last_contact(customer: Customer, random: Random) -> None:
    """Date the ledger's last contact: the day of the newest call or a few later, a stale one before it."""
    newest = max((call.day for call in customer.calls if call.counts), default=date(2023, 6, 1))
    customer.last_contact = min(AS_OF, newest + timedelta(random.choice((0, 0, 0, 0, 1, 2, 5))))
    if customer.mistake == "KB301":
        customer.last_contact = newest - timedelta(random.randrange(3, 30))
