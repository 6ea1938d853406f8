"""What the program asks instead of guessing: one question a matter, the most decisive first (docs/rules.md, 12.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from kehu_batch.analysis.issues.clause_model import load_clause_model
from kehu_batch.analysis.issues.statements import issue_key
from kehu_batch.analysis.near_texts import NearText, find_near
from kehu_batch.cells import parse_ref
from kehu_batch.model.figures.analysis import Analysis, IssueFigures
from kehu_batch.model.figures.receivables import CrossCheckFigures
from kehu_batch.model.figures.states import UNCLASSIFIED
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import NO_ANSWERS, NO_ISSUE, Answers, Question, QuestionKind
from kehu_batch.model.location import Location
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.records import replace

#: Kinds in the order in which they are asked: what decides most rows first.
_ORDER = (
    QuestionKind.TABLE,
    QuestionKind.HEADER,
    QuestionKind.DATE_ORDER,
    QuestionKind.SCALE,
    QuestionKind.UNIT,
    QuestionKind.BUCKETS,
    QuestionKind.STATUS,
    QuestionKind.TASK_STATE,
    QuestionKind.SAME_CUSTOMER,
    QuestionKind.DOCUMENT_PAIR,
    QuestionKind.ISSUE_TYPE,
)


def ask(analysis: Analysis, taxonomy: Taxonomy, answers: Answers = NO_ANSWERS) -> Analysis:
    """Return the figures with the open questions of the drop, each once, those of one kind by how much they decide.

    Args:
        analysis: The figures.
        taxonomy: The types in force.
        answers: Those in force; an issue's text that is near to an answered one is asked with a suggestion.
    """
    questions = (
        *_of_findings(analysis.quality.findings),
        *_of_pairs(analysis.cross_check),
        *_of_issues(analysis.issues, taxonomy, answers),
    )
    return replace(analysis, questions=_collect(questions))


def _collect(questions: Iterable[Question]) -> tuple[Question, ...]:
    asked: dict[tuple[QuestionKind, str], Question] = {}
    for question in questions:
        at = (question.kind, question.key)
        known = asked.get(at)
        asked[at] = question if known is None else replace(known, count=known.count + question.count)
    return tuple(sorted(asked.values(), key=lambda item: (_ORDER.index(item.kind), -item.count, item.key)))


def _of_findings(findings: Iterable[Finding]) -> Iterator[Question]:
    for finding in findings:
        if finding.question is not None:
            yield replace(finding.question, location=finding.question.location or finding.location)


def _of_pairs(checked: CrossCheckFigures | None) -> Iterable[Question]:
    if checked is None:
        return ()
    # Only here, as most drops have nothing to check against.
    from kehu_batch.analysis.cross_check.answered_pairs import ask_pairs

    return ask_pairs(checked.proposals)


def _of_issues(issues: IssueFigures | None, taxonomy: Taxonomy, answers: Answers) -> Iterator[Question]:
    if issues is None:
        return
    open_ones = issues.items[issues.items["primary"] == UNCLASSIFIED]
    groups = [group for _, group in open_ones.groupby(open_ones["text"].map(issue_key), sort=False)]
    allowed = {*taxonomy.names, NO_ISSUE}
    known = {key: text for key, text in answers.of_kind(QuestionKind.ISSUE_TYPE).items() if text in allowed}
    texts = [str(group["text"].iloc[0]) for group in groups]
    near = find_near(texts, known, load_clause_model()) if known else [None] * len(groups)
    for group, answered in zip(groups, near, strict=True):
        yield _ask_type(group, taxonomy, answered)


def _ask_type(group: pd.DataFrame, taxonomy: Taxonomy, near: NearText | None) -> Question:
    first = group.iloc[0]
    perhaps = tuple(first["perhaps"])
    guess = f"可能是{'或'.join(perhaps)}。" if perhaps else ""
    if near is not None:
        what = "可能不是问题" if near.answer == NO_ISSUE else f"可能是{near.answer}"
        guess = f"{what}，因为与“{near.key}”相近（按答复）。"
        perhaps = (near.answer, *perhaps)
    sheet, _, cell = str(first["cell"]).rpartition("!")
    row, column = parse_ref(cell)
    return Question(
        QuestionKind.ISSUE_TYPE,
        issue_key(str(first["text"])),
        f"“{first['text']}”属于哪一类问题？{guess}",
        tuple(dict.fromkeys((*perhaps, *taxonomy.names, NO_ISSUE))),
        f"写着同样文字的问题都按答复归类，答“{NO_ISSUE}”则不再计为问题",
        Location(str(first["file"]), sheet, row, column),
        len(group),
    )
