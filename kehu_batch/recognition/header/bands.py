"""Find the header bands of a sheet: wherever they stand, of one row or several, one table or several."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import pairwise

from kehu_batch.model.tables.source import Sheet
from kehu_batch.policy.vocabulary import Vocabulary
from kehu_batch.recognition.header.band import Band
from kehu_batch.recognition.header.candidates import candidate_rows
from kehu_batch.recognition.header.extras import find_extra_rows
from kehu_batch.recognition.header.record_forms import WHOSE_FIELDS, is_form_row
from kehu_batch.recognition.header.rows import HeaderRows
from kehu_batch.recognition.header.splitting import (
    LOOKED_AT,
    Run,
    calls_side_by_side,
    runs_of,
    runs_said_again,
    stands_apart,
)
from kehu_batch.recognition.header.table_matching import TableMatching, has_customer_of
from kehu_batch.records import dataclass, field, replace

#: Headers on one sheet, and rows looked at further down in vain; a sheet is not searched beyond.
_MOST_BANDS = 5_000
_MOST_IN_VAIN = 3_000
_FIRST_ROWS = 500
#: Tables further up that a header may stand beside.
_NEIGHBOURS = 30
#: Runs of columns in one header that are tried as several tables; more are one.
_MOST_RUNS = 8
_CALLBACKS, _DAY_OF_CALL = "callbacks", "called_on"
#: Weight of a column of serial numbers.
_SERIAL = 0.01


@dataclass(slots=True)
class BandFinder:
    """Looks for headers in one sheet.

    Args:
        sheet: The sheet.
        vocabulary: Known headers.
        hints: Texts that may name a table when headers alone do not decide: sheet and file name.
        searched: How many rows were searched: all, or down to the header that was one too many.
        rows: Its rows, read as headers.
        choice: Chooses the table of each header.
    """

    sheet: Sheet
    vocabulary: Vocabulary
    hints: Sequence[str]
    searched: int = field(init=False)
    rows: HeaderRows = field(init=False)
    choice: TableMatching = field(init=False)
    _found: list[Band] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.searched = len(self.sheet.rows)
        self.rows = HeaderRows(self.sheet, self.vocabulary)
        self.choice = TableMatching(self.sheet, self.vocabulary, self.hints)

    def find(self) -> list[Band]:
        """Return the bands, top to bottom and left to right."""
        done = in_vain = 0
        for index in candidate_rows(self.rows, self._found):
            if index < done:
                continue
            found = self._bands_at(index)
            self._found += found
            done = max((self._end_of(band) for band in found), default=done)
            in_vain += not found and index >= _FIRST_ROWS
            if len(self._found) > _MOST_BANDS or in_vain > _MOST_IN_VAIN:
                self.searched = index
                break
        return self._without_foreign()

    def _end_of(self, band: Band) -> int:
        """Return the 1-based last row of a header with what belongs to it below: units, English names."""
        rows, words = self.sheet.rows, self.vocabulary.words
        columns = sorted(band.texts)
        extra = find_extra_rows(rows, band.last_row + 1, len(rows), columns, words, self.rows.is_known)
        return band.last_row + len(extra)

    def _without_foreign(self) -> list[Band]:
        """Leave out texts that stand over the columns of a table found lower down, such as its title."""
        spans = {(band.reach, band.span) for band in self._found}
        return [self._without_columns_of(band, spans) for band in self._found]

    def _without_columns_of(self, band: Band, spans: set[tuple[tuple[int, int], tuple[int, int]]]) -> Band:
        first, last = band.reach
        foreign = {
            column
            for (start, end), (left, right) in spans
            if not (first <= end and start <= last)
            for column in range(left, right + 1)
        }
        texts = {column: text for column, text in band.texts.items() if column not in foreign}
        if len(texts) == len(band.texts):
            return band
        tables = {reading.table for reading in band.readings}
        readings = tuple(
            reading
            for reading in self.choice.readings(texts)
            if reading.table in tables and (reading.applies or not reading.missing)
        )
        return replace(band, texts=texts, readings=readings) if readings else band

    def _bands_at(self, index: int) -> list[Band]:
        """Return the bands whose header starts at a 0-based row."""
        if not self.rows.may_start(index):
            return []
        ends = self.rows.ends(index)
        first, *deeper = [self._split(index, end) for end in ends]
        # What the rows below make of a header without this row, which may be no more than groups over it.
        best = max(deeper, key=self._weight, default=[])
        here = [*first, *best]
        below = [
            self._split(index + 1, end, here) for end in {*ends, index + 1} if self._has_header_at(index, end)
        ]
        rivals = [
            [band for band in bands if any(band.overlaps(other) for other in here)]
            for bands in below
            if not self._joins(index, bands)
        ]
        rival = max(map(self._weight, rivals), default=0.0)
        if self.rows.reaches_down(index):
            best = max(first, best, key=self._weight)
            # A customer merged over his calls ends where the header is said again: he is no group over it.
            above = any(self.rows.is_above(index, band.last_row - 1) for band in best)
            return best if self._weight(best) >= rival + above * _SERIAL else []
        # Parts of a group that are all unknown explain nothing more, and still are the header of their columns.
        more = self._weight(best) == self._weight(first) and _columns(best) > _columns(first)
        if self._weight(best) > rival and (more or self._weight(best) > self._weight(first)):
            return best
        return first if self._weight(first) > rival else []

    def _joins(self, index: int, bands: list[Band]) -> bool:
        """Whether a row has texts over the blank columns between bands: they are one table under it."""
        return any(
            self.rows.text_at(index, column)
            for left, right in pairwise(bands)
            for column in range(left.last_column + 1, right.first_column)
        )

    def _weight(self, bands: list[Band]) -> float:
        """Return how much bands explain; a column of serial numbers has weight where nothing else matches."""
        return sum(
            band.readings[0].score + _SERIAL * any(map(self.rows.is_serial, band.texts.values()))
            for band in bands
        )

    def _has_header_at(self, index: int, end: int) -> bool:
        rows = self.sheet.rows
        return index < end < len(rows) and (end > index + 1 or self.rows.hits(index + 1) >= 2)

    def _split(self, first: int, last: int, above: Sequence[Band] = ()) -> list[Band]:
        """Return the bands of a header row: one, or one for each run of columns that is a table by itself.

        Args:
            first: 0-based first row.
            last: 0-based last row.
            above: Bands right above that have not been taken yet.
        """
        texts, own = self.rows.texts(first, last)
        if len(texts) < 2 or is_form_row(self.rows, first, last):
            return []
        if (band := self._of_calls(first, last, texts, own)) is not None:
            return [band]
        runs = runs_of(texts)
        parts = [
            band for run in runs if (band := self.choice.band(first, last, run, own, whole=False)) is not None
        ]
        again = self._said_again(first, last, texts, own)
        parts = max(parts, self._side_by_side(first, last, runs, own), again, key=self._weight)
        if len(parts) > 1:
            return [_with_own(band, parts, own) for band in parts]
        if parts and self._beside_data(parts[0], runs, above):
            return parts
        if len(runs) > 1:
            texts = self._without_neighbours(first, last, runs, own)
        whole = self.choice.band(first, last, texts, own, whole=True)
        return [whole] if whole is not None else []

    def _of_calls(self, first: int, last: int, texts: Run, own: tuple[int, ...]) -> Band | None:
        """Return the band of a worksheet whose rows hold several calls side by side; ``None`` of any other."""
        found = calls_side_by_side(texts, lambda column: self.rows.group_over(first, last, column))
        if found is None:
            return None
        shared, calls = found
        bands = [self.choice.band(first, last, {**shared, **call}, own, whole=False) for call in calls]
        readings = [band.readings[0] for band in bands if band is not None and _is_of_calls(band, shared)]
        if bands[0] is None or len(readings) < len(calls):
            return None
        return replace(bands[0], texts=texts, readings=(replace(readings[0], calls=tuple(readings[1:])),))

    def _said_again(self, first: int, last: int, texts: Run, own: tuple[int, ...]) -> list[Band]:
        """Return the bands of tables side by side without a gap; none where a part is no table by itself."""
        runs = runs_said_again(texts, self.sheet.rows[last + 1 : last + 1 + LOOKED_AT])
        parts = [self.choice.band(first, last, run, own, whole=False) for run in runs if len(runs) > 1]
        bands = [band for band in parts if band is not None]
        return bands if len(bands) == len(parts) else []

    def _side_by_side(self, first: int, last: int, runs: list[Run], own: tuple[int, ...]) -> list[Band]:
        """Return the bands of tables side by side that have blank columns inside too; none where it is one table.

        A further table begins with a customer's id or name where one to its left has that already. What is right of
        a cut is split once, whatever stands left of it.
        """

        @cache
        def band(start: int, end: int) -> Band | None:
            return self.choice.band(first, last, _joined(runs[start:end]), own, whole=False)

        @cache
        def split(start: int) -> list[Band]:
            best: list[Band] = []
            for cut in range(start + 1, len(runs)) if len(runs) - start > 2 else ():
                left, right = band(start, cut), band(cut, len(runs))
                if left and right and has_customer_of(left.readings[0], right.readings[0]):
                    best = max(best, [left, *(split(cut) or [right])], key=self._weight)
            return best

        return split(0) if len(runs) <= _MOST_RUNS else []

    def _without_neighbours(self, first: int, last: int, runs: list[Run], own: tuple[int, ...]) -> Run:
        """Return the header's texts without those over something beside the table, such as a legend."""
        below = self.sheet.rows[last + 1 : last + 1 + LOOKED_AT]
        kept = runs
        for run in [run for run in runs if len(run) > 1]:
            others = _joined([other for other in kept if other is not run])
            main = self.choice.band(first, last, others, own, whole=False) if others else None
            if main is not None and (stands_apart(below, others, run) or self._says_again(main, run)):
                kept = [other for other in kept if other is not run]
        return _joined(kept)

    def _says_again(self, main: Band, run: Run) -> bool:
        """Whether a run of columns has fields that the table has already, and none that it lacks."""
        table = main.readings[0].table
        texts = {**main.texts, **run}
        reading = next(reading for reading in self.choice.readings(texts) if reading.table == table)
        return any(match.column in run for match in reading.duplicates) and not any(
            match.column in run for match in reading.columns
        )

    def _beside_data(self, band: Band, runs: list[Run], further: Sequence[Band]) -> bool:
        """Whether the row's other cells are data of tables found above, which the band stands clear of."""
        others = [run for run in runs if band.first_column not in run]
        if not others:
            return False
        above = [*self._found[-_NEIGHBOURS:], *further]
        return not any(band.overlaps(other) for other in above) and all(
            any(_covers(other, run) for other in above) for run in others
        )


def _is_of_calls(band: Band, shared: Collection[int]) -> bool:
    """Whether a header is surely a callback worksheet's: the customer in shared columns, the day not."""
    reading = band.readings[0]
    of_whom = [match for match in reading.columns if match.field in WHOSE_FIELDS]
    days = [match for match in reading.columns if match.field == _DAY_OF_CALL]
    return (
        len(band.readings) == 1
        and reading.table == _CALLBACKS
        and all(match.column in shared for match in of_whom)
        and all(match.column not in shared for match in days)
    )


def _columns(bands: Sequence[Band]) -> int:
    return sum(len(band.texts) for band in bands)


def _covers(band: Band, run: Run) -> bool:
    return band.first_column <= min(run) and max(run) <= band.last_column


def _joined(runs: Iterable[Run]) -> Run:
    return {column: text for run in runs for column, text in run.items()}


def _with_own(band: Band, parts: list[Band], own: tuple[int, ...]) -> Band:
    """Give each of several tables side by side the result columns to its right, up to the next table."""
    after = [other.first_column for other in parts if other.first_column > band.first_column]
    end = min(after, default=1 << 20)
    mine = tuple(column for column in own if band.first_column < column < end)
    return replace(band, own_columns=mine)
