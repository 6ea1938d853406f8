"""待确认: one row a question, with a drop-down for its answer; and what has been answered already."""

from __future__ import annotations

from collections.abc import Sequence

from kehu_batch.annotation.donor.layout import Cell, Column, Kind, Part, ResultTable
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.sheets.context import Context
from kehu_batch.copy_names import original_name
from kehu_batch.model.findings.question import Answer, AnswerSource, Origin, Question
from kehu_batch.policy.own_sheets import ANSWER_HEADERS, CHOICES_MARK, join_origin
from kehu_batch.policy.vocabulary import OWN_SHEET_MARKER

#: Columns that people read; those behind them, by which the program knows an answer again, are hidden.
SHOWN_COLUMNS = 7
MARKER = f"{OWN_SHEET_MARKER}；再次投递时重新生成，“答复”会保留并生效"


def applies(drop: ComputedDrop) -> bool:
    """Return whether anything is asked or was answered."""
    return bool(drop.analysis.questions or drop.dataset.answers.given)


def parts(context: Context) -> tuple[Part, ...]:
    """Return the parts of the sheet."""
    return (_open_questions(context), *_answered(context))


def _open_questions(context: Context) -> ResultTable:
    questions = context.drop.analysis.questions
    headers = ANSWER_HEADERS
    return ResultTable(
        "questions",
        f"待确认（{len(questions):,} 项）",
        (
            Column("kind", headers["kind"], [one.kind.label for one in questions]),
            Column("text", headers["text"], [one.text for one in questions], Kind.LONG),
            Column("place", headers["place"], [_place(context, one) for one in questions], width=12),
            Column(
                "answer",
                headers["answer"],
                [""] * len(questions),
                Kind.ENTRY,
                width=16,
                widest=24,
                choices=[one.choices for one in questions],
            ),
            Column("count", "涉及处数", [one.count for one in questions], Kind.COUNT),
            Column("effect", headers["effect"], [one.effect for one in questions], Kind.LONG, widest=40),
            Column(
                "choices",
                headers["choices"],
                [CHOICES_MARK.join(one.choices) for one in questions],
                widest=40,
            ),
            Column("key", headers["key"], [one.key for one in questions], Kind.FLOW),
            Column("origin", headers["origin"], [_origin(context, one) for one in questions], Kind.FLOW),
        ),
        note="在“答复”列选一个答复后保存，再投递一次就会生效；不答的按“看不准”处理，不会替您猜。"
        "“问题标识”“问题出处”两列已隐藏，程序凭它们认回答复，请勿删除。",
        empty="没有要确认的",
        filtered=bool(questions),
    )


def _answered(context: Context) -> tuple[ResultTable, ...]:
    drop = context.drop
    met = drop.analysis.answered
    given = sorted(drop.dataset.answers.given.values(), key=lambda item: (item.kind.value, item.key))
    used = [one for one in given if one.matter in met]
    unused = [one for one in given if one.matter not in met and one.source is AnswerSource.SHEET]
    elsewhere = len(given) - len(used) - len(unused)
    others = f"另有 {elsewhere:,} 条答复是别的投递的，这里没有列出。" if elsewhere else ""
    parts = (
        (
            used,
            "answered",
            f"已答复（{len(used):,} 项，按答复计算）",
            f"改掉或删去“答复”后再投递，就按新的答复计算，或重新提问。{others}",
        ),
        (
            unused,
            "unused",
            f"没有用到的答复（{len(unused):,} 项）",
            "这些答复所说的内容，这次投递里没有，没有采用；删去“答复”后再投递，就不再列出。",
        ),
    )
    return tuple(_list(key, title, note, listed) for listed, key, title, note in parts if listed)


def _list(key: str, title: str, note: str, answers: Sequence[Answer]) -> ResultTable:
    headers = ANSWER_HEADERS
    origins = ["" if one.origin is None else join_origin(one.origin) for one in answers]
    return ResultTable(
        key,
        title,
        (
            Column("kind", headers["kind"], [one.kind.label for one in answers]),
            Column("text", headers["text"], [one.question or None for one in answers], Kind.LONG),
            Column("place", "", [""] * len(answers)),
            Column(
                "answer",
                headers["answer"],
                [one.text for one in answers],
                Kind.ENTRY,
                choices=[one.choices for one in answers],
            ),
            Column("count", "", [""] * len(answers)),
            Column("effect", "", [""] * len(answers)),
            Column(
                "choices", headers["choices"], [CHOICES_MARK.join(one.choices) for one in answers], widest=40
            ),
            Column("key", headers["key"], [one.key for one in answers], Kind.FLOW),
            Column("origin", headers["origin"], origins, Kind.FLOW),
        ),
        note=note,
    )


def _origin(context: Context, question: Question) -> str:
    """Return where a question is asked, by which its answer is known to belong here when it comes back."""
    place, period = question.location, context.drop.analysis.period.label
    return "" if place is None else join_origin(Origin(original_name(place.file), place.cell or "", period))


def _place(context: Context, question: Question) -> Cell:
    place = question.location
    if place is None or place.cell is None:
        return None
    return context.place(place.file, place.cell)
