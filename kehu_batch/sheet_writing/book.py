"""A workbook being written, and its sheets, whose every call is checked.

xlsxwriter tells by a negative number, and by nothing else, that it did not do what was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from typing import Any

from kehu_batch.errors import InternalError
from kehu_batch.ooxml.late_rows import LateRows
from kehu_batch.sheet_writing.long_rows import LongRows, fill_in
from kehu_batch.sheet_writing.text import fit_text

#: Bytes must not depend on the day of writing.
_MADE_ON = datetime(2000, 1, 1)

#: A text stays a text, whatever it looks like.
_TEXT_STAYS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

#: What a cell holds; an empty text is a blank cell. Amounts are in yuan.
Value = str | int | float | date | datetime
#: First row, first column, last row and last column of cells, 0-based.
Area = tuple[int, int, int, int]


class CheckedSheet:
    """A sheet of xlsxwriter's whose calls raise where it would return the number of an error.

    It has every method of ``xlsxwriter.worksheet.Worksheet``, rows and columns 0-based, and those below.

    Args:
        worksheet: The ``xlsxwriter.worksheet.Worksheet``.
    """

    def __init__(self, worksheet: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
        self._worksheet = worksheet
        #: Rows that are put in when the workbook is closed.
        self.long_rows: list[LongRows] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        """Return a method of xlsxwriter's, checked; asked for once for each name."""
        method = getattr(self._worksheet, name)

        def checked(*args: object, **options: object) -> None:
            code = method(*args, **options)
            if code:
                place = ", ".join(str(place) for place in args[:2] if isinstance(place, int))
                raise InternalError(f"工作表“{self._worksheet.name}”没有写成（{name}({place}) 返回 {code}）")

        setattr(self, name, checked)
        return checked

    def write_value(self, row: int, column: int, value: Value, look: object) -> None:
        """Write one value, an empty text as a blank cell. A text is never a formula."""
        if isinstance(value, str):
            text = fit_text(value)
            if text:
                self.write_string(row, column, text, look)
            else:
                self.write_blank(row, column, None, look)
        elif isinstance(value, date):
            self.write_datetime(row, column, value, look)
        else:
            self.write_number(row, column, value, look)

    def set_widths(self, widths: Sequence[float], shown: int = 0) -> None:
        """Set the widths of the columns from A on, in characters; those behind the ``shown`` ones are hidden."""
        for index, width in enumerate(widths):
            self.set_column(index, index, width, None, {"hidden": bool(shown) and index >= shown})

    def print_areas(self, areas: Sequence[Area]) -> None:
        """Print areas one after another, each from a page of its own; xlsxwriter itself takes one."""
        ranges = []
        for area in areas:
            self.print_area(*area)
            ranges.append(self._worksheet.print_area_range)
        self._worksheet.print_area_range = ",".join(ranges)


class WrittenBook:
    """A workbook of xlsxwriter's with its sheets in their order; it has every method of ``xlsxwriter.Workbook``."""

    def __init__(self, workbook: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
        self._workbook = workbook
        self.sheets: list[CheckedSheet] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        """Return what xlsxwriter's workbook has under that name."""
        return getattr(self._workbook, name)


@contextmanager
def open_book(
    target: BytesIO,
    *,
    title: str = "",
    streamed: bool = False,
    packed: bool = True,
    date1904: bool = False,
    apart: list[tuple[LateRows, ...]] | None = None,
) -> Iterator[WrittenBook]:
    """Open a workbook to be written: the same calls give the same bytes.

    Args:
        target: Takes the workbook when all is written; it is closed also where writing fails, as a streamed one
            keeps each sheet in a temporary file.
        title: Its title in the properties; blank for none.
        streamed: Whether rows are written out as they come, from the first to the last, with texts in their cells.
        packed: Whether its members are compressed; not worth it for one that is taken apart at once.
        date1904: Its date system.
        apart: Where given, it takes the rows of long lists, sheet by sheet, and the workbook goes without them.
    """
    import xlsxwriter

    kept = {"constant_memory": True} if streamed else {"in_memory": True}
    with xlsxwriter.Workbook(target, {**kept, **_TEXT_STAYS, "date_1904": date1904}) as workbook:
        # Rows are streamed or not by now; the parts made of them are put together in memory all the same, as a
        # temporary file for each of some twenty small parts costs more than writing them.
        workbook.in_memory = True
        workbook.set_properties(
            {"created": _MADE_ON, "author": "kehu-batch"} | ({"title": title} if title else {})
        )
        book = WrittenBook(workbook)
        yield book
    rows = [sheet.long_rows for sheet in book.sheets]
    fill_in(target, rows, packed=packed, links_alone=apart is not None)
    if apart is not None:
        apart += [tuple(found.rows for found in each) for each in rows]
    for sheet in book.sheets:
        # xlsxwriter's objects refer to each other, and what hangs on them stays until somebody looks for cycles.
        sheet.long_rows.clear()


def add_sheet(book: WrittenBook, name: str) -> CheckedSheet:
    """Add a sheet behind the others."""
    from kehu_batch.sheet_writing.plain_cells import PlainCellSheet

    sheet = CheckedSheet(book.add_worksheet(name, PlainCellSheet))
    book.sheets.append(sheet)
    return sheet
