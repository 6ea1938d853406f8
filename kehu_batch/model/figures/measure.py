"""One entry of the table of measures: an expression over named inputs, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kehu_batch.model.figures.expression import Expression, Number, take
from kehu_batch.records import dataclass

#: Inputs of a measure that counts or sums, or divides two things that are counted or summed.
PART, WHOLE = "part", "whole"
#: Inputs of a growth.
NOW, BEFORE = "now", "before"
_AMOUNT = take(PART)
_RATE = take(PART) / take(WHOLE)


class Direction(StrEnum):
    """Whether a rise is good."""

    UP_GOOD = "up"
    DOWN_GOOD = "down"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class NamedExpression:
    """An expression whose inputs have Chinese names.

    Args:
        expression: How something comes from its inputs.
        names: Name of each input by its code.
    """

    expression: Expression
    names: Mapping[str, str]


def counted(what: str) -> NamedExpression:
    """Return what is counted, summed, or said in words."""
    return NamedExpression(_AMOUNT, {PART: what})


def quotient(part: str, whole: str) -> NamedExpression:
    """Return one thing that is counted or summed, divided by another."""
    return NamedExpression(_RATE, {PART: part, WHOLE: whole})


def per_hundred(part: str, whole: str) -> NamedExpression:
    """Return how often something that is counted comes per hundred of another."""
    return NamedExpression(take(PART) * 100 / take(WHOLE), {PART: part, WHOLE: whole})


def growth(now: str, before: str) -> NamedExpression:
    """Return by what share something is more than it was; its inputs are ``now`` and ``before``."""
    new, old = take(NOW), take(BEFORE)
    return NamedExpression((new - old) / old, {NOW: now, BEFORE: before})


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure.

    Its one expression gives its number (:meth:`value`), its formula in Chinese, its formula in a workbook, its entry
    in the JSON Schema and its line of the glossary.

    Args:
        code: Dotted path in ``summary.json``, e.g. ``"satisfaction.csat"``.
        name: Chinese name.
        population: Rows it is taken over.
        terms: How it comes from its inputs, and what they are called.
        null_when: When it cannot be computed.
        decimals: Decimals shown.
        unit: Unit shown: ``""``, ``"分"``, ``"%"``, ``"元"``, ``"天"``, ``"户"``, ``"条"``, ``"次"``.
        direction: Whether a rise is good.
    """

    code: str
    name: str
    population: str
    terms: NamedExpression
    null_when: str = ""
    decimals: int = 0
    unit: str = ""
    direction: Direction = Direction.NEUTRAL

    @property
    def expression(self) -> Expression:
        """Return how it comes from its inputs."""
        return self.terms.expression

    @property
    def formula(self) -> str:
        """Return the formula in Chinese."""
        return self.terms.expression.chinese(self.terms.names)

    @property
    def definition(self) -> str:
        """Return the definition as one line of Chinese."""
        empty = f"；{self.null_when}时不可计算" if self.null_when else ""
        return f"{self.formula}（{self.population}）{empty}"

    @property
    def description(self) -> str:
        """Return name and definition, as the JSON Schema describes its key."""
        return f"{self.name}:{self.definition}"

    def value(self, values: Mapping[str, Number]) -> float | None:
        """Return the number nearest to what the inputs come to; ``None`` where something is divided by 0.

        Raises:
            KeyError: An input has no value.
        """
        found = self.expression.value(values)
        return None if found is None else float(found)

    def rate(self, part: Number, whole: Number) -> float | None:
        """Return the number of a measure of two inputs, ``part`` and ``whole``.

        Example:
            >>> Measure("a.b", "满意率", "回访", quotient("满意的", "有评分的")).rate(3, 4)
            0.75
        """
        return self.value({PART: part, WHOLE: whole})

    def live(self, cells: Mapping[str, str], missing: str = "") -> str:
        """Return the formula over cells of a workbook, or over formulas in brackets.

        Args:
            cells: Cell of each input by its code.
            missing: What is shown where the denominator is 0; empty where that cannot be.

        Example:
            >>> csat = Measure("a.b", "满意率", "回访", quotient("满意的", "有评分的"))
            >>> csat.live({"part": "D2", "whole": "C2"}), csat.live({"part": "D2", "whole": "C2"}, "—")
            ('D2/C2', 'IF(C2=0,"—",D2/C2)')
        """
        text, bottom = self.expression.workbook(cells), self.expression.denominator
        if not missing or bottom is None:
            return text
        return f'IF({bottom.workbook(cells)}=0,"{missing}",{text})'
