"""Gives cells without an address theirs: the ``r`` attribute may be left out, and order then decides."""

from __future__ import annotations

import re

from kehu_batch.cells import cell_ref, column_index
from kehu_batch.records import dataclass

#: So much of a piece is looked at: one program wrote it all.
_LOOKED_AT = 1 << 17
_UNADDRESSED = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?c(?=[\s/>])(?![^>]*\br=)")
_TAG = re.compile(rb"(<(?:[A-Za-z_][\w.-]*:)?(row|c))(?=[\s/>])([^>]*>)")
_ROW = re.compile(rb"\br=[\"']([0-9]{1,7})[\"']")
_CELL = re.compile(rb"\br=[\"']([A-Z]{1,3})[0-9]{1,7}[\"']")


def lacks_addresses(text: bytes) -> bool:
    """Whether a piece of a sheet has cells without an address; nearly always told by counting."""
    head = text[:_LOOKED_AT]
    return head.count(b"c r=") < head.count(b"c>") and _UNADDRESSED.search(text) is not None


@dataclass(slots=True)
class Addresser:
    """Completes the pieces of one sheet in their order.

    Args:
        row: 1-based row that is open.
        column: 0-based column of the last cell of that row; -1 where there is none yet.
    """

    row: int = 0
    column: int = -1

    def complete(self, text: bytes) -> bytes:
        """Return a piece with an address on every row and cell; pieces end behind a tag."""
        return _TAG.sub(self._addressed, text)

    def _addressed(self, tag: re.Match[bytes]) -> bytes:
        if tag[2] == b"row":
            found = _ROW.search(tag[3])
            self.row, self.column = int(found[1]) if found else self.row + 1, -1
            return tag[0] if found else tag[1] + b' r="%d"' % self.row + tag[3]
        found = _CELL.search(tag[3])
        if found:
            self.column = column_index(found[1].decode())
            return tag[0]
        self.column += 1
        return tag[1] + f' r="{cell_ref(self.row, self.column)}"'.encode() + tag[3]
