"""Which rows of a sheet are looked at as headers: a cheap look at each, as a sheet may have a million."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import islice
from operator import eq

import numpy as np

from kehu_batch.model.tables.source import CellValue
from kehu_batch.policy.vocabulary import FieldKind
from kehu_batch.recognition.cell_flags import Counts, Flags, RowsOf, SheetFlags, is_no_text
from kehu_batch.recognition.header.band import Band
from kehu_batch.recognition.header.rows import HeaderRows

#: Rows at the top that are all looked at, and so many while no header has been found.
_TOP_ROWS = 30
_TOP_ROWS_WITHOUT = 500
#: Rows behind a gap that are looked at; a second table may have a title or two.
_BEHIND_GAP = 6
#: Cells of a row further down that must be known header texts before it is looked at.
_KNOWN_CELLS = 3
_KNOWN_BEHIND_GAP = 2
#: Headers whose first rows are known again wherever they stand.
_TOPS = 8
#: A row behind a gap shows with one of so many cells whether it may be a header.
_FIRST_CELLS = 3
#: Further down, a row with dates has a header's texts in so great a part of its cells, or is data.
_KNOWN_PART = 3

Row = Sequence[CellValue]


def candidate_rows(header_rows: HeaderRows, found: Sequence[Band]) -> Iterator[int]:
    """Yield the 0-based rows that may be headers, top to bottom.

    Args:
        header_rows: The sheet's rows.
        found: The headers found so far, which grows while the rows are looked at.
    """
    rows = header_rows.sheet.rows
    index = 0
    while index < len(rows) and index < (_TOP_ROWS if found else _TOP_ROWS_WITHOUT):
        yield index
        index += 1
    if index == len(rows):
        return
    below = SheetFlags(header_rows.sheet).rows(index)
    texts = _texts_seen(header_rows, found)
    known = _known_cells(below, texts)
    behind_gap = _rows_behind_gaps(below)
    dated = _column_of_dates(header_rows, found)
    data = np.zeros(len(below), dtype=bool) if dated is None else below.which(dated, _is_date)
    repeated = _repeats(below, [rows[band.first_row - 1] for band in found[:_TOPS]])
    likely = ~data & (behind_gap | (known >= _KNOWN_CELLS))
    for offset in sorted({*np.flatnonzero(likely).tolist(), *repeated}):
        row, at = below[offset], index + offset
        if offset in repeated:
            yield at
        elif behind_gap[offset]:
            if known[offset] >= _KNOWN_BEHIND_GAP or _starts_like_a_header(header_rows, row):
                yield at
        elif _is_no_data(row, texts):
            # Groups over it may have no known text.
            yield from (above for above in (at - 2, at - 1) if not any(map(is_no_text, rows[above])))
            yield at


def _known_cells(below: RowsOf, texts: frozenset[str]) -> Counts:
    """Return how many cells of each row are header texts as they stand."""
    counts: Counts = np.zeros(len(below), dtype=np.int64)
    for column in range(below.flags.width):
        if (known := below.among(column, texts)) is not None:
            counts += known
    return counts


def _rows_behind_gaps(below: RowsOf) -> Flags:
    """Return which rows are among the first filled ones behind a blank row, the first of all among them."""
    blank = below.count(range(below.flags.width)) == 0
    filled = np.cumsum(~blank)
    at_gap = np.maximum.accumulate(np.where(blank, filled, 0))
    found: Flags = ~blank & (filled - at_gap <= _BEHIND_GAP)
    return found


def _repeats(below: RowsOf, tops: Sequence[Row]) -> set[int]:
    """Return the rows that hold the same as the first row of a header."""
    found: set[int] = set()
    for top in tops:
        column = next((column for column, value in enumerate(top) if value != ""), None)
        if column is not None:
            same = below.which(column, partial(eq, top[column]))
            found.update(offset for offset in np.flatnonzero(same).tolist() if below[offset] == top)
    return found


def _texts_seen(header_rows: HeaderRows, found: Sequence[Band]) -> frozenset[str]:
    """Return the vocabulary's texts and those of likely headers among the first rows, as they stand."""
    rows = header_rows.sheet.rows[:_TOP_ROWS]
    likely = (row for index, row in enumerate(rows) if header_rows.hits(index) >= 2)
    seen = (value for row in likely for value in row if isinstance(value, str) and value)
    return header_rows.vocabulary.texts.union(seen, (text for band in found for text in band.texts.values()))


def _column_of_dates(header_rows: HeaderRows, found: Sequence[Band]) -> int | None:
    """Return a column in which rows of data have dates, where the only table takes the sheet's whole width."""
    if len(found) != 1:
        return None
    band, rows = found[0], header_rows.sheet.rows
    columns = {*band.texts, *band.own_columns}
    if max(columns) + 1 < len(rows[0]) or len(columns) * 2 < len(rows[0]):
        return None
    fields = header_rows.vocabulary.tables[band.readings[0].table].fields
    dates = [m.column for m in band.readings[0].columns if fields[m.field].kind is FieldKind.DATE]
    following = rows[band.last_row : band.last_row + _TOP_ROWS]
    return max(dates, key=lambda c: sum(_is_date(row[c]) for row in following), default=None)


def _starts_like_a_header(header_rows: HeaderRows, row: Row) -> bool:
    """Whether one of the first filled cells is a known header: a cheap look that most data rows fail."""
    filled = (value for value in row if value != "")
    return any(
        isinstance(value, str) and header_rows.is_known(value) for value in islice(filled, _FIRST_CELLS)
    )


def _is_no_data(row: Row, texts: frozenset[str]) -> bool:
    """Whether a row with several known texts may be a header: data rows have dates and many other texts."""
    if not any(isinstance(value, date) for value in row):
        return True
    filled = sum(1 for value in row if value != "")
    return len(texts.intersection(row)) * _KNOWN_PART >= filled


def _is_date(value: CellValue) -> bool:
    """Whether a cell holds a date, or a text that begins like one and not like a header."""
    return isinstance(value, date) or (isinstance(value, str) and value[:1].isdecimal())
