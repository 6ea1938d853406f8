"""Values by sheet row: what a dictionary of them would say, and texts of a row joined."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu_batch.annotation.row_values import RowValues, join_texts


def test_a_column_says_what_a_dictionary_of_it_would() -> None:
    rows, scores = [7, 3, 9, 3], [1.5, 4.0, 4.0, 2.0]
    values = RowValues.of_column(pd.Series(rows), pd.Series(scores))
    assert dict(values) == {7: 1.5, 3: 2.0, 9: 4.0}
    assert (list(values), len(values), values.get(8), values.get(10)) == ([3, 7, 9], 3, None, None)
    with pytest.raises(KeyError):
        values[4]


def test_rows_between_have_no_value_and_rows_above_are_left_out() -> None:
    values = RowValues.of({2: "标题", 4: "甲", 6: 1})
    assert values.in_rows(np.array([4, 5, 6, 8])) == ["甲", None, 1, None]
    assert values.in_rows(np.array([], dtype=np.intp)) == []
    assert RowValues.of({}).in_rows(np.array([4])) == [None]


@given(
    said=st.lists(st.tuples(st.integers(1, 6), st.integers(0, 3)), max_size=12),
    texts=st.lists(st.sampled_from(["甲", "乙", "甲、乙", ""]), min_size=4, max_size=4),
)
def test_texts_of_a_row_are_joined_in_their_order_each_once(
    said: list[tuple[int, int]], texts: list[str]
) -> None:
    expected: dict[int, list[str]] = defaultdict(list)
    for row, code in said:
        if texts[code] not in expected[row]:
            expected[row].append(texts[code])
    rows, codes = (np.array([pair[place] for pair in said], dtype=np.intp) for place in (0, 1))
    joined = join_texts(rows, codes, texts, "；")
    assert dict(joined) == {row: "；".join(found) for row, found in expected.items()}
