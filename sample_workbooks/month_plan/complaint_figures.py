"""The section on complaints and its clocks, counted row by row from the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from statistics import median

from month_plan.tiers import rate_all, stated_label
from month_plan.truth import AS_OF, PERIOD_FIRST, Complaint, Month
from month_plan.working_days import working_days_late

_END = datetime.combine(AS_OF, time(23, 59, 59))
_Moment = datetime | date | None
_STATES = ("met", "missed", "pending", "undeterminable")
_TAXONOMY = (
    "产品质量",
    "服务响应",
    "服务态度",
    "价格费用",
    "物流配送",
    "功能操作",
    "系统性能",
    "技术支持",
    "账务票据",
    "合同条款",
    "交付周期",
    "其他",
)
_REPEAT = 90
_PAIR = 7
_CONFIRM = 3

#: The clocks of ``1-24-48``: what stops each, and its limit.
_CLOCKS: dict[str, tuple[str, Callable[[Complaint], _Moment], timedelta]] = {
    "complaint_respond": ("responded_at", lambda item: item.responded_at, timedelta(hours=1)),
    "complaint_plan": ("planned_at", lambda item: item.planned_at, timedelta(hours=24)),
    "complaint_resolve": ("resolved_at", lambda item: item.resolved_at, timedelta(hours=48)),
}


def expect_complaints(month: Month) -> dict[str, object]:
    """Return the section: the period's complaints, and what is open of any month."""
    rows = [item for item in month.complaints if PERIOD_FIRST <= _day(item.received_at) <= AS_OF]
    still_open = [item for item in month.complaints if not _solved(item)]
    tiers = {
        rating.customer.number: rating.tier or stated_label(month, rating.customer) or "未定级"
        for rating in rate_all(month, AS_OF)
    }
    solved = sum(map(_solved, rows))
    return {
        "total": len(rows),
        "received": len(rows),
        "resolved": solved,
        "resolution_rate": solved / len(rows),
        "clock_set": "1-24-48",
        "by_type": _by_type(rows),
        "by_customer": [
            {"customer_id": customer, "count": count}
            for customer, count in Counter(item.customer.customer_id for item in rows).items()
        ],
        "by_tier": dict(Counter(tiers[item.customer.number] for item in rows)),
        "by_owner": _by_owner(rows, still_open),
        "by_month": _by_month(month),
        "clocks": count_clocks(month, rows),
        "stages": _stages(rows),
        "open": [
            {
                "complaint_id": item.complaint_id,
                "age_days": (AS_OF - _day(item.received_at)).days,
                **_place(item),
            }
            for item in sorted(still_open, key=lambda item: _earliest(item.received_at))
        ],
        "unconfirmed": [
            {"complaint_id": item.complaint_id}
            for item in rows
            if _solved(item) and not _confirmed(month, item)
        ],
        "repeats": [{"complaint_id": item.complaint_id} for item in rows if _repeats(month, item)],
        "pairs": _pairs(month, rows),
    }


def pending_clocks(month: Month) -> list[str]:
    """Return whose clocks run on: those of open complaints that are neither over nor in doubt."""
    return [
        item.owner
        for item in month.complaints
        for stop, limit in ((stop, limit) for _, stop, limit in _CLOCKS.values())
        if _happened(stop(item)) is None and _judge(item, stop(item), limit) == "pending"
    ] + [
        item.owner
        for item in month.complaints
        if _solved(item) and _judge_confirmation(month, item) == "pending"
    ]


def overdue_clocks(month: Month) -> list[dict[str, object]]:
    """Return the clocks of open complaints whose limit is over, as the overdue items that they are."""
    found: list[dict[str, object]] = []
    for item in month.complaints:
        for clock, (code, stop, limit) in _CLOCKS.items():
            if (
                _solved(item)
                or _judge(item, stop(item), limit) != "missed"
                or _happened(stop(item)) is not None
            ):
                continue
            due = (_earliest(item.received_at) + limit).date()
            days = (AS_OF - due).days
            found.append(
                {
                    "clock": clock,
                    "customer_id": item.customer.customer_id,
                    "owner": item.owner,
                    "due_on": due.isoformat(),
                    "days_overdue": days,
                    "working_days_overdue": working_days_late(due, AS_OF),
                    "severity": _severity(days),
                    **_place(item, code),
                }
            )
    return found


def _severity(days: int) -> str:
    return "high" if days > 14 else "medium" if days > 3 else "low"


def count_clocks(month: Month, rows: list[Complaint]) -> dict[str, dict[str, int]]:
    """Return the four counts of every clock; the callback after the solution is asked for of solved ones."""
    verdicts = {
        clock: Counter(_judge(item, stop(item), limit) for item in rows)
        for clock, (_, stop, limit) in _CLOCKS.items()
    }
    verdicts["post_solution"] = Counter(_judge_confirmation(month, item) for item in rows if _solved(item))
    return {clock: {state: counts[state] for state in _STATES} for clock, counts in verdicts.items()}


def judged_clocks(month: Month) -> list[tuple[str, str]]:
    """Return the owner and the verdict of every clock of the period's complaints, the call after the solution too."""
    rows = [item for item in month.complaints if PERIOD_FIRST <= _day(item.received_at) <= AS_OF]
    verdicts = [
        (item.owner, _judge(item, stop(item), limit)) for item in rows for _, stop, limit in _CLOCKS.values()
    ]
    return verdicts + [(item.owner, _judge_confirmation(month, item)) for item in rows if _solved(item)]


def _by_type(rows: list[Complaint]) -> list[dict[str, object]]:
    counts = Counter(item.types[0] for item in rows)
    listed, running = [], 0
    for kind in sorted(counts, key=lambda kind: (-counts[kind], _TAXONOMY.index(kind))):
        running += counts[kind]
        customers = {item.customer.number for item in rows if item.types[0] == kind}
        listed.append(
            {
                "type": kind,
                "count": counts[kind],
                "share": counts[kind] / len(rows),
                "cumulative": running / len(rows),
                "customers": len(customers),
            }
        )
    return listed


def _by_owner(rows: list[Complaint], still_open: list[Complaint]) -> list[dict[str, object]]:
    counts, opened = Counter(item.owner for item in rows), Counter(item.owner for item in still_open)
    return [{"owner": owner, "count": counts[owner], "open": opened[owner]} for owner in {**counts, **opened}]


def _by_month(month: Month) -> dict[str, object]:
    labels = sorted({f"{_day(item.received_at):%Y-%m}" for item in month.complaints})
    found: dict[str, object] = {}
    for label in labels:
        rows = [item for item in month.complaints if f"{_day(item.received_at):%Y-%m}" == label]
        found[label] = {
            "received": len(rows),
            "resolved": sum(map(_solved, rows)),
            "clocks": count_clocks(month, rows),
        }
    return found


def _stages(rows: list[Complaint]) -> dict[str, object]:
    ends: dict[str, tuple[Callable[[Complaint], _Moment], Callable[[Complaint], _Moment]]] = {
        "respond": (lambda item: item.received_at, lambda item: item.responded_at),
        "plan": (lambda item: item.received_at, lambda item: item.planned_at),
        "resolve": (lambda item: item.received_at, lambda item: item.resolved_at),
        "confirm": (lambda item: item.resolved_at, lambda item: item.confirmed_at),
    }
    found: dict[str, object] = {}
    for name, (first, second) in ends.items():
        hours = []
        for item in rows:
            start, end = _happened(first(item)), _happened(second(item))
            if isinstance(start, datetime) and isinstance(end, datetime):
                hours.append((end - start).total_seconds() / 3600)
        found[name] = {"n": len(hours), "median": median(hours), "p90": _percentile(sorted(hours), 0.9)}
    return found


def _percentile(values: list[float], share: float) -> float:
    """Return the value at ``share × (n − 1)``, between two values in proportion."""
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def _repeats(month: Month, item: Complaint) -> bool:
    return any(
        other.customer is item.customer
        and other.types[0] == item.types[0]
        and other is not item
        and 0 <= (_day(item.received_at) - _day(other.received_at)).days <= _REPEAT
        for other in month.complaints
    )


def _pairs(month: Month, rows: list[Complaint]) -> list[dict[str, object]]:
    return [
        {"complaint_id": item.complaint_id, "called_on": call.called_on.isoformat()}
        for item in rows
        for call in month.callbacks
        if call.counts
        and call.called_on is not None
        and call.customer is item.customer
        and abs((call.called_on - _day(item.received_at)).days) <= _PAIR
        and any(issue.types[:1] == item.types[:1] for issue in call.issues)
    ]


def _called_after(month: Month, item: Complaint, day: date) -> date | None:
    days = [
        call.called_on
        for call in month.callbacks
        if call.counts
        and call.customer is item.customer
        and call.called_on is not None
        and call.called_on > day
    ]
    return min(days, default=None)


def _confirmed(month: Month, item: Complaint) -> bool:
    solved = _happened(item.resolved_at)
    own = _happened(item.confirmed_at) is not None
    return own or (solved is not None and _called_after(month, item, _day(solved)) is not None)


def _judge_confirmation(month: Month, item: Complaint) -> str:
    solved = _happened(item.resolved_at)
    if solved is None:
        return "undeterminable"
    until = _day(solved) + timedelta(_CONFIRM)
    own = _happened(item.confirmed_at)
    days = [day for day in (_called_after(month, item, _day(solved)), own and _day(own)) if day is not None]
    if days:
        return "met" if min(days) <= until else "missed"
    return "pending" if until >= AS_OF else "missed"


def _solved(item: Complaint) -> bool:
    """Return whether it is solved by as_of: a solution dated later has not happened yet, whatever its status says."""
    if item.resolved_at is not None:
        return _happened(item.resolved_at) is not None
    return item.status == "已解决"


def _place(item: Complaint, code: str = "received_at") -> dict[str, str]:
    if item.place is None:
        raise ValueError(item)
    return {"file": item.place.file, "cell": item.place.cell(code)}


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _earliest(moment: datetime | date) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())


def _latest(moment: datetime | date) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(23, 59, 59))


def _happened(moment: _Moment) -> _Moment:
    """Return a time that has come by as_of; a later one has not happened yet."""
    return None if moment is None or _earliest(moment) > _END else moment


def _judge(item: Complaint, stopped: _Moment, limit: timedelta) -> str:
    later = stopped is not None and _happened(stopped) is None
    stopped = _happened(stopped)
    if stopped is None:
        if _solved(item) and not later:
            return "undeterminable"
        if _latest(item.received_at) + limit < _END:
            return "missed"
        return "pending" if _earliest(item.received_at) + limit >= _END else "undeterminable"
    if _latest(stopped) - _earliest(item.received_at) <= limit:
        return "met"
    return "missed" if _earliest(stopped) - _latest(item.received_at) > limit else "undeterminable"
