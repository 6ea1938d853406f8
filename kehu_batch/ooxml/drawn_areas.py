"""Where charts, pictures and shapes float over a sheet."""

from __future__ import annotations

from collections.abc import Iterator

from kehu_batch.ooxml.errors import MalformedPart
from kehu_batch.ooxml.opc.markup import Node, parse
from kehu_batch.ooxml.opc.package import follow
from kehu_batch.ooxml.sml.book import Book, Tab
from kehu_batch.ooxml.sml.ranges import Rectangle

#: Lengths of drawings of a column and a row that nobody has changed: 64 and 20 pixels.
_COLUMN, _ROW = 609_600, 190_500
#: Down to the column of a corner, where an anchor is wrapped as an alternative.
_DEPTH = 6


def drawn_areas(book: Book, tab: Tab) -> tuple[str, ...]:
    """Return the range that each drawing of a sheet covers, about so; one without a place on the cells has none.

    A part that is broken stays as it is, and shows nothing.
    """
    anchors = [
        anchor for part in follow(book.package, tab.part, "drawing") for anchor in _anchors(book, part)
    ]
    return tuple(area.ref for anchor in anchors if (area := _area(anchor)) is not None)


def _anchors(book: Book, part: str) -> Iterator[Node]:
    try:
        root = parse(book.package.read(part), part, _DEPTH)
    except MalformedPart:
        return
    for name in ("twoCellAnchor", "oneCellAnchor"):
        yield from root.descendants(name)


def _area(anchor: Node) -> Rectangle | None:
    start, end, size = anchor.child("from"), anchor.child("to"), anchor.child("ext")
    if start is None:
        return None
    left, top = _number(start, "col"), _number(start, "row")
    right, bottom = left, top
    if end is not None:
        right, bottom = _number(end, "col"), _number(end, "row")
    elif size is not None:
        right, bottom = left + size.number("cx") // _COLUMN, top + size.number("cy") // _ROW
    return Rectangle(top + 1, left, max(top, bottom) + 1, max(left, right))


def _number(corner: Node, name: str) -> int:
    node = corner.child(name)
    text = node.text.strip() if node is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else 0
