"""Find the words of a taxonomy in a text, with their places in the original wording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum, auto
from functools import lru_cache
from typing import NamedTuple

from kehu_batch.analysis.issues.folded_places import fold_with_places
from kehu_batch.folding import fold_text
from kehu_batch.policy.taxonomy import Taxonomy, WordPair
from kehu_batch.records import dataclass

#: At most so many of the taxonomy's gap words stand between a subject and its fault.
_LONGEST_GAP = 3

_BREAKS = ",.;!?"


class Role(IntEnum):
    """What a word does in a sentence. Of two words of one length at one place, the first role here wins."""

    EXCLUSION = auto()
    PROBLEM = auto()
    TOPIC = auto()
    GENERAL = auto()
    MOOD = auto()
    PRAISE = auto()
    DEMAND = auto()
    LATENT = auto()
    IMPERATIVE = auto()
    NEGATION = auto()
    FILLER = auto()
    RESOLVED = auto()
    CONNECTOR = auto()
    CONTRAST = auto()
    BREAK = auto()


class LexiconToken(NamedTuple):
    """A word found in a folded text.

    Args:
        start: Index of its first character in the folded text.
        end: Index after its last one.
        role: What it does.
        types: Indices of the issue types that it shows, ascending; empty for roles without a type.
    """

    start: int
    end: int
    role: Role
    types: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ScannedText:
    """A text with the words found in it.

    Args:
        text: As written.
        folded: Character by character folded.
        places: For each folded character its index in ``text``; None where they are the same.
        tokens: In order, never overlapping.
    """

    text: str
    folded: str
    places: tuple[int, ...] | None
    tokens: tuple[LexiconToken, ...]

    def original_start(self, index: int) -> int:
        """Return the index in ``text`` of a folded character."""
        return index if self.places is None else self.places[index]

    def original(self, token: LexiconToken) -> str:
        """Return a word as it stands in the text."""
        return self.text[self.original_start(token.start) : self.original_start(token.end - 1) + 1]


class _Entry(NamedTuple):
    role: Role
    types: tuple[int, ...]


class Lexicon:
    """A taxonomy compiled for scanning: at each place the longest word wins, pairs before single words.

    The words are grouped by their first character, so most characters cost one failed lookup.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        found: dict[str, _Entry] = {mark: _Entry(Role.BREAK, ()) for mark in _BREAKS}
        for role, words in _words_by_role(taxonomy):
            for word in words:
                found.setdefault(word, _Entry(role, ()))
        for index, item in enumerate(taxonomy.types):
            for role, words in ((Role.PROBLEM, item.problems), (Role.TOPIC, (*item.topics, item.name))):
                for word in map(fold_text, words):
                    known = found.get(word, _Entry(role, ()))
                    found[word] = _Entry(known.role, tuple(sorted({*known.types, index})))
        gaps = _alternatives(taxonomy.words.gaps)
        pairs = [
            (pattern, _Entry(Role.PROBLEM, (index,)))
            for index, item in enumerate(taxonomy.types)
            for pair in item.pairs
            for pattern in _pair_patterns(pair, gaps)
        ]
        self._by_first = _WordsByFirst(_group(found, pairs))

    def scan(self, text: str) -> ScannedText:
        """Return the text with its words."""
        folded, places = fold_with_places(text)
        tokens = []
        after = 0
        by_first = self._by_first
        for index, character in enumerate(folded):
            if index < after or (candidates := by_first[character]) is None:
                continue
            match = candidates[0].match(folded, index)
            if match is not None and match.lastindex is not None:
                role, types = candidates[1][match.lastindex - 1]
                after = match.end()
                tokens.append(LexiconToken(index, after, role, types))
        return ScannedText(text, folded, places, tuple(tokens))


def _words_by_role(taxonomy: Taxonomy) -> Iterator[tuple[Role, Iterable[str]]]:
    words = taxonomy.words
    roles = {
        Role.EXCLUSION: words.exclusions,
        Role.GENERAL: words.problems,
        Role.MOOD: words.moods,
        Role.PRAISE: words.praise,
        Role.DEMAND: words.demands,
        Role.LATENT: words.latent,
        Role.IMPERATIVE: words.imperatives,
        Role.NEGATION: words.negations,
        Role.FILLER: words.fillers,
        Role.RESOLVED: words.resolved,
        Role.CONNECTOR: words.connectors,
        Role.CONTRAST: words.contrasts,
    }
    return ((role, map(fold_text, items)) for role, items in roles.items())


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted({*map(fold_text, words)}, key=len, reverse=True))


def _pair_patterns(pair: WordPair, gaps: str) -> Iterator[tuple[str, str]]:
    """Yield (first character, pattern) for each subject of a pair."""
    tail = f"(?:{gaps}){{0,{_LONGEST_GAP}}}(?:{_alternatives(pair.faults)})"
    for subject in map(fold_text, pair.subjects):
        yield subject[0], re.escape(subject) + tail


_Words = list[tuple[str, _Entry]]
"""Patterns of words, each with what it stands for."""


def _group(words: dict[str, _Entry], pairs: list[tuple[tuple[str, str], _Entry]]) -> dict[str, _Words]:
    """Return the words by their first character, in the order in which they are tried."""
    grouped: dict[str, _Words] = {}
    for (first, pattern), entry in pairs:
        grouped.setdefault(first, []).append((pattern, entry))
    for word in sorted(words, key=len, reverse=True):
        grouped.setdefault(word[0], []).append((re.escape(word), words[word]))
    return grouped


class _WordsByFirst(dict[str, tuple[re.Pattern[str], tuple[_Entry, ...]] | None]):
    """One pattern for each first character, the number of its group leading to the entry; ``None`` for most others.

    Compiled when first asked for: a few hundred patterns take a fifth of a second, and few texts need them all.
    """

    def __init__(self, grouped: dict[str, _Words]) -> None:
        super().__init__()
        self._grouped = grouped

    def __missing__(self, first: str) -> tuple[re.Pattern[str], tuple[_Entry, ...]] | None:
        words = self._grouped.get(first)
        self[first] = found = (
            None
            if words is None
            else (
                re.compile("|".join(f"({pattern})" for pattern, _ in words)),
                tuple(entry for _, entry in words),
            )
        )
        return found


@lru_cache(maxsize=8)
def lexicon_of(taxonomy: Taxonomy) -> Lexicon:
    """Return the compiled form of a taxonomy; compiled once for each content."""
    return Lexicon(taxonomy)
