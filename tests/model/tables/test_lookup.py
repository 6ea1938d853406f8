"""What is looked up by number is what an index of pandas' would give."""

import numpy as np
import pandas as pd
import pytest

from kehu_batch.model.tables.lookup import find_rows, look_up


@pytest.mark.parametrize(
    ("keys", "wanted", "rows"),
    [
        ([0, 1, 2], [2, 0], [2, 0]),
        ([5, 3], [3, 4, 5, 99], [1, -1, 0, -1]),
        ([5, 3], [-1], [-1]),
        ([5, -1], [-1, 5], [1, 0]),
        ([], [0, -1], [-1, -1]),
        ([4], [], []),
    ],
)
def test_rows_are_found_by_number(keys: list[int], wanted: list[int], rows: list[int]) -> None:
    assert find_rows(pd.Series(keys, dtype="int64"), pd.Series(wanted, dtype="int64")).tolist() == rows


@pytest.mark.parametrize(
    "values",
    [
        pd.Series(["甲", None, "丙"], dtype="str"),
        pd.Series([1, None, 3], dtype="Int64"),
        pd.Series([None, "2024-05-01", None], dtype="datetime64[s]"),
    ],
)
def test_values_are_those_of_an_index(values: pd.Series) -> None:
    keys, wanted = pd.Series([7, 2, 9]), np.array([9, 8, 2, 7, 7])
    found = pd.Series(look_up(values, find_rows(keys, wanted)))
    expected = values.set_axis(keys).reindex(wanted).reset_index(drop=True)
    pd.testing.assert_series_equal(found, expected)
