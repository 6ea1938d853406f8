"""What number formats of an OpenDocument spreadsheet put round texts, by the style of their cells.

Numbers come with what they show; a text comes as it was typed, and only its style knows of ``"VIP-"@``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape

from kehu_batch.cells import MAX_COLUMN
from kehu_batch.model.tables.shown import PLAIN, Shown
from kehu_batch.source.formats.format_words import words_round
from kehu_batch.source.formats.shown_forms import CellForm
from kehu_batch.source.package.input_package import InputPackage

#: Styles of a content stand before its tables, within so many bytes.
_STYLES_WITHIN = 4 << 20
_END = b"</office:automatic-styles>"
_FORMAT, _FORMAT_END = b"<number:text-style ", b"</number:text-style>"
_PIECE = re.compile(rb"<number:text(?:\s[^<>]*)?>([^<]*)</number:text>|<number:(text-content)\b")
_STYLE = re.compile(rb"<style:style\s([^<>]*)>")
_NAMES = re.compile(rb"\bstyle:(name|data-style-name|family)=\"([^\"]*)\"")


class TextStyles:
    """Follows the styles that cells have of their own, of their row or of their column.

    Args:
        known: What styles show round texts.
    """

    def __init__(self, known: Mapping[str, Shown]) -> None:
        self.known = known
        self._of_row = PLAIN
        self._of_columns: dict[int, Shown] = {}

    def open_table(self) -> None:
        """Begin a table, whose columns have no style yet."""
        self._of_columns = {}

    def open_columns(self, first: int, count: int, style: str) -> None:
        """Take note of the style of columns from a 0-based place on."""
        if style in self.known:
            columns = range(first, min(first + count, MAX_COLUMN))
            self._of_columns.update(dict.fromkeys(columns, self.known[style]))

    def open_row(self, style: str) -> None:
        """Begin a row of a style."""
        self._of_row = self.known.get(style, PLAIN)

    def round(self, text: str, style: str | None, column: int) -> Shown:
        """Return what stands round a text of a cell; ``style`` is ``None`` where it has none of its own."""
        by_place = self._of_row if self._of_row != PLAIN else self._of_columns.get(column, PLAIN)
        return CellForm(texts=by_place if style is None else self.known.get(style, PLAIN)).of(text)


def read_text_styles(package: InputPackage, parts: tuple[str, ...]) -> Mapping[str, Shown]:
    """Return what is shown round texts by the names of cell styles; styles that show nothing so are absent.

    Args:
        package: The open package.
        parts: The parts with styles: those of the document, and its content.
    """
    found = (package.find(name) for name in parts)
    heads = [package.head(part, _STYLES_WITHIN).partition(_END)[0] for part in found if part is not None]
    formats = {name: shown for head in heads for name, shown in _formats(head)}
    if not formats:
        return {}
    named = (dict(_NAMES.findall(attributes)) for head in heads for attributes in _STYLE.findall(head))
    return {
        one[b"name"].decode(): formats[one[b"data-style-name"]]
        for one in named
        if one.get(b"family") == b"table-cell" and one.get(b"data-style-name") in formats and b"name" in one
    }


def _formats(head: bytes) -> Iterator[tuple[bytes, Shown]]:
    # Cut at the ends first: to look for the end behind each beginning costs the square of a text without ends.
    for piece in head.split(_FORMAT_END)[:-1]:
        attributes, _, body = piece.rpartition(_FORMAT)[2].partition(b">")
        before, after, within = "", "", False
        for text, content in _PIECE.findall(body):
            within = within or bool(content)
            said = unescape(text.decode("utf-8", "replace"))
            before, after = (before, after + said) if within else (before + said, after)
        shown = words_round(before, after) if within else PLAIN
        name = dict(_NAMES.findall(attributes)).get(b"name")
        if name and shown != PLAIN:
            yield name, shown
