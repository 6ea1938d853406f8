"""The records of one sheet of an .xlsb workbook: its cells, and what is hidden or merged."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence

from kehu_batch.cells import MAX_COLUMN, MAX_ROW
from kehu_batch.model.tables.source import CellValue
from kehu_batch.source.binary_values import ERROR_TEXTS, take_packed_number
from kehu_batch.source.formats.shown_numbers import NumberFormats
from kehu_batch.source.sheet_rows import SheetRows
from kehu_batch.source.xlsb.biff12_records import take_text

_ROW, _COLUMN_INFO, _MERGED = 0, 60, 176
_CELLS_BEGIN, _CELLS_END = 145, 146
#: Around what later versions added; numbers have meanings of their own there.
_LATER_BEGIN, _LATER_END = 35, 36
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x10, 0x01
#: Cells come with their column, or behind the cell before (SheetJS writes them so); then the index of their format.
_CELL, _SHORT_CELL = struct.Struct("<II"), struct.Struct("<I")
_FORMAT = 0xFFFFFF
_DOUBLE, _INDEX, _AREA, _COLUMNS = (struct.Struct(layout) for layout in ("<d", "<I", "<IIII", "<II8xH"))
_SHORT_KINDS = range(12, 19)

#: Records that are read.
WANTED = frozenset({*range(19), 35, 36, 60, 62, 145, 146, 176})


def read_sheet_records(
    records: Iterable[tuple[int, bytes]], rows: SheetRows, texts: Sequence[str], formats: NumberFormats
) -> None:
    """Read the records of a sheet into its rows.

    Args:
        records: Number and content of those that are ``WANTED``.
        rows: Where the cells are put.
        texts: Shared texts.
        formats: How numbers are shown, by the index of the cell's format.

    Raises:
        InputRejected: ``too_large``.
        ValueError, LookupError, struct.error: The records are broken.
    """
    reader = _Reader(rows, texts, formats)
    for number, data in records:
        reader.read(number, data)
    rows.close_row()


class _Reader:
    def __init__(self, rows: SheetRows, texts: Sequence[str], formats: NumberFormats) -> None:
        self._rows = rows
        self._texts = texts
        self._formats = formats
        self._column = -1
        self._among_cells = False
        self._later = 0
        error, text, number = self._error, self._text, self._number
        #: What reads a value: at which position, for which cell format.
        self._values: dict[int, Callable[[bytes, int, int], CellValue]] = {
            **dict.fromkeys((1, 12), lambda *_: ""),
            **dict.fromkeys((2, 13), self._packed_number),
            **dict.fromkeys((3, 11, 14), error),
            **dict.fromkeys((4, 10, 15), lambda data, at, _: bool(data[at])),
            **dict.fromkeys((5, 9, 16), number),
            **dict.fromkeys((6, 8, 17), text),
            **dict.fromkeys((7, 18), self._shared_text),
            62: lambda data, at, style: text(data, at + 1, style),
        }

    def read(self, kind: int, data: bytes) -> None:
        value = self._values.get(kind)
        if value is None or not self._among_cells or self._later:
            self._read_other(kind, data)
            return
        if kind in _SHORT_KINDS:
            (style,) = _SHORT_CELL.unpack_from(data)
            column, at = self._column + 1, 4
        else:
            column, style = _CELL.unpack_from(data)
            at = 8
        if column >= MAX_COLUMN:
            raise ValueError("a cell beyond the last column")
        self._column = column
        self._rows.put(column, value(data, at, style & _FORMAT))

    def _read_other(self, kind: int, data: bytes) -> None:
        if kind == _LATER_BEGIN:
            self._later += 1
        elif kind == _LATER_END:
            self._later -= 1
        elif self._later:
            return
        elif kind in {_CELLS_BEGIN, _CELLS_END}:
            self._among_cells = kind == _CELLS_BEGIN
        elif kind == _ROW and self._among_cells:
            self._open_row(data)
        elif kind == _COLUMN_INFO:
            first, last, flags = _COLUMNS.unpack_from(data)
            if flags & _COLUMN_HIDDEN:
                self._rows.hide_columns(first, last - first + 1)
        elif kind == _MERGED:
            top, bottom, left, right = _AREA.unpack_from(data)
            self._rows.add_merged(top, left, bottom, right)

    def _open_row(self, data: bytes) -> None:
        (row,) = _INDEX.unpack_from(data)
        if row >= MAX_ROW:
            raise ValueError("a row beyond the last one")
        self._rows.close_row()
        self._rows.open_row(row, hidden=bool(data[11] & _ROW_HIDDEN))
        self._column = -1

    def _packed_number(self, data: bytes, at: int, style: int) -> CellValue:
        return self._show(take_packed_number(data, at), style)

    def _number(self, data: bytes, at: int, style: int) -> CellValue:
        return self._show(_DOUBLE.unpack_from(data, at)[0], style)

    def _show(self, value: float, style: int) -> CellValue:
        self._rows.show(self._column, self._formats.beside(value, style))
        return self._formats.read(value, style)

    def _shared_text(self, data: bytes, at: int, style: int) -> CellValue:
        number: int = _INDEX.unpack_from(data, at)[0]
        return self._show_text(self._texts[number], style)

    def _text(self, data: bytes, at: int, style: int) -> CellValue:
        return self._show_text(take_text(data, at)[0], style)

    def _show_text(self, text: str, style: int) -> CellValue:
        self._rows.show(self._column, self._formats.beside_text(text, style))
        return text

    @staticmethod
    def _error(data: bytes, at: int, _: int) -> CellValue:
        return ERROR_TEXTS.get(data[at], "#UNKNOWN!")
