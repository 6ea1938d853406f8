"""Read .ods: cells by calamine, and one streaming pass for what it drops, as ``sheet_facts`` does for others.

The document keeps beside each value the text that the sheet showed, so errors and padded ids are read from there.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from kehu_batch.source import refusals
from kehu_batch.source.archives import open_archive
from kehu_batch.source.calamine_sheets import read_sheets
from kehu_batch.source.content import Content
from kehu_batch.source.extent import check_extent
from kehu_batch.source.limits import ReadLimits
from kehu_batch.source.sheet_facts import SheetFacts

_CONTENT = "content.xml"
_CHUNK = 1 << 20
_ID_SHOWN = re.compile(r"[A-Za-z0-9/_#-]+")
_WHOLE = re.compile(r"[0-9]{1,15}(?:\.0+)?")
_CELLS = frozenset({"table-cell", "covered-table-cell"})
#: Repeats beyond a sheet's size are cut, so that no number of a file makes us count further.
_MOST = 1 << 21


@dataclass(slots=True)
class DocumentFacts(SheetFacts):
    """What the pass found of one table; ``last_row`` and ``last_column`` are of filled cells only."""

    last_column: int = -1


@dataclass(slots=True)
class _Cell:
    """The cell that is open."""

    error: bool
    value: str
    filled: bool
    repeats: int
    text: list[str] = field(default_factory=list)


class _Scanner:
    """Follows the elements of ``content.xml``."""

    def __init__(self) -> None:
        self.tables: dict[str, DocumentFacts] = {}
        self._facts = DocumentFacts()
        self._row = self._rows = self._column = self._columns = 0
        self._cell: _Cell | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "table" and "table:name" in attributes:
            self._facts = self.tables.setdefault(attributes["table:name"], DocumentFacts())
            self._row = self._rows = self._columns = 0
        elif name == "table-column":
            self._start_column(attributes)
        elif name == "table-row":
            self._row += self._rows
            self._rows = _count(attributes.get("table:number-rows-repeated"))
            self._column = 0
            if _is_hidden(attributes) and self._rows < _MOST:
                self._facts.hidden_rows.update(range(self._row + 1, self._row + min(self._rows, 1 << 16) + 1))
        elif name in _CELLS:
            kind = attributes.get("calcext:value-type") or attributes.get("office:value-type", "")
            self._cell = _Cell(
                error=kind == "error",
                value=attributes.get("office:value", "") if kind == "float" else "",
                filled=bool(kind),
                repeats=_count(attributes.get("table:number-columns-repeated")),
            )

    def _start_column(self, attributes: dict[str, str]) -> None:
        repeats = _count(attributes.get("table:number-columns-repeated"))
        if _is_hidden(attributes):
            self._facts.hidden_columns.update(range(self._columns, self._columns + min(repeats, 1 << 14)))
        self._columns += repeats

    def text(self, characters: str) -> None:
        if self._cell is not None:
            self._cell.text.append(characters)

    def end(self, tag: str) -> None:
        if self._cell is None or tag.rpartition(":")[2] not in _CELLS:
            return
        cell, self._cell = self._cell, None
        shown = "".join(cell.text).strip()
        if cell.filled or shown:
            self._facts.last_row = max(self._facts.last_row, self._row + self._rows)
            self._facts.last_column = max(self._facts.last_column, self._column + cell.repeats - 1)
        if cell.error or _is_padded(cell.value, shown):
            for row in range(self._row + 1, self._row + min(self._rows, 1 << 16) + 1):
                for column in range(self._column, self._column + min(cell.repeats, 1 << 14)):
                    self._facts.shown[row, column] = shown
        self._column += cell.repeats


def read_open_document(data: bytes, file: str, limits: ReadLimits) -> Content:
    """Read an OpenDocument spreadsheet.

    Raises:
        InputRejected: ``encrypted``, ``damaged``, ``not_a_spreadsheet`` (it declares entities) or ``too_large``.
    """
    with open_archive(data, file, limits) as archive:
        facts = scan_document(archive, file)
    for name, found in facts.items():
        # Repeated cells are one element each: the reader would fill the memory before it could be asked.
        check_extent(found.last_row, found.last_column, name, file, limits)
    return Content(read_sheets(data, facts, file, limits))


def scan_document(archive: zipfile.ZipFile, file: str) -> dict[str, SheetFacts]:
    """Read the content part once and return the facts of each table by its name.

    Raises:
        InputRejected: ``damaged``; ``not_a_spreadsheet``: it declares entities.
    """
    scanner = _Scanner()

    def refuse(*_: object) -> None:
        raise refusals.declares_entities(file)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text
    try:
        with archive.open(_CONTENT) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise refusals.damaged(file, "XML 不完整") from error
    except refusals.BROKEN_ARCHIVE as error:
        raise refusals.damaged(file, f"部件 {_CONTENT} 无法解压") from error
    return dict(scanner.tables)


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("table:visibility") in {"collapse", "filter"}


def _count(text: str | None) -> int:
    return min(int(text), _MOST) if text is not None and text.isascii() and text.isdecimal() else 1


def _is_padded(value: str, shown: str) -> bool:
    """Whether a whole number is shown with zeros or letters before it, as an id is."""
    if not _WHOLE.fullmatch(value) or not _ID_SHOWN.fullmatch(shown):
        return False
    digits = value.partition(".")[0]
    return shown != digits and "".join(filter(str.isdecimal, shown)).lstrip("0") == digits.lstrip("0")
