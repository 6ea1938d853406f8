"""Headers in other words than the vocabulary lists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kehu_batch.folding import fold_header
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.header.reading import read_header
from kehu_batch.recognition.header.vague_columns import ALIKE

CASES = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "cases" / "alike_headers.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
    if not line.startswith("#")
]


def _field(table: str, *headers: str) -> list[str]:
    """Return the field of each header of one row, blank where it has none."""
    vocabulary = load_vocabulary()
    found = read_header(dict(enumerate(headers)), vocabulary.tables[table], vocabulary)
    fields = {match.column: match.field for match in found.columns}
    return [fields.get(column, "") for column in range(len(headers))]


@pytest.mark.parametrize(("table", "field", "header"), CASES, ids=lambda text: text)
def test_a_header_in_other_words(table: str, field: str, header: str) -> None:
    assert _field(table, header) == [field.removeprefix("-")]


def test_the_words_stand_for_one_another_only_where_one_field_says_so() -> None:
    # 跟进情况 is what was done and 跟进状态 how far it is: with 跟踪 for 跟进 each stays what it is.
    assert _field("followups", "跟踪情况", "跟踪状态") == ["content", "status"]
    # 编号 alone may be several things, and so may 代号.
    assert _field("callbacks", "代号") == [""]


def test_a_header_that_is_known_goes_before_one_in_other_words() -> None:
    assert _field("ledger", "客户档次", "客户等级") == ["", "stated_tier"]
    assert _field("ledger", "客户档次") == ["stated_tier"]


def test_why_such_a_column_is_taken_is_told() -> None:
    vocabulary = load_vocabulary()
    (match,) = read_header({0: "走访途径"}, vocabulary.tables["callbacks"], vocabulary).columns
    assert match.reason == ALIKE


def test_no_text_is_two_fields_in_other_words() -> None:
    """Of the phrasings of a table the first counts that fits, so no two of them may fit one header."""
    vocabulary = load_vocabulary()
    texts = {folded for table in vocabulary.tables.values() for folded in (*table.strong, *table.weak)}
    texts.update(fold_header(header) for *_, header in CASES)
    for table in vocabulary.tables.values():
        for usual in map(table.alike.words.put, texts):
            fields = [
                code
                for code, phrasings in table.alike.phrasings.items()
                if re.fullmatch("|".join(phrasings), usual)
            ]
            assert len(fields) <= 1, (table.code, usual, fields)
