"""One entry of the table of measures."""

from __future__ import annotations

from enum import StrEnum

from kehu_batch.records import dataclass


class Direction(StrEnum):
    """Whether a rise is good."""

    UP_GOOD = "up"
    DOWN_GOOD = "down"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure.

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
        quotient = f"{self.numerator} ÷ {self.denominator}" if self.denominator else self.numerator
        formula = self.formula or quotient
        empty = f"；{self.null_when}时不可计算" if self.null_when else ""
        return f"{formula}（{self.population}）{empty}"

    @property
    def description(self) -> str:
        """Return name and definition, as the JSON Schema describes its key."""
        return f"{self.name}:{self.definition}"
