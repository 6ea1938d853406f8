"""Read .xls: every record of it that says what a cell holds or shows.

The library that reads the cells of .xlsx does not tell the number formats, errors and hidden rows of an .xls, fills
the memory for a stray cell in its last corner, and ends the process on some broken containers.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import Sheet
from kehu_batch.records import replace
from kehu_batch.source import refusals
from kehu_batch.source.content import Content
from kehu_batch.source.extent import check_sheet_count, check_total
from kehu_batch.source.formats.shown_numbers import number_formats
from kehu_batch.source.sheet_rows import SheetRows
from kehu_batch.source.xls.biff_book import BiffBook, read_book
from kehu_batch.source.xls.biff_sheet import RecordFacts, read_sheet
from kehu_batch.source.xls.compound_file import SIGNATURE, CompoundFile

_STREAMS = ("workbook", "book")
_FORMATS_OF_2 = 64


def read_xls(data: bytes, file: str, limits: ReadLimits) -> Content:
    """Read a workbook of the binary format up to Excel 2003, in a compound file or bare.

    Raises:
        InputRejected: ``encrypted``, ``damaged`` or ``too_large``.
    """
    try:
        stream = _workbook_stream(data)
        book = read_book(stream, file, limits)
        return Content(_read_sheets(stream, book, file, limits), book.date1904)
    except (ValueError, LookupError, struct.error) as error:
        raise refusals.damaged(file) from error


def _workbook_stream(data: bytes) -> bytes:
    if not data.startswith(SIGNATURE):
        return data
    container = CompoundFile(data)
    # A workbook kept for two versions of Excel has a stream for each; the newer holds more.
    name = next((name for name in _STREAMS if name in container.streams), "")
    return container.read(container.streams[name])


def _read_sheets(stream: bytes, book: BiffBook, file: str, limits: ReadLimits) -> tuple[Sheet, ...]:
    listed = [sheet for sheet in book.sheets if sheet.worksheet]
    check_sheet_count(len(listed), file, limits)
    if len({sheet.name for sheet in listed}) < len(listed):
        raise refusals.damaged(file, "有两张工作表同名")
    formats = number_formats(book.formats, _cell_formats(book), date1904=book.date1904)
    sheets: list[Sheet] = []
    facts: list[RecordFacts] = []
    beginnings: set[int] = set()
    for entry in listed:
        end = min((other.start for other in listed if other.start > entry.start), default=len(stream))
        rows = SheetRows(entry.name, file, limits, end - entry.start)
        found = read_sheet(stream, entry.start, book, formats, rows)
        if found.start in beginnings:
            raise refusals.damaged(file, "有两张工作表的数据在同一处")
        beginnings.add(found.start)
        if found.worksheet:
            facts.append(found)
            sheet = rows.to_sheet(entry.state)
            sheets.append(replace(sheet, totals_rows=tuple(found.totals_rows), aside=tuple(found.aside)))
            check_total(sheets, file, limits)
    if any(found.calculated for found in facts):
        return tuple(sheets)
    return tuple(map(_clear_zeros, sheets, facts))


def _cell_formats(book: BiffBook) -> Sequence[int]:
    # Cells of version 2 name a format themselves.
    return range(_FORMATS_OF_2) if book.version == 2 else book.cell_formats


def _clear_zeros(sheet: Sheet, facts: RecordFacts) -> Sheet:
    """Return a sheet whose formulas have no results: libraries that do not calculate leave that to Excel.

    They store 0 and ask for calculation on opening. So do programs that calculate, but not all of their results are 0.
    """
    if not facts.zeros:
        return sheet
    rows = [list(row) for row in sheet.rows]
    zeros = [(row, column) for row, column in facts.zeros if row < len(rows) and column < len(rows[row])]
    for row, column in zeros:
        rows[row][column] = ""
    uncached = sheet.uncached | {(row + 1, column) for row, column in zeros}
    return replace(sheet, rows=rows, uncached=uncached)
