"""The as-of day of a balance sheet: ``截止日期：2026年10月31日`` over the header or under the table, or in a column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from kehu_batch.folding import fold_header
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.cells.text import level_text

_DAY = re.compile(
    r"(?:截止|截至|截于|时点|基准日|as\s*of)[^\d]{0,12}"
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})(?:\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d)|\s*月?)"
)
#: A period of a general ledger, which has no separator: ``202611``.
_PERIOD = re.compile(r"(\d{4})(0[1-9]|1[0-2])(?:期|月)?")

#: Headers of months of whatever, and words by which an amount is that of a day.
_MONTHS, _OF_A_DAY = frozenset({"月份", "期间", "年月"}), ("余额", "结余", "期末", "月末", "年末")


def stated_day(region: Region) -> date | None:
    """Return the day that the header of a region's balance, or its title or notes, state as its as-of date.

    A month without a day means its end.

    Returns:
        ``None`` where none is stated, or two that differ.
    """
    of_columns = {match.as_of for match in region.columns if match.as_of is not None}
    if len(of_columns) == 1:
        return of_columns.pop()
    texts = [region.title, *(row.text for row in region.passed)]
    days = {day for text in texts for day in find_days(text)}
    return days.pop() if len(days) == 1 else None


def add_stated_days(balances: pd.DataFrame, regions: Sequence[Region]) -> None:
    """Add ``as_of`` to the rows of balance sheets: the day that they state, else their sheet, ``datetime64[s]``.

    What is owed by months (月份 beside 欠款) may have come about in them: they are no days of balances then.
    """
    by_months = [region.id for region in regions if _lists_months(region)]
    balances.loc[balances["region"].isin(by_months), "stated_on"] = None
    of_sheets = days_of_rows(balances, {region.id: stated_day(region) for region in regions})
    balances["as_of"] = with_own_days(balances, of_sheets)


def _lists_months(region: Region) -> bool:
    headers = {match.field: fold_header(match.header) for match in region.columns}
    balance = headers.get("receivable_balance", "")
    return headers.get("stated_on") in _MONTHS and not any(word in balance for word in _OF_A_DAY)


def with_own_days(balances: pd.DataFrame, of_sheets: pd.Series) -> pd.Series:
    """Return the day of each row: its own, in a column ``截止日期`` or ``会计期间``, else that of its sheet.

    Args:
        balances: The rows, with ``stated_on`` as text.
        of_sheets: The day of each row's sheet; ``NaT`` where it has none.
    """
    texts = balances["stated_on"].tolist()
    known = {text: _own_day(text) for text in set(texts) if isinstance(text, str)}
    own = np.array([known.get(text) for text in texts], dtype="datetime64[D]").astype("datetime64[s]")
    return pd.Series(own, index=balances.index).fillna(of_sheets)


def _own_day(text: str) -> date | None:
    """Return the day that a cell of a column of as-of days says; ``None`` where it says none, or two."""
    period = _PERIOD.fullmatch(level_text(text).strip())
    days = set(find_days(f"截止{f'{period[1]}-{period[2]}' if period else text}"))
    return days.pop() if len(days) == 1 else None


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
