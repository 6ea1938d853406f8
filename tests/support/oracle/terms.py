"""Due dates from 账期 texts (DOMAIN section 10), by one small rule a form."""

from __future__ import annotations

import re
from datetime import date, timedelta

from .records import month_end, month_start

AT_ISSUE = frozenset({"货到付款", "现结", "预付"})
DAYS = re.compile(r"(?:票到)?(\d+)天?")
MONTHLY = re.compile(r"月结(\d+)天")
NEXT_MONTH = re.compile(r"次月(\d+)日")
DISCOUNT = re.compile(r"\d+/\d+,[Nn]/(\d+)")


def due_from_terms(issued_on: date, terms: str | None) -> date | None:
    """Return the due date that terms give an invoice, or None where they give none.

    Example:
        >>> due_from_terms(date(2023, 11, 5), "月结30天")
        datetime.date(2023, 12, 30)
    """
    text = (terms or "").strip()
    if text in AT_ISSUE:
        return issued_on
    if text == "月底":
        return month_end(issued_on.year, issued_on.month)
    if text == "季结":
        return month_end(issued_on.year, (issued_on.month + 2) // 3 * 3)
    return _due_from_number(issued_on, text)


def _due_from_number(issued_on: date, text: str) -> date | None:
    """Read the terms that hold a number of days or a day of the month."""
    if found := MONTHLY.fullmatch(text):
        return month_end(issued_on.year, issued_on.month) + timedelta(days=int(found[1]))
    if found := NEXT_MONTH.fullmatch(text):
        first = month_start(issued_on.year, issued_on.month + 1)
        last = month_end(first.year, first.month)
        return first.replace(day=min(int(found[1]), last.day))
    if found := DAYS.fullmatch(text) or DISCOUNT.fullmatch(text):
        return issued_on + timedelta(days=int(found[1]))
    return None
