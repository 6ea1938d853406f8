"""Columns of text as arrays of objects, in which rows that say the same share one text.

``numpy.full`` and ``numpy.select`` would make a text of its own for every row.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

Texts = npt.NDArray[np.object_]


def same_text(text: str, count: int) -> Texts:
    """Return one text for each of ``count`` rows; of a state its value."""
    texts = np.empty(count, dtype=object)
    texts.fill(str(text))
    return texts


def choose_text(conditions: Sequence[npt.NDArray[np.bool_]], names: Sequence[str], default: str) -> Texts:
    """Return for each row the name of the first condition that holds.

    Example:
        >>> choose_text([np.array([True, False])], ["逾期"], "未到期").tolist()
        ['逾期', '未到期']
    """
    places = np.select(conditions, list(range(len(names))), len(names))
    texts: Texts = np.array([str(name) for name in (*names, default)], dtype=object)[places]
    return texts


def as_texts(values: pd.Series) -> Texts:
    """Return text as objects, ``None`` where missing."""
    texts = values.to_numpy(dtype=object).copy()
    texts[values.isna().to_numpy()] = None
    return texts
