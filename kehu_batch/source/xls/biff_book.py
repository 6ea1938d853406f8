"""The records of an .xls workbook that stand before those of its sheets: formats, texts, and the list of sheets."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import SheetState
from kehu_batch.records import dataclass, field
from kehu_batch.source import refusals
from kehu_batch.source.binary_values import SHEET_STATES
from kehu_batch.source.xls import biff_text

#: Codes of the record that begins each part, with the version that they say; since Excel 5 the record says it inside.
BOF = {0x009: 2, 0x209: 3, 0x409: 4, 0x809: 0}
EOF = 0x0A
_CONTINUE = 0x3C
_FILE_PASS, _SHARED_TEXTS = 0x2F, 0xFC
#: Bytes of an empty text: its length and its flags.
_SHORTEST_TEXT = 3
_WORKSHEET, _GLOBALS_OF_4 = 0x10, 0x100
_STRIKES, _NO_FONT = 0x08, 4
_HEADER = struct.Struct("<HH")
#: Excel writes the last two; other programs, old records after a new beginning.
_VERSIONS = {0x0000: 2, 0x0007: 2, 0x0200: 2, 0x0300: 3, 0x0400: 4, 0x0500: 5, 0x0600: 8}


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """A sheet as the workbook lists it; ``start`` is the position of its first record."""

    name: str
    start: int
    state: SheetState = SheetState.VISIBLE
    worksheet: bool = True


@dataclass(slots=True)
class BiffBook:
    """What the sheets' records refer to.

    Args:
        version: Of the records: 2, 3, 4, 5 (Excel 5 and 95) or 8 (since Excel 97).
        codec: Of byte strings.
        date1904: Whether serial dates count from 1904.
        formats: Format codes by their number.
        cell_formats: Number of the format of each ``XF``.
        fonts: Fonts so far.
        striking: Those that strike out.
        struck_formats: Each ``XF`` of such a font.
        texts: Shared texts.
        sheets: In the order of their tabs.
    """

    version: int
    codec: str = biff_text.DEFAULT_CODEC
    date1904: bool = False
    formats: dict[int, str] = field(default_factory=dict)
    cell_formats: list[int] = field(default_factory=list)
    fonts: int = 0
    striking: set[int] = field(default_factory=set)
    struck_formats: set[int] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    sheets: list[ListedSheet] = field(default_factory=list)


def read_book(stream: bytes, file: str, limits: ReadLimits) -> BiffBook:
    """Read the records up to the first end.

    Args:
        stream: All records of the workbook.
        file: File name, for messages.
        limits: Bound on shared texts.

    Raises:
        InputRejected: ``encrypted`` or ``too_large``.
        ValueError, LookupError, struct.error: The records are broken.
    """
    opcode, _, version, kind = struct.unpack_from("<HHHH", stream)
    if opcode not in BOF or (opcode == 0x409 and kind == _GLOBALS_OF_4):
        raise ValueError("no beginning of a workbook")
    book = BiffBook(BOF[opcode] or _VERSIONS[version])
    if kind == _WORKSHEET:
        # Up to Excel 4 a file is one sheet, without a list.
        book.sheets.append(ListedSheet("Sheet1", 0))
    for code, start, size in walk(stream, 0):
        if code == _FILE_PASS:
            raise refusals.encrypted(file)
        if code == _SHARED_TEXTS:
            pieces = continued(stream, start, size)
            (count,) = struct.unpack_from("<I", pieces[0], 4)
            if min(count, sum(map(len, pieces)) // _SHORTEST_TEXT) > limits.strings:
                raise refusals.too_large(file, f"各单元格共用的文本多于 {limits.strings:,} 条")
            book.texts = biff_text.TextPieces(pieces, 8, book.striking).take_texts(count)
        elif code in _HANDLERS:
            _HANDLERS[code](book, stream[start : start + size])
    return book


def walk(stream: bytes, position: int) -> Iterator[tuple[int, int, int]]:
    """Yield opcode, start and size of each record from a part's first to its end; charts within it are passed over.

    Raises:
        struct.error: The stream ends before.
    """
    unpack = _HEADER.unpack_from
    depth = 0
    while True:
        opcode, size = unpack(stream, position)
        position += 4
        if opcode in BOF:
            depth += 1
        elif opcode == EOF:
            depth -= 1
            if depth <= 0:
                return
        if depth == 1:
            yield opcode, position, size
        position += size


def continued(stream: bytes, start: int, size: int) -> list[bytes]:
    """Return the content of a record and of those that continue it."""
    pieces = [stream[start : start + size]]
    position = start + size
    while position + _HEADER.size <= len(stream):
        opcode, size = _HEADER.unpack_from(stream, position)
        if opcode != _CONTINUE:
            break
        start = position + _HEADER.size
        position = start + size
        pieces.append(stream[start:position])
    return pieces


def _read_code_page(book: BiffBook, data: bytes) -> None:
    if book.version < 8:
        book.codec = biff_text.codec_of(struct.unpack_from("<H", data)[0])


def _read_date_system(book: BiffBook, data: bytes) -> None:
    book.date1904 = struct.unpack_from("<H", data)[0] == 1


def _read_format(book: BiffBook, data: bytes) -> None:
    if book.version >= 8:
        code = biff_text.read_unicode_text(data, 2, 2)
    else:
        code = biff_text.read_byte_text(data, 2 if book.version >= 4 else 0, 1, book.codec)
    # Before Excel 5 formats have no number but their place.
    number = struct.unpack_from("<H", data)[0] if book.version >= 5 else len(book.formats)
    book.formats[number] = code


def _read_font(book: BiffBook, data: bytes) -> None:
    # There is no font of number 4.
    number = book.fonts + (book.fonts >= _NO_FONT)
    if struct.unpack_from("<H", data, 2)[0] & _STRIKES:
        book.striking.add(number)
    book.fonts += 1


def _read_cell_format(book: BiffBook, data: bytes) -> None:
    if book.version >= 5 and struct.unpack_from("<H", data)[0] in book.striking:
        book.struck_formats.add(len(book.cell_formats))
    book.cell_formats.append(struct.unpack_from("<H", data, 2)[0] if book.version >= 5 else data[1])


def _read_listed_sheet(book: BiffBook, data: bytes) -> None:
    start, state, kind = struct.unpack_from("<IBB", data)
    if book.version >= 8:
        name = biff_text.read_unicode_text(data, 6, 1)
    else:
        name = biff_text.read_byte_text(data, 6, 1, book.codec)
    book.sheets.append(ListedSheet(name, start, SHEET_STATES[min(state & 3, 2)], worksheet=kind == 0))


_HANDLERS: dict[int, Callable[[BiffBook, bytes], None]] = {
    0x22: _read_date_system,
    0x42: _read_code_page,
    0x31: _read_font,
    0x231: _read_font,
    0x1E: _read_format,
    0x41E: _read_format,
    0x43: _read_cell_format,
    0x243: _read_cell_format,
    0x443: _read_cell_format,
    0xE0: _read_cell_format,
    0x85: _read_listed_sheet,
}
