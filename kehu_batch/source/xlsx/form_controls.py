"""Boxes to tick that float over a sheet: linked to no cell, nothing that is read tells whether one is ticked."""

from __future__ import annotations

import re

from kehu_batch.ooxml.opc.zip_members import Member
from kehu_batch.source.package.input_package import InputPackage
from kehu_batch.source.package.relations import part_of_kind, read_relations

_CONTROL = re.compile(rb'<x:ClientData\s+ObjectType="(?:Checkbox|Radio)">(.*?)</x:ClientData>', re.DOTALL)
_LINK = re.compile(rb"<x:FmlaLink>\s*[^<\s]")
_ANCHOR = re.compile(rb"<x:Anchor>\s*([0-9]+(?:\s*,\s*[0-9]+){7})\s*</x:Anchor>")
#: Pixels of a row that nobody has made higher.
_ROW_HEIGHT = 20


def read_unlinked_boxes(package: InputPackage, part: Member) -> frozenset[tuple[int, int]]:
    """Return the cells, by 1-based row and 0-based column, over which a box stands that is linked to no cell.

    Args:
        package: The open package.
        part: Member of the sheet.
    """
    relations = read_relations(package, part.name)
    if part_of_kind(relations, "ctrlProp") is None:
        return frozenset()
    # Pictures of headers and footers stand in a drawing of their own.
    drawings = [one.part for one in relations.values() if one.kind == "vmlDrawing" and one.part]
    boxes = [box for drawing in drawings for box in _CONTROL.findall(package.read(drawing))]
    places = [_ANCHOR.search(box) for box in boxes if not _LINK.search(box)]
    return frozenset(cell_under(place[1].decode()) for place in places if place is not None)


def cell_under(anchor: str) -> tuple[int, int]:
    """Return the cell that a control stands over, by its anchor: column, pixels, row, pixels of both its corners.

    Example:
        >>> cell_under("15, 10, 1, 2, 16, 5, 2, 1"), cell_under("15, 10, 0, 18, 16, 5, 1, 17")
        ((2, 15), (2, 15))
    """
    column, _, first, above, _, _, last, below = map(int, anchor.split(","))
    if last == first + 1:
        return (first + 1 if _ROW_HEIGHT - above >= below else last + 1), column
    return (first + last) // 2 + 1, column
