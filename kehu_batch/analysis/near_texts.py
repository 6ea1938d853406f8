"""Which answered issue text another one is near to: a suggestion for the one who is asked, never an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from kehu_batch.analysis.issues.clause_grams import Integers
from kehu_batch.analysis.issues.clause_model import ClauseModel, Floats, WeighedGrams
from kehu_batch.folding import fold_text

#: The cosine of two texts' weighed grams from which they are near (docs/rules.md, 12.5). Of 1,383 pairs of training
#: lines that are this near, one at least a problem, neither turned round, 96.8 % have one class by their authors
#: (0.5: 88.9 % of 2,495; 0.7: 99.4 % of 780).
NEAR = 0.6
#: Texts compared at a time, which bounds the memory.
_CHUNK = 256
#: Characters that turn a text round: with one more or less of them, it says something else (``未退`` and ``已退回``).
_TURNS = re.compile("[不未没无非已别勿]")


class NearText(NamedTuple):
    """An answered text that is near to another.

    Args:
        key: The answered text, folded.
        answer: What was answered of it.
        likeness: The cosine; 1 for texts of the same grams.
    """

    key: str
    answer: str
    likeness: float


def find_near(texts: Sequence[str], answers: Mapping[str, str], model: ClauseModel) -> list[NearText | None]:
    """Return for each text the answered one that it is nearest to, or None.

    Texts of which one is turned round by a word like 未 and the other is not are not near. Where those that are
    near have different answers, they suggest none.

    Args:
        texts: As written.
        answers: Answers by folded text.
        model: Whose weights of grams tell rare ones from common ones.
    """
    if not texts or not answers:
        return [None] * len(texts)
    keys = sorted(answers)
    known = model.weigh(keys)
    turns = [_TURNS.findall(key) for key in keys]
    found: list[NearText | None] = []
    for start in range(0, len(texts), _CHUNK):
        chunk = texts[start : start + _CHUNK]
        for text, cosines in zip(
            chunk, _cosines(model.weigh(chunk), known, len(chunk), len(keys)), strict=True
        ):
            own = sorted(_TURNS.findall(fold_text(text)))
            near = [
                NearText(keys[place], answers[keys[place]], float(cosines[place]))
                for place in np.flatnonzero(cosines >= NEAR).tolist()
                if sorted(turns[place]) == own
            ]
            agreed = len({item.answer for item in near}) == 1
            found.append(max(near, key=lambda item: item.likeness) if agreed else None)
    return found


def _cosines(texts: WeighedGrams, known: WeighedGrams, rows: int, columns: int) -> Floats:
    """Return the cosine of each of ``rows`` texts with each of ``columns`` known ones."""
    order = np.lexsort((known.owners, known.grams))
    grams = known.grams[order]
    first, last = (np.searchsorted(grams, texts.grams, side) for side in ("left", "right"))
    repeats = last - first
    inside = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    chosen: Integers = order[np.repeat(first, repeats) + inside]
    cells = np.repeat(texts.owners, repeats) * columns + known.owners[chosen]
    products = np.repeat(texts.values, repeats) * known.values[chosen]
    summed = np.bincount(cells, products, minlength=rows * columns)
    return summed.reshape(rows, columns).astype(np.float32)
