"""Patterns that xlsxwriter compiles when it first writes a formula: 150 of them."""

from __future__ import annotations

from io import BytesIO

from kehu_batch.sheet_writing.book import add_sheet, open_book


def compile_patterns() -> None:
    """Have it compile them now, by writing a workbook for nobody."""
    with open_book(BytesIO()) as book:
        sheet = add_sheet(book, "回访")
        sheet.write_formula(0, 0, "=1+1")
        sheet.data_validation(1, 0, 1, 0, {"validate": "custom", "value": "=A1=2"})
