"""Read .ods and .ots, values and all: one streaming pass over the content, which holds each cell's value and text.

Only elements that belong where they stand are entered. Whatever else there is (shapes with their text, comments,
nested tables, tracked changes, what is kept of other files) is passed over with all that is in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from kehu_batch.errors import InputRejected
from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import CellValue, Sheet, SheetState
from kehu_batch.ooxml.opc.parsers import make_parser
from kehu_batch.source import refusals
from kehu_batch.source.content import Content
from kehu_batch.source.extent import check_sheet_count
from kehu_batch.source.ods.cells import (
    CURRENCY,
    FORMULA,
    LINE_BREAK,
    OFFICE,
    PARAGRAPH,
    SPACE,
    STRING_VALUE,
    TAB,
    TABLE,
    TEXT,
    VALUE,
    VALUE_TYPE,
    level,
    read_beside,
    read_beside_day,
    read_value,
)
from kehu_batch.source.ods.text_styles import TextStyles, read_text_styles
from kehu_batch.source.package.input_package import InputPackage
from kehu_batch.source.sheet_rows import SheetRows
from kehu_batch.source.struck_runs import CLOSE, OPEN
from kehu_batch.xml_feeding import NotWellFormed, OverlongToken, feed

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
#: Either the content alone, or since 2024 the package as a whole.
_ENCRYPTED_WHOLE = re.compile(rb"full-path=[\"'](?:content\.xml|encrypted-package)[\"']")
_MANIFEST_BYTES = 16 << 20

_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_TABLE = TABLE + "table"
_ROW = TABLE + "table-row"
_CELL = TABLE + "table-cell"
_COVERED_CELL = TABLE + "covered-table-cell"
_COLUMNS_REPEATED = TABLE + "number-columns-repeated"
_COLUMNS_SPANNED = TABLE + "number-columns-spanned"
_ROWS_REPEATED = TABLE + "number-rows-repeated"
_ROWS_SPANNED = TABLE + "number-rows-spanned"
_DEFAULT_STYLE = TABLE + "default-cell-style-name"
_CELL_STYLE, _SPAN, _TEXT_STYLE = TABLE + "style-name", TEXT + "span", TEXT + "style-name"
#: Any of these that is not ``none`` strikes out.
_STRIKES = tuple(_STYLE + f"text-line-through-{name}" for name in ("style", "type"))

#: Elements that only stand around rows or columns.
_GROUPS = tuple(
    TABLE + name
    for name in (
        "table-row-group",
        "table-header-rows",
        "table-rows",
        "table-column-group",
        "table-header-columns",
        "table-columns",
    )
)
#: Elements within a text that are not part of it: a reading aid, and a note.
_APART = frozenset({TEXT + "ruby-text", TEXT + "note"})
#: The name of a table that keeps what formulas use of another file: ``'file:///path/of.ods'#Sheet``.
_KEPT_OF_FILE = re.compile(r"'[A-Za-z][A-Za-z0-9+.-]*:.*'#.+", re.DOTALL)
#: Counts beyond a sheet's size are cut, so that no number of a file makes us count further.
_MOST = 1 << 21

Attributes = dict[str, str]
_Elements = dict[str, tuple[Callable[[Attributes], None], Any]]


def read_open_document(data: bytes, file: str, limits: ReadLimits) -> Content:
    """Read an OpenDocument spreadsheet.

    Raises:
        InputRejected: ``encrypted``, ``damaged``, ``not_a_spreadsheet`` (it declares entities) or ``too_large``.
    """
    with InputPackage(data, file, limits) as package:
        if _is_encrypted(package):
            raise refusals.encrypted(file)
        scanner = _scan(package)
    return Content(tuple(scanner.sheets), scanner.date1904)


def _is_encrypted(package: InputPackage) -> bool:
    """Whether the manifest tells how the content is encrypted; the archive itself does not know."""
    manifest = package.find(_MANIFEST)
    if manifest is None:
        return False
    entries = package.head(manifest, _MANIFEST_BYTES).split(b"file-entry")
    # Other members may be encrypted by themselves: a library of macros has a password of its own.
    return any(b"encryption-data" in entry and _ENCRYPTED_WHOLE.search(entry) for entry in entries)


def _scan(package: InputPackage) -> _Scanner:
    file, content = package.file, package.find(_CONTENT)
    if content is None:
        raise refusals.damaged(file, f"部件 {_CONTENT} 无法解压")
    parser = make_parser(partial(refusals.declares_entities, file), separator=" ")
    parser.buffer_text = True
    scanner = _Scanner(file, content.size, package.limits)
    scanner.styles = TextStyles(read_text_styles(package, ("styles.xml", _CONTENT)))
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text
    try:
        for _ in feed(parser, package.chunks(content)):
            pass
    except OverlongToken as error:
        raise refusals.damaged(file, "有一个标记过长或没有结束") from error
    except (NotWellFormed, LookupError, ValueError) as error:
        # The latter two for an encoding that is none, or that the parser has not got.
        raise refusals.damaged(file, "XML 不完整") from error
    return scanner


class _Scanner:
    """Follows the elements of the content, and makes sheets of its tables.

    Args:
        file: File name for messages.
        size: Bytes of the content, unpacked.
        limits: Bounds on sheets, rows, columns, cells, texts and nesting.
    """

    def __init__(self, file: str, size: int, limits: ReadLimits) -> None:
        self.sheets: list[Sheet] = []
        self.date1904 = False
        self._file = file
        self._size = size
        self._held = 0
        self._limits = limits
        self._style = "", ""
        self._hidden_styles: set[str] = set()
        self.styles = TextStyles({})
        #: Families and names of styles that strike out.
        self._striking: set[tuple[str, str]] = set()
        #: Of each open span whether it is the one that strikes out.
        self._spans: list[bool] = []
        self._hidden = False
        self._table = SheetRows("", file, limits, size)
        # Rows and columns before those that are open, and how many these are.
        self._row = self._rows = self._column = self._columns = 0
        self._cell: Attributes = {}
        self._parts: list[str] = []
        self._length = 0
        self._longest = limits.text_bytes
        # How deep we are in an element that is passed over; what may stand in the one that was entered, and around.
        self._passed = 0
        self._inside = self._content()
        self._around: list[_Elements] = []
        self._ends = {
            _CELL: self._close_cell,
            _COVERED_CELL: self._close_cell,
            _ROW: self._close_row,
            _TABLE: self._close_table,
            _SPAN: self._close_span,
        }

    def _content(self) -> _Elements:
        """Return what may stand where: each element's handler, and the elements in it."""
        self._in_text: _Elements = {
            TEXT + "s": (self._add_spaces, {}),
            TEXT + "tab": (lambda _: self._add_mark(TAB), {}),
            TEXT + "line-break": (lambda _: self._add_mark(LINE_BREAK), {}),
        }
        self._in_text[_SPAN] = (self._open_span, self._in_text)
        in_row: _Elements = dict.fromkeys(
            (_CELL, _COVERED_CELL), (self._open_cell, {TEXT + "p": (self._open_paragraph, self._in_text)})
        )
        in_columns: _Elements = {TABLE + "table-column": (self._add_columns, {})}
        in_table: _Elements = {_ROW: (self._open_row, in_row), **in_columns}
        in_table |= dict.fromkeys(_GROUPS, (self._enter, in_table))
        in_spreadsheet: _Elements = {
            _TABLE: (self._open_table, in_table),
            TABLE + "calculation-settings": (self._enter, {TABLE + "null-date": (self._read_null_date, {})}),
        }
        in_style: _Elements = {
            _STYLE + "table-properties": (self._read_table_style, {}),
            _STYLE + "text-properties": (self._read_text_style, {}),
        }
        return {
            OFFICE + "document-content": (
                self._enter,
                {
                    OFFICE + "automatic-styles": (
                        self._enter,
                        {_STYLE + "style": (self._open_style, in_style)},
                    ),
                    OFFICE + "body": (self._enter, {OFFICE + "spreadsheet": (self._enter, in_spreadsheet)}),
                },
            )
        }

    def start(self, tag: str, attributes: Attributes) -> None:
        if self._passed:
            self._passed += 1
            self._check_depth()
            return
        entered = self._inside.get(tag)
        if entered is None:
            if self._inside is not self._in_text or not tag.startswith(TEXT) or tag in _APART:
                self._passed = 1
                return
            entered = self._enter, self._in_text
        self._around.append(self._inside)
        enter, self._inside = entered
        enter(attributes)

    def end(self, tag: str) -> None:
        if self._passed:
            self._passed -= 1
            return
        self._inside = self._around.pop()
        leave = self._ends.get(tag)
        if leave is not None:
            leave()

    def text(self, characters: str) -> None:
        if self._inside is self._in_text and not self._passed:
            self._parts.append(characters)
            self._length += len(characters)
            if self._length > self._longest:
                raise self._text_too_long()

    def _enter(self, _: Attributes) -> None:
        """Enter an element for what stands in it, which may be one of its kind."""
        self._check_depth()

    def _check_depth(self) -> None:
        if self._passed + len(self._around) > self._limits.nesting:
            raise refusals.too_deep(self._file, self._limits.nesting)

    def _open_style(self, attributes: Attributes) -> None:
        self._style = attributes.get(_STYLE + "family", ""), attributes.get(_STYLE + "name", "")

    def _read_table_style(self, attributes: Attributes) -> None:
        if attributes.get(TABLE + "display") == "false":
            self._hidden_styles.add(self._style[1])

    def _read_text_style(self, attributes: Attributes) -> None:
        if any(attributes.get(name, "none") != "none" for name in _STRIKES):
            self._striking.add(self._style)

    def _read_null_date(self, attributes: Attributes) -> None:
        self.date1904 = attributes.get(TABLE + "date-value", "").startswith("1904-01-01")

    def _open_table(self, attributes: Attributes) -> None:
        check_sheet_count(len(self.sheets) + 1, self._file, self._limits)
        # Without a name, a table has that which LibreOffice gives it.
        name = attributes.get(TABLE + "name") or f"Sheet{len(self.sheets) + 1}"
        self._hidden = attributes.get(TABLE + "style-name") in self._hidden_styles
        self._table = SheetRows(name, self._file, self._limits, self._size, self._held)
        self._row = self._rows = self._columns = 0
        self.styles.open_table()

    def _close_table(self) -> None:
        name = self._table.name
        if _KEPT_OF_FILE.fullmatch(name):
            return
        if any(sheet.name == name for sheet in self.sheets):
            raise refusals.damaged(self._file, "有两张工作表同名")
        self.sheets.append(self._table.to_sheet(SheetState.HIDDEN if self._hidden else SheetState.VISIBLE))
        self._held = self._table.cells

    def _add_columns(self, attributes: Attributes) -> None:
        count = _count(attributes, _COLUMNS_REPEATED)
        if _is_hidden(attributes):
            self._table.hide_columns(self._columns, count)
        self.styles.open_columns(self._columns, count, attributes.get(_DEFAULT_STYLE, ""))
        self._columns += count

    def _open_row(self, attributes: Attributes) -> None:
        self._row += self._rows
        self._rows = _count(attributes, _ROWS_REPEATED)
        self._column = 0
        self.styles.open_row(attributes.get(_DEFAULT_STYLE, ""))
        self._table.open_row(self._row, self._rows, hidden=_is_hidden(attributes))

    def _close_row(self) -> None:
        self._table.close_row()

    def _open_cell(self, attributes: Attributes) -> None:
        self._cell = attributes
        self._parts = []
        self._length = 0
        if STRING_VALUE in attributes:
            self._add_length(len(attributes[STRING_VALUE]))

    def _close_cell(self) -> None:
        attributes = self._cell
        count = _count(attributes, _COLUMNS_REPEATED) if _COLUMNS_REPEATED in attributes else 1
        if _COLUMNS_SPANNED in attributes or _ROWS_SPANNED in attributes:
            self._merge(attributes)
        parts = self._parts
        value: CellValue = ""
        if parts or VALUE_TYPE in attributes:
            # The mark of the first paragraph has no text before it.
            shown = level("".join(parts[1:]))
            value = read_value(attributes, shown)
            if type(value) is float and attributes.get(VALUE) != shown:
                self._show_beside(attributes, shown, count)
            elif isinstance(value, date):
                self._table.show(self._column, read_beside_day(value, shown), count)
        if not parts and value == "" and FORMULA in attributes and attributes.get(VALUE_TYPE) != "string":
            # An empty text as result is a type, or at least a paragraph.
            self._table.miss_result(self._column, count)
        if self._striking and value != "" and ("table-cell", attributes.get(_CELL_STYLE)) in self._striking:
            self._table.strike(self._column, count)
        if self.styles.known and isinstance(value, str):
            words = self.styles.round(value, attributes.get(_CELL_STYLE), self._column)
            self._table.show(self._column, words, count)
        self._table.put(self._column, value, count)
        self._column += count

    def _show_beside(self, attributes: Attributes, shown: str, count: int) -> None:
        kind, value = attributes.get(VALUE_TYPE, ""), attributes.get(VALUE, "")
        beside = read_beside(kind, value, attributes.get(CURRENCY, ""), shown)
        self._table.show(self._column, beside, count)

    def _merge(self, attributes: Attributes) -> None:
        rows, columns = _count(attributes, _ROWS_SPANNED), _count(attributes, _COLUMNS_SPANNED)
        if rows > 1 or columns > 1:
            self._table.merge(self._column, rows, columns)

    def _open_paragraph(self, _: Attributes) -> None:
        self._length += 1
        self._parts.append(PARAGRAPH)

    def _open_span(self, attributes: Attributes) -> None:
        self._check_depth()
        strikes = ("text", attributes.get(_TEXT_STYLE, "")) in self._striking and True not in self._spans
        self._spans.append(strikes)
        if strikes:
            self._parts.append(OPEN)

    def _close_span(self) -> None:
        if self._spans.pop():
            self._parts.append(CLOSE)

    def _add_spaces(self, attributes: Attributes) -> None:
        self._add_mark(SPACE * min(_count(attributes, TEXT + "c"), self._longest + 1))

    def _add_mark(self, mark: str) -> None:
        self._parts.append(mark)
        self._add_length(len(mark))

    def _add_length(self, length: int) -> None:
        self._length += length
        if self._length > self._longest:
            raise self._text_too_long()

    def _text_too_long(self) -> InputRejected:
        return refusals.too_large(self._file, f"有一个单元格的文本超过 {self._longest >> 10:,} KB")


def _is_hidden(attributes: Attributes) -> bool:
    return attributes.get(TABLE + "visibility") in {"collapse", "filter"}


def _count(attributes: Attributes, name: str) -> int:
    """Return a count, 1 where none is given; hostile ones are cut."""
    text = attributes.get(name)
    if text is None:
        return 1
    if not (text.isascii() and text.isdecimal()):
        return 1
    return max(1, int(text)) if len(text) < 8 else _MOST
