"""Columns of a paper made narrower where they would not fit on a page otherwise: amounts up to 10¹² yuan on one A4.

Numbers lose the room around them first, as nothing of them may be cut; texts wrap.
"""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.annotation.donor.layout import Cell, Column, Formula, Kind, ResultTable

#: Width of a digit of ours in a workbook whose own font is a narrow one, in that font's characters; of a comma, a
#: point or a hyphen; and what a cell keeps free.
_DIGIT, _MARK, _FREE = 1.15, 0.6, 0.2
#: Width of a date without the room around it.
_DAY = 10.8
#: Least widths: of the first column, which holds a form's labels; of texts of any length; of other texts; of numbers.
_LEAST_FIRST, _LEAST_LONG, _LEAST_TEXT, _LEAST_NUMBER = 11.0, 14.0, 7.8, 6.5
_LONG_KINDS = frozenset({Kind.LONG, Kind.ENTRY})
#: How each kind of number is shown.
_SHOWN = {Kind.SHARE: ".1%", Kind.COUNT: ",.0f", Kind.CODE: ".0f", Kind.LARGE: ".4E", Kind.POINTS: "+.1f"}
_TEXT_KINDS = frozenset({Kind.TEXT, Kind.FLOW, *_LONG_KINDS})


def fit_widths(
    tables: Sequence[ResultTable], widths: Sequence[float], columns: Sequence[int], room: float
) -> list[float] | None:
    """Return the widths of all columns with those of one page made to fit; ``None`` where they cannot.

    Args:
        tables: The tables of the sheet, one above another.
        widths: What each sheet column asks for, in characters.
        columns: 0-based sheet columns of the page.
        room: What they may take together, in characters.
    """
    found = list(widths)
    over = sum(found[column] for column in columns) - room
    if over <= 0:
        return found
    least = {column: min(found[column], least_width(tables, column)) for column in columns}
    texts = {column for column in columns if _holds_text(tables, column)}
    for group in (set(columns) - texts, texts):
        free = {column: found[column] - least[column] for column in group}
        part = min(over / sum(free.values()), 1) if sum(free.values()) else 0
        for column in group:
            found[column] = round(found[column] - free[column] * part - 0.04 * (part > 0), 1)
        over = sum(found[column] for column in columns) - room
        if over <= 0:
            return found
    return None


def least_width(tables: Sequence[ResultTable], column: int) -> float:
    """Return the width in which nothing of a sheet column is cut: its numbers stand in one line, its texts wrap."""
    least = _LEAST_FIRST if column == 0 else _LEAST_NUMBER
    return max([least, *(_least(one.columns[column]) for one in tables if column < len(one.columns))])


def _holds_text(tables: Sequence[ResultTable], column: int) -> bool:
    """Return whether a table has texts in a sheet column, which may wrap."""
    mine = [one.columns[column] for one in tables if column < len(one.columns)]
    return any(_TEXT_KINDS & set(one.kinds or (one.kind,)) for one in mine)


def _least(column: Column) -> float:
    kinds = column.kinds or [column.kind] * len(column.values)
    widest = _LEAST_LONG if column.kind in _LONG_KINDS else _LEAST_NUMBER
    if column.kind in {Kind.TEXT, Kind.FLOW}:
        widest = _LEAST_TEXT
    return max(
        [widest, *(_number_width(cell, kind) for cell, kind in zip(column.values, kinds, strict=True))]
    )


def _number_width(cell: Cell, kind: Kind) -> float:
    """Return the width of a number; 0 of a text."""
    value = cell.value if isinstance(cell, Formula) else cell
    if kind is Kind.DAY:
        return _DAY
    if kind in _TEXT_KINDS or not isinstance(value, int | float):
        return 0.0
    text = f"{value:{_SHOWN.get(kind, ',.2f')}}"
    digits = sum(map(str.isdigit, text))
    return digits * _DIGIT + (len(text) - digits) * _MARK + _FREE
