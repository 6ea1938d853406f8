"""Satisfaction, issues and demands of the month, counted call by call."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction

from month_plan.callbacks import SOUTH
from month_plan.tiers import UNRATED, rate_all, stated_label
from month_plan.traditional import traditional
from month_plan.truth import AS_OF, PERIOD_FIRST, Callback, Month

_FULL_MARK = 5
_SATISFIED = Fraction(4, 5)
_NORMAL_975 = 1.959963984540054
UNCLASSIFIED = "未归类"


#: An issue of one customer and type that comes back within so many days is a repeat.
_REPEAT_DAYS = 90


def calls_of_period(month: Month) -> list[Callback]:
    """Return the callbacks made in the period."""
    return [call for call in month.callbacks if call.counts and PERIOD_FIRST <= _day(call) <= AS_OF]


def _day(call: Callback) -> date:
    if call.called_on is None:
        raise ValueError(call)
    return call.called_on


def expect_satisfaction(month: Month) -> dict[str, object]:
    """Return satisfaction of the period by every cut, and of each month."""
    calls = calls_of_period(month)
    tiers = {
        rating.customer.number: rating.tier or stated_label(month, rating.customer) or UNRATED
        for rating in rate_all(month, AS_OF)
    }
    everything = [call for call in month.callbacks if call.counts]
    return {
        **_group(calls),
        "mean_interval": _mean_interval(calls),
        "csat_interval": _wilson(calls),
        "scale_max": _FULL_MARK,
        "by_tier": _cut(calls, lambda call: tiers[call.customer.number]),
        "by_owner": _cut(calls, lambda call: call.by),
        "by_method": _cut(calls, lambda call: call.method),
        "by_month": _cut(everything, lambda call: f"{_day(call):%Y-%m}"),
    }


def _scores(calls: Iterable[Callback]) -> list[Fraction]:
    return [call.score.share for call in calls if call.score is not None]


def _group(calls: Sequence[Callback]) -> dict[str, object]:
    scores = _scores(calls)
    if not scores:
        return {"called": len(calls), "scored": 0, "mean": None, "csat": None}
    return {
        "called": len(calls),
        "scored": len(scores),
        "mean": float(sum(scores) / len(scores) * _FULL_MARK),
        "csat": sum(score >= _SATISFIED for score in scores) / len(scores),
    }


def _cut(calls: Iterable[Callback], key: Callable[[Callback], str]) -> dict[str, dict[str, object]]:
    """Return a group for each value of a key; a blank one names nobody and makes no group."""
    groups: dict[str, list[Callback]] = {}
    for call in calls:
        if key(call):
            groups.setdefault(key(call), []).append(call)
    return {name: _group(groups[name]) for name in sorted(groups)}


def _wilson(calls: Iterable[Callback]) -> list[float]:
    scores = _scores(calls)
    count, share = len(scores), sum(score >= _SATISFIED for score in scores) / len(scores)
    square = _NORMAL_975**2
    centre = (share + square / (2 * count)) / (1 + square / count)
    half = (
        _NORMAL_975 * math.sqrt(share * (1 - share) / count + square / (4 * count**2)) / (1 + square / count)
    )
    return [round(centre - half, 4), round(centre + half, 4)]


def _mean_interval(calls: Iterable[Callback]) -> list[float]:
    marks = [float(score * _FULL_MARK) for score in _scores(calls)]
    count, mean = len(marks), sum(marks) / len(marks)
    deviation = math.sqrt(sum((mark - mean) ** 2 for mark in marks) / (count - 1))
    half = _student_975(count - 1) * deviation / math.sqrt(count)
    return [round(mean - half, 4), round(mean + half, 4)]


def _student_975(freedom: int) -> float:
    """Return the 97.5 % point of Student's t: Simpson's rule for the area from 0, bisection for the point."""
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)

    def area(end: float, steps: int = 400) -> float:
        width = end / steps
        power = -(freedom + 1) / 2
        heights = [scale * math.pow(1 + (width * n) ** 2 / freedom, power) for n in range(steps + 1)]
        return width / 3 * (heights[0] + heights[-1] + 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2]))

    low: float = 0.0
    high: float = 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if area(middle) < 0.475 else (low, middle)
    return low


def expect_issues(month: Month) -> dict[str, object]:
    """Return the issues of the period: items, and by primary type."""
    found = [(call, issue) for call in calls_of_period(month) for issue in call.issues]
    known = [call.resolved for call, _ in found if call.resolved is not None]
    primary = [
        (issue.types[0] if issue.types else UNCLASSIFIED, call.customer.number) for call, issue in found
    ]
    counts = Counter(kind for kind, _ in primary)
    called = len(calls_of_period(month))
    return {
        "called": called,
        "per_100": len(found) * 100 / called,
        "by_month": _rates_by_month(month),
        "repeats": _repeats(month),
        "total": len(found),
        "customers": len({call.customer.number for call, _ in found}),
        "unclassified": counts[UNCLASSIFIED],
        "resolution_rate": sum(known) / len(known) if known else None,
        "by_type": [
            {
                "type": kind,
                "count": count,
                "share": count / len(found),
                "customers": len({number for other, number in primary if other == kind}),
            }
            for kind, count in counts.most_common()
        ],
        "items": [
            {
                "customer_id": call.customer.customer_id,
                "text": _as_written(call, issue.text),
                "types": list(issue.types),
                **_place(call, "pending_issues" if "pending_issues" in call.texts else "feedback"),
            }
            for call, issue in found
        ],
    }


def _rates_by_month(month: Month) -> dict[str, object]:
    """Return issues and callbacks of every month: a busier month has more of both."""
    counts = issues_by_month(month)
    called = Counter(f"{_day(call):%Y-%m}" for call in month.callbacks if call.counts)
    totals = {name: sum(kinds.values()) for name, kinds in counts.items()}
    return {
        name: {"count": totals[name], "called": called[name], "per_100": totals[name] * 100 / called[name]}
        for name in sorted(called)
    }


def _repeats(month: Month) -> list[dict[str, object]]:
    """Return the period's callbacks with a type that an earlier one of the customer has, 90 days before at most."""
    found: list[dict[str, object]] = []
    for call in calls_of_period(month):
        for kind in dict.fromkeys(issue.types[0] for issue in call.issues if issue.types):
            earlier = [
                _day(other)
                for other in month.callbacks
                if other.counts
                and other.customer is call.customer
                and other is not call
                and _day(other) <= _day(call)
                and any(issue.types[:1] == (kind,) for issue in other.issues)
            ]
            if earlier and (_day(call) - max(earlier)).days <= _REPEAT_DAYS:
                found.append(
                    {
                        "customer_id": call.customer.customer_id,
                        "type": kind,
                        "called_on": _day(call).isoformat(),
                        "days": (_day(call) - max(earlier)).days,
                    }
                )
    return found


def expect_demands(month: Month) -> dict[str, object]:
    """Return the explicit requests of the period."""
    items = [
        {
            "customer_id": call.customer.customer_id,
            "text": _as_written(call, demand),
            **_place(call, "feedback"),
        }
        for call in calls_of_period(month)
        for demand in call.demands
    ]
    return {"total": len(items), "items": items}


def issues_by_month(month: Month) -> dict[str, dict[str, int]]:
    """Return the number of issues of each primary type, by month."""
    result: dict[str, Counter[str]] = {}
    for call in month.callbacks:
        if call.counts:
            counter = result.setdefault(f"{_day(call):%Y-%m}", Counter())
            counter.update(issue.types[0] if issue.types else UNCLASSIFIED for issue in call.issues)
    return {name: dict(sorted(result[name].items())) for name in sorted(result)}


def _as_written(call: Callback, text: str) -> str:
    return traditional(text) if call.sheet == SOUTH else text


def _place(call: Callback, code: str) -> dict[str, str]:
    if call.place is None:
        raise ValueError(call)
    return {"file": call.place.file, "cell": call.place.cell(code)}
