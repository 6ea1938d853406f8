"""Amounts that the source writes as text (``1,200元``, ``1.5万``), read by a formula as the program reads them."""

from __future__ import annotations

import re
from decimal import Decimal

#: What may stand around the digits, in the order in which a formula takes it out.
_ADORNMENTS = ("人民币", "RMB", "CNY", "元", "圆", "整", "¥", "￥", ",", "，", " ")
_WAN = "万"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def reads_as(text: str, fen: int, scale: int) -> bool:
    """Return whether the formula comes to these fen.

    Args:
        text: What stands in the cell.
        fen: What the program read there.
        scale: Yuan of 1 in the column; a text with 万 is of 10,000 whatever the column says.

    Example:
        >>> reads_as("1,200元", 120_000, 1), reads_as("¥1.5万", 1_500_000, 1), reads_as("壹仟元整", 100_000, 1)
        (True, True, False)
    """
    if scale != 1 and "元" in text and _WAN not in text:
        # Its own unit beats the column's.
        return False
    digits = text
    for word in (*_ADORNMENTS, _WAN):
        digits = digits.replace(word, "")
    if text.count(_WAN) > 1 or not _NUMBER.fullmatch(digits):
        return False
    return round(Decimal(digits) * (10_000 if _WAN in text else scale) * 100) == fen


def text_formula(cell: str, scale: int) -> str:
    """Return the formula of a text amount in yuan; a number that takes its place is read, too.

    Args:
        cell: The cell, as a formula.
        scale: Yuan of 1 in the column.
    """
    digits = cell
    for word in (*_ADORNMENTS, _WAN):
        digits = f'SUBSTITUTE({digits},"{word}","")'
    return f'VALUE({digits})*IF(ISNUMBER(FIND("{_WAN}",{cell})),10000,{scale})'
