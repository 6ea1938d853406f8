"""Counting formulas that Excel, WPS and LibreOffice agree on, over columns of our own lists."""

from __future__ import annotations

import re

#: Labels of Chinese characters alone: ``COUNTIFS`` takes them as they are. In others it sees wildcards
#: (a masked name ``*经理``), comparisons, numbers or dates, and ignores case.
_PLAIN = re.compile(r"[\u4e00-\u9fff]+\Z")

#: Cells that the exact comparisons of one table may look at; beyond it recalculating is felt.
EXACT_LIMIT = 2_000_000


def count_formula(*conditions: tuple[str, str, str]) -> str:
    """Return a formula that counts the rows of a list that meet all conditions.

    Args:
        conditions: A column's placeholder, the cell with the wanted label, and that label as it now stands.

    Example:
        >>> count_formula(("{overdue.severity}", "$A{row}", "高"))
        'COUNTIFS({overdue.severity},$A{row})'
        >>> count_formula(("{overdue.owner}", "$A{row}", "*经理"))
        'SUMPRODUCT(EXACT({overdue.owner},$A{row})*1)'
    """
    if all(_PLAIN.match(label) for _, _, label in conditions):
        return f"COUNTIFS({','.join(f'{column},{cell}' for column, cell, _ in conditions)})"
    return f"SUMPRODUCT({'*'.join(f'EXACT({column},{cell})' for column, cell, _ in conditions)}*1)"


def text_literal(label: str) -> str:
    """Return a text as a formula writes it.

    Example:
        >>> text_literal('核"心')
        '"核""心"'
    """
    doubled = label.replace('"', '""')
    return f'"{doubled}"'
