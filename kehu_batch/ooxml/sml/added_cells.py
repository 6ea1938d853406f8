"""Cells of ours as XML, row by row."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from kehu_batch.cells import MAX_COLUMN, MAX_ROW, column_letter
from kehu_batch.ooxml.errors import InvalidPatch
from kehu_batch.ooxml.plan import CellLook, CellValue, ColumnBlock
from kehu_batch.ooxml.sml.text import clean, text_element
from kehu_batch.records import dataclass

_REMEMBERED_TEXTS = 20_000
#: Stands for the row's number in a cell that is remembered; no XML holds it.
_NUMBER = b"\x00"
_LONGEST_NUMBER = 10**15


@dataclass(frozen=True, slots=True)
class StyledBlock:
    """A block with its looks resolved to indices of ``cellXfs``, one for each column."""

    block: ColumnBlock
    headers: tuple[str, ...]
    header_styles: tuple[int, ...]
    body_styles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Written:
    """A block ready to be written: of each column its place, and the XML before and after a cell's row number."""

    block: ColumnBlock
    headers: tuple[str, ...]
    header_starts: list[tuple[int, str, str]]
    body_starts: list[tuple[int, str, str]]
    cells: list[_Cells]


class _Cells(dict[object, bytes]):
    """The cells of a column by their values, numbers together with their types: 1, 1.0 and True are written unlike."""

    def __init__(self, start: str, style: str, content: Callable[[str | float], str]) -> None:
        super().__init__({None: b""})
        self._start, self._style, self._content = start.encode() + _NUMBER, style, content

    def __missing__(self, key: str | tuple[type, str | float]) -> bytes:
        content = self._content(key if isinstance(key, str) else key[1])
        cell = self._start + f"{self._style}{content}".encode()
        if len(self) < _REMEMBERED_TEXTS:
            self[key] = cell
        return cell


AddedCell = tuple[int, str]
"""The 0-based column of a cell of ours and its XML; a bare tuple, for there are hundreds of thousands."""


class AddedCells:
    """All cells of ours on a sheet.

    Args:
        blocks: None may share a cell with another.
        prefix: Of the sheet's elements.
        sheet: For messages.

    Raises:
        InvalidPatch: Blocks that overlap, rows that do not fit their columns, or cells off the sheet.
    """

    def __init__(self, blocks: Sequence[StyledBlock], prefix: str, sheet: str) -> None:
        self._prefix = prefix
        self._sheet = sheet
        # Of its own, for cells that knew this object would make a circle, and with it all rows would stay in memory.
        self._contents = _Contents(prefix, sheet)
        self._by_row: dict[int, list[_Written]] = {}
        for styled in sorted(blocks, key=lambda styled: styled.block.columns[0].index):
            self._check(styled.block)
            starts = (self._starts(styled.block, each) for each in (styled.header_styles, styled.body_styles))
            header, body = starts
            cells = [_Cells(start, style, self._contents.of_value) for _, start, style in body]
            self._note_rows(_Written(styled.block, styled.headers, header, body, cells))
        self.rows: list[int] = sorted(self._by_row)

    def _note_rows(self, written: _Written) -> None:
        indices = {column.index for column in written.block.columns}
        alone = [written]
        for row in (written.block.header_row, *written.block.rows):
            others = self._by_row.setdefault(row, alone)
            if others is alone:
                continue
            if any(column.index in indices for other in others for column in other.block.columns):
                raise InvalidPatch(f"工作表「{self._sheet}」第 {row} 行的结果列互相重叠")
            self._by_row[row] = [*others, written]

    def _check(self, block: ColumnBlock) -> None:
        indices = [column.index for column in block.columns]
        if indices != sorted(set(indices)) or indices[0] < 0 or indices[-1] >= MAX_COLUMN:
            raise InvalidPatch(f"工作表「{self._sheet}」右侧没有足够的列放结果")
        if block.header_row in block.rows or any(not 1 <= row <= MAX_ROW for row in block.rows):
            raise InvalidPatch(f"工作表「{self._sheet}」的结果行号无效")
        if any(len(values) != len(indices) for values in block.rows.values()):
            raise InvalidPatch(f"工作表「{self._sheet}」的结果值与列数不符")

    def markup_in_row(self, row: int) -> tuple[int, bytes] | None:
        """Return the first column that cells of a row can stand in and their XML; ``None`` where it has none.

        Cells of equal values differ in their row's number alone, which is put into what is made once for all of them.
        """
        blocks = self._by_row.get(row)
        if blocks is None:
            return None
        written = blocks[0]
        if len(blocks) > 1 or row == written.block.header_row:
            cells = self.in_row(row)
            return (cells[0][0], "".join([markup for _, markup in cells]).encode()) if cells else None
        found = [
            known[value] if value is None or type(value) is str else known[type(value), value]
            for known, value in zip(written.cells, written.block.rows[row], strict=True)
        ]
        markup = b"".join(found).replace(_NUMBER, b"%d" % row)
        return (written.body_starts[0][0], markup) if markup else None

    def in_row(self, row: int) -> list[AddedCell]:
        """Return the cells of a row, in column order; none where every value is ``None``."""
        cells: list[AddedCell] = []
        blocks = self._by_row.get(row, ())
        for written in blocks:
            if row == written.block.header_row:
                values: Sequence[CellValue] = written.headers
                starts = written.header_starts
            else:
                values, starts = written.block.rows[row], written.body_starts
            for (column, start, style), value in zip(starts, values, strict=True):
                if value is not None:
                    cells.append((column, f"{start}{row}{style}{self._contents.of_value(value)}"))
        if len(blocks) > 1:
            cells.sort()
        return cells

    def _starts(self, block: ColumnBlock, styles: Sequence[int]) -> list[tuple[int, str, str]]:
        return [
            (column.index, f'<{self._prefix}c r="{column_letter(column.index)}', f'" s="{style}"')
            for column, style in zip(block.columns, styles, strict=True)
        ]


class _Contents:
    """What follows the style of a cell, by its value."""

    def __init__(self, prefix: str, sheet: str) -> None:
        self._prefix = prefix
        self._sheet = sheet
        self._texts: dict[str, str] = {}

    def of_value(self, value: str | float) -> str:
        """Return what follows the style of a cell of this value."""
        prefix = self._prefix
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, bool):
            return f' t="b"><{prefix}v>{int(value)}</{prefix}v></{prefix}c>'
        if isinstance(value, int) and abs(value) >= _LONGEST_NUMBER:
            return self._text(str(value))
        if isinstance(value, float) and not math.isfinite(value):
            raise InvalidPatch(f"工作表「{self._sheet}」的结果不是有效数字")
        number = float(value) if isinstance(value, float) else int(value)
        return f"><{prefix}v>{number!r}</{prefix}v></{prefix}c>"

    def _text(self, value: str) -> str:
        """Return the rest of a text cell; texts repeat, so they are remembered."""
        found = self._texts.get(value)
        if found is None:
            prefix = self._prefix
            element = text_element(clean(value), prefix)
            found = f' t="inlineStr"><{prefix}is>{element}</{prefix}is></{prefix}c>'
            if len(self._texts) < _REMEMBERED_TEXTS:
                self._texts[value] = found
        return found


def style_blocks(
    blocks: Sequence[ColumnBlock],
    style_of: Callable[[CellLook], int],
    headers: Mapping[tuple[int, int], str],
) -> list[StyledBlock]:
    """Return blocks with their looks resolved.

    Args:
        blocks: Those without columns are passed over.
        style_of: Gives the index for a look.
        headers: Header row and column to the text to write instead of the one asked for.
    """
    return [
        StyledBlock(
            block,
            tuple(headers.get((block.header_row, column.index), column.header) for column in block.columns),
            tuple(style_of(column.header_look) for column in block.columns),
            tuple(style_of(column.body_look) for column in block.columns),
        )
        for block in blocks
        if block.columns
    ]
