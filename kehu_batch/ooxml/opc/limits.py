"""Which bound a package breaks, by the sizes that its directory states."""

from __future__ import annotations

from collections.abc import Sequence
from zipfile import ZipInfo

from kehu_batch.package_limits import ChangeLimits, PackageLimits
from kehu_batch.records import dataclass

DEFAULT_LIMITS = ChangeLimits()


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


def find_excess(members: Sequence[ZipInfo], limits: PackageLimits) -> Excess | None:
    """Return the first bound that a package's members break; ``None`` where it keeps them all."""
    if len(members) > limits.members:
        return Excess("members", len(members))
    for member in members:
        if member.file_size > max(limits.ratio_floor_bytes, limits.ratio * member.compress_size):
            return Excess("ratio", member.file_size // max(1, member.compress_size), member.filename)
    total = sum(member.file_size for member in members)
    return Excess("bytes", total) if total > limits.unpacked_bytes else None
