"""How much a package may unpack to. Workbooks come from outside and may be made to exhaust us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zipfile import ZipInfo

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
    ratio: int = 400
    ratio_floor: int = 64 * MEBIBYTE


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Excess:
    """What of a package is beyond its bounds.

    Attributes:
        what: ``"members"``, ``"bytes"`` or ``"ratio"``.
        count: How much there is.
        member: The member that unpacks to too much for its size; empty for the others.
    """

    what: str
    count: int
    member: str = ""


def find_excess(members: Sequence[ZipInfo], limits: Limits) -> Excess | None:
    """Return the first bound that a package's members break by the sizes that its directory states."""
    if len(members) > limits.members:
        return Excess("members", len(members))
    for member in members:
        if member.file_size > max(limits.ratio_floor, limits.ratio * member.compress_size):
            return Excess("ratio", member.file_size // max(1, member.compress_size), member.filename)
    total = sum(member.file_size for member in members)
    return Excess("bytes", total) if total > limits.total_bytes else None
