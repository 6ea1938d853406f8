"""Counting formulas that Excel, WPS and LibreOffice agree on, over columns of lists.

A label of the data never stands in a formula: it is compared with the cell that holds it.
"""

from __future__ import annotations

import re

from kehu_batch.records import dataclass

#: Labels of Chinese characters alone: ``COUNTIFS`` takes them as they are. In others it sees wildcards
#: (a masked name ``*经理``), comparisons, numbers or dates, and ignores case.
_PLAIN = re.compile(r"[\u4e00-\u9fff]+\Z")

#: Cells that the exact comparisons of one table may look at; beyond it recalculating is felt.
EXACT_LIMIT = 2_000_000
#: The same of comparisons by ``COUNTIFS``, which are ten times as fast.
COUNT_LIMIT = 20_000_000


@dataclass(frozen=True, slots=True)
class Equals:
    """A column's text is that of a cell.

    Args:
        column: Range, or its placeholder.
        cell: The cell with the wanted label, or a text literal.
        label: The label as it now stands; without one of Chinese characters alone it is compared exactly.
    """

    column: str
    cell: str
    label: str

    @property
    def countable(self) -> bool:
        """Return whether ``COUNTIFS`` takes the label as it is."""
        return bool(_PLAIN.match(self.label))

    @property
    def criterion(self) -> str:
        """Return the condition as ``COUNTIFS`` has it."""
        return f"{self.column},{self.cell}"

    @property
    def factor(self) -> str:
        """Return the condition as a factor of ``SUMPRODUCT``."""
        return f"EXACT({self.column},{self.cell})"


@dataclass(frozen=True, slots=True)
class InMonths:
    """A column's month ``YYYY-MM`` is among those of some cells.

    ``COUNTIFS`` would read such a text as a date; with a wildcard behind it, it stays text.

    Args:
        column: Range, or its placeholder.
        cells: One cell, or a range of them.
        several: Whether it is a range of more than one.
    """

    column: str
    cells: str
    several: bool = False
    countable = True

    @property
    def criterion(self) -> str:
        """Return the condition as ``COUNTIFS`` has it."""
        return f'{self.column},{self.cells}&"*"'

    @property
    def factor(self) -> str:
        """Return the condition as a factor of ``SUMPRODUCT``."""
        return f"ISNUMBER(MATCH({self.column},{self.cells},0))"


@dataclass(frozen=True, slots=True)
class Compares:
    """A column's number compares with a bound.

    Args:
        column: Range, or its placeholder.
        operator: ``">="`` or ``"<"``.
        bound: A number, or an expression that gives one.
    """

    column: str
    operator: str
    bound: str
    countable = True

    @property
    def criterion(self) -> str:
        """Return the condition as ``COUNTIFS`` has it."""
        return f'{self.column},"{self.operator}"&{self.bound}'

    @property
    def factor(self) -> str:
        """Return the condition as a factor of ``SUMPRODUCT``; a blank cell is no 0."""
        return f"ISNUMBER({self.column})*({self.column}{self.operator}{self.bound})"


Condition = Equals | InMonths | Compares


def count_formula(*conditions: Condition) -> str:
    """Return a formula that counts the rows of a list that meet all conditions.

    Example:
        >>> count_formula(Equals("{overdue.severity}", "$A{row}", "高"))
        'COUNTIFS({overdue.severity},$A{row})'
        >>> count_formula(Equals("{overdue.owner}", "$A{row}", "*经理"))
        'SUMPRODUCT(EXACT({overdue.owner},$A{row})*1)'
    """
    if all(one.countable for one in conditions):
        return _over_months(f"COUNTIFS({_criteria(conditions)})", conditions)
    return f"SUMPRODUCT({_product(conditions)}*1)"


def sum_formula(values: str, *conditions: Condition) -> str:
    """Return a formula that sums a column over the rows that meet all conditions; what is no number adds nothing.

    Example:
        >>> sum_formula("{issues.spend}", Equals("{issues.primary}", "$A{row}", "系统性能"))
        'SUMIFS({issues.spend},{issues.primary},$A{row})'
    """
    if all(one.countable for one in conditions):
        return _over_months(f"SUMIFS({values},{_criteria(conditions)})", conditions)
    return f"SUMPRODUCT({_product(conditions)}*1,{values})"


def is_exact(*conditions: Condition) -> bool:
    """Return whether a formula over these conditions compares text by text, which is slow."""
    return not all(one.countable for one in conditions)


def text_literal(label: str) -> str:
    """Return a text as a formula writes it.

    Example:
        >>> text_literal('核"心')
        '"核""心"'
    """
    doubled = label.replace('"', '""')
    return f'"{doubled}"'


def _criteria(conditions: tuple[Condition, ...]) -> str:
    return ",".join(one.criterion for one in conditions)


def _product(conditions: tuple[Condition, ...]) -> str:
    return "*".join(one.factor for one in conditions)


def _over_months(formula: str, conditions: tuple[Condition, ...]) -> str:
    """Sum what a formula gives for each of several months."""
    several = any(isinstance(one, InMonths) and one.several for one in conditions)
    return f"SUMPRODUCT({formula})" if several else formula
