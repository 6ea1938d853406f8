"""Scores where clauses begin, in their common forms: a label or a speaker, and a number, stars or one of the words.

This is the careful reader, asked first of every text; what it does not know is looked for by ``verdicts.finding``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from kehu_batch.normalisation.cells.text import level_text
from kehu_batch.normalisation.statements.score_values import (
    PLAIN_MARK,
    ScoreProblem,
    ScoreReading,
    of_full_mark,
)
from kehu_batch.normalisation.statements.score_words import with_stronger_words, words_abroad
from kehu_batch.normalisation.verdicts.numbers import POINT, STARS_FULL, USUAL_MARKS
from kehu_batch.normalisation.verdicts.standing import is_supposed
from kehu_batch.numerals import SPOKEN_TO_TEN, read_count
from kehu_batch.records import dataclass

#: Characters between two scores that belong together.
_WIDEST_GAP = 6

_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,4})?"
#: 四分半, 4分制 and 四分九 are for others to read; 十分不满意 holds no number.
_POINT = rf"{POINT}(?![制半满一二三四五六七八九]|不满)"
_FULL = (
    rf"(?:\s?[(/,]?\s?(?:满分|总分|共)[为是]?[:\s]{{0,3}}(?P<full>{PLAIN_MARK})\s?分?\s?制?\)?"
    rf"|\s?[(/]?\s?(?P<scale>{PLAIN_MARK})\s?分制\)?"
    r"|\s?\(?(?P<hundred>百分制)\)?)"
)
_STAR_NUMBER = r"[0-5](?:\.5)?|[一二三四五两半]"

#: Where a score may end: at the end of its clause.
_END = r"(?=\s{0,3}(?:$|[,。;!?\n\r|、()/]|但|不过|满分|总分)|\s)"
_NO_RANGE = r"(?!\s?(?:[-~至到]|—+)\s?[0-9★⭐]|\s?\((?:推荐|nps))"

#: Every way to write a score's value but the policy's words.
_VALUE = (
    rf"(?:(?P<percent>-?{_NUMBER})\s?%{_END}"
    rf"|(?P<over>{_NUMBER})\s?分?\s?/\s?(?P<under>{PLAIN_MARK})\s?分?(?![0-9/]){_END}"
    rf"|(?P<stars>{_STAR_NUMBER})\s?(?:[颗粒]?星级?(?:好评|评价)?|[颗粒]?[★⭐]\ufe0f?(?![★⭐☆½]))(?!\s?/\s?[0-9]){_END}"
    r"|(?P<filled>(?:[★⭐]\ufe0f?)++)\s{0,3}(?P<hollow>☆*+)(?!\s?[0-9½×x*✕✖])"
    rf"|(?:满分|总分)(?P<full0>{PLAIN_MARK})(?![0-9.])分?[,\s]{{0,3}}(?:得|打|给|评)?(?P<raw0>{_NUMBER})\s?{_POINT}"
    rf"|(?:(?P<raw>-?{_NUMBER}|[{SPOKEN_TO_TEN}])\s?{_POINT}|(?P<bare>-?{_NUMBER})(?!\s?/\s?[0-9]){_END})(?:{_FULL})?)"
    rf"{_NO_RANGE}"
)

#: Who speaks and of what: words before a score that leave it a score of the whole.
_SUBJECT = (
    r"(?:(?:客户|对方|用户|问卷[上里中]?|本次|此次|目前|总体|整体|综合|总的|上|来说|表示|反馈|评价|认为|感觉|觉得|回复|称|说"
    r"|对(?:我[司方们]|公司|本公司|[本此]次(?:服务|合作|回访)|整体服务|合作)的?(?:服务)?)[:\s]{0,3}){0,6}"
)
_LABEL = (
    r"(?P<label>(?P<aspect>服务)?满意(?:程度|度)(?:评分|打分|得分|评价|分值)?|(?:满意度)?(?:评分|打分|得分率?|评价(?:等级)?|评级|分数)|满意度?等级"
    r"|(?P<tick>(?:勾选?|选|点选?|圈)(?:了|的是?|中了?|(?=\s?[:“\"‘「『'])))"
    r"|(?P<verb>(?:[打给评][了出个]?)+))(?!调查|问卷|回访)"
)
#: What a label, a speaker or a value can begin with; the policy's words come on top. Most clauses begin otherwise.
_STARTS = f"-0-9{SPOKEN_TO_TEN}半★⭐满总服评打得分给勾选点圈客对用问本此目整综上来表反认感觉回称说"
_LINK = r"\s{0,3}[为是给打]?(?:了)?\s{0,3}[:=(]?\s{0,3}"
#: Points right behind a word: 满意4分, 满意:4分.
_ALSO = rf"(?:[:\s]{{0,3}}(?P<also>{_NUMBER})\s?{_POINT})?"
#: What is said behind a number that nobody gave: 给5分有点难, 给5分吗.
_UNDONE = re.compile(
    r"\s?(?:可能|不可能|有[点些]|太难|很难|难|吗|么|谈不上|的话|都[嫌不多难]|也[嫌不难]|没门|不行|才怪|还早|是不)"
)
#: Stars of which some are given: 5颗星，给4颗.
_STARS_OF = re.compile(r"\s?,?\s?(?:我|客户|只|就){0,2}[给打畀俾]")
_BREAK = re.compile(r"[,。;!?\n\r|、(\s]+|(?<![0-9分])/|/(?![0-9\s])", re.ASCII)
EDGE = " \t\r\n,，。.;；、:：/／|!！"


@dataclass(frozen=True, slots=True, eq=False)
class ScorePatterns:
    """The patterns for one vocabulary of words; made once for each, and equal to themselves alone."""

    cell: re.Pattern[str]
    start: re.Pattern[str]
    labelled: re.Pattern[str]
    unlabelled: re.Pattern[str]
    later: re.Pattern[str]
    words: re.Pattern[str]
    fractions: dict[str, float]
    abroad: dict[str, float]


@lru_cache(maxsize=16)
def score_patterns(words: tuple[tuple[str, float], ...]) -> ScorePatterns:
    """Return the patterns for a policy's words, each with its share of the full mark."""
    own = {level_text(word): share for word, share in words}
    fractions = with_stronger_words(own)
    longest_first = sorted(fractions, key=len, reverse=True)
    word = rf"[“\"‘「『']?(?P<word>{'|'.join(map(re.escape, longest_first)) or '(?!)'})[”\"’」』']?的?"
    value_word = word.replace("<word>", "<word2>")
    start = rf"[\s(]*[{_STARTS}{''.join(re.escape(name[:1]) for name in longest_first)}]"
    return ScorePatterns(
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
        later=re.compile(
            rf"(?:{_BREAK.pattern}){start}|,\s*共|[满制总星→>]|of|in|分(?<=[0-9{SPOKEN_TO_TEN}百半\s]分)|改(?=[为成到]?[0-9])",
            re.ASCII,
        ),
        words=re.compile(rf"{word}(?![度率程])"),
        fractions=fractions,
        abroad=words_abroad(own),
    )


def read_match(
    match: re.Match[str], fractions: Mapping[str, float], default: float | None, *, running: bool = False
) -> ScoreReading:
    """Read the value that a pattern found; the groups are those of ``_VALUE`` and ``word``."""
    matched = match[0].strip(EDGE + "()")
    if match["word"]:
        return ScoreReading(fractions[match["word"]], matched=matched)
    if match["stars"] or match["filled"]:
        return _read_stars(match, matched)
    if match["percent"]:
        return of_full_mark(float(match["percent"]), 100.0, matched, stated=True)
    if match["over"]:
        full = float(match["under"])
        if full not in USUAL_MARKS:
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
        return of_full_mark(_small_number(match["stars"]), STARS_FULL, matched, stated=True)
    filled, hollow = len(match["filled"].replace("\ufe0f", "")), len(match["hollow"])
    return of_full_mark(float(filled), float(filled + hollow) if hollow else STARS_FULL, matched, stated=True)


def _small_number(text: str) -> float:
    if text == "半":
        return 0.5
    count = None if text[-1].isdecimal() else read_count(text)
    return float(text) if count is None else float(count)


def read_clauses(
    text: str, level: str, patterns: ScorePatterns, default: float | None, *, running: bool
) -> tuple[list[ScoreReading], list[str]]:
    """Return the scores that stand at the starts of a text's clauses, and what of the text stands between them."""
    readings: list[ScoreReading] = []
    kept: list[str] = []
    done = 0
    for start in _clause_starts(level):
        if start < done:
            continue
        follows = bool(readings) and start - done <= _WIDEST_GAP and not level[done:start].strip(EDGE + "(")
        match = score_at(level, start, patterns, expected=start == 0 or follows)
        if match is None:
            continue
        readings.append(read_match(match, patterns.fractions, default, running=running))
        if match["also"]:
            points = float(match["also"])
            readings.append(of_full_mark(points, default, match[0].strip(EDGE), running=running))
        kept.append(text[done:start])
        done = match.end()
    kept.append(text[done:])
    return readings, kept


def _clause_starts(level: str) -> Iterator[int]:
    yield 0
    for separator in _BREAK.finditer(level):
        yield separator.end()


def score_at(level: str, start: int, patterns: ScorePatterns, *, expected: bool) -> re.Match[str] | None:
    """Match a score at the start of a clause; ``expected`` tells that it needs no label there."""
    if patterns.start.match(level, start) is None:
        return None
    match = patterns.labelled.match(level, start)
    if match is not None:
        # 选了2，退了1 counts things; a word that was ticked is an answer.
        given = match["verb"] or match["tick"]
        unsure = given and (
            _UNDONE.match(level, match.end())
            or match["percent"]
            or match["bare"]
            or (match["verb"] and match["word"])
            or is_supposed(level, match.start("label") + 1)
        )
        # 服务满意度 is the whole's only where no other aspect is scored beside it.
        return None if unsure or (match["aspect"] and level.count("满意度") > 1) else match
    match = patterns.unlabelled.match(level, start)
    if match is None or not (expected or match["subject"]):
        return None
    if match["stars"] and _STARS_OF.match(level, match.end()) is not None:
        return None
    if match["bare"] and level[match.end() : match.end() + 1] not in {"", "/"}:
        return None
    return None if match["over"] and not _is_ratio(match) else match


def _is_ratio(match: re.Match[str]) -> bool:
    """Whether 4/5 may be a score: of a usual full mark, and not beyond it (24/7) unless points are named (12/10分)."""
    within = float(match["over"]) <= float(match["under"]) or "分" in match[0]
    return float(match["under"]) in USUAL_MARKS and within
