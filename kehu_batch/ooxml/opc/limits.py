"""How much a package may unpack to. Workbooks come from outside and may be made to exhaust us."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on a package.

    Attributes:
        members: Most entries of the archive.
        total_bytes: Most bytes that all members unpack to; under 4 GiB, so that no member needs zip64.
        part_bytes: Most bytes of a part that is held whole (all but sheets, which stream).
        ratio: Most unpacked bytes per packed byte of one member. Deflate itself reaches 1,032; sheets of
            equal rows were seen at 60.
        ratio_floor: A member that unpacks to less is not held to ``ratio``.
    """

    members: int = 20_000
    total_bytes: int = 4095 * MEBIBYTE
    part_bytes: int = 256 * MEBIBYTE
    ratio: int = 300
    ratio_floor: int = 64 * MEBIBYTE


DEFAULT_LIMITS = Limits()
