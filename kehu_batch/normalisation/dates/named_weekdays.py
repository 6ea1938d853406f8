"""Tells of days whose weekday stands beside them and is another: ``2023-11-22（周五）`` was a Wednesday."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt

from kehu_batch.model.findings.catalogue_stated import WEEKDAY_DIFFERS
from kehu_batch.normalisation.cells.collecting import Collector, say

_WEEKDAYS = "一二三四五六日"
#: One weekday beside a day; 下周三 and 周一至周五 tell the day themselves, or no single one.
_NAMED = re.compile(r"(?<![下上本这每])(?:周|星期|礼拜)([一二三四五六日天])(?![至到~\-])")
_LEAST_DIGITS = 2


def report_weekdays(collector: Collector, field: str, values: npt.NDArray[Any]) -> None:
    """Report the cells of a date column in which the weekday is not that of the day; the day counts.

    Args:
        collector: The table's cells, and where findings go.
        field: Field code.
        values: The days as they are read, one a row.
    """
    column = collector.raw.columns[field]
    named = {code: day for code, cell in enumerate(column.results) if (day := _weekday_in(cell)) >= 0}
    if not named:
        return
    rows = np.flatnonzero(np.isin(column.codes, list(named)))
    rows = rows[~np.isnat(values[rows])]
    # The first day of 1970 was a Thursday.
    weekdays = (values[rows].astype("datetime64[D]").astype(np.int64) + 3) % len(_WEEKDAYS)
    differ = np.array([named[int(code)] for code in column.codes[rows]], dtype=np.int64) != weekdays
    message = "{label}“{value}”的星期与日期对不上，按日期计"
    collector.add(WEEKDAY_DIFFERS, field, rows[differ], say(message))


def _weekday_in(cell: object) -> int:
    """Return the one weekday that a cell names beside a day in digits, from Monday; -1 where there is none."""
    if not isinstance(cell, str) or sum(map(str.isdigit, cell)) < _LEAST_DIGITS:
        return -1
    found = set(_NAMED.findall(cell.replace(" ", "")))
    return _WEEKDAYS.index(found.pop().replace("天", "日")) if len(found) == 1 else -1
