"""Records of what was recognised, which ``check`` tells."""

from __future__ import annotations

from typing import Literal

from kehu_batch.model.schema.kinds import Count
from kehu_batch.model.schema.record import Record


class Candidate(Record):
    """A table that a region may be."""

    table: str
    score: float


class ColumnRecord(Record):
    """A column that was recognised."""

    column: str
    header: str
    field: str
    label: str
    reason: str
    unit: str | None


class UnknownColumn(Record):
    """A column that was not."""

    column: str
    header: str
    nearest: str | None
    why: str


class PassedRow(Record):
    """Rows that are no data."""

    row: Count
    rows: Count
    reason: str
    text: str


class TableUnderstood(Record):
    """One table: place, header, columns with reasons, rows, months, what was passed over or hidden."""

    table: str
    table_label: str
    side: Literal["ops", "finance"]
    candidates: list[Candidate]
    file: str
    sheet: str
    sheet_state: str
    range: str
    header_row: Count
    rows: Count
    months: list[str]
    columns: list[ColumnRecord]
    duplicate_columns: list[ColumnRecord]
    unknown_columns: list[UnknownColumn]
    passed_rows: list[PassedRow]
    hidden_rows: list[Count]
    hidden_columns: list[str]
