"""Gathers the cells of all regions of one table into columns, before anything is read from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from kehu_batch.model.tables.recognition import ColumnMatch, Region
from kehu_batch.model.tables.source import Sheet, Workbook
from kehu_batch.normalisation.cells.distinct import Distinct, compact, find_distinct, join_columns
from kehu_batch.normalisation.cells.shown_numbers import with_shown
from kehu_batch.records import dataclass

#: A column of cells as the reader gave them; an absent cell is ``""``.
RawColumn = Distinct[Any]


@dataclass(frozen=True, slots=True)
class RepeatedColumn:
    """A further column of a field that its region has already.

    Args:
        region: The region.
        first: The column that has the field.
        match: The further column.
        cells: Its cells, one for each data row of the region.
    """

    region: Region
    first: ColumnMatch
    match: ColumnMatch
    cells: RawColumn


@dataclass(frozen=True, slots=True)
class RawTable:
    """All rows of one table over its regions, in the order of regions and rows.

    Args:
        table: Table code.
        regions: Its regions.
        region: Region id of each row, int64.
        source_row: 1-based sheet row of each row, int64.
        columns: Cells by field; a field that no region has is absent. A merged cell stands for each of its rows;
            of a field with several columns the first filled cell is taken.
        uncached: Positions of cells, by field, that hold a formula without a stored result; they read as ``""``.
        repeated: Further columns of fields that have one.
        from_1904: Ids of regions whose serial dates count from 1904.
    """

    table: str
    regions: tuple[Region, ...]
    region: npt.NDArray[np.int64]
    source_row: npt.NDArray[np.int64]
    columns: dict[str, RawColumn]
    uncached: Mapping[str, npt.NDArray[np.intp]]
    repeated: tuple[RepeatedColumn, ...] = ()
    from_1904: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.source_row)


def gather(
    table: str,
    regions: Sequence[Region],
    workbooks: Sequence[Workbook],
    quantities: frozenset[str] = frozenset(),
) -> RawTable:
    """Gather the cells of every region of one table.

    Args:
        table: Table code.
        regions: Its regions.
        workbooks: What was read.
        quantities: Fields of amounts and scores, whose numbers carry what their format shows (``ShownNumber``).
    """
    sheets = {(book.file, sheet.name): sheet for book in workbooks for sheet in book.sheets}
    in_1904 = {book.file for book in workbooks if book.date1904}
    fields = dict.fromkeys(match.field for region in regions for match in region.columns)
    parts: dict[str, list[RawColumn]] = {field: [] for field in fields}
    for region in regions:
        sheet = sheets[region.file, region.sheet]
        for field in fields:
            columns: list[int | None] = [match.column for match in region.columns if match.field == field]
            parts[field].append(
                _first_filled(
                    [
                        column_cells(sheet, region, column, shown=field in quantities)
                        for column in columns or [None]
                    ]
                )
            )
    return RawTable(
        table=table,
        regions=tuple(regions),
        region=np.concatenate([np.full(len(r.data_rows), r.id, dtype=np.int64) for r in regions]),
        source_row=np.concatenate([r.data_rows.astype(np.int64) for r in regions]),
        columns={field: join_columns(columns) for field, columns in parts.items()},
        uncached=_find_uncached(regions, sheets),
        repeated=tuple(
            RepeatedColumn(
                region,
                first,
                match,
                column_cells(
                    sheets[region.file, region.sheet],
                    region,
                    match.column,
                    shown=match.field in quantities,
                ),
            )
            for region in regions
            for match in region.duplicates
            for first in region.columns
            if first.field == match.field
        ),
        from_1904=frozenset(region.id for region in regions if region.file in in_1904),
    )


def _first_filled(columns: Sequence[RawColumn]) -> RawColumn:
    """Return of several columns of one field (aging buckets) the first filled cell of each row."""
    if len(columns) == 1:
        return columns[0]
    first = columns[0].expand()
    for other in columns[1:]:
        first = np.where(first == "", other.expand(), first)
    return find_distinct(first)


def column_cells(sheet: Sheet, region: Region, column: int | None, *, shown: bool) -> RawColumn:
    """Return the cells of a region's data rows in one column; all ``""`` where it has none.

    A merged cell stands for each of its rows. With ``shown``, numbers carry what their format shows.
    """
    if column is None:
        return Distinct(np.zeros(len(region.data_rows), dtype=np.intp), [""])
    found = sheet.column(column)
    codes = found.codes[region.data_rows - 1].astype(np.intp)
    places = region.data_rows.copy()
    for merged in region.merged:
        if merged.first_column <= column <= merged.last_column:
            first, last = np.searchsorted(region.data_rows, (merged.first_row, merged.last_row + 1))
            # Only the first column of a merge has a value; its other columns are blank on the sheet, too.
            codes[first:last] = found.codes[merged.first_row - 1]
            places[first:last] = merged.first_row
    cells: RawColumn = compact(codes, found.values)
    return with_shown(cells, sheet.shown.get(column), places) if shown else cells


def _find_uncached(
    regions: Sequence[Region], sheets: Mapping[tuple[str, str], Sheet]
) -> dict[str, npt.NDArray[np.intp]]:
    found: dict[str, list[int]] = {}
    offset = 0
    for region in regions:
        fields = {match.column: match.field for match in region.columns}
        for row, column in sorted(sheets[region.file, region.sheet].uncached):
            position = int(np.searchsorted(region.data_rows, row))
            inside = position < len(region.data_rows) and region.data_rows[position] == row
            if inside and column in fields:
                found.setdefault(fields[column], []).append(offset + position)
        offset += len(region.data_rows)
    return {field: np.array(positions, dtype=np.intp) for field, positions in found.items()}
