"""Words worth adding to a department's taxonomy, from what was answered: for approval, and never added by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from kehu_batch.analysis.issues.labels import classify_by_words
from kehu_batch.folding import fold_text
from kehu_batch.policy.taxonomy import Taxonomy

#: Lengths of a word, in characters.
_SHORTEST, _LONGEST = 3, 12
#: Answered texts that must have it.
_LEAST_TEXTS = 2


class ProposedWord(NamedTuple):
    """A word that was always answered alike.

    Args:
        type: Name of the type.
        word: As texts are folded.
        texts: The answered texts that have it, in their order.
    """

    type: str
    word: str
    texts: tuple[str, ...]


def propose_words(answers: Mapping[str, str], taxonomy: Taxonomy) -> tuple[ProposedWord, ...]:
    """Return the longest words that several answered texts of one type share, and none of another answer has.

    What the taxonomy reads already is left out.

    Args:
        answers: The type of each answered text, or 不是问题; by folded text.
        taxonomy: The types and words in force.
    """
    texts_of: dict[str, set[str]] = defaultdict(set)
    for text in answers:
        folded = fold_text(text)
        for start in range(len(folded)):
            for end in range(start + _SHORTEST, min(start + _LONGEST, len(folded)) + 1):
                if folded[start:end].isalpha():
                    texts_of[folded[start:end]].add(text)
    found = {
        word: tuple(sorted(texts))
        for word, texts in texts_of.items()
        if len(texts) >= _LEAST_TEXTS and len({answers[text] for text in texts}) == 1
    }
    proposed = [
        ProposedWord(answers[texts[0]], word, texts)
        for word, texts in found.items()
        if answers[texts[0]] in taxonomy.names
        and not any(word != other and word in other and found[other] == texts for other in found)
        and not classify_by_words(word, taxonomy).types
    ]
    return tuple(sorted(proposed, key=lambda one: (-len(one.texts), one.type, one.word)))
