"""What people answered on 待确认 of an earlier run."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from kehu_batch.model.findings.catalogue_figures import ANSWER_UNUSED, ANSWERS_CONTRADICT
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import (
    FIXED_CHOICES,
    NO_ISSUE,
    Answer,
    Answers,
    AnswerSource,
    QuestionKind,
)
from kehu_batch.model.tables.source import CellValue, Workbook
from kehu_batch.policy.own_sheets import ANSWER_HEADERS, split_origin
from kehu_batch.policy.vocabulary import OWN_SHEET_MARKER

_MARKER_ROWS = 3
_KINDS = {kind.label: kind for kind in QuestionKind}


def read_answers(workbooks: Sequence[Workbook]) -> tuple[Answer, ...]:
    """Return the answers that stand on sheets of ours, blank ones left out, in their order."""
    return tuple(
        answer
        for workbook in workbooks
        for sheet in workbook.sheets
        if _is_ours(sheet.rows)
        for answer in _read_rows(sheet.rows)
    )


def _is_ours(rows: Sequence[Sequence[CellValue]]) -> bool:
    return any(
        isinstance(cell, str) and cell.startswith(OWN_SHEET_MARKER)
        for row in rows[:_MARKER_ROWS]
        for cell in row[:1]
    )


def _read_rows(rows: Sequence[Sequence[CellValue]]) -> Iterator[Answer]:
    columns: dict[str, int] = {}
    names = {header: name for name, header in ANSWER_HEADERS.items()}
    for row in rows:
        header = {names[cell]: at for at, cell in enumerate(row) if isinstance(cell, str) and cell in names}
        if header.keys() >= {"kind", "answer", "key"}:
            columns = header
            continue
        if not columns:
            continue
        kind, key, text = (str(row[columns[name]]).strip() for name in ("kind", "key", "answer"))
        if not key:
            columns = {}
        elif text and kind in _KINDS:
            asked = str(row[columns["text"]]) if "text" in columns else ""
            origin = split_origin(str(row[columns["origin"]])) if "origin" in columns else None
            yield Answer(_KINDS[kind], key, text, asked, origin, AnswerSource.SHEET)


def check_answers(answers: Answers, types: Collection[str]) -> tuple[Finding, ...]:
    """Return the findings about answers: two that contradict each other, and those that cannot be chosen.

    Args:
        answers: All of them.
        types: Names of the issue types.
    """
    found = [
        Finding(
            ANSWERS_CONTRADICT,
            None,
            f"“{one.question or one.key}”有两个不同的答复：“{one.text}”和“{other.text}”，都没有采用",
            other.text,
        )
        for one, other in answers.contradicting
    ]
    allowed = {**FIXED_CHOICES, QuestionKind.ISSUE_TYPE: (*types, NO_ISSUE)}
    found += [
        Finding(
            ANSWER_UNUSED,
            None,
            f"“{answer.question or answer.key}”的答复“{answer.text}”不在可选的答复里，没有采用",
            answer.text,
        )
        for answer in answers.given.values()
        if answer.text not in allowed.get(answer.kind, (answer.text,))
    ]
    return tuple(found)
