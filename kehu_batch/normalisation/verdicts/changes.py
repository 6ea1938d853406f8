"""A value that took another's place (``由9分降到7分``, ``4分→5分``), and points taken off a full mark (``扣3分``)."""

from __future__ import annotations

import re

from kehu_batch.normalisation.verdicts.numbers import NUMBER, POINT, WORD_NUMBER, read_number
from kehu_batch.normalisation.verdicts.standing import clause_start, is_of_now

_UNIT = rf"(?:{POINT}|[颗粒]?星)"
_VALUE = rf"{NUMBER}\s?{_UNIT}"
_RISES = "[升提增涨降掉跌落改调变回]"
_ARROW = r"\s{0,3}(?:→|[-=—]+>|➡\ufe0f?|⇒|⟶)\s{0,3}"
_FROM = rf"(?:[由从]|[较比][^,。;!?0-9]{{0,6}}?)\s?{_VALUE}[^,。;!?0-9]{{0,6}}?(?:{_RISES}|[到至])[^,。;!?0-9]{{0,4}}?"
_TO = rf"(?<![0-9.]){_VALUE}(?:{_ARROW}|[^,。;!?0-9]{{0,2}}?{_RISES}[^,。;!?0-9]{{0,4}}?)"
_COUNTED = r"(?:\s(?:stars?|points?))?"
_ROWS = rf"(?:[★⭐]\ufe0f?){{1,5}}☆{{0,5}}{_ARROW}(?=[★⭐])"
_ENGLISH = (
    r"^(?:it\s|score\s|rating\s)?"
    r"(?:(?:went|rose|fell|dropped|moved|improved|changed|raised)\s(?:up\s|down\s)?|up\s|down\s)?"
    rf"from\s{WORD_NUMBER}{_COUNTED}\sto\s(?={WORD_NUMBER}{_COUNTED}(?:$|[,.;!(]|\s(?:after|since|because|now|this)))"
)
#: Bare numbers behind what names a score, or all of a text: 评分从5降到3, 3→5.
_BARE = (
    rf"(?:(?:满意度|评分|打分|得分|分数)\s?[由从]\s?{NUMBER}[^,。;!?0-9]{{0,4}}?(?:{_RISES}|[到至])[^,。;!?0-9]{{0,3}}?"
    rf"|^{NUMBER}{_ARROW})(?={NUMBER}\s{{0,3}}(?:[,。;!?(]|$))"
)
_CHANGED = re.compile(rf"(?:{_FROM}|{_TO})(?={_VALUE})|{_ROWS}|{_ENGLISH}|{_BARE}", re.ASCII)
_TAKEN = re.compile(
    rf"(?:扣|减|少给?|差|丢)(?:了|掉|去|我|你们?){{0,2}}\s?(?P<taken>{NUMBER}|半)\s?{POINT}(?P<half>半)?",
    re.ASCII,
)
_EACH = re.compile(r"[各每]|[再又另还]$")


def find_changes(text: str) -> list[tuple[int, int]]:
    """Return where a levelled text goes from one value to the next, which stands at the end of the span."""
    return [match.span() for match in _CHANGED.finditer(text)]


def points_taken(text: str) -> tuple[float, int, int] | None:
    """Return the points that a text takes off, once, and where; ``None`` where it takes off none, or more than once.

    Example:
        >>> points_taken("因为物流慢扣了2分"), points_taken("每次迟到扣1分"), points_taken("如果再晚就扣5分")
        ((2.0, 5, 9), None, None)
    """
    taken = list(_TAKEN.finditer(text))
    if len(taken) != 1:
        return None
    match = taken[0]
    before = text[clause_start(text, match.start()) : match.start()]
    points = 0.0 if match["taken"] == "半" else read_number(match["taken"])
    if points is None or _EACH.search(before) or not is_of_now(text, before, match.start()):
        return None
    points += 0.5 if match["half"] or match["taken"] == "半" else 0.0
    return (points, match.start(), match.end()) if points else None
