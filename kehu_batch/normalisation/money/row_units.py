"""Amounts of a table that names each row's unit in a column of its own (docs/rules.md, 3)."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from kehu_batch.normalisation.cells.distinct import Distinct, read_distinct
from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.money.amounts import AmountProblem, AmountReading, read_amount
from kehu_batch.normalisation.money.roles import fits_column
from kehu_batch.normalisation.money.scales import unit_of_header

#: What is asked for a year; in other columns 12万/年 is a rate.
_YEARLY = frozenset({("ledger", "annual_amount"), ("ledger", "annual_profit")})
_A_YEAR = re.compile(r"^\s*(?:每年|一年)(?=[\s:：]*[^\s:：])|(?<=[0-9元万wW亿])\s*(?:[/／每一]年)\s*$")


def read_amounts_of_rows(
    cells: Distinct[Any], words: Distinct[Any] | None, unit_fen: int, column: tuple[str, str]
) -> Distinct[AmountReading]:
    """Read a column of amounts, once per distinct pair of amount and unit.

    Args:
        cells: The amounts.
        words: The unit that each row names, ``""`` where it names none; None where there is no such column.
        unit_fen: Fen in one unit of the column, for rows that name none.
        column: The table's name and the field; money that is said to be other than what they ask for is not read.
    """
    if words is None:
        return read_distinct(cells, lambda cell: _read(cell, unit_fen, column))
    units = [_unit_of(word) or unit_fen for word in words.results]
    pairs, codes = np.unique(cells.codes * len(units) + words.codes, return_inverse=True)
    readings = [
        _read(cells.results[pair // len(units)], units[pair % len(units)], column) for pair in pairs.tolist()
    ]
    return Distinct(codes.astype(np.intp), readings)


def _read(cell: object, unit_fen: int, column: tuple[str, str]) -> AmountReading:
    if column in _YEARLY and isinstance(cell, str):
        cell = _A_YEAR.sub("", cell)
    return _of_column(read_amount(cell, unit_fen=unit_fen), column)


def _of_column(reading: AmountReading, column: tuple[str, str]) -> AmountReading:
    if reading.role is None or fits_column(reading.role, *column):
        return reading
    return AmountReading(problem=AmountProblem.NOT_AN_AMOUNT)


def contradicts_header(words: Distinct[Any] | None, header: str) -> bool:
    """Whether a header names a unit and some row another: nothing says which of the two is right."""
    named = unit_of_header(header)
    if words is None or named is None:
        return False
    return any(unit not in (None, named) for unit in map(_unit_of, words.results))


def _unit_of(word: object) -> int | None:
    return unit_of_header(f"({level_text(str(word))})")
