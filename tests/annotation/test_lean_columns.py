"""Columns that say nothing: blank ones at the end of a list, and people where a whole list has nobody."""

from __future__ import annotations

import pytest

from kehu_batch.annotation.donor.layout import Cell, Column, ResultTable, Tone
from kehu_batch.annotation.sheets.context import person_column
from kehu_batch.annotation.sheets.lean import lean_parts


@pytest.mark.parametrize(
    ("columns", "kept"),
    [
        ({"a": ["一", "二"], "b": ["", ""], "c": ["", ""]}, ["a"]),
        # One that stands before another stays: formulas name columns by their letters.
        ({"a": ["一", "二"], "b": ["", ""], "c": ["", "三"]}, ["a", "b", "c"]),
        # What is missing is shown as missing.
        ({"a": ["一", "二"], "b": [None, None]}, ["a", "b"]),
        ({"a": ["", ""]}, ["a"]),
    ],
)
def test_blank_columns_at_the_end_are_left_out(columns: dict[str, list[Cell]], kept: list[str]) -> None:
    table = ResultTable("t", "甲", tuple(Column(name, name, cells) for name, cells in columns.items()))
    (lean,) = lean_parts([table], frozenset())
    assert isinstance(lean, ResultTable)
    assert [column.key for column in lean.columns] == kept


@pytest.mark.parametrize(
    ("names", "marked"), [(["未指定", "李强"], True), (["未指定"], True), (["未指定", "未指定"], False)]
)
def test_nobody_is_marked_unless_that_is_all_of_a_list(names: list[str], marked: bool) -> None:
    assert person_column(names).tones == ({"未指定": Tone.NEAR} if marked else {})
