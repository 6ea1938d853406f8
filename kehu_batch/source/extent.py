"""How far a sheet reaches: bounds on it, and the empty margin that is cut off."""

from __future__ import annotations

from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import CellValue, Sheet
from kehu_batch.source import refusals


def check_extent(last_row: int, last_column: int, sheet: str, file: str, limits: ReadLimits) -> None:
    """Refuse a sheet that reaches too far, before it is held in memory.

    Args:
        last_row: Last row with content, from 1.
        last_column: Last column with content, from 0.
        sheet: Sheet name, for the message.
        file: File name, for the message.
        limits: Bounds on rows, columns and cells.

    Raises:
        InputRejected: ``too_large``.
    """
    columns = last_column + 1
    for count, bound, word in (
        (last_row, limits.rows, "行"),
        (columns, limits.columns, "列"),
        (last_row * columns, limits.cells, "个单元格"),
    ):
        if count > bound:
            raise refusals.too_large(file, f"工作表“{sheet}”的内容范围有 {count:,} {word}，上限 {bound:,}")


def check_sheet_count(count: int, file: str, limits: ReadLimits) -> None:
    """Refuse a workbook of too many sheets: ``too_large``."""
    if count > limits.sheets:
        raise refusals.too_large(file, f"有 {count:,} 张工作表，上限 {limits.sheets:,}")


def check_total(sheets: list[Sheet], file: str, limits: ReadLimits) -> None:
    """Refuse a workbook whose sheets hold too many cells together: ``too_large``."""
    cells = sum(len(sheet.rows) * len(sheet.rows[0]) for sheet in sheets if sheet.rows)
    if cells > limits.cells:
        raise refusals.too_large(file, f"各工作表共有 {cells:,} 个单元格，上限 {limits.cells:,}")


def trim(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """Drop trailing rows and columns that hold nothing but empty text; all rows are of one width."""
    while rows and not any(rows[-1]) and all(value == "" for value in rows[-1]):
        rows.pop()
    width = len(rows[0]) if rows else 0
    while width and all(row[width - 1] == "" for row in rows):
        width -= 1
    if rows and width < len(rows[0]):
        return [row[:width] for row in rows]
    return rows
