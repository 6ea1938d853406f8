"""Numbers together with what their format shows of them, so that a parser sees a cell as its reader does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Self

from kehu_batch.model.tables.shown import Shown, has_words, read_off, spell


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
        return has_words(self.shown)

    @property
    def number(self) -> Decimal:
        """Return the number that is read off the sheet, with the sign shown, a percent as it stands: 90 for ``90%``."""
        return read_off(float(self), self.shown)

    @property
    def text(self) -> str:
        """Return the cell's text, digits in full and not grouped: ``US$10000``. Of one not shown, its digits."""
        return spell(float(self), self.shown)


class ShownMonth(date):
    """A day of which the cell shows its month and nothing more: the first, as for all such cells of its column."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return what the cell shows."""
        return f"{self.year}年{self.month}月"

    @property
    def is_first(self) -> bool:
        """Return whether it is the first day of what is shown, as who types that gets it."""
        return self.day == 1


class ShownYear(ShownMonth):
    """A day of which the cell shows its year and nothing more: the first of January."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return what the cell shows."""
        return f"{self.year}年"

    @property
    def is_first(self) -> bool:
        """Return whether it is the first of January."""
        return (self.month, self.day) == (1, 1)
