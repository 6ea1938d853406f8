"""Signs around a column that determine the order of short dates and the year of days without one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePath
from typing import Any

import numpy as np
import numpy.typing as npt

from kehu_batch.folding import fold_header
from kehu_batch.model.tables.dataset import EVENT_DATE
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.cells.raw import InputName, RawTable
from kehu_batch.normalisation.dates.column_order import order_by_signs, short_texts
from kehu_batch.normalisation.dates.reading import read_date
from kehu_batch.normalisation.dates.values import (
    FIRST_YEAR,
    LAST_YEAR,
    DateOrder,
    DateProblem,
    DateReading,
)
from kehu_batch.normalisation.tables.stated_months import (
    OPEN_ITEMS,
    StatedMonths,
    stated_for,
    stated_with_year,
)
from kehu_batch.records import dataclass

_WRITTEN_YEAR = re.compile(r"\s*((?:19|20)[0-9]{2})\s?[-/.年]", re.ASCII)
_MINGUO_YEAR = re.compile(r"\s*[0-9]{2,3}\s?[-/.年]", re.ASCII)
#: A day of a month that is not named: ``5号``, ``十二日（周三）``.
_DAY_ALONE = re.compile(r"\s*[0-9一二三十廿卅]{1,3}\s?[日号]")
_LONGEST_DATE = 24
#: Distinct cells of a column that are looked at.
_LOOKED_AT = 200


def names_minguo(header: str) -> bool:
    """Return whether a header says that the years below it are of the Minguo calendar.

    Example:
        >>> names_minguo("到期日(民國)"), names_minguo("民國112年到期日"), names_minguo("到期日")
        (True, False, False)
    """
    folded = fold_header(header)
    return "民国" in folded and not any(map(str.isdigit, folded))


def with_minguo(cell: object) -> object:
    """Return a day below such a header with the era before its year, where it has one of two or three digits."""
    return f"民國{cell.strip()}" if isinstance(cell, str) and _MINGUO_YEAR.match(cell) else cell


def order_of_region(
    raw: RawTable, field: str, region: Region, inside: slice, references: npt.NDArray[Any] | None
) -> tuple[DateOrder, str]:
    """Return the order of a region's short dates in a field by the signs around them, and the sign; see below.

    Args:
        raw: The table's cells.
        field: The field of dates that do not tell it themselves.
        region: The region.
        inside: Its rows.
        references: Dates of the same rows that they are resolved against.
    """
    texts = short_texts(raw.columns[field].within(inside).results)
    if not texts:
        return DateOrder.UNKNOWN, ""
    years = set(_years(raw, inside, references))
    stated = stated_for(region, InputName.of(PurePath(region.file)))
    months: range | tuple[()] = ()
    if stated is not None and stated.has_year:
        years |= {stated.first // 12, stated.last // 12}
        if field == EVENT_DATE.get(raw.table) and raw.table not in OPEN_ITEMS:
            months = range(stated.first, stated.last + 1)
    return order_by_signs(texts, years, months)


def _years(raw: RawTable, inside: slice, references: npt.NDArray[Any] | None) -> Iterator[int]:
    """Yield the years of full dates in a region: those of its other columns, and of this one where it is mixed."""
    if references is not None:
        known = references[~np.isnat(references)]
        yield from np.unique(known.astype("datetime64[Y]").astype(np.int64) + 1970).tolist()
    for cells in (column.within(inside).results[:_LOOKED_AT] for column in raw.columns.values()):
        for cell in cells:
            if isinstance(cell, date) and FIRST_YEAR <= cell.year <= LAST_YEAR:
                yield cell.year
            elif isinstance(cell, str) and (match := _WRITTEN_YEAR.match(cell)) is not None:
                yield int(match[1])
            elif isinstance(cell, str) and len(cell) <= _LONGEST_DATE:
                # ``二〇二四年五月九日``, ``May 13, 2024``; short dates, whose order is asked for, have no year here.
                written = read_date(cell, reference=None)
                if written.had_year and written.value is not None and not short_texts([cell]):
                    yield written.value.year


@dataclass(slots=True)
class StatedYears:
    """Gives days without a year the one in which they lie in the stated months; none of another month.

    Args:
        stated: The months, with their year.
        months_too: Whether a day without its month is one of the single month that is stated.
        used: Whether a day was read so.
    """

    stated: StatedMonths
    months_too: bool
    used: bool = False

    def read(self, cell: object, found: DateReading) -> DateReading:
        """Return the reading of a cell, whose reading without the stated months is ``found``."""
        if found.problem is not DateProblem.UNDETERMINABLE_YEAR and not self._lacks_month(cell, found):
            return found
        first = self.stated.first
        reading = read_date(cell, reference=date(first // 12, first % 12 + 1, 1), ranges=False)
        day = reading.value
        if day is None or not first <= day.year * 12 + day.month - 1 <= self.stated.last:
            return found
        self.used = True
        return reading

    def _lacks_month(self, cell: object, found: DateReading) -> bool:
        return (
            self.months_too
            and found.problem is DateProblem.UNDETERMINABLE
            and isinstance(cell, str)
            and _DAY_ALONE.match(cell) is not None
        )


def stated_years_of(table: str, field: str, region: Region) -> StatedYears | None:
    """Return what reads a region's days of events without a year; ``None`` for other days, and where none is said."""
    if field != EVENT_DATE.get(table):
        return None
    stated = stated_with_year(region, InputName.of(PurePath(region.file)))
    if stated is None:
        return None
    # A list of what is open holds documents of earlier months, whose day alone tells nothing.
    return StatedYears(stated, months_too=stated.first == stated.last and table not in OPEN_ITEMS)
