"""Numbers together with what their format shows of them, so that a parser sees a cell as its reader does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Self

import numpy as np
import pandas as pd

from kehu_batch.model.tables.shown import PLAIN, Shown, ShownColumn
from kehu_batch.normalisation.cells.distinct import Codes, Distinct


class ShownNumber(float):
    """A number whose format says more than the number: ``90%``, ``US$1,000``, ``12.5万元``.

    Two are one only where they show the same. Everything else takes it for the number that it is.

    Attributes:
        shown: What the format says.
    """

    __slots__ = ("shown",)

    def __new__(cls, value: float, shown: Shown) -> Self:
        """Make one of a number and what its format says."""
        number = super().__new__(cls, value)
        number.shown = shown
        return number

    shown: Shown

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ShownNumber) and self.shown == other.shown and float(self) == float(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((float(self), self.shown))

    def __reduce__(self) -> tuple[type[ShownNumber], tuple[float, Shown]]:
        return ShownNumber, (float(self), self.shown)

    @property
    def is_worded(self) -> bool:
        """Whether words stand round the digits or in place of them, so that the text is what a reader sees."""
        shown = self.shown
        return bool(shown.before or shown.after or shown.instead or shown.percent)

    @property
    def number(self) -> Decimal:
        """Return the number that is read off the sheet, with the sign shown, a percent as it stands: 90 for ``90%``."""
        value = Decimal(repr(-float(self) if self.shown.turned else float(self))) / self.shown.scaled
        return value * 100 if self.shown.percent else value

    @property
    def text(self) -> str:
        """Return the cell's text, digits in full and not grouped: ``US$10000``. Of one not shown, its digits."""
        if self.shown.instead:
            return self.shown.instead
        number = self.number.normalize()
        digits = f"{abs(number):f}"
        sign = "-" if number < 0 and (self.shown.has_minus or not self.shown.turned) else ""
        percent = "%" if self.shown.percent else ""
        return f"{sign}{self.shown.before}{self.shown.currency}{digits}{percent}{self.shown.after}"


class ShownMonth(date):
    """A day of which the cell shows its month and nothing more: the first, as for all such cells of its column."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return what the cell shows."""
        return f"{self.year}年{self.month}月"


def with_shown(
    cells: Distinct[Any], shown: ShownColumn | None, rows: Codes, *, quantity: bool = True
) -> Distinct[Any]:
    """Return a column in which numbers whose format says more carry what it says.

    Args:
        cells: The cells of some rows.
        shown: What the sheet's column shows; ``None`` where it shows numbers only.
        rows: The rows' 1-based places on the sheet.
        quantity: Whether it holds amounts or scores. Of a column of texts, ids or days, a number with words round it,
            or in place of it, is the text that is seen.
    """
    if shown is None:
        return cells
    forms = shown.of_rows(rows)
    if not forms.any():
        return cells
    known = list(shown.values)
    codes, pairs = pd.factorize(cells.codes * len(known) + forms)
    places = np.divmod(pairs, len(known))
    results = [
        _joined(cells.results[cell], known[form], quantity=quantity)
        for cell, form in zip(*(place.tolist() for place in places), strict=True)
    ]
    if any(isinstance(one, ShownMonth) and one.day != 1 for one in results):
        # Days that are merely shown so: who types a month gets its first.
        results = [date(*one.timetuple()[:3]) if isinstance(one, ShownMonth) else one for one in results]
    return Distinct(codes.astype(np.intp), results)


def _joined(cell: object, shown: Shown, *, quantity: bool) -> object:
    if shown.month:
        return ShownMonth(*cell.timetuple()[:3]) if type(cell) is date else cell
    if shown == PLAIN or isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell
    number = ShownNumber(float(cell), shown)
    if quantity:
        return number
    return number.text if number.is_worded else cell
