"""Read streams of a compound file: the container of .xls, of Word's old documents and of encrypted packages.

A sector's number leads to the next one's through a table; nothing in a file can make us follow more sectors than it
has. A stream that says it is longer than its sectors comes as long as they are: its reader tells that it is cut.
"""

from __future__ import annotations

import struct
from functools import cached_property

from kehu_batch.records import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER_BYTES, _MINI_SECTOR, _ENTRY_BYTES = 512, 64, 128
#: Numbers from here on are marks: the end of a chain, a free sector, a part of the table.
_MARKS = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One entry of the directory; ``left``, ``right`` and ``child`` are numbers of others."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    first: int
    size: int


class CompoundFile:
    """A compound file in memory.

    Args:
        data: The whole file.

    Raises:
        ValueError, struct.error: Its header, table or directory is broken.
    """

    def __init__(self, data: bytes) -> None:
        # The header takes the place of one sector.
        self._sector = 4096 if struct.unpack_from("<H", data, 30)[0] == 12 else _HEADER_BYTES
        self._data = data
        self._table = self._read_table()
        first, self._cutoff, self._first_mini = struct.unpack_from("<I4xII", data, 48)
        directory = self._follow(first)
        self._entries = tuple(
            _entry(directory, start) for start in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES)
        )
        if not self._entries or self._entries[0].kind != _ROOT:
            raise ValueError("no root entry")

    @cached_property
    def streams(self) -> dict[str, DirectoryEntry]:
        """Streams that are no part of an embedded object, by their name in lower case: names compare without case."""
        found: dict[str, DirectoryEntry] = {}
        waiting, seen = [self._entries[0].child], set[int]()
        while waiting:
            number = waiting.pop()
            if number in seen or number >= len(self._entries):
                continue
            seen.add(number)
            entry = self._entries[number]
            waiting += [entry.right, entry.left]
            if entry.kind == _STREAM:
                found.setdefault(entry.name.lower(), entry)
        return found

    def read(self, entry: DirectoryEntry) -> bytes:
        """Return the content of a stream.

        Raises:
            ValueError: Its sectors lead back to themselves.
        """
        if entry.size >= self._cutoff:
            return self._follow(entry.first)[: entry.size]
        minis = self._follow(self._entries[0].first)
        return _join(minis, _MINI_SECTOR, 0, _numbers(self._follow(self._first_mini)), entry.first)[
            : entry.size
        ]

    def _read_table(self) -> tuple[int, ...]:
        """Return for each sector the number of the next."""
        parts = list(struct.unpack_from("<109I", self._data, 76))
        further, count = struct.unpack_from("<II", self._data, 68)
        most = len(self._data) // self._sector + 1
        for _ in range(min(count, most)):
            if further >= _MARKS:
                break
            *more, further = _numbers(self._sector_at(further))
            parts += more
        # A part beyond the end of a file that is cut keeps its place, so that those behind it keep theirs.
        found = [self._sector_at(part).ljust(self._sector, b"\xff") for part in parts[:most] if part < _MARKS]
        return _numbers(b"".join(found))

    def _sector_at(self, number: int) -> bytes:
        return self._data[(number + 1) * self._sector : (number + 2) * self._sector]

    def _follow(self, first: int) -> bytes:
        return _join(self._data, self._sector, self._sector, self._table, first)


def _join(data: bytes, size: int, offset: int, table: tuple[int, ...], first: int) -> bytes:
    """Return the sectors of a chain; sector 0 begins at ``offset``."""
    pieces: list[bytes] = []
    number = first
    while number < len(table):
        if len(pieces) > len(table):
            raise ValueError("sectors in a circle")
        pieces.append(data[number * size + offset : (number + 1) * size + offset])
        number = table[number]
    return b"".join(pieces)


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _entry(directory: bytes, start: int) -> DirectoryEntry:
    length, kind, left, right, child = struct.unpack_from("<HBxIII", directory, start + 64)
    first, size = struct.unpack_from("<II", directory, start + 116)
    name = directory[start : start + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return DirectoryEntry(name, kind, left, right, child, first, size)
