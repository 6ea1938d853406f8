"""Months of a trend, and the slots of its axis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kehu_batch.model.figures.analysis import IssueFigures
from kehu_batch.model.figures.trend import MOST_MONTHS
from kehu_batch.model.period import Period, month_label, month_labelled
from kehu_batch.report.charts import Slot


def trend_months(labels: list[str]) -> list[str]:
    """Return the last months of a trend, without holes between first and last."""
    if not labels:
        return []
    last = month_labelled(max(labels))
    first = max(month_labelled(min(labels)), last - MOST_MONTHS + 1)
    return [month_label(index) for index in range(first, last + 1)]


def months_until(labels: Iterable[str], period: Period) -> list[str]:
    """Return the months (``YYYY-MM``) up to the period's last: as_of may lie behind it."""
    return [label for label in labels if label <= f"{period.last:%Y-%m}"]


def last_known(values: Sequence[object]) -> int:
    """Return the place of the last value that is not missing.

    Example:
        >>> last_known([4.1, None, 4.2, None])
        2
    """
    return max(place for place, value in enumerate(values) if value is not None)


def month_range(months: Sequence[str]) -> str:
    """Return months (``YYYY-MM``) that follow one another, as a title names them; empty where there are none.

    Example:
        >>> month_range(["2023-11"]), month_range(["2023-10", "2023-11", "2023-12"]), month_range([])
        ('11 月', '10 月至 12 月', '')
    """
    return "至 ".join(f"{int(month[5:7])} 月" for month in dict.fromkeys([*months[:1], *months[-1:]]))


def month_slots(months: list[str], tips: Sequence[tuple[str, ...]]) -> list[Slot]:
    """Return axis slots: the month, its year under the first and under each January.

    Where there are many, every other month is left out on a phone, the last being kept.
    """
    slots = []
    for position, (label, tip) in enumerate(zip(months, tips, strict=True)):
        month = int(label[5:7])
        year = label[:4] if position == 0 or month == 1 else ""
        hidden = len(months) > 7 and (len(months) - 1 - position) % 2 == 1
        slots.append(Slot((str(month), year), tip, hide_on_phone=hidden))
    return slots


def issue_months(issues: IssueFigures | None) -> Mapping[str, int]:
    """Return the number of issues by month; empty where nothing is known."""
    if issues is None or issues.by_month.empty:
        return {}
    totals = issues.by_month.groupby("month")["count"].sum()
    return {str(month): int(count) for month, count in totals.items()}
