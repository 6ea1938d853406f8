"""Words that tell rows, sheets and explanations in headers apart, as the vocabulary lists them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from kehu_batch.folding import fold_texts
from kehu_batch.records import dataclass
from kehu_batch.records import fields as dataclass_fields

#: Words that are expressions for a whole text.
PATTERNED_WORDS = ("groups", "periods", "measures")


@dataclass(frozen=True, slots=True)
class Words:
    """Folded words that tell rows, sheets and explanations in headers apart; ``vocabulary.toml`` says of each."""

    totals: tuple[str, ...]
    totals_alone: frozenset[str]
    group_totals: tuple[str, ...]
    under_totals: frozenset[str]
    measures: tuple[re.Pattern[str], ...]
    tallies: frozenset[str]
    openings: frozenset[str]
    notes: frozenset[str]
    signatures: tuple[str, ...]
    examples: frozenset[str]
    requirements: tuple[str, ...]
    groups: tuple[re.Pattern[str], ...]
    periods: tuple[re.Pattern[str], ...]
    guide_sheets: frozenset[str]
    option_sheets: frozenset[str]
    other_subjects: tuple[str, ...]
    other_accounts: tuple[str, ...]
    own_accounts: tuple[str, ...]
    sums: frozenset[str]
    not_due: tuple[str, ...]
    late: tuple[str, ...]
    received: tuple[str, ...]
    claims: frozenset[str]
    ratios: tuple[str, ...]
    advances: tuple[str, ...]
    not_money: tuple[str, ...]
    taxes: frozenset[str]
    with_tax: frozenset[str]
    other_parties: tuple[str, ...]
    other_entities: frozenset[str]
    movements: frozenset[str]
    prospects: tuple[str, ...]
    prospect_headers: frozenset[str]
    maybe_prospects: tuple[str, ...]
    maybe_prospect_headers: frozenset[str]
    other_money: tuple[str, ...]
    dead_names: tuple[str, ...]
    switches: frozenset[str]
    maybe_switches: frozenset[str]
    verdicts: tuple[str, ...]
    field_words: frozenset[str]
    two_sided: tuple[str, ...]
    customers: tuple[str, ...]
    finance: tuple[str, ...]
    document_kinds: tuple[str, ...]
    returns: frozenset[str]
    payments: frozenset[str]
    product_counts: tuple[str, ...]
    product_prices: tuple[str, ...]
    money_units: frozenset[str]
    serials: frozenset[str]
    qualifiers: frozenset[str]
    explaining: frozenset[str]


def parse_words(data: Mapping[str, Any]) -> Words:
    """Return the words of a vocabulary file; those that it leaves out are none."""
    values: dict[str, Any] = {name: compile_all(data.get(name, [])) for name in PATTERNED_WORDS}
    for item in dataclass_fields(Words):
        if item.name not in values:
            folded = fold_texts(data.get(item.name, []))
            # Words that are looked up whole are declared as sets.
            values[item.name] = frozenset(folded) if str(item.type).startswith("frozenset") else tuple(folded)
    return Words(**values)


def compile_all(texts: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of several expressions."""
    return tuple(map(re.compile, texts))
