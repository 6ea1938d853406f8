"""A department's own column headers, from its policy, beside the shipped vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kehu_batch.errors import PolicyError
from kehu_batch.model.findings.question import NO, YES, Answers, QuestionKind
from kehu_batch.policy.vocabulary import (
    TableKind,
    Vocabulary,
    alike_headers,
    as_marked,
    assemble,
    fold_labels,
    index_fields,
)
from kehu_batch.records import replace


def extend_vocabulary(
    vocabulary: Vocabulary, headers: Mapping[str, Mapping[str, Iterable[str]]]
) -> Vocabulary:
    """Return the vocabulary with further headers: texts by table and field code.

    They go before the shipped meaning of the same text.

    Raises:
        PolicyError: There is no such table or field.
    """
    if not headers:
        return vocabulary
    tables = dict(vocabulary.tables)
    for code, own in headers.items():
        if code not in tables:
            raise _unknown(f"headers.{code}：没有这种表", tables)
        tables[code] = _with_headers(tables[code], own)
    added = (text for own in headers.values() for texts in own.values() for text in texts)
    return assemble(tables, vocabulary.words, vocabulary.texts | as_marked(added))


def answered_headers(vocabulary: Vocabulary, answers: Answers) -> dict[str, dict[str, list[str]]]:
    """Return the headers that somebody answered for: texts by table and field code."""
    found: dict[str, dict[str, list[str]]] = {}
    for key, answer in answers.of_kind(QuestionKind.HEADER).items():
        code, _, header = key.partition("|")
        table = vocabulary.tables.get(code)
        if table is None or answer == NO:
            continue
        named = [field for field in table.fields if answer == f"{YES}{vocabulary.field_label(code, field)}"]
        for field in named[:1]:
            found.setdefault(code, {}).setdefault(field, []).append(header)
    return found


def _with_headers(table: TableKind, headers: Mapping[str, Iterable[str]]) -> TableKind:
    fields = dict(table.fields)
    for code, texts in headers.items():
        if code not in fields:
            raise _unknown(f"headers.{table.code}.{code}：表里没有这个字段", fields)
        own = fold_labels(list(texts))
        for other, item in fields.items():
            strong = item.strong | own if other == code else item.strong - own
            fields[other] = replace(item, strong=strong, weak=item.weak - own, stand_ins=item.stand_ins - own)
    strong_index, weak_index = index_fields(fields)
    patterned = tuple(item for item in fields.values() if item.patterns)
    return replace(
        table,
        fields=fields,
        strong=strong_index,
        weak=weak_index,
        patterned=patterned,
        alike=alike_headers(table.alike.words, strong_index, weak_index, fields),
    )


def _unknown(what: str, known: Iterable[str]) -> PolicyError:
    return PolicyError(f"策略的 {what}", action=f"可用的有：{'、'.join(known)}", code="policy_invalid")
