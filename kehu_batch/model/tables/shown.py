"""What cells show of their numbers beyond the numbers: percent, money, text round the digits, digits left out.

A number format is part of a value (docs/rules.md, 2): 0.9 shown as ``90%`` is nine tenths of something, 10000 shown as
``US$10,000.00`` are dollars. Cells that show no more than their number have no entry anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from kehu_batch.model.tables.cell_grid import CellValue, Codes
from kehu_batch.records import dataclass

#: How books mark what they owe: a number so marked is negative, as one with a minus is.
_CREDIT = frozenset({"贷", "貸", "cr", "cr."})


def marks_credit(before: str, after: str) -> bool:
    """Whether a word on either side of digits says that they are owed by us, as a minus does.

    Example:
        >>> marks_credit("贷：", "元"), marks_credit("", "CR"), marks_credit("贷款", "")
        (True, True, False)
    """
    return before.strip(":： ").casefold() in _CREDIT or (before == "" and after.casefold() in _CREDIT)


@dataclass(frozen=True, slots=True)
class Shown:
    """What one cell's number format says. The number that is read off the sheet is ``value / scaled``.

    Args:
        percent: Whether a percent sign stands behind it: ``value / scaled`` is then the share itself, 0.9 for ``90%``
            (a percent sign that is mere text, which leaves 90 to be 90, comes with ``scaled`` 100).
        currency: The money it is shown in: a sign or code as it stands (``"¥"``, ``"US$"``, ``"€"``, ``"USD"``), or
            the ISO code where only the format's language tells it (``[$$-C04]`` is ``"HKD"``); empty where none.
        before: Other text before the digits, e.g. ``"人民币"``; signs and brackets of negative numbers left out. Of a text
            all that stands before it (``"VIP-"@``).
        after: Other text behind the digits, e.g. ``"万元"``, ``"分"``, ``"/10"``, or behind a text.
        scaled: What the format divides by before it shows: 1000 for ``#,##0,``, 10000 for ``0!.0,"万"``. Then a unit
            of the header or of ``after`` stands for the number as shown, and not for the value.
        instead: The whole text that is shown where it is not the digits with something round them: ``满意`` for
            ``[=1]"满意"``, ``2023年11月06日`` for ``0000"年"00"月"00"日"``, ``4/5`` for ``?/?``; empty where nothing is shown
            (``;;;``), ``None`` for all other numbers. Of a day with words round it that text, its year put in:
            ``截止日期：2023年10月31日``.
        turned: Whether it shows the other sign: a positive number with a minus, in brackets (``(#,##0)``) or as a
            credit (``"贷"0``).
        unsigned: Whether a negative number shows neither sign nor brackets nor a colour of its own (``0;0``).
        month: Whether it is a date of which the month is shown and not the day (``yyyy-mm``).
        year: Whether it is a date of which the year alone is shown.
    """

    percent: bool = False
    currency: str = ""
    before: str = ""
    after: str = ""
    scaled: int = 1
    instead: str | None = None
    turned: bool = False
    unsigned: bool = False
    month: bool = False
    year: bool = False

    @property
    def has_minus(self) -> bool:
        """Whether a minus says that the other sign is shown; where a word does, no minus stands there."""
        return self.turned and not marks_credit(self.before, self.after)


#: What a number says of itself.
PLAIN = Shown()


def read_off(value: float, shown: Shown) -> Decimal:
    """Return the number that is read off a sheet, with the sign shown, a percent as it stands: 90 for ``90%``."""
    number = Decimal(repr(-value if shown.turned else value)) / shown.scaled
    return number * 100 if shown.percent else number


def spell(value: float, shown: Shown) -> str:
    """Return a number's text, digits in full and not grouped: ``US$10000``. Of one not shown, its digits.

    Example:
        >>> spell(10000.0, Shown(currency="US$")), spell(0.9, Shown(percent=True)), spell(1.0, Shown(instead="满意"))
        ('US$10000', '90%', '满意')
    """
    if shown.instead:
        return shown.instead
    number = read_off(value, shown).normalize()
    sign = "-" if number < 0 and (shown.has_minus or not shown.turned) else ""
    percent = "%" if shown.percent else ""
    return f"{sign}{shown.before}{shown.currency}{abs(number):f}{percent}{shown.after}"


def has_words(shown: Shown) -> bool:
    """Whether words stand round a value or in place of it, so that the text is what a reader sees."""
    return bool(shown.before or shown.after or shown.instead or shown.percent)


def with_words(value: CellValue, shown: Shown) -> CellValue:
    """Return the text that is seen of a cell whose format puts words round its value; any other as it is.

    Example:
        >>> with_words("001", Shown(before="VIP-")), with_words(2023.0, Shown(after="年")), with_words(7.0, PLAIN)
        ('VIP-001', '2023年', 7.0)
    """
    if shown == PLAIN or not has_words(shown) or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return f"{shown.before}{value}{shown.after}" if value else value
    if isinstance(value, date):
        return shown.instead or value
    return spell(float(value), shown) if isinstance(value, int | float) else value


@dataclass(frozen=True, slots=True, eq=False)
class ShownColumn:
    """What the cells of one column show.

    Args:
        codes: For each row of the sheet the place of what its cell shows; the first row is at 0.
        values: Distinct; the first is ``PLAIN``, which stands for texts, dates and empty cells, too.
    """

    codes: Codes
    values: tuple[Shown, ...]

    def of_rows(self, rows: npt.NDArray[np.int64]) -> Codes:
        """Return the places of what the cells of some rows show, by 1-based sheet rows."""
        return self.codes[rows - 1]

    def at(self, row: int) -> Shown:
        """Return what the cell of a 1-based sheet row shows."""
        return self.values[int(self.codes[row - 1])]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ShownColumn) and self._spelled() == other._spelled()

    __hash__ = None  # type: ignore[assignment]

    def _spelled(self) -> list[Shown]:
        return [self.values[code] for code in self.codes.tolist()]


def shown_columns(
    parts: Iterable[tuple[int, slice | npt.NDArray[np.intp], Shown]], height: int
) -> dict[int, ShownColumn]:
    """Return what is shown by 0-based sheet column; a column whose cells show their numbers only is absent.

    Args:
        parts: Column from 0, rows from 0, and what the cells of that column show in those rows.
        height: Rows of the sheet; a slice may reach beyond them.
    """
    codes: dict[int, Codes] = {}
    places: dict[int, dict[Shown, int]] = {}
    for column, rows, shown in parts:
        if shown == PLAIN:
            continue
        known = places.setdefault(column, {PLAIN: 0})
        held = codes.setdefault(column, np.zeros(height, dtype=np.int32))
        held[rows] = known.setdefault(shown, len(known))
    return {column: ShownColumn(codes[column], tuple(places[column])) for column in sorted(codes)}
