"""Works out a formula as it is printed: names of inputs, ``+ − × ÷``, numbers and full-width brackets."""

from __future__ import annotations

import ast
import operator
from collections.abc import Mapping
from fractions import Fraction

_SIGNS = str.maketrans("−×÷（）", "-*/()")
_DOING = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def work_out(formula: str, values: Mapping[str, int | float | Fraction]) -> Fraction:
    """Return what a printed formula comes to.

    Args:
        formula: E.g. ``（期初 − 期末） ÷ 期初``.
        values: What its inputs are, by the names that it calls them; names may hold brackets and signs.

    Raises:
        SyntaxError: Something of it is neither a name nor an operation.
        ZeroDivisionError: It divides by 0.
    """
    names = sorted(values, key=len, reverse=True)
    for place, name in enumerate(names):
        formula = formula.replace(name, f"input_{place}_")
    exact = {f"input_{place}_": Fraction(values[name]) for place, name in enumerate(names)}
    return _value(ast.parse(formula.translate(_SIGNS), mode="eval").body, exact)


def _value(part: ast.expr, values: Mapping[str, Fraction]) -> Fraction:
    if isinstance(part, ast.Name):
        return values[part.id]
    if isinstance(part, ast.Constant) and isinstance(part.value, int):
        return Fraction(part.value)
    if isinstance(part, ast.BinOp):
        found: Fraction = _DOING[type(part.op)](_value(part.left, values), _value(part.right, values))
        return found
    raise SyntaxError(ast.dump(part))
