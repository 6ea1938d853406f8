"""What a workbook holds, as far as patching it is concerned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kehu_batch.ooxml.drawn_areas import drawn_areas
from kehu_batch.ooxml.far_formulas import FarFormulas
from kehu_batch.ooxml.opc.archive import WorkbookBytes
from kehu_batch.ooxml.opc.limits import DEFAULT_LIMITS
from kehu_batch.ooxml.opc.markup import Node, parse
from kehu_batch.ooxml.opc.package import follow
from kehu_batch.ooxml.plan import USUAL_SIZE, ListObject, SheetInfo, SheetKind, Visibility, WorkbookInfo
from kehu_batch.ooxml.sml.book import Book, Tab
from kehu_batch.ooxml.sml.comments.notes import NoteMark, Notes
from kehu_batch.ooxml.sml.comments.threads import threaded_cells
from kehu_batch.ooxml.sml.list_objects import ListObjectPart
from kehu_batch.ooxml.sml.ranges import Rectangle
from kehu_batch.ooxml.sml.rules import RuleMark
from kehu_batch.ooxml.sml.sheet_stream import (
    RowBlock,
    RowPattern,
    RowSpan,
    SheetStream,
    cell_spans,
    column_of,
    row_spans,
)
from kehu_batch.package_limits import ChangeLimits
from kehu_batch.records import dataclass, field, replace

_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_TRUE = {"1", "true"}
_STATES = {
    "visible": Visibility.VISIBLE,
    "hidden": Visibility.HIDDEN,
    "veryHidden": Visibility.VERY_HIDDEN,
}


def inspect_workbook(
    source: Path | WorkbookBytes,
    *,
    rows: bool = True,
    marker: str = "",
    limits: ChangeLimits = DEFAULT_LIMITS,
) -> WorkbookInfo:
    """Look through a workbook, sheet by sheet, without holding a sheet whole.

    Args:
        source: An xlsx or xlsm file, or its bytes.
        rows: Whether rows are looked at one by one; without, ``last_row``, ``last_column`` and ``hidden_rows`` stay
            as they are for an empty sheet.
        marker: With it, ``SheetInfo.bears_mark`` tells on which sheets notes or rules of ours are.
        limits: Bounds on what it may unpack to.

    Raises:
        WorkbookRejected: It cannot be used; the subclass says why.
    """
    with Book(source, source.name, limits) as book:
        return inspect_book(book, rows=rows, marker=marker)


def inspect_book(
    book: Book, *, rows: bool = True, marker: str = "", formulas: FarFormulas | None = None
) -> WorkbookInfo:
    """Look through a workbook that is open and unchanged, and is to be patched thereafter.

    Args:
        book: The workbook.
        rows: As for ``inspect_workbook``.
        marker: Likewise.
        formulas: Gathers those that look further right than the tables go.

    Raises:
        WorkbookRejected: It cannot be used; the subclass says why.
    """
    links = book.package.relationships(book.part)
    formulas = formulas or FarFormulas({})
    formulas.read_names(book.workbook.names)
    return WorkbookInfo(
        sheets=tuple(_sheet(book, tab, marker, formulas, each_row=rows) for tab in book.tabs),
        date1904=book.workbook.date1904,
        signed=book.signed,
        has_macros=bool(links.of_kind("vbaProject")),
        strict=book.strict,
        external_links=len(links.of_kind("externalLink")),
        protected=book.workbook.protected,
        font_size=_font_size(book),
        far_formulas=formulas.found,
    )


def _font_size(book: Book) -> float:
    """Return the size of the default font; a workbook without styles is given none for being asked."""
    styled = any(follow(book.package, book.part, "styles"))
    return book.styles.default_size() if styled else USUAL_SIZE


@dataclass(slots=True)
class _Rows:
    """What the rows' pass found."""

    last_row: int = 0
    last_column: int = -1
    hidden: list[tuple[int, int]] = field(default_factory=list)

    def hide(self, number: int) -> None:
        if self.hidden and self.hidden[-1][1] == number - 1:
            self.hidden[-1] = (self.hidden[-1][0], number)
        else:
            self.hidden.append((number, number))


def _sheet(book: Book, tab: Tab, marker: str, formulas: FarFormulas, *, each_row: bool) -> SheetInfo:
    visibility = _STATES.get(tab.state, Visibility.VISIBLE)
    if tab.kind is not SheetKind.WORKSHEET:
        return SheetInfo(tab.name, tab.kind, visibility, tab.part)
    _, chunks = book.package.open_markup(tab.part)
    stream = SheetStream(chunks, tab.part)
    rows = _read_rows(stream, tab.part) if each_row else _pass_rows(stream, formulas, tab.name)
    root = parse(stream.head + stream.opening + stream.tail, tab.part)
    notes = _notes(book, tab, marker)
    dimension = root.child("dimension")
    merged = root.child("mergeCells")
    protection = root.child("sheetProtection")
    threaded = threaded_cells(book, tab).union(*(part.threaded() for part in notes))
    return SheetInfo(
        name=tab.name,
        kind=tab.kind,
        visibility=visibility,
        part=tab.part,
        declared_dimension=dimension.attributes.get("ref", "") if dimension else "",
        last_row=rows.last_row,
        last_column=rows.last_column,
        list_objects=tuple(_list_objects(book, tab)),
        autofilter=next(_ranges(root.named("autoFilter")), None),
        merged=tuple(_ranges(merged.named("mergeCell") if merged else [])),
        hidden_rows=tuple(rows.hidden),
        hidden_columns=tuple(_hidden_columns(root)),
        noted_cells=threaded.union(*(part.cells for part in notes)),
        threaded_cells=threaded,
        protected=protection is not None and protection.attributes.get("sheet", "0") in _TRUE,
        marked_notes=bool(marker) and any(part.bears_mark() for part in notes),
        marked_rules=bool(marker) and _has_marked_rules(root, marker),
        drawn=drawn_areas(book, tab),
    )


def _notes(book: Book, tab: Tab, marker: str) -> list[Notes]:
    parts = follow(book.package, tab.part, "comments")
    return [Notes(book.package.read(part), part, NoteMark(marker)) for part in parts]


def _has_marked_rules(root: Node, marker: str) -> bool:
    mark = RuleMark(marker)
    blocks = root.named("conditionalFormatting")
    return any(mark.is_on(rule) for block in blocks for rule in block.named("cfRule"))


def _list_objects(book: Book, tab: Tab) -> Iterator[ListObject]:
    for part in follow(book.package, tab.part, "table"):
        info = ListObjectPart(book.package.read(part), part).info
        area = Rectangle.parse(info.ref)
        if area is not None:
            yield replace(info, ref=area.ref)


def _ranges(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the ranges of elements in one spelling; what is none stands for nothing."""
    areas = (Rectangle.parse(node.attributes.get("ref", "")) for node in nodes)
    return (area.ref for area in areas if area is not None)


def _hidden_columns(root: Node) -> Iterator[tuple[int, int]]:
    columns = root.child("cols")
    for node in columns.named("col") if columns else []:
        first, last = node.number("min"), node.number("max")
        if node.attributes.get("hidden") in _TRUE and 1 <= first <= last:
            yield first - 1, last - 1


def _pass_rows(stream: SheetStream, formulas: FarFormulas, sheet: str) -> _Rows:
    for block in stream.blocks():
        formulas.read_rows(block, stream.prefix, sheet)
    return _Rows()


def _read_rows(stream: SheetStream, part: str) -> _Rows:
    found = _Rows()
    pattern = RowPattern.for_prefix(stream.prefix)
    last = 0
    for block in stream.blocks():
        for row in row_spans(block, pattern, last, part):
            last = row.number
            tag_end = row.inner_start
            if b"hidden" in block.shadow[row.start : tag_end] and _HIDDEN.search(
                block.shadow, row.start, tag_end
            ):
                found.hide(last)
            column = _last_column(block, row, pattern, part)
            if column >= 0:
                found.last_row = max(found.last_row, last)
                found.last_column = max(found.last_column, column)
    return found


def _last_column(block: RowBlock, row: RowSpan, pattern: RowPattern, part: str) -> int:
    """Return a row's highest column, as told by its last cell where that states its place."""
    at = block.shadow.rfind(pattern.cell_start, row.inner_start, row.inner_end)
    opened = pattern.cell.match(block.shadow, at, row.inner_end) if at >= 0 else None
    if opened is not None and opened[1] is not None:
        return column_of(opened[1])
    return max((cell.column for cell in cell_spans(block.shadow, row, pattern, part)), default=-1)
