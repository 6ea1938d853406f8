"""The records of .xls workbooks and the compound file around them, byte by byte."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kehu_batch.model.tables.source import Workbook
from kehu_batch.source.opening import open_workbook

_SECTOR, _MINI_SECTOR = 512, 64
#: Streams below this size lie in the small sectors.
_CUTOFF = 4096
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5

END = struct.pack("<HH", 0x0A, 0)


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet: ``cells`` are its records, ``state`` 1 is hidden and 2 very hidden, ``kind`` 1 a macro and 2 a chart."""

    cells: bytes
    name: str = "表"
    state: int = 0
    kind: int = 0


def record(kind: int, data: bytes = b"") -> bytes:
    """Return one record."""
    return struct.pack("<HH", kind, len(data)) + data


def wide(text: str, length_bytes: int = 2) -> bytes:
    """Return a text of Excel 97 or later, two bytes a character, with its length in characters before it."""
    data = text.encode("utf-16-le")
    return (len(data) // 2).to_bytes(length_bytes, "little") + b"\x01" + data


def beginning(version: int, kind: int) -> bytes:
    """Return the record that begins the workbook (``kind`` 5) or a sheet (0x10)."""
    if version < 5:
        code = {2: 0x009, 3: 0x209, 4: 0x409}[version]
        return record(code, struct.pack("<HHH", 0, kind, 0))
    return record(0x809, struct.pack("<HHHH", {5: 0x500, 8: 0x600}[version], kind, 0, 1997) + bytes(8))


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    """Return a cell with a number; ``style`` is the index of its XF."""
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def label(row: int, column: int, text: str, style: int = 0) -> bytes:
    """Return a cell with a text of its own; ``style`` is the index of its XF."""
    return record(0x204, struct.pack("<HHH", row, column, style) + wide(text))


def error(row: int, column: int, code: int) -> bytes:
    """Return a cell with an error."""
    return record(0x205, struct.pack("<HHHBB", row, column, 0, code, 1))


def formula(row: int, column: int, result: float | bytes, *, flags: int = 0, style: int = 0) -> bytes:
    """Return a formula with a number as its result, or the first bytes of what stands for another."""
    stored = (
        struct.pack("<d", result) if isinstance(result, float) else result.ljust(6, b"\x00") + b"\xff\xff"
    )
    return record(0x06, struct.pack("<HHH", row, column, style) + stored + struct.pack("<HIH", flags, 0, 0))


def shared(*pieces: bytes, count: int) -> bytes:
    """Return the table of shared texts in one record and those that continue it."""
    first = record(0xFC, struct.pack("<II", count, count) + pieces[0])
    return first + b"".join(record(0x3C, piece) for piece in pieces[1:])


def shared_text(row: int, column: int, place: int) -> bytes:
    """Return a cell with a shared text."""
    return record(0xFD, struct.pack("<HHHI", row, column, 0, place))


def workbook(
    pages: Sequence[Page],
    before: bytes = b"",
    *,
    formats: Mapping[int, str] | None = None,
    styles: Sequence[int] = (0,),
    version: int = 8,
    codec: str = "gbk",
) -> bytes:
    """Return the records of a workbook.

    Args:
        pages: Its sheets.
        before: Records at the beginning.
        formats: Number formats by number.
        styles: The number format of each XF.
        version: 5 or 8.
        codec: Of texts in version 5.
    """

    def text(value: str, length_bytes: int) -> bytes:
        if version == 8:
            return wide(value, length_bytes)
        data = value.encode(codec)
        return bytes([len(data)]) + data

    head = beginning(version, 5) + before
    for key, code in (formats or {}).items():
        head += record(0x41E, struct.pack("<H", key) + text(code, 2))
    head += b"".join(record(0xE0, struct.pack("<HH16x", 0, style)) for style in styles)
    lists = [struct.pack("<BB", page.state, page.kind) + text(page.name, 1) for page in pages]
    start = len(head) + sum(len(listed) + 8 for listed in lists) + len(END)
    body = b""
    for page, listed in zip(pages, lists, strict=True):
        head += record(0x85, struct.pack("<I", start + len(body)) + listed)
        body += beginning(version, {0: 0x10, 1: 0x40, 2: 0x20}[page.kind]) + page.cells + END
    return head + END + body


def compound_file(streams: Mapping[str, bytes], embedded: Mapping[str, bytes] | None = None) -> bytes:
    """Return a compound file; ``embedded`` are the streams of an object in it."""
    sectors = _Sectors()
    names = [*streams, *([""] if embedded else []), *(embedded or {})]
    own = len(streams) + bool(embedded)
    entries = []
    for place, name in enumerate(names, start=1):
        content = streams[name] if place <= len(streams) else (embedded or {}).get(name, b"")
        following = place + 1 if place not in {own, len(names)} else _FREE
        if name:
            entries.append(_entry(name, _STREAM, following, _FREE, sectors.store(content), len(content)))
        else:
            entries.append(_entry("MBD0001", _STORAGE, following, own + 1, 0, 0))
    minis = sectors.add(sectors.mini)
    mini_table = sectors.add(struct.pack(f"<{len(sectors.mini_chain)}I", *sectors.mini_chain))
    entries.insert(0, _entry("Root Entry", _ROOT, _FREE, 1, minis, len(sectors.mini)))
    directory = sectors.add(b"".join(entries))
    count = -(-(len(sectors.chain) + 1) // (_SECTOR // 4 - 1))
    first = len(sectors.chain)
    chain = [*sectors.chain, *[_TABLE] * count]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(count * _SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, count, directory, 0, _CUTOFF, mini_table, 1, _END, 0)
    header += struct.pack("<109I", *range(first, first + count), *[_FREE] * (109 - count))
    return header + sectors.data + table


class _Sectors:
    """Sectors with the chain that leads through them, and small ones likewise."""

    def __init__(self) -> None:
        self.data = self.mini = b""
        self.chain: list[int] = []
        self.mini_chain: list[int] = []

    def store(self, content: bytes) -> int:
        """Add a stream and return its first sector."""
        if len(content) >= _CUTOFF:
            return self.add(content)
        first = _extend(self.mini_chain, -(-len(content) // _MINI_SECTOR))
        self.mini += content.ljust((len(self.mini_chain) - first) * _MINI_SECTOR, b"\x00")
        return first

    def add(self, content: bytes) -> int:
        """Add sectors, at least one, and return the first."""
        first = _extend(self.chain, max(1, -(-len(content) // _SECTOR)))
        self.data += content.ljust((len(self.chain) - first) * _SECTOR, b"\x00")
        return first


def _extend(chain: list[int], count: int) -> int:
    first = len(chain)
    chain += [*range(first + 1, first + count), _END][:count]
    return first


def _entry(name: str, kind: int, following: int, child: int, first: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\x00\x00"
    links = struct.pack("<HBBIII", len(text), kind, 1, _FREE, following, child)
    return text.ljust(64, b"\x00") + links + bytes(36) + struct.pack("<IQ", first, size)


def opened(folder: Path, data: bytes) -> Workbook:
    """Return a workbook of these bytes as the program opens it."""
    path = folder / "a.xls"
    path.write_bytes(data)
    return open_workbook(path)
