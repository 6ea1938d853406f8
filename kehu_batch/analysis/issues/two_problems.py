"""Whether two parts of a text tell two problems: they are surer of their types alone than the whole is of one."""

from __future__ import annotations

import re
from typing import NamedTuple

from kehu_batch.analysis.issues.clause_model import load_clause_model
from kehu_batch.analysis.issues.labels import CERTAIN_GAP, LIKELY_GAP, classify_issue, without_urging
from kehu_batch.analysis.issues.lexicon import told_types
from kehu_batch.folding import fold_text, fold_words
from kehu_batch.policy.taxonomy import Taxonomy

#: Two parts are two problems where their leads together exceed that of the whole by so much and each of them has a
#: fair lead (or is certain, where the whole is certain of neither), or a word that adds something (``还``, ``另外``)
#: opens the second; from the lesser one on it is doubtful whether they are.
_APART = 0.8
_DOUBTFUL = 0.75
#: What words decide is at least so far ahead, and a word that adds something counts as much.
_FAIR = 0.6

#: A part that says since when and no more; a word of lateness or of waiting makes it a problem.
_SINCE = re.compile(r"[0-9半几多一二两俩三仨四五六七八九十百]+个?半?(?:天|周|星期|礼拜|月|年)[多半]?了?$")
_LATE = re.compile("[晚迟拖延推等催欠超误停慢卡断排做转]")


class TwoParts(NamedTuple):
    """What two parts of a text seem to tell.

    Args:
        types: Of the first and of the second; empty where they are alike, or one of them does not look like a problem.
        apart: They are two problems.
        doubtful: They may be.
    """

    types: tuple[str, ...]
    apart: bool
    doubtful: bool


class _Part(NamedTuple):
    type: str
    lead: float


_ALIKE = TwoParts((), apart=False, doubtful=False)


def two_parts(left: str, right: str, taxonomy: Taxonomy) -> TwoParts:
    """Return what two neighbouring parts seem to tell, each alone and both together."""
    first, second = _seems(left, taxonomy), _seems(right, taxonomy)
    if first is None or second is None or first.type == second.type:
        return _ALIKE
    if first.lead < _FAIR and _only_dates(left):
        return _ALIKE
    types = (first.type, second.type)
    whole = load_clause_model().read(without_urging(f"{left}，{right}", taxonomy))
    added = _adds(right, taxonomy)
    lead = first.lead + second.lead + (_FAIR if added else 0.0)
    if whole.label in types:
        lead -= whole.gap
    least = min(first.lead, second.lead)
    if least < LIKELY_GAP and not added and whole.label in types and whole.gap >= CERTAIN_GAP:
        # A part that is hardly ahead of the next type tells no problem of its own (``保单尾号0937``).
        return TwoParts(types, apart=False, doubtful=False)
    on = goes_on(right, taxonomy)
    if on and whole.label == first.type and second.lead < CERTAIN_GAP:
        return TwoParts(types, apart=False, doubtful=False)
    enough = _FAIR if whole.label in types and whole.gap >= CERTAIN_GAP else CERTAIN_GAP
    fair = added or (least >= enough and not on)
    return TwoParts(types, apart=fair and lead >= _APART, doubtful=lead >= _DOUBTFUL)


def _seems(text: str, taxonomy: Taxonomy) -> _Part | None:
    """Return what type a part seems to be of and how far that is ahead; None where it does not look like a problem."""
    label = classify_issue(text, taxonomy)
    if label.kind != "problem":
        return None
    reading = load_clause_model().read(without_urging(text, taxonomy))
    lead = reading.gap if reading.is_problem else 0.0
    if label.types:
        by_words = label.decided_by == "词典" or any(
            told.name == label.primary for told in told_types(text, taxonomy)
        )
        return _Part(label.primary, max(lead, _FAIR) if by_words else lead)
    return _Part(reading.label, lead) if reading.label in taxonomy.names else None


def _only_dates(text: str) -> bool:
    """Whether a text says for how long something has been and no fault of it (``还车两个月了``)."""
    folded = fold_text(text)
    return _SINCE.search(folded) is not None and _LATE.search(folded) is None


def goes_on(text: str, taxonomy: Taxonomy) -> bool:
    """Whether a text opens with a word by which it goes on with what stands before it (``还没``)."""
    return fold_text(text).startswith(fold_words(taxonomy.words.continuing))


def _adds(text: str, taxonomy: Taxonomy) -> bool:
    """Whether a text opens with a word by which it adds something (``还``)."""
    return fold_text(text).startswith(fold_words(taxonomy.words.adding)) and not goes_on(text, taxonomy)
