"""The look of worksheets that people fill in: an office form in black, grey and one light blue."""

from __future__ import annotations

from typing import Any

from kehu_batch.policy.vocabulary import FieldKind
from kehu_batch.sheet_writing.room import Room

FONT = "宋体"
ROOM = Room(unusable=4.0, line=15.0, padding=7.0)
TITLE_HEIGHT = 30
_TITLE_FONT = "黑体"
_BORDER = "#9AA5B1"
_HEADER_FILL = "#DCE6F1"
_QUIET = "#566072"
_BOX = {"border": 1, "border_color": _BORDER}

_TEXT_FORMAT = "@"
_DAY_FORMAT = "yyyy-mm-dd"
_MOMENT_FORMAT = "yyyy-mm-dd hh:mm"
_MONEY_FORMAT = "#,##0.00"


class FormStyles:
    """Formats of one workbook.

    Args:
        book: The ``xlsxwriter.Workbook`` that they belong to.
    """

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
        self._book = book
        self.title = self._add(font_name=_TITLE_FONT, font_size=16, bold=True, align="center")
        self.header = self._add(**_BOX, bold=True, bg_color=_HEADER_FILL, align="center", text_wrap=True)
        self.heading = self._add(font_name=_TITLE_FONT, font_size=16, bold=True, align="left")
        self.line = self._add(font_color=_QUIET)
        self.box = self._plain(**_BOX)

    def body(self, kind: FieldKind, *, timed: bool = False, boxed: bool = False) -> Any:  # noqa: ANN401
        """Return the format of an entry cell.

        Ids, names and text are stored as text, so that ``0012`` keeps its zeros and ``4/5`` becomes no date.

        Args:
            kind: What the cell holds.
            timed: Whether a date has its time of day.
            boxed: Whether the cell has a border.
        """
        return self._add(**_body(kind, timed=timed), **(_BOX if boxed else {}))

    def note(self, kind: FieldKind = FieldKind.TEXT, *, timed: bool = False) -> Any:  # noqa: ANN401
        """Return the format of a cell among notes: as an entry cell, but always to the left."""
        return self._add(**_body(kind, timed=timed) | {"align": "left", "indent": 1}, **_BOX)

    def _add(self, **look: Any) -> Any:  # noqa: ANN401
        return self._plain(**{"font_name": FONT, "font_size": 11, "valign": "vcenter"} | look)

    def _plain(self, **look: Any) -> Any:  # noqa: ANN401
        return self._book.add_format(look)


def _body(kind: FieldKind, *, timed: bool) -> dict[str, Any]:
    match kind:
        case FieldKind.DATE:
            return {"num_format": _MOMENT_FORMAT if timed else _DAY_FORMAT, "align": "center"}
        case FieldKind.AMOUNT:
            return {"num_format": _MONEY_FORMAT}
        case FieldKind.NUMBER:
            return {}
        case FieldKind.ID | FieldKind.NAME | FieldKind.TEXT:
            return {"num_format": _TEXT_FORMAT, "text_wrap": True}
