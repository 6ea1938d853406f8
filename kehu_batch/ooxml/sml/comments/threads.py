"""Threaded comments: read only, to keep away from their cells."""

from __future__ import annotations

from kehu_batch.ooxml.opc.markup import parse
from kehu_batch.ooxml.opc.package import follow
from kehu_batch.ooxml.sml.book import Book, Tab


def threaded_cells(book: Book, tab: Tab) -> frozenset[str]:
    """Return the cells of a sheet that carry a threaded comment."""
    cells: set[str] = set()
    for part in follow(book.package, tab.part, "threadedComment"):
        root = parse(book.package.read(part), part, depth=2)
        cells.update(node.attributes.get("ref", "").upper() for node in root.children)
    return frozenset(cells)
