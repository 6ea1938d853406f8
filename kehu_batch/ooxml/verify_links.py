"""Proof that of a patched sheet's links only those changed that the patch names."""

from __future__ import annotations

from typing import NamedTuple

from kehu_batch.cells import column_letter
from kehu_batch.ooxml.opc.markup import Node, parse
from kehu_batch.ooxml.plan import MAX_LINKS, SheetPatch
from kehu_batch.ooxml.sml.ranges import Rectangle
from kehu_batch.ooxml.sml.text import clean, unescape

#: All attributes of a link of ours: none leads out of the workbook.
_OURS = {"ref", "location", "display"}


class _Link(NamedTuple):
    """One link: its element, and the bytes it is written in."""

    node: Node
    data: bytes


def links_differ(part: str, patch: SheetPatch, before: bytes, after: bytes) -> bool:
    """Return whether a sheet's links are other than the patch makes them.

    Args:
        part: Name of the sheet's part, for messages.
        patch: What was done.
        before: The sheet without its rows, in UTF-8.
        after: The same of the result.
    """
    old, new = _lists(before, part), _lists(after, part)
    found = _links(after, new)
    if not patch.links and not patch.owned_columns:
        return [link.data for link in _links(before, old)] != [link.data for link in found]
    kept = [link.data for link in _links(before, old) if not _may_go(link.node, patch)]
    ours = found[len(kept) :]
    wanted = list(patch.links.items())[: max(0, MAX_LINKS - len(kept))]
    return (
        [link.data for link in found[: len(kept)]] != kept
        or [_said(link.node) for link in ours] != [(cell, clean(to)) for cell, to in wanted]
        or _empty(new) > _empty(old)
    )


def _lists(data: bytes, part: str) -> list[Node]:
    """Return the lists of links; a sheet may have tens of thousands of other elements, and no link."""
    return parse(data, part, depth=4).named("hyperlinks") if b"hyperlinks" in data else []


def _links(data: bytes, lists: list[Node]) -> list[_Link]:
    return [_Link(node, data[node.start : node.end]) for each in lists for node in each.children]


def _empty(lists: list[Node]) -> int:
    return sum(not node.children for node in lists)


def _said(link: Node) -> tuple[str, str] | None:
    """Return cell and location of a link that is no more than that."""
    if link.local != "hyperlink" or set(link.attributes) != _OURS or link.children:
        return None
    return link.attributes["ref"], unescape(link.attributes["location"])


def _may_go(link: Node, patch: SheetPatch) -> bool:
    """Return whether a link stands in cells of an earlier run, as it was asked for."""
    area = Rectangle.parse(link.attributes.get("ref", ""))
    if link.local != "hyperlink" or area is None or area.right - area.left >= len(patch.owned_columns):
        return False
    letters = {column_letter(column) for column in range(area.left, area.right + 1)}
    there = {
        column_letter(owned.column)
        for owned in patch.owned_columns
        if owned.first_row <= area.top and area.bottom <= owned.last_row
    }
    return letters <= there
