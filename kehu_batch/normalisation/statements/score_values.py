"""What a reading of a score is, how a number becomes a share of its full mark, and the full mark of a column."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.records import dataclass

#: Full marks of scales that start at 1 where nothing says otherwise.
FROM_ONE = frozenset({3.0, 4.0, 5.0, 6.0, 7.0})

#: Full marks that a column of bare numbers may have, and how large a share of them it must hold.
_COLUMN_MARKS = (5.0, 10.0, 100.0)
_HELD = 0.9
#: Fewer numbers do not decide a scale that is not the policy's.
_FEWEST_DECIDING = 10

#: A mark in digits, within a pattern.
PLAIN_MARK = r"[0-9]{1,3}(?:\.[0-9])?"
_LONGEST_HEADER = 200


class ScoreProblem(StrEnum):
    """Why a cell gives no score."""

    BLANK = "blank"
    """Nothing, or an answer that says so (``无``, ``—``, ``未评价``)."""
    ERROR_VALUE = "error_value"
    """A formula's error value."""
    NOT_A_SCORE = "not_a_score"
    """No number, stars or word of the policy."""
    OUT_OF_RANGE = "out_of_range"
    """Above the full mark or below 0."""
    SCALE_UNKNOWN = "scale_unknown"
    """A number whose full mark is not known, or one between 0 and 1 that may be a share."""
    CONFLICTING = "conflicting"
    """Two scores in one cell that differ."""
    NOT_RATED = "not_rated"
    """0 on a scale that starts at 1: what a form writes when nobody rated."""


@dataclass(frozen=True, slots=True)
class ScoreReading:
    """A score, or the problem that there is instead; exactly one of ``fraction`` and ``problem`` is set.

    Args:
        fraction: Share of the full mark, 0 to 1.
        raw: The number as given; ``None`` for a word.
        full_mark: The full mark that it was read against; ``None`` for a word.
        problem: Why there is no fraction.
        matched: The text that was read as the score.
        assumed: Whether the full mark was told by the number's size alone, and is not the policy's.
    """

    fraction: float | None = None
    raw: float | None = None
    full_mark: float | None = None
    problem: ScoreProblem | None = None
    matched: str = ""
    assumed: bool = False


def of_full_mark(
    raw: float, full_mark: float | None, matched: str, *, stated: bool = False, running: bool = False
) -> ScoreReading:
    """Make a reading of a number.

    Args:
        raw: The number.
        full_mark: Its full mark, or the one to assume.
        matched: The text that was read.
        stated: Whether the text itself names the full mark.
        running: Whether the number stands in running text, where one beyond the assumed full mark is of 10 or 100.
    """
    assumed = running and not stated and full_mark is not None and full_mark < raw <= 100
    if assumed:
        full_mark = 10.0 if raw <= 10 else 100.0
    problem = None
    if full_mark is None or (not stated and full_mark > 1 and 0 < raw < 1):
        problem = ScoreProblem.SCALE_UNKNOWN
    elif not math.isfinite(raw) or not 0 <= raw <= full_mark or full_mark == 0:
        problem = ScoreProblem.OUT_OF_RANGE
    fraction = raw / full_mark if problem is None and full_mark else None
    return ScoreReading(fraction, raw, full_mark, problem, matched, assumed)


def judge_full_mark(numbers: Sequence[float], policy: float | None) -> float | None:
    """Return the full mark of a column of bare numbers, the smallest that holds nine in ten of them.

    Args:
        numbers: The column's numbers; 0 is no rating and does not count.
        policy: The full mark that the policy states for numbers that name none.

    Returns:
        ``policy`` where it holds the numbers; ``None`` where under ten numbers exceed it without deciding.

    Example:
        >>> judge_full_mark([4, 5, 3, 5, 4, 4, 5, 3, 5, 45], 5), judge_full_mark([8, 9], 5)
        (5, None)
        >>> judge_full_mark([8, 9, 10, 7, 6, 9, 10, 8, 9, 10], 5)
        10.0
    """
    rated = [number for number in numbers if number != 0]
    if not rated or policy is None or max(rated) <= policy:
        return policy
    if len(rated) < _FEWEST_DECIDING:
        return None
    marks = sorted({policy, *(mark for mark in _COLUMN_MARKS if mark > policy)})
    held = (mark for mark in marks if sum(number <= mark for number in rated) >= _HELD * len(rated))
    return next(held, policy)


_HEADER_MARK = re.compile(
    rf"[满总]分[为:\s]{{0,3}}(?P<full>{PLAIN_MARK})|(?P<scale>{PLAIN_MARK})\s?(?:分制|[分星]\s?[)\]])|(?P<word>[五十])分制"
    rf"|[(\[](?P<low>[01])\s?分?\s?[-~—至到]\s?(?P<high>{PLAIN_MARK})\s?分?制?[)\]]"
    r"|(?P<hundred>百分制|[(\[]百分[比率数][)\]]|[(\[/]\s?%|%$)",
    re.ASCII,
)
_WORD_MARKS = {"五": 5.0, "十": 10.0}


def full_mark_of_header(header: str) -> float | None:
    """Return the full mark that a score's header names, ``None`` where it names none; 100 for a percent sign.

    Example:
        >>> full_mark_of_header("满意度(满分5分)"), full_mark_of_header("推荐意愿(0-10)"), full_mark_of_header("评分")
        (5.0, 10.0, None)
        >>> full_mark_of_header("满意度(10分)"), full_mark_of_header("评价（五分制）")
        (10.0, 5.0)
    """
    match = _HEADER_MARK.search(level_text(header[:_LONGEST_HEADER]))
    if match is None:
        return None
    if match["hundred"]:
        return 100.0
    return _WORD_MARKS.get(match["word"]) or float(match["full"] or match["scale"] or match["high"])


def header_is_percent(header: str) -> bool:
    """Return whether a score's header gives its unit as percent: ``满意度(%)``."""
    match = _HEADER_MARK.search(level_text(header[:_LONGEST_HEADER]))
    return match is not None and match["hundred"] not in {None, "百分制"}


def start_in_header(header: str) -> int | None:
    """Return where a score's header says that its scale starts, ``None`` where it does not.

    Example:
        >>> start_in_header("满意度(0-5)"), start_in_header("满意度(1至10分)"), start_in_header("满意度(10分)")
        (0, 1, None)
    """
    match = _HEADER_MARK.search(level_text(header[:_LONGEST_HEADER]))
    return None if match is None or match["low"] is None else int(match["low"])


def settle(readings: list[ScoreReading], fractions: Mapping[str, float]) -> ScoreReading:
    """Make one reading of several: equal ones are one, and a number goes before a word near it."""
    if len(readings) == 1:
        return readings[0]
    first = next((reading for reading in readings if reading.raw is not None), readings[0])
    if all(_agree(first, other, fractions) for other in readings):
        return first
    return ScoreReading(
        problem=ScoreProblem.CONFLICTING, matched=" ".join(reading.matched for reading in readings)
    )


def _agree(first: ScoreReading, other: ScoreReading, fractions: Mapping[str, float]) -> bool:
    share = first.fraction
    if share is None or other.fraction is None:
        return first.problem == other.problem and first.raw == other.raw
    if math.isclose(share, other.fraction):
        return True
    if first.raw is None or other.raw is not None:
        return False
    # 满意(5分) is no contradiction: a word is coarse, and may be a neighbour of the one that fits best.
    steps = sorted(set(fractions.values()))
    fits = min(steps, key=lambda step: abs(step - share))
    return abs(steps.index(fits) - steps.index(other.fraction)) <= 1
