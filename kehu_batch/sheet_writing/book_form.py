"""Workbooks that differ in their rows and a few texts: one is written as a form, copies of it are filled in.

The smallest workbook costs xlsxwriter some ten milliseconds, nearly all for what every list of a person has in
common: looks, theme, properties, how a page prints. A copy costs less than one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from io import BytesIO
from zipfile import ZipFile

from kehu_batch.errors import InternalError
from kehu_batch.ooxml.opc.archive_writer import ArchiveWriter, pack
from kehu_batch.ooxml.sml.text import escape, text_element
from kehu_batch.records import dataclass
from kehu_batch.sheet_writing.long_rows import ColumnStyle, RowText, number_rows
from kehu_batch.sheet_writing.text import fit_text

_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_PROPERTIES = "docProps/core.xml"
_TITLE = re.compile(r"(?<=<dc:title>).*?(?=</dc:title>)", re.DOTALL)
_EXTENT = re.compile(rb'(?<=<dimension ref="A1:)([A-Z]+)\d+(?=")')
_STYLE = re.compile(rb'<c r="[A-Z]+\d+" s="(\d+)"')
_END = b"</sheetData>"


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """What a copy's sheet holds.

    Args:
        texts: Texts of the form and what stands in their place.
        rows: In place of the form's row.
    """

    texts: Mapping[str, str]
    rows: Sequence[RowText]


class BookForm:
    """A workbook whose sheets each end with a row that has the looks of a list's columns and nothing else.

    It is to be closed.

    Args:
        book: As ``open_book`` wrote it, streamed, so that texts stand in their cells.
        row: 1-based number of that row, which is the same on each sheet.
    """

    def __init__(self, book: bytes, row: int) -> None:
        self._row = row
        with ZipFile(BytesIO(book)) as source:
            contents = {name: source.read(name) for name in source.namelist()}
        self._names = tuple(contents)
        self._sheets = {name: self._cut(contents[name]) for name in contents if _SHEET.fullmatch(name)}
        self._properties = contents[_PROPERTIES].decode("utf-8")
        own = {_PROPERTIES, *self._sheets}
        self._common = {name: pack(content) for name, content in contents.items() if name not in own}

    def close(self) -> None:
        """Let go of what copies have in common."""
        for part in self._common.values():
            part.close()

    def _cut(self, sheet: bytes) -> tuple[bytes, bytes, bytes]:
        """Return what stands before the row, the row, and what stands behind it."""
        head, start, rest = sheet.partition(b'<row r="%d"' % self._row)
        row, end, tail = rest.partition(_END)
        if not (start and end and _EXTENT.search(head)):
            raise InternalError(f"清单的样张没有第{self._row}行")
        return head, row, end + tail

    def styles(self, sheet: int) -> tuple[ColumnStyle, ...]:
        """Return the looks of the columns of a sheet, counted from 0."""
        _, row, _ = list(self._sheets.values())[sheet]
        return tuple(ColumnStyle(int(style)) for style in _STYLE.findall(row))

    def fill(self, title: str, sheets: Sequence[FilledSheet]) -> bytes:
        """Return a copy.

        Args:
            title: In its properties.
            sheets: What its sheets hold, in their order.
        """
        filled = {
            _PROPERTIES: _TITLE.sub(lambda _: escape(fit_text(title)), self._properties).encode("utf-8")
        }
        for (name, parts), sheet in zip(self._sheets.items(), sheets, strict=True):
            filled[name] = self._fill_sheet(parts, sheet)
        target = BytesIO()
        writer = ArchiveWriter(target)
        for name in self._names:
            if name in self._common:
                writer.add(name.encode(), self._common[name], utf8=False)
                continue
            with closing(pack(filled[name])) as own:
                writer.add(name.encode(), own, utf8=False)
        writer.finish()
        return target.getvalue()

    def _fill_sheet(self, parts: tuple[bytes, bytes, bytes], sheet: FilledSheet) -> bytes:
        head, _, tail = parts
        for old, new in sheet.texts.items():
            head = head.replace(text_element(old).encode(), text_element(fit_text(new)).encode())
        last = self._row - 1 + len(sheet.rows)
        head = _EXTENT.sub(lambda match: b"%s%d" % (match[1], last), head, count=1)
        return b"".join((head, *number_rows(sheet.rows, self._row), tail))
