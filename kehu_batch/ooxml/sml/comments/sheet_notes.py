"""Notes of ours on one sheet: text in the comments part, boxes in the drawing, and the links between the three."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.ooxml.opc.markup import Edits, Node, parse, prefix_for, prefix_of, quote_attribute
from kehu_batch.ooxml.opc.names import relative_target
from kehu_batch.ooxml.opc.package import follow
from kehu_batch.ooxml.plan import SkippedNote, SkipReason
from kehu_batch.ooxml.sml.book import Book, Tab
from kehu_batch.ooxml.sml.comments.note_box import SheetGrid
from kehu_batch.ooxml.sml.comments.notes import NoteMark, Notes, empty_notes
from kehu_batch.ooxml.sml.comments.vml import EMPTY, with_boxes, with_grown_boxes
from kehu_batch.ooxml.sml.comments.vml_parts import blocks_taken, read_vml, write_vml
from kehu_batch.ooxml.sml.placement import insertion_point
from kehu_batch.ooxml.sml.vocabulary import (
    COMMENTS_TYPE,
    RELATIONSHIPS,
    RELATIONSHIPS_STRICT,
    VML_TYPE,
    WORKSHEET_ORDER,
    relationship_type,
)


def threaded_cells(book: Book, tab: Tab) -> frozenset[str]:
    """Return the cells of a sheet that carry a threaded comment: no note is put there."""
    cells: set[str] = set()
    for part in follow(book.package, tab.part, "threadedComment"):
        root = parse(book.package.read(part), part, depth=2)
        cells.update(node.attributes.get("ref", "").upper() for node in root.children)
    return frozenset(cells)


def unlink_missing_drawing(book: Book, tab: Tab, edits: Edits, worksheet: Node) -> None:
    """Take ``legacyDrawing`` out of a sheet whose drawing was removed."""
    for node in worksheet.named("legacyDrawing"):
        if not _drawing_of(book, tab, node):
            edits.delete(node)


def add_notes(
    book: Book,
    tab: Tab,
    notes: Mapping[str, str],
    mark: NoteMark,
    edits: Edits,
    worksheet: Node,
    grid: SheetGrid,
) -> tuple[int, list[SkippedNote]]:
    """Write notes on a sheet that has none of ours.

    Args:
        book: The workbook.
        tab: The worksheet.
        notes: Cell to text.
        mark: Ours.
        edits: Of the part of the sheet after its rows.
        worksheet: Root of that.
        grid: Sizes of the sheet's rows and columns.

    Returns:
        How many were written, and those that were not.
    """
    part = _notes_part(book, tab)
    existing = Notes(book.package.read(part), part, mark) if part else None
    threaded = threaded_cells(book, tab) | (existing.threaded() if existing else frozenset())
    wanted = {cell.upper(): text for cell, text in notes.items()}
    skipped = [
        SkippedNote(tab.name, cell, SkipReason.THREADED_COMMENT) for cell in wanted if cell in threaded
    ]
    writable = {cell: text for cell, text in wanted.items() if cell not in threaded}
    if not writable:
        return 0, skipped
    if existing is None:
        part = _add_part(book, tab, "comments", "xl/comments1.xml", empty_notes(strict=book.strict))
        book.package.content_types.set_override(part, COMMENTS_TYPE)
        existing = Notes(book.package.read(part), part, mark)
    data, texts = existing.with_notes(writable)
    book.package.write_markup(part, data)
    new = {cell: text for cell, text in texts.items() if cell not in existing.cells}
    grown = {cell: text for cell, text in texts.items() if cell in existing.cells}
    drawing = _drawing(book, tab, edits, worksheet)
    vml = with_grown_boxes(read_vml(book.package, drawing), grown, grid)
    if new:
        vml = with_boxes(vml, new, grid, blocks_taken(book.package, besides=drawing))
    write_vml(book.package, drawing, vml)
    return len(texts), skipped


def _notes_part(book: Book, tab: Tab) -> str:
    return next(iter(follow(book.package, tab.part, "comments")), "")


def _add_part(book: Book, tab: Tab, kind: str, pattern: str, data: bytes) -> str:
    """Add a part and relate the sheet to it; return its name."""
    package = book.package
    part = package.free_name(pattern)
    package.write(part, data)
    target = relative_target(tab.part, part)
    package.relationships(tab.part).add(relationship_type(kind, strict=book.strict), target)
    return part


def _drawing_of(book: Book, tab: Tab, node: Node) -> str:
    """Return the drawing that a ``legacyDrawing`` names, ``""`` for none.

    The number of a relationship that was removed may by now stand for one of another kind.
    """
    link = book.package.relationships(tab.part).get(node.attribute("id") or "")
    if link is None or link.kind != "vmlDrawing" or not book.package.exists(link.part):
        return ""
    return book.package.name_of(link.part)


def _drawing(book: Book, tab: Tab, edits: Edits, worksheet: Node) -> str:
    """Return the drawing that holds the boxes of the sheet's notes, added where there is none."""
    existing = next(
        filter(None, (_drawing_of(book, tab, node) for node in worksheet.named("legacyDrawing"))), ""
    )
    if existing:
        return existing
    links = book.package.relationships(tab.part)
    part = _add_part(book, tab, "vmlDrawing", "xl/drawings/vmlDrawing1.vml", EMPTY.encode())
    book.package.content_types.state_by_extension(part, VML_TYPE)
    identifier = links.entries[-1].id
    uri = RELATIONSHIPS_STRICT if book.strict else RELATIONSHIPS
    link_prefix, declaration = prefix_for(edits.data, worksheet, uri, "r")
    name = f"{prefix_of(edits.data, worksheet)}legacyDrawing"
    markup = f'<{name}{declaration} {link_prefix}id="{quote_attribute(identifier)}"/>'
    edits.insert(insertion_point(worksheet, "legacyDrawing", WORKSHEET_ORDER), markup.encode())
    return part
