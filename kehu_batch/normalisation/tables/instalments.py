"""Which instalment of a document a row is, however it is written."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from kehu_batch.folding import fold_text
from kehu_batch.numerals import ONE_TO_TEN

_HAN_DIGITS = f"零{ONE_TO_TEN[:-1]}"
_DIGITS = re.compile(r"\d+")


def add_instalment_keys(frame: pd.DataFrame) -> None:
    """Add ``instalment_key``: instalments so that ``第2期``, ``2/3``, ``二期`` and ``2`` are one; missing without one."""
    codes, names = pd.factorize(frame["instalment"])
    keys = np.array([*(fold_instalment(str(name)) for name in names), None], dtype=object)[codes]
    frame["instalment_key"] = pd.Series(pd.array(keys, dtype="str"), index=frame.index)


def fold_instalment(text: str) -> str:
    """Return the number of an instalment where one is recognised, else its folded text.

    Example:
        >>> fold_instalment("第2期"), fold_instalment("二期"), fold_instalment("尾款")
        ('2', '2', '尾款')
    """
    folded = fold_text(text)
    digits = _DIGITS.search(folded)
    if digits:
        return str(int(digits[0]))
    han = [character for character in folded if character in _HAN_DIGITS]
    return str(_HAN_DIGITS.index(han[0])) if len(han) == 1 and "十" not in folded else folded
