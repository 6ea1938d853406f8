"""Find the header bands of a sheet: wherever they stand, of one to three rows, one table or several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from kehu_batch.folding import fold_text
from kehu_batch.model.source import CellValue, MergedRange, Sheet
from kehu_batch.policy.vocabulary import OWN_COLUMN_PREFIX, Vocabulary
from kehu_batch.recognition.headers import HeaderReading, is_known, read_header

#: Rows at the top that are all looked at as headers.
_TOP_ROWS = 30
#: Rows behind a gap that are looked at; a second table may have a title or two.
_BEHIND_GAP = 6
#: Cells of a row further down that must be known header texts before it is looked at.
_KNOWN_CELLS = 3
#: A row behind a gap shows with one of so many cells whether it may be a header.
_FIRST_CELLS = 3
#: Headers on one sheet; a sheet whose data read like headers over and over is not searched further.
_MOST_BANDS = 200
#: Rows of a header at most: groups of groups over parts.
_MOST_HEADER_ROWS = 3
#: Weight of a sheet name or title that names a table.
_NAMED = 1.5
#: Scores nearer than this are the same sum in another order.
_EQUAL = 1e-6


@dataclass(frozen=True, slots=True)
class Band:
    """One header of one table.

    Args:
        first_row: 1-based first row.
        last_row: 1-based last row; the same, or up to two further for a header of several rows.
        texts: Header text by 0-based column.
        own_columns: Columns that an earlier run of this program wrote.
        readings: Tables that it may be, best first; more than one only where they fit equally.
        candidates: Tables that it has all needed columns of, with how well it fits each, best first.
    """

    first_row: int
    last_row: int
    texts: dict[int, str]
    own_columns: tuple[int, ...]
    readings: tuple[HeaderReading, ...]
    candidates: tuple[tuple[str, float], ...] = ()

    @property
    def first_column(self) -> int:
        """Return the 0-based first column."""
        return min(self.texts)

    @property
    def last_column(self) -> int:
        """Return the 0-based last column, our own result columns not counted."""
        return max(self.texts)

    @property
    def reach(self) -> tuple[int, int]:
        """Return the 0-based first and last column that was understood."""
        columns = [match.column for match in self.readings[0].columns]
        return min(columns), max(columns)

    def overlaps(self, other: Band) -> bool:
        """Whether the two stand over a common column, going by the columns that were understood."""
        return self.reach[0] <= other.reach[1] and other.reach[0] <= self.reach[1]


@dataclass(slots=True)
class BandFinder:
    """Looks for headers in one sheet.

    Args:
        sheet: The sheet.
        vocabulary: Known headers.
        hints: Texts that may name a table when headers alone do not decide: sheet and file name.
        is_cut_short: Whether the search ended at the most headers that a sheet may have.
    """

    sheet: Sheet
    vocabulary: Vocabulary
    hints: Sequence[str]
    known: dict[str, bool] = field(default_factory=dict)
    merged: dict[int, list[MergedRange]] = field(default_factory=dict)
    found: list[Band] = field(default_factory=list)
    is_cut_short: bool = False

    def __post_init__(self) -> None:
        for area in self.sheet.merged:
            self.merged.setdefault(area.first_row, []).append(area)

    def find(self) -> list[Band]:
        """Return the bands, top to bottom and left to right."""
        done = 0
        for index in self._candidates():
            if index < done:
                continue
            found = self._bands_at(index)
            self.found += found
            done = max((band.last_row for band in found), default=done)
            if len(self.found) >= _MOST_BANDS:
                self.is_cut_short = True
                break
        return [self._without_foreign(band) for band in self.found]

    def _without_foreign(self, band: Band) -> Band:
        """Leave out texts that stand over the columns of a table found lower down, such as its title."""
        foreign = {
            column
            for other in self.found
            if other is not band and not band.overlaps(other)
            for column in range(other.first_column, other.last_column + 1)
        }
        texts = {column: text for column, text in band.texts.items() if column not in foreign}
        if len(texts) == len(band.texts):
            return band
        table = self.vocabulary.tables
        readings = tuple(read_header(texts, table[old.table], self.vocabulary) for old in band.readings)
        return replace(band, texts=texts, readings=readings)

    def near_miss(self) -> HeaderReading | None:
        """Return the best reading of any top row that lacks a column to be a table; else ``None``."""
        best: HeaderReading | None = None
        for index in range(min(_TOP_ROWS, len(self.sheet.rows))):
            if self._hits(self.sheet.rows[index]) < 2:
                continue
            for reading in self._readings(self._texts(index, index)[0]):
                if len(reading.columns) >= 2 and (best is None or reading.score > best.score):
                    best = reading
        return best

    def _candidates(self) -> Iterator[int]:
        rows = self.sheet.rows
        top = min(_TOP_ROWS, len(rows))
        yield from range(top)
        texts = self.vocabulary.texts.union(
            value
            for row in rows[:top]
            if self._hits(row) >= 2
            for value in row
            if isinstance(value, str) and value
        )
        behind_gap = 0
        for index in range(top, len(rows)):
            row = rows[index]
            if not any(row):
                behind_gap = _BEHIND_GAP
            elif behind_gap:
                behind_gap -= 1
                if self._starts_like_a_header(row):
                    yield index
            elif len(texts.intersection(row)) >= _KNOWN_CELLS:
                yield index

    def _starts_like_a_header(self, row: Sequence[CellValue]) -> bool:
        """Whether one of the first filled cells is a known header: a cheap look that most data rows fail."""
        filled = (value for value in row if value != "")
        return any(isinstance(value, str) and self._is_known(value) for value in islice(filled, _FIRST_CELLS))

    def _hits(self, row: Sequence[CellValue]) -> int:
        return sum(1 for value in row if isinstance(value, str) and value and self._is_known(value))

    def _is_known(self, text: str) -> bool:
        known = self.known.get(text)
        if known is None:
            known = self.known[text] = is_known(text, self.vocabulary)
        return known

    def _bands_at(self, index: int) -> list[Band]:
        """Return the bands whose header starts at a 0-based row."""
        rows = self.sheet.rows
        if self._hits(rows[index]) < 2 and not (index + 1 < len(rows) and self._is_group_row(index)):
            return []
        single = self._split(index, index)
        depth = self._depth(index)
        deeper = [self._split(index, index + more) for more in range(1, depth + 1)]
        # What the rows below make of a header without this row, which may be no more than groups over it.
        below = [self._split(index + 1, index + more) for more in range(1, depth + 1)]
        rival = max(map(_weight, below), default=0.0)
        best = max(deeper, key=_weight, default=[])
        floor = max(_weight(single), rival)
        if _weight(best) > floor or (best and _weight(best) == floor and self._reaches_down(index)):
            return best
        return single if _weight(single) >= rival else []

    def _reaches_down(self, index: int) -> bool:
        """Whether a filled cell of a row is merged with the cells below it, as 序号 is beside groups."""
        return any(
            area.first_column == area.last_column
            and area.last_row > area.first_row
            and self._text_at(index, area.first_column)
            for area in self.merged.get(index + 1, ())
        )

    def _depth(self, index: int) -> int:
        """Return how many rows below may continue a header."""
        depth = 0
        while (
            depth < _MOST_HEADER_ROWS - 1
            and index + depth + 1 < len(self.sheet.rows)
            and self._may_be_two_rows(index + depth)
        ):
            depth += 1
        return depth

    def _is_group_row(self, index: int) -> bool:
        return self._hits(self.sheet.rows[index + 1]) >= 1 and bool(self._groups(index))

    def _groups(self, index: int) -> list[MergedRange]:
        """Return ranges that speak for a header of two rows: groups over columns, or cells over both rows."""
        return [
            area
            for area in self.merged.get(index + 1, ())
            if area.last_row == index + 2
            or (area.last_row == index + 1 and area.last_column > area.first_column)
        ]

    def _may_be_two_rows(self, index: int) -> bool:
        """Whether the row below may continue the header.

        It then holds texts only, nothing under a header that is complete by itself, and either known headers
        of its own or texts that make known headers with the group above (跟进计划 over 负责人). A data row
        fails this.
        """
        below = self.sheet.rows[index + 1]
        if not all(isinstance(value, str) for value in below):
            return False
        groups = self._groups(index)
        grouped = {c for area in groups for c in range(area.first_column, area.last_column + 1)}
        fresh = 0
        for column, value in enumerate(below):
            if not value:
                continue
            upper = self._text_at(index, column)
            if upper and column not in grouped and self._is_known(upper):
                return False
            fresh += self._is_known(str(value)) or self._is_known(
                self._group_over(index, column) + str(value)
            )
        return fresh >= (1 if groups else 2)

    def _texts(self, first: int, last: int) -> tuple[dict[int, str], tuple[int, ...]]:
        """Return header texts by column, and the columns that are our own."""
        texts: dict[int, str] = {}
        own: list[int] = []
        for column in range(len(self.sheet.rows[first])):
            upper, lower = self._text_at(first, column), self._text_at(last, column)
            if upper.startswith(OWN_COLUMN_PREFIX) or lower.startswith(OWN_COLUMN_PREFIX):
                own.append(column)
                continue
            text = ""
            for row in range(first, last):
                text = self._joined(text, self._group_over(row, column))
            text = self._joined(text, lower)
            if text:
                texts[column] = text
        return texts, tuple(own)

    def _text_at(self, index: int, column: int) -> str:
        value = self.sheet.rows[index][column]
        return str(value).strip() if value != "" else ""

    def _group_over(self, index: int, column: int) -> str:
        for area in self.merged.get(index + 1, ()):
            if area.first_column <= column <= area.last_column:
                return self._text_at(index, area.first_column)
        return self._text_at(index, column)

    def _joined(self, upper: str, lower: str) -> str:
        if not lower or not upper:
            return upper or lower
        joined = upper + lower
        if self._is_known(joined):
            return joined
        return lower if self._is_known(lower) or not self._is_known(upper) else upper

    def _split(self, first: int, last: int) -> list[Band]:
        """Return the bands of a header row: one, or one for each run of columns that is a table by itself."""
        texts, own = self._texts(first, last)
        runs = _runs(texts)
        parts = [band for run in runs if (band := self._band(first, last, run, own)) is not None]
        if len(parts) > 1:
            return [_with_own(band, parts, own) for band in parts]
        if parts and self._beside_data(parts[0], runs):
            return parts
        whole = self._band(first, last, texts, own)
        return [whole] if whole is not None else []

    def _beside_data(self, band: Band, runs: list[dict[int, str]]) -> bool:
        """Whether the row's other cells are data of tables found above, which the band stands clear of."""
        others = [run for run in runs if band.first_column not in run]
        return (
            bool(others)
            and not any(band.overlaps(above) for above in self.found)
            and all(any(_covers(above, run) for above in self.found) for run in others)
        )

    def _band(self, first: int, last: int, texts: dict[int, str], own: tuple[int, ...]) -> Band | None:
        fitting = [
            reading for reading in self._readings(texts) if not reading.missing and len(reading.columns) >= 2
        ]
        if not fitting:
            return None
        scores = self._scores(fitting, first)
        best = max(scores.values())
        return Band(
            first + 1,
            last + 1,
            texts,
            own,
            tuple(reading for reading in fitting if abs(scores[reading.table] - best) < _EQUAL),
            tuple(sorted(scores.items(), key=lambda item: -item[1])),
        )

    def _readings(self, texts: dict[int, str]) -> list[HeaderReading]:
        return [read_header(texts, table, self.vocabulary) for table in self.vocabulary.tables.values()]

    def _scores(self, readings: list[HeaderReading], index: int) -> dict[str, float]:
        """Return how well each fits; names decide between those that headers alone leave near one another."""
        title = " ".join(
            str(value) for row in self.sheet.rows[max(0, index - 3) : index] for value in row if value != ""
        )
        named = self._named([self.sheet.name, title, *self.hints])
        return {
            reading.table: reading.score + (_NAMED if reading.table == named else 0) for reading in readings
        }

    def _named(self, texts: Sequence[str]) -> str | None:
        """Return the only table that the first speaking text names."""
        for text in texts:
            folded = fold_text(text)
            names = {
                t.code for t in self.vocabulary.tables.values() if any(name in folded for name in t.names)
            }
            if len(names) == 1:
                return names.pop()
            if names:
                return None
        return None


def _covers(band: Band, run: dict[int, str]) -> bool:
    return band.first_column <= min(run) and max(run) <= band.last_column


def _weight(bands: list[Band]) -> float:
    return sum(band.readings[0].score for band in bands)


def _runs(texts: dict[int, str]) -> list[dict[int, str]]:
    """Split a header at columns without text."""
    runs: list[dict[int, str]] = []
    previous = -2
    for column in sorted(texts):
        if column != previous + 1:
            runs.append({})
        runs[-1][column] = texts[column]
        previous = column
    return runs


def _with_own(band: Band, parts: list[Band], own: tuple[int, ...]) -> Band:
    """Give each of several tables side by side the result columns to its right, up to the next table."""
    after = [other.first_column for other in parts if other.first_column > band.first_column]
    end = min(after, default=1 << 20)
    mine = tuple(column for column in own if band.first_column < column < end)
    return replace(band, own_columns=mine)
