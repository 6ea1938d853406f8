"""Links of ours on one sheet: from a cell of ours to a place in the same workbook, without a relationship."""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.cells import cell_ref, parse_ref
from kehu_batch.ooxml.errors import InvalidPatch
from kehu_batch.ooxml.opc.markup import Edits, Node, prefix_of
from kehu_batch.ooxml.plan import MAX_LINKS, CellValue, OwnedColumn, SheetPatch
from kehu_batch.ooxml.sml.placement import insertion_point
from kehu_batch.ooxml.sml.ranges import Rectangle
from kehu_batch.ooxml.sml.text import clean, escape
from kehu_batch.ooxml.sml.vocabulary import WORKSHEET_ORDER

_SHOWN_UNITS = 255


def check_links(patch: SheetPatch) -> None:
    """Make sure that each link starts at a cell of ours and leads somewhere.

    Raises:
        InvalidPatch: One does not.
    """
    for cell, location in patch.links.items():
        if _value_at(patch, cell) is None or not location.strip():
            raise InvalidPatch(f"工作表「{patch.sheet}」的链接 {cell} 无效")


def replace_links(edits: Edits, worksheet: Node, patch: SheetPatch) -> None:
    """Take the links of an earlier run off a sheet, and put those of the patch behind all others.

    Args:
        edits: Of the part of the sheet after its rows.
        worksheet: Root of that.
        patch: Its links are written, up to what Excel takes on one sheet; links in its owned columns go.
    """
    lists = worksheet.named("hyperlinks")
    kept = 0
    for node in lists:
        links = node.named("hyperlink")
        gone = [link for link in links if _is_owned(link, patch.owned_columns)]
        kept += len(links) - len(gone)
        emptied = bool(gone) and len(gone) == len(node.children)
        if emptied and (not patch.links or node is not lists[-1]):
            edits.delete(node)
            continue
        for link in gone:
            edits.delete(link)
    wanted = list(patch.links.items())[: max(0, MAX_LINKS - kept)]
    if not wanted:
        return
    prefix = prefix_of(edits.data, lists[-1] if lists else worksheet)
    markup = "".join(_markup(prefix, patch, cell, location) for cell, location in wanted)
    if lists:
        edits.append_children(lists[-1], markup.encode("utf-8"))
        return
    whole = f"<{prefix}hyperlinks>{markup}</{prefix}hyperlinks>"
    edits.insert(insertion_point(worksheet, "hyperlinks", WORKSHEET_ORDER), whole.encode("utf-8"))


def _markup(prefix: str, patch: SheetPatch, cell: str, location: str) -> str:
    shown = clean(str(_value_at(patch, cell)), _SHOWN_UNITS)
    return f'<{prefix}hyperlink ref="{cell}" location="{_quoted(location)}" display="{_quoted(shown)}"/>'


def _quoted(text: str) -> str:
    """Return text as it stands between double quotes."""
    return escape(clean(text)).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def _value_at(patch: SheetPatch, cell: str) -> CellValue:
    """Return what the patch writes to a cell of a data row; ``None`` where that is nothing."""
    try:
        row, column = parse_ref(cell)
    except ValueError:
        return None
    if cell != cell_ref(row, column):
        return None
    for block in patch.blocks:
        for added, value in zip(block.columns, block.rows.get(row, ()), strict=False):
            if added.index == column:
                return value
    return None


def _is_owned(link: Node, owned: Sequence[OwnedColumn]) -> bool:
    """Return whether all cells of a link were written by an earlier run."""
    area = Rectangle.parse(link.attributes.get("ref", ""))
    if area is None:
        return False
    columns = {one.column for one in owned if one.first_row <= area.top and area.bottom <= one.last_row}
    # A range wider than what is owned cannot lie in it; a hostile one is not counted out.
    return area.right - area.left < len(columns) and columns.issuperset(range(area.left, area.right + 1))
