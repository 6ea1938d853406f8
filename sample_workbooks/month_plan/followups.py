"""The follow-up log: talks between callbacks, and the plans that were carried out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from month_plan import phrases
from month_plan.spelling import spell_day
from month_plan.timeline import LAST_DAY, last_contact_allowed
from month_plan.truth import Callback, Customer, FollowUp, Mistake, Plan
from month_plan.working_days import working_days

#: A colleague who left in July; his part of the log stands on a hidden sheet.
LEAVER = "周凯"
HIDDEN_SHEET = "周凯交接(旧)"
#: Customers whose second talk stands under the first.
_ADDED_BELOW = (1018, 1033)
_LEFT_ON = date(2026, 7, 1)


def make_followups(
    customer: Customer, days: Sequence[date], calls: Sequence[Callback], random: Random
) -> list[FollowUp]:
    """Return the customer's follow-ups: those of ``days``, and those that carry out the plans of its callbacks."""
    made = [
        FollowUp(
            customer,
            day,
            random.choice(phrases.FOLLOW_UP_CONTENTS),
            customer.owner,
            random.choice(phrases.OPEN_STATUSES),
        )
        for day in days
    ]
    taken = {*days, *(call.called_on for call in calls)}
    for call, plan in [(made_in, plan) for made_in in calls for plan in made_in.plans]:
        day = _carried_out(call, plan, calls, taken, random)
        if day is not None:
            taken.add(day)
            made.append(
                FollowUp(
                    customer,
                    day,
                    random.choice(phrases.DONE_CONTENTS),
                    customer.owner,
                    random.choice(phrases.DONE_STATUSES),
                )
            )
    for followup in made:
        if followup.followed_on is not None and followup.followed_on < _LEFT_ON and customer.owner == "李强":
            followup.owner, followup.sheet = LEAVER, HIDDEN_SHEET
    return made


def _carried_out(
    call: Callback, plan: Plan, calls: Sequence[Callback], taken: set[date | None], random: Random
) -> date | None:
    """Return the day on which somebody carried out a plan and wrote it down; ``None`` where nobody did."""
    if call.called_on is None or plan.due is None:
        return None
    called_on = call.called_on
    settled = any(
        other.settled and other.called_on is not None and other.called_on > called_on for other in calls
    )
    if random.random() < (0.62 if settled else 0.34):
        return None
    latest = min(plan.due + timedelta(4), LAST_DAY, last_contact_allowed(call.customer))
    free = [day for day in working_days(called_on + timedelta(1), latest) if day not in taken]
    return random.choice(free) if free else None


def add_mistakes(followups: list[FollowUp], by_number: dict[int, Customer]) -> list[FollowUp]:
    """Return the log by date, with a repeated row, an impossible date, a row without a customer and one too late."""
    log = sorted(
        followups,
        key=lambda item: (item.followed_on or date.max, item.customer.number if item.customer else 0),
    )
    shown = [item for item in log if item.sheet != HIDDEN_SHEET]
    again = next(item for item in shown if item.followed_on is not None and item.followed_on.month == 8)
    copy = FollowUp(again.customer, again.followed_on, again.content, again.owner, again.status, repeats=True)
    copy.mistakes.append(Mistake("customer_name", "KB251", right=True))
    undated = FollowUp(by_number[1052], None, "电话确认问题处理进度", "赵磊", "跟进中")
    undated.texts["followed_on"] = "2026-9-31"
    undated.mistakes.append(Mistake("followed_on", "KB205"))
    nameless = FollowUp(None, date(2026, 10, 15), "沟通续保事宜", "孙悦", "跟进中")
    nameless.mistakes.append(Mistake("customer_name", "KB281", "error"))
    late = FollowUp(by_number[1021], date(2026, 11, 2), "跟进报价反馈", "林佳慧", "跟进中")
    log.insert(log.index(again) + 1, copy)
    september = next(
        index for index, item in enumerate(log) if item.followed_on and item.followed_on >= date(2026, 10, 8)
    )
    log.insert(september, undated)
    middle = next(
        index for index, item in enumerate(log) if item.followed_on and item.followed_on > date(2026, 10, 15)
    )
    log.insert(middle, nameless)
    log.append(late)
    return _written_below(log)


def _written_below(log: list[FollowUp]) -> list[FollowUp]:
    """Return the log with the second talk of two customers right under their first, where the clerk added it."""
    ordered = list(log)
    for number in _ADDED_BELOW:
        mine = [
            item
            for item in ordered
            if item.customer is not None
            and item.customer.number == number
            and item.sheet != HIDDEN_SHEET
            and item.followed_on is not None
            and not item.repeats
        ]
        first, second = mine[:2]
        ordered.remove(second)
        ordered.insert(ordered.index(first) + 1, second)
    return ordered


def spell_followups(log: Sequence[FollowUp], random: Random) -> None:
    """Write the dates of the log; a repeated row is written like the row that it repeats."""
    for previous, item in zip([None, *log], log, strict=False):
        if item.repeats and previous is not None:
            item.texts["followed_on"] = previous.texts["followed_on"]
        elif item.followed_on is not None:
            item.texts["followed_on"] = spell_day(item.followed_on, random)
