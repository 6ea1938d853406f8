"""Which rows of a sheet belong to which header, and which headers only repeat an earlier one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kehu_batch.folding import fold_text
from kehu_batch.model.tables.source import CellValue
from kehu_batch.numerals import ONE_TO_TEN
from kehu_batch.policy.headers.words import Words
from kehu_batch.recognition.header.band import Band
from kehu_batch.recognition.table_span.row_words import RowWord, find_row_words
from kehu_batch.records import dataclass, replace

#: Title rows that a table below another may have.
_TITLE_ROWS = 4
#: What differs between the titles of one table's pages.
_PAGE = re.compile(rf"\(?第?[\d{ONE_TO_TEN}]+页\)?(?:[,/]?共\d+页)?|\(?续表?\)?|\d+/\d+$")

#: What may stand over a repeated header and is no title: what ends the rows above, or names a group of those below.
_NO_TITLES = {RowWord.TOTAL, RowWord.PERHAPS_TOTAL, RowWord.GROUP, RowWord.SIGNATURE, RowWord.SENTENCE}

Rows = Sequence[Sequence[CellValue]]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A further copy of a header among its rows, as page breaks leave them; ``top`` is its first title row."""

    band: Band
    top: int


@dataclass(frozen=True, slots=True)
class TableSpan:
    """A band with the rows that are its own.

    Args:
        band: The header.
        top: 1-based first row that belongs to it: its first title row.
        bottom: 1-based last row.
        repeats: Further copies of the same header among its rows.
    """

    band: Band
    top: int
    bottom: int
    repeats: tuple[Repeat, ...] = ()

    def down_to(self, row: int) -> TableSpan:
        """Return the span without what stands below a 1-based row."""
        repeats = tuple(repeat for repeat in self.repeats if repeat.band.last_row <= row)
        return replace(self, bottom=min(self.bottom, row), repeats=repeats)


def table_spans(bands: Sequence[Band], rows: Rows, words: Words) -> list[TableSpan]:
    """Give each band the rows down to the next over its columns; repeated headers join their first.

    A header under a title of its own begins a table of its own, as the title may name another unit or month.

    Args:
        bands: The headers of a sheet, in the order of their rows.
        rows: All rows of the sheet.
        words: Words that distinguish the name of a group, which may stand over a repeated header, from a title.
    """
    firsts: list[tuple[Band, int, list[Repeat]]] = []
    latest: dict[int, int] = {}
    ends: dict[int, int] = {}
    for band in bands:
        columns = range(band.reach[0], band.reach[1] + 1)
        above = max((latest[column] for column in columns if column in latest), default=-1)
        limit = max((ends[column] for column in columns if column in ends), default=0)
        top = _top(band, limit, rows) if limit else 1
        if above >= 0 and firsts[above][0].texts == band.texts:
            top = min(top, band.first_row - _groups_above(firsts[above][0], band, limit, rows))
        if above >= 0 and _goes_on(firsts[above], band, top, rows, words):
            firsts[above][2].append(Repeat(band, top))
        else:
            latest.update(dict.fromkeys(columns, len(firsts)))
            firsts.append((band, top, []))
        ends.update(dict.fromkeys(columns, band.last_row))
    bottoms = _bottoms([(band, top) for band, top, _ in firsts], len(rows))
    return [
        TableSpan(band, top, bottom, tuple(repeats))
        for (band, top, repeats), bottom in zip(firsts, bottoms, strict=True)
    ]


def _goes_on(first: tuple[Band, int, list[Repeat]], band: Band, top: int, rows: Rows, words: Words) -> bool:
    """Whether a header repeats the one above it: the same texts, under no title or the same one."""
    if first[0].texts != band.texts:
        return False
    titles = _titles(rows, top, band)
    known = find_row_words(titles, words, dates=True)
    title = _folded(text for text in titles if isinstance(text, str) and known.get(text) not in _NO_TITLES)
    return not title or title in _folded(_titles(rows, first[1], first[0]))


def _groups_above(first: Band, band: Band, limit: int, rows: Rows) -> int:
    """Return how many rows over a repeated header are those over the first: groups, a title."""
    count = 0
    while band.first_row - count - 1 > limit and first.first_row - count - 1 > 0:
        row = rows[band.first_row - count - 2]
        if not any(row) or row != rows[first.first_row - count - 2]:
            break
        count += 1
    return count


def _titles(rows: Rows, top: int, band: Band) -> list[CellValue]:
    return [value for row in rows[top - 1 : band.first_row - 1] for value in row if value != ""]


def _folded(texts: Iterable[CellValue]) -> str:
    """Return texts as one line, folded, page numbers left out."""
    return "".join(_PAGE.sub("", fold_text(str(text))) for text in texts)


def _bottoms(firsts: Sequence[tuple[Band, int]], last_row: int) -> list[int]:
    """Return the last row of each: the one above the next table over a common column."""
    following: dict[int, tuple[int, int]] = {}
    bottoms = [last_row] * len(firsts)
    for position in range(len(firsts) - 1, -1, -1):
        band, top = firsts[position]
        columns = range(band.reach[0], band.reach[1] + 1)
        below = [
            after
            for column in columns
            if column in following and (after := following[column])[0] > band.last_row
        ]
        bottoms[position] = min((after_top - 1 for _, after_top in below), default=last_row)
        following.update(dict.fromkeys(columns, (band.first_row, top)))
    return bottoms


def _top(band: Band, limit: int, rows: Rows) -> int:
    """Return the first title row of a band below a table whose header ends in row ``limit``."""
    top = band.first_row
    while top - 1 > limit and band.first_row - top < _TITLE_ROWS and _width(rows[top - 2], band) == 1:
        top -= 1
    while (
        top - 1 > limit
        and band.first_row - top < _TITLE_ROWS
        and _width(rows[top - 2], band) == 2
        and _width(rows[top - 3], band) <= 1
    ):
        top -= 1
    return top


def _width(row: Sequence[CellValue], band: Band) -> int:
    return sum(1 for value in row[band.first_column : band.last_column + 1] if value != "")


def titles_and_headers(span: TableSpan) -> Mapping[int, str]:
    """Return what the rows of a span's headers and titles are, by 1-based row."""
    band = span.band
    reasons = dict.fromkeys(range(span.top, band.first_row), "标题行")
    reasons.update(dict.fromkeys(range(band.first_row, band.last_row + 1), "表头"))
    for repeat in span.repeats:
        reasons.update(dict.fromkeys(range(repeat.top, repeat.band.first_row), "标题行"))
        reasons.update(dict.fromkeys(range(repeat.band.first_row, repeat.band.last_row + 1), "重复的表头"))
    return reasons
