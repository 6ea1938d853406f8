"""What a header or a note says that the numbers under a column of scores mean: ``1=满意 2=一般 3=不满意``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.statements.score_values import ScoreProblem, ScoreReading
from kehu_batch.records import dataclass

#: Full marks whose numbers speak for themselves where the highest is the best.
_ORDINARY = frozenset({5.0, 10.0, 100.0})
_LONGEST = 200
#: So many numbers with words are a legend, whatever they are.
_LEAST = 2
#: A share from which on a word praises.
_GOOD = 0.8
#: Ends of a scale that are no words of any policy; the worst of n is one n-th of the full mark.
_BEST, _WORST = ("最满意", "最好", "最佳", "最优", "最高"), ("最不满意", "最差", "最低")
#: Between a number and its word; behind a word a number may be a count (满意：12), so the link must say more.
_LINK = r"\s?分?\s?[-=:.、,(]?\s?(?:[为是]|代表|表示)?\s?"
_SAYS = r"\s?分?\s?(?:[-=(]|[为是]|代表|表示)\s?"


@dataclass(frozen=True, slots=True)
class ScoreLegend:
    """Numbers with their shares of the full mark, by number.

    Args:
        points: ``(number, share)`` ascending by number.
        text: The legend as written.
    """

    points: tuple[tuple[float, float], ...]
    text: str

    @property
    def is_ordinary(self) -> bool:
        """Whether the numbers count as they stand: the highest is the best, and a usual full mark."""
        shares = [share for _, share in self.points]
        return shares == sorted(shares) and self.points[-1][0] in _ORDINARY

    def read(self, number: float) -> ScoreReading:
        """Return the score of a number: as the legend says, evenly between two that it names; else no score."""
        if len(self.points) == 1 and number == self.points[0][0]:
            return ScoreReading(self.points[0][1], raw=number, matched=f"{number:g}")
        for (low, below), (high, above) in pairwise(self.points):
            if low <= number <= high:
                share = below + (above - below) * (number - low) / (high - low)
                return ScoreReading(share, raw=number, matched=f"{number:g}")
        return ScoreReading(problem=ScoreProblem.NOT_A_SCORE, matched=f"{number:g}")


def find_legend(texts: Iterable[str], words: Mapping[str, float]) -> ScoreLegend | None:
    """Return the legend of the first text that has one.

    Args:
        texts: The column's header, then titles and notes of its table.
        words: The policy's words, each with its share of the full mark.

    Example:
        >>> legend = find_legend(["满意度(1-满意,2-一般,3-不满意)"], {"满意": 0.8, "一般": 0.6, "不满意": 0.4})
        >>> legend.points, legend.is_ordinary, legend.read(2).fraction
        (((1.0, 0.8), (2.0, 0.6), (3.0, 0.4)), False, 0.6)
        >>> find_legend(["满意度(满分5分)"], {"满意": 0.8})
    """
    return next(filter(None, (_read(text, tuple(words.items())) for text in texts)), None)


@lru_cache(maxsize=256)
def _read(text: str, words: tuple[tuple[str, float], ...]) -> ScoreLegend | None:
    shares = {level_text(word): share for word, share in words}
    names = sorted([*shares, *_BEST, *_WORST], key=len, reverse=True)
    word = rf"(?P<word>{'|'.join(map(re.escape, names))})(?=$|[^\w]|[0-9_])"
    number = r"(?<![0-9.])(?P<number>[0-9]{1,3})(?![0-9])"
    level = level_text(text[:_LONGEST])
    # Read the wrong way round, a legend has a pair less.
    before, behind = _pairs(level, rf"{number}{_LINK}{word}"), _pairs(level, rf"{word}{_SAYS}{number}")
    loose = re.compile(rf"{word}{_LINK}{number}")
    if len(loose.findall(level)) > max(len(before), len(behind)):
        # 满意：12，一般：1 are counts, 满意1、一般2 numbers one by one.
        before, behind = [], [pair for pair in _pairs(level, loose.pattern) if _are_counted(loose, level)]
    pairs = max(before, behind if _is_scale(behind) else [], key=len)
    if len(pairs) < _LEAST:
        # 1为非常满意: the others can only be worse, and nobody knows by how much.
        pairs = [pair for pair in _pairs(level, rf"{number}{_SAYS}{word}", 1) if pair[0] == 1]
    top = max((number for number, _ in pairs), default=0.0)
    ends = {**dict.fromkeys(_BEST, 1.0), **dict.fromkeys(_WORST, 1 / (top or 1.0)), **shares}
    points = sorted((number, ends[name]) for number, name in pairs)
    if not points or (points[0][0] > 1 and top not in _ORDINARY):
        return None
    alone = len(points) == 1 and points[0][1] >= _GOOD
    return ScoreLegend(tuple(points), level) if alone or _is_steady([share for _, share in points]) else None


def _pairs(level: str, pattern: str, least: int = _LEAST) -> list[tuple[float, str]]:
    """Return the numbers with their words, each of both once; nothing where they are fewer than ``least``."""
    pairs = [(float(match["number"]), match["word"]) for match in re.finditer(pattern, level)]
    numbers, said = {number for number, _ in pairs}, {name for _, name in pairs}
    return pairs if least <= len(pairs) == len(numbers) == len(said) else []


def _are_counted(pattern: re.Pattern[str], level: str) -> bool:
    """Whether the numbers are 1, 2, 3 as they are written."""
    numbers = [int(match["number"]) for match in pattern.finditer(level)]
    return numbers == list(range(1, len(numbers) + 1))


def _is_scale(pairs: Sequence[tuple[float, str]]) -> bool:
    """Whether numbers behind words are those of a scale, not how many there are of each (``满意(12)，一般(1)``)."""
    numbers = sorted(number for number, _ in pairs)
    return bool(numbers) and (
        numbers[-1] in _ORDINARY or all(above - below == 1 for below, above in pairwise(numbers))
    )


def _is_steady(shares: Sequence[float]) -> bool:
    """Whether shares rise or fall all the way."""
    return len(set(shares)) > 1 and list(shares) in (sorted(shares), sorted(shares, reverse=True))
