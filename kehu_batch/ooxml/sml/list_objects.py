"""List objects (tables in Excel's sense) and autofilters: narrowed to what was there before us, then widened by us."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kehu_batch.ooxml.opc.markup import Edits, Node, parse, prefix_of, quote_attribute
from kehu_batch.ooxml.plan import ColumnBlock, ListObject, SkipReason
from kehu_batch.ooxml.sml.ranges import Rectangle
from kehu_batch.ooxml.sml.text import unescape
from kehu_batch.records import dataclass


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a list object or filter ends, before and after this run.

    Attributes:
        before: As found, less columns of an earlier run.
        after: With ours.
        headers: Of the columns added.
        refused: Why ours are not in it, where they stand beside it.
    """

    before: Rectangle
    after: Rectangle
    headers: tuple[str, ...] = ()
    refused: SkipReason | None = None

    @property
    def added(self) -> range:
        """The 0-based columns that came in."""
        return range(self.before.right + 1, self.after.right + 1)


def without_owned(area: Rectangle, owned: Collection[int]) -> Rectangle:
    """Return an area without the columns of an earlier run at its right edge."""
    right = area.right
    while right in owned and right > area.left:
        right -= 1
    return Rectangle(area.top, area.left, area.bottom, right)


def extended(
    area: Rectangle, blocks: Sequence[ColumnBlock], obstacle: SkipReason | None, *, own: bool = False
) -> Extent:
    """Return how far a filtered area goes when the block beside it comes in.

    Args:
        area: Less columns of an earlier run.
        blocks: Those of the sheet.
        obstacle: A reason of the area's own that forbids it.
        own: Whether it only goes further where its columns and rows are the table's own: a list object that merely
            stands beside or within what was recognised is another's.
    """
    for block in blocks:
        table = Rectangle.parse(block.table_ref)
        if table is None or not block.columns or not table.meets(area):
            continue
        first, last = block.columns[0].index, block.columns[-1].index
        contiguous = last - first + 1 == len(block.columns)
        if obstacle is not None:
            return Extent(area, area, refused=obstacle)
        if area.top != block.header_row:
            return Extent(area, area, refused=SkipReason.PARTLY_COVERED)
        if own and (area.left, area.right, max(area.bottom, table.bottom)) != (
            table.left,
            table.right,
            area.bottom,
        ):
            return Extent(area, area, refused=SkipReason.OTHER_CELLS)
        if first != area.right + 1 or not contiguous or not all(column.header for column in block.columns):
            return Extent(area, area, refused=SkipReason.NOT_ADJACENT)
        headers = tuple(column.header for column in block.columns)
        return Extent(area, Rectangle(area.top, area.left, area.bottom, last), headers)
    return Extent(area, area)


def unique_headers(headers: Sequence[str], taken: Collection[str]) -> tuple[str, ...]:
    """Return headers made unique, without case, as Excel does it: by a number behind.

    Example:
        >>> unique_headers(["提醒", "提醒"], ["提醒"])
        ('提醒2', '提醒3')
    """
    seen = {header.lower() for header in taken}
    result: list[str] = []
    for header in headers:
        name, number = header, 1
        while name.lower() in seen:
            number += 1
            name = f"{header}{number}"
        seen.add(name.lower())
        result.append(name)
    return tuple(result)


def _attribute_text(text: str) -> str:
    """Return a header as a column's name holds it: line breaks are escaped the spreadsheet's way."""
    return quote_attribute(text.replace("\n", "_x000a_"))


class ListObjectPart:
    """One table part.

    Args:
        data: The part in UTF-8.
        part: Its name.
    """

    def __init__(self, data: bytes, part: str) -> None:
        self._data = data
        self._root = parse(data, part)
        self._columns = self._root.child("tableColumns")

    @property
    def info(self) -> ListObject:
        """What it is, as found."""
        attributes = self._root.attributes
        totals = attributes.get("totalsRowCount", "0") not in {"0", ""}
        return ListObject(
            name=attributes.get("displayName", attributes.get("name", "")),
            ref=attributes.get("ref", ""),
            has_header=attributes.get("headerRowCount", "1") != "0",
            has_totals=totals,
            columns=tuple(unescape(node.attributes.get("name", "")) for node in self._column_nodes()),
        )

    @property
    def area(self) -> Rectangle | None:
        """Its cells, header and totals row included."""
        return Rectangle.parse(self.info.ref)

    def _column_nodes(self) -> list[Node]:
        return self._columns.named("tableColumn") if self._columns else []

    @property
    def obstacle(self) -> SkipReason | None:
        """What forbids to add columns to it."""
        if self.info.has_totals:
            return SkipReason.TOTALS_ROW
        if self._root.attributes.get("tableType", "worksheet") != "worksheet":
            return SkipReason.EXTERNAL_QUERY
        if not self.info.has_header:
            return SkipReason.PARTLY_COVERED
        return None

    def resized(self, extent: Extent) -> bytes:
        """Return the part with its columns as ``extent`` has them: those of an earlier run out, ours in."""
        edits = Edits(self._data)
        nodes = self._column_nodes()
        keep = extent.before.right - extent.before.left + 1
        for node in nodes[keep:]:
            edits.delete(node)
        numbers = [node.number("id") for node in nodes[:keep]]
        prefix = prefix_of(self._data, self._root)
        new = "".join(
            f'<{prefix}tableColumn id="{max(numbers, default=0) + 1 + index}" name="{_attribute_text(header)}"/>'
            for index, header in enumerate(extent.headers)
        )
        if self._columns is not None:
            edits.set_attributes(self._columns, {"count": str(len(numbers) + len(extent.headers))})
            if new:
                edits.append_children(self._columns, new.encode("utf-8"))
        edits.set_attributes(self._root, {"ref": extent.after.ref})
        autofilter = self._root.child("autoFilter")
        if autofilter is not None:
            resize_filter(edits, autofilter, extent.after)
        return edits.result()

    def kept_names(self, extent: Extent) -> list[str]:
        """Return the headers of the columns that are not ours."""
        return list(self.info.columns[: extent.before.right - extent.before.left + 1])


def resize_filter(edits: Edits, autofilter: Node, area: Rectangle) -> None:
    """Give an autofilter a new width; criteria on columns that it no longer has are dropped."""
    found = Rectangle.parse(autofilter.attributes.get("ref", ""))
    if found is None:
        return
    edits.set_attributes(autofilter, {"ref": Rectangle(found.top, area.left, found.bottom, area.right).ref})
    for column in autofilter.named("filterColumn"):
        if column.number("colId") > area.right - area.left:
            edits.delete(column)
