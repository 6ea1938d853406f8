"""Amounts of a table that names each row's unit in a column of its own (docs/rules.md, 3)."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from kehu_batch.normalisation.cells.distinct import Distinct, read_distinct
from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.money.amounts import AmountReading, read_amount
from kehu_batch.normalisation.money.scales import unit_of_header


def read_amounts_of_rows(
    cells: Distinct[Any], words: Distinct[Any] | None, unit_fen: int
) -> Distinct[AmountReading]:
    """Read a column of amounts, once per distinct pair of amount and unit.

    Args:
        cells: The amounts.
        words: The unit that each row names, ``""`` where it names none; None where there is no such column.
        unit_fen: Fen in one unit of the column, for rows that name none.
    """
    if words is None:
        return read_distinct(cells, partial(read_amount, unit_fen=unit_fen))
    units = [_unit_of(word) or unit_fen for word in words.results]
    pairs, codes = np.unique(cells.codes * len(units) + words.codes, return_inverse=True)
    readings = [
        read_amount(cells.results[pair // len(units)], unit_fen=units[pair % len(units)])
        for pair in pairs.tolist()
    ]
    return Distinct(codes.astype(np.intp), readings)


def contradicts_header(words: Distinct[Any] | None, header: str) -> bool:
    """Whether a header names a unit and some row another: nothing says which of the two is right."""
    named = unit_of_header(header)
    if words is None or named is None:
        return False
    return any(unit not in (None, named) for unit in map(_unit_of, words.results))


def _unit_of(word: object) -> int | None:
    return unit_of_header(f"({level_text(str(word))})")
