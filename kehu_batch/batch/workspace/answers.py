"""What a workspace has been answered: its ``答复.toml``, which every drop is read with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from kehu_batch.batch.delivery import write_atomically
from kehu_batch.batch.history.database import History
from kehu_batch.batch.workspace.layout import Workspace
from kehu_batch.model.findings.question import Answer, AnswerSource, Origin, QuestionKind
from kehu_batch.policy.answers import dump_answers, load_answers
from kehu_batch.policy.own_sheets import CHOICES_MARK

#: An answer in a plan: kind, key, answer, question; file, cell and period of the question, and its choices.
Written = tuple[str, str, str, str, str, str, str, str]


def new_answers(workspace: Workspace, used: Iterable[Answer]) -> tuple[Written, ...]:
    """Return those of the answers which were of use in a drop that the workspace has not yet.

    Raises:
        PolicyError: The workspace's file of answers is wrong.
    """
    known = {answer.matter for answer in _load(workspace.answers_file)}
    return tuple(_written(answer) for answer in used if answer.matter not in known)


def keep_answers(workspace: Workspace, history: History, answers: Iterable[Sequence[str]]) -> None:
    """Add answers to the workspace's file; one that it has already stays as it is there.

    Raises:
        OSError: It cannot be written.
        OutputError: The history, which lets one process at a time write, cannot be opened.
        PolicyError: The file is wrong.
    """
    added = [_answer(*written) for written in answers]
    if not added:
        return
    with history.alone():
        known = _load(workspace.answers_file)
        kept = {answer.matter: answer for answer in (*added, *known)}
        if len(kept) > len(known):
            write_atomically(workspace.answers_file, dump_answers(kept.values()).encode("utf-8"))


def _written(answer: Answer) -> Written:
    origin = answer.origin or Origin("")
    return (
        answer.kind.value,
        answer.key,
        answer.text,
        answer.question,
        origin.file,
        origin.cell,
        origin.period,
        CHOICES_MARK.join(answer.choices),
    )


def _answer(kind: str, key: str, text: str, question: str, *rest: str) -> Answer:
    """Return an answer of a plan; one that an earlier version wrote says less of its question."""
    file, cell, period, choices = (*rest, *[""] * 4)[:4]
    origin = Origin(file, cell, period) if file else None
    offered = tuple(filter(None, choices.split(CHOICES_MARK)))
    return Answer(QuestionKind(kind), key, text, question, origin, choices=offered)


def _load(file: Path) -> tuple[Answer, ...]:
    return load_answers(file, AnswerSource.KEPT) if file.is_file() else ()
