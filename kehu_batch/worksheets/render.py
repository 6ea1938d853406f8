"""A form as a workbook of two sheets: the one to fill in, and 填写说明."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from kehu_batch.worksheets.entry_sheet import Rows, write_entry_sheet
from kehu_batch.worksheets.forms import Form
from kehu_batch.worksheets.guide_sheet import GUIDE_SHEET, write_guide_sheet
from kehu_batch.worksheets.styles import FormStyles

#: Bytes must not depend on the day of writing.
MADE_ON = datetime(2000, 1, 1)
BOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def render_form(form: Form, rows: Rows = ()) -> bytes:
    """Return the workbook of a form: the same bytes for the same form and rows.

    Args:
        form: What to write.
        rows: Rows that are filled in already, each with a value for every column; none for a blank worksheet.

    Raises:
        InternalError: Something was not written.
    """
    import xlsxwriter

    target = BytesIO()
    with xlsxwriter.Workbook(target, BOOK_OPTIONS) as book:
        book.set_properties({"created": MADE_ON, "author": "kehu-batch", "title": form.title})
        looks = FormStyles(book)
        entry, guide = book.add_worksheet(form.sheet), book.add_worksheet(GUIDE_SHEET)
        listed = write_guide_sheet(guide, looks, form)
        write_entry_sheet(entry, looks, form, listed, rows)
    return target.getvalue()
