"""From a header band to a table's region: how far it reaches, its rows, its unit and its title."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kehu_batch.folding import fold_text, split_header_unit
from kehu_batch.model.recognition import ColumnMatch, PassedRow, Region, Side
from kehu_batch.model.source import CellValue, MergedRange, Sheet
from kehu_batch.policy.vocabulary import FieldKind, Table, Vocabulary
from kehu_batch.recognition.bands import Band
from kehu_batch.recognition.body import NOTE_SPAN, BodyColumns, read_body
from kehu_batch.recognition.headers import HeaderReading

#: Title rows that a table below another may have.
_TITLE_ROWS = 4
_TITLE = "标题行"
_HEADER = "表头"
_REPEATED = "重复的表头"
_UNITS = "单位行"
_MAX_TEXT = 60
_BRACKETS = re.compile(r"[()（）]")
_UNIT = re.compile(r"单位:?(?:人民币)?([百千万亿]{0,2}元|[千万亿])")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A band with the rows that are its own.

    Args:
        band: The header.
        top: 1-based first row that belongs to it: its first title row.
        bottom: 1-based last row.
        repeats: Further copies of the same header among its rows, as page breaks leave them.
    """

    band: Band
    top: int
    bottom: int
    repeats: tuple[Band, ...] = ()


def stretches(bands: Sequence[Band], last_row: int, rows: Sequence[Sequence[CellValue]]) -> list[Stretch]:
    """Give each band the rows down to the next over its columns; repeated headers join their first."""
    firsts: list[tuple[Band, list[Band]]] = []
    for band in bands:
        above = [entry for entry in firsts if entry[0].overlaps(band)]
        if above and above[-1][0].texts == band.texts:
            above[-1][1].append(band)
        else:
            firsts.append((band, []))
    tops = {id(band): _top(band, [other for other, _ in firsts], rows) for band, _ in firsts}
    return [
        Stretch(
            band,
            tops[id(band)],
            min(
                (
                    tops[id(other)] - 1
                    for other, _ in firsts
                    if other.first_row > band.last_row and other.overlaps(band)
                ),
                default=last_row,
            ),
            tuple(repeats),
        )
        for band, repeats in firsts
    ]


def _top(band: Band, bands: Sequence[Band], rows: Sequence[Sequence[CellValue]]) -> int:
    """Return the first title row of a band: the sheet's first row, or where the table above ends."""
    above = [other for other in bands if other.last_row < band.first_row and other.overlaps(band)]
    if not above:
        return 1
    limit = max(other.last_row for other in above)
    top = band.first_row
    while top - 1 > limit and band.first_row - top < _TITLE_ROWS and _width(rows[top - 2], band) == 1:
        top -= 1
    while (
        top - 1 > limit
        and band.first_row - top < _TITLE_ROWS
        and _width(rows[top - 2], band) == 2
        and (_width(rows[top - 3], band) <= 1)
    ):
        top -= 1
    return top


def _width(row: Sequence[CellValue], band: Band) -> int:
    return sum(1 for value in row[band.first_column : band.last_column + 1] if value != "")


def build_region(sheet: Sheet, stretch: Stretch, reading: HeaderReading, vocabulary: Vocabulary) -> Region:
    """Return the region of a stretch as the table of ``reading``; ``id`` and ``side`` are the caller's."""
    band = stretch.band
    table = vocabulary.tables[reading.table]
    title = _title(sheet, stretch)
    units = _units_below(sheet, stretch)
    rows, passed = read_body(
        sheet.rows,
        (band.last_row + (2 if units else 1), stretch.bottom),
        _body_columns(reading, band, table),
        vocabulary.words,
        _spanned(sheet, band),
    )
    again = {row for repeat in stretch.repeats for row in range(repeat.first_row, repeat.last_row + 1)}
    headings = [
        *(_passed(sheet, row, _TITLE, band) for row in range(stretch.top, band.first_row)),
        *(_passed(sheet, row, _HEADER, band) for row in range(band.first_row, band.last_row + 1)),
        *(_passed(sheet, row, _REPEATED, band) for row in sorted(again)),
        *(_passed(sheet, band.last_row + 1, _UNITS, band) for _ in units and [units]),
    ]
    data = rows[[row not in again for row in rows]] if again else rows
    return Region(
        id=0,
        table=table.code,
        side=Side.OPS,
        file=sheet.file,
        sheet=sheet.name,
        header_first_row=band.first_row,
        header_row=band.last_row,
        first_column=band.first_column,
        last_column=band.last_column,
        data_rows=data,
        columns=_with_unit(reading.columns, units, title, table, vocabulary),
        duplicates=_with_unit(reading.duplicates, units, title, table, vocabulary),
        unknown=reading.unknown,
        passed=tuple(
            sorted([row for row in (*headings, *passed) if row.text or row.reason != _TITLE], key=_row)
        ),
        own_columns=band.own_columns,
        title=title,
        merged=_merged_body(sheet, band, stretch.bottom),
        candidates=band.candidates,
    )


def _row(passed: PassedRow) -> int:
    return passed.row


def _passed(sheet: Sheet, row: int, reason: str, band: Band) -> PassedRow:
    values = sheet.rows[row - 1][band.first_column : band.last_column + 1]
    return PassedRow(row, reason, next((str(value) for value in values if value != ""), "")[:_MAX_TEXT])


def _title(sheet: Sheet, stretch: Stretch) -> str:
    band = stretch.band
    lines = (
        " ".join(str(value) for value in row[band.first_column : band.last_column + 1] if value != "")
        for row in sheet.rows[stretch.top - 1 : band.first_row - 1]
    )
    return "\n".join(line for line in lines if line)


def unit_in_title(title: str, vocabulary: Vocabulary) -> str:
    """Return the unit of money that the text above a header gives (``单位:万元``); empty where none."""
    match = _UNIT.search(fold_text(title))
    return match[1] if match and match[1] in vocabulary.words.money_units else ""


def _units_below(sheet: Sheet, stretch: Stretch) -> dict[int, str]:
    """Return the units by column that the row under a header gives, if that is all that it holds."""
    band = stretch.band
    if band.last_row >= stretch.bottom:
        return {}
    row = sheet.rows[band.last_row]
    texts = {column: str(row[column]).strip() for column in band.texts if row[column] != ""}
    units = {
        column: split_header_unit(f"x({_BRACKETS.sub('', text)})")[1]
        for column, text in texts.items()
        if text
    }
    return units if all(unit and not any(map(str.isdecimal, unit)) for unit in units.values()) else {}


def _with_unit(
    matches: tuple[ColumnMatch, ...],
    units: Mapping[int, str],
    title: str,
    table: Table,
    vocabulary: Vocabulary,
) -> tuple[ColumnMatch, ...]:
    """Give columns without a unit in their header the one below it, and money else the one in the title."""
    matches = tuple(
        replace(match, unit=units[match.column]) if not match.unit and match.column in units else match
        for match in matches
    )
    unit = unit_in_title(title, vocabulary)
    return tuple(
        replace(match, unit=unit)
        if unit and not match.unit and table.fields[match.field].kind is FieldKind.AMOUNT
        else match
        for match in matches
    )


def _body_columns(reading: HeaderReading, band: Band, table: Table) -> BodyColumns:
    matches = (*reading.columns, *reading.duplicates)
    by_kind = {match.column: table.fields[match.field].kind for match in matches}
    identity = tuple(column for column, kind in by_kind.items() if kind in {FieldKind.ID, FieldKind.NAME})
    dates = tuple(column for column, kind in by_kind.items() if kind is FieldKind.DATE)
    return BodyColumns(tuple(sorted(band.texts)), tuple(sorted(by_kind)), identity, (*identity, *dates))


def _spanned(sheet: Sheet, band: Band) -> frozenset[int]:
    return frozenset(
        area.first_row
        for area in sheet.merged
        if area.first_row > band.last_row
        and area.first_row == area.last_row
        and band.first_column <= area.first_column <= band.last_column
        and area.last_column - area.first_column + 1 >= NOTE_SPAN
    )


def _merged_body(sheet: Sheet, band: Band, bottom: int) -> tuple[MergedRange, ...]:
    return tuple(
        area
        for area in sheet.merged
        if area.last_row > area.first_row > band.last_row
        and area.first_row <= bottom
        and area.first_column <= band.last_column
        and area.last_column >= band.first_column
    )
