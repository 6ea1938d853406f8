"""A header of one table, found on a sheet."""

from __future__ import annotations

from kehu_batch.recognition.header.reading import HeaderReading
from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """One header of one table.

    Args:
        first_row: 1-based first row.
        last_row: 1-based last row; the same for a header of one row.
        texts: Header text by 0-based column.
        own_columns: Columns that an earlier run of this program wrote.
        readings: Tables that it may be, best first; more than one only where they fit equally.
        candidates: Tables that it has all needed columns of, with how well it fits each, best first.
        named: The table that the sheet's name, the title or the file's name speaks for; empty where none.
    """

    first_row: int
    last_row: int
    texts: dict[int, str]
    own_columns: tuple[int, ...]
    readings: tuple[HeaderReading, ...]
    candidates: tuple[tuple[str, float], ...] = ()
    named: str = ""

    @property
    def first_column(self) -> int:
        """Return the 0-based first column."""
        return min(self.texts)

    @property
    def last_column(self) -> int:
        """Return the 0-based last column, our own result columns not counted."""
        return max(self.texts)

    @property
    def reach(self) -> tuple[int, int]:
        """Return the 0-based first and last column that was understood."""
        columns = [match.column for match in self.readings[0].columns]
        return min(columns), max(columns)

    @property
    def span(self) -> tuple[int, int]:
        """Return the 0-based first and last column of its reach with the texts that adjoin it."""
        first, last = self.reach
        while first - 1 in self.texts:
            first -= 1
        while last + 1 in self.texts:
            last += 1
        return first, last

    def overlaps(self, other: Band) -> bool:
        """Whether the two stand over a common column, going by the columns that were understood."""
        (first, last), (start, end) = self.reach, other.reach
        return first <= end and start <= last


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A header that lacks a column to be a table, at its 1-based last row."""

    row: int
    reading: HeaderReading
