"""Read satisfaction scores: from a column of their own, and from the composite feedback cell.

A score is what someone said about the whole: a number with its scale, stars, or one of the policy's words. Nothing is
inferred from mood, and what is said of one aspect (价格, 产品) is no overall score.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any

from kehu_batch.folding import fold_text
from kehu_batch.normalisation.cells.shown_numbers import ShownNumber
from kehu_batch.normalisation.cells.text import is_blank_cell, is_error_value, is_none_answer, level_text
from kehu_batch.normalisation.statements.score_clauses import (
    EDGE,
    ScorePatterns,
    read_clauses,
    read_match,
    score_at,
    score_patterns,
)
from kehu_batch.normalisation.statements.score_values import (
    FROM_ONE,
    ScoreProblem,
    ScoreReading,
    of_full_mark,
    settle,
)
from kehu_batch.normalisation.statements.ticked import choice_made
from kehu_batch.normalisation.verdicts.changes import points_taken
from kehu_batch.normalisation.verdicts.drawn import MOODS, stars_behind
from kehu_batch.normalisation.verdicts.finding import Verdict, cut_verdict, find_verdicts
from kehu_batch.normalisation.verdicts.full_marks import TURNED, names_full_mark
from kehu_batch.normalisation.verdicts.standing import LATER, PARTS, is_of_now
from kehu_batch.numerals import SPOKEN_TO_TEN
from kehu_batch.policy.cell_words import load_cell_words
from kehu_batch.records import dataclass

_LONGEST_CELL = 80
#: What a score leaves behind that says nothing: ``10分满分的话给9分``.
_PARTICLES = re.compile("(?:[打评]个?分|评分)?(?:的话|吧|呢|啦|哦|嘛|哈|呀|了)+")
#: Faces that praise, round a word; one of another mood would deny it.
_PRAISE = "".join(MOODS)
#: A cell of nothing but a number, its unit and a label is no running text.
_BARE = re.compile(
    rf"(?:[0-9{SPOKEN_TO_TEN}零百半.\s()分点颗粒星★:=/\"'{{}}]|points?|stars?|score|rating|csat|satisfaction)+"
)
#: Who says it, or what it is called, before nothing but the score: 放射科刘主任:五星, 该客户评价为非常满意.
_SAID_BY = re.compile(
    r"[^:,。;!?0-9]{1,12}:\s*(?=\S)|[^:,。;!?0-9]{0,8}(?:(?:评价|反馈|回[复访])[为是]|表示|觉得)(?=\S)"
)
#: What is scored or counted rather than who says it: 物流评价:满意, 酒店星级:5星; a number alone may be any (序号:3).
_NOT_SAYING = re.compile(f"{PARTS}|星级|[不没未无难]")
_NUMBER = re.compile(r"[0-9.]+")
#: A number as the format of fractions shows it: 4.5 as ``4 1/2``.
_MIXED = re.compile(r"\s*([0-9]{1,3})\s+([0-9]{1,3})/([1-9][0-9]{0,2})\s*")
#: Another value may stand behind these that takes the place of the first.
_REPLACED = re.compile(
    rf"(?:{LATER}|→|➡|⇒|[-=—]>|[升提增涨降掉跌落变回]).{{0,10}}?[0-9{SPOKEN_TO_TEN}]\s?[分星颗粒]"
)


@dataclass(frozen=True, slots=True)
class Feedback:
    """A composite feedback cell.

    Args:
        score: Its score, which may be a problem; ``None`` where it gives none.
        rest: What it says beside the score, as written, without the separators at its ends.
    """

    score: ScoreReading | None
    rest: str


def read_score(
    value: Any,  # noqa: ANN401  (a cell of any type)
    *,
    words: Mapping[str, float],
    default_full_mark: float | None,
    start: int | None = None,
    scale_known: bool = True,
) -> ScoreReading:
    """Read a cell of a column of scores.

    Args:
        value: A cell as the reader gives it. A number shown as percent is a share of the full mark.
        words: The policy's words, each with its share of the full mark, 0 to 1.
        default_full_mark: Full mark of a number that names none; ``None`` where it is not known.
        start: Where the column says that its scale starts: at 0, so that 0 is a score, or at 1, so that it is none.
        scale_known: Whether the full mark is the column's own. Else a number in a sentence, beyond the full mark that
            is assumed, is of 10 or 100 (``88分，比上回高``); one that stands alone is out of range.

    Example:
        >>> read_score("8/10", words={}, default_full_mark=5).fraction
        0.8
        >>> read_score(90, words={}, default_full_mark=5).problem.value
        'out_of_range'
        >>> read_score("88分，比上回高", words={}, default_full_mark=5, scale_known=False).fraction
        0.88
    """
    if isinstance(value, ShownNumber) and value.shown.instead and not _MIXED.fullmatch(value.text):
        value = value.text
    elif isinstance(value, str) and (mixed := _MIXED.fullmatch(value)) is not None:
        value = int(mixed[1]) + int(mixed[2]) / int(mixed[3])
    if is_blank_cell(value) or is_none_answer(value) or _is_unrated(value):
        return ScoreReading(problem=ScoreProblem.BLANK)
    if is_error_value(value):
        return ScoreReading(problem=ScoreProblem.ERROR_VALUE, matched=value)
    reading = _read_cell(
        value, score_patterns(tuple(words.items())), default_full_mark, running=not scale_known
    )
    from_one = start == 1 if start is not None else _mark_meant(reading, default_full_mark) in FROM_ONE
    if reading.raw == 0 and reading.fraction == 0 and from_one:
        return ScoreReading(problem=ScoreProblem.NOT_RATED, matched=reading.matched)
    return reading


def _mark_meant(reading: ScoreReading, default: float | None) -> float:
    """Return the full mark of the scale that a reading is on: a percent is a share of the column's."""
    percent = default is not None and reading.matched.endswith("%")
    return (default if percent else reading.full_mark) or 0


#: Words round a number that make it no score: points off, a rank, a count.
_OTHER_MEASURE = re.compile("[扣减负第名次户人天元]|以[上下内]")


def _is_unrated(value: object) -> bool:
    return isinstance(value, str) and fold_text(value) in load_cell_words().unrated


def _read_cell(
    value: object, patterns: ScorePatterns, default: float | None, *, running: bool
) -> ScoreReading:
    if isinstance(value, ShownNumber) and value.shown.percent:
        return of_full_mark(float(value.number), 100.0, value.text, stated=True)
    if isinstance(value, ShownNumber) and (value.shown.before or value.shown.after):
        reading = _read_text(level_text(value.text), patterns, default, running=running)
        if reading.problem is not ScoreProblem.NOT_A_SCORE or _OTHER_MEASURE.search(value.text):
            return reading
    if isinstance(value, int | float) and not isinstance(value, bool):
        return of_full_mark(float(value), default, f"{value:g}")
    if isinstance(value, str) and len(value) <= _LONGEST_CELL:
        return _read_text(level_text(value).strip(EDGE), patterns, default, running=running)
    return ScoreReading(problem=ScoreProblem.NOT_A_SCORE)


def _read_text(level: str, patterns: ScorePatterns, default: float | None, *, running: bool) -> ScoreReading:
    """Read a levelled cell of a column of scores: one of its common forms, or else as running text."""
    level = stars_behind(level).lstrip()
    level = choice_made(level, patterns.fractions) or level
    bare = level.strip("()[] \ufe0f" + _PRAISE).removesuffix("的")
    if " " in bare and bare.replace(" ", "") in patterns.fractions:
        bare = bare.replace(" ", "")
    share = patterns.fractions.get(bare, patterns.abroad.get(bare))
    if share is not None:
        return ScoreReading(share, matched=bare)
    if bare == "满分":
        return ScoreReading(1.0, default, default, matched=bare)
    match = patterns.cell.fullmatch(level)
    if match is None:
        if _BARE.fullmatch(level) is not None:
            told = _read_verdict(level, default, running=False)[0]
        elif len({match[0] for match in patterns.words.finditer(level)}) > 1:
            # 满意(12) 一般(3) counts answers, and of two that differ neither is the whole's.
            told = _read_verdict(level, default, running=running)[0]
        else:
            told = _read_running(level, level, patterns, default, running=running).score
        told = told or _read_said(level, patterns, default, running=running)
        return told or ScoreReading(problem=ScoreProblem.NOT_A_SCORE)
    said = running and bool(match["verb"] or match["word2"] or match["also"])
    first = read_match(match, patterns.fractions, default, running=said)
    if match["word2"]:
        second = ScoreReading(patterns.fractions[match["word2"]], matched=match["word2"])
        return settle([first, second], patterns.fractions)
    if match["also"]:
        second = of_full_mark(float(match["also"]), default, match["also"], running=said)
        return settle([first, second], patterns.fractions)
    return first


def _read_said(
    level: str, patterns: ScorePatterns, default: float | None, *, running: bool
) -> ScoreReading | None:
    """Read a score behind who says it, where nothing else is told; ``None`` where it is none of the whole."""
    match = _SAID_BY.match(level)
    if match is None or _NOT_SAYING.search(match[0]) or not is_of_now(level, match[0], match.end()):
        return None
    if ":" in level[match.end() :] or _NUMBER.fullmatch(level, match.end()):
        return None
    told = _read_text(level[match.end() :], patterns, default, running=running)
    return told if told.fraction is not None else None


def _read_verdict(
    level: str, default: float | None, *, running: bool
) -> tuple[ScoreReading | None, Verdict | None]:
    """Read the overall score that stands anywhere in a text; no reading where there is none."""
    found = find_verdicts(level)
    if not found:
        return None, None
    verdict = found[0]
    matched = level[verdict.start : verdict.end].strip(EDGE + "()")
    if len(found) > 1:
        return ScoreReading(problem=ScoreProblem.CONFLICTING, matched=matched), verdict
    if verdict.raw is None:
        return ScoreReading(1.0, default, default, matched=matched), verdict
    if verdict.full_mark is not None:
        return of_full_mark(verdict.raw, verdict.full_mark, matched, stated=True), verdict
    return of_full_mark(verdict.raw, default, matched, running=running), verdict


def split_feedback(text: str, *, words: Mapping[str, float], default_full_mark: float | None) -> Feedback:
    """Split a composite cell 客户反馈(满意度/建议/需求) into its score and what is left.

    A number, stars or a word counts as the score where it stands first in the cell, directly after another score,
    or after a label such as ``满意度`` or a speaker such as ``客户``. What is said of one aspect does not count, nor
    does a bare number that may be numbering.

    Args:
        text: The cell's text.
        words: As for ``read_score``.
        default_full_mark: As for ``read_score``.

    Example:
        >>> feedback = split_feedback("满意度5分(满分5分),希望提供设备保养培训", words={}, default_full_mark=None)
        >>> feedback.score.fraction, feedback.rest
        (1.0, '希望提供设备保养培训')
    """
    return feedback_reader(words, default_full_mark)(text, level_text(text))


def feedback_reader(words: Mapping[str, float], default: float | None) -> Callable[[str, str], Feedback]:
    """Return ``split_feedback`` of a text and its level for a column: a policy's words are gone through once."""
    return partial(_split, score_patterns(tuple(words.items())), default)


def _split(patterns: ScorePatterns, default: float | None, text: str, level: str) -> Feedback:
    level = stars_behind(level)
    comma = level.find(",", 0, _LONGEST_CELL)
    if comma > 0 and patterns.later.search(level, comma) is None:
        told = _score_before_comma(level[: comma + 1], patterns, default)
        if told is not None:
            return Feedback(told, _rest_of([text[comma:]]))
    bare = level.strip(EDGE)
    if bare in patterns.abroad or choice_made(bare, patterns.fractions) is not None:
        return Feedback(_rated(_read_text(bare, patterns, default, running=True)), "")
    told_anywhere = _read_running(text, level, patterns, default, running=True)
    rated = _rated(told_anywhere.score)
    return told_anywhere if rated is told_anywhere.score else Feedback(rated, told_anywhere.rest)


def _read_running(
    text: str, level: str, patterns: ScorePatterns, default: float | None, *, running: bool
) -> Feedback:
    """Read running text: its clauses first, and all of it where those name nothing, or perhaps not the last word."""
    readings, kept = read_clauses(text, level, patterns, default, running=running)
    score = settle(readings, patterns.fractions) if readings else None
    mark = names_full_mark(level)
    if score is not None and score.raw is not None and mark == TURNED:
        return Feedback(ScoreReading(problem=ScoreProblem.SCALE_UNKNOWN, matched=score.matched), text.strip())
    if score is not None and score.fraction == 1 and "扣" in level and mark is None and points_taken(level):
        return Feedback(ScoreReading(problem=ScoreProblem.CONFLICTING, matched=score.matched), text.strip())
    unsure = score is None or _is_of_other(score, mark)
    # 五星满分，我给三星: the first may be the full mark itself.
    may_be_mark = score is not None and mark is not None and score.raw == mark
    replaced = level.count("分") + level.count("星") > 1 and _REPLACED.search(level) is not None
    if unsure or may_be_mark or replaced:
        reading, verdict = _read_verdict(level, default, running=running)
        other = may_be_mark and reading is not None and reading.raw not in {None, mark}
        if reading is not None and verdict is not None and (unsure or verdict.rank > 0 or other):
            return Feedback(reading, _rest_of(cut_verdict(text, verdict)))
    return Feedback(score, _rest_of(kept) if score is not None else text.strip())


def _is_of_other(score: ScoreReading, mark: float | None) -> bool:
    """Whether a score is not of the full mark that its text names."""
    return mark is not None and (score.assumed or score.full_mark != mark)


@lru_cache(maxsize=1024)
def _score_before_comma(level: str, patterns: ScorePatterns, default: float | None) -> ScoreReading | None:
    """Return the score that is all of a levelled text but the comma at its end; ``None`` where it is less or other.

    Nearly every cell begins with one of a few such; where nothing behind it could begin a score, that adds nothing.
    """
    match = score_at(level, 0, patterns, expected=True)
    if match is None or match.end() != len(level) - 1:
        return None
    readings = [read_match(match, patterns.fractions, default, running=True)]
    if match["also"]:
        readings.append(of_full_mark(float(match["also"]), default, match[0].strip(EDGE), running=True))
    score, mark = settle(readings, patterns.fractions), names_full_mark(level)
    return None if _is_of_other(score, mark) else _rated(score)


def _rated(reading: ScoreReading | None) -> ScoreReading | None:
    if reading is not None and reading.fraction == 0 and reading.full_mark in FROM_ONE:
        return ScoreReading(problem=ScoreProblem.NOT_RATED, matched=reading.matched)
    return reading


def _rest_of(parts: Iterable[str]) -> str:
    stripped = (part.strip(EDGE + '“”"') for part in parts)
    told = (part for part in stripped if part.strip("()（）") and not part.isdecimal())
    return "，".join(part for part in told if not _PARTICLES.fullmatch(part))
