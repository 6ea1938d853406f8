"""What the program asks instead of guessing: one question a matter, the most decisive first (docs/rules.md, 12.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pandas as pd

from kehu_batch.analysis.issues.labels import UNCLASSIFIED
from kehu_batch.analysis.issues.statements import issue_key
from kehu_batch.cells import parse_ref
from kehu_batch.model.figures.analysis import Analysis, IssueFigures
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import NO_ISSUE, Question, QuestionKind
from kehu_batch.model.location import Location
from kehu_batch.policy.taxonomy import Taxonomy

#: Kinds in the order in which they are asked: what decides most rows first.
_ORDER = (
    QuestionKind.HEADER,
    QuestionKind.DATE_ORDER,
    QuestionKind.SCALE,
    QuestionKind.STATUS,
    QuestionKind.SAME_CUSTOMER,
    QuestionKind.ISSUE_TYPE,
)


def ask(analysis: Analysis, taxonomy: Taxonomy) -> Analysis:
    """Return the figures with the open questions of the drop, each once, those of one kind by how much they decide."""
    questions = _collect(analysis.quality.findings, analysis.issues, taxonomy)
    return replace(analysis, questions=questions)


def _collect(
    findings: Iterable[Finding], issues: IssueFigures | None, taxonomy: Taxonomy
) -> tuple[Question, ...]:
    asked: dict[tuple[QuestionKind, str], Question] = {}
    for question in (*_of_findings(findings), *_of_issues(issues, taxonomy)):
        at = (question.kind, question.key)
        known = asked.get(at)
        asked[at] = question if known is None else replace(known, count=known.count + question.count)
    return tuple(sorted(asked.values(), key=lambda item: (_ORDER.index(item.kind), -item.count, item.key)))


def _of_findings(findings: Iterable[Finding]) -> Iterator[Question]:
    for finding in findings:
        if finding.question is not None:
            yield replace(finding.question, location=finding.question.location or finding.location)


def _of_issues(issues: IssueFigures | None, taxonomy: Taxonomy) -> Iterator[Question]:
    if issues is None:
        return
    open_ones = issues.items[issues.items["primary"] == UNCLASSIFIED]
    for _, group in open_ones.groupby(open_ones["text"].map(issue_key), sort=False):
        yield _ask_type(group, taxonomy)


def _ask_type(group: pd.DataFrame, taxonomy: Taxonomy) -> Question:
    first = group.iloc[0]
    perhaps = tuple(first["perhaps"])
    others = tuple(name for name in taxonomy.names if name not in perhaps)
    guess = f"可能是{'或'.join(perhaps)}。" if perhaps else ""
    sheet, _, cell = str(first["cell"]).rpartition("!")
    row, column = parse_ref(cell)
    return Question(
        QuestionKind.ISSUE_TYPE,
        issue_key(str(first["text"])),
        f"“{first['text']}”属于哪一类问题？{guess}",
        (*perhaps, *others, NO_ISSUE),
        f"写着同样文字的问题都按答复归类，答“{NO_ISSUE}”则不再计为问题",
        Location(str(first["file"]), sheet, row, column),
        len(group),
    )
