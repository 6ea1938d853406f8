"""Find the words of a taxonomy in a text, with their places in the original wording, and those that come in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum, auto
from functools import lru_cache
from typing import NamedTuple

from kehu_batch.analysis.issues.folded_places import fold_with_places
from kehu_batch.folding import fold_text, fold_texts, fold_words
from kehu_batch.policy.taxonomy import Taxonomy
from kehu_batch.records import dataclass

#: At most so many of the taxonomy's gap words stand between a subject and its fault.
_LONGEST_GAP = 3

_BREAKS = ",.;!?"
#: Between two steps of a sequence nothing may end a sentence; a point within a number does not.
_ENDS = frozenset(".;!?")
#: Stands in a step for any number.
_ANY_NUMBER = "#"
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[半两几一二三四五六七八九十百千万]+")

#: A longer text is not the mere name of a type.
_LONGEST_NAME = 40
_STATED_NUMBER = re.compile(r"^[0-9]{1,3}[.、:)-]*")
_STATED_TAIL = re.compile(r"(?:(?:类|方面的?)?(?:问题|投诉|类型)|类|方面)$")

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


class _Subject(NamedTuple):
    """A subject that counts together with a fault only: what may follow it, and what both stand for."""

    word: str
    faults: re.Pattern[str]
    entry: _Entry


class Lexicon:
    """A taxonomy made ready for scanning: at each place pairs come before single words, and the longest word wins.

    What could stand at a place is looked up by its first character, so most characters cost one failed lookup.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        found: dict[str, _Entry] = {mark: _Entry(Role.BREAK, ()) for mark in _BREAKS}
        for role, words in _words_by_role(taxonomy):
            for word in words:
                found.setdefault(word, _Entry(role, ()))
        for index, item in enumerate(taxonomy.types):
            for role, words in ((Role.PROBLEM, item.problems), (Role.TOPIC, (*item.topics, item.name))):
                for word in fold_texts(words):
                    known = found.get(word, _Entry(role, ()))
                    found[word] = _Entry(known.role, tuple(sorted({*known.types, index})))
        self._words = found
        self._subjects, lengths = _subjects(taxonomy), _lengths(found)
        self._lengths = {first: lengths.get(first, ()) for first in (*self._subjects, *lengths)}

    def scan(self, text: str) -> ScannedText:
        """Return the text with its words."""
        folded, places = fold_with_places(text)
        lengths = self._lengths
        tokens = []
        after = 0
        for index, character in enumerate(folded):
            if (
                index >= after
                and character in lengths
                and (token := self._token_at(folded, index)) is not None
            ):
                after = token.end
                tokens.append(token)
        return ScannedText(text, folded, places, tuple(tokens))

    def _token_at(self, folded: str, index: int) -> LexiconToken | None:
        for word, faults, entry in self._subjects.get(folded[index], ()):
            if folded.startswith(word, index) and (fault := faults.match(folded, index + len(word))):
                return LexiconToken(index, fault.end(), *entry)
        for length in self._lengths[folded[index]]:
            word = folded[index : index + length]
            if (found := self._words.get(word)) is not None:
                return LexiconToken(index, index + len(word), *found)
        return None


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
    return ((role, fold_texts(items)) for role, items in roles.items())


def _alternatives(words: Sequence[str]) -> str:
    # In their order, not a set's: the same expression in every process, which is compiled once and kept.
    distinct = dict.fromkeys(fold_texts(words))
    return "|".join(re.escape(word) for word in sorted(distinct, key=len, reverse=True))


def _subjects(taxonomy: Taxonomy) -> dict[str, tuple[_Subject, ...]]:
    """Return the subjects of pairs by their first character, in the order in which they are tried."""
    gaps = _alternatives(taxonomy.words.gaps)
    found: dict[str, tuple[_Subject, ...]] = {}
    for index, item in enumerate(taxonomy.types):
        for pair in item.pairs:
            faults = re.compile(f"(?:{gaps}){{0,{_LONGEST_GAP}}}(?:{_alternatives(pair.faults)})")
            for word in fold_texts(pair.subjects):
                subject = _Subject(word, faults, _Entry(Role.PROBLEM, (index,)))
                found[word[0]] = (*found.get(word[0], ()), subject)
    return found


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return how long the words with each first character are, the longest first."""
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


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


_ByFirst = dict[str, tuple[tuple[str, _Steps], ...]]


class _Compiled(NamedTuple):
    """Sequences by the first character of the words that open them, and the words that turn the last step round."""

    by_first: _ByFirst
    sure: _ByFirst
    turning: tuple[str, ...]


def told_types(text: str, taxonomy: Taxonomy) -> tuple[ToldType, ...]:
    """Return the types whose sequences stand in a text, in the taxonomy's order, each once.

    A sequence of which a step stands right behind a negation (``不起球``) tells nothing. Left out are mild ones beside
    others, and a type that is given up as soon as another fits (其他).
    """
    compiled = _compiled(taxonomy)
    return _told(text, taxonomy, compiled.by_first, compiled.turning)


def told_surely(text: str, taxonomy: Taxonomy) -> ToldType | None:
    """Return the one type that a text tells by a sequence that needs no model; None where none or several do."""
    compiled = _compiled(taxonomy)
    told = _told(text, taxonomy, compiled.sure, compiled.turning)
    return told[0] if len(told) == 1 else None


def told_across(text: str, parts: Sequence[str], taxonomy: Taxonomy) -> bool:
    """Return whether a text tells a type surely, and none of its parts does."""
    sure = told_surely(text, taxonomy) is not None
    return sure and all(told_surely(part, taxonomy) is None for part in parts)


def _told(
    text: str, taxonomy: Taxonomy, by_first: _ByFirst, turning: tuple[str, ...]
) -> tuple[ToldType, ...]:
    folded, places = fold_with_places(text)
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
    counts = _ANY_NUMBER in words
    for start in range(after, min(after + reach, len(folded) - 1) + 1):
        if folded.startswith(words, start):  # all at once: most places have none of them
            return start, start + next(len(word) for word in words if folded.startswith(word, start))
        if counts and (number := _NUMBER.match(folded, start)) is not None:
            return number.span()
        if folded[start] in _ENDS and not folded[start + 1 : start + 2].isdigit():
            return None
    return None


@lru_cache(maxsize=8)
def _compiled(taxonomy: Taxonomy) -> _Compiled:
    by_first: dict[str, list[tuple[str, _Steps]]] = {}
    sure: dict[str, list[tuple[str, _Steps]]] = {}
    for index, item in enumerate(taxonomy.types):
        for told in item.sequences:
            steps = tuple(tuple(sorted(fold_words(words), key=len, reverse=True)) for words in told.steps)
            for word in steps[0]:
                opening = word, _Steps(index, steps, told.reach, told.mild)
                for among in (by_first, sure) if told.sure else (by_first,):
                    among.setdefault(word[0], []).append(opening)
    return _Compiled(_longest_first(by_first), _longest_first(sure), fold_words(taxonomy.words.negations))


def _longest_first(sequences: dict[str, list[tuple[str, _Steps]]]) -> _ByFirst:
    return {first: tuple(sorted(words, key=lambda item: -len(item[0]))) for first, words in sequences.items()}


def stated_type(text: str, taxonomy: Taxonomy) -> str | None:
    """Return the type that a stated 投诉类型 or 问题类型 means, or None where the taxonomy knows none.

    The text must be a type or one of its synonyms, but for a number before it and 类, 问题 or 投诉 after it.

    Example:
        >>> from kehu_batch.policy.taxonomy import load_taxonomy
        >>> stated_type("2.物流類投訴", load_taxonomy())
        '物流配送'
    """
    names = _stated_names(taxonomy)
    if len(text) > _LONGEST_NAME:
        return None
    folded = bare_text(text)
    numberless = _STATED_NUMBER.sub("", folded)
    for form in (folded, numberless, _STATED_TAIL.sub("", numberless)):
        if form in names:
            return names[form]
    return None


def bare_text(text: str) -> str:
    """Return a text folded, without the marks around it."""
    return fold_text(text).strip(",.;:!?、*()")


@lru_cache(maxsize=8)
def _stated_names(taxonomy: Taxonomy) -> dict[str, str]:
    return {fold_text(name): item.name for item in taxonomy.types for name in (*item.synonyms, item.name)}
