"""Columns of text compared under folding, each distinct text folded once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kehu_batch.analysis.standing import Mask
from kehu_batch.folding import fold_text


def fold_matches(texts: pd.Series, folded: Iterable[str]) -> Mask:
    """Return which texts fold to one of the given folded forms; a missing text does not."""
    wanted = frozenset(folded)
    codes, names = pd.factorize(texts)
    return np.array([*(fold_text(str(name)) in wanted for name in names), False], dtype=np.bool_)[codes]
