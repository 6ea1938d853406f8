"""The department's badge, drawn into a PNG with the standard library alone."""

from __future__ import annotations

import struct
import zlib

WIDTH, HEIGHT = 96, 48
_BLUE, _PALE, _WHITE = (31, 78, 121), (157, 195, 230), (255, 255, 255)


def make_badge() -> bytes:
    """Return the badge: a blue plate with a headset's arc and two ear cups."""
    rows = b"".join(
        b"\0" + bytes(channel for x in range(WIDTH) for channel in _pixel(x, y)) for y in range(HEIGHT)
    )
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _pixel(x: int, y: int) -> tuple[int, int, int]:
    if min(x, WIDTH - 1 - x) + min(y, HEIGHT - 1 - y) < 5:
        return _WHITE
    across, down = x - WIDTH // 2, y - 28
    distance = across * across + down * down
    if down < 2 and 13 * 13 <= distance <= 17 * 17:
        return _WHITE
    if 11 <= abs(across) <= 19 and 0 <= down <= 12:
        return _PALE
    return _BLUE
