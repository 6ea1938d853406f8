"""Whether two customers are one: the question, and the key by which its answer is found again (docs/rules.md, 12.5)."""

from __future__ import annotations

from kehu_batch.folding import fold_name
from kehu_batch.model.findings.question import NO, YES, Question, QuestionKind

#: Before the name of a customer who has no id.
_NAMED = "名称："


def customer_part(code: str, name: str) -> str:
    """Return what tells a customer in a key: the id, else the folded name.

    Example:
        >>> customer_part("A1", "甲公司"), customer_part("", "甲公司")
        ('A1', '名称：甲公司')
    """
    return code or f"{_NAMED}{fold_name(name).replace('|', '/')}"


def name_of_part(part: str) -> str | None:
    """Return the folded name that a part of a key says; ``None`` for an id."""
    return part.removeprefix(_NAMED) if part.startswith(_NAMED) else None


def same_key(one: str, other: str) -> str:
    """Return the key of two customers, whichever comes first."""
    return "|".join(sorted((one, other)))


def ask_same(one: str, other: str) -> Question:
    """Ask whether two ids are one customer's."""
    return Question(
        QuestionKind.SAME_CUSTOMER,
        same_key(one, other),
        f"编号“{one}”和“{other}”是不是同一个客户？",
        (YES, NO),
        f"答“{YES}”，两个编号合为一个客户计算；答“{NO}”，不再提示",
    )
