"""Writes result sheets with xlsxwriter, row by row in constant memory, into a workbook that is spliced in later.

xlsxwriter tells by a negative number, and by nothing else, that it did not write a cell; every call is checked.
Long lists are filled in behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from kehu_batch.annotation.donor.addresses import Place, collect_addresses, place_parts, resolve
from kehu_batch.annotation.donor.charts import Charts
from kehu_batch.annotation.donor.formats import Formats
from kehu_batch.annotation.donor.layout import (
    Cell,
    Column,
    Formula,
    Kind,
    Lines,
    Link,
    ResultSheet,
    ResultTable,
)
from kehu_batch.annotation.donor.long_tables import (
    ColumnStyle,
    LongRows,
    fill_in,
    holds_plain_cells,
    is_long,
    render_rows,
)
from kehu_batch.annotation.donor.measuring import (
    LINE_HEIGHT,
    clean_text,
    count_lines,
    height_of,
    row_heights,
    sheet_widths,
    text_width,
)
from kehu_batch.errors import InternalError
from kehu_batch.wording.numbers import MISSING

#: Links of one sheet; Excel takes 65,530 and refuses the file beyond.
MAX_LINKS = 60_000

#: Bytes must not depend on the day of writing.
_MADE_ON = datetime(2000, 1, 1)

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

#: Frozen rows above a list; with more of them a small screen would show no rows.
_MOST_FROZEN = 16


def write_donor(
    sheets: Sequence[ResultSheet], marker: str, *, date1904: bool = False, packed: bool = False
) -> bytes:
    """Return a workbook with the sheets, in order.

    Args:
        sheets: Their names must be free in the workbook that will take them.
        marker: Text of A2, by which the program knows its sheets again.
        date1904: Date system of the workbook that will take them.
        packed: Whether it is compressed, to be delivered as it is.

    Raises:
        InternalError: A cell was not written.
    """
    import xlsxwriter

    target = BytesIO()
    long_rows: dict[int, Sequence[LongRows]] = {}
    # Closed also where writing fails: constant memory keeps each sheet in a temporary file.
    with xlsxwriter.Workbook(target, {**_OPTIONS, "date_1904": date1904}) as book:
        book.set_properties({"created": _MADE_ON, "author": "kehu-batch"})
        formats = Formats(book)
        addresses = collect_addresses(sheets)
        charts = Charts(book, sheets)
        for number, sheet in enumerate(sheets):
            worksheet = book.add_worksheet(sheet.name)
            writer = _SheetWriter(worksheet, sheet, formats, addresses, charts, date1904=date1904)
            long_rows[number] = writer.write(marker)
    return fill_in(target.getvalue(), long_rows, packed=packed)


class _SheetWriter:
    """One sheet being written, from its first row to its last."""

    def __init__(
        self,
        worksheet: Any,  # noqa: ANN401 - xlsxwriter has no types
        sheet: ResultSheet,
        formats: Formats,
        addresses: Mapping[str, str],
        charts: Charts,
        *,
        date1904: bool,
    ) -> None:
        self._worksheet = worksheet
        self._sheet = sheet
        self._formats = formats
        self._addresses = addresses
        self._charts = charts
        self._date1904 = date1904
        self._places = place_parts(sheet)
        self._widths = sheet_widths([part for part in sheet.parts if isinstance(part, ResultTable)])
        self._links = 0
        self._long_rows: list[LongRows] = []

    def write(self, marker: str) -> Sequence[LongRows]:
        """Write everything but the rows that are returned."""
        self._set_up()
        self._text(1, self._sheet.title, self._formats.title, height=30)
        self._text(2, self._sheet.marker or marker, self._formats.marker, height=16)
        self._text(3, self._sheet.scope, self._formats.scope)
        for part, place in zip(self._sheet.parts, self._places, strict=True):
            self._heading(part.title, place.title_row)
            if isinstance(part, Lines):
                self._lines(part, place)
            else:
                self._table(part, place)
        return self._long_rows

    def _set_up(self) -> None:
        worksheet = self._worksheet
        for index, width in enumerate(self._widths):
            _check(worksheet.set_column(index, index, width))
        worksheet.set_default_row(height_of(1))
        worksheet.hide_gridlines(2)
        worksheet.set_tab_color(f"#{self._sheet.tab_color}")
        worksheet.set_paper(9)
        if self._sheet.landscape:
            worksheet.set_landscape()
        worksheet.fit_to_pages(1, int(self._sheet.one_page))
        if self._sheet.printed_columns:
            last = self._places[-1].end_row - 1
            _check(worksheet.print_area(0, 0, last, self._sheet.printed_columns - 1))
        worksheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        worksheet.set_footer(f"&L&8{self._sheet.title}&R&8第 &P 页 / 共 &N 页")
        worksheet.freeze_panes(3, 0)

    def _heading(self, text: str, row: int) -> None:
        self._height(row, 24)
        _check(self._worksheet.write_string(row - 1, 0, text, self._formats.heading))
        for column in range(1, len(self._widths)):
            _check(self._worksheet.write_blank(row - 1, column, None, self._formats.heading_rule))

    def _lines(self, part: Lines, place: Place) -> None:
        for offset, line in enumerate(part.lines):
            self._wide(place.header_row + offset, line, self._formats.line)

    def _table(self, table: ResultTable, place: Place) -> None:
        if table.note:
            self._wide(place.title_row + 1, table.note, self._formats.note)
        self._header(table, place.header_row)
        if not table.rows:
            self._wide(place.header_row + 1, table.empty, self._formats.empty)
            return
        self._body(table, place)
        self._tones(table, place)
        self._drop_downs(table, place)
        self._charts.insert(self._worksheet, table, place)
        if table.filtered:
            last = len(table.columns) - 1
            _check(self._worksheet.autofilter(place.header_row - 1, 0, place.last_row - 1, last))
            _check(self._worksheet.repeat_rows(place.header_row - 1))
            if place.header_row <= _MOST_FROZEN:
                self._worksheet.freeze_panes(place.header_row, 0)

    def _drop_downs(self, table: ResultTable, place: Place) -> None:
        for index, column in enumerate(table.columns):
            for offset, choices in enumerate(column.choices):
                row = place.header_row + offset
                # Another answer is refused with a word, not written away.
                rule = {
                    "validate": "list",
                    "source": list(choices),
                    "error_title": "不在可选的答复里",
                    "error_message": "请从下拉列表里选一个答复。",
                }
                _check(self._worksheet.data_validation(row, index, row, index, rule))

    def _header(self, table: ResultTable, row: int) -> None:
        lines = max(
            count_lines(column.header, width)
            for column, width in zip(table.columns, self._widths, strict=False)
        )
        self._height(row, height_of(lines) + 3)
        for index, column in enumerate(table.columns):
            look = self._formats.header(column.kind)
            _check(self._worksheet.write_string(row - 1, index, column.header, look))

    def _body(self, table: ResultTable, place: Place) -> None:
        heights = row_heights(table, self._widths) or [height_of(1)] * table.rows
        looks = [self._looks(column.kind, column.kinds, table) for column in table.columns]
        columns = [_prepared(column) for column in table.columns]
        write = self._writers(place)

        def write_row(offset: int) -> None:
            row = place.header_row + offset
            if heights[offset] > height_of(1):
                self._worksheet.set_row(row, heights[offset])
            for index, values in enumerate(columns):
                value = values[offset]
                if write[type(value)](row, index, value, looks[index][offset]):
                    raise InternalError(f"结果表“{self._sheet.name}”第{row + 1}行第{index + 1}列没有写成")

        written = range(table.rows)
        if is_long(table) and holds_plain_cells(columns, MAX_LINKS - self._links):
            write_row(0)
            self._fill_between([values[1:-1] for values in columns], looks, heights[1:-1], place)
            written = written[-1:]
        for offset in written:
            write_row(offset)

    def _fill_between(
        self,
        columns: Sequence[Sequence[Cell]],
        looks: Sequence[Sequence[Any]],
        heights: Sequence[float],
        place: Place,
    ) -> None:
        """Leave the rows between the first and the last one of a table to be filled in."""
        link = self._link_look()
        # xlsxwriter numbers a look when it first writes a cell with it; there is no other way to learn its number.
        styles = [
            ColumnStyle(
                link=link._get_xf_index() if any(type(value) is Link for value in values) else 0,  # noqa: SLF001
                plain=look[0]._get_xf_index(),  # noqa: SLF001
            )
            for values, look in zip(columns, looks, strict=True)
        ]
        found = render_rows(columns, styles, place.header_row + 2, heights, date1904=self._date1904)
        self._links += len(found.links)
        self._long_rows.append(found)

    def _link_look(self) -> Any:  # noqa: ANN401
        return self._formats.body(Kind.TEXT, link=True)

    def _looks(self, kind: Kind, kinds: Sequence[Kind] | None, table: ResultTable) -> Sequence[Any]:
        """Return the format of each row of a column."""
        body = self._formats.body
        looks = [body(kind)] * table.rows if kinds is None else [body(one) for one in kinds]
        if table.totalled:
            looks[-1] = body(kind if kinds is None else kinds[-1], total=True)
        return looks

    def _writers(self, place: Place) -> Mapping[type, Callable[[int, int, Any, Any], int]]:
        """Return for each type of value what writes it; rows and columns are 0-based there."""
        worksheet = self._worksheet
        link_look = self._link_look()

        def write_formula(row: int, column: int, value: Formula, look: Any) -> int:  # noqa: ANN401
            text = resolve(value.text, self._addresses, row + 1, place)
            return int(worksheet.write_formula(row, column, f"={text}", look, value.value))

        def write_link(row: int, column: int, value: Link, look: Any) -> int:  # noqa: ANN401
            self._links += 1
            if self._links > MAX_LINKS:
                return int(worksheet.write_string(row, column, clean_text(value.text), look))
            target = f"internal:{value.target}"
            return int(worksheet.write_url(row, column, target, link_look, clean_text(value.text)))

        return {
            str: worksheet.write_string,
            type(None): worksheet.write_blank,
            int: worksheet.write_number,
            float: worksheet.write_number,
            date: worksheet.write_datetime,
            Formula: write_formula,
            Link: write_link,
        }

    def _tones(self, table: ResultTable, place: Place) -> None:
        """Let a word's colour follow the word, also where a formula or a sort changes it."""
        for index, column in enumerate(table.columns):
            for word, tone in column.tones.items():
                _check(
                    self._worksheet.conditional_format(
                        place.header_row,
                        index,
                        place.last_row - 1,
                        index,
                        {
                            "type": "cell",
                            "criteria": "==",
                            "value": f'"{word}"',
                            "format": self._formats.tone(tone),
                        },
                    )
                )

    def _text(self, row: int, text: str, look: Any, height: float | None = None) -> None:  # noqa: ANN401
        if height is not None:
            self._height(row, height)
        _check(self._worksheet.write_string(row - 1, 0, clean_text(text), look))

    def _wide(self, row: int, text: str, look: Any) -> None:  # noqa: ANN401
        """Write a text over the whole width of the sheet, as high as it needs."""
        width = sum(self._widths)
        lines = count_lines(text, width)
        if lines > 1:
            self._height(row, lines * LINE_HEIGHT + 3)
        if len(self._widths) == 1 or text_width(text) < self._widths[0]:
            self._text(row, text, look)
            return
        # merge_range guesses a text's type (a formula, a link); write_string does not.
        _check(self._worksheet.merge_range(row - 1, 0, row - 1, len(self._widths) - 1, "", look))
        self._text(row, text, look)

    def _height(self, row: int, height: float) -> None:
        _check(self._worksheet.set_row(row - 1, height))


def _prepared(column: Column) -> list[Cell]:
    """Return a column's values with text made fit to write; ``None`` stands for an empty cell from here on."""
    return [
        (clean_text(value) or None) if type(value) is str else MISSING if value is None else value
        for value in column.values
    ]


def _check(code: int | None) -> None:
    """Raise where xlsxwriter says by a number that it refused a call."""
    if code:
        raise InternalError(f"结果表没有写成（代码 {code}）")
