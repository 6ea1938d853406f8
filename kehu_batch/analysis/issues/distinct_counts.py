"""How many customers a group of rows has."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Counts, Positions


def distinct_pairs(groups: Positions, customers: pd.Series) -> tuple[Positions, Positions]:
    """Return each pair of a group and a customer of its rows once; rows without a group or a customer have none.

    Args:
        groups: Group of each row, as ``pandas.factorize`` numbers them.
        customers: Customer of each row, parallel; -1 for none.
    """
    numbers = customers.to_numpy(dtype=np.intp)
    known = (groups >= 0) & (numbers >= 0)
    span = int(numbers.max(initial=0)) + 1
    pairs = np.unique(groups[known] * span + numbers[known])
    return pairs // span, pairs % span


def count_distinct(groups: Positions, customers: pd.Series, size: int) -> Counts:
    """Return how many customers each of ``size`` groups has.

    Example:
        >>> count_distinct(np.array([0, 0, 1, 0]), pd.Series([7, 7, -1, 8]), 2).tolist()
        [2, 0]
    """
    of_groups, _ = distinct_pairs(groups, customers)
    return np.bincount(of_groups, minlength=size)
