"""The sheet 填写说明: what to know, then each column's note and example."""

from __future__ import annotations

from typing import Any

from kehu_batch.sheet_writing.book import CheckedSheet
from kehu_batch.sheet_writing.page import set_up_page
from kehu_batch.worksheets.checks import fits_a_check, hint_of
from kehu_batch.worksheets.forms import Form, FormColumn
from kehu_batch.worksheets.styles import ROOM, TITLE_HEIGHT, FormStyles

#: Name of the sheet; the vocabulary knows it as one that holds no data.
GUIDE_SHEET = "填写说明"

_COLUMNS = (("列", 24), ("是否必填", 24), ("怎么填", 44), ("可选项", 34), ("示例", 30), ("留空会怎样", 40))
_EXAMPLE = 4
_HEADER_HEIGHT = 24


def write_guide_sheet(sheet: CheckedSheet, looks: FormStyles, form: Form) -> dict[str, str]:
    """Write the sheet.

    Returns:
        For each column whose choices do not fit into a check, by header: the formula of where they stand here.
    """
    return _GuideWriter(sheet, looks).write(form)


class _GuideWriter:
    """The sheet being written, from its first row to its last."""

    def __init__(self, sheet: CheckedSheet, looks: FormStyles) -> None:
        self._sheet = sheet
        self._looks = looks
        self._text = looks.note()
        self._row = 0

    def write(self, form: Form) -> dict[str, str]:
        """Write everything.

        Returns:
            For each column whose choices do not fit into a check, by header: the formula of where they stand here.
        """
        self._set_up_page(form)
        self._sheet.set_row(0, TITLE_HEIGHT)
        self._line(f"{form.title} 填写说明", self._looks.heading)
        for number, note in enumerate(form.notes, start=1):
            self._line(f"{number}. {note}", self._looks.line)
        self._row += 1
        self._table(form)
        return {
            column.header: self._list(column) for column in form.columns if not fits_a_check(column.choices)
        }

    def _set_up_page(self, form: Form) -> None:
        sheet = self._sheet
        sheet.set_widths([width for _, width in _COLUMNS])
        sheet.hide_gridlines(2)
        set_up_page(sheet)
        header = len(form.notes) + 2
        sheet.repeat_rows(header)
        sheet.freeze_panes(header + 1, 1)

    def _line(self, text: str, look: Any) -> None:  # noqa: ANN401
        self._sheet.write_value(self._row, 0, text, look)
        self._row += 1

    def _table(self, form: Form) -> None:
        self._sheet.set_row(self._row, _HEADER_HEIGHT)
        for index, (header, _) in enumerate(_COLUMNS):
            self._sheet.write_string(self._row, index, header, self._looks.header)
        for column in form.columns:
            self._row += 1
            self._describe(column)
        self._row += 1

    def _describe(self, column: FormColumn) -> None:
        listed = "、".join(column.choices) if fits_a_check(column.choices) else "见下方列表"
        cells = (column.header, column.needed, hint_of(column), listed, column.example, column.blank)
        looks = [self._text] * len(cells)
        looks[_EXAMPLE] = self._looks.note(column.kind, timed=column.timed)
        for index, (value, look) in enumerate(zip(cells, looks, strict=True)):
            self._sheet.write_value(self._row, index, value, look)
        widths = [width for _, width in _COLUMNS]
        self._sheet.set_row(self._row, ROOM.row_height(list(zip(cells, widths, strict=True))))

    def _list(self, column: FormColumn) -> str:
        """Write choices below one another and return the formula of their range."""
        self._row += 1
        self._line(f"{column.header} 可选项", self._looks.header)
        first = self._row + 1
        for word in column.choices:
            self._line(word, self._text)
        return f"='{GUIDE_SHEET}'!$A${first}:$A${self._row}"
