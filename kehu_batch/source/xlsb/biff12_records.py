"""The records of a part of an .xlsb workbook, [MS-XLSB] 2.1.4: a number, a size, 7 bits in a byte, and the content."""

from __future__ import annotations

import struct
from collections.abc import Container, Generator, Iterator
from typing import Protocol

from kehu_batch.model.limits import ReadLimits
from kehu_batch.source import refusals

_CHUNK = 1 << 20
#: Room for what stands in a record beside a text: runs of its format, the formula.
_BESIDE_TEXT = 1 << 18
_NULL = 0xFFFFFFFF
_LENGTH = struct.Struct("<I")


class Readable(Protocol):
    """Bytes that are read one after another."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, so many unless they end."""
        ...


def read_records(
    stream: Readable, wanted: Container[int], file: str, limits: ReadLimits
) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of each wanted record.

    Args:
        stream: The part, from its beginning.
        wanted: Numbers of records; the others are passed over, however large they are.
        file: File name, for the message.
        limits: Bound on ``text_bytes``.

    Raises:
        InputRejected: ``too_large``: a wanted record is longer than any text may be.
        ValueError: The part ends within a record.
    """
    most = 2 * limits.text_bytes + _BESIDE_TEXT
    buffer = b""
    while chunk := stream.read(_CHUNK):
        buffer += chunk
        position, number, lacking = yield from _whole_records(buffer, wanted)
        buffer = buffer[position:]
        if len(buffer) + lacking > most:
            if number in wanted:
                raise refusals.too_large(file, f"有一个单元格的文本超过 {limits.text_bytes >> 10:,} KB")
            _pass_over(stream, lacking)
            buffer = b""
    if buffer:
        raise ValueError("a record is cut off")


def _whole_records(
    buffer: bytes, wanted: Container[int]
) -> Generator[tuple[int, bytes], None, tuple[int, int, int]]:
    """Yield the wanted records of a piece; return where the last one begins, its number and the bytes it lacks."""
    position, end = 0, len(buffer)
    number = lacking = 0
    while True:
        at = position + 1
        try:
            number = buffer[position]
            if number & 0x80:
                number = number & 0x7F | (buffer[at] & 0x7F) << 7
                at += 1
            size = buffer[at]
            at += 1
            if size & 0x80:
                size, at = _long_size(buffer, at - 1)
        except IndexError:
            break
        if at + size > end:
            lacking = at + size - end
            break
        if number in wanted:
            yield number, buffer[at : at + size]
        position = at + size
    return position, number, lacking


def take_text(data: bytes, at: int) -> tuple[str, int]:
    """Return the text that begins at a position, empty for none, and the position behind it.

    Raises:
        ValueError, struct.error: It is longer than the record.
    """
    (length,) = _LENGTH.unpack_from(data, at)
    at += 4
    if length == _NULL:
        return "", at
    end = at + 2 * length
    if end > len(data):
        raise ValueError("a text is cut off")
    return data[at:end].decode("utf-16-le", "replace"), end


def _long_size(buffer: bytes, at: int) -> tuple[int, int]:
    """Return a size of up to four bytes, and the position behind it."""
    size = 0
    for shift in range(0, 28, 7):
        size |= (buffer[at] & 0x7F) << shift
        at += 1
        if not buffer[at - 1] & 0x80:
            break
    return size, at


def _pass_over(stream: Readable, size: int) -> None:
    while size:
        chunk = stream.read(min(size, _CHUNK))
        if not chunk:
            raise ValueError("a record is cut off")
        size -= len(chunk)
