"""A year that stands alone: one 2025-10-20 among the days of October 2026 is likely a slip (docs/rules.md, 3)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.model.findings.catalogue_values import DATE_YEAR_ALONE
from kehu_batch.model.tables.dataset import EVENT_DATE
from kehu_batch.normalisation.cells.collecting import Collector, say
from kehu_batch.normalisation.tables.columns import region_slices

#: Fewer other rows show no custom, and a day nearer than so many days may follow from the others.
_FEWEST_OTHERS = 4
_NEAR_DAYS = 180
#: The same day in the others' year lies among them, give or take so many days.
_AROUND_DAYS = 31

_Days = npt.NDArray[np.datetime64]


def report_odd_years(collector: Collector, frame: pd.DataFrame) -> None:
    """Report event dates whose year no other row of their table has, and that fit in with another year.

    The date counts as it is written.

    Args:
        collector: The table's cells, and where findings go.
        frame: The typed frame.
    """
    field = EVENT_DATE.get(collector.raw.table)
    if field is None or field not in collector.raw.columns:
        return
    days = frame[field].to_numpy(dtype="datetime64[D]")
    for inside in region_slices(collector.raw):
        row, year = _odd_one(days[inside])
        if row >= 0:
            count = int((~np.isnat(days[inside])).sum()) - 1
            message = f"{{label}}“{{value}}”与其余 {count} 行不是同一年（{year} 年），可能写错了年份；照所写的日期计入"
            collector.add(DATE_YEAR_ALONE, field, np.array([inside.start + row], dtype=np.intp), say(message))


def _odd_one(days: _Days) -> tuple[int, int]:
    """Return the place of the one day whose year stands alone, and the others' year; -1 where there is none."""
    dated = np.flatnonzero(~np.isnat(days))
    if len(dated) <= _FEWEST_OTHERS:
        return -1, 0
    years = days[dated].astype("datetime64[Y]").astype(np.int64) + 1970
    names, counts = np.unique(years, return_counts=True)
    if len(names) != 2 or counts.min() != 1:
        return -1, 0
    alone, usual = int(names[counts.argmin()]), int(names[counts.argmax()])
    place = int(dated[years == alone][0])
    others = days[dated[years == usual]]
    shifted = _in_year(days[place], usual)
    nearest = int(np.abs((others - days[place]).astype(np.int64)).min())
    around = np.timedelta64(_AROUND_DAYS, "D")
    fits = others.min() - around <= shifted <= others.max() + around
    return (place, usual) if fits and nearest > _NEAR_DAYS else (-1, 0)


def _in_year(day: np.datetime64, year: int) -> np.datetime64:
    """Return the same day of another year; 29 February becomes 1 March."""
    month = day.astype("datetime64[M]")
    of_month = (day - month.astype("datetime64[D]")).astype(np.int64)
    months = int(month.astype(np.int64)) % 12
    first = np.datetime64(f"{year:04d}-{months + 1:02d}", "M").astype("datetime64[D]")
    return np.datetime64(first + np.timedelta64(int(of_month), "D"), "D")
