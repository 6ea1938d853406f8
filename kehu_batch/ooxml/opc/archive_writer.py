"""Writing a zip archive that depends on its members alone.

``zipfile`` cannot take over a packed stream as it is; recompressing every untouched member would cost
time and change bytes. New members bear the zip format's earliest time and one compression level.
"""

from __future__ import annotations

import struct
import tempfile
import zlib
from collections.abc import Iterable
from typing import BinaryIO

from kehu_batch.ooxml.opc.deflate import compressor
from kehu_batch.ooxml.opc.zip_members import CHUNK, UTF8_NAME, Member

_SPOOL_IN_MEMORY = 8 << 20
_KEPT_FLAGS = UTF8_NAME | 0x6
_DEFLATED = 8
_DOS_TIME, _DOS_DATE = 0, 0x21
_VERSION = 20


class PackedStream:
    """Bytes of a new member, packed as they come and held on disk when they are many.

    Input is packed in pieces of one size, so that the result depends on the bytes alone.
    """

    def __init__(self) -> None:
        self._deflate = compressor()
        self._packed = tempfile.SpooledTemporaryFile(_SPOOL_IN_MEMORY)  # noqa: SIM115 - closed by close()
        self._pending: list[bytes] = []
        self._pending_size = 0
        self.crc = 0
        self.size = 0
        self.packed_size = 0

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self._pending.append(data)
        self._pending_size += len(data)
        if self._pending_size >= CHUNK:
            joined = b"".join(self._pending)
            whole = len(joined) - len(joined) % CHUNK
            for start in range(0, whole, CHUNK):
                self._pack(joined[start : start + CHUNK])
            self._pending = [joined[whole:]]
            self._pending_size = len(joined) - whole

    def _pack(self, data: bytes) -> None:
        self.crc = zlib.crc32(data, self.crc)
        self.size += len(data)
        self._keep(self._deflate.compress(data))

    def _keep(self, packed: bytes) -> None:
        self._packed.write(packed)
        self.packed_size += len(packed)

    def finish(self) -> None:
        """Pack what is left; nothing may be written after."""
        self._pack(b"".join(self._pending))
        self._pending = []
        self._keep(self._deflate.flush())

    def chunks(self) -> Iterable[bytes]:
        """Yield the packed bytes."""
        self._packed.seek(0)
        while chunk := self._packed.read(CHUNK):
            yield chunk

    def unpacked(self) -> Iterable[bytes]:
        """Yield the bytes that were written."""
        inflate = zlib.decompressobj(-15)
        for chunk in self.chunks():
            yield inflate.decompress(chunk)
        yield inflate.flush()

    def close(self) -> None:
        """Let go of the temporary file."""
        self._packed.close()


def pack(data: bytes) -> PackedStream:
    """Return ``data`` as a finished stream."""
    return pack_pieces((data,))


def pack_pieces(pieces: Iterable[bytes]) -> PackedStream:
    """Return what some pieces are together as a finished stream."""
    stream = PackedStream()
    try:
        for piece in pieces:
            stream.write(piece)
    except BaseException:
        stream.close()
        raise
    stream.finish()
    return stream


class ArchiveWriter:
    """A zip archive in the making. Members stand in the order in which they are added."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._directory: list[bytes] = []
        self._offset = 0

    def copy(self, member: Member, chunks: Iterable[bytes], name: str | None = None) -> None:
        """Add a member of another archive with its packed bytes as they are.

        Args:
            member: The member.
            chunks: Its packed bytes.
            name: What it is called from now on; as it was where ``None``.
        """
        info = member.info
        stored, utf8 = member.stored_name, 0
        if name is not None:
            stored, utf8 = name.encode(), 0 if name.isascii() else UTF8_NAME
        year, month, day, hour, minute, second = info.date_time
        self._add(
            stored,
            struct.pack(
                "<HHHHHIII",
                max(info.extract_version, _VERSION),
                info.flag_bits & _KEPT_FLAGS | utf8,
                info.compress_type,
                (hour << 11) | (minute << 5) | (second // 2),
                ((year - 1980) << 9) | (month << 5) | day,
                info.CRC,
                info.compress_size,
                info.file_size,
            ),
            chunks,
            info.external_attr,
        )

    def add(self, stored_name: bytes, stream: PackedStream, *, utf8: bool) -> None:
        """Add a new member."""
        fields = struct.pack(
            "<HHHHHIII",
            _VERSION,
            UTF8_NAME if utf8 else 0,
            _DEFLATED,
            _DOS_TIME,
            _DOS_DATE,
            stream.crc,
            stream.packed_size,
            stream.size,
        )
        self._add(stored_name, fields, stream.chunks(), 0)

    def _add(self, name: bytes, fields: bytes, chunks: Iterable[bytes], attributes: int) -> None:
        lengths = struct.pack("<HH", len(name), 0)
        start = self._offset
        self._write(b"PK\x03\x04" + fields + lengths + name)
        for chunk in chunks:
            self._write(chunk)
        self._directory.append(
            b"PK\x01\x02"
            + struct.pack("<H", _VERSION)
            + fields
            + lengths
            + struct.pack("<HHHII", 0, 0, 0, attributes, start)
            + name
        )

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._offset += len(data)

    def finish(self) -> None:
        """Write the directory."""
        start = self._offset
        for entry in self._directory:
            self._write(entry)
        count = len(self._directory)
        self._write(
            b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, self._offset - start, start, 0)
        )
