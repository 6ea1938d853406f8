"""The styles of a workbook as far as they change what a cell says: number formats, fonts and fills."""

from __future__ import annotations

import re

from kehu_batch.ooxml.opc.zip_members import Member
from kehu_batch.ooxml.sml.elements import whole_number
from kehu_batch.records import dataclass, field, replace
from kehu_batch.source.package.input_package import InputPackage
from kehu_batch.source.package.markup import Attributes, visit_elements
from kehu_batch.source.xlsx.cell_formats import CellFormats, make_cell_formats
from kehu_batch.source.xlsx.symbol_fonts import symbol_font

_LISTS = frozenset(
    {"fonts", "fills", "borders", "cellXfs", "cellStyleXfs", "cellStyles", "dxfs", "tableStyles", "colors"}
)
_PARTS = frozenset({"font", "fill", "border"})
#: The colour of paper; other colours by their six digits.
_WHITE = "white"
#: Of a colour or a pattern that is not known.
_UNKNOWN = "?"
#: Channels from here on are white to the eye.
_NEARLY_WHITE = 0xF8
_WHITE_INDEXES = frozenset({"1", "9", "65"})
#: A number format that shows nothing, and one that writes in white.
_NOTHING = re.compile(r"\s*;\s*;\s*;\s*")
_IN_WHITE = re.compile(r"\s*\[(?:white|白色?|color ?2|颜色2)\]", re.IGNORECASE)


@dataclass(slots=True)
class _Look:
    """How one font and one fill look.

    Args:
        ink: Colour of the font; empty for the automatic one, which is always seen.
        paper: Colour of the fill.
        pattern: Its pattern.
        struck: Whether the font strikes its cells out.
        symbols: The font's name, where its letters are pictures.
        code: Number format, of the look of a rule.
    """

    ink: str = ""
    paper: str = _WHITE
    pattern: str = "none"
    struck: bool = False
    symbols: str | None = None
    code: str = ""


@dataclass(slots=True)
class _Styles:
    """What was read of the part so far."""

    codes: dict[str, str] = field(default_factory=dict)
    fonts: list[_Look] = field(default_factory=list)
    fills: list[_Look] = field(default_factory=list)
    rules: list[_Look] = field(default_factory=list)
    cells: list[Attributes] = field(default_factory=list)
    inside: str = ""
    part: str = ""

    def visit(self, tag: str, attributes: Attributes) -> None:
        """Take in an element."""
        if tag in _LISTS:
            self.inside, self.part = tag, ""
        elif tag == "numFmt" and self.inside != "dxfs":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "xf" and self.inside == "cellXfs":
            self.cells.append(attributes)
        elif tag == "dxf":
            self.rules.append(_Look())
        elif tag in _PARTS:
            self.part = tag
            if self.inside == "fonts" and tag == "font":
                self.fonts.append(_Look())
            elif self.inside == "fills" and tag == "fill":
                self.fills.append(_Look())
        else:
            looks = {"fonts": self.fonts, "fills": self.fills, "dxfs": self.rules}.get(self.inside)
            if looks:
                _take(looks[-1], self.part, tag, attributes, rule=self.inside == "dxfs")


def read_cell_formats(package: InputPackage, part: Member | None) -> CellFormats:
    """Return what the styles say of cells, by the index of a cell's format.

    Raises:
        InputRejected: The part is damaged, too deep or declares entities.
    """
    if part is None:
        return CellFormats()
    styles = _Styles()
    visit_elements(package, part, styles.visit)
    looks = [_of_cell(styles, attributes) for attributes in styles.cells]
    found = make_cell_formats(styles.codes, [one.get("numFmtId", "") for one in styles.cells])
    return replace(
        found,
        struck=frozenset(index for index, look in enumerate(looks) if look.struck),
        symbols={index: look.symbols for index, look in enumerate(looks) if look.symbols},
        unseen=frozenset(index for index, look in enumerate(looks) if _is_unseen(look)),
        unseen_rules=frozenset(index for index, look in enumerate(styles.rules) if _is_unseen(look)),
    )


def _of_cell(styles: _Styles, attributes: Attributes) -> _Look:
    font, fill = _at(styles.fonts, attributes.get("fontId")), _at(styles.fills, attributes.get("fillId"))
    code = styles.codes.get(attributes.get("numFmtId", ""), "")
    return _Look(font.ink, fill.paper, fill.pattern, font.struck, font.symbols, code)


def _at(looks: list[_Look], place: str | None) -> _Look:
    index = whole_number(place)
    return looks[index] if index < len(looks) else _Look()


def _is_unseen(look: _Look) -> bool:
    """Whether a cell of that look shows nothing: written in the colour of its paper, or not at all."""
    ink = _WHITE if _IN_WHITE.match(look.code) else look.ink
    return ink == look.paper or _NOTHING.fullmatch(look.code) is not None


def _take(look: _Look, part: str, tag: str, attributes: Attributes, *, rule: bool) -> None:
    """Take in what stands within a font, a fill or the look of a rule."""
    value = attributes.get("val", "1")
    if tag == "numFmt":
        look.code = attributes.get("formatCode", "")
    elif part == "font" and tag == "strike":
        look.struck = value in {"1", "true", "on"}
    elif part == "font" and tag == "name":
        look.symbols = symbol_font(value)
    elif part == "font" and tag == "color":
        look.ink = _colour(attributes)
    elif part == "fill" and tag in {"patternFill", "gradientFill"}:
        # That of a rule is solid where it does not say otherwise.
        look.pattern = (
            attributes.get("patternType", "solid" if rule else "none") if tag == "patternFill" else tag
        )
        look.paper = _WHITE if look.pattern == "none" else _UNKNOWN
    elif part == "fill" and tag == ("bgColor" if rule else "fgColor") and look.pattern == "solid":
        look.paper = _colour(attributes) or _UNKNOWN


def _colour(attributes: Attributes) -> str:
    """Return a colour: white, or its six digits, or the theme's number; empty for the automatic one."""
    rgb = attributes.get("rgb", "")[-6:].lower()
    if re.fullmatch(r"[0-9a-f]{6}", rgb):
        channels = (int(rgb[place : place + 2], 16) for place in (0, 2, 4))
        return _WHITE if min(channels) >= _NEARLY_WHITE else rgb
    if attributes.get("indexed") in _WHITE_INDEXES:
        return _WHITE
    theme, tint = attributes.get("theme"), attributes.get("tint", "0")
    if theme is not None:
        return _WHITE if (theme, tint.strip("0.")) == ("0", "") else f"{theme} {tint}"
    return f"indexed {attributes['indexed']}" if attributes.get("indexed", "64") != "64" else ""
