"""Questions about the cells of a column, with the keys by which their answers are found again."""

from __future__ import annotations

from kehu_batch.folding import fold_text
from kehu_batch.model.findings.question import DOCUMENT_STATES, ORDERS, SCALES, Question, QuestionKind
from kehu_batch.model.tables.document_states import DocumentState
from kehu_batch.normalisation.dates.values import DateOrder
from kehu_batch.policy.answered_states import STATE_ANSWERS

_ORDERS = dict(zip(ORDERS, (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST, DateOrder.YEAR_FIRST), strict=True))
_SCALES = dict(zip(SCALES, (5.0, 10.0, 100.0), strict=True))
_STATES = {answer: state for state, answer in STATE_ANSWERS.items()}


def word_key(table: str, word: str) -> str:
    """Return the key of a word in a column of states."""
    return f"{table}|{fold_text(word)}"


def ask_order(key: str, label: str) -> Question:
    """Ask in which order a column writes day, month and year."""
    return Question(
        QuestionKind.DATE_ORDER,
        key,
        f"“{label}”这一列的日期先写日还是先写月？",
        ORDERS,
        "分不清的日期按答复的先后读取，原来空着的日期补上",
    )


def order_of(answer: str | None) -> DateOrder | None:
    """Return the order that an answer names."""
    return _ORDERS.get(answer or "")


def name_order(order: DateOrder) -> str:
    """Return the name of an order as answers give it: ``年/月/日``."""
    return next(name for name, known in _ORDERS.items() if known is order)


def ask_scale(key: str, label: str) -> Question:
    """Ask of how many points a column of scores is."""
    return Question(QuestionKind.SCALE, key, f"“{label}”这一列是几分制？", SCALES, "整列评分按答复的满分换算")


def scale_of(answer: str | None) -> float | None:
    """Return the full mark that an answer names."""
    return _SCALES.get(answer or "")


def ask_state(key: str, label: str, word: str) -> Question:
    """Ask what a word in a column of states means."""
    return Question(
        QuestionKind.STATUS,
        key,
        f"“{label}”里的“{word}”是什么意思？",
        DOCUMENT_STATES,
        "写着它的单据按答复的状态计入或不计入",
    )


def state_of(answer: str | None) -> DocumentState | None:
    """Return the state that an answer names."""
    return _STATES.get(answer or "")
