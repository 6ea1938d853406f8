"""Headers of the tables that tests write, and workbooks made in memory, for stages that begin behind the reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from make_published import FOLLOWUPS, LEDGER, WORKSHEET

from kehu_batch.model.tables.source import CellValue, FileFormat, MergedRange, Sheet, SheetState, Workbook
from kehu_batch.policy.vocabulary import load_vocabulary

#: The published headers.
WORKSHEET_HEADER, LEDGER_HEADER, LOG_HEADER = WORKSHEET.header, LEDGER.header, FOLLOWUPS.header
#: Documents with their customer; a test adds the columns that it is about.
INVOICE_HEADER = ("单据号", "客户编号", "客户名称", "开票日期", "到期日", "应收金额")
WORKSHEET_FIELDS = (
    "customer_id",
    "customer_name",
    "industry",
    "stated_tier",
    "last_deal_on",
    "deal_history",
    "called_on",
    "method",
    "called_by",
    "summary",
    "feedback",
    "pending_issues",
    "plan",
    "next_callback_on",
    "notes",
)


def header_of(table: str, fields: Iterable[str]) -> tuple[str, ...]:
    """Return the usual header texts of some fields of a table."""
    vocabulary = load_vocabulary()
    return tuple(vocabulary.field_label(table, field) for field in fields)


def make_sheet(
    rows: Sequence[Sequence[CellValue]],
    name: str = "Sheet1",
    *,
    file: str = "测试.xlsx",
    state: SheetState = SheetState.VISIBLE,
    merged: Sequence[tuple[int, int, int, int]] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
) -> Sheet:
    """Return a sheet of these rows, filled up to one width."""
    width = max((len(row) for row in rows), default=0)
    filled: list[list[CellValue]] = [[*row, *([""] * (width - len(row)))] for row in rows]
    return Sheet(
        file=file,
        name=name,
        state=state,
        rows=filled,
        merged=tuple(MergedRange(*area) for area in merged),
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
    )


def make_workbook(*sheets: Sheet, file: str = "测试.xlsx", finance: bool = False) -> Workbook:
    """Return a workbook of these sheets."""
    return Workbook(Path(file), file, FileFormat.XLSX, "0" * 64, sheets, finance=finance)
