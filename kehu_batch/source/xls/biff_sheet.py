"""The records of one sheet of an .xls workbook: its cells, and what is hidden or merged."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping

from kehu_batch.model.tables.source import CellValue, TotalsRow
from kehu_batch.records import dataclass, field
from kehu_batch.source.binary_values import ERROR_TEXTS, take_packed_number
from kehu_batch.source.formats.header_codes import header_parts
from kehu_batch.source.formats.shown_numbers import NumberFormats
from kehu_batch.source.sheet_rows import SheetRows
from kehu_batch.source.xls.biff_book import BiffBook, continued, walk
from kehu_batch.source.xls.biff_text import TextPieces, read_byte_text, read_unicode_text

_WORKSHEET = 0x10
_ROW_HIDDEN, _COLUMN_HIDDEN, _DIALOG, _CALCULATE_ON_OPENING = 0x20, 0x01, 0x10, 0x02
_TEXT, _TRUTH, _ERROR = 0, 1, 2
_PLACE, _CELL, _SHARED = struct.Struct("<HH"), struct.Struct("<HHH"), struct.Struct("<HHHI")
#: The kind of a shared feature that is a list, and where its areas begin in the record.
_LIST_FEATURE, _LIST_AREAS = 5, 27
#: A text's length and flags.
_LEAST_TEXT = 3
_SHORT, _DOUBLE, _AREA = struct.Struct("<H"), struct.Struct("<d"), struct.Struct("<HHHH")
#: What reads a record from its start and size, and the least that its size must be.
_Handlers = Mapping[int, tuple[Callable[[int, int], None], int]]


@dataclass(slots=True)
class RecordFacts:
    """What the records say of a sheet beside its cells.

    Args:
        start: Position of the first record.
        worksheet: Whether it holds cells, and not a dialog.
        zeros: Rows and columns, from 0, of formulas that are to be calculated on opening and have the result 0.
        calculated: Whether such a formula has another result.
        totals_rows: Totals rows of its lists.
        aside: Texts of the header and footer of its pages.
    """

    start: int = 0
    worksheet: bool = True
    zeros: list[tuple[int, int]] = field(default_factory=list)
    calculated: bool = False
    totals_rows: list[TotalsRow] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)


def read_sheet(
    stream: bytes, position: int, book: BiffBook, formats: NumberFormats, rows: SheetRows
) -> RecordFacts:
    """Read the records of one sheet into its rows.

    Args:
        stream: All records of the workbook.
        position: Where the sheet's begin.
        book: What they refer to.
        formats: How numbers are shown, by the index of their ``XF``; by the number of their format in version 2.
        rows: Where the cells are put.

    Raises:
        InputRejected: ``too_large``.
        ValueError, LookupError, struct.error: The records are broken.
    """
    reader = _Reader(stream, book, formats, rows)
    handlers = reader.handlers()
    for opcode, start, size in walk(stream, position):
        entry = handlers.get(opcode)
        if entry is not None:
            handler, least = entry
            if size < least:
                raise ValueError(f"record {opcode:#x} of {size} bytes")
            handler(start, size)
    reader.stop_waiting()
    rows.close_row()
    return reader.facts


class _Reader:
    """Puts each cell into its place."""

    def __init__(self, stream: bytes, book: BiffBook, formats: NumberFormats, rows: SheetRows) -> None:
        self.facts = RecordFacts()
        self._stream = stream
        self._book = book
        self._formats = formats
        self._rows = rows
        self._row = -1
        # In version 2 three bytes of attributes stand where there is the index of an XF since.
        self._head = 7 if book.version == 2 else 6
        #: Place and format of the formula whose text is in the record that comes next.
        self._waiting: tuple[int, int, int] | None = None

    def handlers(self) -> _Handlers:
        """Return what reads each record."""
        handlers: dict[int, tuple[Callable[[int, int], None], int]] = {
            0x203: (self._number, 14),
            0x27E: (self._packed_number, 10),
            0x0BD: (self._packed_numbers, 6),
            0x0FD: (self._shared_text, 10),
            0x204: (self._text, 8),
            0x0D6: (self._text, 8),
            0x205: (self._truth_or_error, 8),
            0x006: (self._formula, self._head + 9),
            0x206: (self._formula, 16),
            0x406: (self._formula, 16),
            0x207: (self._formula_text, 2),
            0x208: (self._row_format, 14),
            0x07D: (self._column_format, 10),
            0x0E5: (self._merged, 2),
            0x872: (self._list, 0),
            0x878: (self._list, 0),
            0x081: (self._options, 2),
            0x014: (self._page_text, 0),
            0x015: (self._page_text, 0),
            0x809: (self._beginning, 4),
        }
        if self._book.version == 2:
            handlers |= {
                0x02: (self._whole_number, 9),
                0x03: (self._number, 15),
                0x04: (self._text, 8),
                0x05: (self._truth_or_error, 9),
                0x07: (self._formula_text, 1),
            }
        return handlers

    def stop_waiting(self) -> None:
        """Take note of a formula whose text did not come."""
        if self._waiting is not None:
            row, column, _ = self._waiting
            self._open(row)
            self._rows.miss_result(column)
            self._waiting = None

    def _open(self, row: int, *, hidden: bool = False) -> None:
        self._rows.close_row()
        self._rows.open_row(row, hidden=hidden)
        self._row = row

    def _put(self, row: int, column: int, value: CellValue, style: int = -1) -> None:
        if row != self._row:
            self._open(row)
        if style in self._book.struck_formats:
            self._rows.strike(column)
        self._rows.put(column, value)

    def _put_number(self, start: int, value: float) -> None:
        row, column, style = self._place(start)
        self._put_shown(row, column, value, style)

    def _place(self, start: int) -> tuple[int, int, int]:
        """Return the row, the column and the format of a cell."""
        row, column, style = _CELL.unpack_from(self._stream, start)
        return row, column, self._stream[start + 5] & 0x3F if self._book.version == 2 else style

    def _put_text(self, row: int, column: int, text: str, style: int) -> None:
        self._put(row, column, text, style)
        self._rows.show(column, self._formats.beside_text(text, style))

    def _put_shown(self, row: int, column: int, value: float, style: int) -> None:
        self._put(row, column, self._formats.read(value, style), style)
        self._rows.show(column, self._formats.beside(value, style))

    def _number(self, start: int, _: int) -> None:
        self._put_number(start, _DOUBLE.unpack_from(self._stream, start + self._head)[0])

    def _whole_number(self, start: int, _: int) -> None:
        self._put_number(start, float(_SHORT.unpack_from(self._stream, start + self._head)[0]))

    def _packed_number(self, start: int, _: int) -> None:
        self._put_number(start, take_packed_number(self._stream, start + 6))

    def _packed_numbers(self, start: int, size: int) -> None:
        row, first = _PLACE.unpack_from(self._stream, start)
        for column, at in enumerate(range(start + 4, start + size - 7, 6), start=first):
            (style,) = _SHORT.unpack_from(self._stream, at)
            self._put_shown(row, column, take_packed_number(self._stream, at + 2), style)

    def _shared_text(self, start: int, _: int) -> None:
        row, column, style, number = _SHARED.unpack_from(self._stream, start)
        self._put_text(row, column, self._book.texts[number], style)

    def _text(self, start: int, size: int) -> None:
        row, column, style = self._place(start)
        self._put_text(row, column, self._read_text(self._stream[start + self._head : start + size]), style)

    def _read_text(self, data: bytes) -> str:
        if self._book.version >= 8:
            return read_unicode_text(data, 0, 2)
        return read_byte_text(data, 0, 1 if self._book.version == 2 else 2, self._book.codec)

    def _truth_or_error(self, start: int, _: int) -> None:
        row, column = _PLACE.unpack_from(self._stream, start)
        code, is_error = self._stream[start + self._head], self._stream[start + self._head + 1]
        self._put(row, column, _error(code) if is_error else bool(code))

    def _formula(self, start: int, _: int) -> None:
        self.stop_waiting()
        row, column = _PLACE.unpack_from(self._stream, start)
        at = start + self._head
        kind, code, flags = self._stream[at], self._stream[at + 2], self._stream[at + 8]
        if self._stream[at + 6 : at + 8] != b"\xff\xff":
            (number,) = _DOUBLE.unpack_from(self._stream, at)
            self._put_number(start, number)
            if not number and flags & _CALCULATE_ON_OPENING:
                self.facts.zeros.append((row, column))
                return
        elif kind == _TEXT:
            self._waiting = self._place(start)
        elif kind in {_TRUTH, _ERROR}:
            self._put(row, column, _error(code) if kind == _ERROR else bool(code))
        if flags & _CALCULATE_ON_OPENING:
            self.facts.calculated = True

    def _formula_text(self, start: int, size: int) -> None:
        if self._waiting is None:
            return
        if self._book.version >= 8:
            pieces = continued(self._stream, start, size)
            text = TextPieces(pieces, 2).take_text(_SHORT.unpack_from(pieces[0])[0])
        else:
            text = self._read_text(self._stream[start : start + size])
        row, column, style = self._waiting
        self._put_text(row, column, text, style)
        self._waiting = None

    def _row_format(self, start: int, _: int) -> None:
        if self._stream[start + 12] & _ROW_HIDDEN:
            self._open(_SHORT.unpack_from(self._stream, start)[0], hidden=True)

    def _column_format(self, start: int, _: int) -> None:
        first, last = _PLACE.unpack_from(self._stream, start)
        if self._stream[start + 8] & _COLUMN_HIDDEN:
            self._rows.hide_columns(first, last - first + 1)

    def _merged(self, start: int, size: int) -> None:
        (count,) = _SHORT.unpack_from(self._stream, start)
        for at in range(start + 2, start + min(2 + 8 * count, size - 7), 8):
            top, bottom, left, right = _AREA.unpack_from(self._stream, at)
            self._rows.add_merged(top, left, bottom, right)

    def _list(self, start: int, size: int) -> None:
        """Take note of the totals row of a list, as tables are called here; other features have no such row."""
        if size < _LIST_AREAS:
            return
        feature, areas = _SHORT.unpack_from(self._stream, start + 12)[0], start + _LIST_AREAS
        (count,) = _SHORT.unpack_from(self._stream, start + 19)
        totals = areas + 8 * count + 12
        if feature != _LIST_FEATURE or count != 1 or totals + 4 > start + size:
            return
        if int.from_bytes(self._stream[totals : totals + 4], "little") == 1:
            _, bottom, left, right = _AREA.unpack_from(self._stream, areas)
            self.facts.totals_rows.append(TotalsRow(bottom + 1, left, right))

    def _page_text(self, start: int, size: int) -> None:
        if self._book.version >= 8 and size > _LEAST_TEXT:
            self.facts.aside += header_parts(self._read_text(self._stream[start : start + size]))

    def _options(self, start: int, _: int) -> None:
        self.facts.worksheet = not self._stream[start] & _DIALOG

    def _beginning(self, start: int, _: int) -> None:
        self.facts.start = start
        if _SHORT.unpack_from(self._stream, start + 2)[0] != _WORKSHEET:
            raise ValueError("a sheet that is no worksheet")


def _error(code: int) -> str:
    return ERROR_TEXTS.get(code, "#UNKNOWN!")
