"""The sheet to fill in: title, header, ruled rows, drop-downs and checks, print set-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kehu_batch.cells import column_letter
from kehu_batch.sheet_writing.book import CheckedSheet, Value
from kehu_batch.sheet_writing.page import set_up_page
from kehu_batch.worksheets.checks import validation_of
from kehu_batch.worksheets.filling import fill_between, rows_around
from kehu_batch.worksheets.forms import Form, FormColumn
from kehu_batch.worksheets.styles import ROOM, TITLE_HEIGHT, FormStyles

#: Rows with a value for each column of the form.
Rows = Sequence[Sequence[Value]]

#: Rows under the header that have drop-downs and checks; of those, blank at least behind rows filled in already.
ENTRY_ROWS = 1000
_SPARE_ROWS = 200

_TITLE_ROW, _HEADER_ROW, _FIRST_ROW = 0, 1, 2
_HEADER_HEIGHT = 34


def write_entry_sheet(
    sheet: CheckedSheet,
    looks: FormStyles,
    form: Form,
    listed: Mapping[str, str],
    rows: Rows,
) -> None:
    """Write the sheet.

    Args:
        sheet: The sheet of its workbook.
        looks: Formats of its workbook.
        form: What to write.
        listed: Where on the guide sheet a column's choices stand, by header, if they do not fit into a check.
        rows: Rows that are filled in already.
    """
    _EntryWriter(sheet, looks, form, rows).write(listed)


class _EntryWriter:
    """The sheet being written."""

    def __init__(self, sheet: CheckedSheet, looks: FormStyles, form: Form, rows: Rows) -> None:
        self._sheet = sheet
        self._looks = looks
        self._form = form
        self._rows = rows
        self._boxed: list[Any] = []
        self._last_row = _FIRST_ROW + max(ENTRY_ROWS, len(rows) + _SPARE_ROWS) - 1

    def write(self, listed: Mapping[str, str]) -> None:
        """Write everything."""
        self._set_up_page()
        last = len(self._form.columns) - 1
        self._write_title(last)
        self._sheet.set_row(_HEADER_ROW, _HEADER_HEIGHT)
        for index, column in enumerate(self._form.columns):
            self._write_column(index, column, listed.get(column.header))
        self._fit_heights()
        # Rows below the ruled ones get their lines as they are filled in, so that a short sheet prints short.
        filled = f"=COUNTA($A{_FIRST_ROW + 1}:${column_letter(last)}{_FIRST_ROW + 1})>0"
        rule = {"type": "formula", "criteria": filled, "format": self._looks.box}
        self._sheet.conditional_format(_FIRST_ROW, 0, self._last_row, last, rule)

    def _write_title(self, last: int) -> None:
        """Write the title over all columns; on several pages side by side it stays left, to be on each of them."""
        sheet, form = self._sheet, self._form
        sheet.set_row(_TITLE_ROW, TITLE_HEIGHT)
        if form.pages_wide > 1:
            sheet.write_string(_TITLE_ROW, 0, form.title, self._looks.heading)
        else:
            sheet.merge_range(_TITLE_ROW, 0, _TITLE_ROW, last, form.title, self._looks.title)

    def _set_up_page(self) -> None:
        sheet = self._sheet
        sheet.set_default_row(self._form.row_height)
        sheet.freeze_panes(_FIRST_ROW, self._form.frozen)
        set_up_page(sheet, wide=self._form.pages_wide)
        sheet.center_horizontally()
        sheet.repeat_rows(_TITLE_ROW, _HEADER_ROW)
        if self._form.pages_wide > 1:
            sheet.repeat_columns(0, self._form.frozen - 1)
        sheet.set_selection(_FIRST_ROW, 0, _FIRST_ROW, 0)

    def _write_column(self, index: int, column: FormColumn, listed: str | None) -> None:
        sheet = self._sheet
        plain = self._looks.body(column.kind, timed=column.timed)
        boxed = self._looks.body(column.kind, timed=column.timed, boxed=True)
        sheet.set_column(index, index, column.width, plain)
        sheet.write_string(_HEADER_ROW, index, column.header, self._looks.header)
        for number in rows_around(len(self._rows)):
            sheet.write_value(_FIRST_ROW + number, index, self._rows[number][index], boxed)
        for row in range(_FIRST_ROW + len(self._rows), _FIRST_ROW + self._form.ruled_rows):
            sheet.write_blank(row, index, None, boxed)
        self._boxed.append(boxed)
        check = validation_of(column, listed)
        sheet.data_validation(_FIRST_ROW, index, self._last_row, index, check)

    def _fit_heights(self) -> None:
        """Make filled rows as high as their texts need; Excel does so by itself only for what is typed in."""
        widths = [column.width for column in self._form.columns]
        least = self._form.row_height
        heights = [max(height, least) for height in ROOM.row_heights(self._rows, widths)]
        for number in rows_around(len(self._rows)):
            if heights[number] > least:
                self._sheet.set_row(_FIRST_ROW + number, heights[number])
        fill_between(self._sheet, self._rows, self._boxed, heights, _FIRST_ROW)
