"""Which documents of one side may together be one of the other: proposed only where there is one solution."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pandas as pd

#: Most documents that are proposed to be one.
_MOST_PARTS = 5
_SIDES = ("ops", "finance")


def propose_matches(unmatched: pd.DataFrame, most: int) -> Iterator[tuple[str, int, tuple[int, ...]]]:
    """Yield proposals over documents that only one side has.

    A document is proposed to be those of the other side, of the same customer and currency, that add up to it to the
    fen. It is left out where another set does too, where two proposals would share a document, and where the customer
    has more than ``most`` unmatched ones: a guess helps nobody.

    Args:
        unmatched: Indexed by anything unique: ``customer``, ``currency``, ``side`` (``ops``/``finance``), ``fen``.
        most: Most unmatched documents of a customer and side that are searched.

    Yields:
        The side of the single document, its index, and the indices of the others.
    """
    for _, rows in unmatched.groupby(["customer", "currency"], sort=True):
        found = [proposal for side in _SIDES for proposal in _search(rows, side, most)]
        taken = [index for _, one, others in found for index in (one, *others)]
        for side, one, others in found:
            # One document against one is found from both sides; ops' is shown.
            same = len(others) == 1 and side == "finance"
            uses = [taken.count(index) for index in (one, *others)]
            if not same and max(uses) == (2 if len(others) == 1 else 1):
                yield side, one, others


def _search(rows: pd.DataFrame, side: str, most: int) -> Iterator[tuple[str, int, tuple[int, ...]]]:
    mine = rows.loc[rows["side"] == side, "fen"]
    others = rows.loc[rows["side"] != side, "fen"]
    if not 1 <= len(others) <= most or not 1 <= len(mine) <= most:
        return
    amounts = dict(zip(others.index.tolist(), others.tolist(), strict=True))
    solutions: dict[int, list[tuple[int, ...]]] = {}
    wanted = set(mine.tolist())
    for size in range(1, min(_MOST_PARTS, len(amounts)) + 1):
        for chosen in combinations(amounts, size):
            total = sum(amounts[index] for index in chosen)
            if total in wanted:
                solutions.setdefault(total, []).append(chosen)
    for index, fen in zip(mine.index.tolist(), mine.tolist(), strict=True):
        if fen and len(solutions.get(fen, ())) == 1:
            yield side, index, solutions[fen][0]
