"""Customers of a group are counted once, and rows of nobody for nobody."""

import numpy as np
import pandas as pd

from kehu_batch.analysis.issues.distinct_counts import count_distinct, distinct_pairs


def test_a_customer_counts_once_in_each_group() -> None:
    groups, customers = np.array([1, 0, 1, 1, 0, -1]), pd.Series([3, 3, 3, 12, -1, 3])
    assert count_distinct(groups, customers, 3).tolist() == [1, 2, 0]
    of_groups, of_customers = distinct_pairs(groups, customers)
    assert list(zip(of_groups.tolist(), of_customers.tolist(), strict=True)) == [(0, 3), (1, 3), (1, 12)]


def test_without_rows_no_group_has_any() -> None:
    assert count_distinct(np.array([], dtype=np.intp), pd.Series([], dtype="int64"), 2).tolist() == [0, 0]
