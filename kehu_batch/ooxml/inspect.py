"""What a workbook holds, as far as patching it is concerned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kehu_batch.ooxml.drawn_areas import drawn_areas
from kehu_batch.ooxml.far_formulas import FarFormulas
from kehu_batch.ooxml.opc.archive import WorkbookBytes
from kehu_batch.ooxml.opc.limits import DEFAULT_LIMITS
from kehu_batch.ooxml.opc.markup import Node, parse
from kehu_batch.ooxml.opc.package import follow
from kehu_batch.ooxml.plan import USUAL_SIZE, ListObject, SheetInfo, SheetKind, WorkbookInfo
from kehu_batch.ooxml.sml.book import Book, Tab
from kehu_batch.ooxml.sml.comments.notes import NoteMark, Notes
from kehu_batch.ooxml.sml.comments.sheet_notes import threaded_cells
from kehu_batch.ooxml.sml.list_objects import ListObjectPart
from kehu_batch.ooxml.sml.ranges import Rectangle
from kehu_batch.ooxml.sml.rules import RuleMark
from kehu_batch.ooxml.sml.sheet_stream import SheetStream
from kehu_batch.ooxml.taken_cells import TakenCells
from kehu_batch.package_limits import ChangeLimits
from kehu_batch.records import replace


def inspect_workbook(
    source: Path | WorkbookBytes, *, marker: str = "", limits: ChangeLimits = DEFAULT_LIMITS
) -> WorkbookInfo:
    """Look through a workbook, sheet by sheet, without holding a sheet whole.

    Args:
        source: An xlsx or xlsm file, or its bytes.
        marker: With it, ``SheetInfo.marked_rules`` tells on which sheets rules of ours are.
        limits: Bounds on what it may unpack to.

    Raises:
        WorkbookRejected: It cannot be used; the subclass says why.
    """
    with Book(source, source.name, limits) as book:
        return inspect_book(book, marker)


def inspect_book(book: Book, marker: str = "", formulas: FarFormulas | None = None) -> WorkbookInfo:
    """Look through a workbook that is open and unchanged, and is to be patched thereafter.

    Args:
        book: The workbook.
        marker: As for ``inspect_workbook``.
        formulas: Gathers those that look further right than the tables go.

    Raises:
        WorkbookRejected: It cannot be used; the subclass says why.
    """
    formulas = formulas or FarFormulas({})
    lists = [tuple(_list_objects(book, tab)) for tab in book.tabs]
    for tab, found in zip(book.tabs, lists, strict=True):
        formulas.know_lists(tab.name, found)
    formulas.read_names(book.workbook.names)
    sheets = [_sheet(book, tab, marker, formulas) for tab in book.tabs]
    return WorkbookInfo(
        sheets=tuple(replace(one, list_objects=found) for one, found in zip(sheets, lists, strict=True)),
        date1904=book.workbook.date1904,
        font_size=_font_size(book),
        far_formulas=formulas.found,
    )


def _font_size(book: Book) -> float:
    """Return the size of the default font; a workbook without styles is given none for being asked."""
    styled = any(follow(book.package, book.part, "styles"))
    return book.styles.default_size() if styled else USUAL_SIZE


def _sheet(book: Book, tab: Tab, marker: str, formulas: FarFormulas) -> SheetInfo:
    if tab.kind is not SheetKind.WORKSHEET:
        return SheetInfo(tab.name, tab.part)
    _, chunks = book.package.open_markup(tab.part)
    stream = SheetStream(chunks, tab.part)
    taken = TakenCells()
    for block in stream.blocks():
        formulas.read_rows(block, stream.prefix, tab.name)
        taken.read_rows(block, stream.prefix)
    root = parse(stream.head + stream.opening + stream.tail, tab.part)
    taken.read_sparklines(root)
    merged = root.child("mergeCells")
    return SheetInfo(
        name=tab.name,
        part=tab.part,
        merged=tuple(_ranges(merged.named("mergeCell") if merged else [])),
        threaded_cells=threaded_cells(book, tab).union(
            *(part.threaded() for part in _notes(book, tab, marker))
        ),
        marked_rules=bool(marker) and _has_marked_rules(root, marker),
        drawn=drawn_areas(book, tab),
        taken=taken.refs,
    )


def _notes(book: Book, tab: Tab, marker: str) -> list[Notes]:
    parts = follow(book.package, tab.part, "comments")
    return [Notes(book.package.read(part), part, NoteMark(marker)) for part in parts]


def _has_marked_rules(root: Node, marker: str) -> bool:
    mark = RuleMark(marker)
    blocks = root.named("conditionalFormatting")
    return any(mark.is_on(rule) for block in blocks for rule in block.named("cfRule"))


def _list_objects(book: Book, tab: Tab) -> Iterator[ListObject]:
    if tab.kind is not SheetKind.WORKSHEET:
        return
    for part in follow(book.package, tab.part, "table"):
        info = ListObjectPart(book.package.read(part), part).info
        area = Rectangle.parse(info.ref)
        if area is not None:
            yield replace(info, ref=area.ref)


def _ranges(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the ranges of elements in one spelling; what is none stands for nothing."""
    areas = (Rectangle.parse(node.attributes.get("ref", "")) for node in nodes)
    return (area.ref for area in areas if area is not None)
