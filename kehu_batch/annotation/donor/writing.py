"""Writes result sheets with xlsxwriter, row by row in constant memory, into a workbook that is spliced in later.

Long lists are filled in behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any

from kehu_batch.annotation.donor.addresses import Place, collect_addresses, place_parts, resolve
from kehu_batch.annotation.donor.charts import Charts
from kehu_batch.annotation.donor.formats import Formats
from kehu_batch.annotation.donor.heights import MARKER, TITLE, USUAL, SheetRoom, part_heights
from kehu_batch.annotation.donor.layout import (
    Cell,
    Column,
    Formula,
    Kind,
    Lines,
    ResultForm,
    ResultSheet,
    ResultTable,
)
from kehu_batch.annotation.donor.long_tables import holds_plain_cells, is_long
from kehu_batch.annotation.donor.measuring import columns_run_over, forget_widths
from kehu_batch.annotation.donor.paging import cut_parts, page_rows, repeated_header
from kehu_batch.annotation.donor.paper import (
    LEAST_SCALE,
    LEGIBLE_MARGINS,
    MARGINS,
    NARROWEST_CHARACTER,
    page_height,
    paper_widths,
    print_areas,
    widths_in_font,
)
from kehu_batch.ooxml.late_rows import LateRows
from kehu_batch.ooxml.plan import USUAL_SIZE
from kehu_batch.sheet_writing.book import CheckedSheet, add_sheet, open_book
from kehu_batch.sheet_writing.long_rows import ColumnStyle, Link, index_of, render_rows
from kehu_batch.sheet_writing.page import set_up_page
from kehu_batch.sheet_writing.text import fit_column, fit_text, text_width
from kehu_batch.wording.numbers import MISSING

#: Links of one sheet; Excel takes 65,530 and refuses the file beyond.
MAX_LINKS = 60_000

#: Frozen rows above a list; with more of them a small screen would show no rows.
_MOST_FROZEN = 16


def write_donor(
    sheets: Sequence[ResultSheet],
    marker: str,
    *,
    date1904: bool = False,
    font_size: float = USUAL_SIZE,
    packed: bool = False,
    apart: list[tuple[LateRows, ...]] | None = None,
) -> bytes:
    """Return a workbook with the sheets, in order.

    Args:
        sheets: Their names must be free in the workbook that will take them.
        marker: Text of A2, by which the program knows its sheets again.
        date1904: Date system of the workbook that will take them.
        font_size: Of that workbook's own font, in points.
        packed: Whether it is compressed, to be delivered as it is.
        apart: See ``open_book``.

    Raises:
        InternalError: A cell was not written.
    """
    target = BytesIO()
    with open_book(target, streamed=True, packed=packed, date1904=date1904, apart=apart) as book:
        formats = Formats(book)
        addresses = collect_addresses(sheets)
        charts = Charts(book, sheets)
        for sheet in sheets:
            worksheet = add_sheet(book, sheet.name)
            writer = _SheetWriter(worksheet, sheet, formats, addresses, charts, date1904=date1904)
            writer.write(marker, font_size)
    forget_widths()
    return target.getvalue()


class _SheetWriter:
    """One sheet being written, from its first row to its last."""

    def __init__(
        self,
        worksheet: CheckedSheet,
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
        self._widths, self._one_wide, self._flush = paper_widths(sheet)
        self._room = SheetRoom.of(sheet, self._widths)
        self._printed = self._room.printed
        self._links = 0
        self._parts_heights = [part_heights(part, self._room) for part in sheet.parts]
        #: Of each row of a part, 1-based.
        self._heights = {
            row: height
            for place, heights in zip(self._places, self._parts_heights, strict=True)
            for row, height in enumerate(heights, place.title_row)
        }

    def write(self, marker: str, font_size: float) -> None:
        """Write everything."""
        self._set_up(font_size)
        self._worksheet.set_row(0, TITLE)
        self._text(1, self._sheet.title, self._formats.title)
        self._worksheet.set_row(1, MARKER)
        self._text(2, self._sheet.marker or marker, self._formats.marker)
        self._text(3, self._sheet.scope, self._formats.scope)
        for part, place in zip(self._sheet.parts, self._places, strict=True):
            self._heading(part.title, place.title_row)
            if isinstance(part, Lines):
                self._lines(part, place)
            elif isinstance(part, ResultForm):
                self._form(part, place)
            else:
                self._table(part, place)
        self._break_pages()

    def _break_pages(self) -> None:
        """Let pages begin with whole lists, and a list that goes on overleaf have its header there."""
        parts = self._sheet.parts
        page = page_height(self._sheet, self._printed, one_wide=self._one_wide)
        rows = page_rows(cut_parts(parts, self._parts_heights, page), self._places)
        self._worksheet.set_h_pagebreaks([row - 1 for row in rows])
        header = repeated_header(parts, self._places)
        if header is not None:
            self._worksheet.repeat_rows(header - 1)

    def _set_up(self, font_size: float) -> None:
        worksheet = self._worksheet
        worksheet.set_widths(widths_in_font(self._widths, font_size), self._sheet.shown_columns)
        worksheet.set_default_row(USUAL)
        worksheet.hide_gridlines(2)
        worksheet.set_tab_color(f"#{self._sheet.tab_color}")
        footer = f"&L&8{self._sheet.title}&R&8第 &P 页 / 共 &N 页"
        set_up_page(worksheet, MARGINS, footer, landscape=self._sheet.landscape)
        if self._sheet.printed_columns:
            worksheet.print_areas(print_areas(self._sheet, self._places, one_wide=self._one_wide))
        if self._sheet.legible:
            self._print_legibly(*self._sheet.page_head)
        worksheet.freeze_panes(3, 0)
        if self._sheet.hidden:
            worksheet.hide()

    def _print_legibly(self, left: str, right: str) -> None:
        """Print at no less than ``LEAST_SCALE``, and say on each page whose paper it is and which."""
        worksheet = self._worksheet
        worksheet.set_margins(*LEGIBLE_MARGINS)
        if not self._one_wide:
            worksheet.set_print_scale(LEAST_SCALE)
            worksheet.repeat_columns(0, 0)
        title = self._sheet.title
        worksheet.set_header(f"&L&11{left.replace('&', '&&')}&R&11{right}")
        worksheet.set_footer(f"&L&11{title}&R&11第 &P 页 / 共 &N 页")

    def _heading(self, text: str, row: int) -> None:
        self._fit(row)
        self._worksheet.write_string(row - 1, 0, text, self._formats.heading)
        for column in range(1, len(self._widths)):
            self._worksheet.write_blank(row - 1, column, None, self._formats.heading_rule)

    def _lines(self, part: Lines, place: Place) -> None:
        for offset, line in enumerate(part.lines):
            self._wide(place.header_row + offset, line, self._formats.line)

    def _form(self, form: ResultForm, place: Place) -> None:
        """Write labels in column A and each value over the rest of the printed width, as high as it needs."""
        # Over a column beyond the printed ones it would run onto a second page.
        last = len(self._printed) - 1 or 2
        write = self._writers(place)
        for offset, row in enumerate(form.rows):
            number = place.header_row + offset
            self._worksheet.set_row(number - 1, self._heights[number])
            look = self._formats.form(entry=row.entry, day=type(row.value) is date)
            self._worksheet.write_string(number - 1, 0, row.label, self._formats.label)
            if last > 1:
                self._worksheet.merge_range(number - 1, 1, number - 1, last, "", look)
            value = _prepared(Column("", "", [row.value]))[0]
            write[type(value)](number - 1, 1, value, look)

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
        self._charts.insert(self._worksheet, table, place, self._chart_room(table))
        if table.filtered:
            last = len(table.columns) - 1
            self._worksheet.autofilter(place.header_row - 1, 0, place.last_row - 1, last)
            if place.header_row <= _MOST_FROZEN:
                self._worksheet.freeze_panes(place.header_row, 0)

    def _chart_room(self, table: ResultTable) -> int:
        """Return how many pixels a chart beside a table may take: no more than is printed."""
        if not self._sheet.legible or table.charts_below:
            return 0
        beside = self._printed[len(table.columns) :]
        return int(sum(width * NARROWEST_CHARACTER + 5 for width in beside))

    def _drop_downs(self, table: ResultTable, place: Place) -> None:
        for index, column in enumerate(table.columns):
            for offset, choices in enumerate(column.choices):
                if not choices:
                    continue
                row = place.header_row + table.below_header(offset) - 1
                # Another answer is refused with a word, not written away.
                rule = {
                    "validate": "list",
                    "source": list(choices),
                    "error_title": "不在可选的答复里",
                    "error_message": "请从下拉列表里选一个答复。",
                }
                self._worksheet.data_validation(row, index, row, index, rule)

    def _header(self, table: ResultTable, row: int) -> None:
        self._fit(row)
        for index, column in enumerate(table.columns):
            look = self._formats.header(column.kind)
            self._worksheet.write_string(row - 1, index, column.header, look)
        for index in self._run_over(table):
            self._worksheet.write_blank(row - 1, index, None, self._formats.header(Kind.FLOW))

    def _body(self, table: ResultTable, place: Place) -> None:
        looks = [self._looks(column.kind, column.kinds, table) for column in table.columns]
        columns = [_prepared(column) for column in table.columns]
        write = self._writers(place)
        flowing = self._room.merged(table)
        if flowing is not None:
            looks[-1] = [self._formats.body(Kind.LONG)] * table.rows
        else:
            for _ in self._run_over(table):
                columns.append([None] * table.rows)
                looks.append(looks[-1])

        def write_row(offset: int) -> None:
            row = place.header_row + table.below_header(offset) - 1
            if offset in table.again:
                self._header(table, row)
            self._fit(row + 1)
            if flowing is not None and flowing.stop - 1 > flowing.start:
                look = looks[-1][offset]
                self._worksheet.merge_range(row, flowing.start, row, flowing.stop - 1, "", look)
            for index, values in enumerate(columns):
                value = values[offset]
                write[type(value)](row, index, value, looks[index][offset])

        written = range(table.rows)
        plain = flowing is None and is_long(table) and not table.again
        if plain and holds_plain_cells(columns, MAX_LINKS - self._links):
            write_row(0)
            heights = [self._heights[row] for row in range(place.header_row + 2, place.last_row)]
            self._fill_between([values[1:-1] for values in columns], looks, heights, place)
            written = written[-1:]
        for offset in written:
            write_row(offset)

    def _run_over(self, table: ResultTable) -> range:
        """Return the empty columns beside a table that its last texts run over: its header and lines go on there."""
        first = len(table.columns)
        merged = self._room.merged(table)
        if merged is not None:
            return range(first, merged.stop)
        return range(first, first + columns_run_over(table, self._widths))

    def _fill_between(
        self,
        columns: Sequence[Sequence[Cell]],
        looks: Sequence[Sequence[Any]],
        heights: Sequence[float],
        place: Place,
    ) -> None:
        """Leave the rows between the first and the last one of a table to be filled in."""
        linked = [Link in map(type, values) for values in columns]
        styles = [
            # The looks of links are numbered first, as they always were.
            ColumnStyle(link=index_of(self._link_look(look[0])) if links else 0, plain=index_of(look[0]))
            for look, links in zip(looks, linked, strict=True)
        ]
        found = render_rows(columns, styles, place.header_row + 2, heights, date1904=self._date1904)
        self._links += len(found.links)
        self._worksheet.long_rows.append(found)

    def _link_look(self, look: Any) -> Any:  # noqa: ANN401
        """Return the format of a link in a column of that look: wrapped, save where texts run on."""
        runs = look is self._formats.body(Kind.FLOW)
        return self._formats.body(Kind.FLOW if runs else Kind.TEXT, link=True)

    def _looks(self, kind: Kind, kinds: Sequence[Kind] | None, table: ResultTable) -> Sequence[Any]:
        """Return the format of each row of a column."""
        body = partial(self._formats.body, flush=self._flush)
        looks = [body(kind)] * table.rows if kinds is None else [body(one) for one in kinds]
        if table.totalled:
            looks[-1] = body(kind if kinds is None else kinds[-1], total=True)
        return looks

    def _writers(self, place: Place) -> Mapping[type, Callable[[int, int, Any, Any], None]]:
        """Return for each type of value what writes it; rows and columns are 0-based there."""
        worksheet = self._worksheet

        def write_formula(row: int, column: int, value: Formula, look: Any) -> None:  # noqa: ANN401
            text = resolve(value.text, self._addresses, row + 1, place)
            worksheet.write_formula(row, column, f"={text}", look, value.value)

        def write_link(row: int, column: int, value: Link, look: Any) -> None:  # noqa: ANN401
            self._links += 1
            if self._links > MAX_LINKS:
                worksheet.write_string(row, column, fit_text(value.text), look)
            else:
                target = f"internal:{value.target}"
                worksheet.write_url(row, column, target, self._link_look(look), fit_text(value.text))

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
                look = self._formats.tone(tone)
                rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
                first, last = place.header_row, place.last_row - 1
                self._worksheet.conditional_format(first, index, last, index, rule)

    def _text(self, row: int, text: str, look: Any) -> None:  # noqa: ANN401
        self._worksheet.write_string(row - 1, 0, fit_text(text), look)

    def _wide(self, row: int, text: str, look: Any) -> None:  # noqa: ANN401
        """Write a text over the whole width of the sheet, as high as it needs."""
        self._fit(row)
        if len(self._printed) == 1 or text_width(text) < self._widths[0]:
            self._text(row, text, look)
            return
        # merge_range guesses a text's type (a formula, a link); write_string does not.
        self._worksheet.merge_range(row - 1, 0, row - 1, len(self._printed) - 1, "", look)
        self._text(row, text, look)

    def _fit(self, row: int) -> None:
        """Make a row as high as what stands in it."""
        if self._heights[row] > USUAL:
            self._worksheet.set_row(row - 1, self._heights[row])


def _prepared(column: Column) -> list[Cell]:
    """Return a column's values with text made fit to write; ``None`` stands for an empty cell from here on."""
    return fit_column([MISSING if value is None else value for value in column.values])
