"""Customers of whom somebody answered that they are one, or are not (docs/rules.md, 12.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from kehu_batch.model.findings.question import YES, Answers, Matter, QuestionKind
from kehu_batch.normalisation.identity.short_names import Key
from kehu_batch.wording.same_customers import name_of_part


def join_answered_ids(canonical: Mapping[str, str], answers: Answers) -> dict[str, str]:
    """Let the ids share one of which somebody answered that they are the same customer."""
    joined = dict(canonical)
    for first, second in _accepted(answers):
        if first in joined and second in joined:
            kept, gone = joined[first], joined[second]
            joined = {code: kept if one == gone else one for code, one in joined.items()}
    return joined


def join_answered_names(
    keys: Sequence[Key | None], canonical: Mapping[str, str], answers: Answers
) -> list[Key | None]:
    """Let customers without an id share the key of those whom somebody answered that they are.

    Args:
        keys: The key of each mention.
        canonical: The id that stands for each id.
        answers: Those in force.
    """
    joined: dict[Key, Key] = {key: key for key in keys if key is not None}
    for first, second in _accepted(answers):
        one, other = (_key_of(part, canonical) for part in (first, second))
        if "name" not in (one[0], other[0]) or one not in joined or other not in joined:
            continue
        # An id stays where there is one.
        kept, gone = sorted((joined[one], joined[other]), key=lambda key: key[0])
        joined = {key: kept if own == gone else own for key, own in joined.items()}
    return [None if key is None else joined[key] for key in keys]


def same_matters(ids: Collection[str], names: Collection[str], answers: Answers) -> frozenset[Matter]:
    """Return the answered pairs of customers both of whom stand in the drop.

    Args:
        ids: Those of the drop.
        names: Its folded names.
        answers: Those in force.
    """

    def stands(part: str) -> bool:
        name = name_of_part(part)
        return part in ids if name is None else name in names

    keys = answers.of_kind(QuestionKind.SAME_CUSTOMER)
    return frozenset((QuestionKind.SAME_CUSTOMER, key) for key in keys if all(map(stands, key.split("|"))))


def _accepted(answers: Answers) -> Iterable[tuple[str, str]]:
    for key, answer in sorted(answers.of_kind(QuestionKind.SAME_CUSTOMER).items()):
        first, _, second = key.partition("|")
        if answer == YES:
            yield first, second


def _key_of(part: str, canonical: Mapping[str, str]) -> Key:
    name = name_of_part(part)
    return ("id", canonical.get(part, part)) if name is None else ("name", name)
