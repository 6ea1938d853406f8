"""What words in cells mean: attempts, states of documents, and directions.

The words are data (``data/cell_words.toml``, explained at its head); what the code depends on is here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from kehu_batch.folding import fold_text
from kehu_batch.model.tables.document_states import DocumentState
from kehu_batch.policy.toml_values import TomlValues
from kehu_batch.records import dataclass
from kehu_batch.shipped_tables import read_table

_FILE = "cell_words.toml"
_VERSION = 1
#: Of a word that is a side of an account under any header.
_SURE_SIDE = re.compile("[借贷]|[dc]r|debit|credit")
#: Headers of directions that say which sum they sign: one of another day, or what moved.
_OF_ANOTHER_SUM = re.compile("[期年月]初|上[期年月次]|去年|发生|变动|增减|调整")


@dataclass(frozen=True, slots=True)
class AttemptWords:
    """Words of calls that nobody answered.

    Args:
        words: Folded; a cell that holds nothing else of substance tells of an attempt.
        fillers: Expressions, over folded text, of what is no substance: how often, when, by what, and trying again.
        reached: Folded; whoever writes one spoke with the customer after all.
        failed: Folded; words that tell of an attempt where they are the whole cell of a result column.
        connected: Folded; what begins with one in a column that asks whether somebody answered says that he did.
    """

    words: tuple[str, ...]
    fillers: tuple[re.Pattern[str], ...]
    reached: tuple[str, ...]
    failed: frozenset[str]
    connected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellWords:
    """All words of the file; each group is explained at its class."""

    attempts: AttemptWords
    kinds_of_requests: Mapping[str, frozenset[str]]
    """Folded; kinds of a request that are no complaint: ``praise``, ``others`` and ``requests``."""
    undated: Mapping[str, frozenset[str]]
    """Folded; answers in a field of a date that say that there is no such day: no end of a contract, no deal yet."""
    ditto: frozenset[str]
    """Folded; cells that say that they are as the one above."""
    unmade: frozenset[str]
    """Folded; states of a callback that say that nobody has called yet."""
    unrated: frozenset[str]
    """Folded; answers in a column of scores that say that nobody rated."""
    ticked: frozenset[str]
    """Folded; marks that tick a column of choices."""
    unticked: frozenset[str]
    """Folded; what stands in such a column where it is not ticked."""
    crossed: frozenset[str]
    """Folded; marks that say no in a column that asks a question."""
    empty: frozenset[str]
    """Folded; marks that say no there only beside ticks: alone they are what nobody has filled in yet."""
    documents: Mapping[str, DocumentState]
    """State of each folded word of a state column."""
    directions: Mapping[str, str]
    """``debit``, ``credit`` or ``level`` of each folded word of a direction column."""


@cache
def load_cell_words() -> CellWords:
    """Read the words that the package ships.

    Raises:
        PolicyError: The file contradicts itself; the message names the place.
    """
    return _parse(read_table("cell_words"))


def _parse(data: dict[str, Any]) -> CellWords:
    reader = TomlValues(_FILE)
    reader.mapping(
        data,
        "顶层",
        {
            "version",
            "attempts",
            "complaint_kinds",
            "ditto",
            "unmade",
            "unrated",
            "ticked",
            "unticked",
            "crossed",
            "empty",
            "undated",
            "documents",
            "directions",
        },
    )
    if data.get("version") != _VERSION:
        raise reader.fail("version", f"应为 {_VERSION}")
    kinds = reader.mapping(data.get("complaint_kinds"), "complaint_kinds", {"praise", "others", "requests"})
    undated = reader.mapping(
        data.get("undated"), "undated", {"contract_end_on", "last_deal_on", "next_callback_on"}
    )
    return CellWords(
        attempts=_attempts(reader, data.get("attempts")),
        kinds_of_requests={
            name: frozenset(_folded(reader, kinds, "complaint_kinds", name)) for name in kinds
        },
        documents={
            word: DocumentState(name)
            for word, name in _by_word(reader, data, "documents", frozenset(DocumentState)).items()
        },
        directions=_by_word(reader, data, "directions", frozenset({"debit", "credit", "level"})),
        undated={name: frozenset(_folded(reader, undated, "undated", name)) for name in undated},
        ditto=frozenset(_folded(reader, data, "", "ditto")),
        unmade=frozenset(_folded(reader, data, "", "unmade")),
        unrated=frozenset(_folded(reader, data, "", "unrated")),
        ticked=frozenset(_folded(reader, data, "", "ticked")),
        crossed=frozenset(_folded(reader, data, "", "crossed")),
        empty=frozenset(_folded(reader, data, "", "empty")),
        unticked=frozenset(_folded(reader, data, "", "unticked")) | {""},
    )


def is_ticked(cell: object, choice: str) -> bool | None:
    """Return whether a cell in a column of choices is ticked; ``None`` where it holds something else.

    Args:
        cell: The cell.
        choice: What the column stands for; that word in a cell is as good as a tick.

    Example:
        >>> is_ticked("√", "满意"), is_ticked(1.0, "满意"), is_ticked("", "满意"), is_ticked("3", "满意")
        (True, True, False, None)
    """
    words, text = load_cell_words(), _mark(cell)
    if text in words.ticked or text == fold_text(choice):
        return True
    return False if text in words.unticked else None


def signs_another_sum(header: str) -> bool:
    """Whether a header of directions names a sum that is no closing balance and no document's.

    Example:
        >>> signs_another_sum("期初方向"), signs_another_sum("变动方向"), signs_another_sum("余额方向")
        (True, True, False)
    """
    return _OF_ANOTHER_SUM.search(fold_text(header)) is not None


def sides_named(texts: Collection[str]) -> dict[str, str] | None:
    """Return on which side of an account each folded text stands, ``None`` where one of them is not surely a side.

    应收 and 预收 may be kinds of document, D and C grades.

    Example:
        >>> sides_named(["借", "贷方"]), sides_named(["应收", "预收"]), sides_named(["借", "转账"])
        ({'借': 'debit', '贷方': 'credit'}, None, None)
    """
    directions = load_cell_words().directions
    sides = {text: directions[text] for text in texts if text in directions and _SURE_SIDE.search(text)}
    return sides if len(sides) == len(texts) else None


def say_no(cells: Sequence[object]) -> list[bool]:
    """Return which of a column's distinct cells answer no, where its header asks a question (``是否接通``).

    Example:
        >>> say_no(["√", "×", "☐"]), say_no([1.0, 0.0]), say_no(["☐"]), say_no([0.0, "2天"])
        ([False, True, True], [False, True], [False], [False, False])
    """
    words, marks = load_cell_words(), [_mark(cell) for cell in cells]
    ticks = words.ticked.intersection(marks)
    beside_ticks = bool(ticks) and ticks | words.crossed | words.empty | {""} >= {*marks}
    return [mark in words.crossed or (beside_ticks and mark in words.empty) for mark in marks]


def _mark(cell: object) -> str:
    """Return a cell folded, less what surrounds a mark; numbers and truth values as they are typed."""
    whole = int(cell) if isinstance(cell, float) and cell.is_integer() else cell
    return fold_text(str(whole)).strip("\ufe0e\ufe0f ()[]")


def _attempts(reader: TomlValues, value: object) -> AttemptWords:
    data = reader.mapping(value, "attempts", {"words", "fillers", "reached", "failed", "connected"})
    return AttemptWords(
        words=_folded(reader, data, "attempts", "words"),
        fillers=reader.patterns(data.get("fillers"), "attempts.fillers"),
        reached=_folded(reader, data, "attempts", "reached"),
        failed=frozenset(_folded(reader, data, "attempts", "failed")),
        connected=_folded(reader, data, "attempts", "connected"),
    )


def _by_word(reader: TomlValues, data: dict[str, Any], group: str, allowed: frozenset[str]) -> dict[str, str]:
    """Return the name of the list that each word stands in; a word may stand in one only."""
    names: dict[str, str] = {}
    for name, words in reader.mapping(data.get(group), group, set(allowed)).items():
        for word in reader.texts(words, f"{group}.{name}"):
            if names.setdefault(fold_text(word), name) != name:
                raise reader.fail(f"{group}.{name}", f"“{word}”已属于 {names[fold_text(word)]}")
    return names


def _folded(reader: TomlValues, data: dict[str, Any], group: str, name: str) -> tuple[str, ...]:
    key = f"{group}.{name}" if group else name
    return tuple(fold_text(text) for text in reader.texts(data.get(name), key))
