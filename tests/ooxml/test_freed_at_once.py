"""What a sheet was made of goes when it is written, and does not wait until somebody looks for cycles."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Iterator
from io import BytesIO

import pytest

from kehu_batch.ooxml.opc.markup import parse
from kehu_batch.ooxml.plan import AddedColumn, ColumnBlock
from kehu_batch.ooxml.sml.added_cells import AddedCells, StyledBlock
from kehu_batch.sheet_writing.book import add_sheet, open_book
from kehu_batch.sheet_writing.long_rows import ColumnStyle, render_rows


@pytest.fixture(autouse=True)
def _nobody_looks_for_cycles() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def test_a_part_is_not_held_by_what_parsed_it() -> None:
    data = b"<a><b/></a>"
    before = sys.getrefcount(data)
    parse(data, "part")
    assert sys.getrefcount(data) == before


def test_cells_go_with_the_sheet_that_they_were_made_for() -> None:
    block = ColumnBlock("A1:C3", 1, (AddedColumn(3, "满意度"),), {2: (4.5,), 3: ("好",)})
    cells = AddedCells([StyledBlock(block, ("满意度",), (0,), (0,))], "", "回访")
    assert cells.markup_in_row(3) is not None
    gone = weakref.ref(cells)
    del cells
    assert gone() is None


def test_rows_of_long_lists_go_when_their_book_is_closed() -> None:
    with open_book(BytesIO()) as book:
        sheet = add_sheet(book, "清单")
        for row, text in enumerate(("首", "末")):
            sheet.write_string(row * 2, 0, text)
        sheet.long_rows.append(render_rows([["中"]], [ColumnStyle(0)], 2, [15.0]))
    assert sheet.long_rows == []
