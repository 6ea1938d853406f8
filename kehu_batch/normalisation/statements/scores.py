"""Read satisfaction scores: from a column of their own, and from the composite feedback cell.

A score is what someone said about the whole: a number with its scale, stars, or one of the policy's words. Nothing is
inferred from mood, and what is said of one aspect (价格, 产品) is no overall score.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

from kehu_batch.folding import fold_text
from kehu_batch.normalisation.cells.shown_numbers import ShownNumber
from kehu_batch.normalisation.cells.text import is_blank_cell, is_error_value, is_none_answer, level_text
from kehu_batch.normalisation.statements.score_values import (
    FROM_ONE,
    ScoreProblem,
    ScoreReading,
    of_full_mark,
    settle,
)
from kehu_batch.normalisation.statements.ticked import coded_choice, ticked_choice
from kehu_batch.normalisation.statements.verdicts import (
    Verdict,
    cut_verdict,
    find_verdicts,
    is_supposed,
    names_full_mark,
)
from kehu_batch.numerals import SPOKEN_TO_TEN, read_count
from kehu_batch.policy.cell_words import load_cell_words
from kehu_batch.records import dataclass

#: Full marks that a bare ``4/5`` may name; ``11/15`` is a date or a fraction of something else.
_FULL_MARKS = frozenset({3, 4, 5, 6, 7, 10, 20, 50, 100})
_STARS_FULL = 5.0
_LONGEST_CELL = 80
_LONGEST_HEADER = 200
#: Characters between two scores that belong together.
_WIDEST_GAP = 6


@dataclass(frozen=True, slots=True)
class Feedback:
    """A composite feedback cell.

    Args:
        score: Its score, which may be a problem; ``None`` where it gives none.
        rest: What it says beside the score, as written, without the separators at its ends.
    """

    score: ScoreReading | None
    rest: str


_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,4})?"
_MARK = r"[0-9]{1,3}(?:\.[0-9])?"
_POINT = r"分(?![0-9钟之公店部期批析销享开类别布时配工支摊红账制半满])"
_FULL = (
    rf"(?:\s?[(/,]?\s?(?:满分|总分|共)[为是]?[:\s]{{0,3}}(?P<full>{_MARK})\s?分?\s?制?\)?"
    rf"|\s?[(/]?\s?(?P<scale>{_MARK})\s?分制\)?"
    r"|\s?\(?(?P<hundred>百分制)\)?)"
)
_STAR_NUMBER = r"[0-5](?:\.5)?|[一二三四五两半]"

#: Where a score may end: at the end of its clause.
_END = r"(?=\s{0,3}(?:$|[,。;!?\n\r|、()/]|但|不过|满分|总分)|\s)"
_NO_RANGE = r"(?!\s?(?:[-~至到]|—+)\s?[0-9★⭐]|\s?\((?:推荐|nps))"

#: Every way to write a score's value but the policy's words.
_VALUE = (
    rf"(?:(?P<percent>-?{_NUMBER})\s?%{_END}"
    rf"|(?P<over>{_NUMBER})\s?分?\s?/\s?(?P<under>{_MARK})\s?分?(?![0-9/]){_END}"
    rf"|(?P<stars>{_STAR_NUMBER})\s?(?:颗?星级?(?:好评|评价)?|[★⭐](?![★⭐☆])){_END}"
    r"|(?P<filled>[★⭐]+)\s{0,3}(?P<hollow>☆*)(?![0-9])"
    rf"|(?:满分|总分)(?P<full0>{_MARK})(?![0-9.])分?[,\s]{{0,3}}(?:得|打|给|评)?(?P<raw0>{_NUMBER})\s?{_POINT}"
    rf"|(?:(?P<raw>-?{_NUMBER}|[{SPOKEN_TO_TEN}])\s?{_POINT}|(?P<bare>-?{_NUMBER})(?!\s?/\s?[0-9]){_END})(?:{_FULL})?)"
    rf"{_NO_RANGE}"
)

#: Who speaks and of what: words before a score that leave it a score of the whole.
_SUBJECT = (
    r"(?:(?:客户|对方|用户|本次|此次|目前|总体|整体|综合|总的|上|来说|表示|反馈|评价|认为|感觉|觉得|回复|称|说"
    r"|对(?:我[司方们]|公司|本公司|[本此]次(?:服务|合作|回访)|整体服务|合作)的?(?:服务)?)[:\s]{0,3}){0,6}"
)
_LABEL = (
    r"(?P<label>(?P<aspect>服务)?满意(?:程度|度)(?:评分|打分|得分|评价|分值)?|(?:满意度)?(?:评分|打分|得分|评价|评级|分数)"
    r"|(?P<verb>(?:[打给评][了出]?)+))(?!调查|问卷|回访)"
)
#: What a label, a speaker or a value can begin with; the policy's words come on top. Most clauses begin otherwise.
_STARTS = f"-0-9{SPOKEN_TO_TEN}半★⭐满总服评打得分给客对用本此目整综上来表反认感觉回称说"
_LINK = r"\s{0,3}[为是给打]?(?:了)?\s{0,3}[:=(]?\s{0,3}"
#: Points right behind a word: 满意4分, 满意:4分.
_ALSO = rf"(?:[:\s]{{0,3}}(?P<also>{_NUMBER})\s?{_POINT})?"
_BREAK = re.compile(r"[,。;!?\n\r|、(\s]+|(?<![0-9分])/|/(?![0-9\s])", re.ASCII)
#: What a score leaves behind that says nothing: ``10分满分的话给9分``.
_PARTICLES = re.compile("(?:的话|吧|呢|啦|哦|嘛|哈|呀)+")
_EDGE = " \t\r\n,，。.;；、:：/／|!！"


@dataclass(frozen=True, slots=True, eq=False)
class _Patterns:
    """The patterns for one vocabulary of words; made once for each, and equal to themselves alone."""

    cell: re.Pattern[str]
    start: re.Pattern[str]
    labelled: re.Pattern[str]
    unlabelled: re.Pattern[str]
    later: re.Pattern[str]
    fractions: dict[str, float]


@lru_cache(maxsize=16)
def _patterns(words: tuple[tuple[str, float], ...]) -> _Patterns:
    fractions = {level_text(word): share for word, share in words}
    longest_first = sorted(fractions, key=len, reverse=True)
    word = rf"(?P<word>{'|'.join(map(re.escape, longest_first)) or '(?!)'})的?"
    value_word = word.replace("<word>", "<word2>")
    start = rf"[\s(]*[{_STARTS}{''.join(re.escape(name[:1]) for name in longest_first)}]"
    return _Patterns(
        cell=re.compile(
            rf"{_SUBJECT}(?:{_LABEL}{_LINK})?(?:{_VALUE}(?:[(/,;:\s]{{0,3}}{value_word}\)?)?"
            rf"|{word}(?:[(,;:\s]{{0,3}}(?P<also>{_NUMBER})\s?分?\)?)?)[\s)]*",
            re.ASCII,
        ),
        start=re.compile(start),
        labelled=re.compile(rf"[\s(]*{_SUBJECT}{_LABEL}{_LINK}(?:{_VALUE}|{word}{_ALSO}{_END})\)?", re.ASCII),
        unlabelled=re.compile(
            rf"[\s(]*(?P<subject>{_SUBJECT})(?:{_VALUE}|{word}{_ALSO})(?:\)|{_END})", re.ASCII
        ),
        later=re.compile(rf"(?:{_BREAK.pattern}){start}|,\s*共|[满制总星]|of|in", re.ASCII),
        fractions=fractions,
    )


def read_score(
    value: Any,  # noqa: ANN401  (a cell of any type)
    *,
    words: Mapping[str, float],
    default_full_mark: float | None,
    from_zero: bool = False,
) -> ScoreReading:
    """Read a cell of a column of scores.

    Args:
        value: A cell as the reader gives it. A number shown as percent is a share of the full mark.
        words: The policy's words, each with its share of the full mark, 0 to 1.
        default_full_mark: Full mark of a number that names none; ``None`` where it is not known.
        from_zero: Whether the column's scale starts at 0, so that 0 is a score.

    Example:
        >>> read_score("8/10", words={}, default_full_mark=5).fraction
        0.8
        >>> read_score(90, words={}, default_full_mark=5).problem.value
        'out_of_range'
    """
    if isinstance(value, ShownNumber) and value.shown.instead:
        value = value.text
    if is_blank_cell(value) or is_none_answer(value) or _is_unrated(value):
        return ScoreReading(problem=ScoreProblem.BLANK)
    if is_error_value(value):
        return ScoreReading(problem=ScoreProblem.ERROR_VALUE, matched=value)
    reading = _read_cell(value, words, default_full_mark)
    if reading.raw == 0 and reading.fraction == 0 and not from_zero and (reading.full_mark or 0) in FROM_ONE:
        return ScoreReading(problem=ScoreProblem.NOT_RATED, matched=reading.matched)
    return reading


def _is_unrated(value: object) -> bool:
    return isinstance(value, str) and fold_text(value) in load_cell_words().unrated


def _read_cell(value: object, words: Mapping[str, float], default: float | None) -> ScoreReading:
    if isinstance(value, ShownNumber) and value.shown.percent:
        return of_full_mark(float(value.number), 100.0, value.text, stated=True)
    if isinstance(value, ShownNumber) and (value.shown.before or value.shown.after):
        reading = _read_text(level_text(value.text), _patterns(tuple(words.items())), default)
        if reading.problem is not ScoreProblem.NOT_A_SCORE:
            return reading
    if isinstance(value, int | float) and not isinstance(value, bool):
        return of_full_mark(float(value), default, f"{value:g}")
    if isinstance(value, str) and len(value) <= _LONGEST_CELL:
        return _read_text(level_text(value).strip(_EDGE), _patterns(tuple(words.items())), default)
    return ScoreReading(problem=ScoreProblem.NOT_A_SCORE)


def _read_text(level: str, patterns: _Patterns, default_full_mark: float | None) -> ScoreReading:
    level = ticked_choice(level) or coded_choice(level, patterns.fractions) or level
    bare = level.strip("()[] ").removesuffix("的")
    if " " in bare and bare.replace(" ", "") in patterns.fractions:
        bare = bare.replace(" ", "")
    if bare in patterns.fractions:
        return ScoreReading(patterns.fractions[bare], matched=bare)
    if bare == "满分":
        return ScoreReading(1.0, default_full_mark, default_full_mark, matched=bare)
    match = patterns.cell.fullmatch(level)
    if match is None:
        return _read_verdict(level, default_full_mark, running=False)[0] or ScoreReading(
            problem=ScoreProblem.NOT_A_SCORE
        )
    first = _read_match(match, patterns.fractions, default_full_mark)
    if match["word2"]:
        second = ScoreReading(patterns.fractions[match["word2"]], matched=match["word2"])
        return settle([first, second], patterns.fractions)
    if match["also"]:
        second = of_full_mark(float(match["also"]), default_full_mark, match["also"])
        return settle([first, second], patterns.fractions)
    return first


def _read_verdict(
    level: str, default: float | None, *, running: bool
) -> tuple[ScoreReading | None, Verdict | None]:
    """Read the overall score that stands anywhere in a text; no reading where there is none."""
    found = find_verdicts(level)
    if not found:
        return None, None
    verdict = found[0]
    matched = level[verdict.start : verdict.end].strip(_EDGE + "()")
    if len(found) > 1:
        return ScoreReading(problem=ScoreProblem.CONFLICTING, matched=matched), verdict
    if verdict.raw is None:
        return ScoreReading(1.0, default, default, matched=matched), verdict
    if verdict.full_mark is not None:
        return of_full_mark(verdict.raw, verdict.full_mark, matched, stated=True), verdict
    return of_full_mark(verdict.raw, default, matched, running=running), verdict


def _read_match(
    match: re.Match[str], fractions: Mapping[str, float], default: float | None, *, running: bool = False
) -> ScoreReading:
    """Read the value that a pattern found; the groups are those of ``_VALUE`` and ``word``."""
    matched = match[0].strip(_EDGE + "()")
    if match["word"]:
        return ScoreReading(fractions[match["word"]], matched=matched)
    if match["stars"] or match["filled"]:
        return _read_stars(match, matched)
    if match["percent"]:
        return of_full_mark(float(match["percent"]), 100.0, matched, stated=True)
    if match["over"]:
        full = float(match["under"])
        if full not in _FULL_MARKS:
            return ScoreReading(problem=ScoreProblem.NOT_A_SCORE, matched=matched)
        return of_full_mark(float(match["over"]), full, matched, stated=True)
    full_text = match["full0"] or match["full"] or match["scale"] or ("100" if match["hundred"] else None)
    raw = _small_number(match["raw0"] or match["raw"] or match["bare"])
    return of_full_mark(
        raw,
        float(full_text) if full_text else default,
        matched,
        stated=full_text is not None,
        running=running,
    )


def _read_stars(match: re.Match[str], matched: str) -> ScoreReading:
    """Read ``四星``, or drawn stars: of as many as are drawn where hollow ones show the rest, else of five."""
    if match["stars"]:
        return of_full_mark(_small_number(match["stars"]), _STARS_FULL, matched, stated=True)
    filled, hollow = len(match["filled"]), len(match["hollow"])
    return of_full_mark(
        float(filled), float(filled + hollow) if hollow else _STARS_FULL, matched, stated=True
    )


def _small_number(text: str) -> float:
    if text == "半":
        return 0.5
    count = None if text[-1].isdecimal() else read_count(text)
    return float(text) if count is None else float(count)


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
    return partial(_split, _patterns(tuple(words.items())), default)


def _split(patterns: _Patterns, default_full_mark: float | None, text: str, level: str) -> Feedback:
    comma = level.find(",", 0, _LONGEST_CELL)
    if comma > 0 and patterns.later.search(level, comma) is None:
        told = _score_before_comma(level[: comma + 1], patterns, default_full_mark)
        if told is not None:
            return Feedback(told, _rest_of([text[comma:]]))
    bare = level.strip(_EDGE)
    if ticked_choice(bare) is not None or coded_choice(bare, patterns.fractions) is not None:
        return Feedback(_rated(_read_text(bare, patterns, default_full_mark)), "")
    readings, kept = _read_clauses(text, level, patterns, default_full_mark)
    score = settle(readings, patterns.fractions) if readings else None
    mark = names_full_mark(level)
    if score is None or (mark is not None and (score.assumed or score.full_mark != mark)):
        reading, verdict = _read_verdict(level, default_full_mark, running=True)
        if reading is not None and verdict is not None:
            return Feedback(_rated(reading), _rest_of(cut_verdict(text, verdict)))
    return Feedback(_rated(score), _rest_of(kept) if score is not None else text.strip())


def _read_clauses(
    text: str, level: str, patterns: _Patterns, default_full_mark: float | None
) -> tuple[list[ScoreReading], list[str]]:
    """Return the scores that stand at the starts of a text's clauses, and what of the text stands between them."""
    readings: list[ScoreReading] = []
    kept: list[str] = []
    done = 0
    for start in _clause_starts(level):
        if start < done:
            continue
        follows = bool(readings) and start - done <= _WIDEST_GAP and not level[done:start].strip(_EDGE + "(")
        match = _score_at(level, start, patterns, expected=start == 0 or follows)
        if match is None:
            continue
        readings.append(_read_match(match, patterns.fractions, default_full_mark, running=True))
        if match["also"]:
            points = float(match["also"])
            readings.append(of_full_mark(points, default_full_mark, match[0].strip(_EDGE), running=True))
        kept.append(text[done:start])
        done = match.end()
    kept.append(text[done:])
    return readings, kept


@lru_cache(maxsize=1024)
def _score_before_comma(level: str, patterns: _Patterns, default: float | None) -> ScoreReading | None:
    """Return the score that is all of a levelled text but the comma at its end; ``None`` where it is less or other.

    Nearly every cell begins with one of a few such; where nothing behind it could begin a score, that adds nothing.
    """
    match = _score_at(level, 0, patterns, expected=True)
    if match is None or match.end() != len(level) - 1:
        return None
    readings = [_read_match(match, patterns.fractions, default, running=True)]
    if match["also"]:
        readings.append(of_full_mark(float(match["also"]), default, match[0].strip(_EDGE), running=True))
    score, mark = settle(readings, patterns.fractions), names_full_mark(level)
    return _rated(score) if mark is None or not (score.assumed or score.full_mark != mark) else None


def _rated(reading: ScoreReading | None) -> ScoreReading | None:
    if reading is not None and reading.fraction == 0 and reading.full_mark in FROM_ONE:
        return ScoreReading(problem=ScoreProblem.NOT_RATED, matched=reading.matched)
    return reading


def _rest_of(parts: Iterable[str]) -> str:
    stripped = (part.strip(_EDGE + '“”"') for part in parts)
    told = (part for part in stripped if part.strip("()（）") and not part.isdecimal())
    return "，".join(part for part in told if not _PARTICLES.fullmatch(part))


def _clause_starts(level: str) -> Iterator[int]:
    yield 0
    for separator in _BREAK.finditer(level):
        yield separator.end()


def _score_at(level: str, start: int, patterns: _Patterns, *, expected: bool) -> re.Match[str] | None:
    """Match a score at the start of a clause; ``expected`` tells that it needs no label there."""
    if patterns.start.match(level, start) is None:
        return None
    match = patterns.labelled.match(level, start)
    if match is not None:
        unsure = match["verb"] and (
            match["percent"] or match["bare"] or match["word"] or is_supposed(level, match.start("verb") + 1)
        )
        # 服务满意度 is the whole's only where no other aspect is scored beside it.
        return None if unsure or (match["aspect"] and level.count("满意度") > 1) else match
    match = patterns.unlabelled.match(level, start)
    if match is None or not (expected or match["subject"]):
        return None
    if match["bare"] and level[match.end() : match.end() + 1] not in {"", "/"}:
        return None
    return None if match["over"] and not _is_ratio(match) else match


def _is_ratio(match: re.Match[str]) -> bool:
    """Whether 4/5 may be a score: of a usual full mark, and not beyond it (24/7) unless points are named (12/10分)."""
    within = float(match["over"]) <= float(match["under"]) or "分" in match[0]
    return float(match["under"]) in _FULL_MARKS and within
