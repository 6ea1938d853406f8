"""Gathers the cells of all regions of one table into columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from kehu_batch.model.tables.recognition import ColumnMatch, Region
from kehu_batch.model.tables.source import Sheet
from kehu_batch.normalisation.cells.distinct import Distinct, compact, find_distinct, join_columns
from kehu_batch.normalisation.cells.fields import MANY_FIELDS
from kehu_batch.normalisation.cells.raw import OneOfMany, RawColumn, RawTable, RepeatedColumn
from kehu_batch.normalisation.gathering.shown_cells import Holds, with_shown
from kehu_batch.policy.cell_words import is_ticked

#: The sheets of a drop by file and name.
Sheets = Mapping[tuple[str, str], Sheet]


def gather(
    table: str,
    regions: Sequence[Region],
    sheets: Sheets,
    holds: Mapping[str, Holds],
    in_1904: frozenset[str],
) -> RawTable:
    """Gather the cells of every region of one table.

    Args:
        table: Table code.
        regions: Its regions.
        sheets: What was read.
        holds: What fields hold, all others texts.
        in_1904: Files whose serial dates count from 1904.
    """
    fields = dict.fromkeys(match.field for region in regions for match in region.columns)
    elsewhere = (one for region in regions for one in (*region.owned, *region.told))
    fields |= dict.fromkeys(field for one in elsewhere for field in one.values)
    parts: dict[str, list[RawColumn]] = {field: [] for field in fields}
    for region in regions:
        sheet = sheets[region.file, region.sheet]
        for field in fields:
            columns: list[int | None] = [match.column for match in region.columns if match.field == field]
            kind = holds.get(field, Holds.TEXTS)
            cells = [_column_cells(sheet, region, one, kind) for one in columns or [None]]
            choices = [match for match in region.choices if match.field == field]
            found = _ticked(sheet, region, choices) if choices else _first_filled(cells)
            parts[field].append(_with_owners(found, region, field))
    return RawTable(
        table=table,
        regions=tuple(regions),
        region=np.concatenate([np.full(len(r.data_rows), r.id, dtype=np.int64) for r in regions]),
        source_row=np.concatenate([r.data_rows.astype(np.int64) for r in regions]),
        columns={field: join_columns(columns) for field, columns in parts.items()},
        uncached=_find_uncached(regions, sheets),
        repeated=tuple(_repeated(regions, sheets, holds)),
        many=tuple(_many(regions, sheets, MANY_FIELDS.get(table, frozenset()))),
        from_1904=frozenset(region.id for region in regions if region.file in in_1904),
        units=_units(regions, sheets),
    )


def _units(regions: Sequence[Region], sheets: Sheets) -> RawColumn | None:
    if all(region.unit_column is None for region in regions):
        return None
    return join_columns(
        [
            _column_cells(sheets[region.file, region.sheet], region, region.unit_column, Holds.TEXTS)
            for region in regions
        ]
    )


def _repeated(
    regions: Sequence[Region], sheets: Sheets, holds: Mapping[str, Holds]
) -> Iterator[RepeatedColumn]:
    for region in regions:
        sheet = sheets[region.file, region.sheet]
        for match in region.duplicates:
            for first in region.columns:
                if first.field == match.field:
                    cells = _column_cells(sheet, region, match.column, holds.get(match.field, Holds.TEXTS))
                    yield RepeatedColumn(region, first, match, cells)


def _many(regions: Sequence[Region], sheets: Sheets, fields: frozenset[str]) -> Iterator[OneOfMany]:
    for region in regions:
        sheet = sheets[region.file, region.sheet]
        for match in region.columns:
            if match.field in fields:
                cells = _column_cells(sheet, region, match.column, Holds.QUANTITIES)
                yield OneOfMany(region, match, cells)


def _first_filled(columns: Sequence[RawColumn]) -> RawColumn:
    """Return of several columns of one field (aging buckets) the first filled cell of each row."""
    if len(columns) == 1:
        return columns[0]
    first = columns[0].expand()
    for other in columns[1:]:
        first = np.where(first == "", other.expand(), first)
    return find_distinct(first)


def _with_owners(cells: RawColumn, region: Region, field: str) -> RawColumn:
    """Return a column with what is said of its rows elsewhere (customers above them), where a cell is blank."""
    owned = [one for one in (*region.owned, *region.told) if field in one.values]
    if not owned:
        return cells
    blank = cells.pick(lambda cell: cell == "", bool)
    codes, values = cells.codes.copy(), list(cells.results)
    for one in owned:
        first, last = np.searchsorted(region.data_rows, (one.first_row, one.last_row + 1))
        codes[first:last][blank[first:last]] = len(values)
        values.append(one.values[field])
    return Distinct(codes, values)


def _ticked(sheet: Sheet, region: Region, choices: Sequence[ColumnMatch]) -> RawColumn:
    """Return what each row ticks of columns of choices, as the words over them; several where several are ticked."""
    said = np.full(len(region.data_rows), "", dtype=object)
    for match in choices:
        cells = _column_cells(sheet, region, match.column, Holds.TEXTS)
        ticked = cells.pick(partial(is_ticked, choice=match.header), bool)
        said[ticked] = [
            f"{before.removesuffix('√')}√、{match.header}√" if before else match.header
            for before in said[ticked]
        ]
    return find_distinct(said)


def _column_cells(sheet: Sheet, region: Region, column: int | None, holds: Holds) -> RawColumn:
    """Return the cells of a region's data rows in one column; all ``""`` where it has none.

    A merged cell stands for each of its rows, a customer for the blank ones of its group. Cells carry what their format
    shows, as a column that holds such asks for it.
    """
    if column is None:
        return Distinct(np.zeros(len(region.data_rows), dtype=np.intp), [""])
    found = sheet.column(column)
    codes = found.codes[region.data_rows - 1].astype(np.intp)
    places = region.data_rows.copy()
    for merged in (*region.merged, *region.led):
        if merged.first_column <= column <= merged.last_column:
            first, last = np.searchsorted(region.data_rows, (merged.first_row, merged.last_row + 1))
            # Only the first column of a merge has a value; its other columns are blank on the sheet, too.
            codes[first:last] = found.codes[merged.first_row - 1]
            places[first:last] = merged.first_row
    values = list(found.values)
    for later in (rows for of, rows in region.later if of == column):
        codes[np.isin(region.data_rows, later)] = len(values)
        values.append("")
    cells: RawColumn = compact(codes, values)
    return with_shown(cells, sheet.shown.get(column), places, holds)


def _find_uncached(regions: Sequence[Region], sheets: Sheets) -> dict[str, npt.NDArray[np.intp]]:
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
