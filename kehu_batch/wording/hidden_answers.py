"""Questions and answers as they are forwarded: no contact person in what joins the two."""

from __future__ import annotations

from collections.abc import Callable

from kehu_batch.model.findings.question import Answer, QuestionKind
from kehu_batch.records import replace

#: Questions whose keys hold what people wrote freely, and so may name a contact person.
FREE_KEYS = frozenset({QuestionKind.ISSUE_TYPE, QuestionKind.STATUS, QuestionKind.TASK_STATE})


def hide_answer(answer: Answer, mask: Callable[[str], str]) -> Answer:
    """Return an answer with nobody named in its question, nor in its key.

    Args:
        answer: As it was given.
        mask: What hides people in a text.
    """
    key = mask(answer.key) if answer.kind in FREE_KEYS else answer.key
    return replace(answer, key=key, question=mask(answer.question))
