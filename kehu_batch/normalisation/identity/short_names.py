"""Names that leave the legal form out: 腾云科技 where the ledger says 腾云科技有限公司 (docs/rules.md, 1.11)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from kehu_batch.records import dataclass

#: What tells a customer: ``id`` or ``name``, and which.
Key = tuple[str, str]

_BRACKETS = re.compile(r"[()]")
#: The forms that people leave out. A group (集团) or head office (总公司) is another company than its like without.
_FORM = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|股份公司|(?<![分子总])公司"
    r"|co\.?,?(?:ltd|limited|inc)\.?|[,.](?:ltd|inc|llc)\.?|(?<=[^a-z])(?:ltd|inc|llc)\.?)$"
)
#: A shorter core (甲, A) is hardly a company's name.
_SHORTEST_CORE = 2
#: Tables with one row a customer: two names there are two customers.
_OF_CUSTOMERS = frozenset({"ledger", "balances"})


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A customer as a row names him.

    Args:
        name: As written.
        folded: The same folded.
        table: Where it stands.
        key: What tells the customer, by id or by exact name.
    """

    name: str
    folded: str
    table: str
    key: Key


@dataclass(frozen=True, slots=True)
class ShortName:
    """A key that is another's, as their names differ in a legal form that one of them leaves out.

    Args:
        key: The one that goes.
        stays: The customer's.
        name: How the one that goes is written.
        other: How the customer is.
    """

    key: Key
    stays: Key
    name: str
    other: str


def split_form(folded: str) -> tuple[str, bool]:
    """Return the core of a folded name, and whether it says a legal form.

    Example:
        >>> split_form("腾云(上海)有限公司"), split_form("腾云上海"), split_form("腾云集团"), split_form("abcco.,ltd.")
        (('腾云上海', True), ('腾云上海', False), ('腾云集团', False), ('abc', True))
    """
    plain = _BRACKETS.sub("", folded)
    core = _FORM.sub("", plain)
    return (core, True) if core and core != plain else (plain, False)


def find_short_names(rows: Iterable[NamedRow]) -> list[ShortName]:
    """Return the keys of names without a legal form, or of the whole ones, that are surely another's.

    Sure is a name whose core only one other name has, with a legal form. Where two companies differ in nothing but
    that (有限公司, 股份有限公司), where both names are customers of the ledger, and where both have ids, they stay two.

    Args:
        rows: Every distinct mention that has a name and a key, those of the ledger first.
    """
    cores: dict[str, tuple[list[NamedRow], list[NamedRow]]] = defaultdict(lambda: ([], []))
    for row in rows:
        core, formed = split_form(row.folded)
        if len(core) >= _SHORTEST_CORE:
            cores[core][formed].append(row)
    return [found for short, whole in cores.values() for found in _join(short, whole)]


def _join(short: list[NamedRow], whole: list[NamedRow]) -> Iterable[ShortName]:
    keys = {row.key for row in short} | {row.key for row in whole}
    one_each = len({row.key for row in short}) == len({row.key for row in whole}) == 1
    listed = {row.table for row in short} & {row.table for row in whole} & _OF_CUSTOMERS
    if not one_each or len(keys) != 2 or listed or all(kind == "id" for kind, _ in keys):
        return
    # An id stays where there is one, else the ledger's name, else the whole one.
    first, other = short[0], whole[0]
    if first.key[0] == "id" or (other.key[0] == "name" and first.table == "ledger"):
        first, other = other, first
    yield ShortName(first.key, other.key, first.name, other.name)
