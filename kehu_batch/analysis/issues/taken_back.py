"""What a text takes back: a fault of the past that the present is set against, and what only others have."""

from __future__ import annotations

from functools import lru_cache

from kehu_batch.analysis.issues.labels import classify_issue
from kehu_batch.folding import fold_text
from kehu_batch.policy.taxonomy import Taxonomy


def present_part(parts: list[str], taxonomy: Taxonomy) -> str | None:
    """Return what a text tells of the present, where a part before that tells a problem of the past; else None.

    ``之前没人回电，现在有专人`` tells of the present alone; ``去年三百，今年四百`` needs both.
    """
    past, present = _past(taxonomy), _present(taxonomy)
    if len(parts) == 1:
        return None
    told = False
    for place, part in enumerate(parts):
        folded = fold_text(part)
        if told and folded.startswith(present):
            return "，".join(parts[place:])
        told = told or (folded.startswith(past) and bool(classify_issue(part, taxonomy).types))
    return None


def ends_in_denial(parts: list[str], taxonomy: Taxonomy) -> bool:
    """Whether the last of several parts denies the others (``听说别处涨价了，这里没有``), or tells what is lacking."""
    return len(parts) > 1 and fold_text(parts[-1]) in _denials(taxonomy)


@lru_cache(maxsize=8)
def _past(taxonomy: Taxonomy) -> tuple[str, ...]:
    return tuple(map(fold_text, taxonomy.words.past))


@lru_cache(maxsize=8)
def _present(taxonomy: Taxonomy) -> tuple[str, ...]:
    return tuple(map(fold_text, taxonomy.words.present))


@lru_cache(maxsize=8)
def _denials(taxonomy: Taxonomy) -> frozenset[str]:
    return frozenset(map(fold_text, taxonomy.words.denials))
