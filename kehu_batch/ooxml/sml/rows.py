"""The one pass over a sheet's rows: cells of an earlier run come out, ours go in, all others keep their bytes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from kehu_batch.cells import cell_ref, column_letter
from kehu_batch.ooxml.errors import CellOccupied
from kehu_batch.ooxml.plan import OwnedColumn
from kehu_batch.ooxml.sml.added_cells import AddedCell, AddedCells
from kehu_batch.ooxml.sml.comments.note_box import RowHeights
from kehu_batch.ooxml.sml.ranges import Rectangle
from kehu_batch.ooxml.sml.sheet_stream import (
    CellSpan,
    PlainRows,
    RowBlock,
    RowPattern,
    RowSpan,
    cell_spans,
    column_of,
    row_spans,
)

_SPANS = re.compile(rb"""\s+spans\s*=\s*(?:"[^"]*"|'[^']*')""")
_BARE_ROW = re.compile(rb"""<[^\s>]+(?:\s+(?:r|spans)\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
_TAGS = re.compile(rb"<[^>]*>")
_NO_COLUMNS: frozenset[int] = frozenset()
_FORMULA_RANGE = re.compile(rb"""<(?:[^\s<>:]+:)?f\s[^<>]*?\bref\s*=\s*["']([^"'<>]*)["']""")


class RowsOutOfOrder(Exception):
    """Rows do not ascend; they must be looked through once before any can be added between them."""


class RowPatcher:
    """Rewrites the rows of one sheet, block by block.

    Args:
        added: Cells of ours.
        owned: Cells of an earlier run.
        prefix: Of the sheet's elements.
        sheet: Its name, for messages.
        part: Its part, for messages.
        heights: Filled with the rows' heights where given.
        known_rows: Numbers of all rows, for a sheet whose rows do not ascend; ``None`` where they do.

    Attributes:
        replaced: Empty styled cells that gave way to ours.
        replaced_string: Whether one of these held an empty text, which a formula elsewhere may have put there.
        cleared_formula: Whether a cell that was cleared held a formula.
    """

    def __init__(
        self,
        added: AddedCells,
        owned: Sequence[OwnedColumn],
        prefix: bytes,
        sheet: str,
        part: str,
        *,
        heights: RowHeights | None = None,
        known_rows: set[int] | None = None,
    ) -> None:
        self._added = added
        self._owned: dict[tuple[int, int], frozenset[int]] = {}
        for column in owned:
            span = (column.first_row, column.last_row)
            self._owned[span] = self._owned.get(span, frozenset()) | {column.column}
        self._pattern = RowPattern.for_prefix(prefix)
        self._plain = PlainRows(prefix)
        self._prefix = prefix
        self._sheet = sheet
        self._part = part
        self._heights = heights
        self._known_rows = known_rows
        self._waiting = [row for row in added.rows if known_rows is None or row not in known_rows]
        self._next = 0
        self._last = 0
        self._done: set[int] = set()
        self.replaced = 0
        self.replaced_string = False
        self.cleared_formula = False

    def patch(self, block: RowBlock) -> Iterable[bytes]:
        """Return a block's rows as they shall be, in pieces.

        Raises:
            RowsOutOfOrder: A row's number is not above the one before it, and ``known_rows`` was not given.
            CellOccupied: A cell of ours would fall on a filled one.
        """
        ordinary = self._known_rows is None and not self._owned
        plain = self._plain.cut(block) if ordinary else None
        return self._patch_any(block) if plain is None else self._patch_plain(block, plain)

    def _patch_plain(self, block: RowBlock, rows: Sequence[re.Match[bytes]]) -> list[bytes]:
        """Patch rows that were cut apart at once: nearly all of nearly all sheets, ours behind their last cell."""
        pieces: list[bytes] = []
        end, start = self._plain.row_end, 0
        heights = self._heights if b"ht" in block.data or b"hidden" in block.data else None
        for opened in rows:
            number, row = int(opened[2]), opened.string
            if number <= self._last:
                raise RowsOutOfOrder
            self._last = number
            if heights is not None:
                heights.note(number, opened[0])
            if self._next < len(self._waiting) and self._waiting[self._next] <= number:
                pieces += self._new_rows(number)
                if self._next < len(self._waiting) and self._waiting[self._next] == number:
                    self._next += 1
            added = self._added.markup_in_row(number)
            if added is None:
                pieces += row, end
            elif 0 <= self._plain.last_column(row) < added[0]:
                # Without the hint how far the row reaches.
                before, after = opened.span(3)
                pieces += (row[:before], row[after:], added[1], end) if after > 0 else (row, added[1], end)
            else:
                pieces += self._patched_plain(block, opened, start)
            start += len(row) + len(end)
        pieces.append(block.data[start:])
        return pieces

    def _patched_plain(self, block: RowBlock, opened: re.Match[bytes], start: int) -> tuple[bytes, ...]:
        """Return such a row with ours among its cells; ``start`` is its place in the block."""
        number, row, end = int(opened[2]), opened.string, self._plain.row_end
        tag, whole = opened.start(1), start + len(row)
        span = RowSpan(number, start + tag, start + opened.end(), whole, whole + len(end))
        changed = self._patched(block, span, self._added.in_row(number), _NO_COLUMNS)
        return (row[:tag], changed) if changed is not None else (row, end)

    def _patch_any(self, block: RowBlock) -> Iterator[bytes]:
        data = block.data
        copied = 0
        for row in row_spans(block, self._pattern, self._last, self._part):
            number = row.number
            if number <= self._last and self._known_rows is None:
                raise RowsOutOfOrder
            self._last = number
            if self._heights is not None:
                self._heights.note(number, data[row.start : row.inner_start])
            if self._next < len(self._waiting) and self._waiting[self._next] < number:
                yield data[copied : row.start]
                copied = row.start
                yield from self._new_rows(number)
            if self._next < len(self._waiting) and self._waiting[self._next] == number:
                self._next += 1
            cells = self._cells_for(number)
            owned = self._owned_in(number) if self._owned else _NO_COLUMNS
            if not cells and not owned:
                continue
            if not owned and self._ends_before(block, row, cells[0][0]):
                yield data[copied : row.start]
                yield self._freed(data[row.start : row.inner_start])
                yield data[row.inner_start : row.inner_end]
                yield _joined(cells)
                copied = row.inner_end
                continue
            changed = self._patched(block, row, cells, owned)
            if changed is not None:
                yield data[copied : row.start]
                yield changed
                copied = row.end
        yield data[copied:]

    def _ends_before(self, block: RowBlock, row: RowSpan, column: int) -> bool:
        """Whether the last cell of a row stands before a column, as is plain to see; nearly always it does."""
        data, pattern, stop = block.data, self._pattern, row.inner_end
        at = data.rfind(pattern.cell_start, row.inner_start, stop)
        opened = pattern.cell.match(data, at, stop) if at >= 0 and block.shadow is data else None
        if opened is None or opened[1] is None or data.find(pattern.cell_start[:-1], at + 1, stop) >= 0:
            return False
        close = opened.end() if opened[3] else data.find(b">", data.find(pattern.cell_end, at, stop)) + 1
        return close == stop and column_of(opened[1]) < column

    @staticmethod
    def _freed(tag: bytes) -> bytes:
        """Return a row's start tag without the hint how far the row reaches."""
        return _SPANS.sub(b"", tag) if b"spans" in tag else tag

    def _cells_for(self, number: int) -> list[AddedCell]:
        if self._known_rows is not None:
            if number in self._done:
                return []
            self._done.add(number)
        return self._added.in_row(number)

    def _owned_in(self, number: int) -> frozenset[int]:
        """Return the columns of an earlier run in a row."""
        found: frozenset[int] = frozenset()
        for (first, last), columns in self._owned.items():
            if first <= number <= last:
                found = found | columns if found else columns
        return found

    def finish(self) -> Iterator[bytes]:
        """Yield the rows of ours below the last one."""
        yield from self._new_rows(1 << 30)

    def _new_rows(self, before: int) -> Iterator[bytes]:
        prefix = self._prefix
        while self._next < len(self._waiting) and self._waiting[self._next] < before:
            number = self._waiting[self._next]
            self._next += 1
            cells = _joined(self._added.in_row(number))
            if cells:
                yield b'<%brow r="%d">%b</%brow>' % (prefix, number, cells, prefix)

    def _patched(
        self, block: RowBlock, row: RowSpan, cells: list[AddedCell], owned: frozenset[int]
    ) -> bytes | None:
        """Return a row with owned cells out and ours in, or ``None`` where it stays as it is."""
        data = block.data
        bound = min(owned, default=1 << 20)
        first = cells[0][0] if cells else 1 << 20
        tail = self._owned_tail(block.shadow, row, owned) if owned and first >= bound else -1
        if tail >= 0:
            after = block.shadow.rfind(b">", tail, row.inner_end) + 1
            inner = data[row.inner_start : tail] + _joined(cells) + data[after : row.inner_end]
        else:
            after, kept = self._split(block.shadow, row, min(first, bound))
            if not kept and not cells:
                return None
            before = kept[0].start if kept else after
            inner = data[row.inner_start : before] + self._merged(block, row, kept, cells, owned)
            inner += data[after : row.inner_end]
        tag = data[row.start : row.inner_start]
        if not inner.strip() and _BARE_ROW.fullmatch(tag):
            return b""
        if cells:
            tag = self._freed(tag)
        if row.inner_start == row.end:
            tag = tag[:-2].rstrip() + b">"
        return tag + inner + b"</" + self._prefix + b"row>"

    def _owned_tail(self, shadow: bytes, row: RowSpan, owned: frozenset[int]) -> int:
        """Return where a row's owned cells start if nothing follows them, which is so when none was moved; else -1."""
        first = b'<%bc r="%b%d"' % (self._prefix, column_letter(min(owned)).encode(), row.number)
        at = shadow.find(first, row.inner_start, row.inner_end)
        if at < 0:
            return -1
        columns = self._pattern.any_cell.findall(shadow, at, row.inner_end)
        tail = shadow[at : row.inner_end]
        if not all(letters and column_of(letters) in owned for letters in columns) or b"extLst" in tail:
            return -1
        self._clear(tail, row.number)
        return at

    def _split(self, shadow: bytes, row: RowSpan, bound: int) -> tuple[int, list[CellSpan]]:
        """Return where the row's cells end, and its cells from column ``bound`` on.

        Nearly always the last cells are read backwards until one stands before ``bound``. Where a row is written
        otherwise, all its cells are read.
        """
        pattern = self._pattern
        start, stop = row.inner_start, row.inner_end
        if start == row.end or not shadow[start:stop].strip():
            return (stop, [])
        found: list[CellSpan] = []
        end = stop
        while end > start:
            at = shadow.rfind(pattern.cell_start, start, end)
            opened = pattern.cell.match(shadow, at, stop) if at >= 0 else None
            if opened is None or opened[1] is None or pattern.any_cell.search(shadow, at + 3, end):
                return self._split_slowly(shadow, row, bound)
            if opened[3]:
                close, filled = opened.end(), False
            else:
                inner_end = shadow.find(pattern.cell_end, opened.end(), stop)
                close = shadow.find(b">", inner_end) + 1
                filled = shadow.find(b"<", opened.end()) < inner_end
            if close != end:
                return self._split_slowly(shadow, row, bound)
            column = column_of(opened[1])
            if column < bound:
                break
            found.append(CellSpan(column, at, close, filled))
            end = at
        found.reverse()
        return (stop, found)

    def _split_slowly(self, shadow: bytes, row: RowSpan, bound: int) -> tuple[int, list[CellSpan]]:
        cells = cell_spans(shadow, row, self._pattern, self._part)
        if not cells:
            return (row.inner_start, [])
        first = next((index for index, cell in enumerate(cells) if cell.column >= bound), len(cells))
        return (cells[-1].end, cells[first:])

    def _merged(
        self,
        block: RowBlock,
        row: RowSpan,
        kept: list[CellSpan],
        cells: list[AddedCell],
        owned: frozenset[int],
    ) -> bytes:
        """Return the cells that stood from the first of ours on, less the owned ones, with ours among them.

        Cells kept stay in the order that they had, whatever it was.
        """
        columns = [column for column, _ in cells]
        pieces: list[bytes] = []
        following = 0
        gap = False
        for span in kept:
            markup = block.shadow[span.start : span.end]
            if span.column in owned:
                self._clear(markup, row.number)
                gap = True
                continue
            until = bisect_left(columns, span.column)
            if until < len(columns) and columns[until] == span.column:
                if span.filled and not _is_blank(markup):
                    raise self._occupied(row.number, span.column)
                self.replaced += 1
                self.replaced_string |= span.filled
                continue
            if until > following:
                pieces.append(_joined(cells[following:until]))
                following, gap = until, False
            cell = block.data[span.start : span.end]
            pieces.append(self._placed(cell, row.number, span.column) if gap else cell)
            gap = False
        pieces.append(_joined(cells[following:]))
        return b"".join(pieces)

    def _clear(self, cells: bytes, row: int) -> None:
        """Take note of the formulas in cells that are cleared; one that other cells live by must not go."""
        if b"<" + self._prefix + b"f" not in cells:
            return
        self.cleared_formula = True
        for reference in _FORMULA_RANGE.findall(cells):
            area = Rectangle.parse(reference.decode("utf-8"))
            if area is not None and not self._is_owned(area):
                raise CellOccupied(
                    f"工作表「{self._sheet}」第 {row} 行的结果列中有公式,它还管着 {area.ref} 中的其他单元格",
                    action="请把结果列中的公式删去,或改成数值后再处理",
                )

    def _is_owned(self, area: Rectangle) -> bool:
        there = [
            columns
            for (first, last), columns in self._owned.items()
            if first <= area.top and area.bottom <= last
        ]
        columns = frozenset[int]().union(*there)
        # A range wider than what is owned cannot lie in it; a hostile one is not counted out.
        return area.right - area.left < len(columns) and columns.issuperset(range(area.left, area.right + 1))

    def _placed(self, cell: bytes, row: int, column: int) -> bytes:
        """Return a cell behind one that was cleared with its reference, which some programs leave out."""
        name = b"<" + self._prefix + b"c"
        if re.match(rb"<[^>]*?\sr\s*=", cell):
            return cell
        return name + f' r="{cell_ref(row, column)}"'.encode() + cell[len(name) :]

    def _occupied(self, row: int, column: int) -> CellOccupied:
        return CellOccupied(
            f"工作表「{self._sheet}」的单元格 {cell_ref(row, column)} 已有内容,结果列不能覆盖它",
            action="请把表格右侧的内容移开后再处理",
        )


def _joined(cells: list[AddedCell]) -> bytes:
    return "".join([markup for _, markup in cells]).encode("utf-8")


def _is_blank(cell: bytes) -> bool:
    """Return whether a cell with elements in it holds neither a formula nor any text."""
    return not _TAGS.sub(b"", cell).strip() and re.search(rb"<(?:[^\s<>:]+:)?f[\s/>]", cell) is None
