"""Currencies with their names and marks; the words are data: ``policy/data/currencies.toml``, explained there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from kehu_batch.records import dataclass
from kehu_batch.shipped_tables import read_table


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency; its words are folded.

    Args:
        code: By ISO 4217.
        label: Its name for people.
        names: Names and codes that say it wherever they stand: beside an amount, alone, in a header's brackets.
        marks: Signs, too short for that: they say it beside an amount and alone.
        whole: Words that say it alone only.
        languages: In a number format, languages that make ``sign`` this currency's.
        sign: A sign that several currencies have.
        offered: Whether blank worksheets offer it.
    """

    code: str
    label: str
    names: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    languages: tuple[int, ...] = ()
    sign: str = "$"
    offered: bool = False


@cache
def load_currencies() -> tuple[Currency, ...]:
    """Read the currencies that the package ships, in the order of the file."""
    return tuple(_currency(code, entry) for code, entry in read_table("currencies").items())


def _currency(code: str, entry: Mapping[str, Any]) -> Currency:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }
    return Currency(code=code, **values)


@cache
def codes_by_word() -> Mapping[str, str]:
    """Return the ISO code of each folded name, mark and word."""
    return _codes(lambda one: (*one.names, *one.marks, *one.whole))


@cache
def codes_by_name() -> Mapping[str, str]:
    """Return the ISO code of each folded name: what may be looked for inside other text."""
    return _codes(lambda one: one.names)


def _codes(words_of: Callable[[Currency], Iterable[str]]) -> dict[str, str]:
    return {word: one.code for one in load_currencies() for word in words_of(one)}


@cache
def codes_by_language() -> Mapping[tuple[str, int], str]:
    """Return the ISO code of a sign that several currencies have, by the last four digits of a language."""
    return {(one.sign, language): one.code for one in load_currencies() for language in one.languages}


@cache
def name_pattern() -> str:
    """Return an expression for any name, the longest first."""
    return _alternatives(codes_by_name())


@cache
def amount_pattern() -> str:
    """Return an expression for any name or mark that may stand before or after an amount, the longest first."""
    return _alternatives(word for one in load_currencies() for word in (*one.names, *one.marks))


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
