"""Columns of text compared under folding, each distinct text folded once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kehu_batch.analysis.base.snapshot import Mask
from kehu_batch.folding import fold_text
from kehu_batch.model.tables.listed import list_values


def fold_matches(texts: pd.Series, folded: Iterable[str]) -> Mask:
    """Return which texts fold to one of the given folded forms; a missing text does not."""
    wanted = frozenset(folded)
    codes, distinct = pd.factorize(texts)
    names = list_values(distinct)
    return np.array([*(fold_text(str(name)) in wanted for name in names), False], dtype=np.bool_)[codes]


def unify_spellings(texts: pd.Series) -> pd.Series:
    """Return texts in which those that fold alike are spelled alike: as most rows have it, else as the first.

    So 電話 and 电话 are one group. A spelling with marks that show nothing gives way. Missing texts stay missing.
    """
    codes, distinct = pd.factorize(texts)
    names = list_values(distinct)
    folded = [fold_text(str(name)) for name in names]
    counts = np.bincount(codes[codes >= 0], minlength=len(names))
    chosen: dict[str, str] = {}
    # Stable, so that of two equally frequent spellings the first one seen stands.
    for place in sorted(
        range(len(names)), key=lambda place: (not str(names[place]).isprintable(), -counts[place])
    ):
        chosen.setdefault(folded[place], str(names[place]))
    if len(chosen) == len(names):
        return texts
    spelling = pd.array([chosen[one] for one in folded], dtype="str")
    return pd.Series(spelling.take(codes, allow_fill=True), index=texts.index, name=texts.name)
