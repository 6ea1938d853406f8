"""The members of a zip archive: found by name, unpacked whole or piece by piece, and one error for all that is broken.

The only reader of zip archives. What a broken or an immoderate one means to the user, its callers say.
"""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import IO, BinaryIO, Self

from kehu_batch.ooxml.opc.limits import Excess, find_excess
from kehu_batch.ooxml.opc.names import part_key
from kehu_batch.package_limits import PackageLimits
from kehu_batch.records import dataclass

CHUNK = 1 << 20
UTF8_NAME = 0x800
_LOCAL_HEADER = 30
_LOCAL_MAGIC = b"PK\x03\x04"
#: What reading a broken archive raises: of the format, of each compression, of names and of what is not supported.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    KeyError,
    IndexError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


class BrokenArchive(Exception):
    """An archive, or one of its members, cannot be unpacked.

    Args:
        member: Name of the member; empty for the archive as a whole.
    """

    def __init__(self, member: str = "") -> None:
        super().__init__(member)
        self.member = member


@contextmanager
def _unpacking(member: str = "") -> Iterator[None]:
    """Turn all that can go wrong while unpacking into one error."""
    try:
        yield
    except _BROKEN as error:
        raise BrokenArchive(member) from error


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of the archive.

    Attributes:
        name: With ``/``, as the archive spells it otherwise.
        key: The name as compared.
        info: The entry of the archive's directory.
    """

    name: str
    key: str
    info: zipfile.ZipInfo

    @property
    def size(self) -> int:
        """Bytes that it unpacks to, as the directory states them."""
        return self.info.file_size

    @property
    def stored_name(self) -> bytes:
        """The bytes of the name in the archive."""
        return self.info.orig_filename.encode("utf-8" if self.info.flag_bits & UTF8_NAME else "cp437")


class MemberStream:
    """A member being unpacked."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self._name = name

    def read(self, size: int) -> bytes:
        """Return the next bytes, so many unless it ends; its checksum is tested at the end.

        Raises:
            BrokenArchive: It does not unpack.
        """
        with _unpacking(self._name):
            return self._stream.read(size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()


class ZipMembers:
    """A zip archive, read-only. Equal entries of one name are all kept.

    Args:
        file: The archive; it is left open.

    Attributes:
        members: Its entries but for folders, in the order of its directory.

    Raises:
        BrokenArchive: It is none, or its directory is damaged.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        with _unpacking():
            self._zip = zipfile.ZipFile(file)
            self._entries = self._zip.infolist()
        self.members = tuple(
            Member(info.filename.replace("\\", "/"), part_key(info.filename), info)
            for info in self._entries
            if not info.is_dir()
        )
        # Of entries that are spelled alike the last one counts, of spellings the first: so do other readers.
        last = {member.info.filename: member for member in self.members}
        self._by_key: dict[str, Member] = {}
        for member in self.members:
            self._by_key.setdefault(member.key, last[member.info.filename])

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of all entries as compared, those of folders included."""
        return tuple(part_key(info.filename) for info in self._entries)

    @property
    def plainly_named(self) -> bool:
        """Whether every entry is spelled as a part is, with ``/`` and none before it, and none is a folder's."""
        names = [info.filename for info in self._entries]
        return not any("\\" in name or name.startswith("/") or name.endswith("/") for name in names)

    def find_excess(self, limits: PackageLimits) -> Excess | None:
        """Return the first bound that the archive breaks by the sizes that it states."""
        return find_excess(self._entries, limits)

    def find(self, name: str) -> Member | None:
        """Return the member of that part name, compared without case."""
        return self._by_key.get(part_key(name))

    def open(self, member: Member) -> MemberStream:
        """Return a member to be read from its beginning.

        Raises:
            BrokenArchive: It cannot be unpacked.
        """
        with _unpacking(member.name):
            return MemberStream(self._zip.open(member.info), member.name)

    def stream(self, member: Member) -> Iterator[bytes]:
        """Yield a member's unpacked bytes piece by piece, its checksum tested at the end; raises as ``open`` does."""
        with self.open(member) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk

    def read_head(self, member: Member, size: int) -> bytes:
        """Return a member's first unpacked bytes; raises as ``open`` does."""
        with self.open(member) as stream:
            return stream.read(size)

    def stream_raw(self, member: Member) -> Iterator[bytes]:
        """Yield a member's bytes as packed; raises as ``open`` does."""
        info = member.info
        self._file.seek(info.header_offset)
        header = self._file.read(_LOCAL_HEADER)
        if len(header) < _LOCAL_HEADER or header[:4] != _LOCAL_MAGIC:
            raise BrokenArchive(member.name)
        name_size, extra_size = struct.unpack("<HH", header[26:30])
        offset = info.header_offset + _LOCAL_HEADER + name_size + extra_size
        left = info.compress_size
        while left:
            self._file.seek(offset)
            chunk = self._file.read(min(CHUNK, left))
            if not chunk:
                raise BrokenArchive(member.name)
            yield chunk
            offset += len(chunk)
            left -= len(chunk)

    def close(self) -> None:
        """Let go of the directory; the file is its owner's."""
        self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
