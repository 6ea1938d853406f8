"""Issues and demands in what people wrote: 待解决问题, 客户反馈, 投诉内容, 投诉类型 (docs/rules.md, 3 and 8)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from kehu_batch.analysis.issues.meaning import Kind, Meaning, read_meaning
from kehu_batch.analysis.issues.split import enumerated_pieces, hard_pieces, is_heading, soft_pieces, trim
from kehu_batch.folding import fold_text
from kehu_batch.policy.taxonomy import Taxonomy

#: Shown for an issue in which no type was found; no type of the taxonomy.
UNCLASSIFIED = "未归类"

#: So many cells of either column are kept, as callbacks combine few answers in many ways.
_CELLS_KEPT = 16_384

#: A longer text is not the mere name of a type.
_LONGEST_NAME = 40

#: So many marks may stand around a bare answer: ``（无）。``.
_MARKS_AROUND = 4

_STATED_NUMBER = re.compile(r"^[0-9]{1,3}[.、:)-]*")
_STATED_TAIL = re.compile(r"(?:(?:类|方面的?)?(?:问题|投诉|类型)|类|方面)$")


@dataclass(frozen=True, slots=True)
class IssueLabel:
    """What one text is about, and what kind of statement it makes.

    Args:
        types: Names of its types in the taxonomy's order; the first is the primary one. Empty is 未归类.
        matched: The words that show them, as written, in their order.
        kind: ``problem``; ``demand`` an explicit request; ``latent`` a need that may come; ``praise``; ``none``.
        denied: It says that there is nothing, or nothing left, to solve.
    """

    types: tuple[str, ...]
    matched: tuple[str, ...]
    kind: Kind
    denied: bool = False

    @property
    def primary(self) -> str:
        """Return the type that distributions count, or 未归类."""
        return self.types[0] if self.types else UNCLASSIFIED


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a cell, in its own words.

    Args:
        text: The wording of the piece, trimmed.
        label: What it says.
    """

    text: str
    label: IssueLabel


@dataclass(frozen=True, slots=True)
class CellIssues:
    """What the two cells of one callback say.

    Args:
        issues: From 待解决问题, or from 客户反馈 where 待解决问题 is blank.
        demands: Explicit requests, from 客户反馈.
        latent: Needs that may come, from 客户反馈.
        praises: Praise, from 客户反馈.
        source: Which cell the issues are from, also where there are none.
    """

    issues: tuple[Statement, ...]
    demands: tuple[Statement, ...]
    latent: tuple[Statement, ...]
    praises: tuple[Statement, ...]
    source: Literal["pending", "feedback"]


def classify_issue(text: str, taxonomy: Taxonomy) -> IssueLabel:
    """Classify one piece of text.

    A word that says something is wrong gives its type; a topic gives it where no such word of another type stands
    in the same clause. Denied (``没有质量问题``) and settled (``已解决``) words count for nothing. A text without such
    words that is as a whole the name of a type, or a synonym of one (``售后``), has that type.

    Example:
        >>> from kehu_batch.policy.taxonomy import load_taxonomy
        >>> classify_issue("服务器卡顿", load_taxonomy())
        IssueLabel(types=('系统性能',), matched=('卡顿',), kind='problem', denied=False)
    """
    meaning = read_meaning(text, taxonomy)
    if meaning.kind == "none" and not meaning.types and not meaning.denied:
        stated = stated_type(text, taxonomy)
        if stated is not None:
            return IssueLabel((stated,), (trim(text),), "none")
    names = tuple(taxonomy.types[index].name for index in meaning.types)
    return IssueLabel(names, meaning.matched, meaning.kind, meaning.denied)


def split_issues(text: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Split a cell into issues, each in its own wording.

    At line breaks, ``；``, ``;``, numbering and ``、``; at a comma, slash or full stop only where both sides say
    something of their own: a type, praise, or that something is settled. Headings (``问题如下：``) are left out
    where something follows.
    """
    found = hard_pieces(text)
    return tuple(
        piece
        for index, part in enumerate(found)
        if not (is_heading(part) and index + 1 < len(found))
        for statement in soft_pieces(part, lambda left, right: _both_decided(left, right, taxonomy))
        for piece in _enumerated(statement, taxonomy)
    )


def read_issues(pending_cell: str | None, feedback_cell: str | None, taxonomy: Taxonomy) -> CellIssues:
    """Read issues and demands from a callback's 待解决问题 and 客户反馈.

    Every piece of 待解决问题 is an issue, classified or not, unless it answers that there is none (``无``, ``/``),
    is denied or settled, or is praise. Problems in 客户反馈 count only where 待解决问题 is blank; a mere mood
    (``不太满意``) is none. A request that only urges the problem before it (``希望尽快解决``) is no demand of its own.

    Args:
        pending_cell: 待解决问题; None or white space is blank, ``无`` is an answer.
        feedback_cell: 客户反馈 without its score.
        taxonomy: The types and words in force.
    """
    feedback = _read_feedback(feedback_cell or "", taxonomy)
    if pending_cell is None or is_blank(pending_cell):
        return feedback
    return replace(feedback, issues=_read_pending(pending_cell, taxonomy), source="pending")


def stated_type(text: str, taxonomy: Taxonomy) -> str | None:
    """Return the type that a stated 投诉类型 or 问题类型 means, or None where the taxonomy knows none.

    The text must be a type or one of its synonyms, but for a number before it and 类, 问题 or 投诉 after it.

    Example:
        >>> from kehu_batch.policy.taxonomy import load_taxonomy
        >>> stated_type("2.物流類投訴", load_taxonomy())
        '物流配送'
    """
    names = _stated_names(taxonomy)
    if len(text) > _LONGEST_NAME:
        return None
    folded = _bare(text)
    numberless = _STATED_NUMBER.sub("", folded)
    for form in (folded, numberless, _STATED_TAIL.sub("", numberless)):
        if form in names:
            return names[form]
    return None


@lru_cache(maxsize=_CELLS_KEPT)
def _read_pending(cell: str, taxonomy: Taxonomy) -> tuple[Statement, ...]:
    if _is_none_answer(cell, taxonomy):
        return ()
    statements = (Statement(piece, classify_issue(piece, taxonomy)) for piece in split_issues(cell, taxonomy))
    return tuple(item for item in statements if _is_open(item, taxonomy))


def _is_open(statement: Statement, taxonomy: Taxonomy) -> bool:
    label = statement.label
    if label.denied or label.kind == "praise":
        return False
    return bool(label.types) or not _is_none_answer(statement.text, taxonomy)


@lru_cache(maxsize=_CELLS_KEPT)
def _read_feedback(cell: str, taxonomy: Taxonomy) -> CellIssues:
    found: dict[str, list[Statement]] = {"problem": [], "demand": [], "latent": [], "praise": [], "none": []}
    under_request = False
    for part in hard_pieces(cell):
        if is_heading(part):
            under_request = read_meaning(part, taxonomy).kind == "demand"
            continue
        for piece in soft_pieces(part, lambda left, right: _tell_apart(left, right, taxonomy)):
            label = classify_issue(piece, taxonomy)
            if not label.types and _is_none_answer(piece, taxonomy):
                continue
            if under_request and not label.denied and label.kind != "praise":
                label = replace(label, kind="demand")
            found[label.kind].append(Statement(piece, label))
            found["demand"] += _later_demand(piece, label, taxonomy)
    issues = (issue for problem in found["problem"] for issue in _problems_of(problem, taxonomy))
    return CellIssues(
        tuple(issues), tuple(found["demand"]), tuple(found["latent"]), tuple(found["praise"]), "feedback"
    )


def _problems_of(problem: Statement, taxonomy: Taxonomy) -> list[Statement]:
    """Return the problems that one statement of the feedback enumerates."""
    pieces = [
        Statement(piece, classify_issue(piece, taxonomy)) for piece in _enumerated(problem.text, taxonomy)
    ]
    return [
        item
        for item in pieces
        if item.label.kind == "problem"
        and not (not item.label.types and read_meaning(item.text, taxonomy).only_mood)
    ]


def _later_demand(piece: str, label: IssueLabel, taxonomy: Taxonomy) -> list[Statement]:
    """Return the request that follows a problem without a comma: ``操作复杂希望提供培训``."""
    start = read_meaning(piece, taxonomy).demand_start
    if label.kind != "problem" or start is None:
        return []
    text = trim(piece[start:])
    request = classify_issue(text, taxonomy)
    return [] if _only_urges(text, request.types, taxonomy) else [Statement(text, request)]


def _both_decided(left: str, right: str, taxonomy: Taxonomy) -> bool:
    return _is_decided(read_meaning(left, taxonomy)) and _is_decided(read_meaning(right, taxonomy))


def _is_decided(meaning: Meaning) -> bool:
    return bool(meaning.types) or meaning.denied or meaning.kind == "praise"


def _tell_apart(left: str, right: str, taxonomy: Taxonomy) -> bool:
    """Whether a comma in the feedback separates: also where the two sides are of different kinds."""
    before, after = read_meaning(left, taxonomy), read_meaning(right, taxonomy)
    if before.kind == "problem" and after.kind == "demand" and _only_urges(right, after.types, taxonomy):
        return False
    if _is_decided(before) and _is_decided(after):
        return True
    return before.kind != after.kind and "none" not in (before.kind, after.kind)


def _only_urges(text: str, types: tuple[object, ...], taxonomy: Taxonomy) -> bool:
    folded = fold_text(text)
    return not types and any(fold_text(word) in folded for word in taxonomy.words.urging)


def _enumerated(statement: str, taxonomy: Taxonomy) -> list[str]:
    if "、" not in statement and "､" not in statement and "﹑" not in statement:
        return [statement]
    return enumerated_pieces(statement, read_meaning(statement, taxonomy).carried)


def _bare(text: str) -> str:
    return fold_text(text).strip(",.;:!?、*()")


def is_blank(cell: str) -> bool:
    """Return whether a cell holds nothing that can be seen."""
    return not cell or not (cell[0].isalnum() or fold_text(cell))


def _is_none_answer(text: str, taxonomy: Taxonomy) -> bool:
    answers, longest = _none_answers(taxonomy)
    return len(text) <= longest + _MARKS_AROUND and (fold_text(text) in answers or _bare(text) in answers)


@lru_cache(maxsize=8)
def _none_answers(taxonomy: Taxonomy) -> tuple[frozenset[str], int]:
    answers = frozenset(map(fold_text, taxonomy.words.none_answers))
    return answers, max(map(len, answers), default=0)


@lru_cache(maxsize=8)
def _stated_names(taxonomy: Taxonomy) -> dict[str, str]:
    return {fold_text(name): item.name for item in taxonomy.types for name in (*item.synonyms, item.name)}
