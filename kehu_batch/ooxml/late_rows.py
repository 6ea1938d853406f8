"""Rows that a donor's sheet was written without: they go in as it is copied, in the looks that the host has for it.

So the rows of long lists are made once, and neither packed, unpacked nor searched for looks on their way.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence

from kehu_batch.ooxml.opc.deflate import compressor
from kehu_batch.records import dataclass

#: What stands in such rows for the number of a look; no XML holds these characters.
HOLES = tuple(map(chr, sorted({*range(1, 32)} - set(map(ord, "\t\n\r")))))
#: Pieces of rows from which on they are packed until they are put in.
_MANY = 3
_RAW = -15


@dataclass(frozen=True, slots=True)
class LateRows:
    """Rows of one list.

    Args:
        before: 1-based row of the sheet that they stand before, which is written.
        looks: Numbers that the looks of their cells have in the donor, each once, in the order of their holes.
        pieces: ``<row>`` elements in UTF-8, some thousand a piece, with holes for the looks' numbers.
        packed: Whether each piece is packed.
    """

    before: int
    looks: tuple[int, ...]
    pieces: tuple[bytes, ...]
    packed: bool = False

    @classmethod
    def of(cls, before: int, looks: Sequence[int], pieces: Iterable[bytes]) -> LateRows:
        """Return rows with their pieces packed where they are many."""
        first: list[bytes] = []
        for number, piece in enumerate(pieces, start=1):
            if number == _MANY:
                first = [_packed(each) for each in first]
            first.append(_packed(piece) if number >= _MANY else piece)
        return cls(before, tuple(looks), tuple(first), len(first) >= _MANY)

    def fitted(self, look_of: Sequence[int] | None = None) -> Iterator[bytes]:
        """Yield the rows with the numbers of their looks.

        Args:
            look_of: The host's number for each of the donor's; the donor's own where ``None``.
        """
        numbers = [look if look_of is None else look_of[look] for look in self.looks]
        for piece in self.pieces:
            rows = zlib.decompress(piece, _RAW) if self.packed else piece
            for hole, number in zip(HOLES, numbers, strict=False):
                rows = rows.replace(hole.encode(), b"%d" % number)
            yield rows


def _packed(piece: bytes) -> bytes:
    packer = compressor()
    return packer.compress(piece) + packer.flush()
