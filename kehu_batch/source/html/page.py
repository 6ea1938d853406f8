"""Read a web page for its tables, and for the lines of text around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kehu_batch.model.limits import ReadLimits
from kehu_batch.records import dataclass, field
from kehu_batch.source.html.building import Places, TableBuilder
from kehu_batch.source.html.cells import (
    EXCEL_CLASSES,
    PLAIN,
    CellTag,
    Declarations,
    read_cell_tag,
    read_style_sheet,
)
from kehu_batch.source.html.grid import lay_out
from kehu_batch.source.html.tables import SECTIONS, HtmlBlock, HtmlTable
from kehu_batch.source.html.text import ShownText
from kehu_batch.source.html.tokens import Token, attributes, decoded, tokens

#: Elements that stand on lines of their own.
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt"),
        *("fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"),
        *("main", "nav", "ol", "p", "pre", "section", "ul"),
    }
)
#: Elements without content.
_VOID = frozenset(
    {"area", "base", "br", "embed", "hr", "img", "link", "meta", "param", "source", "track", "wbr"}
)
#: Elements that strike out what is in them.
_STRIKING = frozenset({"s", "strike", "del"})
#: Fields that show what was typed into them.
_TYPED = frozenset(
    {"", "date", "datetime-local", "email", "month", "number", "search", "tel", "text", "time", "url"}
)
#: Tags remembered, so that each way of writing one is read once.
_REMEMBERED = 20_000


#: How a word is read, above it, and the brackets around that where nothing is shown above: no part of the text.
_READING_AIDS = ("rt", "rp")
#: What ends a reading aid that has no end of its own.
_BESIDE_WORD = (*_READING_AIDS, "rb", "rtc")


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of data that was found.

    Args:
        block: Its grid.
        caption: Its title; empty where it has none.
        hidden: Whether it is not shown.
        has_headings: Whether a row of it has nothing but headings.
    """

    block: HtmlBlock
    caption: str
    hidden: bool
    has_headings: bool


@dataclass(slots=True)
class Page:
    """What a page holds.

    Args:
        tables: Its tables of data, by their place.
        lines: What is outside of these: lines of text, and tables that are too small or only frame others.
        asks_password: Whether it has a field for a password.
        is_frameset: Whether its content stands in files beside it.
        cut: Whether it ends in the middle of a table.
    """

    tables: list[PageTable] = field(default_factory=list)
    lines: list[HtmlBlock] = field(default_factory=list)
    asks_password: bool = False
    is_frameset: bool = False
    cut: bool = False


def read_page(
    text: str, file: str, limits: ReadLimits, *, classes: Mapping[str, Declarations], date1904: bool
) -> Page:
    """Read a page.

    A table that holds data is one of ``tables``. Of nested tables that is the inner one; a small one belongs to the
    text of the cell around it, and what only frames others falls apart into lines. Nothing is in two places.

    Args:
        text: The page.
        file: File name for messages.
        limits: Bounds.
        classes: What style sheets beside the page say.
        date1904: Whether its serial numbers count from 1904.

    Raises:
        InputRejected: ``too_large``.
    """
    reader = _Reader(len(text), Places(file, limits), classes, date1904=date1904)
    for kind, name, written, piece in tokens(text):
        reader.take(kind, name, written, piece)
    return reader.finish()


class _Reader:
    """Follows the pieces of a page."""

    def __init__(
        self, size: int, places: Places, classes: Mapping[str, Declarations], *, date1904: bool
    ) -> None:
        self._size = size
        self._places = places
        self._classes = {**EXCEL_CLASSES, **classes}
        self._date1904 = date1904
        self._page = Page()
        self._open: list[TableBuilder] = []
        self._line = ShownText()
        self._keeps_breaks = False
        #: Tables begun beyond the depth that is followed.
        self._beyond = 0
        self._tags: dict[str, CellTag] = {"": PLAIN}
        self._starts: Mapping[str, Callable[[str, str], None]] = {
            **dict.fromkeys(("td", "th"), self._start_cell),
            **dict.fromkeys(SECTIONS, self._start_section),
            **dict.fromkeys(("input", "select", "option"), self._start_field),
            "tr": self._start_row,
            "table": self._start_table,
            "caption": self._start_caption,
            "col": self._start_column,
            "frameset": self._start_frameset,
        }
        self._ends: Mapping[str, Callable[[], None]] = {
            **dict.fromkeys(("td", "th"), self._end_cell),
            **dict.fromkeys(SECTIONS, self._end_section),
            "tr": self._end_row,
            "table": self._end_table,
            "caption": self._end_caption,
            "select": self._end_choices,
        }

    def take(self, kind: Token, name: str, written: str, text: str) -> None:
        """Take the next piece; see ``tokens``."""
        if kind is Token.CELL:
            self._top().add_cell(self._tag(written), text, heading=name == "th")
        elif kind is Token.TEXT:
            self._add_text(text)
        elif kind is Token.START:
            self._starts.get(name, self._start_other)(name, written)
        elif kind is Token.END:
            end = self._ends.get(name)
            if end is not None:
                end()
            else:
                self._end_other(name)
        elif kind is Token.RAW and name == "style":
            self._classes |= read_style_sheet(text.replace("<!--", "").replace("-->", ""))
        elif kind is Token.RAW and name == "textarea":
            self._current().add_lines(decoded(text))
        elif kind is Token.CUT:
            self._page.cut = bool(self._open)

    def finish(self) -> Page:
        """Close what is open and return the page."""
        self._page.cut |= any(one.closes_cells and one.in_cell for one in self._open)
        while self._open:
            self._close_table()
        self._flush()
        self._page.tables.sort(key=lambda found: found.block.position)
        self._page.lines.sort(key=lambda block: block.position)
        return self._page

    # ------------------------------------------------------------------ text

    def _current(self) -> ShownText:
        """Return where text goes: to the open cell or caption, else to the page."""
        text = self._open[-1].text if self._open else None
        return self._line if text is None else text

    def _add_text(self, text: str) -> None:
        current = self._current()
        if self._keeps_breaks:
            current.add_lines(text)
        elif not (self._open and current is self._line and text.isspace()):
            current.add(text)

    def _start_other(self, name: str, text: str) -> None:
        if name in _BLOCKS:
            self._break()
            self._keeps_breaks |= name == "pre"
        if name not in _VOID:
            self._start_looks(name, self._tag(text))

    def _start_looks(self, name: str, tag: CellTag) -> None:
        """Note what an element does to the text in it; only cells are looked at for what is struck out."""
        if name in _BESIDE_WORD:
            for aid in _READING_AIDS:
                self._current().end(aid)
        in_cell = bool(self._open) and self._open[-1].in_cell
        strikes = True if name in _STRIKING else tag.strikes
        self._current().start(
            name, hidden=tag.hidden or name in _READING_AIDS, strikes=strikes if in_cell else None
        )

    def _end_other(self, name: str) -> None:
        if name == "ruby":
            # The aids above a word need no end of their own.
            for aid in _READING_AIDS:
                self._current().end(aid)
        self._current().end(name)
        if name in _BLOCKS:
            self._break()
            self._keeps_breaks &= name != "pre"

    def _break(self) -> None:
        current = self._current()
        if current is self._line:
            self._flush()
        else:
            current.break_line()

    def _flush(self) -> None:
        """End a line of the page's own text."""
        shown = self._line.shown()
        if shown:
            self._page.lines.append(HtmlBlock(self._places.next(), [[line] for line in shown.split("\n")]))
        self._line.clear()

    def _start_field(self, name: str, text: str) -> None:
        current = self._current()
        if name == "select":
            current.start_choices()
            return
        found = attributes(text)
        if name == "option":
            current.add_choice(chosen="selected" in found)
            return
        kind = found.get("type", "").lower()
        self._page.asks_password |= kind == "password"
        if kind in _TYPED:
            current.add(found.get("value", ""))

    def _end_choices(self) -> None:
        self._current().end_choices()

    def _start_frameset(self, _: str, __: str) -> None:
        self._page.is_frameset = True

    def _tag(self, text: str) -> CellTag:
        tag = self._tags.get(text)
        if tag is None:
            if len(self._tags) >= _REMEMBERED:
                self._tags = {"": PLAIN}
            tag = self._tags[text] = read_cell_tag(text, self._classes)
        return tag

    # ------------------------------------------------------------------ tables

    def _top(self) -> TableBuilder:
        """Return the innermost open table; rows without one make one, as some systems leave its tag out."""
        if not self._open:
            self._start_table("table", "")
        return self._open[-1]

    def _start_table(self, _: str, text: str) -> None:
        if self._open and not self._open[-1].in_cell:
            self._close_table()
        if len(self._open) >= self._places.limits.nesting:
            self._beyond += 1
            return
        self._current().end_choices()
        hidden = (
            self._current().hides or self._tag(text).hidden or (bool(self._open) and self._open[-1].hides)
        )
        if not self._open:
            self._flush()
        self._open.append(TableBuilder(self._places, hidden=hidden, date1904=self._date1904))

    def _end_table(self) -> None:
        if self._beyond:
            self._beyond -= 1
        elif self._open:
            self._close_table()

    def _close_table(self) -> None:
        builder = self._open.pop()
        builder.close_row()
        self._keeps_breaks = False
        table = builder.table
        if table.has_data:
            block = self._lay_out(table)
            self._page.tables.append(PageTable(block, table.caption, table.hidden, table.has_headings))
            if self._open:
                self._open[-1].table.nested = True
            return
        blocks: list[HtmlBlock] = []
        if table.nested:
            blocks = table.blocks()
        elif any(row.filled for row in table.rows):
            blocks = [self._lay_out(table)]
        if table.caption:
            blocks.append(HtmlBlock(table.position, [[table.caption]]))
        if not self._open:
            self._page.lines += [] if table.hidden else blocks
        elif not table.hidden:
            self._open[-1].table.nested = True
            self._open[-1].add_inner(table.text(), blocks)

    def _lay_out(self, table: HtmlTable) -> HtmlBlock:
        return lay_out(table, self._places.file, self._places.limits, self._size)

    def _start_caption(self, _: str, __: str) -> None:
        if self._open:
            self._open[-1].start_caption()

    def _end_caption(self) -> None:
        if self._open and not self._open[-1].in_cell:
            self._open[-1].close_text()

    def _start_column(self, _: str, text: str) -> None:
        if self._open:
            self._open[-1].name_columns(self._tag(text))

    def _start_section(self, name: str, text: str) -> None:
        self._top().start_section(name, hidden=self._tag(text).hidden)

    def _end_section(self) -> None:
        if self._open:
            self._open[-1].end_section()

    def _start_row(self, _: str, text: str) -> None:
        self._top().start_row(hidden=bool(text) and self._tag(text).hidden)

    def _end_row(self) -> None:
        if self._open:
            self._open[-1].close_row()

    def _start_cell(self, name: str, text: str) -> None:
        self._top().start_cell(self._tag(text), heading=name == "th")

    def _end_cell(self) -> None:
        if self._open and self._open[-1].in_cell:
            self._open[-1].closes_cells = True
            self._open[-1].close_text()
