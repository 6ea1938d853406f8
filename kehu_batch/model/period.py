"""The span that a report covers, and the day it stands on; and months by their label."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from kehu_batch.records import dataclass


class PeriodKind(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period with its as-of date.

    Args:
        label: ``2023-11``, ``2023Q4``, ``2023`` or ``all``.
        kind: Its length.
        first: First day.
        last: Last day.
        as_of: The day the figures stand on: ``last``, or today if earlier. Rows after it are not used.
    """

    label: str
    kind: PeriodKind
    first: date
    last: date
    as_of: date

    @property
    def complete(self) -> bool:
        """Whether the period is over as of ``as_of``."""
        return self.as_of >= self.last


def month_label(month: int) -> str:
    """Return ``YYYY-MM`` of months since 1970-01.

    Example:
        >>> month_label(0), month_label(month_labelled("2023-11"))
        ('1970-01', '2023-11')
    """
    return f"{1970 + month // 12:04d}-{month % 12 + 1:02d}"


def month_labelled(label: str) -> int:
    """Return the months since 1970-01 of ``YYYY-MM``, whatever stands behind it.

    Example:
        >>> month_labelled("2023-11") - month_labelled("2022-11")
        12
    """
    return (int(label[:4]) - 1970) * 12 + int(label[5:7]) - 1
