"""A donor's styles as entries of the host's."""

from __future__ import annotations

from kehu_batch.ooxml.sml.elements import Element, element
from kehu_batch.ooxml.sml.styles import BUILT_IN_FORMATS, FIRST_CUSTOM_FORMAT, StyleBook


class StyleMap:
    """Indices of the donor's styles to indices of the host's, where what is lacking is added.

    Args:
        donor: Styles to take from.
        host: Styles to find or add to.
    """

    def __init__(self, donor: StyleBook, host: StyleBook) -> None:
        self._donor = donor
        self._host = host
        self.cells = [self._cell_format(item) for item in donor.items("cellXfs")]
        self.differential = [self._differential(item) for item in donor.items("dxfs")]

    def _cell_format(self, item: Element) -> int:
        host, donor = self._host, self._donor
        font = donor.item("fonts", item.number("fontId"))
        fill = donor.item("fills", item.number("fillId"))
        border = donor.item("borders", item.number("borderId"))
        mapped = item.having(
            numFmtId=str(self._number_format(item.number("numFmtId"))),
            fontId=str(host.font(font) if font else 0),
            fillId=str(host.fill(fill) if fill else 0),
            borderId=str(host.border(border) if border else 0),
            xfId="0" if host.has_named_styles else None,
            applyFont="1",
        )
        return host.cell_format(mapped)

    def _number_format(self, identifier: int) -> int:
        code = self._donor.format_code(identifier)
        if code is None or (identifier < FIRST_CUSTOM_FORMAT and code not in BUILT_IN_FORMATS):
            return identifier
        return self._host.number_format(code)

    def _differential(self, item: Element) -> int:
        children = tuple(self._renumbered(child) for child in item.children)
        return self._host.differential_format(Element(item.name, item.attributes, children, item.text))

    def _renumbered(self, child: Element) -> Element:
        """Return a part of a ``dxf``, its number format under the number that the host has for it."""
        if child.name != "numFmt":
            return child
        code = child.get("formatCode")
        return element("numFmt", numFmtId=str(self._host.number_format(code)), formatCode=code)
