"""How the cells of a column of scores are read where its header, a legend or its other numbers say of what they are."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from kehu_batch.normalisation.cells.shown_numbers import ShownNumber
from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.statements.score_legends import ScoreLegend
from kehu_batch.normalisation.statements.score_values import ScoreProblem, ScoreReading, of_full_mark
from kehu_batch.normalisation.statements.scores import read_score
from kehu_batch.records import replace

#: An answer of a list with its number: 2.满意, (1)非常满意.
_NUMBERED_WORD = re.compile(r"[(\[]?(?P<number>[0-9]{1,3})\s?[)\].、:,-]{0,2}\s?(?P<word>[^\W\d]+)")


def score_by_legend(legend: ScoreLegend, words: Mapping[str, float], cell: object) -> ScoreReading:
    """Read a cell under a legend: a number by what the legend says of it, anything else as it stands.

    A number with its word (``2.满意``) is one answer where the legend says the same of both.
    """
    number = bare_number(cell)
    if math.isfinite(number):
        return legend.read(number)
    chosen = _NUMBERED_WORD.fullmatch(level_text(cell).strip()) if isinstance(cell, str) else None
    if chosen is not None:
        by_number, by_word = legend.read(float(chosen["number"])), words.get(chosen["word"])
        if by_word is not None and by_number.fraction == by_word:
            return by_number
    return read_score(cell, words=words, default_full_mark=None)


def score_under_percent(
    read: Callable[..., ScoreReading], policy_mark: float | None, cell: object
) -> ScoreReading:
    """Read a cell under a percent sign; points in the cell (``5分``) go before it, by their size."""
    if bare_number(cell) == 1:
        # 1% or the share that is shown as 100%: as 0.9 is not told, neither is 1.
        return ScoreReading(raw=1.0, problem=ScoreProblem.SCALE_UNKNOWN, matched="1")
    if not (isinstance(cell, str) and level_text(cell).strip().endswith("分")):
        return read(cell)
    reading = read(cell, default_full_mark=policy_mark)
    if reading.problem is ScoreProblem.OUT_OF_RANGE and reading.raw is not None:
        return of_full_mark(reading.raw, policy_mark, reading.matched, running=True)
    return replace(reading, assumed=reading.problem is None)


def score_among_fractions(read: Callable[..., ScoreReading], cell: object) -> ScoreReading:
    """Read a cell of such a column: 1 may be the whole mark as well as one point."""
    if bare_number(cell) == 1:
        return ScoreReading(raw=1.0, problem=ScoreProblem.SCALE_UNKNOWN, matched="1")
    return read(cell)


def bare_number(cell: object) -> float:
    """Return a number that names no full mark; NaN for anything else."""
    if isinstance(cell, ShownNumber) and (cell.shown.percent or cell.shown.after or cell.shown.instead):
        return math.nan
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    text = level_text(cell).strip().removesuffix("分") if isinstance(cell, str) else ""
    try:
        return float(text) if text[:1].isdecimal() else math.nan
    except ValueError:
        return math.nan
