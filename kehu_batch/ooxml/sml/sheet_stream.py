"""A worksheet read as a stream: what stands before its cells, its rows in blocks, and what stands after.

Rows are found by scanning for markup, never by parsing every cell. That is sound because ``<`` cannot stand in
text or attribute values; only comments, processing instructions and CDATA sections may hold it, and these are
blanked in a *shadow* of the same length, in which all searching is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kehu_batch.ooxml.opc.markup import forbidden, malformed
from kehu_batch.records import dataclass

_ASIDE = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_ASIDE_START = re.compile(rb"<!--|<!\[CDATA\[|<\?|<!?\Z|<!-\Z|<!\[[CDAT]{0,5}\Z")
#: Bytes of the longest beginning of one of them that is not told yet by the last bytes: ``<![CDATA``.
_LONGEST_START = 8
_FIRST_TAG = re.compile(rb"<([^\s<>/!?]+)")
_ATTRIBUTES = rb"""((?:[^<>"'/]|"[^"]*"|'[^']*'|/(?!>))*)"""
_SHEET_DATA = re.compile(rb"<(?:([^\s<>/:]+):)?sheetData(?=[\s/>])" + _ATTRIBUTES + b"(/?)>")


def shadow_of(data: bytes, part: str) -> tuple[bytes, int]:
    """Return ``data`` with all that hides markup blanked, and how far it is certain.

    Raises:
        ForbiddenMarkup: A document type or entity declaration.
    """
    # One byte is searched for ten times as fast as two: behind the last of either nothing of the kind begins.
    end = max(data.rfind(b"!"), data.rfind(b"?")) + 1
    last = max(data.rfind(b"<!", 0, end), data.rfind(b"<?", 0, end))
    if last < 0:
        return data, len(data)
    shadow = _blanked(data, last)
    doctype, instruction = shadow.find(b"<!", 0, end), shadow.find(b"<?", 0, end)
    signs = [place for place in (doctype, instruction) if place >= 0]
    unclosed = _ASIDE_START.search(shadow, max(min([*signs, len(shadow) - _LONGEST_START]), 0))
    certain = unclosed.start() if unclosed else len(shadow)
    if 0 <= doctype < certain:
        raise forbidden(part)
    return shadow, certain


def _blanked(data: bytes, last: int) -> bytes:
    """Return ``data`` with all that hides markup blanked; none of it begins behind ``last``."""
    pieces, position = [], 0
    while position <= last and (match := _ASIDE.search(data, position)):
        pieces += [data[position : match.start()], b" " * len(match[0])]
        position = match.end()
    return b"".join([*pieces, data[position:]])


def _grown(data: bytes, chunks: Iterator[bytes]) -> bytes | None:
    """Return ``data`` with what follows, twice as long at least where there is so much; ``None`` at the end.

    What was searched in vain is searched again with what follows it: were it only ever a chunk longer, a part without
    the markup that is looked for would take time by the square of its length.
    """
    pieces = [data]
    wanted = max(len(data), 1)
    for chunk in chunks:
        pieces.append(chunk)
        wanted -= len(chunk)
        if wanted <= 0:
            break
    return b"".join(pieces) if len(pieces) > 1 else None


@dataclass(frozen=True, slots=True)
class RowBlock:
    """Whole rows: ``shadow`` is ``data`` with comments and the like blanked, else the same object."""

    data: bytes
    shadow: bytes

    @classmethod
    def cut(cls, data: bytes, shadow: bytes, end: int) -> RowBlock:
        """Return the beginning of a stretch."""
        rows = data[:end]
        return cls(rows, rows if shadow is data else shadow[:end])


class SheetStream:
    """A worksheet in UTF-8, read once from start to end.

    Args:
        chunks: The part's bytes, without byte order mark.
        part: Its name, for messages.

    Attributes:
        prefix: Prefix of the cells' elements with its colon, or ``b""``.
        head: All bytes before ``sheetData``.
        root_name: Name of the root element as written.
        opening: The start tag of ``sheetData``, never self-closed.
        tail: All bytes after the last row, from ``</sheetData>``; empty until the rows are read.

    Raises:
        MalformedPart: There is no ``sheetData``, or it does not end.
    """

    def __init__(self, chunks: Iterable[bytes], part: str) -> None:
        self._chunks = iter(chunks)
        self._part = part
        self.tail = b""
        data = b""
        while True:
            shadow, certain = shadow_of(data, part)
            found = _SHEET_DATA.search(shadow, 0, certain)
            if found is not None:
                break
            more = _grown(data, self._chunks)
            if more is None:
                raise malformed(part, "缺少 sheetData")
            data = more
        self.prefix = found[1] + b":" if found[1] else b""
        self.head = data[: found.start()]
        self.root_name = _FIRST_TAG.findall(shadow, 0, found.end())[0]
        self.opening = data[found.start() : found.end()]
        self._rest = data[found.end() :]
        self._empty = bool(found[3])
        if self._empty:
            self.opening = self.opening[:-2].rstrip() + b">"
        self._closing = b"</" + self.prefix + b"sheetData"
        self._row_start = b"<" + self.prefix + b"row"

    def blocks(self) -> Iterator[RowBlock]:
        """Yield the rows, some hundred kilobytes at a time; ``tail`` is set when they end."""
        if self._empty:
            self.tail = self._closing + b">" + self._rest + b"".join(self._chunks)
            return
        data = self._rest
        while True:
            shadow, certain = shadow_of(data, self._part)
            end = shadow.find(self._closing, 0, certain)
            if end >= 0:
                if end:
                    yield RowBlock.cut(data, shadow, end)
                self.tail = data[end:] + b"".join(self._chunks)
                return
            whole = shadow.rfind(self._row_start, 0, certain)
            if whole > 0:
                yield RowBlock.cut(data, shadow, whole)
                data = data[whole:]
            more = _grown(data, self._chunks)
            if more is None:
                raise malformed(self._part, "sheetData 没有结束")
            data = more


@dataclass(frozen=True, slots=True)
class RowPattern:
    """What to search for, with the prefix that the sheet uses.

    Attributes:
        row: A row's start tag: its number where it stands first, other attributes, ``/`` if self-closed.
        cell: A cell's start tag: likewise with its reference.
        row_end: ``</row``.
        cell_end: ``</c``.
        cell_start: ``<c`` with a space, as cells are written nearly always.
        any_cell: A cell's start tag, however written; its column where its reference stands first.
    """

    row: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    any_cell: re.Pattern[bytes]
    row_end: bytes
    cell_end: bytes
    cell_start: bytes

    @classmethod
    def for_prefix(cls, prefix: bytes) -> RowPattern:
        """Return the patterns for a prefix such as ``b"x:"`` or ``b""``."""
        name = re.escape(prefix)
        return cls(
            row=re.compile(b"<" + name + rb'row(?:\s+r="(\d+)")?(?=[\s/>])' + _ATTRIBUTES + b"(/?)>"),
            cell=re.compile(
                b"<" + name + rb'c(?:\s+r="\$?([A-Za-z]{1,3})\$?\d+")?(?=[\s/>])' + _ATTRIBUTES + b"(/?)>"
            ),
            any_cell=re.compile(b"<" + name + rb'c(?: r="([A-Z]+)\d+")?(?=[\s/>])'),
            row_end=b"</" + prefix + b"row",
            cell_end=b"</" + prefix + b"c",
            cell_start=b"<" + prefix + b"c ",
        )


_LONGEST_ROW_NUMBER = 7
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']\s*\$?([A-Za-z]{0,3})\$?(\d*)\s*["']""")


@dataclass(slots=True)
class RowSpan:
    """One row of a block, by offsets in it.

    ``inner_start`` to ``inner_end`` is what stands between its tags; for a self-closed row both are ``end``.
    """

    number: int
    start: int
    inner_start: int
    inner_end: int
    end: int


def row_spans(block: RowBlock, pattern: RowPattern, last: int, part: str) -> Iterator[RowSpan]:
    """Yield the rows of a block; a row without a number follows the one before it.

    Args:
        block: Whole rows.
        pattern: For the sheet's prefix.
        last: Number of the row before the block, 0 at the start.
        part: Name of the sheet's part, for messages.

    Raises:
        MalformedPart: Something other than rows stands between rows, or a row does not end.
    """
    shadow = block.shadow
    position, size = 0, len(shadow)
    find_row, row_end = pattern.row.match, pattern.row_end
    while position < size:
        opened = find_row(shadow, position)
        if opened is None:
            start = shadow.find(b"<", position)
            gap = shadow[position : start if start >= 0 else size]
            if gap.strip() or start == position:
                raise malformed(part, f"第 {last + 1} 行附近")
            if start < 0:
                return
            position = start
            continue
        number_text, attributes, closed = opened.groups()
        if number_text is None and b"r" in attributes:
            reference = _REFERENCE.search(attributes)
            number_text = reference[2] if reference else None
        if number_text and len(number_text) > _LONGEST_ROW_NUMBER:
            raise malformed(part, "行号超出范围")
        last = int(number_text) if number_text else last + 1
        inner = opened.end()
        if closed:
            yield RowSpan(last, position, inner, inner, inner)
            position = inner
            continue
        inner_end = shadow.find(row_end, inner)
        end = shadow.find(b">", inner_end) + 1
        if inner_end < 0 or not end:
            raise malformed(part, f"第 {last} 行没有结束")
        yield RowSpan(last, position, inner, inner_end, end)
        position = end


@dataclass(slots=True)
class CellSpan:
    """One cell of a row: 0-based column, offsets in the block, and whether it holds a value or formula."""

    column: int
    start: int
    end: int
    filled: bool


_COLUMNS: dict[bytes, int] = {}


def column_of(letters: bytes) -> int:
    """Return the 0-based column of letters as they stand in a reference."""
    found = _COLUMNS.get(letters)
    if found is None:
        found = 0
        for letter in letters.upper():
            found = found * 26 + letter - 64
        found = _COLUMNS[letters] = found - 1
    return found


def cell_spans(shadow: bytes, row: RowSpan, pattern: RowPattern, part: str) -> list[CellSpan]:
    """Return the cells of a row in their order; one without a reference follows the one before it.

    Raises:
        MalformedPart: A cell does not end.
    """
    cells: list[CellSpan] = []
    column = -1
    position = row.inner_start
    while True:
        opened = pattern.cell.search(shadow, position, row.inner_end)
        if opened is None:
            return cells
        letters, attributes, closed = opened.groups()
        if letters is None and b"r" in attributes:
            reference = _REFERENCE.search(attributes)
            letters = reference[1] if reference and reference[1] else None
        column = column_of(letters) if letters else column + 1
        end = opened.end()
        filled = False
        if not closed:
            inner_end = shadow.find(pattern.cell_end, end, row.inner_end)
            if inner_end < 0:
                raise malformed(part, f"第 {row.number} 行的单元格没有结束")
            filled = b"<" in shadow[end:inner_end]
            end = shadow.index(b">", inner_end) + 1
        cells.append(CellSpan(column, opened.start(), end, filled))
        position = end


def row_numbers(blocks: Iterable[RowBlock], prefix: bytes, part: str) -> set[int]:
    """Return the numbers of all rows of a sheet."""
    pattern = RowPattern.for_prefix(prefix)
    numbers: set[int] = set()
    last = 0
    for block in blocks:
        for row in row_spans(block, pattern, last, part):
            last = row.number
            numbers.add(last)
    return numbers


class PlainRows:
    """Rows as programs write nearly all of them, which are cut apart at once.

    Args:
        prefix: Of the sheet's elements.

    Attributes:
        row_end: What a row ends with.
    """

    def __init__(self, prefix: bytes) -> None:
        name = re.escape(prefix)
        attributes = rb"""(?:[^<>"'/]++|"[^"<>]*+")*+"""
        self.row_end = b"</" + prefix + b"row>"
        self._row_start = b"<" + prefix + b"row"
        attribute = rb"""[^\s<>"'/=]++="[^"<>]*+\""""
        self._opened = re.compile(
            rb'\s*(?=(<))<%brow r="(\d{1,7})"(?:\s++(?!spans=)%b)*+(\s++spans="[^"<>]*+")?(?:\s++%b)*+>'
            % (name, attribute, attribute)
        )
        self._cell = re.compile(rb'<%bc r="([A-Z]{1,3})\d{1,7}"%b(/?)>' % (name, attributes))
        self._cell_name = b"<" + prefix + b"c"
        self._cell_end = b"</" + prefix + b"c>"

    def cut(self, block: RowBlock) -> list[re.Match[bytes]] | None:
        """Return a match for each row of a block, ``None`` where a row is written otherwise.

        Of a match the string is a row without its end tag, with the white space before it; group 0 is all to the end of
        its start tag, group 1 the tag's ``<``, group 2 the row's number, group 3 the hint how far the row reaches.
        """
        if block.shadow is not block.data:
            return None
        *rows, rest = block.data.split(self.row_end)
        if rest.strip() or block.data.count(self._row_start) != len(rows):
            return None
        found = [match for match in map(self._opened.match, rows) if match is not None]
        return found if len(found) == len(rows) else None

    def last_column(self, row: bytes) -> int:
        """Return the 0-based column of the last cell of a row without its end tag; -1 where it is not plain to see."""
        at = row.rfind(self._cell_name)
        opened = self._cell.match(row, at) if at >= 0 else None
        if opened is None:
            return -1
        if opened[2]:
            return column_of(opened[1]) if opened.end() == len(row) else -1
        close = len(row) - len(self._cell_end)
        return column_of(opened[1]) if row.find(self._cell_end, opened.end()) == close else -1
