"""Which rows under a header hold data, and which are passed over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby, islice, pairwise

import numpy as np
import numpy.typing as npt

from kehu_batch.model.tables.recognition import NOTE, PassedRow
from kehu_batch.model.tables.source import CellValue
from kehu_batch.policy.headers.words import Words
from kehu_batch.recognition.cell_flags import Flags, RowsOf, filled_cells, is_filled, is_no_text
from kehu_batch.recognition.table_span.plain_numbers import CENT, read_number
from kehu_batch.recognition.table_span.row_words import (
    RowWord,
    continues_notes,
    find_measures,
    find_row_words,
    is_count,
    is_figure,
    is_foot,
    is_measure,
    is_period,
    is_signature,
    tallies_only,
)
from kehu_batch.records import dataclass

MAX_TEXT = 60


BLANK = "空行"
TOTAL = "合计行"
OPENING = "期初行"
TITLE = "标题行"
SERIAL_ONLY = "只有序号等未识别的列"
_EXAMPLE = "示例行"
GROUP = "分组行"
#: A note recognised by the gap before it, until all such notes are known.
_SIDE_NOTE = "?"
_REASONS = {
    RowWord.TOTAL: TOTAL,
    RowWord.PERHAPS_TOTAL: TOTAL,
    RowWord.TALLY: TOTAL,
    RowWord.STARS: TOTAL,
    RowWord.OPENING: OPENING,
    RowWord.NOTE: NOTE,
    RowWord.PERHAPS_NOTE: NOTE,
    RowWord.SIGNATURE: NOTE,
    RowWord.SENTENCE: NOTE,
    RowWord.EXAMPLE: _EXAMPLE,
    RowWord.GROUP: GROUP,
    RowWord.NUMERAL: GROUP,
}
_TOTALS = frozenset({RowWord.TOTAL, RowWord.PERHAPS_TOTAL, RowWord.STARS})
#: A note merged over so many columns is distinguished from a merged data cell.
NOTE_SPAN = 3
#: Rows at either end of a stretch of rows of which one may be a total without a word.
_PLAIN_TOTALS = 3
#: A row of so many names of measures, and texts alone, is the header of what adds the table up.
_LEAST_MEASURES = 2
#: So many parts of a table, between rows that are no data, are looked at for a total of their own.
_SECTIONS = 200
#: Fewer rows are added up by a row only where it names nothing.
_FEWEST_SUMMED = 2
#: Where so many ids, and so great a part of them, have digits, a cell without any is no id.
_LEAST_IDS = 2
_WITH_DIGITS = 0.9
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class BodyColumns:
    """0-based columns by what they say of a row.

    Args:
        all: Every column under the header.
        understood: Columns with a field.
        identity: Columns of ids and names of customers and documents.
        ids: Those of ids.
        serials: Columns of serial numbers.
        keys: Identity and date columns: a row without any of them, behind a gap, is no data.
        amounts: Columns of money.
        dates: Columns of dates.
    """

    all: tuple[int, ...]
    understood: tuple[int, ...]
    identity: tuple[int, ...]
    keys: tuple[int, ...]
    amounts: tuple[int, ...] = ()
    dates: tuple[int, ...] = ()
    ids: tuple[int, ...] = ()
    serials: tuple[int, ...] = ()


def mark_rows(
    body: RowsOf,
    columns: BodyColumns,
    words: Words,
    spanned: Iterable[int] = (),
    headers: AbstractSet[int] = frozenset(),
) -> dict[int, str]:
    """Return the reason for each row that is no data, by its 0-based position under the header.

    Only the first filled cell of each row and the identity columns are looked at; texts are folded once each.

    Args:
        body: Rows under the header.
        columns: Columns by what they say.
        words: Words of total, note, example and group rows.
        spanned: Positions of rows whose first cell is merged over several columns: notes where it is alone.
        headers: Positions of repeated headers, which name measures too, and of others beyond these rows.
    """
    marks: dict[int, str] = {}
    for column, among in _looked_at(body, columns):
        values = body.present(column, among)
        found = find_row_words(values.values(), words, dates=columns.understood[0] not in columns.dates)
        if not found:
            continue
        for offset in body.holding(column, (n for n, value in values.items() if value in found), among):
            row = body[offset]
            if reason := _judge(found[row[column]], row, columns, words):
                marks.setdefault(offset, reason)
    _mark_late_totals(body, columns, words, marks)
    _mark_tables_of_measures(body, columns, words, marks, headers)
    for offset in spanned:
        if filled_cells(body[offset], columns.all) == 1:
            marks.setdefault(offset, NOTE)
    _mark_further_notes(body, columns, marks)
    _mark_blank(body, columns, marks)
    _mark_groups_among_ids(body, columns, marks)
    return marks


def _mark_late_totals(body: RowsOf, columns: BodyColumns, words: Words, marks: dict[int, str]) -> None:
    """Mark rows without id, name and date whose word for a total stands behind other cells, such as a count."""
    keyless = (body.count(columns.keys) == 0) & (body.count(columns.all) > 1)
    if not keyless.any():
        return
    for column in columns.all:
        values = body.present(column, keyless)
        found = find_row_words(values.values(), words, dates=False)
        totals = [number for number, value in values.items() if found.get(value) in _TOTALS]
        for offset in body.holding(column, totals, keyless) if totals else ():
            marks.setdefault(offset, TOTAL)


def _mark_tables_of_measures(
    body: RowsOf, columns: BodyColumns, words: Words, marks: dict[int, str], headers: AbstractSet[int]
) -> None:
    """Mark what adds the table up by person or the like under it: a row of measures' names, and the rows below that.

    They end at a blank row, at the table's header, or at one with more than a figure where the table has its dates.
    """
    empty = body.count(columns.all) == 0
    empty[[offset for offset in headers if 0 <= offset < len(body)]] = True
    wordy = _of_words(body, columns) & ~empty
    if not wordy.any():
        return
    for column in columns.all[1:]:
        values = body.present(column, wordy)
        found = find_measures(values.values(), words)
        measures = [number for number, value in values.items() if value in found]
        for offset in body.holding(column, measures, wordy) if measures else ():
            texts = [str(value) for place in columns.all if is_filled(value := body[offset][place])]
            if sum(is_measure(text, words) for text in texts) < _LEAST_MEASURES or any(map(is_figure, texts)):
                continue
            end = offset
            while end < len(body) and not empty[end] and (end == offset or not _is_dated(body[end], columns)):
                marks.setdefault(end, TOTAL)
                end += 1


def _of_words(body: RowsOf, columns: BodyColumns) -> Flags:
    """Return which rows hold texts and nothing else, as names of measures stand; most rows of data have a number."""
    others = np.zeros(len(body), dtype=bool)
    for column in columns.all:
        others |= body.which(column, is_no_text)
    return ~others


def _is_dated(row: Sequence[CellValue], columns: BodyColumns) -> bool:
    return any(is_filled(row[column]) and not is_figure(str(row[column])) for column in columns.dates)


def _mark_groups_among_ids(body: RowsOf, columns: BodyColumns, marks: dict[int, str]) -> None:
    """Mark rows with one cell that stands where ids are and has no digit, as nearly all of the ids have."""
    alone = body.count(columns.all) == 1
    if not alone.any():
        return
    for column in columns.ids:
        filled, digits = body.filled(column), body.which(column, _has_digit)
        others = filled & ~alone
        if others.sum() >= _LEAST_IDS and digits[others].mean() >= _WITH_DIGITS:
            for offset in np.flatnonzero(alone & filled & ~digits).tolist():
                marks.setdefault(offset, GROUP)


def _has_digit(value: CellValue) -> bool:
    return not isinstance(value, str) or _DIGIT.search(value) is not None


def split_rows(
    body: RowsOf, marks: Mapping[int, str], first: int
) -> tuple[npt.NDArray[np.int64], tuple[PassedRow, ...]]:
    """Return the 1-based data rows ascending, and the rows passed over; blank rows at the end are not listed.

    Args:
        body: Rows under the header.
        marks: Reasons by position.
        first: 1-based row of position 0.
    """
    keep = np.ones(len(body), dtype=bool)
    keep[list(marks)] = False
    end = len(body)
    while end and marks.get(end - 1) == BLANK:
        end -= 1
    offsets = [offset for offset in sorted(marks) if offset < end]
    return np.flatnonzero(keep).astype(np.int64) + first, tuple(_passed(offsets, marks, body, first))


def _looked_at(body: RowsOf, columns: BodyColumns) -> Iterator[tuple[int, Flags]]:
    """Yield columns with the rows of which they hold the first filled cell, then the columns of ids and names."""
    for all_columns in dict.fromkeys((columns.understood, columns.all)):
        leading = body.leading(all_columns)
        yield from ((column, leading == column) for column in all_columns if (leading == column).any())
    everywhere = np.ones(len(body), dtype=bool)
    yield from ((column, everywhere) for column in columns.identity if column != columns.understood[0])


def _passed(
    offsets: Sequence[int], marks: Mapping[int, str], body: RowsOf, first: int
) -> Iterator[PassedRow]:
    """Yield the rows passed over; blank rows that follow one another are one entry, as there may be a million."""
    runs = groupby(enumerate(offsets), key=lambda item: (marks[item[1]] == BLANK, item[1] - item[0]))
    for (blank, _), run in runs:
        places = [offset for _, offset in run]
        if blank:
            yield PassedRow(first + places[0], BLANK, rows=len(places))
        else:
            yield from (PassedRow(first + place, marks[place], _text(body.spoken(place))) for place in places)


def _judge(word: RowWord, row: Sequence[CellValue], columns: BodyColumns, words: Words) -> str | None:
    """Confirm what a text says of its row by what else the row holds; ``None`` where it is data after all."""
    if not _bears_out(word, row, columns, words):
        return None
    # How many rows there are, beside figures, is a total; so is a month.
    summed = word in {RowWord.SENTENCE, RowWord.GROUP} and filled_cells(row, columns.all) > 1
    return TOTAL if summed else _REASONS[word]


def _bears_out(word: RowWord, row: Sequence[CellValue], columns: BodyColumns, words: Words) -> bool:
    if word in {RowWord.EXAMPLE, RowWord.SIGNATURE, RowWord.TALLY}:
        filled = [str(row[column]) for column in columns.all if is_filled(row[column])]
        return word is not RowWord.TALLY or tallies_only(filled, words)
    if word in {RowWord.SENTENCE, RowWord.GROUP}:
        texts = [str(row[column]) for column in columns.all if is_filled(row[column])]
        counts = word is RowWord.SENTENCE and any(map(is_foot, texts))
        counts = counts and all(is_foot(text) or is_figure(text) for text in texts)
        return len(texts) == 1 or counts or (word is RowWord.GROUP and _sums_period(row, columns, words))
    if word is RowWord.NUMERAL:
        return filled_cells(row, columns.all) <= 2 and filled_cells(row, columns.understood) <= 1
    if word in {*_TOTALS, RowWord.OPENING}:
        keys = columns.keys if word in {RowWord.PERHAPS_TOTAL, RowWord.STARS} else columns.identity
        return _named(row, keys, words) <= (0 if word is RowWord.STARS else 1)
    moneyless = bool(columns.amounts) and not filled_cells(row, columns.amounts)
    if word is RowWord.PERHAPS_NOTE:
        return moneyless or filled_cells(row, columns.keys) <= 1
    signed = [value for value in row if isinstance(value, str) and is_signature(value, words)]
    asked = any(value.rstrip().endswith((":", "：")) for value in signed)
    return moneyless or len(signed) > 1 or filled_cells(row, columns.identity) <= 1 + asked


def _sums_period(row: Sequence[CellValue], columns: BodyColumns, words: Words) -> bool:
    """Whether a row holds a month, a quarter or a year, and sums of it: it is of no document and of nobody."""
    filled = [column for column in columns.all if is_filled(row[column])]
    named = [column for column in filled if column not in columns.amounts]
    return len(named) == 1 and named[0] not in columns.dates and is_period(row[named[0]], words)


def _named(row: Sequence[CellValue], columns: Iterable[int], words: Words) -> int:
    """Return how many cells are filled with more than a count (``3家``, ``75%``), a measure or a dash."""
    values = (str(row[column]) for column in columns if is_filled(row[column]))
    return sum(not (is_count(value) or is_figure(value) or is_measure(value, words)) for value in values)


def _mark_further_notes(body: RowsOf, columns: BodyColumns, marks: dict[int, str]) -> None:
    """Mark the notes that go on under a note: ``2、…``, ``3、…``."""
    for start in sorted(offset for offset, reason in marks.items() if reason == NOTE):
        offset = start + 1
        while offset < len(body) and offset not in marks and filled_cells(body[offset], columns.all) == 1:
            if not continues_notes(_text(body[offset])):
                break
            marks[offset] = NOTE
            offset += 1


def _mark_blank(body: RowsOf, columns: BodyColumns, marks: dict[int, str]) -> None:
    """Mark blank rows, and behind a gap rows without any id, name or date: side notes, not data."""
    empty = body.count(columns.understood) == 0
    blank = body.count(columns.all) == 0
    for offset in np.flatnonzero(empty).tolist():
        marks.setdefault(offset, BLANK if blank[offset] else SERIAL_ONLY)
    for offset in np.flatnonzero((body.count(columns.keys) == 0) & ~empty).tolist():
        if offset in marks:
            continue
        before = offset - 1
        # What is marked as anything else leaves a gap as it is.
        while before >= 0 and before in marks and not empty[before] and marks[before] != _SIDE_NOTE:
            before -= 1
        if before >= 0 and (empty[before] or marks.get(before) == _SIDE_NOTE):
            marks[offset] = _SIDE_NOTE
    marks.update((offset, NOTE) for offset, reason in marks.items() if reason == _SIDE_NOTE)


def mark_plain_totals(body: RowsOf, columns: BodyColumns, marks: dict[int, str]) -> None:
    """Mark a first or last row of the sums of the others, and perhaps counts: a total without a word for it.

    A totals row of an Excel Table, which another program saved as plain cells, may count names and give the last day.
    It may also stand under the rows of its own table above another's header.
    """
    if not columns.amounts:
        return
    ends = list(islice((offset for offset in range(len(body)) if offset not in marks), 1))
    offset = len(body) - 1
    while offset >= 0 and len(ends) <= _PLAIN_TOTALS:
        if offset not in marks:
            ends.append(offset)
        offset -= 1
    suspects = [offset for offset in dict.fromkeys(ends) if _holds_amounts_only(body[offset], columns)]
    long = (section for section in _sections(marks, len(body)) if len(section) > _FEWEST_SUMMED)
    for section in islice(long, _SECTIONS):
        total = section[-1]
        if _holds_amounts_only(body[total], columns) and _sums_up(body, total, section[:-1], columns):
            marks[total] = TOTAL
    for suspect in suspects:
        if suspect in marks:
            continue
        others = [offset for offset in range(len(body)) if offset not in marks and offset not in suspects]
        if _sums_up(body, suspect, others, columns):
            marks[suspect] = TOTAL


def _sections(marks: Mapping[int, str], rows: int) -> list[range]:
    """Return the rows between those that are no data."""
    return [range(before + 1, end) for before, end in pairwise([-1, *sorted(marks), rows])]


def _sums_up(body: RowsOf, total: int, others: Sequence[int], columns: BodyColumns) -> bool:
    """Whether a row's amounts are the sums of other rows.

    What stands under names is how many there are, and under days too, or one of theirs.
    """
    row = body[total]
    if not others or (
        len(others) < _FEWEST_SUMMED and any(is_filled(row[column]) for column in columns.keys)
    ):
        return False
    # What stands in another column of the table is a count, of which nothing is known.
    counts = {column for column in columns.understood if column not in columns.amounts}
    return all(
        read_number(row[column]) == sum(is_filled(body[offset][column]) for offset in others)
        or (column in columns.dates and any(row[column] == body[offset][column] for offset in others))
        for column in columns.keys
        if is_filled(row[column])
    ) and all(
        abs(_sum(body, others, column) - (read_number(row[column]) or 0.0)) < CENT
        for column in columns.all
        if is_filled(row[column]) and column not in counts
    )


def _holds_amounts_only(row: Sequence[CellValue], columns: BodyColumns) -> bool:
    """Whether a row may be one of sums: amounts, and under names and days what is counted, or the last day, at most."""
    filled = [column for column in columns.all if is_filled(row[column])]
    return any(column in columns.amounts for column in filled) and all(
        column in columns.dates or read_number(row[column]) is not None for column in filled
    )


def _sum(body: RowsOf, offsets: Iterable[int], column: int) -> float:
    cells = body.cells(column)
    return sum(number for offset in offsets if (number := read_number(cells[offset])) is not None)


def _text(row: Sequence[CellValue]) -> str:
    return str(next(filter(is_filled, row), ""))[:MAX_TEXT]
