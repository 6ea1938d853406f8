"""What words in cells mean: attempts, states of documents, directions and currencies.

The words are data (``data/cell_words.toml``, explained at its head); what the code depends on is here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kehu_batch.folding import fold_text
from kehu_batch.policy.toml_values import TomlValues

_FILE = "cell_words.toml"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class AttemptWords:
    """Words of calls that nobody answered.

    Args:
        words: Folded; a cell that holds nothing else of substance tells of an attempt.
        fillers: Expressions, over folded text, of what is no substance: how often, when, by what, and trying again.
        reached: Folded; whoever writes one spoke with the customer after all.
        failed: Folded; words that tell of an attempt where they are the whole cell of a result column.
    """

    words: tuple[str, ...]
    fillers: tuple[re.Pattern[str], ...]
    reached: tuple[str, ...]
    failed: frozenset[str]


@dataclass(frozen=True, slots=True)
class CellWords:
    """All words of the file; each group is explained at its class."""

    attempts: AttemptWords
    currencies: Mapping[str, str]
    """ISO code of each folded name or mark of a currency."""
    unrated: frozenset[str]
    """Folded; answers in a column of scores that say that nobody rated."""


@cache
def load_cell_words() -> CellWords:
    """Read the words that the package ships.

    Raises:
        PolicyError: The file contradicts itself; the message names the place.
    """
    text = files("kehu_batch.policy").joinpath(f"data/{_FILE}").read_text(encoding="utf-8")
    return _parse(tomllib.loads(text))


def _parse(data: dict[str, Any]) -> CellWords:
    reader = TomlValues(_FILE)
    reader.mapping(data, "顶层", {"version", "attempts", "currencies", "unrated"})
    if data.get("version") != _VERSION:
        raise reader.fail("version", f"应为 {_VERSION}")
    return CellWords(
        attempts=_attempts(reader, data.get("attempts")),
        currencies=_currencies(reader, data.get("currencies")),
        unrated=frozenset(fold_text(text) for text in reader.texts(data.get("unrated"), "unrated")),
    )


def _attempts(reader: TomlValues, value: object) -> AttemptWords:
    data = reader.mapping(value, "attempts", {"words", "fillers", "reached", "failed"})
    return AttemptWords(
        words=_folded(reader, data, "attempts", "words"),
        fillers=reader.patterns(data.get("fillers"), "attempts.fillers"),
        reached=_folded(reader, data, "attempts", "reached"),
        failed=frozenset(_folded(reader, data, "attempts", "failed")),
    )


def _currencies(reader: TomlValues, value: object) -> dict[str, str]:
    codes: dict[str, str] = {}
    for code, names in reader.mapping(value, "currencies").items():
        for name in reader.texts(names, f"currencies.{code}"):
            if codes.setdefault(fold_text(name), code) != code:
                raise reader.fail(f"currencies.{code}", f"“{name}”已属于 {codes[fold_text(name)]}")
    return codes


def _folded(reader: TomlValues, data: dict[str, Any], group: str, name: str) -> tuple[str, ...]:
    return tuple(fold_text(text) for text in reader.texts(data.get(name), f"{group}.{name}"))
