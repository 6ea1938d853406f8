"""How a score's value is written in running text: ``4/5``, ``四分半``, ``3颗星``, ``two stars``, ``百分之九十``, ``满分``."""

from __future__ import annotations

import re

from kehu_batch.normalisation.verdicts.drawn import DRAWN, PICTURES, SIGNS, count_signs
from kehu_batch.normalisation.verdicts.numbers import (
    DIGITS,
    ENGLISH,
    NUMBER,
    POINT,
    STARS_FULL,
    WORD_NUMBER,
    read_number,
)
from kehu_batch.normalisation.verdicts.standing import HIDDEN, TIMES
from kehu_batch.numerals import ONE_TO_TEN, SPOKEN_TO_TEN

#: What may stand right behind a value, looked at only.
_END = (
    rf"(?=\s|$|[,。;!?、()/|→\"”’'」}}{HIDDEN}]|了(?![解结])|[吧呢啦哦哈呀嘛啊呗噢但{PICTURES}]|~(?![0-9])|不过|左右"
    r"|还[行可好]|不错|凑合|就是|主要|因为|由于|可惜|满分|总分|升|降"
    rf"|{TIMES})"
)
_STOP = rf"(?=\s{{0,3}}(?:/\s?{HIDDEN}|[,。;!?、()\n\"'}}{HIDDEN}]|吧|です|$))"

#: "Of" in other languages, between two numbers: 4 su 5, 8 von 10, 4 de 5, 8 sur 10, 9 из 10, 8 dari 10, 4 av 5.
ABROAD_OF = "su|von|de|sur|из|dari|av"
_UNIT = r"\s?(?:分|[颗粒]?星|[★⭐]\ufe0f?)?"
_ABROAD_END = (
    r"(?=\s?(?:$|[,.;!()]|punkte?n?|punti"
    r"|pontos|puntos|points|stern|stell|estrell|estrel|[eé]toil|балл|звезд))"
)
_RATIO = (
    rf"(?P<over>{DIGITS})\)?{_UNIT}(?:\s{{0,3}}/\s{{0,3}}|\s(?P<other_of>{ABROAD_OF})\s)"
    rf"\(?(?P<under>[0-9]{{1,3}}|🔟)\)?{_UNIT}(?![0-9/%])(?(other_of){_ABROAD_END}|{_END})"
)
_POINTS = (
    rf"(?P<points>{NUMBER})\s?{POINT}(?P<half>半|(?P<tenth>[{ONE_TO_TEN[:-1]}]))?(?:好评|满意)?{_END}"
    rf"|(?P<abroad>{DIGITS})\s?[点점](?=[,。!\s]|です|$)"
)
_STARS = (
    rf"(?P<stars>{NUMBER})\s?(?:[颗粒]?小?星星?级?|[颗粒]?\s?[★⭐🌟]\ufe0f?)(?P<half_star>半)?(?:好评|差评|评价)?{_END}"
    rf"|(?<![★⭐☆\ufe0f])[★⭐]\ufe0f?\s?(?P<starred>[0-5]\.[0-9]){_STOP}"
    rf"|(?P<half_stars>{NUMBER})\s?[颗粒]半星?{_END}"
    rf"|(?P<count>{NUMBER})\s?(?:[颗粒枚]|个(?P<half_count>半)?(?:[心赞]|笑脸)?|朵(?:小?红?花)?)(?=[,。;!?、(\s{HIDDEN}]|$)"
)
_ENGLISH = (
    rf"(?P<english>{WORD_NUMBER})(?:\s|-)?(?P<unit>stars?|sterne?|estrellas?|stelle|[eé]toiles?|points?)(?![a-z])"
    r"(?!\s(?:hotel|if\s|(?:for|on|at)\s(?!us|you|them|me|everything|overall)))"
)
_BARE = rf"(?P<bare>{NUMBER}|{'|'.join(ENGLISH)}){_STOP}"
_SHARE = (
    rf"(?<![0-9.])(?P<share>{DIGITS})\s?%{_STOP}|百分之(?P<percent>{NUMBER}){_END}"
    rf"|(?P<tenths>[一二三四五六七八九1-9])成(?:满意)?{_STOP}|(?<=[给打得个了])(?P<halved>一半){_STOP}"
)
_WHOLE = (
    rf"(?<=[给打拿])(?P<all>满){_STOP}|(?<=[给打点选])(?P<top>最高[分星档]?){_STOP}"
    rf"|(?P<whole>满[分星]|(?:full|top)\smarks|(?:full|perfect)\sscore)"
    rf"(?![0-9为是:{SPOKEN_TO_TEN}百扣减差太难没不就]|的话|有点|才怪|还早)"
)
SCORE = re.compile(
    rf"(?<![0-9.])(?:{_RATIO}|{_POINTS}|{_STARS}|{_ENGLISH}|{_BARE})|{_SHARE}|{SIGNS}|{_WHOLE}", re.ASCII
)
#: What counts points, draws them or names the whole; a text with none of these holds no score.
HINT = re.compile(
    rf"[0-9]\s(?:{ABROAD_OF})\s[0-9]|成|[分星颗粒朵满{DRAWN}\u20e3🔟점段阶级]|点[満中]|[0-9)]\s{{0,3}}/\s{{0,3}}[(0-9]"
    "|[01]\\s?[-~到至—]+\\s?[0-9]|总[体评]|综合|整体|marks|scor|rat(?:ed|ing)|csat|satisf|points|stars?"
    "|stern|estrell|stell|toile"
    r"|overall|of\s|in\s|solid|give|rate|from\s|m[aá]x|full|scale"
)
#: Where the number stands in a match.
_NUMBERS = ("points", "stars", "starred", "half_stars", "count", "english", "abroad", "bare")
#: Forms that count only where something says that they were given.
_UNSURE = ("bare", "count", "percent", "share", "tenths", "whole", "all", "top")


def is_whole(match: re.Match[str]) -> bool:
    """Whether the full mark itself was given: ``满分``."""
    return bool(match["whole"] or match["all"] or match["top"])


def counts_stars(match: re.Match[str]) -> bool:
    """Whether a form counts stars, without a full mark of its own."""
    return bool(
        match["stars"] or match["half_stars"] or match["starred"] or (match["unit"] or "point")[:5] != "point"
    )


def needs_verb(match: re.Match[str]) -> bool:
    """Whether a form counts only where something says that it was given: a bare number, a count, 满分."""
    return any(match[name] for name in _UNSURE)


def value_of(match: re.Match[str], mark: float | None) -> tuple[float | None, float | None]:
    """Return the number that a match of ``SCORE`` says, and its full mark where it says one too.

    Args:
        match: The match.
        mark: The full mark that its text names.
    """
    if match["over"]:
        return read_number(match["over"]), read_number(match["under"])
    if share := match["percent"] or match["share"] or match["tenths"]:
        return (read_number(share) or 0.0) * (10 if match["tenths"] else 1), 100.0
    if match["halved"]:
        return (mark / 2, mark) if mark is not None else (None, None)
    signs = count_signs(match)
    if signs is not None:
        return signs
    value = next((read_number(text) for name in _NUMBERS if (text := match[name])), None)
    if value is None:
        return None, None
    value += (
        0.5
        if match["half"] == "半" or match["half_star"] or match["half_stars"] or match["half_count"]
        else 0.0
    )
    value += (read_number(match["tenth"]) or 0.0) / 10 if match["tenth"] else 0.0
    return value, STARS_FULL if counts_stars(match) and value <= STARS_FULL else None
