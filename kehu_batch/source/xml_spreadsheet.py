"""Read XML Spreadsheet 2003, which reporting tools write under .xls and .xml."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import lru_cache, partial

from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import CellValue, Sheet, SheetState
from kehu_batch.ooxml.opc.parsers import make_parser
from kehu_batch.source import refusals
from kehu_batch.source.content import Content
from kehu_batch.source.extent import check_sheet_count, check_total
from kehu_batch.source.formats.date_formats import parse_temporal_format, read_serial
from kehu_batch.source.formats.named_formats import format_code
from kehu_batch.source.formats.number_formats import parse_id_format
from kehu_batch.source.formats.shown_forms import cell_form
from kehu_batch.source.sheet_rows import SheetRows
from kehu_batch.source.struck_runs import CLOSE, OPEN
from kehu_batch.source.text.encoding import decode_text
from kehu_batch.xml_feeding import NotWellFormed, OverlongToken, feed

_CELLS = "urn:schemas-microsoft-com:office:spreadsheet "
_OPTIONS = "urn:schemas-microsoft-com:office:excel "
_STRUCK_RUN = "http://www.w3.org/TR/REC-html40 S"
_CHUNK = 1 << 20
_HEAD = 1 << 10
_ENCODING = re.compile(rb"<\?xml\b[^>]{0,400}?\bencoding\s*=\s*[\"']([\w-]+)")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
#: A whole number that Excel would round, and the system that wrote it did not: an id.
_LONG = re.compile(r"[1-9][0-9]{15,}")
#: Rows and columns are counted no further than this, whatever a file says.
_MOST = 1 << 21
#: A moment of these days is a time of day.
_NO_DAYS = frozenset({date(1899, 12, 30), date(1899, 12, 31)})
_NO_DAY_1904 = date(1904, 1, 1)
_STATES = {"SheetHidden": SheetState.HIDDEN, "SheetVeryHidden": SheetState.VERY_HIDDEN}

_Attributes = dict[str, str]


def read_xml_spreadsheet(data: bytes, file: str, limits: ReadLimits) -> Content:
    """Read a workbook.

    Numbers, dates, truth values and texts are what the file says that they are; errors are their text, numbers whose
    format is zeros only are what the sheet shows. The encodings of Chinese systems are read beside those of XML.

    Args:
        data: The whole file.
        file: File name.
        limits: Bounds on sheets, rows, columns, cells and texts, and on the depth of elements.

    Raises:
        InputRejected: ``damaged``, ``too_large``, ``unknown_encoding``, ``not_a_spreadsheet`` where it declares
            entities.
    """
    text = decode_text(data, file, _declared(data)).lstrip()
    reader = _Reader(file, limits, len(data))

    # It was decoded here, so what it declares does not count any more.
    parser = make_parser(partial(refusals.declares_entities, file), encoding="utf-8", separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        for _ in feed(parser, (text[at : at + _CHUNK].encode() for at in range(0, len(text), _CHUNK))):
            pass
    except OverlongToken as error:
        raise refusals.damaged(file, "有一个标记过长或没有结束") from error
    except NotWellFormed as error:
        raise refusals.damaged(file, f"XML 从第 {error.line:,} 行起不完整") from error
    return Content(tuple(reader.sheets), reader.date1904)


def _declared(data: bytes) -> str:
    match = _ENCODING.search(data[:_HEAD])
    return match[1].decode("ascii") if match else ""


class _Reader:
    """Follows the elements of a workbook, and makes sheets of its worksheets.

    Args:
        file: File name for messages.
        limits: Bounds.
        size: Bytes of the file.
    """

    def __init__(self, file: str, limits: ReadLimits, size: int) -> None:
        self.sheets: list[Sheet] = []
        self.date1904 = False
        self._file = file
        self._limits = limits
        self._size = size
        self._depth = 0
        self._formats: dict[str, str] = {}
        self._striking: set[str] = set()
        self._style = ""
        self._table = SheetRows("", file, limits, size)
        self._state = SheetState.VISIBLE
        #: The row and column that come next, from 0.
        self._row = self._column = self._columns = 0
        self._row_style = ""
        self._column_styles: dict[int, str] = {}
        self._cell: _Attributes = {}
        #: The text that is collected, and how long it is; ``None`` where text has no meaning.
        self._parts: list[str] | None = None
        self._length = 0
        self._in_comment = False
        self._kind = ""
        self._value: CellValue = ""
        self._starts: Mapping[str, Callable[[_Attributes], None]] = {
            _CELLS + "Style": self._open_style,
            _CELLS + "NumberFormat": self._read_format,
            _CELLS + "Worksheet": self._open_sheet,
            _CELLS + "Column": self._add_column,
            _CELLS + "Row": self._open_row,
            _CELLS + "Cell": self._open_cell,
            _CELLS + "Data": self._open_data,
            _CELLS + "Comment": self._open_comment,
            _CELLS + "Font": self._read_font,
            _STRUCK_RUN: lambda _: self._mark(OPEN),
            _OPTIONS + "Visible": self._open_option,
            _OPTIONS + "Date1904": self._read_date1904,
        }
        self._ends: Mapping[str, Callable[[], None]] = {
            _CELLS + "Worksheet": self._close_sheet,
            _CELLS + "Row": self._close_row,
            _CELLS + "Cell": self._close_cell,
            _CELLS + "Data": self._close_data,
            _CELLS + "Comment": self._close_comment,
            _STRUCK_RUN: lambda: self._mark(CLOSE),
            _OPTIONS + "Visible": self._close_visible,
        }

    def start(self, tag: str, attributes: _Attributes) -> None:
        self._depth += 1
        if self._depth > self._limits.nesting:
            raise refusals.too_deep(self._file, self._limits.nesting)
        handler = self._starts.get(tag)
        if handler is not None:
            handler(attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        handler = self._ends.get(tag)
        if handler is not None:
            handler()

    def text(self, characters: str) -> None:
        if self._parts is None:
            return
        self._length += len(characters)
        if self._length > self._limits.text_bytes:
            raise refusals.too_large(
                self._file, f"有一个单元格的文本超过 {self._limits.text_bytes >> 10:,} KB"
            )
        self._parts.append(characters)

    # ------------------------------------------------------------------ workbook

    def _open_style(self, attributes: _Attributes) -> None:
        self._style = _get(attributes, "ID")
        self._formats[self._style] = self._formats.get(_get(attributes, "Parent") or "Default", "")

    def _read_format(self, attributes: _Attributes) -> None:
        self._formats[self._style] = format_code(_get(attributes, "Format"))

    def _read_font(self, attributes: _Attributes) -> None:
        if _get(attributes, "StrikeThrough") == "1":
            self._striking.add(self._style)

    def _read_date1904(self, _: _Attributes) -> None:
        self.date1904 = True

    def _open_sheet(self, attributes: _Attributes) -> None:
        check_sheet_count(len(self.sheets) + 1, self._file, self._limits)
        name = _get(attributes, "Name") or f"Sheet{len(self.sheets) + 1}"
        self._table = SheetRows(name, self._file, self._limits, self._size)
        self._state = SheetState.VISIBLE
        self._row = self._columns = 0
        self._column_styles = {}

    def _close_sheet(self) -> None:
        if any(sheet.name == self._table.name for sheet in self.sheets):
            raise refusals.damaged(self._file, "有两张工作表同名")
        self.sheets.append(self._table.to_sheet(self._state))
        check_total(self.sheets, self._file, self._limits)

    def _open_option(self, _: _Attributes) -> None:
        self._collect()

    def _close_visible(self) -> None:
        self._state = _STATES.get(self._collected().strip(), SheetState.VISIBLE)

    # ------------------------------------------------------------------ rows and cells

    def _add_column(self, attributes: _Attributes) -> None:
        first = _index(attributes, self._columns)
        self._columns = min(first + 1 + _count(attributes, "Span"), _MOST)
        if _get(attributes, "Hidden") == "1":
            self._table.hide_columns(first, self._columns - first)
        style = _get(attributes, "StyleID")
        if style:
            self._column_styles.update(
                dict.fromkeys(range(first, min(self._columns, self._limits.columns)), style)
            )

    def _open_row(self, attributes: _Attributes) -> None:
        first = _index(attributes, self._row)
        spanned = _count(attributes, "Span")
        hidden = _get(attributes, "Hidden") == "1"
        if hidden and spanned:
            self._table.open_row(first + 1, spanned, hidden=True)
        self._table.open_row(first, hidden=hidden)
        self._row, self._column = min(first + 1 + spanned, _MOST), 0
        self._row_style = _get(attributes, "StyleID")

    def _close_row(self) -> None:
        self._table.close_row()

    def _open_cell(self, attributes: _Attributes) -> None:
        self._cell = attributes
        self._kind, self._value = "", ""

    def _close_cell(self) -> None:
        attributes = self._cell
        column = _index(attributes, self._column)
        across = _count(attributes, "MergeAcross")
        if across or _count(attributes, "MergeDown"):
            self._table.merge(column, _count(attributes, "MergeDown") + 1, across + 1)
        value = self._value
        style = _get(attributes, "StyleID") or self._row_style or self._column_styles.get(column, "Default")
        if style in self._striking and value != "":
            self._table.strike(column)
        if self._kind == "Number" and isinstance(value, float):
            value = self._show(column, value, self._formats.get(style, ""))
        elif value != "" and self._kind != "Error":
            self._show_beside(column, value, self._formats.get(style, ""))
        if value == "" and self._kind != "String" and _get(attributes, "Formula"):
            self._table.miss_result(column)
        self._table.put(column, value)
        self._column = min(column + 1 + across, _MOST)

    def _show(self, column: int, number: float, code: str) -> CellValue:
        """Return what a number is by its format, and take note of what is shown beside it."""
        value = _shown(number, code, date1904=self.date1904)
        if not isinstance(value, str):
            self._show_beside(column, value, code)
        return value

    def _show_beside(self, column: int, value: CellValue, code: str) -> None:
        """Take note of what is shown beside a value."""
        if code and (form := cell_form(code, 0)):
            self._table.show(column, form.of(value))

    def _open_data(self, attributes: _Attributes) -> None:
        if not self._in_comment:
            self._kind = _get(attributes, "Type")
            self._collect()

    def _close_data(self) -> None:
        if not self._in_comment:
            self._value = _read(self._kind, self._collected(), date1904=self.date1904)

    def _open_comment(self, _: _Attributes) -> None:
        self._in_comment = True

    def _close_comment(self) -> None:
        self._in_comment = False

    def _collect(self) -> None:
        self._parts, self._length = [], 0

    def _mark(self, mark: str) -> None:
        if self._parts is not None:
            self._parts.append(mark)

    def _collected(self) -> str:
        parts, self._parts = self._parts, None
        return "".join(parts or ())


def _get(attributes: _Attributes, name: str) -> str:
    """Return an attribute; its prefix, which Excel asks for, is left out by some systems."""
    return attributes.get(_CELLS + name) or attributes.get(name, "")


def _count(attributes: _Attributes, name: str) -> int:
    text = _get(attributes, name)
    return min(int(text[:9]), _MOST) if text and text.isascii() and text.isdecimal() else 0


def _index(attributes: _Attributes, following: int) -> int:
    """Return the place of a row, a column or a cell from 0: its own, or that behind the one before."""
    return (_count(attributes, "Index") or following + 1) - 1


def _read(kind: str, text: str, *, date1904: bool) -> CellValue:
    """Return the value of a text by the type that the file gives it; the text where it is none of that type."""
    match kind:
        case "Number":
            return _number(text.strip())
        case "DateTime":
            return _moment(text.strip(), date1904=date1904)
        case "Boolean":
            return {"1": True, "0": False}.get(text.strip(), text)
        case _:
            return text


def _number(text: str) -> CellValue:
    if not _NUMBER.fullmatch(text) or _LONG.fullmatch(text):
        return text
    number = float(text)
    return number if math.isfinite(number) else text


def _moment(text: str, *, date1904: bool) -> CellValue:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    moment = moment.replace(tzinfo=None)
    if moment.date() in _NO_DAYS or (date1904 and moment.date() == _NO_DAY_1904):
        return moment.time()
    return moment.date() if moment.time() == time() else moment


def _shown(number: float, code: str, *, date1904: bool) -> CellValue:
    """Return what a number shows where that is more than a number: a date, or an id with its zeros."""
    if not code:
        return number
    id_format = _id_format(code)
    if id_format is not None:
        return id_format.show(str(int(number))) if number >= 0 and number.is_integer() else number
    kind = _temporal_format(code)
    return number if kind is None else read_serial(number, kind, date1904=date1904)


_id_format = lru_cache(maxsize=1024)(parse_id_format)
_temporal_format = lru_cache(maxsize=1024)(parse_temporal_format)
