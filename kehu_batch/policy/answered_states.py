"""States of follow-ups, complaints and issues that somebody answered for (docs/rules.md, 12.5)."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.folding import fold_text
from kehu_batch.model.findings.question import (
    DOCUMENT_STATES,
    DONE,
    NOT_DONE,
    Answers,
    Question,
    QuestionKind,
)
from kehu_batch.model.tables.document_states import DocumentState
from kehu_batch.policy.cell_words import load_cell_words
from kehu_batch.policy.schema import Policy

#: Stands before the word in the key: a word means the same in follow-ups, complaints and reminders.
_TASKS = "tasks"


#: Which answer a folded word means, by the kind of question.
AnswerWords = Mapping[QuestionKind, Mapping[str, str]]
#: States that a document may be answered to have, as the answers name them.
STATE_ANSWERS = dict(
    zip(
        (DocumentState.LIVE, DocumentState.VOID, DocumentState.WRITTEN_OFF, DocumentState.SETTLED),
        DOCUMENT_STATES,
        strict=True,
    )
)
#: The tables whose states are of tasks.
TASK_TABLES = ("followups", "complaints")


def task_state_key(word: str) -> str:
    """Return the key of the question what a word of state means."""
    return f"{_TASKS}|{fold_text(word)}"


def ask_task_state(word: str) -> Question:
    """Ask whether a word says that a task is done."""
    return Question(
        QuestionKind.TASK_STATE,
        task_state_key(word),
        f"状态“{word}”表示已经完成，还是没有完成？",
        (DONE, NOT_DONE),
        "写着它的跟进、投诉和回访问题按答复算作完成或没有完成，逾期、完成数和解决率随之改变",
    )


def state_words(policy: Policy) -> AnswerWords:
    """Return which answer each word of state means, folded and without spaces, for the kinds that ask for a state.

    What is known in a cell is known as an answer: ``未完成`` where ``没有完成`` is offered, ``已作废`` for ``作废``.
    """
    rules = policy.follow_ups
    tasks = dict.fromkeys(rules.open_words, NOT_DONE)
    tasks |= dict.fromkeys((*rules.closing_statuses, *rules.closed_words), DONE)
    documents = {
        word: STATE_ANSWERS[state]
        for word, state in load_cell_words().documents.items()
        if state in STATE_ANSWERS
    }
    return {
        kind: {"".join(fold_text(word).split()): answer for word, answer in words.items()}
        for kind, words in ((QuestionKind.TASK_STATE, tasks), (QuestionKind.STATUS, documents))
    }


def with_answered_states(policy: Policy, answers: Answers) -> Policy:
    """Return the policy with the words of state that somebody answered for, as if it named them itself."""
    found: dict[str, list[str]] = {DONE: [], NOT_DONE: []}
    for key, answer in answers.of_kind(QuestionKind.TASK_STATE).items():
        table, _, word = key.partition("|")
        if table == _TASKS and word and answer in found:
            found[answer].append(word)
    if not any(found.values()):
        return policy
    rules = policy.follow_ups
    words = {
        "closed_words": (*rules.closed_words, *found[DONE]),
        "open_words": (*rules.open_words, *found[NOT_DONE]),
    }
    issues = policy.issues.model_copy(update={"closed_words": (*policy.issues.closed_words, *found[DONE])})
    return policy.model_copy(update={"follow_ups": rules.model_copy(update=words), "issues": issues})
