"""The order of short dates (``24-03-18``, ``05/11/23``) that no cell of their column tells, by signs around it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from functools import partial
from typing import Any

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.dates.absolute import SHORT_DATE, SHORT_YEAR_SPAN, short_readings
from kehu_batch.normalisation.dates.values import LONGEST_CELL, DateOrder

_SHORT = re.compile(SHORT_DATE, re.ASCII)
_ORDERS = (DateOrder.YEAR_FIRST, DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)


def short_texts(values: Iterable[Any]) -> list[str]:
    """Return the levelled texts of a column that begin with a short date, each once."""
    texts = (level_text(value) for value in values if isinstance(value, str) and len(value) <= LONGEST_CELL)
    return [text for text in dict.fromkeys(texts) if _SHORT.match(text.strip())]


def order_by_signs(
    texts: Collection[str], years: Collection[int] = (), months: Collection[int] = ()
) -> tuple[DateOrder, str]:
    """Return the one order in which all dates of a column make sense, and which sign says so.

    Dates of one column lie within five years of one another, within a year of the table's other dates, and in the
    months that the table says it is of.

    Args:
        texts: Levelled texts that each hold a short date.
        years: Years of other dates of the table; none where it has none.
        months: Months since the year 0 that the table says it is of; for the dates of its events only.

    Returns:
        ``UNKNOWN`` and ``""`` where none of these signs leaves one order only.

    Example:
        >>> order_by_signs(["24-03-18"], years=[2024])[0].value, order_by_signs(["24-03-18", "24-03-28"])[0].value
        ('year_first', 'year_first')
        >>> order_by_signs(["24-03-18"])[0].value, order_by_signs(["05/11/23"], years=[2023])[0].value
        ('unknown', 'unknown')
        >>> order_by_signs(["05/11/23"], months=[2023 * 12 + 10])[0].value
        'day_first'
    """
    days = {order: _days(texts, order) for order in _ORDERS}
    left = {order: found for order, found in days.items() if found and _span(found) <= SHORT_YEAR_SPAN}
    for sign, fits in (
        ("各行的日期彼此相近", lambda _day: True),
        ("与表中别的日期同年", partial(_is_near, years)),
        ("标题或名称写明的月份", partial(_is_in, months)),
    ):
        left = {order: found for order, found in left.items() if all(map(fits, found))} or left
        if len({tuple(found) for found in left.values()}) == 1:
            return next(iter(left)), sign
    return DateOrder.UNKNOWN, ""


def _is_near(years: Collection[int], day: date) -> bool:
    return not years or min(years) - 1 <= day.year <= max(years) + 1


def _is_in(months: Collection[int], day: date) -> bool:
    return not months or day.year * 12 + day.month - 1 in months


def _days(texts: Collection[str], order: DateOrder) -> list[date]:
    """Return the day of each text in an order; nothing where one has none in it."""
    found: list[date] = []
    for text in texts:
        match = _SHORT.match(text.strip())
        day = None if match is None else short_readings(match.groupdict(), None).get(order)
        if day is None:
            return []
        found.append(day)
    return found


def _span(days: list[date]) -> int:
    return max(day.year for day in days) - min(day.year for day in days)
