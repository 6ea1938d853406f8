"""The cells of all regions of one table in columns, before anything is read from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

import numpy as np
import numpy.typing as npt

from kehu_batch.model.tables.recognition import ColumnMatch, Region
from kehu_batch.normalisation.cells.distinct import Distinct
from kehu_batch.policy.vocabulary import OWN_SHEET_MARKER
from kehu_batch.records import dataclass, field

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
class OneOfMany:
    """A column of a field that has several in a region: aging buckets.

    Args:
        region: The region.
        match: The column.
        cells: Its cells, one for each data row of the region, with what their formats show.
    """

    region: Region
    match: ColumnMatch
    cells: RawColumn


@dataclass(frozen=True, slots=True)
class MergedCell:
    """A cell of money under a merge that is not the one that counts.

    Args:
        field: Its field.
        row: Its position in the table.
        block: The merged range, e.g. ``F3:F4``.
        counted: 1-based row in which the block's money counts; 0 where it counts nowhere in this field.
        left: The value that was left under the merge; ``""`` where there is none.
    """

    field: str
    row: int
    block: str
    counted: int
    left: object


#: The rows of one sheet.
Rows = Sequence[Sequence[object]]


def is_ours(rows: Rows) -> bool:
    """Whether a sheet is one that this program wrote."""
    return len(rows) > 1 and bool(rows[1]) and str(rows[1][0]).startswith(OWN_SHEET_MARKER)


@dataclass(frozen=True, slots=True)
class SheetCells:
    """A sheet that is read as it stands, without a table of the vocabulary.

    Args:
        file: Its file.
        name: Its name.
        rows: Its cells.
        finance: Whether its file is marked as finance's.
    """

    file: str
    name: str
    rows: Rows
    finance: bool


@dataclass(frozen=True, slots=True)
class InputName:
    """How an input is called: its file, the same without the suffix, and the folder that it lies in."""

    name: str
    stem: str
    folder: str

    @classmethod
    def of(cls, path: PurePath) -> InputName:
        """Return how the input at a path is called."""
        return cls(path.name, path.stem, path.parent.name)


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
        dittos: Positions of cells, by field, that said no more than 同上; in ``columns`` they have what stands above.
        repeated: Further columns of fields that have one.
        many: The columns of fields that have several, each by itself.
        merged: Cells of money under merges; in ``columns`` the block's money is in its first row only.
        from_1904: Ids of regions whose serial dates count from 1904.
        units: The unit of money that each row names in a column for it, ``""`` where none; None where no region has
            such a column.
    """

    table: str
    regions: tuple[Region, ...]
    region: npt.NDArray[np.int64]
    source_row: npt.NDArray[np.int64]
    columns: dict[str, RawColumn]
    uncached: Mapping[str, npt.NDArray[np.intp]]
    repeated: tuple[RepeatedColumn, ...] = ()
    many: tuple[OneOfMany, ...] = ()
    merged: tuple[MergedCell, ...] = ()
    from_1904: frozenset[int] = frozenset()
    units: RawColumn | None = None
    dittos: Mapping[str, npt.NDArray[np.intp]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.source_row)
