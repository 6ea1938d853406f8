"""The boxes of a sheet's notes (its legacy VML drawing), which form controls may share.

VML as Excel writes it is not always well-formed (``<br>`` in the text of controls), so shapes are found by their tags.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from kehu_batch.cells import parse_ref
from kehu_batch.ooxml.sml.comments.note_box import SheetGrid, box_size

SHAPE_BLOCK = 1024
"""Shape numbers come in blocks of this many; a drawing owns whole blocks."""
_NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_SHAPE = re.compile(r"<((?:[\w.-]+:)?shape)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?(?:/>|>.*?</\1\s*>)", re.DOTALL)
_ANY_SHAPE = re.compile(r"<(?:[\w.-]+:)?(?:shape|rect|roundrect|oval|line|polyline|group|image|arc|curve)\b")
_NOTE = re.compile(r"<(?:[\w.-]+:)?ClientData\b[^>]*\bObjectType\s*=\s*[\"']Note[\"']")
_ROW = re.compile(r"<(?:[\w.-]+:)?Row\s*>\s*(\d{1,7})\s*<")
_COLUMN = re.compile(r"<(?:[\w.-]+:)?Column\s*>\s*(\d{1,7})\s*<")
_ANCHOR = re.compile(r"(<(?:[\w.-]+:)?Anchor\s*>)([^<]*)(<)")
_SHAPE_NUMBER = re.compile(r"_s(\d{1,9})\b")
_ID_MAP = re.compile(r"(<(?:[\w.-]+:)?idmap\b[^>]*?\bdata\s*=\s*[\"'])([\d, ]*)([\"'])")
_TEXT_BOX_TYPE = re.compile(r"<(?:[\w.-]+:)?shapetype\b[^>]*\bid\s*=\s*[\"']_x0000_t202[\"']")
_END = re.compile(r"</(?:[\w.-]+:)?xml\s*>\s*\Z")

EMPTY = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>'
)
_TYPE = (
    '<v:shapetype id="_x0000_t202"{xmlns} coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_LAYOUT = '<o:shapelayout{xmlns} v:ext="edit"><o:idmap v:ext="edit" data="{data}"/></o:shapelayout>'
_BOX = (
    '<v:shape id="_x0000_s{number}"{xmlns} type="#_x0000_t202" style="position:absolute;'
    'width:{width:g}pt;height:{height:g}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def id_blocks(vml: str) -> set[int]:
    """Return the blocks of shape numbers that a drawing owns or uses.

    Example:
        >>> sorted(id_blocks('<o:idmap v:ext="edit" data="1,3"/><v:shape id="_x0000_s2050">'))
        [1, 2, 3]
    """
    owned = {int(number) for match in _ID_MAP.finditer(vml) for number in re.findall(r"\d{1,9}", match[2])}
    return (owned | {int(number) // SHAPE_BLOCK for number in _SHAPE_NUMBER.findall(vml)}) - {0}


def has_shapes(vml: str) -> bool:
    """Return whether anything is drawn."""
    return _ANY_SHAPE.search(vml) is not None


def _note_cell(shape: str) -> tuple[int, int] | None:
    """Return the 1-based row and 0-based column of a note's box, ``None`` for another shape."""
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if _NOTE.search(shape) is None or row is None or column is None:
        return None
    return int(row[1]) + 1, int(column[1])


def _place(cell: str) -> tuple[int, int] | None:
    """Return the place of a cell as a note names it, ``None`` where that is no reference."""
    try:
        return parse_ref(cell)
    except ValueError:
        return None


def without_boxes(vml: str, cells: Collection[str]) -> str:
    """Return a drawing without the boxes of the notes on ``cells``, and without blocks of numbers that this frees."""
    gone = {place for place in map(_place, cells) if place is not None}
    stripped = (
        _SHAPE.sub(lambda match: "" if _note_cell(match[0]) in gone else match[0], vml) if gone else vml
    )
    used = {int(number) // SHAPE_BLOCK for number in _SHAPE_NUMBER.findall(stripped)}

    def trim(match: re.Match[str]) -> str:
        numbers = re.findall(r"\d{1,9}", match[2])
        kept = [number for number in numbers if int(number) in used] or numbers[:1]
        return match[1] + ",".join(kept) + match[3]

    return _ID_MAP.sub(trim, stripped)


def with_grown_boxes(vml: str, texts: Mapping[str, str], grid: SheetGrid) -> str:
    """Return a drawing whose boxes of the notes in ``texts`` (cell to whole text) are high enough for these."""
    wanted = {_place(cell): text for cell, text in texts.items()}

    def grow(match: re.Match[str]) -> str:
        text = wanted.get(_note_cell(match[0]) or (0, 0))
        if text is None:
            return match[0]
        return _ANCHOR.sub(
            lambda found: found[1] + _grown(found[2], text, grid) + found[3], match[0], count=1
        )

    return _SHAPE.sub(grow, vml) if wanted else vml


def _grown(anchor: str, text: str, grid: SheetGrid) -> str:
    return grid.grown_anchor(anchor, text)


class _ShapeNumbers:
    """Hands out shape numbers: on in the drawing's last block, then from blocks that no drawing uses."""

    def __init__(self, vml: str, taken: Iterable[int]) -> None:
        numbers = [int(number) for number in _SHAPE_NUMBER.findall(vml)]
        self.own = sorted(id_blocks(vml))
        self._taken = set(taken) | set(self.own)
        if numbers and max(numbers) >= SHAPE_BLOCK:
            self._next = max(numbers) + 1
        elif self.own:
            self._next = self.own[0] * SHAPE_BLOCK + 1
        else:
            self._next = 0

    def take(self) -> int:
        if self._next % SHAPE_BLOCK == 0:
            block = max(self._taken, default=0) + 1
            self._taken.add(block)
            self.own.append(block)
            self._next = block * SHAPE_BLOCK + 1
        self._next += 1
        return self._next - 1


def _declarations(vml: str) -> str:
    """Return the namespace declarations that our elements need and the drawing lacks."""
    head = vml[: vml.find(">", vml.find("<xml") if "<xml" in vml else 0) + 1]
    return "".join(
        f' xmlns:{p}="{uri}"' for p, uri in _NAMESPACES.items() if f'xmlns:{p}="{uri}"' not in head
    )


def with_boxes(vml: str, texts: Mapping[str, str], grid: SheetGrid, taken: Iterable[int]) -> str:
    """Return a drawing with a box for each note in ``texts`` (cell to text), sized to it.

    Args:
        vml: The drawing.
        texts: In the order in which boxes are added.
        grid: Sizes of the sheet's rows and columns.
        taken: Blocks of shape numbers that other drawings of the workbook own.
    """
    numbers = _ShapeNumbers(vml, taken)
    xmlns = _declarations(vml)
    order = len(_SHAPE.findall(vml))
    pieces = [] if _TEXT_BOX_TYPE.search(vml) else [_TYPE.format(xmlns=xmlns)]
    for cell, text in texts.items():
        row, column = parse_ref(cell)
        size = box_size(text)
        order += 1
        box = _BOX.format(
            number=numbers.take(),
            xmlns=xmlns,
            width=size.width * 0.75,
            height=size.height * 0.75,
            order=order,
            anchor=grid.anchor(row - 1, column, size),
            row=row - 1,
            column=column,
        )
        pieces.append(box)
    data = ",".join(str(block) for block in numbers.own)
    if _ID_MAP.search(vml):
        vml = _ID_MAP.sub(lambda match: match[1] + data + match[3], vml, count=1)
    else:
        start = vml.find(">", vml.find("<xml")) + 1
        vml = vml[:start] + _LAYOUT.format(xmlns=xmlns, data=data) + vml[start:]
    end = _END.search(vml)
    at = end.start() if end else len(vml)
    return vml[:at] + "".join(pieces) + vml[at:]
