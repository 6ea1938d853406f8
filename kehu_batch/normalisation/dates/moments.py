"""Moments whose day and time stand in two columns: 投诉日期 beside 投诉时间 (docs/rules.md, 2)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from kehu_batch.folding import fold_header
from kehu_batch.normalisation.cells.distinct import Objects, map_distinct
from kehu_batch.normalisation.cells.text import is_blank_cell, level_text
from kehu_batch.normalisation.dates.cell_forms import level_cell
from kehu_batch.normalisation.dates.joined import QUARTERS, hour_of_day
from kehu_batch.normalisation.dates.reading import read_date

_TEXT = re.compile(
    r"(?P<part>上午|中午|下午|傍晚|晚上|凌晨|早上|[早晚])?\s?(?P<hour>[0-2]?[0-9])"
    rf"(?:[时点](?P<quarter>{'|'.join(QUARTERS)}|整|钟)"
    r"|[:时点](?P<minute>[0-5]?[0-9])?分?(?::?(?P<second>[0-5][0-9])(?:\.[0-9]+)?秒?)?)\s?(?P<half>[ap]\.?m\.?)?",
    re.ASCII,
)
#: The part of a day that a header names at its end.
_PART = re.compile(r"[(（]([年月日])[)）]$")
_DIGITS = re.compile(r"([01][0-9]|2[0-3])([0-5][0-9])([0-5][0-9])", re.ASCII)
_WITH_TIME = re.compile("[:：点时]")
_HALF_DAY = re.compile(r"上午|中午|下午|傍晚|晚上|凌晨|早上|[早晚]|全天|am|pm")
_HOUR = r"(?:上午|中午|下午|傍晚|晚上|凌晨|早上|[早晚])?\s?[0-2]?[0-9](?::[0-5][0-9]|[点时](?:半|[0-5]?[0-9]分?)?)"
_SPAN = re.compile(rf"{_HOUR}\s?[-~–—至到]\s?{_HOUR}", re.ASCII)
_LONGEST_SPAN = 24
#: The days on which a time alone stands: the beginnings of serial numbers.
_NO_DAYS = frozenset({date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1904, 1, 1)})
_NO_DAY = re.compile(r"(?:1899-12-3[01]|190[04]-0?1-0?1)[ t]", re.ASCII)


def read_time(value: Any) -> time | None:  # noqa: ANN401  (a cell of any type)
    """Return the time of day that a cell holds and nothing else; ``None`` for anything else.

    Example:
        >>> read_time("14:30"), read_time(0.375), read_time("2023-11-06 09:00")
        (datetime.time(14, 30), datetime.time(9, 0), None)
    """
    if isinstance(value, time):
        return value.replace(microsecond=0, tzinfo=None)
    if isinstance(value, datetime) and value.date() in _NO_DAYS and value.time() != time():
        return value.time().replace(microsecond=0)
    if isinstance(value, timedelta):
        return _of_seconds(value.total_seconds())
    if isinstance(value, float) and 0 <= value < 1:
        return _of_seconds(value * 86_400)
    text = level_cell(level_text(value).strip()) if isinstance(value, str) and len(value) < 20 else ""
    match = _TEXT.fullmatch(_NO_DAY.sub("", text.replace("/", "-"), 1))
    if match is None:
        return None
    hour = hour_of_day(int(match["hour"]), (match["part"] or match["half"] or "").replace(".", ""))
    minute = QUARTERS.get(match["quarter"]) or int(match["minute"] or 0)
    return None if hour is None else time(hour, minute, int(match["second"] or 0))


def _of_seconds(seconds: float) -> time | None:
    whole = round(seconds)
    return time(whole // 3600, whole % 3600 // 60, whole % 60) if 0 <= whole < 86_400 else None


def spell_times(cells: Objects, header: str, beside: str) -> Objects:
    """Return a column of times without marks (``143000``, as banks export them) with theirs: ``14:30:00``.

    Only under 时间 beside 日期, and where every filled cell is such a time: a serial day looks like one, too.

    Args:
        cells: The cells.
        header: Their header.
        beside: The header of the field's other column.
    """
    if not (fold_header(header).endswith("时间") and fold_header(beside).endswith("日期")):
        return cells
    spelled = map_distinct(cells, _spell)
    return cells if any(time is None for time in spelled) else spelled


def _spell(cell: object) -> object:
    """Return a time of six digits, the first of which a number lacks before ten; blanks and times as they are."""
    if is_blank_cell(cell) or read_time(cell) is not None:
        return cell
    digits = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    match = _DIGITS.fullmatch(digits.zfill(6) if len(digits) > 4 else digits)
    return f"{match[1]}:{match[2]}:{match[3]}" if match else None


def join_parts(first: Objects, second: Objects, header: str, beside: str) -> tuple[Objects, Objects]:
    """Join the cells of columns of year, month and day (``回访日期(年)``, ``(月)``, ``(日)``), one after the other.

    What lacks a part stays without it and is no day; other columns stay as they are.

    Args:
        first: Cells of the field's own column, joined as far as the columns before.
        second: Cells of its further column, as many.
        header: The header of the first.
        beside: That of the further one.
    """
    part = _PART.search(beside)
    if part is None or (of := _PART.search(header)) is None or of[1] != "年":
        return first, second
    joined = first.copy()
    for row in np.flatnonzero(~map_distinct(second, is_blank_cell).astype(bool)).tolist():
        before = _numbered(first[row], "年") if part[1] == "月" else str(first[row])
        joined[row] = f"{before}{_numbered(second[row], part[1])}"
    return joined, np.full(len(second), "", dtype=object)


def _numbered(cell: object, part: str) -> str:
    """Return a part of a day with its word behind it, written or not: ``2023年``, ``11月``."""
    text = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return text if not text or text.endswith(part) else f"{text}{part}"


def join_moments(first: Objects, second: Objects) -> tuple[Objects, Objects]:
    """Join the cells of two columns of one date field where they give one moment.

    A day and a time of day become a moment in the first column, and the second is blank there. Of a day and a moment
    on it, the moment stands in the first.

    Args:
        first: Cells of the field's own column.
        second: Cells of its further column, as many.
    """
    one, other = first.copy(), second.copy()
    # Half a day or a span of hours beside a day says no time of it.
    for cells, beside in ((one, other), (other, one)):
        halves = map_distinct(cells, _is_part_of_day).astype(bool) & ~map_distinct(
            beside, is_blank_cell
        ).astype(bool)
        cells[halves] = ""
    times = map_distinct(first, read_time), map_distinct(second, read_time)
    timed = [np.array([found is not None for found in column], dtype=bool) for column in times]
    for row in np.flatnonzero(timed[0] ^ timed[1]).tolist():
        day, clock = (second[row], times[0][row]) if timed[0][row] else (first[row], times[1][row])
        joined = _join(day, clock)
        if joined is not None:
            one[row], other[row] = joined, ""
    for row in np.flatnonzero(~timed[0] & ~timed[1]).tolist():
        if _is_moment_of(second[row], first[row]):
            one[row], other[row] = second[row], ""
    return one, other


def _is_part_of_day(cell: object) -> bool:
    if not isinstance(cell, str) or len(cell) > _LONGEST_SPAN:
        return False
    text = level_cell(level_text(cell).strip())
    if _HALF_DAY.fullmatch(text) is not None or _SPAN.fullmatch(text) is not None:
        return True
    # 晚上12点 and 24:00 end a day or begin the next.
    clock = _TEXT.fullmatch(text)
    late = clock is not None and (int(clock["hour"]) < 24 or text.startswith("24:00"))
    return late and read_time(text) is None


def _join(day: object, clock: time) -> object:
    """Return a day with a time; ``None`` where the day has another time already, or is none."""
    if isinstance(day, datetime):
        return _at(clock, day, day.date(), day.time().replace(microsecond=0))
    if isinstance(day, date):
        return datetime.combine(day, clock)
    if isinstance(day, int | float) and not isinstance(day, bool) and day >= 1 and day == int(day):
        if day >= 10**6:
            return f"{day:.0f} {clock:%H:%M:%S}"
        return day + (clock.hour * 3600 + clock.minute * 60 + clock.second) / 86_400
    if isinstance(day, str) and day.strip() and read_time(day) is None:
        return _join_text(day.strip(), clock)
    return None


def _join_text(day: str, clock: time) -> object:
    told = read_date(day, reference=None) if _WITH_TIME.search(day) else None
    if told is None or told.value is None:
        return f"{day} {clock:%H:%M:%S}"
    return _at(clock, day, told.value, told.time)


def _at(clock: time, cell: object, day: date, own: time | None) -> object:
    """Return a day at a time; the cell where it says that time already, perhaps with seconds, ``None`` for another."""
    # Midnight, in China, is what an export writes behind a day.
    if own is None or own == time():
        return datetime.combine(day, clock)
    return cell if clock in {own, own.replace(second=0)} else None


def _is_moment_of(moment: object, day: object) -> bool:
    """Whether a cell gives the time of the day that another gives alone."""
    if moment == day or not isinstance(day, date | str) or not isinstance(moment, datetime | str):
        return False
    if isinstance(moment, str) and not _WITH_TIME.search(moment):
        return False
    given, told = read_date(day, reference=None), read_date(moment, reference=None)
    return (
        given.value is not None and given.value == told.value and given.time is None and told.time is not None
    )
