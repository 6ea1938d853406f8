"""One entry of the table of measures."""

from __future__ import annotations

from enum import StrEnum

from kehu_batch.model.figures.expression import Expression, take
from kehu_batch.records import dataclass

#: What a rate is computed from: the numbers that its numerator and its denominator name.
_PART, _WHOLE = "part", "whole"
_RATE = take(_PART) / take(_WHOLE)


class Direction(StrEnum):
    """Whether a rise is good."""

    UP_GOOD = "up"
    DOWN_GOOD = "down"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure.

    A quotient's one expression gives its number (:meth:`rate`), its formula in Chinese, its formula in a workbook,
    its entry in the JSON Schema and its line of the glossary.

    Args:
        code: Dotted path in ``summary.json``, e.g. ``"satisfaction.csat"``.
        name: Chinese name.
        population: Rows it is taken over.
        numerator: What is counted or summed.
        denominator: What it is divided by; empty for a count or sum.
        null_when: When it cannot be computed.
        decimals: Decimals shown.
        unit: Unit shown: ``""``, ``"分"``, ``"%"``, ``"元"``, ``"天"``, ``"户"``, ``"条"``, ``"次"``.
        direction: Whether a rise is good.
        formula: The whole formula where it is more than a quotient of two names, with its brackets.
    """

    code: str
    name: str
    population: str
    numerator: str
    denominator: str = ""
    null_when: str = ""
    decimals: int = 0
    unit: str = ""
    direction: Direction = Direction.NEUTRAL
    formula: str = ""

    @property
    def definition(self) -> str:
        """Return the definition as one line of Chinese."""
        names = {_PART: self.numerator, _WHOLE: self.denominator}
        formula = self.formula or (self.expression.chinese(names) if self.denominator else self.numerator)
        empty = f"；{self.null_when}时不可计算" if self.null_when else ""
        return f"{formula}（{self.population}）{empty}"

    @property
    def expression(self) -> Expression:
        """Return how it comes from ``part`` and ``whole``; of a measure with a denominator."""
        return _RATE

    def rate(self, part: int, whole: int) -> float | None:
        """Return the quotient of what its numerator and denominator name; ``None`` where that is 0.

        Example:
            >>> Measure("a.b", "满意率", "回访", "满意的", "有评分的").rate(3, 4)
            0.75
        """
        found = self.expression.value({_PART: int(part), _WHOLE: int(whole)})
        return None if found is None else float(found)

    def rate_formula(self, part: str, whole: str, missing: str) -> str:
        """Return the same over two cells of a workbook; ``missing`` is shown where the denominator is 0.

        Example:
            >>> Measure("a.b", "满意率", "回访", "满意的", "有评分的").rate_formula("D2", "C2", "—")
            'IF(C2=0,"—",D2/C2)'
        """
        text = self.expression.workbook({_PART: part, _WHOLE: whole})
        return f'IF({whole}=0,"{missing}",{text})'

    @property
    def description(self) -> str:
        """Return name and definition, as the JSON Schema describes its key."""
        return f"{self.name}:{self.definition}"
