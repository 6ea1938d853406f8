"""Answers whose keys were copied from where contact persons are hidden, joined to what they were asked about."""

from __future__ import annotations

from collections.abc import Callable

from kehu_batch.analysis.answered_matters import issue_keys, task_states
from kehu_batch.model.findings.question import Answers, Matter, QuestionKind
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.answers import join_answers
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.records import replace
from kehu_batch.wording.hidden_answers import FREE_KEYS

#: Stands in every text in which somebody was hidden.
_STAR = "*"

Mask = Callable[[str], str]


def reveal_answers(dataset: Dataset, taxonomy: Taxonomy, mask: Mask) -> Answers:
    """Return the answers in force, those with a hidden key under the keys of the drop that hide to it.

    Texts that differ in nothing but who is named in them have one hidden key, and so one such answer.

    Args:
        dataset: The drop with its answers.
        taxonomy: The types in force.
        mask: What hides people in the drop.
    """
    answers = dataset.answers
    hidden = {at for at in answers.given if at[0] in FREE_KEYS and _STAR in at[1]}
    if not hidden:
        return answers
    wanted = {key for kind, key in hidden if kind is QuestionKind.ISSUE_TYPE}
    issues = issue_keys(dataset, taxonomy, wanted, mask)
    stands: set[Matter] = {*dataset.matters, *task_states(dataset)}
    stands |= {(QuestionKind.ISSUE_TYPE, key) for key in issues}
    known: dict[Matter, list[Matter]] = {}
    for kind, key in sorted(stands - hidden):
        if (kind, mask(key)) in hidden:
            known.setdefault((kind, mask(key)), []).append((kind, key))
    if not known:
        return answers
    given = [
        replace(answer, key=key)
        for at, answer in answers.given.items()
        for _, key in ([at] if at in stands else known.get(at, [at]))
    ]
    joined = join_answers(given)
    return Answers(joined.given, (*answers.contradicting, *joined.contradicting))
