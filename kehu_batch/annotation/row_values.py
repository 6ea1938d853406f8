"""The values of a result column by sheet row, each distinct one held once: a sheet has more rows than things to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.ooxml.plan import CellValue

Integers = npt.NDArray[np.intp]


class RowValues(Mapping[int, CellValue]):
    """Values by sheet row; a row without a value is not in it.

    Args:
        rows: 1-based sheet rows, each once, in any order.
        codes: For each row the place of its value.
        distinct: The values; none is ``None``.
    """

    def __init__(self, rows: Integers, codes: Integers, distinct: Sequence[CellValue]) -> None:
        order = np.argsort(rows, kind="stable")
        self.rows, self.codes, self.distinct = rows[order], codes[order], distinct

    @classmethod
    def of(cls, values: Mapping[int, CellValue]) -> RowValues:
        """Return a mapping's values."""
        if isinstance(values, RowValues):
            return values
        numbers = np.fromiter(values, dtype=np.intp, count=len(values))
        return cls(numbers, np.arange(len(values)), list(values.values()))

    @classmethod
    def of_column(cls, rows: pd.Series, values: pd.Series) -> RowValues:
        """Return the values of a frame's column, of whatever type; of a row that stands twice the last."""
        numbers = rows.to_numpy(dtype=np.intp)
        codes, distinct = pd.factorize(values.to_numpy(dtype=object), use_na_sentinel=False)
        last = ~pd.Series(numbers).duplicated(keep="last").to_numpy()
        return cls(numbers[last], codes[last], distinct.tolist())

    def __getitem__(self, row: int) -> CellValue:
        place = int(np.searchsorted(self.rows, row))
        if place >= len(self.rows) or self.rows[place] != row:
            raise KeyError(row)
        return self.distinct[int(self.codes[place])]

    def __iter__(self) -> Iterator[int]:
        return iter(self.rows.tolist())

    def __len__(self) -> int:
        return len(self.rows)

    def in_rows(self, wanted: Integers) -> list[CellValue]:
        """Return the values of some rows, ascending, among which are all that have one; ``None`` for the others."""
        known = np.empty(len(self.distinct) + 1, dtype=object)
        known[:-1] = self.distinct
        codes = np.full(len(wanted), -1, dtype=np.intp)
        inside = self.rows >= wanted[0] if len(wanted) else np.zeros(len(self.rows), dtype=np.bool_)
        codes[np.searchsorted(wanted, self.rows[inside])] = self.codes[inside]
        values: list[CellValue] = known[codes].tolist()
        return values


def join_texts(rows: Integers, codes: Integers, texts: Sequence[str], comma: str) -> RowValues:
    """Return the texts of each row joined in their order, each text once.

    Args:
        rows: Sheet row of each text, in any order.
        codes: Which of ``texts`` it is.
        texts: Two may be equal.
        comma: What stands between two.

    Example:
        >>> dict(join_texts(np.array([4, 3, 4]), np.array([1, 0, 0]), ["甲", "乙"], "、"))
        {3: '甲', 4: '乙、甲'}
    """
    numbers, said = pd.factorize(np.array([*texts, ""], dtype=object))
    codes = numbers[:-1][codes]
    first = ~pd.Series(rows * len(said) + codes).duplicated().to_numpy()
    rows, codes = rows[first], codes[first]
    order = np.argsort(rows, kind="stable")
    codes, (found, starts, counts) = (
        codes[order],
        np.unique(rows[order], return_index=True, return_counts=True),
    )
    # A combination is made dense again at each step, so that the key cannot overflow.
    key = np.zeros(len(found), dtype=np.intp)
    for place in range(int(counts.max(initial=0))):
        here = starts + np.minimum(place, counts - 1)
        next_one = np.where(counts > place, codes[here] + 1, 0)
        key = np.unique(key * (len(said) + 1) + next_one, return_inverse=True)[1]
    _, examples = np.unique(key, return_index=True)
    spans = zip(starts[examples].tolist(), counts[examples].tolist(), strict=True)
    joined = [comma.join(said[codes[start : start + count]].tolist()) for start, count in spans]
    return RowValues(found.astype(np.intp), key, joined)
