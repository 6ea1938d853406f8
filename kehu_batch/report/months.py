"""Figures of earlier months: what the period is compared with, and what trends are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kehu_batch.model.figures.analysis import IssueFigures, SatisfactionFigures
from kehu_batch.model.period import Period, PeriodKind
from kehu_batch.records import dataclass
from kehu_batch.report.charts import Slot

#: Months that a trend shows: a year, and the month that the year is compared with.
TREND_MONTHS = 13

_SPAN = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Past:
    """The figures of an earlier period, added up from its months."""

    mean: float | None
    csat: float | None
    issues: int | None


def month_label(index: int) -> str:
    """Return ``YYYY-MM`` of a month counted from year 0.

    Example:
        >>> month_label(2023 * 12 + 10)
        '2023-11'
    """
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def month_index(label: str) -> int:
    """Return a month's number counted from year 0.

    Example:
        >>> month_index("2023-11") - month_index("2022-11")
        12
    """
    return int(label[:4]) * 12 + int(label[5:7]) - 1


def trend_months(labels: list[str]) -> list[str]:
    """Return the last months of a trend, without holes between first and last."""
    if not labels:
        return []
    last = month_index(max(labels))
    first = max(month_index(min(labels)), last - TREND_MONTHS + 1)
    return [month_label(index) for index in range(first, last + 1)]


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


def earlier_period(
    period: Period,
    satisfaction: SatisfactionFigures | None,
    issues: IssueFigures | None,
    *,
    years: int = 0,
) -> Past | None:
    """Return the period before this one, or the same one ``years`` earlier.

    ``None`` where the inputs do not reach back over the whole of it; nothing is made up from a part.
    """
    span = _SPAN.get(period.kind)
    if span is None or satisfaction is None or not satisfaction.by_month:
        return None
    start = period.first.year * 12 + period.first.month - 1 - (12 * years or span)
    if start < month_index(min(satisfaction.by_month)):
        return None
    wanted = [month_label(index) for index in range(start, start + span)]
    groups = [satisfaction.by_month[label] for label in wanted if label in satisfaction.by_month]
    scored = sum(group.scored for group in groups)
    total = sum(group.mean * group.scored for group in groups if group.mean is not None)
    satisfied = sum(group.satisfied for group in groups)
    counts = issue_months(issues)
    # Without any issue before the period it is not known whether earlier months were looked at.
    reaches_back = bool(counts) and min(counts) < month_label(period.first.year * 12 + period.first.month - 1)
    return Past(
        mean=total / scored if scored else None,
        csat=satisfied / scored if scored else None,
        issues=sum(counts.get(label, 0) for label in wanted) if reaches_back else None,
    )
