"""Leaves hidden sheets, rows and columns out, where the policy says so; each sheet concerned is a finding."""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.model.findings.catalogue_reading import HIDDEN_LEFT_OUT
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.location import Location
from kehu_batch.model.tables.source import CellValue, Sheet, SheetState, Workbook
from kehu_batch.records import replace


def leave_out_hidden(workbooks: Sequence[Workbook]) -> tuple[tuple[Workbook, ...], tuple[Finding, ...]]:
    """Return the workbooks with every hidden cell blank, and what was left out.

    Addresses stay as they are: a hidden row or column is blank, a hidden sheet has no rows.
    """
    findings: list[Finding] = []
    visible = tuple(
        replace(book, sheets=tuple(_visible(sheet, findings) for sheet in book.sheets)) for book in workbooks
    )
    return visible, tuple(findings)


def hidden_words(rows: int, columns: int) -> str:
    """Return how many rows and columns are hidden; what is none is not said.

    Example:
        >>> hidden_words(0, 1), hidden_words(2, 1)
        ('有 1 个隐藏列', '有 2 个隐藏行、1 个隐藏列')
    """
    counts = [(rows, "行"), (columns, "列")]
    return f"有 {'、'.join(f'{count} 个隐藏{what}' for count, what in counts if count)}"


def _visible(sheet: Sheet, findings: list[Finding]) -> Sheet:
    if sheet.state is not SheetState.VISIBLE:
        if sheet.rows:
            findings.append(_finding(sheet, f"工作表“{sheet.name}”是隐藏的，按策略未读入"))
        return replace(sheet, rows=[], uncached=frozenset(), merged=())
    rows = [row for row in sorted(sheet.hidden_rows) if any(map(_is_filled, sheet.rows[row - 1]))]
    columns = [
        column
        for column in sorted(sheet.hidden_columns)
        if any(_is_filled(row[column]) for row in sheet.rows)
    ]
    if rows or columns:
        findings.append(_finding(sheet, f"{hidden_words(len(rows), len(columns))}，按策略未读入"))
    return replace(
        sheet,
        rows=_blanked(sheet, columns) if rows or columns else sheet.rows,
        hidden_rows=frozenset(),
        hidden_columns=frozenset(),
        uncached=frozenset(
            (row, column)
            for row, column in sheet.uncached
            if row not in sheet.hidden_rows and column not in sheet.hidden_columns
        ),
    )


def _blanked(sheet: Sheet, columns: Sequence[int]) -> list[list[CellValue]]:
    rows: list[list[CellValue]] = []
    for number, row in enumerate(sheet.rows, start=1):
        kept: list[CellValue] = [""] * len(row) if number in sheet.hidden_rows else [*row]
        for column in columns:
            kept[column] = ""
        rows.append(kept)
    return rows


def _is_filled(value: CellValue) -> bool:
    return value != ""


def _finding(sheet: Sheet, message: str) -> Finding:
    return Finding(HIDDEN_LEFT_OUT, Location(sheet.file, sheet.name), message, sheet.name)
