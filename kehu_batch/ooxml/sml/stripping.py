"""Taking what an earlier run added out of a workbook: its sheets and notes. Rules and cells go with their sheet."""

from __future__ import annotations

from collections.abc import Collection

from kehu_batch.ooxml.opc.markup import parse
from kehu_batch.ooxml.opc.names import part_key
from kehu_batch.ooxml.opc.package import follow
from kehu_batch.ooxml.opc.relationships import Relationship
from kehu_batch.ooxml.sml.book import Book, Tab
from kehu_batch.ooxml.sml.comments.notes import NoteMark, Notes
from kehu_batch.ooxml.sml.comments.vml import has_shapes, without_boxes
from kehu_batch.ooxml.sml.comments.vml_parts import read_vml, write_vml
from kehu_batch.ooxml.sml.formulas import sheets_in
from kehu_batch.ooxml.sml.sheet_stream import SheetStream


def remove_sheets(book: Book, names: Collection[str]) -> None:
    """Take tabs away with all parts that only they lead to, and with the names that refer to nothing else.

    Args:
        book: The workbook.
        names: Compared without case; one that is not there is passed over.
    """
    wanted = {name.lower() for name in names}
    doomed = [tab for tab in book.tabs if tab.name.lower() in wanted]
    package = book.package
    links = package.relationships(book.part)
    candidates = package.reachable([tab.part for tab in doomed if tab.part])
    if any(_in_calculation_chain(book, tab) for tab in doomed):
        drop_calculation_chain(book)
    for tab in reversed(doomed):
        entry = book.workbook.sheets[tab.position]
        book.workbook.remove_sheet(tab.position)
        if links.get(entry.relationship) is not None:
            links.remove(entry.relationship)
    for part in sorted(candidates - package.reachable([""])):
        package.remove(part)
    gone = {tab.name.lower() for tab in doomed}
    for name in book.workbook.names:
        mentioned = sheets_in(name.text)
        if name.sheet is None and mentioned and mentioned <= gone:
            book.workbook.remove_name(name)


def _in_calculation_chain(book: Book, tab: Tab) -> bool:
    wanted = (f'i="{tab.sheet_id}"'.encode(), f"i='{tab.sheet_id}'".encode())
    chains = (book.package.read(part) for part in follow(book.package, book.part, "calcChain"))
    return any(text in chain for chain in chains for text in wanted)


def drop_calculation_chain(book: Book) -> None:
    """Remove the order of calculation, which Excel makes anew; an entry for a cell without formula is an error."""
    links = book.package.relationships(book.part)
    for entry in links.of_kind("calcChain"):
        links.remove(entry.id)
        if book.package.exists(entry.part):
            book.package.remove(entry.part)


def strip_notes(book: Book, tab: Tab, mark: NoteMark, *, tidy: bool) -> bool:
    """Take our notes off a sheet, with their boxes; a notes part and a drawing that this empties go with them.

    Args:
        book: The workbook.
        tab: A worksheet.
        mark: Ours.
        tidy: Also drop the notes part and the drawing that ours would join where these were empty before: it makes
            a second run start from the same state as the first.

    Returns:
        Whether a drawing was dropped that the sheet still names.
    """
    package = book.package
    links = package.relationships(tab.part)
    emptied: set[str] = set()
    for link in links.of_kind("comments"):
        if not package.exists(link.part):
            continue
        data = package.read(link.part)
        notes = Notes(data, link.part, mark)
        stripped, gone = notes.stripped()
        if stripped == data and not tidy:
            continue
        package.write_markup(link.part, stripped)
        emptied |= _strip_boxes(book, tab, gone)
        if len(gone) == len(notes.cells):
            _unlink(book, tab, link)
    dropped = bool(emptied or tidy) and _drop_empty_drawings(book, tab, emptied, tidy=tidy)
    if tidy or dropped:
        package.drop_empty_relationships(tab.part)
    return dropped


def _strip_boxes(book: Book, tab: Tab, cells: Collection[str]) -> set[str]:
    """Take the boxes of the notes on some cells out of a sheet's drawings; return the ids of those now empty."""
    package = book.package
    emptied: set[str] = set()
    for drawing in package.relationships(tab.part).of_kind("vmlDrawing"):
        if not package.exists(drawing.part):
            continue
        before = read_vml(package, drawing.part)
        after = without_boxes(before, cells)
        write_vml(package, drawing.part, after)
        if has_shapes(before) and not has_shapes(after):
            emptied.add(drawing.id)
    return emptied


def _drop_empty_drawings(book: Book, tab: Tab, emptied: Collection[str], *, tidy: bool) -> bool:
    """Drop the drawings that our boxes left empty, and where ``tidy`` an empty one that ours would go into.

    Others stay, for an empty drawing may hold the pictures of a header to come, or belong to two sheets.
    """
    package = book.package
    drawings = package.relationships(tab.part).of_kind("vmlDrawing")
    empty = [link for link in drawings if package.exists(link.part) and _is_empty(book, link)]
    doomed = [link for link in empty if link.id in emptied]
    if tidy and len(doomed) < len(empty):
        named = _legacy_drawing(book, tab)
        doomed += [link for link in empty if link.id == named and link not in doomed]
    for link in doomed:
        _unlink(book, tab, link)
    return bool(doomed)


def _is_empty(book: Book, drawing: Relationship) -> bool:
    return not has_shapes(read_vml(book.package, drawing.part))


def _legacy_drawing(book: Book, tab: Tab) -> str | None:
    """Return the id of the relationship to the drawing that a sheet's notes share."""
    stream = SheetStream(book.package.open_markup(tab.part)[1], tab.part)
    for _ in stream.blocks():
        pass
    root = parse(stream.head + stream.opening + stream.tail, tab.part, depth=2)
    node = root.child("legacyDrawing")
    return node.attribute("id") if node else None


def _unlink(book: Book, tab: Tab, link: Relationship) -> None:
    """Take a relationship of a sheet away, and the part that it leads to unless another leads there."""
    book.package.relationships(tab.part).remove(link.id)
    if part_key(link.part) not in book.package.reachable([""]):
        book.package.remove(link.part)
