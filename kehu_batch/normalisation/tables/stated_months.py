"""Checks the month that a file says of itself (title, sheet, file or folder name) against its dates.

Only a month without a day counts, since a full date above a table is when it was printed or closed. Several months
make a span from the first to the last. The nearest text to the table decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from kehu_batch.folding import fold_text
from kehu_batch.model.findings.catalogue_reading import MONTH_CONTRADICTED
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.dataset import EVENT_DATE
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.cells.raw import InputName
from kehu_batch.numerals import ONE_TO_TEN, read_count
from kehu_batch.policy.vocabulary import Vocabulary
from kehu_batch.records import dataclass

#: Tables of what is still open on a day: their rows may all be older than the month of that day.
OPEN_ITEMS = frozenset({"invoices"})
_LONGEST_LINE = 40
_SHOWN_ROWS = 10

_NUMBER = rf"(?:1[0-2]|0?[1-9]|十[一二]?|[{ONE_TO_TEN[:-1]}])"
_YEAR = r"(?:(?P<year>20[0-9]{2})年?[-./]?)?"
#: 2023年11月, 11月份, 5-9月, 5月至9月, 2023-11, 202311; none that a day follows.
_MONTHS = re.compile(
    rf"(?<![0-9.]){_YEAR}(?P<first>{_NUMBER})(?:月份?)?[-~至到](?:20[0-9]{{2}}年)?(?P<last>{_NUMBER})月(?![0-9]|底)"
    rf"|(?<![0-9.]){_YEAR.replace('year', 'year1')}(?<!近)(?P<month>{_NUMBER})月(?![0-9]|[内底前后起])"
    r"|(?<![0-9.])(?P<year2>20[0-9]{2})[-./_]?(?P<plain>0[1-9]|1[0-2])(?![0-9]|[-./_年月][0-9])"
)
_YEAR_ALONE = re.compile(r"(?<![0-9])(20[0-9]{2})(?=年|[-._/]|\b)")
#: Behind a year: that it begins or ends a span, or is when customers came (2023年签约客户).
_NOT_OF_EVENTS = r"起|以[来后前]|之?[前后]|至今|[新已]?(?:签|成交|合作|入会|注册|开户|购)"
#: 2024年回访记录, 2024年度; no part of a full date.
_WHOLE_YEAR = re.compile(rf"(?<![0-9])(20[0-9]{{2}})年(?!\s?(?:[0-9]|{_NUMBER}月|度?(?:{_NOT_OF_EVENTS})))")
_ANY_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")


@dataclass(frozen=True, slots=True)
class StatedMonths:
    """A span of months, both ends included.

    Args:
        first: Months since the year 0 of its first; since January where there is no year.
        last: Likewise of its last.
        has_year: Whether the year is known.
        place: Chinese name of where it is said.
    """

    first: int
    last: int
    has_year: bool
    place: str

    @property
    def label(self) -> str:
        """Return it in Chinese, e.g. ``"2023年11月"`` or ``"5月至9月"``."""
        names = dict.fromkeys(_month_name(month, has_year=self.has_year) for month in (self.first, self.last))
        return "至".join(names)


def check_stated_months(
    names: Mapping[str, InputName],
    regions: Sequence[Region],
    tables: Mapping[str, pd.DataFrame],
    vocabulary: Vocabulary,
) -> list[Finding]:
    """Return a finding for each table with no date in the month it is said to be of, or with later ones."""
    findings = []
    for region in regions:
        column = EVENT_DATE.get(region.table)
        frame = tables.get(region.table)
        if column is None or frame is None:
            continue
        dated = (frame["region"] == region.id) & frame[column].notna()
        rows = frame.loc[dated, ["source_row", column]]
        stated = stated_for(region, names[region.file]) if len(rows) else None
        if stated is not None:
            label = vocabulary.field_label(region.table, column)
            finding = _compare(region, column, label, rows, stated)
            findings += [] if finding is None else [finding]
    return findings


def _compare(
    region: Region, column: str, label: str, rows: pd.DataFrame, stated: StatedMonths
) -> Finding | None:
    months = (rows[column].dt.year * 12 + rows[column].dt.month - 1).to_numpy(dtype=np.int64)
    if not stated.has_year:
        stated = _in_year_of(stated, months)
    within = (months >= stated.first) & (months <= stated.last)
    late = months > stated.last
    said = f"{stated.place}写的是{stated.label}"
    if not within.any() and region.table not in OPEN_ITEMS:
        counts = sorted(Counter(months.tolist()).items())
        listed = "、".join(
            f"{_month_name(month, has_year=True)}({count} 行)" for month, count in counts[:_SHOWN_ROWS]
        )
        message = f"{said},而表中的{label}没有一行在这个月:{listed}"
        place = Location(region.file, region.sheet, region.header_row, region.location(column, 1).column)
        return Finding(
            MONTH_CONTRADICTED, place, message, stated.label, region.table, column, count=len(rows)
        )
    if late.any():
        numbers = rows["source_row"].to_numpy(dtype=np.int64)[late].tolist()
        listed = "、".join(map(str, numbers[:_SHOWN_ROWS])) + ("等" if len(numbers) > _SHOWN_ROWS else "")
        message = f"{said},而有 {len(numbers)} 行的{label}晚于这个月:第 {listed} 行"
        place = region.location(column, numbers[0])
        return Finding(
            MONTH_CONTRADICTED, place, message, stated.label, region.table, column, count=len(numbers)
        )
    return None


def _in_year_of(stated: StatedMonths, months: np.ndarray) -> StatedMonths:
    """Give a span without a year that of the latest date within its months, else of the latest date."""
    matching = months[(months % 12 >= stated.first) & (months % 12 <= stated.last)]
    year = int((matching if len(matching) else months).max()) // 12
    return StatedMonths(year * 12 + stated.first, year * 12 + stated.last, has_year=True, place=stated.place)


def stated_for(region: Region, name: InputName) -> StatedMonths | None:
    """Return the months that a region is said to be of, by the nearest text that names any; else ``None``."""
    texts = list(_texts(region, name))
    year = next((_only_year(text) for _, text in texts if _YEAR_ALONE.search(text)), None)
    for place, text in texts:
        stated = read_months(text, place)
        if stated is None:
            continue
        if stated.has_year or year is None:
            return stated
        return StatedMonths(year * 12 + stated.first, year * 12 + stated.last, has_year=True, place=place)
    return None


def stated_with_year(region: Region, name: InputName) -> StatedMonths | None:
    """Return the months of a known year that a region is said to be of, all twelve where only the year is named.

    Where a text names two years, nobody knows of which a day is.
    """
    stated = stated_for(region, name)
    if stated is not None:
        return stated if stated.has_year else None
    for place, text in _texts(region, name):
        if _WHOLE_YEAR.search(text):
            year = _only_year(text)
            if year is None:
                return None
            return StatedMonths(year * 12, year * 12 + 11, has_year=True, place=place)
    return None


def _only_year(text: str) -> int | None:
    """Return the year that a text names; ``None`` where it names several, or none."""
    years = {int(year) for year in _ANY_YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None


def _texts(region: Region, name: InputName) -> Iterator[tuple[str, str]]:
    """Yield what may name the month, nearest to the table first: ``(place, folded text)``."""
    for line in region.title.splitlines():
        if len(line) <= _LONGEST_LINE:
            yield "标题", fold_text(line)
    yield f"工作表名“{region.sheet}”", fold_text(region.sheet)
    yield f"文件名“{name.name}”", fold_text(name.stem)
    yield f"文件夹名“{name.folder}”", fold_text(name.folder)


def read_months(text: str, place: str = "") -> StatedMonths | None:
    """Return the months that a folded text names; ``None`` where it names none, or crosses an unsaid year's end.

    Example:
        >>> read_months("回访记录2026年5-9月").label, read_months("十一月").label, read_months("截至2023-11-30")
        ('2026年5月至2026年9月', '11月', None)
    """
    year: int | None = None
    months: list[int] = []
    for found in _MONTHS.finditer(text):
        written = found["year"] or found["year1"] or found["year2"]
        year = int(written) if written else year
        for part in ("first", "last", "month", "plain"):
            number = read_count(found[part]) if found[part] else None
            if number is not None:
                months.append((year or 0) * 12 + number - 1)
    if not months or min(months) // 12 == 0 < max(months) // 12 or months[0] > months[-1]:
        return None
    return StatedMonths(min(months), max(months), has_year=year is not None, place=place)


def _month_name(month: int, *, has_year: bool) -> str:
    return f"{month // 12}年{month % 12 + 1}月" if has_year else f"{month % 12 + 1}月"
