"""Worksheets whose rows hold several calls side by side (第1次回访 | 第2次回访): each is a row of its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from kehu_batch.cells import column_letter
from kehu_batch.model.findings import catalogue_looks as kinds
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.recognition import Region
from kehu_batch.model.tables.source import Sheet
from kehu_batch.recognition.header.reading import HeaderReading
from kehu_batch.records import replace

#: What is the customer's, and so of each of his calls; everything else is said once, at the last call.
_OF_CUSTOMER = frozenset(
    [
        "customer_id",
        "customer_name",
        "contact",
        "phone",
        "industry",
        "stated_tier",
        "last_deal_on",
        "deal_history",
        "method",
        "called_by",
        "notes",
        "branch",
        "owner",
    ]
)
#: What stands where there was no further call.
_NOTHING = frozenset({"", "/", "-", "—", "－", "无", "未回访"})

Rows = npt.NDArray[np.int64]


def call_regions(region: Region, reading: HeaderReading, sheet: Sheet) -> tuple[Region, ...]:
    """Return a region as one for each of the calls that its rows hold; itself where they hold one.

    A call has the rows in which something of it is filled in; a row without any call has the first, which was planned.

    Args:
        region: The region, read with the columns of the first call.
        reading: Its header, with those of further calls.
        sheet: Its sheet.
    """
    if not reading.calls:
        return (region,)
    readings = (reading, *reading.calls)
    shared = set.intersection(*(set(_columns(one)) for one in readings))
    own = [sorted(set(_columns(one)) - shared) for one in readings]
    made = np.array([_filled(sheet, columns, region.data_rows) for columns in own])
    last = len(own) - 1 - np.argmax(made[::-1], axis=0)
    made[0] |= ~made.any(axis=0)
    said_once = [one.column for one in reading.columns if one.column in shared - _customers(reading)]
    kept = [call for call in range(len(own)) if made[call].any()] or [0]
    ends = {call: min(own[following]) - 1 for call, following in pairwise(kept)}
    return tuple(
        replace(
            region,
            first_column=region.first_column if call == kept[0] else min(own[call]),
            last_column=ends.get(call, region.last_column),
            data_rows=region.data_rows[made[call]],
            columns=readings[call].columns,
            duplicates=readings[call].duplicates,
            unknown=tuple(
                one for one in readings[call].unknown if call == kept[0] or one.column in own[call]
            ),
            passed=region.passed if call == kept[0] else (),
            own_columns=region.own_columns if call == kept[0] else (),
            later=tuple((column, region.data_rows[made[call] & (last > call)]) for column in said_once),
        )
        for call in kept
    )


def told_of_calls(regions: Sequence[Region]) -> list[Finding]:
    """Return what is told of rows that hold several calls: how they count, and where what they share goes."""
    if len(regions) < 2:
        return []
    first = regions[0]
    days = [column_letter(column) for one in regions if (column := one.column_of("called_on")) is not None]
    shared = [
        match.header for match in first.columns if match.column in {column for column, _ in first.later}
    ]
    rows = sum(len(one.data_rows) for one in regions)
    text = f"一行并排写着几次回访（{'、'.join(days)} 列是回访日期），每次各算一行，共计 {rows} 行"
    if shared:
        text += f"；“{'”“'.join(shared)}”一行只有一格，算在这一行最后一次回访上"
    place = Location(first.file, first.sheet, first.header_row, first.column_of("called_on") or 0)
    return [Finding(kinds.CALLS_SIDE_BY_SIDE, place, text, table=first.table, field="called_on")]


def _columns(reading: HeaderReading) -> list[int]:
    matched = [one.column for one in (*reading.columns, *reading.duplicates)]
    unknown = [one.column for one in reading.unknown]
    return [*matched, *unknown, *(column for one in reading.ambiguous for column in one.columns)]


def _customers(reading: HeaderReading) -> set[int]:
    return {one.column for one in reading.columns if one.field in _OF_CUSTOMER}


def _filled(sheet: Sheet, columns: Sequence[int], rows: Rows) -> npt.NDArray[np.bool_]:
    """Return in which rows something stands in any of some columns."""
    cells = [sheet.rows[row - 1] for row in rows.tolist()]
    return np.array(
        [any(str(row[column]).strip() not in _NOTHING for column in columns) for row in cells], dtype=bool
    )
