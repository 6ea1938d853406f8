"""Headers that say what a known one says in other words: ``跟踪状况`` for ``跟进情况``, ``客户代号`` for ``客户编号``.

The words that stand for one another are data (``alike`` in ``data/vocabulary.toml``); a header whose words, each put
as its group's first, are those of a known header is taken for that one where it can be no other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from kehu_batch.folding import fold_headers
from kehu_batch.records import dataclass, field

#: Between texts that are put into usual words in one go; no header has it.
_APART = "\n"
#: A header without its customer must say so much more; ``客户类型`` is not any 类型.
_SHORTEST_REST = 3
#: No header is longer; what is, is not looked at.
_LONGEST = 40
#: So many texts are remembered with what they are.
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class UsualWords:
    """Puts each word of a header as the first of its group.

    Args:
        pattern: Any word of a group, or one that says nothing.
        usual: What each word is put as; empty for one that says nothing.
        customers: Words for whose a column is, which it may begin with or not.
    """

    pattern: re.Pattern[str] | None
    usual: Mapping[str, str]
    customers: tuple[str, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> UsualWords:
        """Return the words of a vocabulary file's section ``alike``, which may be empty."""
        usual: dict[str, str] = {}
        for group in data.get("words", []):
            first, *others = fold_headers(group)
            usual |= dict.fromkeys((first, *others), first)
        usual |= dict.fromkeys(fold_headers(data.get("fillers", [])), "")
        return cls(_any_of(usual), usual, tuple(fold_headers(data.get("customers", []))))

    @property
    def letters(self) -> frozenset[str]:
        """Return the letters of all these words."""
        return frozenset().union(*self.usual, *self.customers)

    def put(self, folded: str) -> str:
        """Return a folded text in usual words."""
        if self.pattern is None:
            return folded
        return self.pattern.sub(lambda match: self.usual[match[0]], folded)

    def put_all(self, folded: Iterable[str]) -> list[str]:
        """Return each of several folded texts in usual words."""
        return self.put(_APART.join(folded)).split(_APART)

    def without_customer(self, folded: str) -> str:
        """Return a text without the word for whose it is; empty where it has none, or says little else."""
        word = next((word for word in self.customers if folded.startswith(word)), "")
        rest = folded.removeprefix(word).removeprefix("的")
        return rest if word and len(rest) >= _SHORTEST_REST else ""


@dataclass(slots=True)
class AlikeHeaders:
    """The headers of one table in usual words; made when a header that is not known is first looked up.

    Args:
        words: The usual words.
        strong: Field of each folded header that is sure.
        general: Folded headers that may be several fields: nothing is like them.
        phrasings: Expressions for a whole header in usual words, by field; the first that fits counts.
        whose: Fields that say who it is: a header that begins with the customer is none of them without it.
    """

    words: UsualWords
    strong: Mapping[str, str]
    general: Collection[str]
    phrasings: Mapping[str, Sequence[str]]
    whose: frozenset[str]
    _fields: dict[str, str] = field(default_factory=dict)
    _found: dict[str, str | None] = field(default_factory=dict)
    _phrasings: re.Pattern[str] | None = None
    _letters: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        # A text with any other letter is none of them, as most texts are: putting and trying them takes long.
        phrasings = (text for texts in self.phrasings.values() for text in texts)
        self._letters = frozenset().union(self.words.letters, *self.strong, *phrasings)

    def field_of(self, folded: str) -> str | None:
        """Return the field whose known headers say the same; ``None`` where none does, or where several do."""
        if self.words.pattern is None or len(folded) > _LONGEST or not self._letters.issuperset(folded):
            return None
        if folded not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[folded] = self._look_up(folded)
        return self._found[folded]

    def _look_up(self, folded: str) -> str | None:
        code = self._said_by(self.words.put(folded))
        if code is not None:
            return code
        rest = self.words.without_customer(folded)
        code = self._said_by(self.words.put(rest)) if rest else None
        return None if code in self.whose else code

    def _said_by(self, usual: str) -> str | None:
        self._fields = self._fields or self._index()
        code = self._fields.get(usual)
        if code is not None or not self.phrasings:
            return code
        if self._phrasings is None:
            groups = (f"(?P<{code}>{'|'.join(texts)})" for code, texts in self.phrasings.items())
            self._phrasings = re.compile("|".join(groups))
        match = self._phrasings.fullmatch(usual)
        return None if match is None else match.lastgroup

    def _index(self) -> dict[str, str]:
        found: dict[str, set[str]] = {}
        for text, code in zip(self.words.put_all(self.strong), self.strong.values(), strict=True):
            found.setdefault(text, set()).add(code)
        general = set(self.words.put_all(self.general))
        return {
            text: next(iter(codes))
            for text, codes in found.items()
            if len(codes) == 1 and text not in general
        }


def _any_of(words: Collection[str]) -> re.Pattern[str] | None:
    """Return a pattern of any of some words, the longest first; Latin ones whole."""
    if not words:
        return None
    ordered: Sequence[str] = sorted(words, key=lambda word: (-len(word), word))
    latin = "|".join(re.escape(word) for word in ordered if word.isascii())
    others = "|".join(re.escape(word) for word in ordered if not word.isascii())
    whole = rf"(?<![a-z])(?:{latin})(?![a-z])" if latin else ""
    return re.compile("|".join(part for part in (others, whole) if part))
