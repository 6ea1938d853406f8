"""Settles columns of one field: where their values agree they count once, where not the cell is unknown.

A blank cell says nothing and so contradicts nothing: the column that has a value is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from kehu_batch.cells import column_letter
from kehu_batch.folding import fold_name, fold_text
from kehu_batch.model.findings.catalogue_values import VALUES_DIFFER
from kehu_batch.model.tables.document_states import STATE_TABLES, DocumentState
from kehu_batch.model.tables.recognition import ColumnMatch
from kehu_batch.normalisation.cells.collecting import Collector, show_value
from kehu_batch.normalisation.cells.distinct import Objects, find_distinct, map_distinct
from kehu_batch.normalisation.cells.raw import RepeatedColumn
from kehu_batch.normalisation.cells.text import cell_text, is_blank_cell
from kehu_batch.normalisation.dates.moments import join_moments, join_parts, spell_times
from kehu_batch.normalisation.dates.reading import read_date
from kehu_batch.normalisation.identity.names import read_id, split_customer
from kehu_batch.normalisation.money.amounts import read_amount
from kehu_batch.normalisation.money.column_units import unit_of_column
from kehu_batch.normalisation.money.currencies import header_currency
from kehu_batch.normalisation.tables.columns import region_slices
from kehu_batch.normalisation.tables.document_states import read_state
from kehu_batch.policy.vocabulary import FieldKind, Vocabulary

#: Fields of which two columns (开票状态, 单据状态) are of different sides of one document.
_STATES = frozenset((table, "status") for table in STATE_TABLES)

_SCORES = frozenset({"score", "recommendation"})
#: Only those of columns: with each one more, a number that says something else could pass for the percent beside it.
_FULL_MARKS = (5, 10, 100)
_PLAIN_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,4})?", re.ASCII)

#: Whether two cells of one field say the same.
_Agrees = Callable[[Any, Any], bool]


def settle_duplicates(collector: Collector, vocabulary: Vocabulary) -> None:
    """Merge every further column of a field into its first, with a finding at each cell that differs.

    The columns of ``collector.raw`` are replaced; cells that differ read as blank.
    """
    raw = collector.raw
    inside = dict(zip((region.id for region in raw.regions), region_slices(raw), strict=True))
    fields = vocabulary.tables[raw.table].fields
    # What two columns disagree on, a third does not decide.
    contested: dict[str, npt.NDArray[np.bool_]] = {}
    for repeated in raw.repeated:
        field = repeated.match.field
        cells = raw.columns[field].expand()
        first = cells[inside[repeated.region.id]]
        second = _in_unit_of(repeated, fields[field].kind, collector.currency)
        if fields[field].kind is FieldKind.AMOUNT and len(set(_currencies(repeated, collector.currency))) > 1:
            first, second = _without_zeros(first, second)
        if fields[field].kind is FieldKind.DATE:
            headers = repeated.first.header, repeated.match.header
            first, second = join_parts(first, second, *headers)
            first, second = spell_times(first, *headers), spell_times(second, *headers[::-1])
            first, second = join_moments(first, second)
        if (raw.table, field) in _STATES:
            first, second = _join_states(first, second)
        doubtful = contested.setdefault(field, np.zeros(len(raw), dtype=np.bool_))[inside[repeated.region.id]]
        empty, said = _blank(first), ~_blank(second) & ~doubtful
        first[empty & said] = second[empty & said]
        differ = _differ(
            first, second, ~empty & said, _agreement(fields[field].kind, repeated, collector.score_words)
        )
        if len(differ):
            _report(collector, repeated, first, differ + inside[repeated.region.id].start)
            first[differ] = ""
            doubtful[differ] = True
        if fields[field].kind is FieldKind.DATE:
            first = _with_years(first, second, ~empty & said)
        cells[inside[repeated.region.id]] = first
        raw.columns[field] = find_distinct(cells)


def _join_states(first: Objects, second: Objects) -> tuple[Objects, Objects]:
    """Take of two columns of states the more specific word (已开票, 作废), not that a document is in force."""
    one, other = (map_distinct(cells, read_state) for cells in (first, second))
    quiet, plain = one == DocumentState.LIVE, other == DocumentState.LIVE
    known = (one == other) & (one != DocumentState.UNKNOWN)
    return np.where(quiet & ~plain, second, first), np.where(quiet | plain | known, "", second)


def _with_years(first: Objects, second: Objects, both: npt.NDArray[np.bool_]) -> Objects:
    """Take the second of two columns where it writes in full the day that the first has no year of (``11月6日``)."""
    for row in np.flatnonzero(both).tolist():
        if isinstance(first[row], str) and first[row] and read_date(first[row], reference=None).value is None:
            first[row] = second[row]
    return first


def _blank(cells: Objects) -> npt.NDArray[np.bool_]:
    return map_distinct(cells, is_blank_cell).astype(bool)


def _differ(
    first: Objects, second: Objects, both: npt.NDArray[np.bool_], agrees: _Agrees
) -> npt.NDArray[np.intp]:
    """Return the rows in which both columns have a value and the values differ."""
    doubtful = np.flatnonzero(both & np.fromiter(map(_unlike, first, second), dtype=bool, count=len(first)))
    return np.array([row for row in doubtful.tolist() if not agrees(first[row], second[row])], dtype=np.intp)


def _unlike(first: object, second: object) -> bool:
    return type(first) is not type(second) or first != second


def _agreement(kind: FieldKind, repeated: RepeatedColumn, words: Mapping[str, float]) -> _Agrees:
    match kind:
        case FieldKind.DATE:
            return _same_day
        case FieldKind.AMOUNT:
            unit = unit_of_column(repeated.first)
            return lambda one, other: _same(
                read_amount(one, unit_fen=unit).fen, read_amount(other, unit_fen=unit).fen
            )
        case FieldKind.ID:
            return lambda one, other: _same(read_id(one).text, read_id(other).text)
        case FieldKind.NAME:
            return lambda one, other: _name(one) == _name(other)
        case _ if repeated.match.field in _SCORES:
            percents = {fold_text(word): f"{share * 100:g}%" for word, share in words.items()}
            return lambda one, other: _same_score(
                *(percents.get(text := _text(cell), text) for cell in (one, other))
            )
        case _:
            return lambda one, other: _text(one) == _text(other)


def _same_score(one: str, other: str) -> bool:
    """Compare a percent, or a word's share, with a number that is as large a share of a usual full mark: 90%, 4.5."""
    if one == other:
        return True
    percent, number = (one, other) if one.endswith("%") else (other, one)
    share, points = _PLAIN_NUMBER.fullmatch(percent.removesuffix("%")), _PLAIN_NUMBER.fullmatch(number)
    if not percent.endswith("%") or share is None or points is None:
        return False
    return any(Decimal(share[0]) * mark == Decimal(points[0]) * 100 for mark in _FULL_MARKS)


def _same(one: object, other: object) -> bool:
    return one is not None and one == other


def _same_day(one: object, other: object) -> bool:
    """Compare two dates; one without a year is read in the other's."""
    first = read_date(one, reference=None)
    second = read_date(other, reference=first.value)
    if first.value is None:
        first = read_date(one, reference=second.value)
    return _same(first.value, second.value)


def _name(cell: object) -> str:
    return fold_name(split_customer(_text(cell)).name)


def _text(cell: object) -> str:
    return fold_text(cell_text(cell) or "")


def _in_unit_of(repeated: RepeatedColumn, kind: FieldKind, own: str) -> Objects:
    """Return the further column's cells; money of another unit is converted to the first's, exactly.

    That of another currency names it, as it would lose it under the first's header (``人民币 | 美元``).
    """
    here, there = unit_of_column(repeated.match), unit_of_column(repeated.first)
    expected, currency = _currencies(repeated, own)
    if kind is not FieldKind.AMOUNT or (here == there and currency == expected):
        return repeated.cells.expand()

    def convert(cell: object) -> object:
        reading = read_amount(cell, unit_fen=here)
        if reading.fen is None:
            return cell
        number = format(Decimal(reading.fen) / there, "f")
        return number if currency == expected else f"{reading.currency or currency} {number}"

    return map_distinct(repeated.cells, convert)


def _currencies(repeated: RepeatedColumn, own: str) -> tuple[str, str]:
    """Return the currencies of both columns: that of each one's header, else the department's own."""
    first, second = (
        header_currency(f"{match.header}({match.unit})") for match in (repeated.first, repeated.match)
    )
    return first or own, second or own


def _without_zeros(first: Objects, second: Objects) -> tuple[Objects, Objects]:
    """Return the cells of two columns, a currency each, blank where one says 0 beside money in the other."""
    none, no_other = (
        map_distinct(cells, lambda cell: read_amount(cell).fen == 0) for cells in (first, second)
    )
    return (
        np.where(none.astype(bool) & ~_blank(second) & ~no_other.astype(bool), "", first),
        np.where(no_other.astype(bool) & ~_blank(first), "", second),
    )


def _report(
    collector: Collector, repeated: RepeatedColumn, first: Objects, rows: npt.NDArray[np.intp]
) -> None:
    match, region = repeated.match, repeated.region
    start = int(rows[0]) - int(np.searchsorted(region.data_rows, collector.raw.source_row[rows[0]]))
    messages = [
        f"两列“{collector.label(match.field)}”的值不同:{_shown(repeated.first, first[row - start])},"
        f"{_shown(match, repeated.cells[row - start])}"
        for row in rows.tolist()
    ]
    collector.add_differing(VALUES_DIFFER, match, region, rows, messages)


def _shown(match: ColumnMatch, cell: object) -> str:
    return f"{column_letter(match.column)} 列是“{show_value(cell)}”"
