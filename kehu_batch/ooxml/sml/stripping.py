"""Taking what an earlier run added out of a workbook: its sheets and notes. Rules and cells go with their sheet."""

from __future__ import annotations

from collections.abc import Collection

from kehu_batch.ooxml.opc.names import part_key
from kehu_batch.ooxml.opc.package import follow
from kehu_batch.ooxml.sml.book import Book, Tab
from kehu_batch.ooxml.sml.formulas import sheets_in
from kehu_batch.ooxml.sml.notes import NoteMark, Notes
from kehu_batch.ooxml.sml.vml import has_shapes, without_boxes


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
    """Take our notes off a sheet, with their boxes; an emptied notes part goes, and a drawing without shapes with it.

    Args:
        book: The workbook.
        tab: A worksheet.
        mark: Ours.
        tidy: Also drop parts that were empty before, as is done where notes will be added: it makes a second run
            start from the same state as the first.

    Returns:
        Whether a drawing was dropped that the sheet still names.
    """
    package = book.package
    links = package.relationships(tab.part)
    dropped = False
    for link in links.of_kind("comments"):
        if not package.exists(link.part):
            continue
        data = package.read(link.part)
        notes = Notes(data, link.part, mark)
        stripped, gone = notes.stripped()
        if stripped == data and not tidy:
            continue
        package.write_markup(link.part, stripped)
        for drawing in links.of_kind("vmlDrawing"):
            if package.exists(drawing.part):
                _strip_boxes(book, drawing.part, gone)
        if len(gone) == len(notes.cells):
            links.remove(link.id)
            package.remove(link.part)
            dropped |= _drop_empty_drawings(book, tab)
    if tidy or dropped:
        package.drop_empty_relationships(tab.part)
    return dropped


def _strip_boxes(book: Book, part: str, cells: Collection[str]) -> None:
    vml = book.package.read(part).decode("utf-8")
    book.package.write_markup(part, without_boxes(vml, cells).encode("utf-8"))


def _drop_empty_drawings(book: Book, tab: Tab) -> bool:
    package = book.package
    links = package.relationships(tab.part)
    dropped = False
    for drawing in links.of_kind("vmlDrawing"):
        if package.exists(drawing.part) and not has_shapes(package.read(drawing.part).decode("utf-8")):
            links.remove(drawing.id)
            package.remove(drawing.part)
            dropped = True
    return dropped


def vml_parts(book: Book) -> list[str]:
    """Return the names of all VML drawings of the package."""
    types = book.package.content_types
    return [
        key
        for key in sorted(book.package.keys)
        if key.endswith(".vml") or (types.type_of(part_key(key)) or "").endswith("vmlDrawing")
    ]
