"""Units of money that stand above a complete header: in a group's name, or at the end of the title."""

from __future__ import annotations

import re

from kehu_batch.folding import split_header_unit
from kehu_batch.model.tables.source import Sheet
from kehu_batch.recognition.cell_flags import spoken_row

#: Units of money, folded: 千元, 万, 港币, usd.
MONEY_UNIT = re.compile(r".*[元币万亿千]|[a-z]{3}|[$¥€£]")

#: Rows above a header that are looked at, and the longest text that names a unit.
_ROWS, _LONGEST = 4, 60


def money_unit_of(text: str) -> tuple[str, str]:
    """Return a text less the unit of money that it names, folded, and the unit; as it is, and ``""``, without one.

    Example:
        >>> money_unit_of("金额（千元）"), money_unit_of("万元"), money_unit_of("账龄(天)")
        (('金额', '千元'), ('', '万元'), ('账龄(天)', ''))
    """
    name, unit = split_header_unit(text)
    if not unit and (alone := split_header_unit(f"x({name})")[1]):
        name, unit = "", alone
    return (name, unit) if MONEY_UNIT.fullmatch(unit) else (text, "")


def unit_in_name(name: str) -> str:
    """Return the unit of money in brackets at the end of a sheet's name, folded; empty where there is none.

    Example:
        >>> unit_in_name("应收明细(万元)"), unit_in_name("应收明细(11月)"), unit_in_name("应收元")
        ('万元', '', '')
    """
    unit = split_header_unit(name)[1]
    return unit if MONEY_UNIT.fullmatch(unit) else ""


def units_above(sheet: Sheet, header_row: int, first_column: int, last_column: int) -> dict[int, str]:
    """Return the unit of each column that stands above a header, the nearest first.

    A text that is alone in its row is the title and speaks for all columns; of several in the row right above the
    header each speaks for the columns that it is merged over.

    Args:
        sheet: The sheet.
        header_row: 1-based first row of the header.
        first_column: 0-based first column of the table.
        last_column: 0-based last column.
    """
    spans = {
        (area.first_row, area.first_column): area.last_column
        for area in sheet.merged
        if header_row - _ROWS <= area.first_row < header_row
    }
    units: dict[int, str] = {}
    for row in range(header_row - 1, max(0, header_row - 1 - _ROWS), -1):
        cells = spoken_row(sheet, row - 1)[first_column : last_column + 1]
        texts = {first_column + place: cell for place, cell in enumerate(cells) if cell != ""}
        if len(texts) > 1 and row < header_row - 1:
            continue
        for column, text in texts.items():
            unit = money_unit_of(text)[1] if isinstance(text, str) and len(text) <= _LONGEST else ""
            last = last_column if len(texts) == 1 else spans.get((row, column), column)
            first = first_column if len(texts) == 1 else column
            for covered in range(first, last + 1) if unit else ():
                units.setdefault(covered, unit)
    return units
