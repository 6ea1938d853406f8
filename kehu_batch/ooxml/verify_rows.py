"""The rows of a sheet for the proof, cut apart at their end tags, and the proof of a row that is written plainly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from typing import NamedTuple

from kehu_batch.cells import column_index
from kehu_batch.ooxml.errors import MalformedPart
from kehu_batch.ooxml.opc.markup import well_formed
from kehu_batch.ooxml.sml.book import Book
from kehu_batch.ooxml.sml.sheet_stream import RowBlock, SheetStream

_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d{1,7})["']""")
_TAG = re.compile(rb"""(?:[^"'>]|"[^"]*"|'[^']*')*>""")
#: Cells of ours that are remembered as judged.
_REMEMBERED = 20_000


@cache
def column_number(letters: bytes) -> int:
    """Return the 0-based column of letters."""
    return column_index(letters.decode("ascii"))


class ProofRow(NamedTuple):
    """One row: what stands between its tags, the same with comments and the like blanked, and its start tag."""

    number: int
    data: bytes
    shadow: bytes
    tag: bytes = b""


PlainRow = re.Match[bytes]
"""A row that is written as programs write nearly all: its string is the row without its end tag, and what is matched
its start tag; group 1 is its number, groups 2 and 3 its attributes before and after the hint how far it reaches."""


class ProofRows:
    """The rows of a sheet, in order.

    Args:
        book: The workbook.
        part: The sheet's part.
        checked: Whether the part is proved well-formed on the way.
    """

    def __init__(self, book: Book, part: str, *, checked: bool = False) -> None:
        _, chunks = book.package.open_markup(part)
        self._stream = SheetStream(well_formed(chunks, part) if checked else chunks, part)
        self._part = part
        self._last = 0
        self.prefix = self._stream.prefix
        self._start = b"<" + self.prefix + b"row"
        self._end = b"</" + self.prefix + b"row>"
        attribute = rb"""[^\s<>"'/=]++="[^"<>]*+\""""
        self._plain = re.compile(
            rb'\s*<%brow r="(\d{1,7})"((?:\s++(?!spans=)%b)*+)(?:\s++spans="[^"<>]*+")?((?:\s++%b)*+)>'
            % (re.escape(self.prefix), attribute, attribute)
        )

    @property
    def frame(self) -> bytes:
        """Return the sheet without its rows, which must have been read."""
        return self._stream.head + self._stream.opening + self._stream.tail

    def __iter__(self) -> Iterator[ProofRow | PlainRow]:
        for block in self._stream.blocks():
            plain = self._cut(block)
            if plain:
                yield from plain
                self._last = int(plain[-1][1])
            else:
                yield from self._others(block)

    def _cut(self, block: RowBlock) -> list[PlainRow]:
        """Return the rows of a block of plain ones; none where one is written otherwise."""
        if block.shadow is not block.data:
            return []
        *rows, rest = block.data.split(self._end)
        if block.data.count(self._start) != len(rows) or b"<" in rest:
            return []
        found = [match for match in map(self._plain.match, rows) if match is not None]
        return found if len(found) == len(rows) else []

    def _others(self, block: RowBlock) -> Iterator[ProofRow]:
        closing = re.compile(b"</" + re.escape(self.prefix) + rb"row\s*>")
        position = 0
        for end in closing.finditer(block.shadow):
            yield from self._opened(block, position, end.start())
            position = end.end()
        yield from self._opened(block, position, len(block.shadow))

    def _opened(self, block: RowBlock, start: int, stop: int) -> Iterator[ProofRow]:
        """Yield the self-closed rows of a stretch up to an end tag, and the row that it ends."""
        data, shadow = block.data, block.shadow
        at = shadow.find(self._start, start, stop)
        while at >= 0:
            tag = _TAG.match(shadow, at, stop)
            if tag is None:
                raise MalformedPart(f"部件 {self._part} 的行标记不完整")
            number = _ROW_NUMBER.search(tag[0])
            self._last = int(number[1]) if number else self._last + 1
            if not tag[0].endswith(b"/>"):
                yield ProofRow(self._last, data[tag.end() : stop], shadow[tag.end() : stop], tag[0])
                return
            yield ProofRow(self._last, b"", b"", tag[0])
            at = shadow.find(self._start, tag.end(), stop)


def as_row(row: ProofRow | PlainRow) -> ProofRow:
    """Return a plain row as any other."""
    if isinstance(row, ProofRow):
        return row
    inner = row.string[row.end() :]
    return ProofRow(int(row[1]), inner, inner, row[0])


class PlainProof:
    """Proves plain rows: the original's bytes, and behind them cells of ours in a strict form.

    Args:
        prefix: Of the sheet's elements.
    """

    def __init__(self, prefix: bytes) -> None:
        name = re.escape(prefix)
        text = rb' t="inlineStr"><%bis><%bt(?: xml:space="preserve")?>[^<>]*</%bt></%bis>' % ((name,) * 4)
        value = rb'(?: t="b")?><%bv>[^<>]+</%bv>' % (name, name)
        cell = rb'<%bc r="([A-Z]{1,3})\x00 s="\d+"(?:%b|%b)</%bc>' % (name, text, value, name)
        self._strict = re.compile(cell)
        self._cell = b"<" + prefix + b"c"
        self._cell_end = b"</" + prefix + b"c>"
        self._first = re.compile(self._cell + rb' r="([A-Z]{1,3})\d{1,7}"[^<>]*>')
        self._columns: dict[bytes, int] = {}

    def holds(self, old: PlainRow, new: PlainRow, ours: AbstractSet[int]) -> bool:
        """Return whether it is plain to see that a row is the original's with cells in columns of ours behind it.

        Args:
            old: The row of the original.
            new: The row with its number in the result, which was proved well-formed.
            ours: 0-based columns that may have cells of ours in this row.
        """
        number, inner = old[1], old.string[old.end() :]
        same = old.groups() == new.groups()
        if not same and (new[1] != number or new[2] + new[3] != old[2] + old[3]):
            return False
        if not new.string.startswith(inner, new.end()):
            return False
        rest = new.string[new.end() + len(inner) :]
        if not rest:
            return True
        columns = self._columns_of(rest, number)
        if not columns or columns != sorted(set(columns)):
            return False
        at = inner.rfind(self._cell)
        last = self._first.match(inner, at) if at >= 0 else None
        return last is not None and column_number(last[1]) < columns[0] and ours >= set(columns)

    def _columns_of(self, rest: bytes, number: bytes) -> list[int]:
        """Return the columns of the cells that a row's rest is made of; none where it is not made of such cells alone.

        Cells of equal content differ in their row's number; no well-formed text holds the mark that is put in its
        place.
        """
        *cells, behind = rest.replace(number + b'" ', b"\x00 ").split(self._cell_end)
        known, columns = self._columns, []
        for cell in cells:
            column = known.get(cell)
            if column is None:
                column = self._judge(cell)
            columns.append(column)
        return [] if behind or -1 in columns else columns

    def _judge(self, cell: bytes) -> int:
        """Return the column of a cell of ours, less its end tag; -1 where it is something else."""
        strict = self._strict.fullmatch(cell + self._cell_end)
        column = column_number(strict[1]) if strict else -1
        if len(self._columns) < _REMEMBERED:
            self._columns[cell] = column
        return column
