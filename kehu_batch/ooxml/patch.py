"""Patching a workbook: what an earlier run added comes off, what this one adds goes on, all else keeps its bytes."""

from __future__ import annotations

from collections.abc import Container, Iterable
from pathlib import Path

from kehu_batch.cells import parse_ref
from kehu_batch.ooxml.errors import InvalidPatch, SheetNotFound, WorkbookSigned
from kehu_batch.ooxml.inspect import inspect_book
from kehu_batch.ooxml.opc.archive import WorkbookBytes
from kehu_batch.ooxml.opc.limits import DEFAULT_LIMITS
from kehu_batch.ooxml.opc.markup import Edits, Node
from kehu_batch.ooxml.plan import (
    CellLook,
    NotExtended,
    PatchReport,
    RenamedHeader,
    SheetKind,
    SheetPatch,
    SkippedNote,
    WorkbookInfo,
    WorkbookPatch,
)
from kehu_batch.ooxml.sml.added_cells import style_blocks
from kehu_batch.ooxml.sml.book import Book, Tab
from kehu_batch.ooxml.sml.comments.note_box import SheetGrid
from kehu_batch.ooxml.sml.comments.notes import NoteMark
from kehu_batch.ooxml.sml.comments.sheet_notes import add_notes, unlink_missing_drawing
from kehu_batch.ooxml.sml.links import check_links, replace_links
from kehu_batch.ooxml.sml.our_styles import highlight_of, style_of
from kehu_batch.ooxml.sml.sheet_lists import adjust_autofilter, adjust_list_objects, keep_print_area
from kehu_batch.ooxml.sml.stripping import drop_calculation_chain, remove_sheets, strip_notes
from kehu_batch.ooxml.sml.worksheet import SheetJob, WorksheetRewrite
from kehu_batch.ooxml.splice import splice
from kehu_batch.package_limits import ChangeLimits
from kehu_batch.records import dataclass, field, replace


@dataclass(slots=True)
class _Tally:
    """What the report will say, gathered sheet by sheet."""

    notes_written: int = 0
    notes_skipped: list[SkippedNote] = field(default_factory=list)
    not_extended: list[NotExtended] = field(default_factory=list)
    renamed_headers: list[RenamedHeader] = field(default_factory=list)
    replaced_cells: int = 0


def patch_workbook(
    source: Path | WorkbookBytes,
    target: Path,
    patch: WorkbookPatch,
    *,
    limits: ChangeLimits = DEFAULT_LIMITS,
) -> PatchReport:
    """Write ``source`` with a patch to ``target``; whatever the patch does not name keeps its bytes.

    Every cell of the source stays as it is, except those of ``owned_columns``, and empty styled cells where a
    cell of ours goes. The same source and patch give the same bytes on the same machine with the same packer; so does
    patching the result again when the patch names what the first run added.

    Args:
        source: An xlsx or xlsm file, or its bytes. It is only read.
        target: Another file, overwritten. It is incomplete until this returns.
        patch: What to do.
        limits: Bounds on what the source may unpack to.

    Raises:
        WorkbookRejected: The source cannot be used; the subclass says why.
        SheetNotFound: The patch names a sheet that is not there.
        CellOccupied: A cell of ours would fall on a value or formula.
        InvalidPatch: The patch contradicts itself.
        DonorRejected: The donor's sheets cannot be spliced in.
    """
    with Book(source, source.name, limits) as book:
        return patch_book(book, target, patch, inspect_book(book, patch.marker))


def patch_book(book: Book, target: Path, patch: WorkbookPatch, info: WorkbookInfo) -> PatchReport:
    """Write a workbook that was looked through with a patch, as ``patch_workbook`` does.

    Args:
        book: The workbook, as it was looked through; it cannot be patched again.
        target: Another file, overwritten.
        patch: What to do.
        info: What was found when it was looked through, by the patch's marker.
    """
    _check(patch)
    if book.signed:
        raise WorkbookSigned(
            f"{book.package.label} 带有数字签名,批注会使签名失效",
            action="请去掉签名,或另存一份未签名的副本后再投递",
        )
    remove_sheets(book, patch.remove_sheets)
    if patch.donor is not None or any(sheet.blocks or sheet.rules for sheet in patch.sheets):
        book.ensure_styles()  # before other parts, for a second run finds them there
    tally = _Tally()
    _patch_sheets(book, patch, tally, {sheet.part for sheet in info.sheets if sheet.marked_rules})
    donor_sheets = splice(book, patch.donor, patch.donor_rows) if patch.donor is not None else ()
    book.settle()
    book.package.save(target)
    changed, added, removed = book.package.members_by_fate()
    return PatchReport(
        notes_written=tally.notes_written,
        notes_skipped=tuple(tally.notes_skipped),
        not_extended=tuple(tally.not_extended),
        donor_sheets=donor_sheets,
        renamed_headers=tuple(tally.renamed_headers),
        replaced_cells=tally.replaced_cells,
        members_changed=changed,
        members_added=added,
        members_removed=removed,
    )


def _check(patch: WorkbookPatch) -> None:
    if not patch.marker.strip() or any(character in patch.marker for character in "\r\n【】"):
        raise InvalidPatch("批注标记无效")
    names = [sheet.sheet.lower() for sheet in patch.sheets]
    if len(set(names)) < len(names):
        raise InvalidPatch("同一工作表出现了两次")
    for sheet in patch.sheets:
        check_links(sheet)
        for cell in sheet.notes:
            try:
                parse_ref(cell)
            except ValueError as error:
                raise InvalidPatch(f"工作表「{sheet.sheet}」没有单元格 {cell}") from error


def _patch_sheets(book: Book, patch: WorkbookPatch, tally: _Tally, marked: Container[str]) -> None:
    """Take all our notes off before any is written, for numbers of shapes are shared; then go sheet by sheet.

    Sheets that the patch does not name are written anew where they lose notes, or are ``marked`` with rules of ours.
    """
    tabs = [tab for tab in book.tabs if tab.kind is SheetKind.WORKSHEET]
    wanted = {sheet.sheet.lower(): sheet for sheet in patch.sheets}
    _require(tabs, patch.sheets, book.package.label)
    mark = NoteMark(patch.marker)
    unlinked: set[str] = set()
    for tab in tabs:
        if strip_notes(book, tab, mark, tidy=tab.name.lower() in wanted):
            unlinked.add(tab.part)
    for tab in tabs:
        sheet = wanted.get(tab.name.lower())
        if sheet is not None:
            _patch_sheet(book, tab, sheet, patch.marker, tally)
        elif tab.part in unlinked or tab.part in marked:
            _patch_sheet(book, tab, SheetPatch(tab.name), patch.marker, tally)


def _require(tabs: Iterable[Tab], sheets: Iterable[SheetPatch], label: str) -> None:
    there = {tab.name.lower() for tab in tabs}
    for sheet in sheets:
        if sheet.sheet.lower() not in there:
            raise SheetNotFound(f"{label} 中没有工作表「{sheet.sheet}」")


def _patch_sheet(book: Book, tab: Tab, patch: SheetPatch, marker: str, tally: _Tally) -> None:
    lists = adjust_list_objects(book, tab, patch)
    tally.not_extended.extend(lists.not_extended)
    tally.renamed_headers.extend(lists.renamed)
    owned = lists.still_owned(patch.owned_columns)

    def index_of(look: CellLook) -> int:
        return style_of(look, book.styles)

    def edit_tail(edits: Edits, worksheet: Node, grid: SheetGrid) -> None:
        # What is added goes in the order of the schema: two at one offset stay in the order they came.
        replace_links(edits, worksheet, patch)
        left = adjust_autofilter(book, tab, patch, edits, worksheet)
        tally.not_extended.extend([left] if left else [])
        keep_print_area(book, tab, patch)
        unlink_missing_drawing(book, tab, edits, worksheet)
        if patch.notes:
            mark = NoteMark(marker)
            written, skipped = add_notes(book, tab, patch.notes, mark, edits, worksheet, grid)
            tally.notes_written += written
            tally.notes_skipped.extend(skipped)

    job = SheetJob(
        patch=replace(patch, owned_columns=owned),
        marker=marker,
        blocks=style_blocks(patch.blocks, index_of, lists.headers),
        rules=[(rule, highlight_of(rule, book.styles)) for rule in patch.rules],
        edit_tail=edit_tail,
    )
    result = WorksheetRewrite(book, tab, job).run()
    if patch == SheetPatch(patch.sheet) and not result.tail_changed:
        result.stream.close()
        return
    book.package.write(tab.part, result.stream)
    tally.replaced_cells += result.replaced
    if result.cleared_formula:
        drop_calculation_chain(book)
