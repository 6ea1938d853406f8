"""Of which day each list is, as far as it says so or its rows show it (docs/rules.md, 1.12)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

import pandas as pd

from kehu_batch.folding import fold_text
from kehu_batch.model.tables.dataset import EVENT_DATE
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.cells.raw import InputName
from kehu_batch.normalisation.tables.stated_days import stated_day
from kehu_batch.normalisation.tables.stated_months import StatedMonths, stated_for
from kehu_batch.records import dataclass

#: A whole day as titles, sheets and files are named: 2026-10-31, 20261031, 2026年10月31日.
_DAY = re.compile(
    r"(?<!\d)(?P<year>20\d{2})(?:[-./_年](?P<month>\d{1,2})[-./_月](?P<day>\d{1,2})(?!\d)"
    r"|(?P<month2>0[1-9]|1[0-2])(?P<day2>0[1-9]|[12]\d|3[01])(?=\d{4,6}(?!\d)|(?!\d)))"
)


class Basis(StrEnum):
    """What tells which of several lists is the newest."""

    DAY = "按写明的日期"
    HORIZON = "没有写明日期，按各自最晚的一行"
    RECEIVED = "分不出先后，那一份已收较多"
    PLACE = "分不出先后，那一份排在后面"
    DETAIL = "那一份写得更细"
    LEGIBLE = "那一份的金额读得出"


@dataclass(frozen=True, slots=True)
class ListDays:
    """When the lists of one table were made.

    Args:
        stated: Day that a region says it is of, by its id; absent where it says none.
        horizon: Its newest event, by its id; absent without any.
    """

    stated: Mapping[int, date]
    horizon: Mapping[int, date]

    def order(self, regions: Sequence[int]) -> tuple[dict[int, int], Basis | None]:
        """Return the rank of each region, the oldest first, and what tells it; all 0 where nothing does."""
        for days, basis in ((self.stated, Basis.DAY), (self.horizon, Basis.HORIZON)):
            known = [days[region] for region in regions if region in days]
            if len(known) == len(regions) == len(set(known)):
                ranked = sorted(regions, key=days.__getitem__)
                return {region: rank for rank, region in enumerate(ranked)}, basis
        return dict.fromkeys(regions, 0), None


def find_list_days(
    table: str, frame: pd.DataFrame, regions: Sequence[Region], names: Mapping[str, InputName]
) -> ListDays:
    """Return the days of a table's lists.

    A list says its day by an as-of date, by the month in its title, sheet or file name (the month's end), else by a
    whole day there.

    Args:
        table: Table code.
        frame: Its rows.
        regions: Its regions.
        names: How each file is called.
    """
    column = EVENT_DATE.get(table)
    horizon: dict[int, date] = {}
    if column is not None:
        newest = frame.groupby("region")[column].max().dropna()
        horizon = dict(zip(newest.index.tolist(), newest.dt.date.tolist(), strict=True))
    stated: dict[int, date] = {}
    for region in regions:
        day = _stated(region, names[region.file], horizon.get(region.id))
        if day is not None:
            stated[region.id] = day
    return ListDays(stated, horizon)


def _stated(region: Region, name: InputName, newest: date | None) -> date | None:
    day = stated_day(region)
    if day is not None:
        return day
    months = stated_for(region, name)
    if months is not None:
        return _end_of(months, newest)
    found = [whole for text in (region.title, region.sheet, name.stem) for whole in find_whole_days(text)]
    return found[0] if found else None


def _end_of(months: StatedMonths, newest: date | None) -> date | None:
    """Return a month's last day; a month without its year is the first that does not end before the newest row."""
    last = months.last
    if not months.has_year:
        if newest is None:
            return None
        last += newest.year * 12
        last += 12 if last < newest.year * 12 + newest.month - 1 else 0
    return date((last + 1) // 12, (last + 1) % 12 + 1, 1) - timedelta(days=1)


def find_whole_days(text: str) -> list[date]:
    """Return the whole days that a title or a name holds.

    Example:
        >>> find_whole_days("应收明细_20261031"), find_whole_days("2026年9月5日打印"), find_whole_days("FP20269999")
        ([datetime.date(2026, 10, 31)], [datetime.date(2026, 9, 5)], [])
    """
    found = []
    for match in _DAY.finditer(fold_text(text)):
        year, month, day = match["year"], match["month"] or match["month2"], match["day"] or match["day2"]
        try:
            found.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found
