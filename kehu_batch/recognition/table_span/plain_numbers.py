"""Numbers of cells before anything is read from them: what rows are is told by whether they add up."""

from __future__ import annotations

import re

from kehu_batch.model.tables.source import CellValue

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
