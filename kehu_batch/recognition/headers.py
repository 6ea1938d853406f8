"""Read one header, as one kind of table, against the vocabulary."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from kehu_batch.folding import fold_header, split_header_unit
from kehu_batch.model.recognition import ColumnMatch, UnknownColumn
from kehu_batch.policy.vocabulary import Table, Vocabulary

_TRAILING_BRACKETS = re.compile(r"(.+?)\([^()]*\)")
_SEPARATORS = re.compile(r"[/、,,&+|]|及|和|与")
#: How near a header must be to a known one to be proposed; proposals are shown, never used.
_NEAR = 0.5
_MAX_HEADER = 60

_EXACT = "标准表头"
_SYNONYM = "表头同义词"
_WITHOUT_BRACKETS = "去掉括号说明后为表头同义词"
_COMPOSITE = "复合表头，各部分同指一个字段"
_WEAK = "通用表头，此表没有更明确的列"


@dataclass(frozen=True, slots=True)
class AmbiguousColumns:
    """Columns that may be several fields, or of which several may be one field; none is used."""

    columns: tuple[int, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeaderReading:
    """One header row read as one kind of table.

    Args:
        table: Table code.
        score: How well it fits; comparable between tables for the same header.
        columns: Understood columns, left to right.
        duplicates: Further columns of a field that is taken.
        unknown: Columns without a field.
        ambiguous: Columns that could not be told apart.
        missing: What it lacks to be this table, in Chinese; empty where it is one.
    """

    table: str
    score: float
    columns: tuple[ColumnMatch, ...]
    duplicates: tuple[ColumnMatch, ...]
    unknown: tuple[UnknownColumn, ...]
    ambiguous: tuple[AmbiguousColumns, ...]
    missing: tuple[str, ...]


@lru_cache(maxsize=4096)
def header_forms(text: str) -> tuple[tuple[str, str, bool], ...]:
    """Return the folded forms to look a header up by, best first: ``(form, unit, brackets dropped)``."""
    whole = fold_header(text)
    name, unit = split_header_unit(text)
    forms = [(whole, unit if whole == name else "", False), (name, unit, False)]
    if whole != name:
        # "推荐意愿(0-10)" is a label with its unit in it: the unit is known all the same.
        forms[0] = (whole, unit, False)
    bare = _TRAILING_BRACKETS.fullmatch(name)
    if bare is not None:
        forms.append((bare[1], unit, True))
    return tuple(dict.fromkeys(form for form in forms if form[0]))


def is_known(text: object, vocabulary: Vocabulary) -> bool:
    """Whether a cell's text is, surely or weakly, a header of any table."""
    if not isinstance(text, str) or not 0 < len(text) <= _MAX_HEADER:
        return False
    forms = [form for form, _, _ in header_forms(text)]
    return any(vocabulary.knows(form) for form in forms) or any(map(vocabulary.knows, _parts(text)))


def read_header(texts: Mapping[int, str], table: Table, vocabulary: Vocabulary) -> HeaderReading:
    """Read a header as ``table``.

    A text that surely means a field is taken first; general texts (时间, 编号) then fill fields that are left.
    Where two of them contend for one field neither is used.

    Args:
        texts: Header text by 0-based column, blank ones left out.
        table: The kind of table to read it as.
        vocabulary: All tables, for how specific a text is.
    """
    sure, unclear = _sure_matches(texts, table)
    columns: dict[str, ColumnMatch] = {}
    repeated: list[ColumnMatch] = []
    for match in sure:
        if match.field in columns and not table.fields[match.field].many:
            repeated.append(match)
        else:
            columns.setdefault(match.field, match)
    many = [match for match in sure if table.fields[match.field].many]
    taken = {match.column for match in sure} | {column for item in unclear for column in item.columns}
    left = {column: text for column, text in texts.items() if column not in taken}
    weak, contested = _weak_matches(left, table, set(columns))
    found = [match for match in columns.values() if not table.fields[match.field].many]
    everything = sorted([*found, *many, *weak], key=lambda match: match.column)
    used = {match.column for match in everything} | taken | {c for item in contested for c in item.columns}
    return HeaderReading(
        table=table.code,
        score=_score(everything, {match.column for match in weak}, table, vocabulary),
        columns=tuple(everything),
        duplicates=tuple(repeated),
        unknown=tuple(UnknownColumn(column, text) for column, text in texts.items() if column not in used),
        ambiguous=(*unclear, *contested),
        missing=tuple(table.missing({match.field for match in everything})),
    )


def with_nearest(reading: HeaderReading, table: Table) -> HeaderReading:
    """Return the reading with the nearest free field proposed for each unknown column."""
    taken = {match.field for match in reading.columns}
    forms = {form: field for form, field in table.strong.items() if field not in taken}
    unknown = tuple(replace(column, nearest=_nearest(column.header, forms)) for column in reading.unknown)
    return replace(reading, unknown=unknown)


def _nearest(text: str, forms: Mapping[str, str]) -> str:
    close = difflib.get_close_matches(fold_header(text)[:_MAX_HEADER], forms, n=1, cutoff=_NEAR)
    return forms[close[0]] if close else ""


def _sure_matches(texts: Mapping[int, str], table: Table) -> tuple[list[ColumnMatch], list[AmbiguousColumns]]:
    matches, unclear = [], []
    for column, text in texts.items():
        match = _match(column, text, table)
        if match is not None:
            matches.append(match)
            continue
        fields = tuple(dict.fromkeys(_fields_of_parts(text, table)))
        if len(fields) > 1:
            unclear.append(AmbiguousColumns((column,), fields))
    return matches, unclear


def _match(column: int, text: str, table: Table) -> ColumnMatch | None:
    for form, unit, shortened in header_forms(text):
        field = table.field_of(form)
        if field is not None:
            exact = fold_header(table.fields[field].label) == form
            reason = _WITHOUT_BRACKETS if shortened else _EXACT if exact else _SYNONYM
            return ColumnMatch(field, column, text, reason, unit)
    parts = _parts(text)
    fields = {table.field_of(part) for part in parts}
    if len(parts) > 1 and len(fields) == 1 and (field := fields.pop()) is not None:
        return ColumnMatch(field, column, text, _COMPOSITE, header_forms(text)[-1][1])
    return None


def _parts(text: str) -> list[str]:
    """Return the parts of a composite header, brackets at its end dropped; the whole where it has but one."""
    forms = header_forms(text)
    return [part for part in _SEPARATORS.split(forms[-1][0]) if part] if forms else []


def _fields_of_parts(text: str, table: Table) -> Iterator[str]:
    return (field for part in _parts(text) if (field := table.field_of(part)) is not None)


def _weak_matches(
    texts: Mapping[int, str], table: Table, taken: set[str]
) -> tuple[list[ColumnMatch], list[AmbiguousColumns]]:
    """Give general headers to fields that are free, those with the fewest choices first."""
    choices = {column: choice for column, text in texts.items() if (choice := _weak_choice(text, table))}
    free = {
        column: [field for field in choice[0] if field not in taken] for column, choice in choices.items()
    }
    free = {column: fields for column, fields in free.items() if fields}
    matches: list[ColumnMatch] = []
    contested: list[AmbiguousColumns] = []
    while free:
        column = min(free, key=lambda item: (len(free[item]), item))
        field = free[column][0]
        rivals = [other for other, fields in free.items() if fields == free[column]]
        if len(rivals) > len(free[column]):
            contested.append(AmbiguousColumns(tuple(rivals), tuple(free[column])))
            closed = set(free[column])
            done = set(rivals)
        else:
            matches.append(ColumnMatch(field, column, texts[column], _WEAK, choices[column][1]))
            closed, done = {field}, {column}
        free = {
            other: rest
            for other, fields in free.items()
            if other not in done and (rest := [item for item in fields if item not in closed])
        }
    return matches, contested


def _weak_choice(text: str, table: Table) -> tuple[tuple[str, ...], str] | None:
    for form, unit, _ in header_forms(text):
        if form in table.weak:
            return table.weak[form], unit
    return None


def _score(columns: list[ColumnMatch], weak: set[int], table: Table, vocabulary: Vocabulary) -> float:
    """Weigh a reading: a column counts one, more where few tables know its text or the table needs it."""
    needed = {field for group in table.needs for field in group}
    total = 0.0
    seen: set[str] = set()
    for match in columns:
        if match.column in weak:
            total += 0.5
            continue
        spread = min((vocabulary.spread.get(form, 9) for form, _, _ in header_forms(match.header)), default=9)
        total += 1.0 + 1.0 / spread
        if match.field in needed and match.field not in seen:
            total += 0.5
        seen.add(match.field)
    return round(total, 6)
