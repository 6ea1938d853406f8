"""A form as a workbook of two sheets: the one to fill in, and 填写说明."""

from __future__ import annotations

from io import BytesIO

from kehu_batch.sheet_writing.book import add_sheet, open_book
from kehu_batch.worksheets.entry_sheet import Rows, write_entry_sheet
from kehu_batch.worksheets.forms import Form
from kehu_batch.worksheets.guide_sheet import GUIDE_SHEET, write_guide_sheet
from kehu_batch.worksheets.styles import FormStyles


def render_form(form: Form, rows: Rows = ()) -> bytes:
    """Return the workbook of a form: the same bytes for the same form and rows.

    Args:
        form: What to write.
        rows: Rows that are filled in already, each with a value for every column; none for a blank worksheet.

    Raises:
        InternalError: Something was not written.
    """
    target = BytesIO()
    with open_book(target, title=form.title) as book:
        looks = FormStyles(book)
        entry, guide = add_sheet(book, form.sheet), add_sheet(book, GUIDE_SHEET)
        listed = write_guide_sheet(guide, looks, form)
        write_entry_sheet(entry, looks, form, listed, rows)
    return target.getvalue()
