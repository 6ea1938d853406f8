"""Receivables by contract whose only sign of age is a text: no date says how old each is."""

from __future__ import annotations

from collections.abc import Mapping

from kehu_batch.folding import fold_header
from kehu_batch.policy.vocabulary import Vocabulary


def find_stated_age(texts: Mapping[int, str], vocabulary: Vocabulary) -> int | None:
    """Return the column of the ages of a header that lists receivables by contract; ``None`` of any other.

    Args:
        texts: The header's texts by 0-based column.
        vocabulary: The tables, and words for other things than customers.
    """
    invoices = vocabulary.tables["invoices"]
    fields = {column: invoices.field_of(fold_header(text)) for column, text in texts.items()}
    age = next((column for column, field in fields.items() if field == "stated_age"), None)
    by_contract = any(fold_header(text) in vocabulary.words.other_entities for text in texts.values())
    if age is None or not by_contract or {"issued_on", "due_on"}.intersection(filter(None, fields.values())):
        return None
    return age
