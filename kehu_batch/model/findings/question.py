"""A question: what the program would have to guess, asked of the people who know (docs/rules.md, 12.5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from kehu_batch.model.location import Location
from kehu_batch.records import dataclass, field


class QuestionKind(StrEnum):
    """What is asked about. The value is the code in ``summary.json`` and in files of answers."""

    TABLE = "table"
    HEADER = "header"
    SAME_CUSTOMER = "same_customer"
    ISSUE_TYPE = "issue_type"
    SCALE = "scale"
    UNIT = "unit"
    BUCKETS = "buckets"
    DATE_ORDER = "date_order"
    STATUS = "status"
    TASK_STATE = "task_state"
    DOCUMENT_PAIR = "document_pair"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return _LABELS[self]


_LABELS = {
    QuestionKind.TABLE: "是哪种表",
    QuestionKind.HEADER: "表头",
    QuestionKind.SAME_CUSTOMER: "同一客户",
    QuestionKind.ISSUE_TYPE: "问题类型",
    QuestionKind.SCALE: "评分制",
    QuestionKind.UNIT: "金额单位",
    QuestionKind.BUCKETS: "账龄分段",
    QuestionKind.DATE_ORDER: "日月先后",
    QuestionKind.STATUS: "状态词",
    QuestionKind.TASK_STATE: "完成状态",
    QuestionKind.DOCUMENT_PAIR: "单据配对",
}

#: The file of answers that is taken where it lies beside the inputs.
ANSWERS_NAME = "答复.toml"
#: Answers that more than one kind of question knows.
YES, NO = "是", "不是"
#: The answers to a question of order, of scale, of a document's state and of a task's, each in its order.
ORDERS = ("日/月/年", "月/日/年", "年/月/日")
SCALES = ("5分制", "10分制", "100分制")
UNITS = ("元", "千元", "万元", "百万元")
#: What buckets without a balance are: days since the due date or since the date of issue, and whether they are all.
OVERDUE_BUCKETS, AGE_BUCKETS, PART_BUCKETS = "逾期天数", "账龄", "不是全部余额"
DOCUMENT_STATES = ("有效", "作废", "坏账核销", "已结清")
DONE, NOT_DONE = "已完成", "没有完成"
#: The answer by which a text is no issue.
NO_ISSUE = "不是问题"


#: What can be answered to the questions whose answers do not depend on what was seen.
FIXED_CHOICES: Mapping[QuestionKind, tuple[str, ...]] = {
    QuestionKind.DATE_ORDER: ORDERS,
    QuestionKind.SCALE: SCALES,
    QuestionKind.UNIT: UNITS,
    QuestionKind.BUCKETS: (OVERDUE_BUCKETS, AGE_BUCKETS, PART_BUCKETS),
    QuestionKind.STATUS: DOCUMENT_STATES,
    QuestionKind.TASK_STATE: (DONE, NOT_DONE),
    QuestionKind.SAME_CUSTOMER: (YES, NO),
    QuestionKind.DOCUMENT_PAIR: (YES, NO),
}


#: What a question is about: its kind and key.
Matter = tuple[QuestionKind, str]

#: Kinds whose keys list headers, with how many parts stand before these: the order of columns is no part of a key.
_OF_HEADERS: Mapping[QuestionKind, int] = {QuestionKind.TABLE: 0, QuestionKind.BUCKETS: 1}
KEY_MARK = "|"


def settled_key(kind: QuestionKind, key: str) -> str:
    """Return a key as questions have it now, whatever order of columns an earlier version wrote.

    Example:
        >>> settled_key(QuestionKind.BUCKETS, "balances|31-60天|0-30天"), settled_key(QuestionKind.UNIT, "b|a")
        ('balances|0-30天|31-60天', 'b|a')
    """
    if kind not in _OF_HEADERS:
        return key
    parts, leading = key.split(KEY_MARK), _OF_HEADERS[kind]
    return KEY_MARK.join([*parts[:leading], *sorted(parts[leading:])])


class AnswerSource(StrEnum):
    """Where an answer was read from."""

    SHEET = "待确认页"
    FILE = "答复文件"
    KEPT = "工作区的答复"


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Args:
        kind: What it is about.
        key: What tells it from others of its kind, in this drop and the next: the same matter has the same key.
        text: The question, with what was seen.
        choices: The answers that can be given.
        effect: What an answer changes.
        location: Where it was seen first; ``None`` where the finding that carries it says so.
        count: How many cells or rows it decides.
    """

    kind: QuestionKind
    key: str
    text: str
    choices: tuple[str, ...]
    effect: str
    location: Location | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a question was asked.

    Args:
        file: The original's file name, without the mark of an annotated copy.
        cell: ``sheet!A1``; empty where no single cell was meant.
        period: The label of the period that was computed; empty where it is not known.
    """

    file: str
    cell: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that somebody gave.

    Args:
        kind: What it is about.
        key: The question's key.
        text: One of the question's choices.
        question: The question as it was asked; may be empty.
        origin: Where it was asked; ``None`` where that is not known.
        source: Where it was read from.
        choices: What could be answered; empty where that was not said with the answer.
        typed_at: The cell that it stands in; ``None`` where that is no cell.
    """

    kind: QuestionKind
    key: str
    text: str
    question: str = ""
    origin: Origin | None = None
    source: AnswerSource = AnswerSource.FILE
    choices: tuple[str, ...] = ()
    typed_at: Location | None = field(default=None, compare=False)

    @property
    def matter(self) -> Matter:
        """Return what it is about: kind and key."""
        return self.kind, settled_key(self.kind, self.key)


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers in force, one a question.

    Args:
        given: By kind and key.
        contradicting: Questions that were answered in two ways; neither counts.
    """

    given: Mapping[Matter, Answer] = field(default_factory=dict)
    contradicting: tuple[tuple[Answer, Answer], ...] = ()

    def of(self, kind: QuestionKind, key: str) -> str | None:
        """Return the answer to a question; ``None`` where nobody gave one."""
        answer = self.given.get((kind, key))
        return None if answer is None else answer.text

    def met(self, matters: Collection[Matter]) -> tuple[Answer, ...]:
        """Return the answers whose matter is among those of a drop."""
        return tuple(answer for at, answer in self.given.items() if at in matters)

    def of_kind(self, kind: QuestionKind) -> dict[str, str]:
        """Return the answers of one kind by key."""
        return {key: answer.text for (own, key), answer in self.given.items() if own is kind}


NO_ANSWERS = Answers()
