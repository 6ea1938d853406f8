"""The XML of a donor's sheets and drawings, fitted to the host.

The donor is written by xlsxwriter in this very run: attributes in double quotes, in a fixed order, nothing prefixed.
That is relied upon here, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from operator import attrgetter

from kehu_batch.ooxml.donor.styling import StyleMap
from kehu_batch.ooxml.errors import DonorRejected
from kehu_batch.ooxml.late_rows import LateRows
from kehu_batch.ooxml.opc.markup import parse, quote_attribute
from kehu_batch.ooxml.opc.package import follow
from kehu_batch.ooxml.sml.book import Book
from kehu_batch.ooxml.sml.formulas import rename_sheets
from kehu_batch.ooxml.sml.text import escape

#: A cell's start and its style, which split a sheet into threes.
_CELL = re.compile(rb'(<c r="[A-Z]+[0-9]+")(?: s="(\d+)")?')
_SHARED = re.compile(rb' t="s"><v>(\d+)</v></c>')
_ROW_STYLE = re.compile(rb'(<row [^>]*?\bs=")(\d+)(")')
_COLUMN_STYLE = re.compile(rb'(<col [^>]*?\bstyle=")(\d+)(")')
_TAG = re.compile(rb"<[^<>]+>")
_DIFFERENTIAL = re.compile(rb'\b(\w*[dD]xfId=")(\d+)(")')
_FORMULA = re.compile(rb"(<(?:\w+:)?(?:f|formula|formula1|formula2)(?:\s[^<>]*)?>)([^<]+)(<)")
_PLACE = re.compile(rb'(\s(?:location|textlink)=")([^"]*)(")')
_SELECTED = b' tabSelected="1"'
_ROW_END = b"</row>"
#: Bytes of rows whose styles are mapped together.
_AT_ONCE = 1 << 20


def _row_pieces(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where pieces of rows begin and end: each step of changing a whole long sheet would make it anew."""
    while start < end:
        after = data.find(_ROW_END, start + _AT_ONCE, end) + len(_ROW_END)
        after = after if after >= len(_ROW_END) else end
        yield start, after
        start = after


class SheetFitter:
    """Fits sheets and what belongs to them.

    Args:
        styles: Of donor and host.
        strings: The donor's shared strings.
        renamed: Names of the donor's sheets, in lower case, to their new names; only those that change.
    """

    def __init__(self, styles: StyleMap, strings: list[bytes], renamed: Mapping[str, str]) -> None:
        self._cells = styles.cells
        #: The attribute of a cell by the style that it has in the donor; of one without a style by ``None``.
        looks = [b' s="%d"' % index if index else b"" for index in styles.cells]
        self._looks: dict[bytes | None, bytes] = {None: looks[0]}
        self._looks.update((b"%d" % old, look) for old, look in enumerate(looks))
        self._differential = styles.differential
        self._strings = strings
        self._renamed = renamed

    def sheet(self, data: bytes, late: Sequence[LateRows] = ()) -> Iterator[bytes]:
        """Yield a worksheet with its styles mapped, its strings inline, no tab selected, and late rows put in.

        Raises:
            DonorRejected: The row that late ones stand before is not there.
        """
        start = data.find(b"<sheetData>") + len(b"<sheetData>")
        if start < len(b"<sheetData>"):
            yield self.references(self._differentials(self._head(data)))
            return
        end = data.find(b"</sheetData>", start)
        yield self._head(data[:start])
        for rows in sorted(late, key=attrgetter("before")):
            at = data.find(b'<row r="%d"' % rows.before, start, end)
            if at < 0:
                raise DonorRejected(f"结果工作表缺少第 {rows.before} 行")
            yield from (self._rows(data[place:after]) for place, after in _row_pieces(data, start, at))
            yield from rows.fitted(self._cells)
            start = at
        yield from (self._rows(data[place:after]) for place, after in _row_pieces(data, start, end))
        yield self.references(self._differentials(data[end:]))

    def _head(self, head: bytes) -> bytes:
        return _COLUMN_STYLE.sub(self._style, head.replace(_SELECTED, b""))

    def _style(self, match: re.Match[bytes]) -> bytes:
        return b"%b%d%b" % (match[1], self._cells[int(match[2])], match[3])

    def _rows(self, rows: bytes) -> bytes:
        """Return some rows as the host has them."""
        # There are hundreds of thousands of cells: a call for each would take as long as all the rest.
        pieces = _CELL.split(_ROW_STYLE.sub(self._style, rows))
        pieces[2::3] = [self._looks[old] for old in pieces[2::3]]
        rows = b"".join(pieces)
        return self.references(_SHARED.sub(self._inline, rows) if self._strings else rows)

    def _inline(self, match: re.Match[bytes]) -> bytes:
        return b' t="inlineStr"><is>%b</is></c>' % self._strings[int(match[1])]

    def _differentials(self, data: bytes) -> bytes:
        def mapped(match: re.Match[bytes]) -> bytes:
            return b"%b%d%b" % (match[1], self._differential[int(match[2])], match[3])

        return _TAG.sub(lambda tag: _DIFFERENTIAL.sub(mapped, tag[0]), data)

    def table(self, data: bytes, identifier: int, names: Mapping[str, str]) -> bytes:
        """Return a table part under a new id and names, its styles mapped."""
        data = re.sub(rb'(<table [^>]*?\bid=")\d+(")', rb"\g<1>%d\g<2>" % identifier, data, count=1)
        for old, new in names.items():
            for attribute in ("name", "displayName"):
                before = f' {attribute}="{quote_attribute(old)}"'.encode()
                data = data.replace(before, f' {attribute}="{quote_attribute(new)}"'.encode(), 1)
        return self.references(self._differentials(data))

    def references(self, data: bytes) -> bytes:
        """Return a sheet, chart or drawing with its references to renamed sheets following them."""
        if not self._renamed:
            return data

        def formula(match: re.Match[bytes]) -> bytes:
            text = rename_sheets(unescape(match[2].decode("utf-8")), self._renamed)
            return match[1] + escape(text).encode("utf-8") + match[3]

        def place(match: re.Match[bytes]) -> bytes:
            text = rename_sheets(unescape(match[2].decode("utf-8")), self._renamed)
            return match[1] + quote_attribute(text).encode("utf-8") + match[3]

        return _TAG.sub(lambda tag: _PLACE.sub(place, tag[0]), _FORMULA.sub(formula, data))

    def target(self, target: str) -> str:
        """Return the target of a hyperlink into the workbook (``#Sheet!A1``), following a renamed sheet."""
        return "#" + rename_sheets(target[1:], self._renamed) if target.startswith("#") else target


def shared_strings(donor: Book) -> list[bytes]:
    """Return the content of each shared string of the donor as XML, to be written inline: the host's stay as they are.

    Plain and rich text are built alike inline.
    """
    part = next(iter(follow(donor.package, donor.part, "sharedStrings")), "")
    if not part:
        return []
    data = donor.package.read(part)
    return [data[node.inner_start : node.inner_end] for node in parse(data, part, depth=2).named("si")]
