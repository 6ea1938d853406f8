"""What was read from files, before anything is understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from kehu_batch.model.tables.cell_grid import CellColumn, CellGrid, CellValue
from kehu_batch.model.tables.shown import ShownColumn
from kehu_batch.records import dataclass, field

__all__ = ["CellValue", "FileFormat", "MergedRange", "Sheet", "SheetState", "TotalsRow", "Workbook"]


class FileFormat(StrEnum):
    """Container of an input, told by its content and not by its suffix."""

    XLSX = "xlsx"
    XLSM = "xlsm"
    XLTX = "xltx"
    XLTM = "xltm"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"
    #: A web page with tables, or one saved by Excel with all that belongs to it in one file.
    HTML = "html"
    #: XML Spreadsheet 2003.
    XML = "xml"

    @property
    def patchable(self) -> bool:
        """Whether the original can be annotated in place; others get a companion workbook."""
        return self in {FileFormat.XLSX, FileFormat.XLSM, FileFormat.XLTX, FileFormat.XLTM}


class SheetState(StrEnum):
    """Visibility of a sheet in its workbook."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "very_hidden"


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A merged range; rows from 1, columns from 0, all ends inclusive."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class TotalsRow:
    """The row that a table of the workbook itself declares to be its totals; row from 1, columns from 0."""

    row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet with absolute addresses.

    Args:
        file: Name of its file.
        name: Sheet name as shown.
        state: Visibility.
        rows: ``rows[r][c]`` is the cell in sheet row ``r + 1`` and column ``c``; rows have equal length. Whatever
            they are given as, they are held as a ``CellGrid``.
        merged: Merged ranges.
        totals_rows: Totals rows of the workbook's own tables, whatever stands in them: no data.
        far_cells: Stray cells ``(1-based row, 0-based column)`` far from all others; not in ``rows``.
        hidden_rows: 1-based hidden rows.
        hidden_columns: 0-based hidden columns.
        uncached: Cells ``(1-based row, 0-based column)`` with a formula and no stored result; they read as ``""``.
        blanks: Cells whose formula gives an empty text; they read as ``""``, and are not free.
        struck: Cells that are struck out; their values stand.
        struck_parts: Cells of which a part was struck out, which is not in ``rows``.
        unseen: Cells whose look shows nothing of them (white on white, ``;;;``); their values stand.
        loose_quotes: Cells of a delimited text that begin with a quote which none closes; it is part of their text.
        boxes: Cells over which a box to tick stands that is linked to no cell; whether it is ticked is not known.
        aside: What is said of it outside its cells: headers and footers of its pages, text boxes.
        notes: What people noted at cells (批注), by 1-based row and 0-based column.
        shown: What cells show beyond their numbers (percent, currency, units in the number format), by 0-based column:
            ``sheet.shown[3].at(row).currency``. A column whose cells all show plain numbers is absent, and a csv has
            none. Texts say themselves what they show.
    """

    file: str
    name: str
    state: SheetState
    rows: Sequence[Sequence[CellValue]]
    merged: tuple[MergedRange, ...] = ()
    totals_rows: tuple[TotalsRow, ...] = ()
    far_cells: tuple[tuple[int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    uncached: frozenset[tuple[int, int]] = frozenset()
    blanks: frozenset[tuple[int, int]] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    struck_parts: frozenset[tuple[int, int]] = frozenset()
    unseen: frozenset[tuple[int, int]] = frozenset()
    loose_quotes: frozenset[tuple[int, int]] = frozenset()
    boxes: frozenset[tuple[int, int]] = frozenset()
    aside: tuple[str, ...] = ()
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    shown: Mapping[int, ShownColumn] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", CellGrid.of(self.rows))

    def column(self, place: int) -> CellColumn:
        """Return a column by its 0-based place."""
        return CellGrid.of(self.rows).columns[place]


@dataclass(frozen=True, slots=True)
class Workbook:
    """One input file, read.

    Args:
        path: Where it was read.
        file: Display name: its file name.
        format: Container told by content.
        sha256: Hash of the file as it came, lower-case hex.
        sheets: Sheets in the order of their tabs; chart sheets left out.
        date1904: Whether serial dates count from 1904.
        finance: Whether the caller or the file's place marks it as finance's.
    """

    path: Path
    file: str
    format: FileFormat
    sha256: str
    sheets: tuple[Sheet, ...] = field(repr=False)
    date1904: bool = False
    finance: bool = False
