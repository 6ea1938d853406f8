"""Issues and demands in what people wrote: 待解决问题, 客户反馈, 投诉内容, 投诉类型 (docs/rules.md, 3 and 8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal

from kehu_batch.analysis.issues.clause_forms import only_urges
from kehu_batch.analysis.issues.clause_model import load_clause_model
from kehu_batch.analysis.issues.forms.customers import describes_customer
from kehu_batch.analysis.issues.forms.figures import figures_agree
from kehu_batch.analysis.issues.forms.settled import is_settled
from kehu_batch.analysis.issues.forms.wishes import asked_by_form, wishes_it_were
from kehu_batch.analysis.issues.labels import (
    CONTRADICTED_GAP,
    IssueLabel,
    as_doubtful,
    classify_issue,
)
from kehu_batch.analysis.issues.lexicon import told_across
from kehu_batch.analysis.issues.meaning import carried_commas, read_meaning
from kehu_batch.analysis.issues.split import (
    added_parts,
    candidate_clauses,
    enumerated_pieces,
    halves_of,
    hard_pieces,
    is_heading,
    soft_parts,
    soft_pieces,
    trim,
)
from kehu_batch.analysis.issues.taken_back import (
    ends_in_denial,
    hides_a_problem,
    is_none_answer,
    is_still_open,
    present_part,
    puts_off,
    says_nothing,
    tells_mended,
)
from kehu_batch.analysis.issues.turned import comes_again, is_contradicted, turned_round
from kehu_batch.analysis.issues.two_problems import kind_when_pending, tell_apart, two_parts
from kehu_batch.folding import fold_text, fold_words
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.records import dataclass, replace

#: So many cells of either column are kept, as callbacks combine few answers in many ways.
_CELLS_KEPT = 16_384
#: So many readings of each kind stay for the next drop, which often says the same.
_READINGS_KEPT = 4096

#: What waits for somebody is open, though its letters tell no fault: ``待领导看一下``, ``等批``, ``流程卡在总部``.
#: What is done is not (``待办已清``), nor what is said of the waiting itself (``等待时间不长``).
_AWAITS = re.compile(
    r"(?!.*(?:已|完成|完毕|无$|没有$))(?:(?:还?在等|等待(?!时|期|区|室))[\u3400-\u9fff]{2}"
    r"|待(?:(?!遇|机|客(?![户服])|人接物)[\u3400-\u9fff]{2}|[定查批办审补修]$)"
    r"|等(?![级于同候])[\u3400-\u9fff]{0,6}(?:审?批|批[准复]|审[核批]|签字|盖章|[回答批]复|通知|处理|确认|发货|到货|配件|备件|排期)(?:下来)?$"
    r"|(?:(?![不没未别])[\u3400-\u9fff]){0,4}(?:卡|压|搁)在[\u3400-\u9fff]{2})"
)


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


def split_cell(cell: str, taxonomy: Taxonomy) -> Iterator[tuple[str, list[str]]]:
    """Yield the statements of a cell, each with the pieces that it enumerates, all in their own wording.

    At line breaks, ``；``, ``;``, numbering and ``、``; at a comma, slash or full stop only where both sides say
    something of their own: two types, praise, or that something is settled. Headings (``问题如下：``) are left out
    where something follows.
    """
    found = hard_pieces(cell)
    for index, part in enumerate(found):
        if not (is_heading(part) and index + 1 < len(found)):
            for statement in _told_apart(part, taxonomy):
                yield statement, _enumerated(statement, taxonomy)


def _told_apart(part: str, taxonomy: Taxonomy) -> Iterator[str]:
    """Yield the statements of a text without line breaks, by its commas and within its clauses."""
    parts = soft_parts(part)
    if len(parts) > 1 and _stays_whole(part, parts, taxonomy):
        yield trim(part)
        return
    one = len(parts) < 2
    for piece in parts if one else soft_pieces(part, lambda left, right: tell_apart(left, right, taxonomy)):
        yield from _added_apart(piece, taxonomy) or (piece,)


def _stays_whole(text: str, parts: Sequence[str], taxonomy: Taxonomy) -> bool:
    """Whether one part of a text takes back another, so that neither says what it says alone."""
    return (
        describes_customer(text)
        or figures_agree(text)
        or is_settled(fold_text(text))
        or told_across(text, parts, taxonomy)
        or wishes_it_were(fold_text(parts[0]))
        or (asked_by_form(text) is not None and classify_issue(text, taxonomy).kind == "demand")
        or ends_in_denial(parts, taxonomy)
        or present_part(parts, taxonomy) is not None
        or is_contradicted(parts, taxonomy)
        or turned_round(text, taxonomy) is not None
    )


def _added_apart(clause: str, taxonomy: Taxonomy) -> tuple[str, str] | None:
    """Return the two problems of a clause without commas, the second added by a word; None where it tells one."""
    halves = None if len(soft_parts(clause)) > 1 else added_parts(clause)
    if halves is None or not all(classify_issue(half, taxonomy).types for half in halves):
        return None
    return halves if two_parts(*halves, taxonomy).apart else None


def read_issues(pending_cell: str | None, feedback_cell: str | None, taxonomy: Taxonomy) -> CellIssues:
    """Read issues and demands from a callback's 待解决问题 and 客户反馈.

    Every piece of 待解决问题 is an issue, classified or not, unless it answers that there is none (``无``, ``/``),
    is denied or settled, or is praise, a request or a need that may come. Problems in 客户反馈 count only where
    待解决问题 is blank; what looks like a problem there and fits no type is 未归类; a mere mood (``不太满意``) is
    none. A request that only urges the problem before it (``希望尽快解决``) is no demand of its own.

    Args:
        pending_cell: 待解决问题; None or white space is blank, ``无`` is an answer.
        feedback_cell: 客户反馈 without its score.
        taxonomy: The types and words in force.
    """
    feedback = _read_feedback(feedback_cell or "", taxonomy)
    if pending_cell is None or is_blank(pending_cell):
        return feedback
    pending = _read_pending(pending_cell, taxonomy)
    return CellIssues(
        pending.issues,
        (*pending.demands, *feedback.demands),
        (*pending.latent, *feedback.latent),
        (*pending.praises, *feedback.praises),
        "pending",
    )


def prepare_reading(cells: Iterable[str]) -> None:
    """Have the model read all clauses of many cells at once; the reading of a cell then costs little."""
    load_clause_model().prepare(clause for cell in cells for clause in candidate_clauses(cell))


def forget_readings() -> None:
    """Let go of what was read where it is much: a large drop's readings would stand beside all that follows them."""
    if load_clause_model.cache_info().currsize:
        load_clause_model().forget(_READINGS_KEPT)
    for read in (_read_pending, _read_feedback, classify_issue, read_meaning):
        if read.cache_info().currsize > _READINGS_KEPT:
            read.cache_clear()


@lru_cache(maxsize=_CELLS_KEPT)
def _read_pending(cell: str, taxonomy: Taxonomy) -> CellIssues:
    if is_none_answer(cell, taxonomy):
        return CellIssues((), (), (), (), "pending")
    found: dict[str, list[Statement]] = {"issue": [], "demand": [], "latent": [], "praise": [], "none": []}
    for statement, pieces in split_cell(cell, taxonomy):
        for piece, label in _classified(statement, pieces, taxonomy):
            if says_nothing(piece, label, taxonomy):
                continue
            is_open = _AWAITS.match(piece) is not None or is_still_open(piece)
            kind = "issue" if is_open else kind_when_pending(label)
            # What may be praise or a request is an issue until it is known, and of no type.
            known = label if kind != "issue" or label.kind in ("problem", "none") else as_doubtful(label)
            found[kind].append(Statement(piece, known))
            found["demand"] += _later_demand(piece, label, taxonomy)
    return CellIssues(
        tuple(found["issue"]),
        tuple(found["demand"]),
        tuple(found["latent"]),
        tuple(found["praise"]),
        "pending",
    )


def _classified(statement: str, pieces: list[str], taxonomy: Taxonomy) -> list[tuple[str, IssueLabel]]:
    """Return the pieces of an enumeration with what they are; one that is not clear by itself is what the whole is."""
    labels = [_classify_whole(piece, taxonomy) for piece in pieces]
    if len(pieces) > 1 and not all(label.is_certain for label in labels):
        whole = classify_issue(statement, taxonomy)
        known = {label.types for label in labels if label.is_certain}
        labels = [
            label if label.is_certain else _as_the_list(piece, label, whole, known)
            for piece, label in zip(pieces, labels, strict=True)
        ]
    return list(zip(pieces, labels, strict=True))


def _as_the_list(piece: str, label: IssueLabel, whole: IssueLabel, known: set[tuple[str, ...]]) -> IssueLabel:
    """Return what an unclear piece is in a list that is certain to be something, others of which are ``known``."""
    if whole.kind != "problem":
        return whole if whole.is_certain and kind_when_pending(whole) == whole.kind else label
    fits = len(whole.types) == 1 and whole.types in known and whole.primary in label.perhaps
    if label.kind != "problem" or not fits:
        return label
    return replace(whole, matched=tuple(word for word in whole.matched if word in piece) or (piece,))


@lru_cache(maxsize=_CELLS_KEPT)
def _read_feedback(cell: str, taxonomy: Taxonomy) -> CellIssues:
    found: dict[str, list[Statement]] = {"problem": [], "demand": [], "latent": [], "praise": [], "none": []}
    under_request = False
    for part in hard_pieces(cell):
        if is_heading(part):
            under_request = read_meaning(part, taxonomy).kind == "demand"
            continue
        for piece in _told_apart(part, taxonomy):
            label = _classify_whole(piece, taxonomy)
            if says_nothing(piece, label, taxonomy):
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
        problem if piece == problem.text else Statement(piece, classify_issue(piece, taxonomy))
        for piece in _enumerated(problem.text, taxonomy)
    ]
    return [item for item in pieces if item.label.kind == "problem" and not _is_mere_mood(item, taxonomy)]


def _is_mere_mood(statement: Statement, taxonomy: Taxonomy) -> bool:
    """Whether a statement tells displeasure and not with what: ``不太满意``."""
    meaning = read_meaning(statement.text, taxonomy)
    return meaning.only_mood and not meaning.types and not statement.label.types


def _later_demand(piece: str, label: IssueLabel, taxonomy: Taxonomy) -> list[Statement]:
    """Return the request that follows a problem without a comma: ``操作复杂希望提供培训``."""
    start = read_meaning(piece, taxonomy).demand_start
    if label.kind != "problem" or not start:
        return []
    text = trim(piece[start:])
    request = classify_issue(text, taxonomy)
    if request.kind != "demand" or only_urges(text, taxonomy):
        return []
    return [Statement(text, request)]


def _classify_whole(piece: str, taxonomy: Taxonomy) -> IssueLabel:
    """Classify a piece that was not split; where its parts may tell of two types, it is neither for certain."""
    taken_back = _taken_back(piece, taxonomy) if len(soft_parts(piece)) > 1 else None
    if taken_back is not None:
        return taken_back
    label = classify_issue(piece, taxonomy)
    if not label.types:
        label = comes_again(piece, taxonomy) or label
    if hides_a_problem(soft_parts(piece), label, taxonomy):
        # Be it known or asked about, it is not lost.
        return as_doubtful(label)
    if label.kind != "problem" or not label.types:
        return label
    for left, right in _halves(piece, taxonomy):
        parts = two_parts(left, right, taxonomy)
        if parts.doubtful and not set(parts.types) <= set(label.types):
            return IssueLabel((), (), "problem", decided_by="", perhaps=parts.types)
    return label


def _taken_back(piece: str, taxonomy: Taxonomy) -> IssueLabel | None:
    """Return what is left of a text of several parts that takes something back; None where it does not."""
    parts = soft_parts(piece)
    if (turned := turned_round(piece, taxonomy)) is not None:
        return turned
    if tells_mended(parts[-1], taxonomy):
        return classify_issue(parts[-1], taxonomy)
    now, denied = present_part(parts, taxonomy), ends_in_denial(parts, taxonomy)
    if denied or puts_off(parts[-1]):
        # Of what is left for later the model may read nothing but the delay.
        left = classify_issue("，".join(parts[:-1]), taxonomy)
        if left.kind == "problem" and left.types and (not denied or left.decided_by == "词典"):
            return as_doubtful(left) if denied else left
    if now is None and not denied:
        return None
    label = classify_issue(piece if now is None else now, taxonomy)
    if label.kind == "problem" and (
        now is None or (label.decided_by == "模型" and label.gap < CONTRADICTED_GAP)
    ):
        return as_doubtful(label)
    return label


def _halves(piece: str, taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    """Yield what stands before and after each comma of a piece, and each word by which one thing leads to another."""
    parts = soft_parts(piece)
    yield from halves_of(parts)
    for part in parts:
        caused = _caused_parts(part, taxonomy)
        if len(caused) == 2:
            yield caused[0], caused[1]


def _caused_parts(text: str, taxonomy: Taxonomy) -> list[str]:
    """Return what a text tells before and after a word by which one thing leads to another, else the text."""
    folded = fold_text(text)
    word = next((one for one in fold_words(taxonomy.words.causing) if one in folded), None)
    return [text] if word is None else [part for part in map(trim, folded.split(word, 1)) if part]


def _enumerated(statement: str, taxonomy: Taxonomy) -> list[str]:
    if "、" not in statement and "､" not in statement and "﹑" not in statement:
        return [statement]
    return enumerated_pieces(statement, carried_commas(statement, taxonomy))


def is_blank(cell: str) -> bool:
    """Return whether a cell holds nothing that can be seen."""
    return not cell or not (cell[0].isalnum() or fold_text(cell))
