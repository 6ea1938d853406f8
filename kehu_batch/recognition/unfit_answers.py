"""Answers that no longer fit: their row is gone or their text was changed; told, and not applied (docs/rules.md, 12.5).

An answer belongs to the drop where it stands in one of its workbooks, or where it was asked in one of its files for the
same period. One that was asked elsewhere, in another month, is none of this drop's business.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from kehu_batch.cells import parse_ref, repeat_cell
from kehu_batch.copy_names import original_name
from kehu_batch.model.findings.catalogue_figures import ANSWER_UNFIT, ANSWERS_UNMET
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import Answer, Answers, AnswerSource, Matter, QuestionKind
from kehu_batch.model.location import Location
from kehu_batch.model.tables.source import Workbook

#: Most answers that are named together.
_NAMED = 5
#: Questions about two of a thing, one of which may be in another file.
_OF_TWO = frozenset({QuestionKind.SAME_CUSTOMER, QuestionKind.DOCUMENT_PAIR})


def is_unfit(answer: Answer, files: Collection[str], period: str) -> bool:
    """Return whether an answer whose matter is not in a drop was asked in it, and so no longer fits.

    Args:
        answer: The answer.
        files: Names of the drop's files, those of the originals.
        period: Label of the period that is computed.
    """
    origin = answer.origin
    if origin is None:
        return answer.source is AnswerSource.SHEET
    if origin.file not in files:
        return False
    return answer.source is AnswerSource.SHEET or origin.period in {"", period}


def tell_unfit(
    answers: Answers, matters: Collection[Matter], workbooks: Sequence[Workbook], period: str
) -> tuple[Finding, ...]:
    """Return a finding for each answer that no longer fits, and one for those of which nothing is known.

    Args:
        answers: Those in force.
        matters: What of them the drop holds.
        workbooks: The drop, to say what stands there now.
        period: Label of the period that is computed.
    """
    books = {original_name(book.file): book for book in workbooks}
    unmet = [answer for at, answer in answers.given.items() if at not in matters]
    return (
        *(_tell(answer, books) for answer in unmet if is_unfit(answer, books, period)),
        *_tell_placeless([one for one in unmet if one.origin is None and one.source is AnswerSource.FILE]),
    )


def _tell(answer: Answer, books: Mapping[str, Workbook]) -> Finding:
    asked = f"“{answer.question or answer.key}”的答复“{answer.text}”不再适用，没有采用"
    origin = answer.origin
    if origin is None:
        return Finding(ANSWER_UNFIT, None, f"{asked}：这次投递里没有它所说的内容", answer.text)
    place, became = _look_up(books[origin.file], origin.cell)
    if place.cell and answer.kind in _OF_TWO:
        became = f"{became}；它与另一方不都在这次投递里"
    at = f"（{origin.file} {origin.cell}）".replace(" ）", "）")
    return Finding(ANSWER_UNFIT, place, f"{asked}：当时问的那一处{at}{became}", answer.text)


def _look_up(book: Workbook, cell: str) -> tuple[Location, str]:
    """Return where a cell is, as near as there still is something, and what became of it."""
    sheet_name, _, ref = cell.rpartition("!")
    sheet = next((one for one in book.sheets if one.name == sheet_name), None)
    if sheet is None:
        became = f"已经没有了，工作簿里没有“{sheet_name}”页" if sheet_name else "已经没有那样的内容"
        return Location(book.file), became
    row, column = parse_ref(ref)
    cells = sheet.rows[row - 1] if row <= len(sheet.rows) else ()
    if not any(value != "" for value in cells):
        return Location(book.file, sheet.name), "那一行已经没有了"
    place = Location(book.file, sheet.name, row, column)
    value = repeat_cell(cells[column]) if column < len(cells) else ""
    return place, f"现在写的是“{value}”" if value else "现在是空的"


def _tell_placeless(answers: Sequence[Answer]) -> Iterator[Finding]:
    if not answers:
        return
    named = "；".join(f"“{one.question or one.key}”的答复“{one.text}”" for one in answers[:_NAMED])
    more = f"等 {len(answers)} 条" if len(answers) > _NAMED else ""
    yield Finding(
        ANSWERS_UNMET,
        None,
        f"{named}{more}，这次投递里没有对应的内容，没有用到",
        answers[0].text,
        count=len(answers),
    )
