"""Which answers of 待确认 are about something that the drop still holds (docs/rules.md, 12.5)."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pandas as pd

from kehu_batch.analysis.base.text_columns import as_texts
from kehu_batch.analysis.cross_check.answered_pairs import paired_matters
from kehu_batch.analysis.issues.statements import issue_key
from kehu_batch.analysis.issues.text import read_issues
from kehu_batch.folding import fold_text
from kehu_batch.model.findings.question import Matter, QuestionKind
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.answered_states import TASK_TABLES, task_state_key
from kehu_batch.policy.taxonomy import Taxonomy


def answered_matters(dataset: Dataset, taxonomy: Taxonomy) -> frozenset[Matter]:
    """Return what the answers in force are about and the drop holds, in rows of any period.

    Args:
        dataset: The drop with its answers; what reading it told of headers, columns, words and ids is taken as it is.
        taxonomy: The types in force.
    """
    answers = dataset.answers
    issues = issue_keys(dataset, taxonomy, answers.of_kind(QuestionKind.ISSUE_TYPE))
    found = (
        *task_states(dataset),
        *((QuestionKind.ISSUE_TYPE, key) for key in issues),
        *paired_matters(dataset),
        *dataset.matters,
    )
    return frozenset(at for at in found if at in answers.given)


def task_states(dataset: Dataset) -> set[Matter]:
    """Return the words of state of follow-ups, complaints and issues, as questions about them have them."""
    words = {word for table in TASK_TABLES for word in _words(dataset, table, "status")}
    words.update(_words(dataset, "callbacks", "resolution_status"))
    return {(QuestionKind.TASK_STATE, task_state_key(word)) for word in words}


def _words(dataset: Dataset, table: str, field: str) -> list[str]:
    frame = dataset.table(table)
    return (
        [] if frame is None or field not in frame else [str(word) for word in frame[field].dropna().unique()]
    )


def issue_keys(
    dataset: Dataset, taxonomy: Taxonomy, wanted: Collection[str], mask: Callable[[str], str] | None = None
) -> set[str]:
    """Return the keys of answered issue texts that some callback still says, whatever its date.

    Args:
        dataset: The drop.
        taxonomy: The types in force.
        wanted: Keys that somebody answered for.
        mask: What hid the people in them; ``None`` where they were not hidden.
    """
    calls = dataset.table("callbacks")
    if calls is None or not wanted:
        return set()
    found: set[str] = set()
    for pending, feedback in _pairs(calls):
        folded = "\n".join(fold_text(text) for text in (pending, feedback) if text)
        folded = folded if mask is None else mask(folded)
        # A piece of a cell folds to a piece of the folded cell.
        if any(key in folded for key in wanted):
            found.update(issue_key(item.text) for item in read_issues(pending, feedback, taxonomy).issues)
    return found


def _pairs(calls: pd.DataFrame) -> list[tuple[str | None, str | None]]:
    distinct = calls[["pending_issues", "feedback_rest"]].drop_duplicates()
    columns = [as_texts(distinct[name]) for name in distinct]
    return list(zip(*columns, strict=True))
