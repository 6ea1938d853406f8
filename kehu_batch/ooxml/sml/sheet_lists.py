"""The list objects, the autofilter and the print area of one sheet, brought in step with our columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kehu_batch.cells import MAX_ROW, column_letter
from kehu_batch.ooxml.errors import CellOccupied
from kehu_batch.ooxml.opc.markup import Edits, Node
from kehu_batch.ooxml.opc.package import follow
from kehu_batch.ooxml.plan import ColumnBlock, NotExtended, OwnedColumn, RenamedHeader, SheetPatch, SkipReason
from kehu_batch.ooxml.sml.book import Book, Tab
from kehu_batch.ooxml.sml.formulas import quote_sheet
from kehu_batch.ooxml.sml.list_objects import (
    Extent,
    ListObjectPart,
    extended,
    resize_filter,
    unique_headers,
    without_owned,
)
from kehu_batch.ooxml.sml.ranges import Rectangle
from kehu_batch.ooxml.sml.workbook import DefinedName
from kehu_batch.records import dataclass, field, replace

_PRINT_NAME = "_xlnm.Print_Area"
#: The columns that a drawing is anchored to, and anchors that tell a size in place of a second column.
_ANCHORED = re.compile(rb"<(?:\w+:)?col>\s*(\d{1,6})")
_SIZED = re.compile(rb"<(?:\w+:)?(?:oneCell|absolute)Anchor")
_FILTER_NAME = "_xlnm._filterdatabase"


@dataclass(slots=True)
class ListChanges:
    """What became of a sheet's list objects.

    Attributes:
        headers: Header row and 0-based column of ours to the text that a list object demands there.
        renamed: The same, for the report.
        not_extended: What our columns stand beside.
        kept_headers: Rows and 0-based columns of headers of an earlier run that must stay: a column of a list
            object cannot be without one.
    """

    headers: dict[tuple[int, int], str] = field(default_factory=dict)
    renamed: list[RenamedHeader] = field(default_factory=list)
    not_extended: list[NotExtended] = field(default_factory=list)
    kept_headers: set[tuple[int, int]] = field(default_factory=set)

    def still_owned(self, columns: Sequence[OwnedColumn]) -> tuple[OwnedColumn, ...]:
        """Return what is to be cleared, less the headers that stay."""
        kept: list[OwnedColumn] = []
        for owned in columns:
            rows = sorted(row for row, column in self.kept_headers if column == owned.column)
            first = owned.first_row
            for row in rows:
                kept.append(OwnedColumn(owned.column, first, row - 1))
                first = max(first, row + 1)
            kept.append(OwnedColumn(owned.column, first, owned.last_row))
        return tuple(owned for owned in kept if owned.first_row <= owned.last_row)


def adjust_list_objects(book: Book, tab: Tab, patch: SheetPatch) -> ListChanges:
    """Narrow the sheet's list objects by the columns of an earlier run, and widen them by ours.

    Raises:
        CellOccupied: Our columns would stand in a list object that they do not belong to.
    """
    changes = ListChanges()
    owned = {column.column for column in patch.owned_columns}
    for name in follow(book.package, tab.part, "table"):
        table = ListObjectPart(book.package.read(name), name)
        area = table.area
        if area is None:
            continue
        trimmed = without_owned(area, owned)
        between = [column for column in owned if trimmed.left <= column <= trimmed.right]
        # One that holds columns of an earlier run was the table's own then.
        extent = extended(trimmed, patch.blocks, table.obstacle, own=not between)
        if between:
            changes.kept_headers.update((trimmed.top, column) for column in between)
            changes.not_extended.append(NotExtended(tab.name, table.info.name, SkipReason.COLUMN_BETWEEN))
        if extent.refused is not None:
            changes.not_extended.append(NotExtended(tab.name, table.info.name, extent.refused))
        headers = unique_headers(extent.headers, table.kept_names(extent))
        extent = Extent(extent.before, extent.after, headers, extent.refused)
        _note_headers(changes, tab, patch.blocks, extent)
        _check_clear(tab, patch.blocks, extent, table.info.name)
        if extent.after != area or extent.headers:
            book.package.write_markup(name, table.resized(extent))
    return changes


def _note_headers(changes: ListChanges, tab: Tab, blocks: Sequence[ColumnBlock], extent: Extent) -> None:
    asked = {(block.header_row, column.index): column.header for block in blocks for column in block.columns}
    for column, header in zip(extent.added, extent.headers, strict=True):
        place = (extent.after.top, column)
        changes.headers[place] = header
        if asked[place] != header:
            changes.renamed.append(RenamedHeader(tab.name, column, asked[place], header))


def _check_clear(tab: Tab, blocks: Sequence[ColumnBlock], extent: Extent, name: str) -> None:
    for block in blocks:
        if not block.columns:
            continue
        rows = [block.header_row, *block.rows]
        ours = Rectangle(min(rows), block.columns[0].index, max(rows), block.columns[-1].index)
        if ours.meets(extent.before):
            raise CellOccupied(
                f"工作表「{tab.name}」的表格 {name}({extent.before.ref})占用了结果列的位置",
                action="请把该表格移开后再处理",
            )


def adjust_autofilter(
    book: Book, tab: Tab, patch: SheetPatch, edits: Edits, worksheet: Node
) -> NotExtended | None:
    """Narrow the sheet's own filter by the columns of an earlier run, and widen it by ours.

    The hidden name that Excel keeps for a filter follows. Returns what to report where ours stay outside.
    """
    node = worksheet.child("autoFilter")
    area = Rectangle.parse(node.attributes.get("ref", "")) if node else None
    if node is None or area is None:
        return None
    owned = {column.column for column in patch.owned_columns}
    extent = extended(without_owned(area, owned), patch.blocks, None)
    if extent.after != area:
        resize_filter(edits, node, extent.after)
        _move_filter_name(book, tab, area, extent.after)
    if extent.refused is None:
        return None
    return NotExtended(tab.name, extent.before.ref, extent.refused)


def keep_print_area(book: Book, tab: Tab, patch: SheetPatch) -> None:
    """Keep our columns off the paper: have the sheet's own columns printed where it states no print area.

    One that it states stays as it is. A picture or chart that reaches beyond the cells is printed, or may be: then the
    sheet keeps printing whole.
    """
    if patch.print_until is None or not patch.blocks or _reaches_beyond(book, tab, patch.print_until):
        return
    name, sheet = _PRINT_NAME.lower(), tab.position
    if any(one.sheet == sheet and one.name.lower() == name for one in book.workbook.names):
        return
    # Spelled with rows, which programs read that know no area of whole columns.
    columns = f"$A$1:${column_letter(patch.print_until)}${MAX_ROW}"
    book.workbook.add_name(DefinedName(_PRINT_NAME, f"{quote_sheet(tab.name)}!{columns}", sheet))


def _reaches_beyond(book: Book, tab: Tab, last: int) -> bool:
    """Whether a drawing of a sheet ends, or may end, right of a 0-based column."""
    for part in follow(book.package, tab.part, "drawing"):
        data = book.package.read(part)
        if _SIZED.search(data) or any(int(column) > last for column in _ANCHORED.findall(data)):
            return True
    return False


def _move_filter_name(book: Book, tab: Tab, before: Rectangle, after: Rectangle) -> None:
    for name in book.workbook.names:
        if name.sheet != tab.position or name.name.lower() != _FILTER_NAME:
            continue
        sheet, mark, ref = name.text.rpartition("!")
        if mark and Rectangle.parse(ref) == before:
            first, _, last = after.ref.partition(":")
            moved = f"{sheet}!{_fixed(first)}:{_fixed(last or first)}"
            book.workbook.change_name(name, replace(name, text=moved))


def _fixed(cell: str) -> str:
    """Return a reference that does not move: ``$A$2`` for ``A2``."""
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"
