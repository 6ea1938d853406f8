"""A formula as a value: one expression gives the number, the formula in Chinese and the formula of a workbook."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from kehu_batch.records import dataclass

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

#: How tightly an operation binds, and its sign in Chinese text.
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2}
_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_TIGHTEST = 3
_DOING: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}

Column = TypeVar("Column", "pd.Series", "np.typing.NDArray[np.int64]")

#: What an input may be; a float counts for exactly what it holds.
Number = int | float | Fraction


@dataclass(frozen=True, slots=True)
class Expression:
    """An input, a number, or two expressions and what is done with them.

    Args:
        sign: ``+``, ``-``, ``*`` or ``/``; empty for an input or a number.
        leaf: Code of the input, or the number.
        left: The first part of an operation.
        right: The second.

    Example:
        >>> opening, invoiced = take("opening"), take("invoiced")
        >>> rate = (opening - take("closing")) / (opening + invoiced)
        >>> rate.value({"opening": 100, "invoiced": 60, "closing": 40})
        Fraction(3, 8)
        >>> rate.chinese({"opening": "期初", "invoiced": "开票", "closing": "期末"})
        '（期初 − 期末） ÷ （期初 + 开票）'
        >>> rate.workbook({"opening": "B2", "invoiced": "B3", "closing": "B4"})
        '(B2-B4)/(B2+B3)'
    """

    sign: str = ""
    leaf: str | int = 0
    left: Expression | None = None
    right: Expression | None = None

    def __add__(self, other: Expression) -> Expression:
        return Expression("+", left=self, right=other)

    def __sub__(self, other: Expression) -> Expression:
        return Expression("-", left=self, right=other)

    def __mul__(self, other: Expression | int) -> Expression:
        return Expression("*", left=self, right=_part(other))

    def __truediv__(self, other: Expression) -> Expression:
        return Expression("/", left=self, right=other)

    @property
    def denominator(self) -> Expression | None:
        """Return what it is divided by; ``None`` where it is no quotient."""
        return self.right if self.sign == "/" else None

    def inputs(self) -> tuple[str, ...]:
        """Return the codes of its inputs, each once, in the order written."""
        return tuple(dict.fromkeys(_leaves(self)))

    def value(self, values: Mapping[str, Number]) -> Fraction | None:
        """Return the exact number; ``None`` where something is divided by 0.

        Raises:
            KeyError: An input has no value.
        """
        if self.left is None or self.right is None:
            return _exact(values[self.leaf] if isinstance(self.leaf, str) else self.leaf)
        left, right = self.left.value(values), self.right.value(values)
        if left is None or right is None or (self.sign == "/" and right == 0):
            return None
        found: Fraction = _DOING[self.sign](left, right)
        return found

    def columns(self, values: Mapping[str, Column]) -> Column:
        """Return the numbers of whole columns; missing where something is divided by 0 (of a Series only).

        Raises:
            KeyError: An input has no column.
        """
        found: Column = _compute(self, values)
        return found

    def chinese(self, names: Mapping[str, str]) -> str:
        """Return the formula in Chinese, with brackets where they are needed.

        Raises:
            KeyError: An input has no name.
        """
        return _write(self, names, "（{}）", " ")

    def workbook(self, cells: Mapping[str, str]) -> str:
        """Return the formula over cells, with brackets where they are needed.

        Raises:
            KeyError: An input has no cell.
        """
        return _write(self, cells, "({})", "")


def _leaves(part: Expression | None) -> Iterator[str]:
    if part is None:
        return
    if not part.sign and isinstance(part.leaf, str):
        yield part.leaf
    yield from _leaves(part.left)
    yield from _leaves(part.right)


def _compute(part: Expression, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a column, or a number of it
    if part.left is None or part.right is None:
        return values[part.leaf] if isinstance(part.leaf, str) else part.leaf
    left, right = _compute(part.left, values), _compute(part.right, values)
    return _DOING[part.sign](left, right.where(right != 0) if part.sign == "/" else right)


def _write(part: Expression, names: Mapping[str, str], brackets: str, space: str) -> str:
    """Write an expression, each operation that binds less than it must in brackets."""
    if part.left is None or part.right is None:
        return names[part.leaf] if isinstance(part.leaf, str) else str(part.leaf)
    binding = _BINDING[part.sign]
    sides = []
    for side, least in ((part.left, binding), (part.right, binding + (part.sign in "-/"))):
        text = _write(side, names, brackets, space)
        sides.append(brackets.format(text) if _BINDING.get(side.sign, _TIGHTEST) < least else text)
    sign = f" {_SIGNS[part.sign]} " if space else part.sign
    return f"{sides[0]}{sign}{sides[1]}"


def _exact(value: Number) -> Fraction:
    # A count of a column is numpy's, whose bounds are not those of a fraction's terms.
    return Fraction(value) if isinstance(value, float | Fraction) else Fraction(int(value))


def take(code: str) -> Expression:
    """Return the input of a code as an expression."""
    return Expression(leaf=code)


def _part(value: Expression | int) -> Expression:
    return value if isinstance(value, Expression) else Expression(leaf=value)
