"""What people answered on 待确认 of an earlier run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kehu_batch.model.findings.catalogue_figures import ANSWERS_CONTRADICT
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import Answer, Answers, AnswerSource, QuestionKind
from kehu_batch.model.location import Location
from kehu_batch.model.tables.source import CellValue, Sheet, Workbook
from kehu_batch.policy.own_sheets import ANSWER_HEADERS, CHOICES_MARK, split_origin
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
        for answer in _read_rows(sheet)
    )


def _is_ours(rows: Sequence[Sequence[CellValue]]) -> bool:
    return any(
        isinstance(cell, str) and cell.startswith(OWN_SHEET_MARKER)
        for row in rows[:_MARKER_ROWS]
        for cell in row[:1]
    )


def _read_rows(sheet: Sheet) -> Iterator[Answer]:
    columns: dict[str, int] = {}
    names = {header: name for name, header in ANSWER_HEADERS.items()}
    for number, row in enumerate(sheet.rows, start=1):
        header = {names[cell]: at for at, cell in enumerate(row) if isinstance(cell, str) and cell in names}
        if header.keys() >= {"kind", "answer", "key"}:
            columns = header
            continue
        if not columns:
            continue
        kind, key, text = (_said(row, columns, name) for name in ("kind", "key", "answer"))
        # A row without a key may be one that somebody put in or emptied: those below it count.
        if key and text and kind in _KINDS:
            asked, choices = (_said(row, columns, name) for name in ("text", "choices"))
            origin = split_origin(_said(row, columns, "origin"))
            offered = tuple(filter(None, choices.split(CHOICES_MARK)))
            place = Location(sheet.file, sheet.name, number, columns["answer"])
            yield Answer(_KINDS[kind], key, text, asked, origin, AnswerSource.SHEET, offered, place)


def _said(row: Sequence[CellValue], columns: Mapping[str, int], name: str) -> str:
    return str(row[columns[name]]).strip() if name in columns else ""


def tell_contradictions(answers: Answers) -> tuple[Finding, ...]:
    """Return the findings about questions that were answered in two ways."""
    return tuple(
        Finding(
            ANSWERS_CONTRADICT,
            None,
            f"“{one.question or one.key}”有两个不同的答复：“{one.text}”（{one.source}）和“{other.text}”（{other.source}），都没有采用",
            other.text,
        )
        for one, other in answers.contradicting
    )
