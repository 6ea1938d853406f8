"""The house look of result sheets: every format in one place."""

from __future__ import annotations

from typing import Any

from kehu_batch.annotation import palette
from kehu_batch.annotation.donor.layout import Kind, Tone

FONT = "微软雅黑"

NUMBER_FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.NUMBER: "#,##0.00",
    Kind.CODE: "0",
    Kind.LARGE: "0.0000E+00",
    Kind.MONEY: "#,##0.00",
    Kind.SHARE: "0.0%",
    Kind.POINTS: "+0.0;-0.0;0.0",
    Kind.DAY: "yyyy-mm-dd",
}

_TEXT_KINDS = {Kind.TEXT, Kind.LONG, Kind.FLOW, Kind.ENTRY}
_TONES = {Tone.GOOD: palette.GOOD, Tone.NEAR: palette.NEAR, Tone.BAD: palette.BAD}


class Formats:
    """Formats of one donor workbook, made when first asked for.

    Args:
        book: The ``xlsxwriter.Workbook`` that they belong to.
    """

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
        self._book = book
        self._made: dict[tuple[object, ...], Any] = {}
        self.title = self._add(bold=True, font_size=16, valign="vcenter")
        self.marker = self._add(font_color=_hash(palette.SECONDARY), valign="vcenter")
        self.scope = self._add(font_color=_hash(palette.SECONDARY), valign="vcenter")
        self.heading = self._add(
            bold=True, font_size=12.5, valign="vcenter", top=2, top_color=_hash(palette.INK)
        )
        self.heading_rule = self._add(top=2, top_color=_hash(palette.INK))
        self.note = self._add(font_color=_hash(palette.SECONDARY), text_wrap=True, valign="top")
        self.line = self._add(text_wrap=True, valign="vcenter")
        self.empty = self._add(font_color=_hash(palette.SECONDARY), italic=True, valign="vcenter")

        self.label = self._add(
            bold=True, valign="top", text_wrap=True, indent=1, bottom=1, bottom_color=_hash(palette.RULE)
        )

    def form(self, *, entry: bool, day: bool) -> Any:  # noqa: ANN401
        """Return the format of a form's value."""
        key = "form", entry, day
        if key in self._made:
            return self._made[key]
        look: dict[str, Any] = {
            "bottom": 1,
            "bottom_color": _hash(palette.RULE),
            "valign": "top",
            "align": "left",
            "text_wrap": True,
        }
        if entry:
            look |= {"bg_color": _hash(palette.NEEDS_WORK), "locked": False}
        if day:
            look |= {"num_format": NUMBER_FORMATS[Kind.DAY]}
        return self._keep(key, **look)

    def header(self, kind: Kind) -> Any:  # noqa: ANN401
        """Return the format of a table's header above a column of that kind."""
        key = "header", kind if kind is Kind.FLOW else kind in _TEXT_KINDS
        if key in self._made:
            return self._made[key]
        return self._keep(
            key,
            bold=True,
            font_color=_hash(palette.WHITE),
            bg_color=_hash(palette.INK),
            align="left" if kind in _TEXT_KINDS else "right",
            valign="vcenter",
            indent=1,
            text_wrap=kind is not Kind.FLOW,
        )

    def body(self, kind: Kind, *, total: bool = False, link: bool = False, flush: bool = False) -> Any:  # noqa: ANN401
        """Return the format of a body cell; a ``flush`` number stands at its cell's right edge."""
        key = "body", kind, total, link, flush
        if key in self._made:
            return self._made[key]
        look: dict[str, Any] = {
            "bottom": 1,
            "bottom_color": _hash(palette.RULE),
            "valign": "vcenter",
            "indent": 1,
        }
        if kind in _TEXT_KINDS:
            look |= {"align": "left", "text_wrap": kind is not Kind.FLOW}
        else:
            look |= {"align": "right", "num_format": NUMBER_FORMATS[kind], "indent": 0 if flush else 1}
        if kind is Kind.ENTRY:
            look |= {"bg_color": _hash(palette.NEEDS_WORK), "locked": False}
        if total:
            look |= {
                "bold": True,
                "bg_color": _hash(palette.GROUND),
                "top": 1,
                "top_color": _hash(palette.INK),
            }
        if link:
            look |= {"font_color": _hash(palette.BLUE), "underline": 1}
        return self._keep(key, **look)

    def tone(self, tone: Tone) -> Any:  # noqa: ANN401
        """Return the difference that a status makes to a cell."""
        return self._book.add_format({"font_color": _hash(_TONES[tone]), "bold": True})

    def _keep(self, key: tuple[object, ...], **look: Any) -> Any:  # noqa: ANN401
        made = self._made[key] = self._add(**look)
        return made

    def _add(self, **look: Any) -> Any:  # noqa: ANN401
        base = {"font_name": FONT, "font_size": 10.5, "font_color": _hash(palette.INK)}
        return self._book.add_format(base | look)


def _hash(color: str) -> str:
    return f"#{color}"
