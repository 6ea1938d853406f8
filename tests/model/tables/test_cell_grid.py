"""A grid of cells gives back the rows that it was made of, whatever repeats in them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu_batch.model.tables import cell_grid
from kehu_batch.model.tables.cell_grid import CellGrid, CellValue, GridBuilder
from kehu_batch.model.tables.source import Sheet, SheetState

CELLS: st.SearchStrategy[CellValue] = st.sampled_from(
    [
        "",
        "a",
        "1",
        1,
        1.0,
        True,
        0,
        False,
        2.5,
        date(2023, 1, 1),
        datetime(2023, 1, 1),
        datetime(2023, 1, 1, 9),
    ]
)


@st.composite
def rows_of_one_width(draw: st.DrawFn) -> list[list[CellValue]]:
    width = draw(st.integers(1, 4))
    return draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=40))


def typed(rows: object) -> list[list[tuple[type, CellValue]]]:
    assert isinstance(rows, list | CellGrid)
    return [[(type(cell), cell) for cell in row] for row in rows]


@given(rows=rows_of_one_width(), first=st.integers(-5, 45), last=st.integers(-5, 45))
def test_rows_come_back_with_their_types(rows: list[list[CellValue]], first: int, last: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cell_grid, "_PAGE", 7)
        grid = CellGrid.of(rows)
        assert typed(grid) == typed(rows)
        assert typed([grid[place] for place in range(len(rows))]) == typed(rows)
        assert typed([grid[place] for place in range(-1, -len(rows) - 1, -1)]) == typed(rows[::-1])
        assert typed(grid[first:last]) == typed(rows[first:last])
        assert typed(grid[first:last][1:]) == typed(rows[first:last][1:])
        assert grid == rows
        assert bool(grid) == bool(rows)
        assert grid != [*rows, ["x"]]


@given(rows=rows_of_one_width())
def test_each_value_of_a_column_is_held_once(rows: list[list[CellValue]]) -> None:
    for place, column in enumerate(CellGrid.of(rows).columns):
        held = [(type(value), value) for value in column.values.tolist()]
        assert len(set(held)) == len(held)
        assert held == list(dict.fromkeys((type(row[place]), row[place]) for row in rows))


@given(rows=rows_of_one_width())
def test_only_blank_edges_are_trimmed(rows: list[list[CellValue]]) -> None:
    height = max(
        (place for place, row in enumerate(rows, start=1) if any(cell != "" for cell in row)), default=0
    )
    width = max((place for row in rows for place, cell in enumerate(row, start=1) if cell != ""), default=0)
    trimmed = CellGrid.of(rows).trimmed()
    assert typed(trimmed) == typed([row[:width] for row in rows[:height]])
    assert (len(trimmed), trimmed.width) == (height, width)


def test_rows_may_be_given_in_parts() -> None:
    builder = GridBuilder(2)
    more: list[list[CellValue]] = [["a", True]]
    builder.extend([["a", 1], ["b", 1.0]])
    builder.extend(iter(more))
    grid = builder.finish()
    assert typed(grid) == typed([["a", 1], ["b", 1.0], ["a", True]])
    assert grid.columns[0].codes.tolist() == [0, 1, 0]


def test_a_row_beyond_the_last_is_an_error() -> None:
    with pytest.raises(IndexError):
        CellGrid.of([["a"]])[1]
    with pytest.raises(ValueError, match="zip"):
        CellGrid.of([["a"], ["a", "b"]])


def test_a_sheet_holds_its_rows_as_a_grid() -> None:
    sheet = Sheet("a.xlsx", "表", SheetState.VISIBLE, [["编号", "名称"], ["A1", "甲"], ["A2", "甲"]])
    assert isinstance(sheet.rows, CellGrid)
    assert sheet.column(1).values.tolist() == ["名称", "甲"]
    assert sheet.column(1).codes.tolist() == [0, 1, 1]
    assert Sheet("a.xlsx", "空", SheetState.VISIBLE, []).rows == []
