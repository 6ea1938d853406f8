"""Drops of a few rows given by field, through every stage from recognition on, without a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from support.drops import header_of, make_sheet, make_workbook

from kehu_batch.analysis.analyse import _read, analyse
from kehu_batch.analysis.base.period import decide_period
from kehu_batch.analysis.follow_ups.measure import measure_follow_ups
from kehu_batch.model.figures.analysis import Analysis, TierFigures
from kehu_batch.model.figures.follow_ups import FollowUpFigures
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.period import Period
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.source import CellValue
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.schema import Policy
from kehu_batch.policy.taxonomy import load_taxonomy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise

Rows = Sequence[Mapping[str, Any]]

#: Columns that a table has whatever its rows say, so that it is known for what it is.
_ALWAYS = {
    "callbacks": ("customer_id", "called_on", "method", "called_by", "feedback", "pending_issues"),
    "followups": ("customer_id", "followed_on", "content", "owner", "status"),
    "ledger": ("customer_id", "stated_tier", "owner", "annual_amount"),
    "complaints": (
        "complaint_id",
        "customer_id",
        "received_at",
        "content",
        "issue_type",
        "responded_at",
        "planned_at",
        "resolved_at",
        "confirmed_at",
        "owner",
        "status",
    ),
    "orders": ("order_id", "customer_id", "ordered_on", "amount"),
}
_NAMES = {
    "callbacks": "回访",
    "followups": "跟进记录",
    "ledger": "客户台账",
    "complaints": "投诉登记",
    "orders": "订单明细",
}


def analyse_rows(
    tables: Mapping[str, Rows], policy: Policy, *, period: str, as_of: str, today: date = date(2036, 1, 1)
) -> Analysis:
    """Return the figures of a drop with these rows; a table without rows is not there.

    Args:
        tables: Rows by table code, cells by field code; ``2026-02-24`` and ``2026-02-24 10:00`` are dates.
        policy: The policy in force.
        period: The period.
        as_of: The day, ``YYYY-MM-DD``.
        today: The day of the call.
    """
    day = date.fromisoformat(as_of)
    return analyse(read_rows(tables, policy), policy, load_taxonomy(), period=period, as_of=day, today=today)


@dataclass(frozen=True)
class FollowedUp:
    """What analysis says of follow-ups, with what it reads for them, and nothing else: it takes half of the time."""

    period: Period
    tiers: TierFigures
    figures: FollowUpFigures
    findings: tuple[Finding, ...]


def follow_up_rows(
    tables: Mapping[str, Rows], policy: Policy, *, period: str, as_of: str, today: date = date(2036, 1, 1)
) -> FollowedUp:
    """Return the figures of follow-ups of a drop with these rows; see :func:`analyse_rows`."""
    dataset, rules = read_rows(tables, policy), (policy, load_taxonomy())
    day = date.fromisoformat(as_of)
    span, of_period = decide_period(dataset, period=period, as_of=day, today=today, policy=policy)
    read = _read(dataset, span, rules, ())
    figures, of_clocks = measure_follow_ups(
        read.snapshot, read.contacts, span, read.tiers, rules, read.complaints.running, read.statements
    )
    found = (*dataset.findings, *of_period, *read.of_tiers, *of_clocks, *read.complaints.findings)
    return FollowedUp(span, read.tiers, figures, found)


def read_rows(tables: Mapping[str, Rows], policy: Policy) -> Dataset:
    """Return the typed tables of these rows; a table without rows is not there."""
    vocabulary = load_vocabulary()
    sheets = []
    for table, rows in tables.items():
        if not rows:
            continue
        fields = list(dict.fromkeys([*_ALWAYS[table], *(field for row in rows for field in row)]))
        header: list[CellValue] = [*header_of(table, fields)]
        grid: list[list[CellValue]] = [
            header,
            *([_cell(row.get(field, "")) for field in fields] for row in rows),
        ]
        sheets.append(make_sheet(grid, _NAMES[table]))
    books = [make_workbook(*sheets)]
    dataset = normalise(books, recognise(books, vocabulary), policy, vocabulary)
    assert sorted(dataset.tables) == sorted(table for table, rows in tables.items() if rows)
    return dataset


def _cell(value: object) -> CellValue:
    if not isinstance(value, str):
        return value  # type: ignore[return-value]
    for kind in (date, datetime):
        try:
            return kind.fromisoformat(value)
        except ValueError:
            continue
    return value
