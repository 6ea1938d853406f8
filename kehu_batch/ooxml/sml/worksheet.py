"""One worksheet being rewritten: what stands before its rows, its rows, and what stands after them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from kehu_batch.ooxml.errors import CellOccupied
from kehu_batch.ooxml.opc.archive_writer import PackedStream
from kehu_batch.ooxml.opc.encoding import Encoding
from kehu_batch.ooxml.opc.markup import Edits, Node, parse
from kehu_batch.ooxml.plan import HighlightRule, SheetPatch
from kehu_batch.ooxml.sml.added_cells import AddedCells, StyledBlock
from kehu_batch.ooxml.sml.book import Book, Tab
from kehu_batch.ooxml.sml.columns import column_widths, set_widths
from kehu_batch.ooxml.sml.comments.note_box import RowHeights, SheetGrid, column_pixels, row_pixels
from kehu_batch.ooxml.sml.ranges import Rectangle
from kehu_batch.ooxml.sml.rows import RowPatcher, RowsOutOfOrder
from kehu_batch.ooxml.sml.rules import RuleMark, add_rules, strip_rules
from kehu_batch.ooxml.sml.sheet_stream import SheetStream, row_numbers
from kehu_batch.records import dataclass, field

_DEFAULT_COLUMN_WIDTH = 8.43
_DEFAULT_ROW_POINTS = 15.0
_ARRAY = re.compile(
    rb"""<(?:[^\s<>:]+:)?f\s(?=[^<>]*\bt\s*=\s*["']array["'])[^<>]*?\bref\s*=\s*["']([^"'<>]*)["']"""
)


@dataclass(slots=True)
class SheetJob:
    """What is to be done to one worksheet, all looks resolved.

    Attributes:
        patch: As asked for.
        marker: The mark.
        blocks: Columns to add.
        rules: Each with its index in ``dxfs``.
        edit_tail: Called with the edits and the root of what stands after the rows, and the sheet's grid, for
            what involves other parts: notes and filters.
    """

    patch: SheetPatch
    marker: str
    blocks: Sequence[StyledBlock]
    rules: Sequence[tuple[HighlightRule, int]]
    edit_tail: Callable[[Edits, Node, SheetGrid], None]


@dataclass(slots=True)
class SheetResult:
    """A rewritten worksheet: its packed bytes, and what came up on the way."""

    stream: PackedStream = field(default_factory=PackedStream)
    replaced: int = 0
    cleared_formula: bool = False
    tail_changed: bool = False


class WorksheetRewrite:
    """The rewriting of one worksheet.

    Args:
        book: The workbook.
        tab: The worksheet.
        job: What is to be done.
    """

    def __init__(self, book: Book, tab: Tab, job: SheetJob) -> None:
        self._book = book
        self._tab = tab
        self._job = job

    def _open(self) -> tuple[Encoding, SheetStream]:
        encoding, chunks = self._book.package.open_markup(self._tab.part)
        return encoding, SheetStream(chunks, self._tab.part)

    def run(self) -> SheetResult:
        """Rewrite the sheet.

        Raises:
            CellOccupied: A cell of ours would fall on a filled one or into a merged range.
        """
        try:
            return self._rewrite(None)
        except RowsOutOfOrder:
            _, stream = self._open()
            return self._rewrite(row_numbers(stream.blocks(), stream.prefix, self._tab.part))

    def _rewrite(self, known_rows: set[int] | None) -> SheetResult:
        result = SheetResult()
        try:
            self._write(result, known_rows)
        except BaseException:
            result.stream.close()
            raise
        result.stream.finish()
        return result

    def _write(self, result: SheetResult, known_rows: set[int] | None) -> None:
        encoding, stream = self._open()
        prefix = stream.prefix.decode("utf-8")
        added = AddedCells(self._job.blocks, prefix, self._tab.name)
        head, root_tag, grid, heights = self._head(stream, prefix)
        write = result.stream.write
        write(encoding.mark + encoding.from_utf8(head + stream.opening))
        patcher = RowPatcher(
            added,
            self._job.patch.owned_columns,
            stream.prefix,
            self._tab.name,
            self._tab.part,
            heights=heights if self._job.patch.notes else None,
            known_rows=known_rows,
        )
        for piece in self._body(stream, patcher):
            write(encoding.from_utf8(piece))
        write(encoding.from_utf8(self._tail(stream, root_tag, prefix, grid, result)))
        if patcher.replaced_string:
            self._check_arrays()
        result.replaced, result.cleared_formula = patcher.replaced, patcher.cleared_formula

    def _body(self, stream: SheetStream, patcher: RowPatcher) -> Iterator[bytes]:
        if not self._job.blocks and not self._job.patch.owned_columns and not self._job.patch.notes:
            yield from (block.data for block in stream.blocks())
            return
        for block in stream.blocks():
            yield b"".join(patcher.patch(block))
        yield b"".join(patcher.finish())

    def _head(self, stream: SheetStream, prefix: str) -> tuple[bytes, bytes, SheetGrid, RowHeights]:
        """Return the edited head, the root's start tag, and the sizes of columns and rows."""
        part = self._tab.part
        closing = f"</{prefix}sheetData></".encode() + stream.root_name + b">"
        data = stream.head + stream.opening + closing
        root = parse(data, part, depth=4)
        edits = Edits(data)
        widths = {column.index: column.width for block in self._job.blocks for column in block.block.columns}
        freed = {owned.column for owned in self._job.patch.owned_columns} - set(widths)
        set_widths(edits, root, widths, freed, prefix)
        self._widen_dimension(edits, root)
        format_node = root.child("sheetFormatPr")
        formats = format_node or root
        default_width = formats.decimal("defaultColWidth", _DEFAULT_COLUMN_WIDTH)
        heights = RowHeights(formats.decimal("defaultRowHeight", _DEFAULT_ROW_POINTS))
        known = column_widths(root, default_width) | widths
        grid = SheetGrid(
            column_pixels=lambda column: column_pixels(known.get(column, default_width)),
            row_pixels=lambda row: row_pixels(heights.of(row + 1)),
        )
        edited = edits.result()
        return edited[: -len(stream.opening + closing)], data[root.start : root.inner_start], grid, heights

    def _widen_dimension(self, edits: Edits, root: Node) -> None:
        node = root.child("dimension")
        stated = Rectangle.parse(node.attributes.get("ref", "")) if node else None
        if node is None or stated is None:
            return
        wide = stated
        for area in self._areas():
            wide = wide.joined(area)
        if wide != stated:
            edits.set_attributes(node, {"ref": wide.ref})

    def _areas(self) -> list[Rectangle]:
        """Return the cells of each block as a rectangle."""
        return [block_area(styled.block.header_row, styled) for styled in self._job.blocks]

    def _tail(
        self, stream: SheetStream, root_tag: bytes, prefix: str, grid: SheetGrid, result: SheetResult
    ) -> bytes:
        opening = root_tag + stream.opening
        data = opening + stream.tail
        root = parse(data, self._tab.part)
        self._check_merged(root)
        edits = Edits(data)
        strip_rules(edits, root, RuleMark(self._job.marker))
        # Rules come before notes: with nothing between their places, both go in at one offset, in this order.
        if self._job.rules:
            add_rules(edits, root, self._job.rules, self._job.marker, prefix)
        self._job.edit_tail(edits, root, grid)
        result.tail_changed = bool(edits)
        return edits.result()[len(opening) :]

    def _check_merged(self, root: Node) -> None:
        areas = self._areas()
        merged = root.child("mergeCells")
        for node in merged.named("mergeCell") if merged and areas else []:
            area = Rectangle.parse(node.attributes.get("ref", ""))
            if area is not None and any(area.meets(ours) for ours in areas):
                raise CellOccupied(
                    f"工作表「{self._tab.name}」的合并单元格 {area.ref} 占用了结果列的位置",
                    action="请取消该合并,或把它移开后再处理",
                )

    def _check_arrays(self) -> None:
        """Make sure that no array formula spills where cells of ours go.

        An empty text that it put there looks like any empty cell; with ours in its way it shows an error.
        """
        areas = self._areas()
        for block in self._open()[1].blocks():
            for reference in _ARRAY.findall(block.shadow):
                spilled = Rectangle.parse(reference.decode("utf-8"))
                if spilled is not None and any(spilled.meets(ours) for ours in areas):
                    raise CellOccupied(
                        f"工作表「{self._tab.name}」的数组公式的结果区域 {spilled.ref} 占用了结果列的位置",
                        action="请把该公式移开后再处理",
                    )


def block_area(header_row: int, styled: StyledBlock) -> Rectangle:
    """Return the cells from a block's header to its last row."""
    columns = styled.block.columns
    rows = styled.block.rows
    top, bottom = min(rows, default=header_row), max(rows, default=header_row)
    return Rectangle(min(top, header_row), columns[0].index, max(bottom, header_row), columns[-1].index)
