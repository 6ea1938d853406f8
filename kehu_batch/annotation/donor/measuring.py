"""How wide a text is and how many lines it takes: Excel is told, as constant memory allows no autofit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from kehu_batch.annotation.donor.layout import Cell, Column, Formula, Kind, ResultTable
from kehu_batch.records import replace
from kehu_batch.sheet_writing.long_rows import Link
from kehu_batch.sheet_writing.room import Room
from kehu_batch.sheet_writing.text import text_width, text_widths, widest_text
from kehu_batch.wording.numbers import MISSING

#: Widest column by kind, in characters; longer text is wrapped.
_WIDEST = {Kind.TEXT: 26.0, Kind.LONG: 46.0, Kind.ENTRY: 46.0}
_NARROWEST = 9.0
#: Width of a sheet of sentences alone, in characters: one column is not fitted to a page by every program, and so is
#: no wider than an upright page holds in a wide font.
_SENTENCES = 70.0
#: A number's width with its format, in characters.
_NUMBER_WIDTH = {Kind.SHARE: 10.0, Kind.POINTS: 10.0, Kind.DAY: 12.5, Kind.COUNT: 9.0, Kind.NUMBER: 9.0}
#: Kinds that show no decimals, and how many characters they take; 0 for as many as there are digits.
_WHOLE = {Kind.COUNT: 0, Kind.CODE: 0, Kind.LARGE: 10}
#: Room left and right of a text, and for the filter's arrow in a header.
_PADDING = 3.4
_TIGHT = 2.2
_ARROW = 2.4
#: Of it, the indent and the cell's own margin cannot be used by a text.
ROOM = Room(unusable=2.6, line=17.0, padding=4.0)


def shown_text(value: Cell) -> str:
    """Return about what is seen of a value, to measure it."""
    if value is None:
        return MISSING
    if isinstance(value, Link):
        return value.text
    if isinstance(value, Formula):
        value = value.value
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return "0000-00-00"
    return f"{value:,.2f}"


#: Widths of columns while sheets are made from them, each with its column: where lists end and how pages are cut asks
#: for the same ones again and again.
_measured: dict[tuple[int, bool], tuple[Column, float]] = {}


def column_width(column: Column, *, filtered: bool) -> float:
    """Return the width that a column asks for, in characters; it is kept until ``forget_widths``."""
    key = id(column), filtered
    if key not in _measured:
        _measured[key] = column, _measure(column, filtered=filtered)
    return _measured[key][1]


def forget_widths() -> None:
    """Let go of the columns that were measured, once their sheets are written."""
    _measured.clear()


def _measure(column: Column, *, filtered: bool) -> float:
    header: float = max(map(text_width, column.header.split("\n")))
    padding, narrowest = (_TIGHT, _TIGHT + 4) if column.tight else (_PADDING, _NARROWEST)
    header = (math.ceil(header / 2) if column.tight else header) + (_ARROW if filtered else 0)
    if column.kind is Kind.FLOW:
        return max(header + padding, column.width, narrowest)
    kinds = {column.kind} if column.kinds is None else set(column.kinds)
    if kinds <= _WIDEST.keys():
        widest = column.widest or max(_WIDEST[kind] for kind in kinds)
        body = widest_text(_shown_texts(column.values), widest)
    elif Kind.MONEY in kinds:
        each = column.kinds or [column.kind] * len(column.values)
        pairs = zip(column.values, each, strict=True)
        body = max((_number_length(value, kind) for value, kind in pairs), default=0) * 1.1
    else:
        body = max(_NUMBER_WIDTH.get(kind, _NARROWEST) for kind in kinds) - _PADDING
    return round(max(header + padding, body * 1.05 + padding, column.width, narrowest), 1)


def _number_length(value: Cell, kind: Kind) -> int:
    """Return how many characters a number takes as its kind is shown."""
    number = value.value if isinstance(value, Formula) else value
    if kind not in _WHOLE or isinstance(number, str) or not isinstance(number, int | float):
        return len(shown_text(value))
    return _WHOLE[kind] or len(f"{number:,.0f}" if kind is Kind.COUNT else f"{number:.0f}")


def sheet_widths(tables: Sequence[ResultTable]) -> list[float]:
    """Return the width of each sheet column: what the widest of the tables above one another asks for."""
    widths: list[float] = []
    for table in tables:
        for index, column in enumerate(table.columns):
            wanted = column_width(column, filtered=table.filtered)
            if index == len(widths):
                widths.append(wanted)
            widths[index] = max(widths[index], wanted)
    return widths or [_SENTENCES]


def let_texts_run_on(tables: Sequence[ResultTable]) -> list[ResultTable]:
    """Return a sheet's tables, the last text of a row running on over the empty columns beside its table.

    A short table's last column would widen the column below it, which a longer table needs for something narrow.
    It does so only where every text has room on one line; a filter's list, and one with charts beside it, stays.
    """
    widths = sheet_widths([_without_last(table) if _may_run_on(table) else table for table in tables])
    return [
        _run_on(table)
        if _may_run_on(table) and flowing_width(table) <= sum(widths[len(table.columns) - 1 :])
        else table
        for table in tables
    ]


def _may_run_on(table: ResultTable) -> bool:
    last = table.columns[-1]
    beside = table.charts and not table.charts_below
    plain = last.kinds is None and last.kind in {Kind.TEXT, Kind.LONG} and not last.choices
    return plain and len(table.columns) > 1 and not table.filtered and not beside


def _without_last(table: ResultTable) -> ResultTable:
    return replace(table, columns=table.columns[:-1])


def _run_on(table: ResultTable) -> ResultTable:
    return replace(table, columns=(*table.columns[:-1], replace(table.columns[-1], kind=Kind.FLOW)))


def flowing_width(table: ResultTable) -> float:
    """Return the width at which every text of a table's last column stands on one line."""
    texts = _shown_texts(table.columns[-1].values)
    return max(text_widths([*texts]), default=0) * 1.05 + _PADDING


def columns_run_over(table: ResultTable, widths: Sequence[float]) -> int:
    """Return over how many columns beside a table the longest text of its last column runs on; 0 where it does not."""
    first = last = len(table.columns)
    if table.columns[-1].kind is Kind.FLOW and table.rows:
        wanted = flowing_width(table)
        while last < len(widths) and sum(widths[first - 1 : last]) < wanted:
            last += 1
    return last - first


def row_heights(table: ResultTable, widths: Sequence[float]) -> list[float] | None:
    """Return the height of each data row in points; ``None`` where every row takes one line."""
    lines: list[int] | None = None
    for column, width in zip(table.columns, widths, strict=False):
        if column.kinds is None and column.kind not in _WIDEST:
            continue
        counts = _column_lines(column, width)
        if counts is not None:
            lines = counts if lines is None else list(map(max, lines, counts))
    return None if lines is None else [ROOM.height_of(count) for count in lines]


def _column_lines(column: Column, width: float) -> list[int] | None:
    if {*map(type, column.values)} <= {str}:
        return ROOM.column_lines(column.values, width)
    return ROOM.column_lines([shown_text(value) for value in column.values], width)


def _shown_texts(values: Sequence[Cell]) -> set[str]:
    """Return about what is seen of some values, each text once."""
    return {value if type(value) is str else shown_text(value) for value in values}
