"""The mainland's working days of 2025 (from September) and 2026, from the State Council's published schedules."""

from __future__ import annotations

from datetime import date, timedelta


def _days(*spans: tuple[date, date]) -> frozenset[date]:
    return frozenset(
        first + timedelta(days) for first, last in spans for days in range((last - first).days + 1)
    )


HOLIDAYS = _days(
    (date(2025, 10, 1), date(2025, 10, 8)),  # 国庆、中秋
    (date(2026, 1, 1), date(2026, 1, 3)),  # 元旦
    (date(2026, 2, 15), date(2026, 2, 23)),  # 春节
    (date(2026, 4, 4), date(2026, 4, 6)),  # 清明
    (date(2026, 5, 1), date(2026, 5, 5)),  # 劳动节
    (date(2026, 6, 19), date(2026, 6, 21)),  # 端午
    (date(2026, 9, 25), date(2026, 9, 27)),  # 中秋
    (date(2026, 10, 1), date(2026, 10, 7)),  # 国庆
)

MAKE_UP_DAYS = frozenset(
    {
        date(2025, 9, 28),
        date(2025, 10, 11),
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    }
)


def is_working_day(day: date) -> bool:
    """Return whether offices work on a day: weekdays but holidays, and the weekend days that make up for them."""
    return day in MAKE_UP_DAYS or (day.weekday() < 5 and day not in HOLIDAYS)


def working_days(first: date, last: date) -> list[date]:
    """Return the working days from ``first`` to ``last``, both included."""
    span = (last - first).days + 1
    return [day for day in (first + timedelta(n) for n in range(span)) if is_working_day(day)]


def working_days_late(due: date, as_of: date) -> int:
    """Return the working days after ``due`` up to ``as_of``, the latter included."""
    return len(working_days(due + timedelta(1), as_of))


def after_working_days(day: date, count: int) -> date:
    """Return the day that is ``count`` working days later; the day itself does not count."""
    while count:
        day += timedelta(1)
        count -= is_working_day(day)
    return day


def add_months(day: date, months: int) -> date:
    """Return the same day some calendar months later, clamped to the month's end."""
    month = day.month - 1 + months
    first = date(day.year + month // 12, month % 12 + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(day.day - 1), following - timedelta(1))
