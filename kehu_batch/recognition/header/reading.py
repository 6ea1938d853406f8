"""Read one header, as one kind of table, against the vocabulary."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kehu_batch.folding import fold_header
from kehu_batch.model.tables.recognition import ColumnMatch, UnknownColumn
from kehu_batch.policy.vocabulary import Field, FieldKind, TableKind, Vocabulary
from kehu_batch.recognition.header.forms import (
    HeaderForm,
    header_forms,
    parts_of,
    words_of,
)
from kehu_batch.recognition.header.general_columns import (
    AmbiguousColumns,
    means_the_same,
    time_beside_day,
    weak_matches,
    with_its_day,
)
from kehu_batch.recognition.header.nearness import are_near
from kehu_batch.recognition.header.posting_sides import find_other_sides, sides_of
from kehu_batch.recognition.header.vague_columns import (
    ALIKE,
    find_balances,
    find_gross,
    lists_settlements,
    with_day,
    with_own_numbers,
    without_day_of_call,
    without_stand_ins,
    without_vague,
)
from kehu_batch.records import dataclass, replace

#: How near a header must be to a known one to be proposed; proposals are shown, never used.
_NEAR = 0.5
#: So many of the nearest are looked at.
_LOOKED_AT = 24
_MAX_HEADER = 60
#: A text known by its parts or its pattern alone counts as if so many tables knew it.
_NOWHERE = 9
_LONGEST_NOUN = 3
_EXACT = "标准表头"
_SYNONYM = "表头同义词"
_WITHOUT_BRACKETS = "去掉括号说明后为表头同义词"
_WITHOUT_ENGLISH = "去掉英文对照后为表头同义词"
_THEIRS = ("对方账", "对方户", "对方开户", "对手")
_GROSS = "旁边另有税额，这一列是价税合计"
_COMPOSITE = "复合表头，各部分同指一个字段"


@dataclass(frozen=True, slots=True)
class HeaderReading:
    """One header row read as one kind of table.

    Args:
        table: TableKind code.
        score: How well it fits; comparable between tables for the same header.
        columns: Understood columns, left to right.
        duplicates: Further columns of a field that is taken.
        unknown: Columns without a field.
        ambiguous: Columns that could not be distinguished.
        missing: What it lacks to be this table, in Chinese; empty where it is one.
        applies: Whether it may list what receipts of other tables settle: their number, a document, and how much.
        calls: The same header read with the columns of each further call that its rows hold side by side.
    """

    table: str
    score: float
    columns: tuple[ColumnMatch, ...]
    duplicates: tuple[ColumnMatch, ...]
    unknown: tuple[UnknownColumn, ...]
    ambiguous: tuple[AmbiguousColumns, ...]
    missing: tuple[str, ...]
    applies: bool = False
    calls: tuple[HeaderReading, ...] = ()


def is_header(text: object, vocabulary: Vocabulary) -> bool:
    """Whether a text as a whole is, surely or weakly, a header of any table."""
    if not isinstance(text, str) or not 0 < len(text) <= _MAX_HEADER:
        return False
    return any(vocabulary.knows(form.text) for form in header_forms(text))


def is_known(text: object, vocabulary: Vocabulary) -> bool:
    """Whether a cell's text, or one of the parts that it joins (``电话/手机``), is a header of any table."""
    if not isinstance(text, str) or not 0 < len(text) <= _MAX_HEADER:
        return False
    return is_header(text, vocabulary) or any(map(vocabulary.knows, parts_of(text)))


def read_header(texts: Mapping[int, str], table: TableKind, vocabulary: Vocabulary) -> HeaderReading:
    """Read a header as ``table``.

    A text that surely means a field is taken first; general texts (时间, 编号) then fill fields that are left.
    Where two of them contend for one field neither is used.

    Args:
        texts: Header text by 0-based column, blank ones left out.
        table: The kind of table to read it as.
        vocabulary: All tables, for how specific a text is.
    """
    found, unclear = _sure_matches(texts, table, vocabulary)
    found = without_vague(found, table)
    sure = without_stand_ins(found, table, texts)
    yielded = {match.column: match.field for match in found if match not in sure}
    sure = with_own_numbers(sure, table)
    sure = _without_other_sides(without_day_of_call(sure), texts, table)
    sure += _with_tax(sure, texts, table, vocabulary)
    kept, repeated = _each_once(sure, table)
    taken = {match.column for match in sure} | {column for item in unclear for column in item.columns}
    left = {column: text for column, text in texts.items() if column not in taken}
    paired = time_beside_day(left, table)
    if paired is not None:
        left = {column: text for column, text in left.items() if column != paired}
    weak, contested = weak_matches(left, table, _closed_to_weak(kept, table))
    named = {match.field for match in weak}
    weak = [match for match in weak if table.fields[match.field].yields_to not in named]
    repeated += with_its_day(paired, texts, weak)
    weak += find_balances(left, [*kept, *weak], table, vocabulary.words)
    everything = sorted(map(with_day, [*kept, *weak]), key=lambda match: match.column)
    used = {match.column for match in (*everything, *repeated)} | taken
    used |= {column for item in contested for column in item.columns}
    return HeaderReading(
        table=table.code,
        score=_score(everything, {match.column for match in weak}, table, vocabulary),
        columns=tuple(everything),
        duplicates=tuple(repeated),
        unknown=tuple(
            UnknownColumn(column, text, why=_why_unused(yielded.get(column), everything))
            for column, text in texts.items()
            if column not in used
        ),
        ambiguous=(*unclear, *contested),
        missing=tuple(table.missing({match.field for match in everything})),
        applies=lists_settlements(table, kept, everything, texts),
    )


def _why_unused(field: str | None, used: Iterable[ColumnMatch]) -> str:
    """Return why a column of a field is not used: another says it more clearly; blank where none does."""
    better = next((match.header for match in used if match.field == field), "")
    return f"没有“{better.strip()}”一列明确" if better else ""


def _with_tax(
    sure: Sequence[ColumnMatch], texts: Mapping[int, str], table: TableKind, vocabulary: Vocabulary
) -> list[ColumnMatch]:
    column = find_gross(texts, sure, table, vocabulary.words)
    if column is None:
        return []
    return [ColumnMatch("amount", column, texts[column], _GROSS, header_forms(texts[column])[0].unit)]


def _each_once(
    matches: Sequence[ColumnMatch], table: TableKind
) -> tuple[list[ColumnMatch], list[ColumnMatch]]:
    """Return the columns that count, and further ones of a field that is taken.

    A field of many columns is taken by each of its names: 手机 and 电话 are two columns, one name twice is a slip.
    Those known by a pattern (aging buckets) are told apart later, by what they say.
    """
    kept: list[ColumnMatch] = []
    repeated: list[ColumnMatch] = []
    taken: set[tuple[str, str]] = set()
    for match in matches:
        field = table.fields[match.field]
        name = match.field, fold_header(match.header) if field.many else ""
        again = name in taken and not (field.many and field.patterns)
        (repeated if again else kept).append(match)
        taken.add(name)
    return kept, repeated


def with_nearest(reading: HeaderReading, table: TableKind, cutoff: float = _NEAR) -> HeaderReading:
    """Return the reading with the nearest free field proposed for each unknown column, if one is so near (0 … 1)."""
    taken = {match.field for match in reading.columns}
    # A text of two things is not near to one of them.
    forms = {form: field for form, field in table.strong.items() if field not in taken and "/" not in form}
    unknown = tuple(
        column if column.why else replace(column, nearest=_nearest(column.header, forms, cutoff))
        for column in reading.unknown
    )
    return replace(reading, unknown=unknown)


def _nearest(text: str, forms: Mapping[str, str], cutoff: float) -> str:
    """Return the field of the nearest text that is near by more than what many headers end with (时间, 名称)."""
    folded = fold_header(text)[:_MAX_HEADER]
    # What is the other party's (对方账号 of a bank's list) is nothing of the document's.
    if folded.startswith(_THEIRS):
        return ""
    close = difflib.get_close_matches(folded, forms, n=_LOOKED_AT, cutoff=cutoff)
    return next((forms[form] for form in close if are_near(folded, form)), "")


def _sure_matches(
    texts: Mapping[int, str], table: TableKind, vocabulary: Vocabulary
) -> tuple[list[ColumnMatch], list[AmbiguousColumns]]:
    matches, unclear = [], []
    for column, text in texts.items():
        found = _match(column, text, table, vocabulary)
        if isinstance(found, ColumnMatch):
            matches.append(found)
            continue
        fields = found or tuple(dict.fromkeys(_fields_of_parts(text, table)))
        if len(fields) > 1:
            unclear.append(AmbiguousColumns((column,), fields, (text,)))
    return matches, unclear


def _match(
    column: int, text: str, table: TableKind, vocabulary: Vocabulary
) -> ColumnMatch | tuple[str, ...] | None:
    """Return the column's field; the fields that it may be where its explanation says another; or nothing."""
    for form in header_forms(text):
        field = table.field_of(form.text)
        if field is not None:
            return _explained(column, text, form, field, table, vocabulary)
    parts = parts_of(text)
    fields = {table.field_of(part) for part in parts}
    if len(parts) > 1 and len(fields) == 1 and (field := fields.pop()) is not None:
        return ColumnMatch(field, column, text, _COMPOSITE, header_forms(text)[-1].unit)
    for form in header_forms(text):
        field = table.alike.field_of(form.text)
        if field is not None:
            found = _explained(column, text, form, field, table, vocabulary)
            return replace(found, reason=ALIKE) if isinstance(found, ColumnMatch) else found
    return None


def _explained(
    column: int, text: str, form: HeaderForm, field: str, table: TableKind, vocabulary: Vocabulary
) -> ColumnMatch | tuple[str, ...] | None:
    """Return the field of a form, where nothing beside it in the header says that it is another."""
    item = table.fields[field]
    if form.english and not means_the_same(form.english, item, table):
        return None
    if form.rest and (others := _other_attributes(form.rest, item, table, vocabulary)):
        return () if "" in others else (field, *others)
    return ColumnMatch(field, column, text, _reason(form, item), form.unit)


def _reason(form: HeaderForm, item: Field) -> str:
    if form.english:
        return _WITHOUT_ENGLISH
    if form.rest:
        return _WITHOUT_BRACKETS
    return _EXACT if fold_header(item.label) == form.text else _SYNONYM


def _other_attributes(rest: str, item: Field, table: TableKind, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return what an explanation in brackets says the column holds instead; empty for no field of the table.

    ``联系人(电话)`` is not known to hold names, nor is ``负责人(工号)``; ``回访方式(电话/微信/上门)`` explains.
    """
    parts = words_of(rest)
    others: list[str] = []
    for part in parts:
        field = table.field_of(part)
        if field is None and (len(parts) == 1 or item.kind in {FieldKind.ID, FieldKind.NAME}):
            choices = table.weak.get(part, ())
            field = item.code if item.code in choices else next(iter(choices), None)
        if field == item.code or (field is None and not _is_attribute(part, item, vocabulary)):
            return ()
        others.append(field or "")
    return tuple(dict.fromkeys(others))


def _is_attribute(part: str, item: Field, vocabulary: Vocabulary) -> bool:
    """Whether a word in brackets names an attribute: 邮箱; of an id or name any short noun may: 客户(规模)."""
    if part in vocabulary.words.qualifiers:
        return True
    noun = len(part) <= _LONGEST_NOUN and part.isalpha() and not part.isascii()
    return noun and item.kind in {FieldKind.ID, FieldKind.NAME} and part not in vocabulary.words.explaining


def _fields_of_parts(text: str, table: TableKind) -> Iterator[str]:
    return (field for part in parts_of(text) if (field := table.field_of(part)) is not None)


def _without_other_sides(
    matches: list[ColumnMatch], texts: Mapping[int, str], table: TableKind
) -> list[ColumnMatch]:
    """Leave out columns 方向 that sign another amount than the table's own, which may be named weakly (余额)."""
    if len(sides := sides_of(matches)) < 2:
        return matches
    known = {match.column for match in matches}
    left = {column: text for column, text in texts.items() if column not in known}
    weak, _ = weak_matches(left, table, {match.field for match in matches})
    others = find_other_sides(sides, texts, (*matches, *weak))
    return [match for match in matches if match.column not in others]


def _closed_to_weak(sure: Iterable[ColumnMatch], table: TableKind) -> set[str]:
    """Return the fields that no general header may fill: those that are taken, and those that yield to one of these.

    Beside 未收金额 a bare 回款 may be that of a month alone.
    """
    taken = {match.field for match in sure}
    return taken | {item.code for item in table.fields.values() if item.yields_to in taken}


def header_spread(header: str, vocabulary: Vocabulary) -> int:
    """Return in how many tables a header's text is surely known; many where it is known in none."""
    return min(
        (vocabulary.spread.get(form.text, _NOWHERE) for form in header_forms(header)), default=_NOWHERE
    )


def _score(columns: list[ColumnMatch], weak: set[int], table: TableKind, vocabulary: Vocabulary) -> float:
    """Weigh a reading: a column counts one, more where few tables know its text or the table needs it.

    A field that tables of another kind have just as well tells nothing.
    """
    needed = {field for group in table.needs for field in group}
    total = 0.0
    seen: set[str] = set()
    for match in columns:
        if not table.fields[match.field].telling:
            continue
        if match.column in weak:
            total += 0.5
            continue
        total += 1.0 + 1.0 / header_spread(match.header, vocabulary)
        if match.field in needed and match.field not in seen:
            total += 0.5
        seen.add(match.field)
    return round(total, 6)
