"""How much a package may unpack to: one set of bounds, whether it is read or written anew."""

from __future__ import annotations

from kehu_batch.records import dataclass

MEBIBYTE = 1024 * 1024

#: Size of a part that is parsed whole to read cells: workbook, relationships, styles.
SMALL_PART_BYTES = 64 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class PackageLimits:
    """Bounds on a package. Workbooks come from outside and may be made to exhaust us.

    Args:
        unpacked_bytes: Sum of the package's members, unpacked; under 4 GiB, so that no member needs zip64.
        ratio: Unpacked to packed size of one member. Deflate itself reaches 1,032; formatted empty rows reach
            about 150.
        ratio_floor_bytes: Members that unpack to less than this may have any ratio.
        members: Number of members of a package.
    """

    unpacked_bytes: int = 4095 * MEBIBYTE
    ratio: int = 400
    ratio_floor_bytes: int = 64 * MEBIBYTE
    members: int = 20_000


@dataclass(frozen=True, slots=True)
class ChangeLimits(PackageLimits):
    """Bounds on a package that is changed.

    Args:
        part_bytes: Size of a part that is held whole: all but sheets, which stream.
    """

    part_bytes: int = 256 * MEBIBYTE
