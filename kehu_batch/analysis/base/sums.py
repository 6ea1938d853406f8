"""Exact sums of fen in 64 bits; what could leave them is refused by name."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Codes, Counts, Fen
from kehu_batch.errors import InputRejected

#: Less than 2⁶³ by more than the error of the float sum that is compared with it.
_LARGEST_SUM = 9.2e18


def guard_sums(*parts: Fen) -> None:
    """Refuse amounts whose sum, in whatever order and with whatever signs, might not fit in 64 bits.

    Raises:
        InputRejected: ``amount_overflow``; no workbook of real money gets here.
    """
    if sum(float(np.abs(part.astype(np.float64)).sum()) for part in parts) > _LARGEST_SUM:
        raise InputRejected(
            "应收和回款的金额合计超出可计算的范围",
            action="请检查应收明细、回款明细的金额和金额单位",
            code="amount_overflow",
        )


def sum_groups(groups: Codes, fen: Fen, count: int) -> Fen:
    """Return the sum of fen of each group 0 … ``count`` − 1; the caller has guarded the amounts."""
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, groups, fen)
    return sums


def sum_weighted(fen: Fen, weights: Counts) -> int:
    """Return the exact sum of fen × weight, which may leave 64 bits.

    Example:
        >>> sum_weighted(np.array([9 * 10**18, 1]), np.array([1000, 1]))
        9000000000000000000001
    """
    distinct, places = np.unique(weights, return_inverse=True)
    sums = sum_groups(places.astype(np.int64), fen, len(distinct))
    return sum(amount * weight for amount, weight in zip(sums.tolist(), distinct.tolist(), strict=True))


def divide(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return quotients as float64; missing where one of the two is missing or the whole is not above 0.

    Example:
        >>> divide(pd.Series([1, None, 3], dtype="Int64"), pd.Series([2, 2, 0])).tolist()
        [0.5, nan, nan]
    """
    numerator = part.to_numpy(dtype=np.float64, na_value=np.nan)
    denominator = whole.to_numpy(dtype=np.float64, na_value=np.nan)
    found = np.full(len(part), np.nan)
    np.divide(numerator, denominator, out=found, where=denominator > 0)
    return pd.Series(found)


def running_before(fen: Fen, starts: Codes) -> Fen:
    """Return for each row the sum of the rows before it in its group.

    Args:
        fen: Amounts, the rows of a group standing together.
        starts: For each row the position of its group's first row.

    Example:
        >>> running_before(np.array([1, 2, 4, 8]), np.array([0, 0, 2, 2])).tolist()
        [0, 1, 0, 4]
    """
    before = np.cumsum(fen) - fen
    return before - before[starts] if len(fen) else before


def group_starts(groups: Codes) -> Codes:
    """Return for each row the position of its group's first row; rows of a group stand together.

    Example:
        >>> group_starts(np.array([5, 5, 7])).tolist()
        [0, 0, 2]
    """
    first = np.ones(len(groups), dtype=np.bool_)
    first[1:] = groups[1:] != groups[:-1]
    return np.maximum.accumulate(np.where(first, np.arange(len(groups)), 0))
