"""The as-of row of a balance sheet: ``截止日期：2026年10月31日`` over the header or under the table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.cells.text import level_text

_DAY = re.compile(
    r"(?:截止|截至|截于|时点|基准日|as\s*of)[^\d]{0,12}"
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})(?:\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d)|\s*月?)"
)


def stated_day(region: Region) -> date | None:
    """Return the day that a region's title or notes state as its as-of date.

    A month without a day means its end.

    Returns:
        ``None`` where none is stated, or two that differ.
    """
    texts = [region.title, *(row.text for row in region.passed)]
    days = {day for text in texts for day in find_days(text)}
    return days.pop() if len(days) == 1 else None


def add_stated_days(balances: pd.DataFrame, regions: Sequence[Region]) -> None:
    """Add ``as_of`` to the rows of balance sheets: the day that their sheet states, ``datetime64[s]``."""
    balances["as_of"] = days_of_rows(balances, {region.id: stated_day(region) for region in regions})


def days_of_rows(rows: pd.DataFrame, days: Mapping[int, date | None]) -> pd.Series:
    """Return the day of each row's region, ``datetime64[s]``; ``NaT`` where it has none."""
    found = [days.get(region) for region in rows["region"].tolist()]
    return pd.Series(np.array(found, dtype="datetime64[D]").astype("datetime64[s]"))


def find_days(text: str) -> list[date]:
    """Return the days that a text states as as-of dates.

    Example:
        >>> find_days("编制部门:财务部 截止日期：2026年10月31日 单位:元"), find_days("截至2026-02"), find_days("2026年10月")
        ([datetime.date(2026, 10, 31)], [datetime.date(2026, 2, 28)], [])
    """
    found = []
    for match in _DAY.finditer(level_text(text)):
        year, month = int(match["year"]), int(match["month"])
        if not 1 <= month <= 12:
            continue
        try:
            if match["day"]:
                found.append(date(year, month, int(match["day"])))
            else:
                found.append(date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1))
        except ValueError:
            continue
    return found
