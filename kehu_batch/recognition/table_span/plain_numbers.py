"""Numbers of cells before anything is read from them: what rows are is told by whether they add up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kehu_batch.model.tables.source import CellValue
from kehu_batch.recognition.cell_flags import is_filled

#: A number written out, with a sign of money before it or not; less than nothing as SAP and accountants write it.
_DIGITS = re.compile(r"[¥￥$]?\s?(-?[0-9][0-9,]*(?:\.[0-9]+)?)")
_NEGATIVE = re.compile(r"[(（]([^()（）]+)[)）]|([^-(].*)[-−]")
#: A sum in floating point agrees with its parts this far.
CENT = 0.005


def read_number(value: CellValue) -> float | None:
    """Return the number that a cell holds or, in a web page and a csv, says in digits."""
    if isinstance(value, str):
        text = value.strip()
        below = _NEGATIVE.fullmatch(text)
        match = _DIGITS.fullmatch((below[1] or below[2]) if below else text)
        return float(match[1].replace(",", "")) * (-1 if below else 1) if match else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def adds_up(total: Sequence[CellValue], lines: Sequence[Sequence[CellValue]], amounts: Sequence[int]) -> bool:
    """Return whether a row states amounts, and each of them is the sum of those of other rows, to the cent.

    Args:
        total: The row's cells.
        lines: Cells of the others.
        amounts: 0-based columns of money.
    """
    stated = [(column, read_number(total[column])) for column in amounts if is_filled(total[column])]
    return bool(stated) and all(
        number is not None and abs(number - sum(read_number(line[column]) or 0.0 for line in lines)) < CENT
        for column, number in stated
    )
