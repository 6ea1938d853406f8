"""Drops of a few rows given by field, through every stage from recognition on, without a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from support.drops import header_of, make_sheet, make_workbook

from kehu_batch.analysis.analyse import analyse
from kehu_batch.model.figures.analysis import Analysis
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
    vocabulary, taxonomy = load_vocabulary(), load_taxonomy()
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
    return analyse(dataset, policy, taxonomy, period=period, as_of=date.fromisoformat(as_of), today=today)


def _cell(value: object) -> CellValue:
    if not isinstance(value, str):
        return value  # type: ignore[return-value]
    for kind in (date, datetime):
        try:
            return kind.fromisoformat(value)
        except ValueError:
            continue
    return value
