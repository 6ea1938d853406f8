"""Tell calls that nobody answered from contacts, by what a cell says (docs/rules.md, 6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from kehu_batch.folding import fold_text, fold_texts
from kehu_batch.normalisation.cells.text import is_blank_cell, is_none_answer
from kehu_batch.policy.cell_words import load_cell_words

#: A longer cell says more than that nobody answered.
_LONGEST = 80
_CLAUSE_BREAK = re.compile(r"[,，。.;；!！?？()（）\[\]【】\n\r/|:：\"'“”…~-]+")

#: The number of a choice before a result, and 末 written for 未.
_CHOICE = re.compile(
    r"\s*(?:[a-z]?\d{1,2}\s*[-.、:：_]|[(（\[【][a-z]?\d{1,2}[)）\]】]|[a-z]\s*[-.、:：])\s*(?=[^\x00-\x7f])",
    re.IGNORECASE,
)
_SLIP = re.compile("末(?=[接应通打联])")


class CallOutcome(StrEnum):
    """What one cell says of a call."""

    NOTHING = "nothing"
    """Blank, ``无``, or words that leave open what came of it (``回访``, ``下周再打``)."""
    ATTEMPT = "attempt"
    """Nobody was reached, and nothing else of substance."""
    SUBSTANCE = "substance"
    """Something that the customer said, wants or got, or else more than an attempt."""


@cache
def _tokens() -> re.Pattern[str]:
    words = load_cell_words().attempts
    attempts = "|".join(sorted(map(re.escape, words.words), key=len, reverse=True))
    fillers = "|".join(pattern.pattern for pattern in words.fillers)
    return re.compile(f"(?P<attempt>{attempts})|(?:{fillers})")


@cache
def _any_attempt() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, load_cell_words().attempts.words)))


def name_attempts(cells: Sequence[object]) -> list[bool]:
    """Return which cells have any word of an attempt at all; most have none, and need no second look."""
    texts = [cell[: 2 * _LONGEST] if isinstance(cell, str) else "" for cell in cells]
    search = _any_attempt().search
    return [search(text) is not None for text in fold_texts(texts)]


def read_outcome(cell: object, *, result_column: bool = False) -> CallOutcome:
    """Return what a cell says of a call.

    Args:
        cell: A cell as the reader gives it.
        result_column: Whether its column tells only whether the customer was reached: ``否`` is then an attempt.

    Example:
        >>> [read_outcome(text).value for text in ("两次拨打均无人接听", "你们热线总占线", "下周再打")]
        ['attempt', 'substance', 'nothing']
    """
    if is_blank_cell(cell):
        return CallOutcome.NOTHING
    text = str(cell)
    if result_column:
        text = _SLIP.sub("未", text[choice.end() :] if (choice := _CHOICE.match(text)) else text)
    if result_column and fold_text(text) in load_cell_words().attempts.failed:
        return CallOutcome.ATTEMPT
    if is_none_answer(text):
        return CallOutcome.NOTHING
    if len(text) > _LONGEST:
        return CallOutcome.SUBSTANCE
    found = False
    for clause in _CLAUSE_BREAK.split(_join_times(text)):
        folded, place = fold_text(clause), 0
        while place < len(folded):
            token = _tokens().match(folded, place)
            if token is None or token.end() == place:
                return CallOutcome.SUBSTANCE
            found |= token["attempt"] is not None
            place = token.end()
    return CallOutcome.ATTEMPT if found else CallOutcome.NOTHING


def _join_times(text: str) -> str:
    """Keep the marks inside dates and times, which else would end a clause: ``10:20`` becomes ``10点20``."""
    return re.sub(r"(?<=[0-9])[:：/.-](?=[0-9])", "点", text)


def says_reached(cell: object) -> bool:
    """Return whether a cell says that the customer was spoken with after all (``回电``, ``客户表示``)."""
    folded = fold_text(str(cell))
    return any(word in folded for word in load_cell_words().attempts.reached)
