"""States of follow-ups and complaints that the policy does not know and somebody answered for (docs/rules.md, 12.5)."""

from __future__ import annotations

from kehu_batch.folding import fold_text
from kehu_batch.model.findings.question import DONE, NOT_DONE, Answers, Question, QuestionKind
from kehu_batch.policy.schema import Policy

#: Stands before the word in the key: a word means the same in follow-ups, complaints and reminders.
_TASKS = "tasks"


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
        "写着它的跟进和投诉按答复算作完成或没有完成，逾期与完成数随之改变",
    )


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
    return policy.model_copy(update={"follow_ups": rules.model_copy(update=words)})
