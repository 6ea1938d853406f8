"""Find the words of a taxonomy in a text, with their places in the original wording, and those that come in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum, auto
from functools import lru_cache
from typing import NamedTuple

from kehu_batch.analysis.issues.folded_places import fold_with_places
from kehu_batch.folding import fold_text, fold_words
from kehu_batch.policy.taxonomy import Taxonomy, WordPair
from kehu_batch.records import dataclass

#: At most so many of the taxonomy's gap words stand between a subject and its fault.
_LONGEST_GAP = 3

_BREAKS = ",.;!?"
#: Between two steps of a sequence nothing may end a sentence.
_ENDS = frozenset(".;!?")

_Spans = tuple[tuple[int, int], ...]


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


class ToldType(NamedTuple):
    """A type that a text tells by a sequence of words.

    Args:
        name: The type.
        words: The words that stand for the steps, as written, in their order.
        mild: They say little by themselves.
    """

    name: str
    words: tuple[str, ...]
    mild: bool


class _Steps(NamedTuple):
    type: int
    steps: tuple[tuple[str, ...], ...]
    reach: int
    mild: bool


class _Compiled(NamedTuple):
    """Sequences by the first character of the words that open them, and the words that turn the last step round."""

    by_first: dict[str, tuple[tuple[str, _Steps], ...]]
    turning: tuple[str, ...]


def told_types(text: str, taxonomy: Taxonomy) -> tuple[ToldType, ...]:
    """Return the types whose sequences stand in a text, in the taxonomy's order, each once.

    A sequence of which a step stands right behind a negation (``不起球``) tells nothing. Left out are mild ones beside
    others, and a type that is given up as soon as another fits (其他).
    """
    folded, places = fold_with_places(text)
    by_first, turning = _compiled(taxonomy)
    found: dict[int, tuple[bool, _Spans]] = {}
    for start, character in enumerate(folded):
        for word, sequence in by_first.get(character, ()):
            known = found.get(sequence.type)
            if (known is None or (known[0] and not sequence.mild)) and folded.startswith(word, start):
                spans = _follow(folded, start, word, sequence, turning)
                if spans:
                    found[sequence.type] = sequence.mild, spans
    plain = [index for index in found if not found[index][0]] or list(found)
    specific = [index for index in plain if not taxonomy.types[index].catch_all] or plain
    origins = range(len(folded)) if places is None else places
    return tuple(
        ToldType(taxonomy.types[index].name, _words(text, found[index][1], origins), found[index][0])
        for index in sorted(specific)
    )


def _words(text: str, spans: _Spans, origins: Sequence[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text[origins[start] : origins[end - 1] + 1] for start, end in spans))


def _follow(folded: str, start: int, word: str, sequence: _Steps, turning: tuple[str, ...]) -> _Spans:
    """Return the places of all steps where the first one is ``word`` at ``start``; empty where one is missing."""
    spans = [(start, start + len(word))]
    for words in sequence.steps[1:]:
        span = _next(folded, spans[-1][1], words, sequence.reach)
        if span is None:
            return ()
        spans.append(span)
    return () if any(folded.endswith(turning, 0, start) for start, _ in spans) else tuple(spans)


def _next(folded: str, after: int, words: tuple[str, ...], reach: int) -> tuple[int, int] | None:
    """Return where the first of some words stands behind a place, at most ``reach`` characters on."""
    for start in range(after, min(after + reach, len(folded) - 1) + 1):
        word = next((word for word in words if folded.startswith(word, start)), None)
        if word is not None:
            return start, start + len(word)
        if folded[start : start + 1] in _ENDS:
            return None
    return None


@lru_cache(maxsize=8)
def _compiled(taxonomy: Taxonomy) -> _Compiled:
    by_first: dict[str, list[tuple[str, _Steps]]] = {}
    for index, item in enumerate(taxonomy.types):
        for told in item.sequences:
            steps = tuple(tuple(sorted(fold_words(words), key=len, reverse=True)) for words in told.steps)
            for word in steps[0]:
                by_first.setdefault(word[0], []).append((word, _Steps(index, steps, told.reach, told.mild)))
    tried = {first: tuple(sorted(words, key=lambda item: -len(item[0]))) for first, words in by_first.items()}
    return _Compiled(tried, fold_words(taxonomy.words.negations))
