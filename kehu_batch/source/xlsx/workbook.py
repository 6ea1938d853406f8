"""Read .xlsx and .xlsm: cells by calamine, and beside them what it does not tell."""

from __future__ import annotations

from kehu_batch.errors import InputRejected
from kehu_batch.model.limits import ReadLimits
from kehu_batch.ooxml.opc.zip_members import Member
from kehu_batch.records import replace
from kehu_batch.source import refusals
from kehu_batch.source.content import Content
from kehu_batch.source.extent import check_extent
from kehu_batch.source.package.input_package import InputPackage
from kehu_batch.source.xlsx.calamine_sheets import read_sheets
from kehu_batch.source.xlsx.cell_notes import read_notes
from kehu_batch.source.xlsx.form_controls import read_unlinked_boxes
from kehu_batch.source.xlsx.list_objects import read_totals_rows
from kehu_batch.source.xlsx.package import XlsxPackage, read_package, readable_copy
from kehu_batch.source.xlsx.page_texts import read_text_boxes
from kehu_batch.source.xlsx.shared_strings import check_shared_strings, has_marked_texts
from kehu_batch.source.xlsx.sheet_facts import SheetFacts, find_extent, scan_sheet

#: Sheets of more cells than this, nearly all blank, are looked at for stray cells.
_WORTH_A_LOOK = 1_000_000
#: So much of a part is looked at for a document type, which stands before its first element.
_PROLOG = 4096


def read_office_open_xml(data: bytes, file: str, limits: ReadLimits) -> Content:
    """Read a workbook of Office Open XML.

    Raises:
        InputRejected: ``encrypted``, ``damaged``, ``not_a_spreadsheet`` (it declares entities) or ``too_large``.
    """
    with InputPackage(data, file, limits) as package:
        try:
            return _read(package, data)
        except InputRejected as error:
            if error.code == "damaged" and _declares_entities(package):
                raise refusals.declares_entities(file) from error
            raise


def _declares_entities(package: InputPackage) -> bool:
    """Whether a part has a document type; the reader knows none of its entities and takes the file for damaged."""
    return any(_has_document_type(package, part) for part in package.members if part.key.endswith(".xml"))


def _has_document_type(package: InputPackage, part: Member) -> bool:
    return b"<!DOCTYPE" in package.head(part, _PROLOG).replace(b"\x00", b"")


def _read(package: InputPackage, data: bytes) -> Content:
    file, limits = package.file, package.limits
    known = read_package(package)
    check_shared_strings(package, known.strings_part)
    facts: dict[str, SheetFacts] = {}
    far: dict[str, tuple[tuple[int, int], ...]] = {}
    rich: set[str] = set()
    aside: set[str] = set()
    struck_cells = bool(known.formats.struck)
    if known.strings_part and has_marked_texts(package, known.strings_part, struck_cells=struck_cells):
        rich.add(known.strings_part.key)
    for sheet in known.sheets:
        if sheet.worksheet and sheet.part is None:
            raise refusals.damaged(file, f"缺少工作表“{sheet.name}”的内容")
        if sheet.worksheet and sheet.part:
            facts[sheet.name] = found = _scan(package, sheet.part, sheet.name, known)
            far[sheet.part.key] = found.far_cells
            if found.rich:
                rich.add(sheet.part.key)
            if found.aside and _has_document_type(package, sheet.part):
                # The reader leaves its entities out of numbers without a word.
                raise refusals.declares_entities(file)
            if found.aside:
                aside.add(sheet.part.key)
    readable = readable_copy(data, package, known, far, rich, aside)
    return Content(read_sheets(readable, facts, file, limits, marked=bool(rich)), known.date1904)


def _scan(package: InputPackage, part: Member, name: str, known: XlsxPackage) -> SheetFacts:
    facts, limits = scan_sheet(package, part, known.formats), package.limits
    facts.totals_rows = read_totals_rows(package, part)
    facts.boxes = read_unlinked_boxes(package, part)
    facts.aside_texts += read_text_boxes(package, part)
    facts.notes = read_notes(package, part)
    reach = facts.last_row * (facts.last_column + 1)
    wide = facts.last_column >= limits.columns
    if (
        wide
        or reach > limits.cells
        or (reach > min(limits.sparse_cells, _WORTH_A_LOOK) and part.size < reach)
    ):
        last_row, last_column, facts.far_cells = find_extent(package, part)
        sparse = part.size < last_row * (last_column + 1)
        bounds = replace(limits, cells=min(limits.cells, limits.sparse_cells)) if sparse else limits
        check_extent(last_row, last_column, name, package.file, bounds)
    return facts
