"""Counts a drawn department by the rules as they are written down, row by row: what the program must find."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from benchmarks.department import AS_OF, PERIOD, Call, Customer

_FIRST_DAY = AS_OF.replace(day=1)
_ALIASES = {"VIP": "核心", "重点": "重要", "普通": "基础", "潜在": "潜在"}
_LEAST = (("核心", 100_000), ("重要", 30_000), ("基础", 10_000))
_REQUIRED_OF_A_CALL = 5
#: With the way that nobody wrote.
_IN_PERSON = frozenset({"上门", "视频", ""})


def answer(customers: Sequence[Customer]) -> dict[str, Any]:
    """Return the known answers, by the keys under which ``read_answers`` finds them in ``summary.json``."""
    tiers = [rate(customer) for customer in customers]
    overdue: Counter[str] = Counter()
    open_items = kept = due = 0
    for customer, tier in zip(customers, tiers, strict=True):
        for call in customer.calls:
            if call.counts:
                open_items += _follow(customer, call, overdue)
                promised, in_time = _kept(customer, call)
                due, kept = due + promised, kept + in_time
        # A contact is open from the day that it is due.
        open_items += _contact_due(customer, tier) <= AS_OF
        overdue["tier_cadence"] += _contact_due(customer, tier) < AS_OF
    calls = [call for customer in customers for call in customer.calls]
    return {
        "period": PERIOD,
        "as_of": AS_OF.isoformat(),
        "read": len(calls),
        "excluded": sum(not call.counts for call in calls),
        "tiers": dict(Counter(tier for tier in tiers if tier)),
        "unrated": tiers.count(""),
        "satisfaction": _satisfaction(calls),
        "issues": dict(Counter(kind for call in _of_period(calls) for _, kind in call.issues)),
        "demands": sum(call.demand for call in _of_period(calls)),
        "overdue": dict(overdue),
        "open": open_items,
        "kept": kept,
        "due": due,
        "required": len(calls) * _REQUIRED_OF_A_CALL + len(customers),
        "right": len(calls) * _REQUIRED_OF_A_CALL + len(customers) - _wrong_cells(calls),
        "findings": _findings(customers),
    }


def rate(customer: Customer) -> str:
    """Return the tier by yearly amount; empty where there is none."""
    if customer.spend_text:
        return ""  # an amount is written, only nobody knows which: a deal there may be, of any size
    if customer.spend is None or customer.spend == 0:
        # Who never bought anything asked something: the ledger says what.
        bought = any(call.counts for call in customer.calls) and customer.last_deal is not None
        return "" if bought else "潜在"
    band = next((name for name, least in _LEAST if customer.spend >= least), "")
    fails = customer.stability == "不稳定" or customer.expansion == "低"
    return "重要" if band == "核心" and fails else band


def _of_period(calls: Sequence[Call]) -> Iterator[Call]:
    return (call for call in calls if call.counts and call.day >= _FIRST_DAY)


def _satisfaction(calls: Sequence[Call]) -> dict[str, Any]:
    called = list(_of_period(calls))
    shares = [call.share for call in called if call.share is not None]
    return {
        "called": len(called),
        "scored": len(shares),
        "mean": round(float(sum(shares) * 5 / len(shares)), 6),
        "csat": round(sum(share * 5 >= 4 for share in shares) / len(shares), 6),
    }


def _follow(customer: Customer, call: Call, overdue: Counter[str]) -> int:
    """Count what of a call is overdue; return how many of its promise and plan are open."""
    later = [other for other in customer.calls if other.counts and other.day > call.day]
    still_open = 0
    if call.promise is not None and call.promise >= call.day and not later:
        still_open += 1
        overdue["promised_callback"] += call.promise < AS_OF
    if call.has_plan and not any(other.settled for other in later):
        still_open += 1
        overdue["plan_deadline"] += call.plan_due is not None and call.plan_due < AS_OF
    return still_open


def _kept(customer: Customer, call: Call) -> tuple[bool, bool]:
    """Return whether a call's promise fell due in the period before its last day, and whether it was kept."""
    if call.promise is None or not max(_FIRST_DAY, call.day) <= call.promise < AS_OF:
        return False, False
    days = [other.day for other in customer.calls if other.counts and other.day > call.day]
    return True, bool(days) and min(days) <= call.promise


def _contact_due(customer: Customer, tier: str) -> date:
    """Return when the next contact of a customer's tier is due; far away where the tier has no cadence."""
    # Of a 核心 customer a visit or a video call is asked for, where the tier is no mere statement; a callback that does
    # not say how it was made is one, as is the ledger's last contact.
    methods = _IN_PERSON if tier == "核心" else None
    tier = tier or _ALIASES[customer.stated]
    days = [call.day for call in customer.calls if call.counts and (not methods or call.method in methods)]
    last = max([*days, customer.last_contact])
    match tier:
        case "核心" | "潜在":
            return _next_month(last)
        case "重要":
            return last + timedelta(weeks=2)
        case _:
            return date.max


def _next_month(day: date) -> date:
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _wrong_cells(calls: Sequence[Call]) -> int:
    return sum(call.mistake.startswith(("KB201", "KB205", "KB222")) for call in calls)


def _findings(customers: Sequence[Customer]) -> dict[str, int]:
    codes = [call.mistake[:5] for customer in customers for call in customer.calls if call.mistake]
    codes += [customer.mistake for customer in customers if customer.mistake]
    return dict(Counter(codes))


def read_answers(summary: dict[str, Any]) -> dict[str, Any]:
    """Return what the program's summary says, by the same keys."""
    callbacks, satisfaction = summary["tables"]["callbacks"], summary["satisfaction"]
    follow_ups, quality = summary["follow_ups"], summary["data_quality"]
    findings: Counter[str] = Counter()
    for finding in quality["findings"]:
        findings[finding["code"]] += finding["count"]
    return {
        "period": summary["period"],
        "as_of": summary["as_of"],
        "read": callbacks["read"],
        "excluded": callbacks["excluded"],
        "tiers": {name: count for name, count in summary["tiers"]["counts"].items() if count},
        "unrated": summary["tiers"]["unrated"],
        "satisfaction": {
            "called": satisfaction["called"],
            "scored": satisfaction["scored"],
            "mean": round(satisfaction["mean"], 6),
            "csat": round(satisfaction["csat"], 6),
        },
        "issues": {item["type"]: item["count"] for item in summary["issues"]["by_type"]},
        "demands": summary["demands"]["total"],
        "overdue": {item["clock"]: item["overdue"] for item in follow_ups["by_clock"]},
        "open": follow_ups["open"],
        "kept": follow_ups["kept"],
        "due": follow_ups["due"],
        "required": quality["required"],
        "right": quality["right"],
        "findings": dict(findings),
    }


def differences(known: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Say where the program's figures differ from the known answers; a count of nothing is as good as none."""
    said = []
    for key, answer_known in known.items():
        wanted, given = _without_nothing(answer_known), _without_nothing(found.get(key))
        if wanted != given:
            said.append(f"{key}: known {wanted!r}, found {given!r}")
    return said


def _without_nothing(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return {name: count for name, count in sorted(value.items()) if count}
