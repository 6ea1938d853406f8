"""Looks of our cells and rules, as entries of the workbook's styles."""

from __future__ import annotations

from kehu_batch.ooxml.plan import CellLook, HighlightRule
from kehu_batch.ooxml.sml.elements import Element, element
from kehu_batch.ooxml.sml.styles import StyleBook

#: Children of ``font`` in the order that Excel writes them.
_FONT_ORDER = (
    "b",
    "i",
    "strike",
    "condense",
    "extend",
    "outline",
    "shadow",
    "u",
    "vertAlign",
    "sz",
    "color",
    "name",
    "family",
    "charset",
    "scheme",
)
_SIDES = ("left", "right", "top", "bottom")


def _argb(color: str) -> str:
    return "FF" + color.upper()


def _font(base: Element, look: CellLook) -> Element:
    """Return the default font with what the look changes."""
    parts = {child.name: child for child in base.children}
    for name, wanted in (("b", look.bold), ("i", look.italic), ("u", look.underline)):
        if wanted:
            parts[name] = element(name)
        elif wanted is False:
            parts.pop(name, None)
    if look.font_size is not None:
        parts["sz"] = element("sz", val=f"{look.font_size:g}")
    if look.font_color is not None:
        parts["color"] = element("color", rgb=_argb(look.font_color))
    known = [parts[name] for name in _FONT_ORDER if name in parts]
    return Element("font", (), tuple(known))


def _solid(color: str) -> Element:
    return element(
        "fill",
        element(
            "patternFill",
            element("fgColor", rgb=_argb(color)),
            element("bgColor", indexed="64"),
            patternType="solid",
        ),
    )


def _border(color: str) -> Element:
    sides = [element(side, element("color", rgb=_argb(color)), style="thin") for side in _SIDES]
    return element("border", *sides, element("diagonal"))


def style_of(look: CellLook, styles: StyleBook) -> int:
    """Return the index in ``cellXfs`` of a look."""
    if look == CellLook():
        return 0
    attributes = {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0"}
    if styles.has_named_styles:
        attributes["xfId"] = "0"
    attributes["fontId"] = str(styles.font(_font(styles.default_font(), look)))
    attributes["applyFont"] = "1"
    if look.fill_color is not None:
        attributes |= {"fillId": str(styles.fill(_solid(look.fill_color))), "applyFill": "1"}
    if look.border_color is not None:
        attributes |= {"borderId": str(styles.border(_border(look.border_color))), "applyBorder": "1"}
    if look.number_format is not None:
        number_format = str(styles.number_format(look.number_format))
        attributes |= {"numFmtId": number_format, "applyNumberFormat": "1"}
    alignment = {
        "horizontal": look.horizontal,
        "vertical": look.vertical,
        "wrapText": "1" if look.wrap else None,
    }
    stated = {key: value for key, value in alignment.items() if value is not None}
    children = []
    if stated:
        attributes["applyAlignment"] = "1"
        children.append(element("alignment", **stated))
    return styles.cell_format(element("xf", *children, **attributes))


def highlight_of(rule: HighlightRule, styles: StyleBook) -> int:
    """Return the index in ``dxfs`` of a rule's colours. In a ``dxf`` a solid fill's colour is its background."""
    children = []
    if rule.font_color is not None:
        children.append(element("font", element("color", rgb=_argb(rule.font_color))))
    background = element("bgColor", rgb=_argb(rule.fill_color))
    foreground = element("fgColor", rgb=_argb(rule.fill_color))
    children.append(element("fill", element("patternFill", foreground, background, patternType="solid")))
    return styles.differential_format(element("dxf", *children))
