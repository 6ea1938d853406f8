"""Build one table of a web page from its tags as they come, closed or not."""

from __future__ import annotations

from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import CellValue
from kehu_batch.source import refusals
from kehu_batch.source.html.cells import CellTag, cell_value
from kehu_batch.source.html.tables import SECTIONS, HtmlBlock, HtmlTable, Row, Within
from kehu_batch.source.html.text import ShownText, fold_line
from kehu_batch.source.struck_runs import is_struck_throughout, struck, without_marks


class Places:
    """Counts the rows, tables and lines of a page, and refuses a page of too many."""

    def __init__(self, file: str, limits: ReadLimits) -> None:
        self.file = file
        self.limits = limits
        self._last = 0

    def next(self) -> int:
        """Return the next place.

        Raises:
            InputRejected: ``too_large``.
        """
        self._last += 1
        if self._last > self.limits.rows:
            raise refusals.too_large(self.file, f"网页超过 {self.limits.rows:,} 行")
        return self._last


class TableBuilder:
    """A table that is open.

    Args:
        places: Where its rows stand in the page.
        hidden: Whether it is not shown.
        date1904: Whether serial numbers count from 1904.
    """

    def __init__(self, places: Places, *, hidden: bool, date1904: bool) -> None:
        self.table = HtmlTable(places.next(), hidden)
        #: Text of the open cell or caption.
        self.text: ShownText | None = None
        #: Whether a cell was ever closed by its own tag.
        self.closes_cells = False
        self._places = places
        self._date1904 = date1904
        self._row: Row | None = None
        self._tag: CellTag | None = None
        self._inner: list[HtmlBlock] = []
        self._in_section = False
        self._section_hidden = False
        self._columns = 0

    @property
    def in_cell(self) -> bool:
        """Whether a cell is open."""
        return self._tag is not None

    @property
    def hides(self) -> bool:
        """Whether a table in the open cell is not shown."""
        row, tag = self._row, self._tag
        return self.table.hidden or (row is not None and row.hidden) or (tag is not None and tag.hidden)

    def start_caption(self) -> None:
        """Open the caption."""
        self.close_row()
        self.text = ShownText()

    def name_columns(self, tag: CellTag) -> None:
        """Take a column element: how many columns it names, and whether they are hidden."""
        first, self._columns = self._columns, self._columns + tag.columns
        if tag.hidden:
            most = self._places.limits.columns
            self.table.hidden_columns.update(range(first, min(self._columns, most)))

    def start_section(self, name: str, *, hidden: bool) -> None:
        """Open a section: ``thead``, ``tbody`` or ``tfoot``."""
        self.close_row()
        self._in_section, self._section_hidden = True, hidden
        self.table.ranks.append(SECTIONS[name])

    def end_section(self) -> None:
        """Close the section; rows that follow are of a new one."""
        self.close_row()
        self._in_section = False

    def start_row(self, *, hidden: bool) -> Row:
        """Open a row."""
        self.close_row()
        if not self._in_section:
            self.start_section("tbody", hidden=False)
        row = Row(self._places.next(), len(self.table.ranks) - 1, hidden or self._section_hidden)
        self.table.rows.append(row)
        self._row = row
        return row

    def start_cell(self, tag: CellTag, *, heading: bool) -> None:
        """Open a cell, in a row of its own where none is open.

        Raises:
            InputRejected: ``too_large``: the row has too many.
        """
        self._next_cell(heading=heading)
        self._tag, self.text = tag, ShownText(is_struck=bool(tag.strikes))

    def add_cell(self, tag: CellTag, text: str, *, heading: bool) -> None:
        """Add a cell that has nothing but text in it; else like ``start_cell`` and ``close_text``."""
        text = fold_line(text)
        self._put(self._next_cell(heading=heading), tag, struck(text) if tag.strikes else text)
        self.closes_cells = True

    def add_inner(self, text: str, blocks: list[HtmlBlock]) -> None:
        """Take a small table that stands in the open cell."""
        assert self.text is not None  # noqa: S101  (only an open cell holds tables)
        self.text.add_inner(text)
        self._inner += blocks

    def close_text(self) -> None:
        """Close the open cell or caption.

        Raises:
            InputRejected: ``too_large``: its text is too long.
        """
        if self.text is None:
            return
        shown, tag, row = self.text.shown(), self._tag, self._row
        if tag is None:
            self.table.caption = shown
        elif row is not None:
            if self._inner:
                place = (len(self.table.rows) - 1, len(row.values))
                self.table.within[place] = Within(self.text.own(), self._inner)
                self._inner = []
            self._put(row, tag, shown)
        self.text = self._tag = None

    def close_row(self) -> None:
        """Close the open row, and what is open in it."""
        self.close_text()
        self._row = None

    def _next_cell(self, *, heading: bool) -> Row:
        """Make room for a cell and return its row."""
        if self.text is not None:
            self.close_text()
        row = self._row or self.start_row(hidden=False)
        row.headings += heading
        most = self._places.limits.columns
        if len(row.values) >= most:
            raise refusals.too_large(self._places.file, f"网页中的表格超过 {most:,} 列")
        return row

    def _put(self, row: Row, tag: CellTag, shown: str) -> None:
        most = self._places.limits.text_bytes
        if len(shown) > most:
            raise refusals.too_large(self._places.file, f"有一个单元格的文本超过 {most >> 10:,} KB")
        if tag.columns > 1 or tag.rows != 1 or tag.hidden:
            row.tags[len(row.values)] = tag
        row.values.append(_value(shown, tag, date1904=self._date1904))


def _value(shown: str, tag: CellTag, *, date1904: bool) -> CellValue:
    """Return the value of a cell; one that is struck out from end to end is read as if it were not, and marked."""
    if not is_struck_throughout(shown):
        return cell_value(shown, tag, date1904=date1904)
    value = cell_value(without_marks(shown), tag, date1904=date1904)
    return struck(value) if isinstance(value, str) else value
