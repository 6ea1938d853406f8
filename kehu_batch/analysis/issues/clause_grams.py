"""What the clause model sees of a text: single characters, neighbours, and pairs around one character between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kehu_batch.analysis.issues.folded_places import fold_with_places

#: Stand before and after a text, so that its first and last characters make pairs of their own.
_START, _END = "\x02", "\x03"
#: Code points have 21 bits; a pair holds the first of its characters above those of the second.
_BITS = 21
#: Set in a pair with one character between.
_APART = 1 << 2 * _BITS + 1

Integers = npt.NDArray[np.int64]


class ClauseGrams(NamedTuple):
    """The grams of some texts, in no order.

    Args:
        grams: Code points; of pairs, both with a mark of their distance.
        owners: Position of each gram's text.
        firsts: Place of its first character in the folded text, the frame's first character being -1.
        lasts: Place of its last one.
    """

    grams: Integers
    owners: Integers
    firsts: Integers
    lasts: Integers


def clause_grams(texts: Sequence[str]) -> ClauseGrams:
    """Return the grams of all texts.

    Example:
        >>> [gram_text(int(gram)) for gram in clause_grams(["卡顿"]).grams]
        ['', '卡', '顿', '', '卡', '卡顿', '顿', '…顿', '卡…']
    """
    framed = [f"{_START}{fold_with_places(text)[0]}{_END}" for text in texts]
    lengths = np.fromiter(map(len, framed), dtype=np.int64, count=len(framed))
    points = np.frombuffer("".join(framed).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    owners = np.repeat(np.arange(len(framed), dtype=np.int64), lengths)
    places = np.arange(len(points), dtype=np.int64) - np.repeat(np.cumsum(lengths) - lengths, lengths) - 1
    parts = [ClauseGrams(points, owners, places, places)]
    for step in (1, 2):
        inside = owners[:-step] == owners[step:]
        pairs = (points[:-step] + 1) << _BITS | points[step:] | (_APART if step == 2 else 0)
        starts = places[:-step][inside]
        parts.append(ClauseGrams(pairs[inside], owners[:-step][inside], starts, starts + step))
    return ClauseGrams(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def gram_text(gram: int) -> str:
    """Return the characters of a gram, its frame left out; ``…`` stands for a character between."""
    between = "…" if gram & _APART else ""
    gram &= _APART - 1
    first, second = gram >> _BITS, gram & ((1 << _BITS) - 1)
    text = chr(second) if not first else chr(first - 1) + between + chr(second)
    return text.replace(_START, "").replace(_END, "")
