"""Promises, plans and the tiers' intervals: what was due, what was done, and what is overdue, one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from month_plan.callbacks import SOUTH
from month_plan.complaint_figures import overdue_clocks, pending_clocks
from month_plan.phrases import PLAN_OWNERS
from month_plan.tiers import rate_all, stated_tier
from month_plan.traditional import traditional
from month_plan.truth import AS_OF, PERIOD_FIRST, Callback, Customer, Month, Place
from month_plan.voices import calls_of_period
from month_plan.working_days import add_months, working_days_late

_DONE = {"已完成", "已解决"}
#: What counts for 核心: a visit, a video, or a contact of unknown channel.
_VISITS = {"上门", "视频", ""}


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something owed to a customer; ``due`` is ``None`` where the plan names no day, ``done`` where it is open."""

    clock: str
    customer: Customer
    owner: str | None
    due: date | None
    done: date | None
    place: Place
    code: str

    @property
    def overdue(self) -> bool:
        """Return whether it is open and its day is past."""
        return self.done is None and self.due is not None and self.due < AS_OF


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact with a customer and the cell of its date; a lower rank is shown where two are of one day."""

    day: date
    rank: int
    place: Place
    code: str
    method: str = ""


def contacts_of(month: Month, customer: Customer, *, ledger: bool) -> list[Contact]:
    """Return the contacts up to as_of: callbacks, follow-ups, and the ledger's date if asked for."""
    found = [
        Contact(call.called_on, 0, _known(call.place), "called_on", call.method)
        for call in month.callbacks
        if call.customer is customer and call.counts and call.called_on is not None
    ]
    found += [
        Contact(item.followed_on, 1, _known(item.place), "followed_on")
        for item in month.followups
        if item.customer is customer and item.counts and item.followed_on is not None
    ]
    if ledger and customer.ledger_contact is not None and customer.ledger_contact <= AS_OF:
        found.append(Contact(customer.ledger_contact, 2, _known(customer.place), "last_contact_on"))
    return found


def _known(place: Place | None) -> Place:
    if place is None:
        raise ValueError("not laid out yet")
    return place


def promises(month: Month) -> list[Obligation]:
    """Return the promised callbacks, each closed by the first later contact."""
    result = []
    for call in month.callbacks:
        if call.counts and call.promise is not None and call.called_on is not None:
            later = [
                one.day for one in contacts_of(month, call.customer, ledger=False) if one.day > call.called_on
            ]
            owner = call.by or call.customer.owner
            result.append(
                Obligation(
                    "promised_callback",
                    call.customer,
                    owner,
                    call.promise,
                    min(later, default=None),
                    _known(call.place),
                    "next_callback_on",
                )
            )
    return result


def plans(month: Month) -> list[Obligation]:
    """Return the follow-up plans, each closed by the first later sign that it was carried out."""
    return [
        Obligation(
            "plan_deadline",
            call.customer,
            _as_written(call, plan.owner),
            plan.due,
            _closed(month, call),
            _known(call.place),
            "plan",
        )
        for call in month.callbacks
        if call.counts
        for plan in call.plans
    ]


def _as_written(call: Callback, owner: str | None) -> str | None:
    return traditional(owner) if owner is not None and call.sheet == SOUTH else owner


def _closed(month: Month, call: Callback) -> date | None:
    days = [
        item.followed_on
        for item in month.followups
        if item.customer is call.customer and item.counts and item.status in _DONE and item.followed_on
    ]
    days += [
        other.called_on
        for other in month.callbacks
        if other.customer is call.customer and other.counts and other.settled and other.called_on
    ]
    return min((day for day in days if call.called_on is not None and day > call.called_on), default=None)


def cadences(month: Month) -> tuple[list[Obligation], list[Customer]]:
    """Return the next contacts that the tiers ask for, and the customers for whom nobody can tell.

    The tier is the recomputed one, else the stated one; 基础 has no interval of its own. 核心 asks for a visit or a
    video where the tier is the recomputed one; a contact whose channel nobody wrote down counts.
    """
    result, unknown = [], []
    for rating in rate_all(month, AS_OF):
        customer = rating.customer
        tier = rating.tier or stated_tier(month, customer)
        if tier not in {"核心", "重要", "潜在"}:
            continue
        found = contacts_of(month, customer, ledger=True)
        if rating.tier == "核心":
            found = [contact for contact in found if contact.method in _VISITS]
        if found:
            last = max(found, key=lambda contact: (contact.day, -contact.rank))
        elif customer.signed_on is not None:
            last = Contact(customer.signed_on, 3, _known(customer.place), "signed_on")
        else:
            unknown.append(customer)
            continue
        due = last.day + timedelta(14) if tier == "重要" else add_months(last.day, 1)
        result.append(Obligation("tier_cadence", customer, customer.owner, due, None, last.place, last.code))
    return result, unknown


def expect_follow_ups(month: Month) -> dict[str, object]:
    """Return what is overdue and open, and how promises were kept."""
    tracked = [*promises(month), *plans(month)]
    intervals, _ = cadences(month)
    overdue = [item for item in (*tracked, *intervals) if item.overdue]
    due = [
        item
        for item in tracked
        if item.clock == "promised_callback" and item.due is not None and PERIOD_FIRST <= item.due < AS_OF
    ]
    kept = sum(item.done is not None and item.due is not None and item.done <= item.due for item in due)
    made = len(calls_of_period(month))
    missed = [call for call in month.callbacks if not call.made and call.sheet == "october"]
    return {
        "overdue": [*map(_describe, overdue), *overdue_clocks(month)],
        "open": len(_still_open(month)) + len(overdue_clocks(month)) + len(pending_clocks(month)),
        "kept_rate": kept / len(due),
        "kept": kept,
        "due": len(due),
        "completion_rate": made / (made + len(missed)),
        "made": made,
        "planned": made + len(missed),
        "not_called": [
            {
                "customer_id": call.customer.customer_id,
                "file": _known(call.place).file,
                "cell": _known(call.place).cell("called_on"),
            }
            for call in missed
        ],
    }


def _still_open(month: Month) -> list[Obligation]:
    """Return promises and plans that are not closed, due or not, and intervals that have come to their end."""
    intervals, _ = cadences(month)
    return [item for item in (*promises(month), *plans(month)) if item.done is None] + [
        item for item in intervals if item.due is not None and item.due <= AS_OF
    ]


def more_of_follow_ups(month: Month) -> dict[str, object]:
    """Return what the figures of ``expect_follow_ups`` do not show: counts by clock and by owner, and who is in doubt.

    An owner is one person or team, whichever script a sheet writes the name in.
    """
    tracked = [*promises(month), *plans(month)]
    intervals, unknown = cadences(month)
    overdue = [item for item in (*tracked, *intervals) if item.overdue]
    of_complaints = overdue_clocks(month)
    promised = Counter(_one_name(item) for item in tracked if item.done is None)
    return {
        "by_owner": _by_owner(month, overdue, of_complaints),
        "open_promises_and_plans": [
            {"owner": owner, "open": count}
            for owner, count in sorted(promised.items(), key=lambda pair: pair[0] or "")
        ],
        "overdue_by_clock": dict(
            Counter([*(item.clock for item in overdue), *(str(item["clock"]) for item in of_complaints)])
        ),
        "undetermined": [customer.customer_id for customer in unknown],
    }


def _by_owner(
    month: Month, overdue: list[Obligation], of_complaints: list[dict[str, object]]
) -> list[dict[str, object]]:
    opened, late = Counter(map(_one_name, _still_open(month))), Counter(map(_one_name, overdue))
    levels = Counter((_one_name(item), _describe(item)["severity"]) for item in overdue)
    for item in of_complaints:
        owner = str(item["owner"])
        opened[owner] += 1
        late[owner] += 1
        levels[owner, item["severity"]] += 1
    opened.update(pending_clocks(month))
    owners = sorted({*opened, *late}, key=lambda owner: (-late[owner], -opened[owner], owner or ""))
    return [
        {
            "owner": owner,
            "open": opened[owner],
            "overdue": late[owner],
            **{level: levels[owner, level] for level in ("high", "medium", "low")},
        }
        for owner in owners
    ]


def _one_name(item: Obligation) -> str | None:
    known = {traditional(name): name for name in PLAN_OWNERS.values()}
    return None if item.owner is None else known.get(item.owner, item.owner)


def _describe(item: Obligation) -> dict[str, object]:
    if item.due is None:
        raise ValueError(item)
    days = (AS_OF - item.due).days
    return {
        "clock": item.clock,
        "customer_id": item.customer.customer_id,
        "owner": _one_name(item),
        "due_on": item.due.isoformat(),
        "days_overdue": days,
        "working_days_overdue": working_days_late(item.due, AS_OF),
        "severity": "high" if days > 14 else "medium" if days > 3 else "low",
        "file": item.place.file,
        "cell": item.place.cell(item.code),
    }
