"""General headers (时间, 编号, 日期): which field of a table each has, where no better column does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kehu_batch.folding import fold_header
from kehu_batch.model.tables.recognition import ColumnMatch
from kehu_batch.policy.vocabulary import Field, TableKind
from kehu_batch.recognition.header.forms import header_forms, is_translation, parts_of
from kehu_batch.records import dataclass, replace

#: Why a general header is taken for a field.
WEAK = "通用表头，此表没有更明确的列"
#: Headers of one moment in two columns, folded.
_DAY_AND_TIME = frozenset([("日期", "时间"), ("date", "time")])


@dataclass(frozen=True, slots=True)
class AmbiguousColumns:
    """Columns that may be several fields, or of which several may be one field; none is used."""

    columns: tuple[int, ...]
    fields: tuple[str, ...]
    headers: tuple[str, ...]


def means_the_same(english: str, item: Field, table: TableKind) -> bool:
    """Whether the English beside a field's Chinese header is of the same field."""
    return is_translation(english, item) or table.field_of(fold_header(english)) == item.code


def weak_matches(
    texts: Mapping[int, str], table: TableKind, taken: set[str]
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
            headers = tuple(texts[rival] for rival in rivals)
            contested.append(AmbiguousColumns(tuple(rivals), tuple(free[column]), headers))
            closed = set(free[column])
            done = set(rivals)
        else:
            matches.append(ColumnMatch(field, column, texts[column], WEAK, choices[column][1]))
            closed, done = {field}, {column}
        free = {
            other: rest
            for other, fields in free.items()
            if other not in done and (rest := [item for item in fields if item not in closed])
        }
    return matches, contested


def time_beside_day(texts: Mapping[int, str], table: TableKind) -> int | None:
    """Return the column headed 时间 right beside the one headed 日期, if both may be one event's; else ``None``."""
    folded = {column: fold_header(text) for column, text in texts.items()}
    for column, text in folded.items():
        for other in (column + 1, column - 1):
            if (text, folded.get(other)) in _DAY_AND_TIME and _weak_choice(texts[column], table) is not None:
                return other
    return None


def with_its_day(
    paired: int | None, texts: Mapping[int, str], weak: Iterable[ColumnMatch]
) -> list[ColumnMatch]:
    """Return the column of times as a further one of the field that the day beside it has."""
    if paired is None:
        return []
    wanted = {day for day, clock in _DAY_AND_TIME if clock == fold_header(texts[paired])}
    day = next((match for match in weak if fold_header(match.header) in wanted), None)
    return [] if day is None else [replace(day, column=paired, header=texts[paired])]


def _weak_choice(text: str, table: TableKind) -> tuple[tuple[str, ...], str] | None:
    for form in header_forms(text):
        fields = table.weak.get(form.text, ())
        if form.english:
            fields = tuple(
                field for field in fields if means_the_same(form.english, table.fields[field], table)
            )
        if fields:
            return fields, form.unit
    shared = _choices_of_all(parts_of(text), table)
    return (shared, "") if shared else None


def _choices_of_all(parts: Sequence[str], table: TableKind) -> tuple[str, ...]:
    """Return the fields that each part of a composite header (``客户姓名/名称``) may be, surely or weakly."""
    if len(parts) < 2:
        return ()
    choices = [(*filter(None, (table.field_of(part),)), *table.weak.get(part, ())) for part in parts]
    return tuple(field for field in choices[0] if all(field in others for others in choices))
