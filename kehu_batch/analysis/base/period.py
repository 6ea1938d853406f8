"""The period that a report covers and the day that it stands on (docs/rules.md, 4)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import numpy as np

from kehu_batch.analysis.base.calendar_months import first_date, last_date, month_numbers, month_of
from kehu_batch.analysis.base.days import Days, day_of, is_dated, no_days, to_days
from kehu_batch.analysis.base.snapshot import Counts, Mask
from kehu_batch.errors import UsageError
from kehu_batch.model.findings.catalogue_figures import NOTHING_DATED, STRAY_MONTH
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.period import Period, PeriodKind
from kehu_batch.model.tables.dataset import EVENT_DATE, Dataset
from kehu_batch.policy.schema import PeriodPolicy, Policy

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_QUARTER = re.compile(r"([0-9]{4})Q([1-4])", re.IGNORECASE)
_YEAR = re.compile(r"[0-9]{4}")
#: Spreadsheets count their days from here.
_FIRST_YEAR = 1900

#: Months since 1970-01.
Month = int


def decide_period(
    dataset: Dataset, *, period: str | None, as_of: date | None, today: date, policy: Policy
) -> tuple[Period, tuple[Finding, ...]]:
    """Decide the period of a drop and its as-of date.

    Without ``period`` it is the latest month that holds a callback not after today (nor after ``as_of``);
    without such callbacks, any table's event. A latest month that looks like a slip is passed over with a
    finding. Without any event at all it is the month of the newest balance sheet that states its day, else today's
    month, with a finding.

    Args:
        dataset: The drop.
        period: ``2023-11``, ``2023Q4``, ``2023`` or ``all``; ``None`` to choose.
        as_of: The day the figures stand on; ``None`` for the period's last day, or today if earlier.
        today: The day of the call.
        policy: Its ``period`` says when a month is a stray.

    Raises:
        UsageError: ``period`` is none of those, it has not begun, or ``as_of`` lies before it or after today.
    """
    if as_of is not None and as_of > today:
        raise UsageError(
            f"截止日 {as_of} 晚于今天 {today}", action="请给出今天或以前的 --as-of", code="as_of_in_future"
        )
    latest = as_of or today
    findings: tuple[Finding, ...] = ()
    if period is None:
        span, findings = _default_span(dataset, latest, policy.period)
    elif period.strip().lower() == "all":
        span, findings = _whole_span(dataset, latest)
    else:
        span = parse_period(period)
    label, kind, first, last = span
    if first > latest:
        reason = f"截止日 {as_of} 早于统计期" if as_of else "还没有开始的统计期"
        raise UsageError(
            f"{reason} {label}", action="请改用更早的 --period，或更晚的 --as-of", code="period_not_begun"
        )
    return Period(label, kind, first, last, as_of or min(last, today)), findings


_Span = tuple[str, PeriodKind, date, date]


def parse_period(text: str) -> _Span:
    """Return label, kind, first and last day of a period written out.

    Raises:
        UsageError: The text is no period.

    Example:
        >>> parse_period("2023q4")
        ('2023Q4', <PeriodKind.QUARTER: 'quarter'>, datetime.date(2023, 10, 1), datetime.date(2023, 12, 31))
    """
    written = text.strip()
    if (match := _MONTH.fullmatch(written)) and 1 <= int(match[2]) <= 12 and int(match[1]) >= _FIRST_YEAR:
        month = month_of(date(int(match[1]), int(match[2]), 1))
        return _month_span(month)
    if (match := _QUARTER.fullmatch(written)) and int(match[1]) >= _FIRST_YEAR:
        last = month_of(date(int(match[1]), int(match[2]) * 3, 1))
        return f"{match[1]}Q{match[2]}", PeriodKind.QUARTER, first_date(last - 2), last_date(last)
    if _YEAR.fullmatch(written) and int(written) >= _FIRST_YEAR:
        year = int(written)
        return written, PeriodKind.YEAR, date(year, 1, 1), date(year, 12, 31)
    raise UsageError(
        f"看不懂统计期“{text}”",
        action="请写成 2023-11（月）、2023Q4（季）、2023（年）或 all（全部）",
        code="period_syntax",
    )


def _month_span(month: Month) -> _Span:
    first = first_date(month)
    return f"{first.year:04d}-{first.month:02d}", PeriodKind.MONTH, first, last_date(month)


def _default_span(dataset: Dataset, latest: date, policy: PeriodPolicy) -> tuple[_Span, tuple[Finding, ...]]:
    tables: Iterable[str] = ("callbacks",)
    months = month_numbers(_event_days(dataset, "callbacks", latest))
    if not months.size:
        tables, months = dataset.tables, month_numbers(_all_event_days(dataset, latest))
    if not months.size:
        stated = _stated_days(dataset, latest)
        return (_month_span(int(stated.max())), ()) if stated.size else _today_span(latest)
    findings: list[Finding] = []
    while (before := _month_before_stray(months, policy)) is not None:
        findings.append(_stray_finding(dataset, tables, months, before))
        months = months[months <= before]
    return _month_span(int(months.max())), tuple(findings)


def _whole_span(dataset: Dataset, latest: date) -> tuple[_Span, tuple[Finding, ...]]:
    months = month_numbers(_all_event_days(dataset, latest))
    if not months.size:
        (_, _, first, last), findings = _today_span(latest)
        return ("all", PeriodKind.ALL, first, last), findings
    return ("all", PeriodKind.ALL, first_date(int(months.min())), last_date(int(months.max()))), ()


def _today_span(today: date) -> tuple[_Span, tuple[Finding, ...]]:
    span = _month_span(month_of(today))
    message = f"没有 {today} 或以前的业务日期，统计期取 {span[0]}"
    return span, (Finding(NOTHING_DATED, None, message),)


def _event_days(dataset: Dataset, table: str, latest: date) -> Days:
    frame = dataset.table(table)
    if frame is None or table not in EVENT_DATE:
        return no_days(0)
    days = to_days(frame[EVENT_DATE[table]])
    counts = (frame["excluded"].to_numpy(dtype=object) == "") & is_dated(days)
    counts &= days <= day_of(latest)
    counted: Days = days[counts]
    return counted


def _all_event_days(dataset: Dataset, latest: date) -> Days:
    parts = [_event_days(dataset, table, latest) for table in dataset.tables]
    return np.concatenate(parts) if parts else no_days(0)


def _stated_days(dataset: Dataset, latest: date) -> Counts:
    """Return the months of the days that balance sheets state, up to the latest day."""
    frame = dataset.table("balances")
    if frame is None or "listed_on" not in frame:
        return month_numbers(no_days(0))
    days = to_days(frame["listed_on"])
    return month_numbers(days[is_dated(days) & (days <= day_of(latest))])


def _month_before_stray(months: Counts, policy: PeriodPolicy) -> Month | None:
    """Return the month before the latest one where the latest is a stray; ``None`` where it is not."""
    last = int(months.max())
    earlier = months[months < last]
    if not earlier.size:
        return None
    before = int(earlier.max())
    few = (months == last).sum() < policy.stray_share * len(months)
    return before if few and last - before > policy.stray_gap_months else None


def _stray_finding(dataset: Dataset, tables: Iterable[str], months: Counts, before: Month) -> Finding:
    stray = int(months.max())
    label, used = _month_span(stray)[0], _month_span(before)[0]
    message = f"{label} 只有 {int((months == stray).sum())} 行，与前一个有记录的月份 {used} 相隔较久，统计期改用 {used}"
    for table in tables:
        frame = dataset.tables.get(table)
        field = EVENT_DATE.get(table)
        if frame is None or field is None:
            continue
        days = to_days(frame[field])
        of_month = (days >= day_of(first_date(stray))) & (days <= day_of(last_date(stray)))
        hits = np.flatnonzero(of_month & (frame["excluded"] == "").to_numpy())
        if hits.size:
            row = frame.iloc[int(hits[0])]
            place = dataset.location(int(row["region"]), field, int(row["source_row"]))
            return Finding(
                STRAY_MONTH, place, message, f"{row[field]:%Y-%m-%d}", table, field, count=len(hits)
            )
    return Finding(STRAY_MONTH, None, message)


def in_period(days: Days, period: Period) -> Mask:
    """Return which days lie in the period."""
    inside: Mask = (days >= day_of(period.first)) & (days <= day_of(period.last))
    return inside
