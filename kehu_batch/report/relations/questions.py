"""The section 待确认: what the program would have to guess, and where it is answered."""

from __future__ import annotations

from kehu_batch.model.figures.analysis import Analysis
from kehu_batch.model.findings.question import Question
from kehu_batch.report.blocks import MAX_ROWS, Block, Cell, Note, PageColumn, PageSection, TableBlock
from kehu_batch.wording.joining import join_words
from kehu_batch.wording.numbers import MISSING

QUESTIONS, QUESTIONS_LIST, _TITLE = "questions", "list-questions", "待确认"
#: Answers of a question that are shown; its drop-down has them all.
_CHOICES = 4
_COLUMNS = (
    PageColumn("类别", "tag", phone=False, pick=True),
    PageColumn("问题"),
    PageColumn("可选的答复", phone=False),
    PageColumn("涉及处数", "number"),
    PageColumn("影响", phone=False),
    PageColumn("位置", "code", phone=False),
)


def build_questions(analysis: Analysis, *, many_files: bool, sheet: str) -> tuple[PageSection, ...]:
    """Return the section; none where nothing is asked and nothing was answered."""
    asked, answered = analysis.questions, len(analysis.answered)
    if not asked and not answered:
        return ()
    told = f"已按答复计算 {answered:,} 项" if answered else ""
    where = f"在{sheet}“{_TITLE}”里选答复后再投递一次就会生效；不答的按看不准处理，不会替您猜"
    blocks: list[Block] = [Note(f"{'；'.join(filter(None, (where if asked else '', told)))}。")]
    if asked:
        blocks.append(_list(asked, many_files=many_files, sheet=sheet))
    note = f"{len(asked):,} 项，影响 {sum(one.count for one in asked):,} 处" if asked else "0 项"
    return (PageSection(QUESTIONS, _TITLE, _TITLE, note, tuple(blocks), count=f"{len(asked):,}"),)


def _list(asked: tuple[Question, ...], *, many_files: bool, sheet: str) -> TableBlock:
    listed = sorted(asked, key=lambda one: -one.count)
    return TableBlock(
        f"待确认 {len(asked):,} 项",
        _COLUMNS,
        tuple(_row(one, many_files=many_files) for one in listed[:MAX_ROWS]),
        subtitle="涉及处数多的在前",
        total=len(asked),
        sheet=f"{sheet}“{_TITLE}”",
        tools=len(asked) > 10,
        name=_TITLE,
        wide=True,
        id=QUESTIONS_LIST,
    )


def _row(one: Question, *, many_files: bool) -> tuple[Cell | str, ...]:
    return (
        one.kind.label,
        one.text,
        join_words(one.choices, _CHOICES, "种"),
        f"{one.count:,}",
        one.effect,
        _place(one, many_files=many_files),
    )


def _place(one: Question, *, many_files: bool) -> Cell | str:
    if one.location is None:
        return MISSING
    cell = one.location.cell or one.location.sheet
    return Cell(cell, aside=one.location.file) if many_files else cell
