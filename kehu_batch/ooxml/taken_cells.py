"""Cells that hold nothing and are taken all the same: a formula spills into them, or a small chart is drawn in them."""

from __future__ import annotations

import re

from kehu_batch.ooxml.opc.markup import Node
from kehu_batch.ooxml.sml.ranges import Rectangle
from kehu_batch.ooxml.sml.sheet_stream import RowBlock

#: Formulas whose results fill a range; programs that do not calculate write its first cell only.
_KINDS = (b"array", b"dataTable")
_KIND = re.compile(rb"""\st\s*=\s*["'](?:array|dataTable)["']""")
_RANGE = re.compile(rb"""\sref\s*=\s*["']([A-Za-z0-9$]+:[A-Za-z0-9$]+)["']""")


class TakenCells:
    """Gathers the ranges of one sheet that fill without values of their own; those of the same columns are one."""

    def __init__(self) -> None:
        self._areas: dict[tuple[int, int], Rectangle] = {}

    @property
    def refs(self) -> tuple[str, ...]:
        """What was gathered."""
        return tuple(area.ref for area in self._areas.values())

    def read_rows(self, block: RowBlock, prefix: bytes) -> None:
        """Take the ranges of array formulas and data tables in some rows."""
        if not any(kind in block.shadow for kind in _KINDS):
            return
        for match in re.finditer(rb"<" + re.escape(prefix) + rb"f(\s[^<>]*)>", block.shadow):
            ref = _RANGE.search(match[1])
            if ref is not None and _KIND.search(match[1]):
                self._add(ref[1].decode())

    def read_sparklines(self, worksheet: Node) -> None:
        """Take the cells in which sparklines are drawn."""
        for extensions in worksheet.named("extLst"):
            for sparkline in extensions.descendants("sparkline"):
                place = sparkline.child("sqref")
                for ref in place.text.split() if place is not None else ():
                    self._add(ref)

    def _add(self, ref: str) -> None:
        area = Rectangle.parse(ref)
        if area is not None:
            columns = (area.left, area.right)
            self._areas[columns] = self._areas.get(columns, area).joined(area)
