"""Next month's work in numbers: who is to call how many customers."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class NextMonth:
    """What next month's callback worksheet asks for (docs/rules.md, 12).

    Args:
        month: ``YYYY-MM``.
        by_owner: Customers to call by who is to call them, 未指定 where nobody is named; the most first.
        worksheet: File name of the worksheet.
        lists: File of each person's list by person, relative to the output folder.
        untold: Why nobody can tell who is to be called; empty where somebody can.
    """

    month: str
    by_owner: Mapping[str, int]
    worksheet: str
    lists: Mapping[str, str]
    untold: str = ""

    @property
    def customers(self) -> int:
        """Return how many customers are to be called: the rows of the worksheet."""
        return sum(self.by_owner.values())
