"""Columns of frames as lists of Python's values.

Text that pandas hands out one by one takes ten times as long as text handed out as objects.
"""

from __future__ import annotations

from typing import Any

import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray


def list_values(values: pd.Series | pd.Index | ExtensionArray | npt.NDArray[Any]) -> list[Any]:
    """Return what iterating over values gives, as a list.

    Example:
        >>> list_values(pd.Series(["甲", None], dtype="str")), list_values(pd.Series([1, 2]))
        (['甲', nan], [1, 2])
    """
    if isinstance(values.dtype, pd.StringDtype):
        texts: list[Any] = values.to_numpy(dtype=object).tolist()
        return texts
    return list(values) if isinstance(values, ExtensionArray) else values.tolist()


def list_texts(values: pd.Series) -> list[str | None]:
    """Return a column of text, ``None`` where missing.

    Example:
        >>> list_texts(pd.Series(["甲", None], dtype="str"))
        ['甲', None]
    """
    return [text if isinstance(text, str) else None for text in values.to_numpy(dtype=object).tolist()]
