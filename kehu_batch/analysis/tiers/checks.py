"""Conditions checked against inputs, and what became of each for every customer."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from kehu_batch.analysis.base.folded_texts import fold_matches
from kehu_batch.analysis.base.snapshot import Mask
from kehu_batch.analysis.base.text_columns import Texts, same_text
from kehu_batch.analysis.tiers.inputs import TierInput, show_number
from kehu_batch.folding import fold_text
from kehu_batch.policy.schema import TierCondition
from kehu_batch.records import dataclass


class Check(IntEnum):
    """What became of a condition for a customer."""

    NOT_ASKED = 0
    MET = 1
    FAILED = 2
    BLANK = 3
    ABSENT = 4
    UNKNOWN_WORD = 5


@dataclass(frozen=True, slots=True)
class CheckVerdict:
    """One question put to every customer.

    Args:
        purpose: What it decides, e.g. ``金额达到“核心”``.
        source: The input that it is about.
        checks: A ``Check`` for each customer.
        kept: What stands behind a number that met the condition, e.g. `` ≥ 75.0% ``; blank for words.
        missed: What stands behind one that did not, e.g. `` < 75.0% ``.
    """

    purpose: str
    source: TierInput
    checks: npt.NDArray[np.int64]
    kept: str = ""
    missed: str = ""

    @property
    def known(self) -> Mask:
        """Whether there is an answer."""
        known: Mask = (self.checks == Check.MET) | (self.checks == Check.FAILED)
        return known

    def phrases(self) -> Texts:
        """Return what a reason says of it for each customer; blank where it was not asked."""
        texts = same_text("", len(self.checks))
        label = self.source.label
        for check, words in (
            (Check.MET, f"{self.kept}符合"),
            (Check.FAILED, f"{self.missed}不符合"),
            (Check.UNKNOWN_WORD, "不认识，不考核"),
        ):
            places = np.flatnonzero(self.checks == check)
            texts[places] = [f"{label}{shown}{words}" for shown in self.source.show(places)]
        texts[self.checks == Check.BLANK] = f"{label}未填写，不考核"
        missing = f"没有{label}列" if self.source.column else f"{label}没有数据"
        texts[self.checks == Check.ABSENT] = f"{missing}，不考核"
        return texts


class Levels:
    """Words by level, high to low (``tiers.levels``)."""

    def __init__(self, levels: Mapping[str, tuple[str, ...]]) -> None:
        self.names = tuple(levels)
        self._ranks = {
            fold_text(word): rank for rank, name in enumerate(self.names) for word in (name, *levels[name])
        }

    def rank(self, word: str) -> int:
        """Return the level of a word, 0 the highest; -1 where it has none."""
        return self._ranks.get(fold_text(word), -1)

    def rank_all(self, words: pd.Series) -> npt.NDArray[np.int64]:
        """Return the level of each word, looked up once per distinct word; -1 where missing or unknown."""
        codes, distinct = pd.factorize(words)
        return np.array([*(self.rank(str(word)) for word in distinct), -1], dtype=np.int64)[codes]


def check_condition(
    source: TierInput, condition: TierCondition, levels: Levels, asked: Mask, purpose: str
) -> CheckVerdict:
    """Check one condition where it is asked; what is blank or absent is passed over."""
    met, unknown = _judge(source, condition, levels)
    choices = [~asked, source.absent, ~source.known, unknown, met]
    results = [Check.NOT_ASKED, Check.ABSENT, Check.BLANK, Check.UNKNOWN_WORD, Check.MET]
    checks = np.select(choices, [int(result) for result in results], int(Check.FAILED))
    return CheckVerdict(purpose, source, checks, *_bound_words(source, condition))


def _judge(source: TierInput, condition: TierCondition, levels: Levels) -> tuple[Mask, Mask]:
    """Return where a condition is met, and where the word is not known."""
    none = np.zeros(len(source.known), dtype=np.bool_)
    if condition.at_least is not None:
        ranks = levels.rank_all(source.texts)
        return (ranks >= 0) & (ranks <= levels.rank(condition.at_least)), ranks < 0
    if source.unit == "":
        return fold_matches(source.texts, {fold_text(word) for word in condition.any_of}), none
    met = ~none
    if condition.min is not None:
        met &= source.numbers >= to_bound(condition.min, source.unit)
    if condition.max is not None:
        met &= source.numbers <= to_bound(condition.max, source.unit, upper=True)
    return met, none


def _bound_words(source: TierInput, condition: TierCondition) -> tuple[str, str]:
    """Return what stands behind a number that keeps the bounds, and behind one that does not."""
    least = "" if condition.min is None else show_bound(condition.min, source.unit)
    most = "" if condition.max is None else show_bound(condition.max, source.unit)
    if least and most:
        both = f"（要求 ≥ {least} 且 ≤ {most}）"
        return both, both
    if least:
        return f" ≥ {least} ", f" < {least} "
    return (f" ≤ {most} ", f" > {most} ") if most else ("", "")


def to_bound(value: Decimal, unit: str, *, upper: bool = False) -> float:
    """Return a bound of the policy as an input's values are held: yuan as fen, exact."""
    if unit != "元":
        return float(value)
    return int((value * 100).to_integral_value(ROUND_FLOOR if upper else ROUND_CEILING))


def show_bound(value: Decimal, unit: str) -> str:
    """Return a bound of the policy in words."""
    return show_number(to_bound(value, unit), unit)
