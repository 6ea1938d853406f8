"""The styles of a workbook: looked up or added to, never renumbered."""

from __future__ import annotations

from collections.abc import Iterable

from kehu_batch.ooxml.opc.markup import Edits, Node, parse, prefix_of
from kehu_batch.ooxml.plan import USUAL_SIZE
from kehu_batch.ooxml.sml.elements import Element, element, element_of
from kehu_batch.ooxml.sml.placement import insertion_point
from kehu_batch.ooxml.sml.vocabulary import SPREADSHEET, SPREADSHEET_STRICT, STYLES_ORDER, XML_DECLARATION

#: Format codes that have a fixed number, as far as they read the same in every locale.
BUILT_IN_FORMATS: dict[str, int] = {
    "General": 0,
    "0": 1,
    "0.00": 2,
    "#,##0": 3,
    "#,##0.00": 4,
    "0%": 9,
    "0.00%": 10,
    "0.00E+00": 11,
    "@": 49,
}
FIRST_CUSTOM_FORMAT = 164
#: Smallest and largest size that a font can have, in points.
_SIZES = (1.0, 409.0)
_DEFAULT_FONT = element("font", element("sz", val=f"{USUAL_SIZE:g}"), element("name", val="Calibri"))
_SIDES = ("left", "right", "top", "bottom", "diagonal")

#: The lists of the part that are added to, each with the entries that Excel takes for granted at its start:
#: ours must never fall on one of these numbers.
_SECTIONS: dict[str, tuple[Element, ...]] = {
    "fonts": (_DEFAULT_FONT,),
    "fills": (
        element("fill", element("patternFill", patternType="none")),
        element("fill", element("patternFill", patternType="gray125")),
    ),
    "borders": (element("border", *(element(side) for side in _SIDES)),),
    "cellXfs": (element("xf", numFmtId="0", fontId="0", fillId="0", borderId="0"),),
    "dxfs": (),
}


def empty_styles(*, strict: bool) -> bytes:
    """Return the styles part of a workbook that has none."""
    uri = SPREADSHEET_STRICT if strict else SPREADSHEET
    return (
        f'{XML_DECLARATION}<styleSheet xmlns="{uri}">'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ).encode()


class _Section:
    """One list of the styles part, such as ``fonts``: what it holds, and what is to be appended."""

    def __init__(self, node: Node | None, name: str) -> None:
        self.name = name
        self.node = node
        self.items = [element_of(child) for child in node.children] if node else []
        self.known = len(self.items)
        self._index: dict[Element, int] = {}
        for index, item in enumerate(self.items):
            self._index.setdefault(item, index)
        self._reserved = _SECTIONS.get(name, ())

    def index_of(self, item: Element) -> int:
        for reserved in self._reserved[len(self.items) :]:
            self._index.setdefault(reserved, len(self.items))
            self.items.append(reserved)
        found = self._index.get(item)
        if found is None:
            found = self._index[item] = len(self.items)
            self.items.append(item)
        return found

    def render(self, edits: Edits, root: Node, prefix: str) -> None:
        new = self.items[self.known :]
        if not new:
            return
        markup = "".join(item.render(prefix) for item in new)
        count = str(len(self.items))
        if self.node is None or self.node.self_closed:
            markup = f'<{prefix}{self.name} count="{count}">{markup}</{prefix}{self.name}>'
            if self.node is not None:
                edits.replace(self.node.start, self.node.end, markup.encode("utf-8"))
            else:
                point = insertion_point(root, self.name, STYLES_ORDER)
                edits.insert_child(root, point, markup.encode("utf-8"))
            return
        edits.append_children(self.node, markup.encode("utf-8"))
        edits.set_attributes(self.node, {"count": count})


class StyleBook:
    """The styles of one workbook.

    Args:
        data: The styles part in UTF-8.
        part: Its name, for messages.
    """

    def __init__(self, data: bytes, part: str) -> None:
        self._data = data
        self._root = parse(data, part)
        self._sections = {name: _Section(self._root.child(name), name) for name in _SECTIONS}
        self._formats = _Section(self._root.child("numFmts"), "numFmts")
        self._codes: dict[str, int] = {}
        for item in self._formats.items:
            self._codes.setdefault(item.get("formatCode"), item.number("numFmtId"))

    def font(self, item: Element) -> int:
        """Return the index of an equal font, added if need be."""
        return self._sections["fonts"].index_of(item)

    def fill(self, item: Element) -> int:
        """Return the index of an equal fill, added if need be."""
        return self._sections["fills"].index_of(item)

    def border(self, item: Element) -> int:
        """Return the index of an equal border, added if need be."""
        return self._sections["borders"].index_of(item)

    def cell_format(self, item: Element) -> int:
        """Return the index of an equal ``xf`` of ``cellXfs``, added if need be."""
        return self._sections["cellXfs"].index_of(item)

    def differential_format(self, item: Element) -> int:
        """Return the index of an equal ``dxf``, added if need be."""
        return self._sections["dxfs"].index_of(item)

    def number_format(self, code: str) -> int:
        """Return the id of a number format, added if need be."""
        if code in BUILT_IN_FORMATS:
            return BUILT_IN_FORMATS[code]
        found = self._codes.get(code)
        if found is None:
            found = max([FIRST_CUSTOM_FORMAT - 1, *self._codes.values()]) + 1
            self._codes[code] = found
            self._formats.index_of(element("numFmt", numFmtId=str(found), formatCode=code))
        return found

    def format_code(self, identifier: int) -> str | None:
        """Return the code of a number format of the workbook's own, ``None`` for a built-in one."""
        return next((code for code, number in self._codes.items() if number == identifier), None)

    def item(self, section: str, index: int) -> Element | None:
        """Return an entry of ``fonts``, ``fills``, ``borders``, ``cellXfs`` or ``dxfs``."""
        items = self._sections[section].items
        return items[index] if 0 <= index < len(items) else None

    def items(self, section: str) -> Iterable[Element]:
        """Return all entries of a section."""
        return tuple(self._sections[section].items)

    def default_font(self) -> Element:
        """Return the font of a cell without a style."""
        first = self.item("cellXfs", 0)
        index = first.number("fontId") if first else 0
        return self.item("fonts", index) or _DEFAULT_FONT

    def default_size(self) -> float:
        """Return the size of that font in points; the usual one where what it says is none."""
        size = self.default_font().child("sz")
        try:
            points = float(size.get("val")) if size else USUAL_SIZE
        except ValueError:
            return USUAL_SIZE
        return points if _SIZES[0] <= points <= _SIZES[1] else USUAL_SIZE

    @property
    def has_named_styles(self) -> bool:
        """Whether there is a ``cellStyleXfs`` for an ``xf`` to refer to."""
        return self._root.child("cellStyleXfs") is not None

    def render(self) -> bytes:
        """Return the styles part with what was added; without that, the very bytes that were read."""
        prefix = prefix_of(self._data, self._root)
        edits = Edits(self._data)
        self._formats.render(edits, self._root, prefix)
        for section in self._sections.values():
            section.render(edits, self._root, prefix)
        return edits.result()
