"""From the tables and lines of a web page to sheets."""

from __future__ import annotations

from collections.abc import Iterable

from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import CellValue, MergedRange, Sheet, SheetState
from kehu_batch.records import dataclass, field
from kehu_batch.source.extent import check_extent, trim
from kehu_batch.source.html.page import Page, PageTable
from kehu_batch.source.html.tables import HtmlBlock

#: Rows of text that go with a table: the last ones over it, and the first ones under the last table.
_MOST_LINES = 20


@dataclass(slots=True)
class PagePart:
    """What becomes one sheet.

    Args:
        caption: Title of its table; empty where it has none.
        hidden: Whether it is not shown.
        blocks: From top to bottom.
        table: The last table in it, which another may go on with.
    """

    caption: str = ""
    hidden: bool = False
    blocks: list[HtmlBlock] = field(default_factory=list)
    table: PageTable | None = None


def split_page(page: Page) -> list[PagePart]:
    """Give each table of a page the lines that belong to it; a page may have none.

    A small table of as many columns is part of it: its headings or its total, kept in a table of their own. A page of
    small tables only is one part, unless it asks for a password: that is a form to log in.
    """
    parts: list[PagePart] = []
    lines: list[HtmlBlock] = []
    for item in _in_order(page):
        if isinstance(item, HtmlBlock):
            lines.append(item)
            continue
        if parts and not lines and _goes_on(parts[-1], item):
            parts[-1].blocks.append(item.block)
        else:
            title = [_line(HtmlBlock(item.block.position, [[item.caption]]))] if item.caption else []
            above = [_beside(line, item, above=True) for line in lines]
            parts.append(PagePart(item.caption, item.hidden, [*_last(above), *title, item.block], item))
        lines = []
    if parts and parts[-1].table:
        table = parts[-1].table
        parts[-1].blocks += _first(_beside(line, table, above=False) for line in lines)
    elif not page.asks_password and any(
        len(row) - row.count("") > 1 for block in lines for row in block.rows
    ):
        parts.append(PagePart(blocks=lines))
    return parts


def make_sheet(part: PagePart, name: str, file: str, limits: ReadLimits) -> Sheet:
    """Return the sheet of a part; a line of text stands in its first column, merged over all.

    Raises:
        InputRejected: ``too_large``.
    """
    width = max((_filled_width(row) for block in part.blocks for row in block.rows), default=0)
    rows: list[list[CellValue]] = []
    merged: list[MergedRange] = []
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    for block in part.blocks:
        above = len(rows)
        rows += block.rows
        merged += (_lowered(one, above) for one in block.merged)
        if not block.columns and width > 1:
            alone = (row for row, values in enumerate(block.rows, above + 1) if len(values) == 1)
            merged += (MergedRange(row, 0, row, width - 1) for row in alone)
        hidden_rows |= {row + above for row in block.hidden_rows}
        hidden_columns |= block.hidden_columns
    check_extent(len(rows), width - 1, name, file, limits)
    rows = trim([[*row[:width], *[""] * (width - len(row))] for row in rows])
    return Sheet(
        file=file,
        name=name,
        state=SheetState.HIDDEN if part.hidden else SheetState.VISIBLE,
        rows=rows,
        merged=tuple(one for one in merged if one.last_row <= len(rows)),
        hidden_rows=frozenset(row for row in hidden_rows if row <= len(rows)),
        hidden_columns=frozenset(column for column in hidden_columns if column < width),
    )


def _in_order(page: Page) -> list[PageTable | HtmlBlock]:
    places: list[tuple[int, PageTable | HtmlBlock]] = [(table.block.position, table) for table in page.tables]
    places += [(line.position, line) for line in page.lines if any(any(row) for row in line.rows)]
    return [item for _, item in sorted(places, key=lambda pair: pair[0])]


def _beside(block: HtmlBlock, table: PageTable, *, above: bool) -> HtmlBlock:
    """Return what stands over or under a table as rows of it where it is of its columns, else as lines."""
    fits = block.columns == table.block.columns or (above and block.is_heading and block.columns > 1)
    return block if fits else _line(block)


def _line(block: HtmlBlock) -> HtmlBlock:
    """Return a block with the cells of each row run together."""
    texts = (" ".join(str(value) for value in row if value != "") for row in block.rows)
    return HtmlBlock(block.position, [[text] for text in texts if text])


def _goes_on(part: PagePart, table: PageTable) -> bool:
    """Whether a table is more of the one before, as when pages were printed one by one."""
    before = part.table
    return (
        before is not None
        and before.has_headings
        and not table.has_headings
        and not table.caption
        and (before.block.columns, before.hidden) == (table.block.columns, table.hidden)
    )


def _last(blocks: list[HtmlBlock]) -> list[HtmlBlock]:
    return _first(blocks[::-1])[::-1]


def _first(blocks: Iterable[HtmlBlock]) -> list[HtmlBlock]:
    taken: list[HtmlBlock] = []
    left = _MOST_LINES
    for block in blocks:
        left -= len(block.rows)
        if left < 0:
            break
        taken.append(block)
    return taken


def _filled_width(row: list[CellValue]) -> int:
    width = len(row)
    while width and row[width - 1] == "":
        width -= 1
    return width


def _lowered(one: MergedRange, rows: int) -> MergedRange:
    return MergedRange(one.first_row + rows, one.first_column, one.last_row + rows, one.last_column)
