"""Units above a complete header: of money in a group's name or at the end of the title, of time over ages."""

from __future__ import annotations

import re

from kehu_batch.folding import fold_header, split_header_unit
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


#: What the group of aging buckets counts, and in what: 账龄（月）, 账龄/年, 逾期天数.
_AGES = re.compile(
    r"[^0-9]*(?P<clock>账龄|逾期|超期)[^0-9]*?(?:[(/](?:单位:?)?(?P<unit>天|日|个月|月|年)\)?|(?P<counted>天|月|年)数?\)?)?"
)
_LONGEST_AGES = 16
_BARE_RANGE = re.compile(
    r"[0-9]{1,3}[-_至到][0-9]{1,4}(?:以内|内)?|(?:>=?|<=?|≥|≤|大于|超过|小于)[0-9]{1,4}|[0-9]{1,4}(?:\+|及?以[上下内])"
)
_RANGE_WITH_UNIT = re.compile(r"[0-9].*(?:天|日|月|年).*")
_LAST_DIGITS = re.compile(r"[0-9]+(?=[^0-9]*$)")


def bucket_of_group(group: str, text: str) -> str:
    """Return the header of a bucket below a group that says what it counts; empty where the two are none.

    A range of bare numbers is in the group's unit, where it names one; one with a unit of its own needs the group only
    where it says that days are counted from the due date.

    Example:
        >>> bucket_of_group("账龄（月）", "4-6"), bucket_of_group("账龄", "≥91"), bucket_of_group("逾期天数", "1-30天")
        ('账龄4-6个月', '账龄≥91', '逾期1-30天')
        >>> bucket_of_group("账龄", "1-2年"), bucket_of_group("联系方式", "1-30")
        ('', '')
    """
    name, money = money_unit_of(group)
    found = _AGES.fullmatch(fold_header(name)) if len(name) <= _LONGEST_AGES else None
    folded = fold_header(text)
    if found is None:
        return ""
    if _BARE_RANGE.fullmatch(folded):
        unit = found["unit"] or found["counted"] or ""
        unit = "个月" if unit == "月" else unit
        folded = _LAST_DIGITS.sub(lambda digits: f"{digits[0]}{unit}", folded)
    elif found["clock"] == "账龄" or not _RANGE_WITH_UNIT.fullmatch(folded):
        return ""
    return f"{found['clock']}{folded}" + (f"({money})" if money else "")


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
