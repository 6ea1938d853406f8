"""From a header band to a table's region: how far it reaches, its rows, its unit and its title."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from kehu_batch.folding import fold_header, fold_text
from kehu_batch.model.tables.recognition import ColumnMatch, PassedRow, Region, Side, UnknownColumn
from kehu_batch.model.tables.source import CellValue, MergedRange, Sheet
from kehu_batch.policy.headers.words import Words
from kehu_batch.policy.vocabulary import FieldKind, TableKind, Vocabulary
from kehu_batch.recognition.cell_flags import RowsOf, SheetFlags, is_filled, spoken_row
from kehu_batch.recognition.header.band import Band
from kehu_batch.recognition.header.extras import UNITS, find_extra_rows, units_of
from kehu_batch.recognition.header.group_units import MONEY_UNIT, unit_in_name, units_above
from kehu_batch.recognition.header.reading import HeaderReading
from kehu_batch.recognition.table_span.blocks import CellBlock, find_blocks
from kehu_batch.recognition.table_span.body import (
    MAX_TEXT,
    NOTE_SPAN,
    TITLE,
    TOTAL,
    BodyColumns,
    mark_rows,
    split_rows,
)
from kehu_batch.recognition.table_span.callers_above import with_caller_above, with_label_rows
from kehu_batch.recognition.table_span.currency_headings import with_currency_headings
from kehu_batch.recognition.table_span.customer_headings import find_title_owner, with_customer_headings
from kehu_batch.recognition.table_span.group_heads import with_group_heads
from kehu_batch.recognition.table_span.led_names import with_led_names
from kehu_batch.recognition.table_span.postings import find_credits, without_sums
from kehu_batch.recognition.table_span.prefilled import (
    mark_figures,
    mark_legends,
    mark_prefilled,
    mark_remarks,
)
from kehu_batch.recognition.table_span.repeated_sums import find_repeated_sums
from kehu_batch.recognition.table_span.returns import find_payments, find_returns, find_set_offs
from kehu_batch.recognition.table_span.row_units import without_unit_column
from kehu_batch.recognition.table_span.shown_totals import mark_shown_totals
from kehu_batch.recognition.table_span.table_spans import TableSpan, titles_and_headers
from kehu_batch.recognition.table_span.tied_totals import mark_sums
from kehu_batch.records import dataclass, replace

#: Tables of which a row with a name and no more plans a call; of others it may be a customer.
_INVOICES = "invoices"
_OF_CALLS = frozenset({"callbacks", "followups", "complaints"})
#: Not the firm that made the form, nor the unit of pieces and weights.
_UNIT = re.compile(
    r"(?<!编制)(?<!填报)(?<!填表)(?<!制表)(?<!报送)(?<!计量)(?<!数量)(?<!重量)(?<!主管)(?<!所属)(?<!往来)(?<!客户)(?<!付款)(?<!收款)(?<!开票)"
    r"单位[:为]?(?:人民币|rmb|cny)?([百千仟万亿]{0,2}元|[千仟万亿])(?![户件吨米套台家人次个只份股升克])"
    r"|以(?:人民币)?([百千仟万亿]{1,2}元)(?:计|为单位|列示)"
)


@dataclass(frozen=True, slots=True)
class SheetMerges:
    """The merged ranges of a sheet in the order of their first rows."""

    areas: tuple[MergedRange, ...]
    firsts: tuple[int, ...]

    @classmethod
    def of(cls, sheet: Sheet) -> SheetMerges:
        """Return those of a sheet."""
        areas = tuple(sorted(sheet.merged, key=lambda area: (area.first_row, area.first_column)))
        return cls(areas, tuple(area.first_row for area in areas))

    def between(self, first: int, last: int) -> tuple[MergedRange, ...]:
        """Return those that begin in 1-based rows ``first`` to ``last``."""
        return self.areas[bisect_left(self.firsts, first) : bisect_right(self.firsts, last)]


@dataclass(frozen=True, slots=True)
class Built:
    """A region, and the blocks of cells below its rows that are none of it."""

    region: Region
    blocks: tuple[CellBlock, ...]


def build_region(
    flags: SheetFlags,
    merges: SheetMerges,
    span: TableSpan,
    reading: HeaderReading,
    vocabulary: Vocabulary,
    is_known: Callable[[str], bool],
) -> Built:
    """Return the region of a span as the table of ``reading``; ``id`` and ``side`` are the caller's."""
    sheet, band, table = flags.sheet, span.band, vocabulary.tables[reading.table]
    title, reasons = _title(sheet, span), dict(titles_and_headers(span))
    (extra, units), named = _extra_rows(sheet, span, vocabulary, is_known), unit_in_title(title, vocabulary)
    first = band.last_row + 1 + len(extra)
    columns = _body_columns(reading, band, table, vocabulary.words.serials)
    areas = merges.between(band.last_row + 1, span.bottom)
    body = flags.rows(first - 1, span.bottom).trimmed(columns.all)
    spanned = _spanned(areas, band, first, len(body))
    marks = mark_rows(body, columns, vocabulary.words, spanned, {row - first for row in reasons})
    _mark_totals(body, columns, vocabulary.words, marks, first)
    _mark_headings(marks, reasons, first)
    _mark_ends(body, columns, marks, lambda among: _merged_down(areas, among, first, len(body)), table)
    blocks = find_blocks(body, marks, columns, is_known, first)
    mark_sums(body, columns, vocabulary.words, marks)
    rows, passed = split_rows(body, marks, first)
    unknown, units_at, returned = _told_by_unknown(sheet, reading, rows.tolist(), vocabulary)
    region = Region(
        id=0,
        table=table.code,
        side=Side.OPS,
        file=sheet.file,
        sheet=sheet.name,
        header_first_row=band.first_row,
        header_row=band.last_row,
        first_column=band.first_column,
        last_column=band.last_column,
        data_rows=rows,
        columns=_with_unit(reading.columns, units, named or unit_in_name(sheet.name), table),
        duplicates=_with_unit(reading.duplicates, units, named or unit_in_name(sheet.name), table),
        unknown=unknown,
        passed=(*_headings(sheet, {**reasons, **extra}, first, band), *passed),
        own_columns=band.own_columns,
        title=title,
        merged=_merged_body(areas, band, rows.tolist()),
        candidates=band.candidates,
        unit_column=units_at,
        returned_rows=returned,
        repeated_rows=find_repeated_sums(sheet, reading, rows.tolist(), returned, vocabulary.words),
    )
    return Built(_with_customers(region, sheet, span, reading, vocabulary), blocks)


def _with_customers(
    region: Region, sheet: Sheet, span: TableSpan, reading: HeaderReading, vocabulary: Vocabulary
) -> Region:
    """Return a region with what stands above its rows or in a group's first one, and with its rows of payments."""
    table, words = vocabulary.tables[region.table], vocabulary.words
    owner = find_title_owner(sheet, span, reading, table, words)
    region = without_sums(region, sheet, words)
    if table.code == _INVOICES:
        paying = find_payments(sheet, reading.unknown, region.data_rows.tolist(), words)
        paying = tuple(sorted({*paying, *find_credits(region, sheet)}))
        region = replace(region, payment_rows=paying)
    set_off = find_set_offs(sheet, reading.unknown, region.data_rows.tolist(), region.table)
    region = replace(region, set_off_rows=set_off) if set_off else region
    region = with_caller_above(with_currency_headings(region, sheet, table), sheet, span.top, table)
    region = with_label_rows(region, sheet, table)
    region = with_group_heads(with_customer_headings(region, sheet, table, words, owner), sheet, table)
    return with_led_names(region, sheet, table, words)


def _told_by_unknown(
    sheet: Sheet, reading: HeaderReading, rows: Sequence[int], vocabulary: Vocabulary
) -> tuple[tuple[UnknownColumn, ...], int | None, tuple[int, ...]]:
    """Return the columns that stay unknown, the one with each row's unit, and rows that are returns."""
    unknown, units_at = without_unit_column(sheet, reading.unknown, rows, vocabulary)
    returned, unknown = find_returns(sheet, unknown, rows, reading.table, vocabulary.words)
    return unknown, units_at, returned


def _mark_ends(
    body: RowsOf,
    columns: BodyColumns,
    marks: dict[int, str],
    merged_down: Callable[[Sequence[int]], Sequence[int]],
    table: TableKind,
) -> None:
    """Mark the last rows that hold no data: what was filled in beforehand, and what is said of a list of calls."""
    mark_legends(body, columns, marks)
    mark_prefilled(body, columns, marks, merged_down(columns.keys))
    if table.code in _OF_CALLS:
        mark_remarks(body, columns, marks, merged_down(columns.all))
        mark_figures(body, columns, marks)


def _mark_totals(body: RowsOf, columns: BodyColumns, words: Words, marks: dict[int, str], first: int) -> None:
    """Mark totals that the workbook declares, or of which number formats have the word."""
    marks.update(dict.fromkeys(_declared_totals(body.flags.sheet, columns, first, len(body)), TOTAL))
    mark_shown_totals(body, columns, words, marks)


def _mark_headings(marks: dict[int, str], reasons: Mapping[int, str], first: int) -> None:
    """Mark repeated headers and titles among the rows, which count from ``first``."""
    for row, reason in reasons.items():
        if row >= first and (reason != TITLE or row - first not in marks):
            marks[row - first] = reason


def _headings(sheet: Sheet, reasons: Mapping[int, str], first: int, band: Band) -> list[PassedRow]:
    passed = [_passed(sheet, row, reason, band) for row, reason in reasons.items() if row < first]
    return [row for row in passed if row.text or row.reason != TITLE]


def _passed(sheet: Sheet, row: int, reason: str, band: Band) -> PassedRow:
    values = spoken_row(sheet, row - 1)[band.first_column : band.last_column + 1]
    return PassedRow(row, reason, next((str(value) for value in values if value != ""), "")[:MAX_TEXT])


def _title(sheet: Sheet, span: TableSpan) -> str:
    band = span.band
    lines = (
        " ".join(str(value) for value in row[band.first_column : band.last_column + 1] if value != "")
        for row in _rows_above(sheet, span)
    )
    return "\n".join(line for line in lines if line)


def _rows_above(sheet: Sheet, span: TableSpan) -> Iterator[Sequence[CellValue]]:
    return (spoken_row(sheet, index) for index in range(span.top - 1, span.band.first_row - 1))


def unit_in_title(title: str, vocabulary: Vocabulary) -> str:
    """Return the unit of money that the text above a header gives (``单位:万元``); empty where none."""
    match = _UNIT.search(fold_text(title))
    unit = (match[1] or match[2]).replace("仟", "千") if match else ""
    return unit if unit in vocabulary.words.money_units else ""


def _extra_rows(
    sheet: Sheet, span: TableSpan, vocabulary: Vocabulary, is_known: Callable[[str], bool]
) -> tuple[dict[int, str], dict[int, str]]:
    """Return the rows under a header that are no data, by 1-based row, and the units that one gives by column."""
    band = span.band
    columns = sorted(band.texts)
    extra = find_extra_rows(sheet.rows, band.last_row + 1, span.bottom, columns, vocabulary.words, is_known)
    units: dict[int, str] = {}
    for row in (row for row, reason in extra.items() if reason == UNITS):
        cells = sheet.rows[row - 1]
        units = units_of({c: str(cells[c]).strip() for c in columns if str(cells[c]).strip()})
    return extra, {**units_above(sheet, band.first_row, band.first_column, band.last_column), **units}


def _with_unit(
    matches: tuple[ColumnMatch, ...],
    units: Mapping[int, str],
    unit: str,
    table: TableKind,
) -> tuple[ColumnMatch, ...]:
    """Give columns without a unit in their header the one below it, and money else that of the whole table."""
    matches = tuple(
        replace(match, unit=units[match.column])
        if not match.unit
        and match.column in units
        and (
            table.fields[match.field].kind is FieldKind.AMOUNT
            or not MONEY_UNIT.fullmatch(units[match.column])
        )
        else match
        for match in matches
    )
    return tuple(
        replace(match, unit=unit)
        if unit and not match.unit and table.fields[match.field].kind is FieldKind.AMOUNT
        else match
        for match in matches
    )


def _body_columns(
    reading: HeaderReading, band: Band, table: TableKind, serials: Collection[str]
) -> BodyColumns:
    kinds = {
        match.column: table.fields[match.field].kind for match in (*reading.columns, *reading.duplicates)
    }

    def of(*wanted: FieldKind) -> tuple[int, ...]:
        return tuple(column for column, kind in kinds.items() if kind in wanted)

    identity, dates = of(FieldKind.ID, FieldKind.NAME), of(FieldKind.DATE)
    return BodyColumns(
        all=tuple(sorted(band.texts)),
        understood=tuple(sorted(kinds)),
        identity=identity,
        keys=(*identity, *dates),
        amounts=of(FieldKind.AMOUNT),
        dates=dates,
        ids=of(FieldKind.ID),
        serials=tuple(column for column, text in band.texts.items() if fold_header(text) in serials),
    )


def _spanned(areas: Sequence[MergedRange], band: Band, first: int, count: int) -> list[int]:
    """Return the positions of body rows under a cell merged over several columns: a note, if it is alone."""
    return [
        row - first
        for area in areas
        if band.first_column <= area.first_column <= band.last_column
        and area.last_column - area.first_column + 1 >= NOTE_SPAN
        for row in range(max(area.first_row, first), min(area.last_row, first + count - 1) + 1)
    ]


def _merged_down(areas: Sequence[MergedRange], columns: Sequence[int], first: int, count: int) -> list[int]:
    """Return the positions of body rows to which a cell of some columns is merged down."""
    return [
        row - first
        for area in areas
        if area.first_column in columns
        for row in range(max(area.first_row + 1, first), min(area.last_row, first + count - 1) + 1)
    ]


def _declared_totals(sheet: Sheet, columns: BodyColumns, first: int, count: int) -> list[int]:
    """Return the positions of body rows that a table of the workbook declares to be its totals.

    A table over other columns of a row that has an id, a name or a date of its own says nothing of that row.
    """
    return [
        totals.row - first
        for totals in sheet.totals_rows
        if first <= totals.row < first + count
        and totals.first_column <= columns.all[-1]
        and totals.last_column >= columns.all[0]
        and not any(
            is_filled(sheet.rows[totals.row - 1][column])
            for column in columns.keys
            if not totals.first_column <= column <= totals.last_column
        )
    ]


def _merged_body(areas: Sequence[MergedRange], band: Band, rows: Sequence[int]) -> tuple[MergedRange, ...]:
    """Return the ranges merged over several data rows, or over several columns of one."""
    return tuple(
        area
        for area in areas
        if area.first_column <= band.last_column
        and area.last_column >= band.first_column
        and bisect_right(rows, area.last_row) > bisect_left(rows, area.first_row)
    )
