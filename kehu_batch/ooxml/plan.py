"""What to do to a workbook, what was done, and what a workbook holds: values only.

Rows are 1-based as on the sheet, columns 0-based, cells and ranges in A1 notation without ``$``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kehu_batch.ooxml.late_rows import LateRows
from kehu_batch.records import dataclass, field

CellValue = str | int | float | None
"""One value to write. ``None`` writes no cell at all; a string is always text, never a formula."""

#: Links that Excel takes on one sheet.
MAX_LINKS = 65_530

#: Size of a workbook's default font where it says none, in points.
USUAL_SIZE = 11.0


@dataclass(frozen=True, slots=True)
class CellLook:
    """The look of a cell we add, laid over the workbook's own default font.

    Colours are ``RRGGBB``. ``None`` leaves the workbook's default. ``font_size`` is in points,
    ``number_format`` a format code such as ``"#,##0.00"``.
    """

    bold: bool | None = None
    italic: bool | None = None
    font_color: str | None = None
    font_size: float | None = None
    fill_color: str | None = None
    border_color: str | None = None
    number_format: str | None = None
    wrap: bool | None = None
    horizontal: str | None = None
    vertical: str | None = None
    underline: bool | None = None


@dataclass(frozen=True, slots=True)
class AddedColumn:
    """One column that we add at the right of a table.

    Attributes:
        index: 0-based column.
        header: Text of the header cell.
        width: In characters, as Excel counts them.
        header_look: Look of the header cell.
        body_look: Look of every other cell of the column.
    """

    index: int
    header: str
    width: float = 12.0
    header_look: CellLook = CellLook()
    body_look: CellLook = CellLook()


@dataclass(frozen=True, slots=True)
class ColumnBlock:
    """Columns to add beside one table.

    Attributes:
        table_ref: The table that they belong to, header row included, e.g. ``"A2:O4"``.
        header_row: 1-based sheet row of the headers.
        columns: In ascending order of ``index``.
        rows: Sheet row to one value per column. The header row is not in it.
    """

    table_ref: str
    header_row: int
    columns: tuple[AddedColumn, ...]
    rows: Mapping[int, tuple[CellValue, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HighlightRule:
    """A conditional-format rule.

    Attributes:
        ref: One or more ranges, separated by spaces.
        formula: As Excel stores it: no leading ``=``, relative to the first cell of ``ref``.
        fill_color: ``RRGGBB``.
        font_color: ``RRGGBB``, or ``None`` to keep the cell's.
        stop_if_true: Whether rules of lower priority are passed over where this one holds.
    """

    ref: str
    formula: str
    fill_color: str
    font_color: str | None = None
    stop_if_true: bool = False


@dataclass(frozen=True, slots=True)
class OwnedColumn:
    """Cells that an earlier run wrote, to be cleared: rows ``first_row`` to ``last_row``, both inclusive."""

    column: int
    first_row: int
    last_row: int


@dataclass(frozen=True, slots=True)
class SheetPatch:
    """All that happens to one sheet of the workbook.

    Attributes:
        sheet: Its name, compared without case.
        blocks: Columns to add; no two may share a cell.
        rules: Added after the sheet's own rules, in this order of priority.
        notes: Cell to the text of its note, without the mark, e.g. ``{"C4": "..."}``.
        owned_columns: Cells of an earlier run; links in them go, too.
        links: Filled cell of a data row of ours to a place in this workbook, e.g. ``{"P4": "'数据质量'!A12"}``.
            Written in this order behind the sheet's own, up to ``MAX_LINKS`` with them.
        print_until: Last 0-based column that prints where the sheet states no print area of its own and has no
            drawing, so that it prints as before; ``None`` leaves it to print whole.
    """

    sheet: str
    blocks: tuple[ColumnBlock, ...] = ()
    rules: tuple[HighlightRule, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    owned_columns: tuple[OwnedColumn, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    print_until: int | None = None


@dataclass(frozen=True, slots=True)
class WorkbookPatch:
    """All that happens to a workbook.

    Attributes:
        marker: The mark by which our notes and rules are known again, e.g. a program's name. Without line
            breaks; a workbook is only free of earlier marks if this stays the same from run to run.
        sheets: At most one for each sheet. Earlier notes and rules come off the sheets that are not named, too.
        remove_sheets: Sheets of an earlier run; a name that is not there is passed over.
        donor: An xlsx written by xlsxwriter in the date system of the workbook, whose sheets are appended in order.
        donor_rows: Rows that each of the donor's sheets was written without, in their order; none where empty.
    """

    marker: str
    sheets: tuple[SheetPatch, ...] = ()
    remove_sheets: tuple[str, ...] = ()
    donor: bytes | None = None
    donor_rows: tuple[tuple[LateRows, ...], ...] = ()


class SkipReason(StrEnum):
    """Why a part of a patch was left out."""

    THREADED_COMMENT = "threaded_comment"
    """The cell carries a threaded conversation, which a note would damage."""
    TOTALS_ROW = "totals_row"
    """The list object has a totals row."""
    NOT_ADJACENT = "not_adjacent"
    """Our columns do not start right after the list object or filter, or leave a gap."""
    PARTLY_COVERED = "partly_covered"
    """The list object or filter has its header in another row than the table."""
    COLUMN_BETWEEN = "column_between"
    """A column of an earlier run now stands between others of the list object; its header stays, its cells go."""
    OTHER_CELLS = "other_cells"
    """The list object has other columns than the table, or lacks rows of it: it is not the table's own."""
    EXTERNAL_QUERY = "external_query"
    """The list object is filled by a query or a map, which sets its columns."""


@dataclass(frozen=True, slots=True)
class SkippedNote:
    """A note that was not written."""

    sheet: str
    cell: str
    reason: SkipReason


@dataclass(frozen=True, slots=True)
class NotExtended:
    """A list object or autofilter beside our columns that was left as it was.

    ``what`` is the list object's name, or its range for an autofilter.
    """

    sheet: str
    what: str
    reason: SkipReason


@dataclass(frozen=True, slots=True)
class RenamedSheet:
    """The name that a sheet of the donor has in the result; ``final`` differs where the name was taken."""

    requested: str
    final: str


@dataclass(frozen=True, slots=True)
class RenamedHeader:
    """A header of ours that a list object forced to be unique."""

    sheet: str
    column: int
    requested: str
    final: str


@dataclass(frozen=True, slots=True)
class PatchReport:
    """What ``patch_workbook`` did.

    Attributes:
        notes_written: Notes on all sheets together.
        notes_skipped: Notes left out, each with its reason.
        not_extended: List objects and filters that our columns stand beside, not inside.
        donor_sheets: In the donor's order.
        renamed_headers: Headers written under another text than asked for.
        replaced_cells: Empty styled cells that gave way to a cell of ours.
        members_changed: Members of the source that were written anew; all others keep their bytes.
        members_added: In the order written.
        members_removed: Members of the source that are gone.
    """

    notes_written: int = 0
    notes_skipped: tuple[SkippedNote, ...] = ()
    not_extended: tuple[NotExtended, ...] = ()
    donor_sheets: tuple[RenamedSheet, ...] = ()
    renamed_headers: tuple[RenamedHeader, ...] = ()
    replaced_cells: int = 0
    members_changed: tuple[str, ...] = ()
    members_added: tuple[str, ...] = ()
    members_removed: tuple[str, ...] = ()


class SheetKind(StrEnum):
    """What a tab of the workbook is. Only a worksheet can be patched."""

    WORKSHEET = "worksheet"
    CHARTSHEET = "chartsheet"
    DIALOGSHEET = "dialogsheet"
    MACROSHEET = "macrosheet"
    MISSING = "missing"
    """Listed, but without a part."""


@dataclass(frozen=True, slots=True)
class ListObject:
    """A table in Excel's sense. ``ref`` includes header and totals row; ``columns`` are its header texts."""

    name: str
    ref: str
    has_header: bool
    has_totals: bool
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FarFormula:
    """Formulas that add up, count or show what stands further right than a table goes.

    Attributes:
        sheet: Name of the sheet that they look at, folded.
        area: The range of cells that they take in.
        place: Where the first of them stands, as it is shown.
        count: How many there are.
    """

    sheet: str
    area: str
    place: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """What one tab holds.

    Attributes:
        name: As shown.
        part: Member name, empty when missing. Only of a worksheet are the fields below filled.
        list_objects: Tables in Excel's sense.
        merged: Merged ranges.
        threaded_cells: Cells with a threaded comment: a note cannot be put there.
        marked_rules: Whether a rule of ours is on it; only with the ``marker`` argument.
        drawn: The ranges that its charts, pictures and shapes cover.
        taken: Ranges that array formulas and sparklines fill, though their cells may hold nothing.
    """

    name: str
    part: str
    list_objects: tuple[ListObject, ...] = ()
    merged: tuple[str, ...] = ()
    threaded_cells: frozenset[str] = frozenset()
    marked_rules: bool = False
    drawn: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkbookInfo:
    """What a workbook holds, as far as patching it is concerned.

    Attributes:
        sheets: In tab order.
        date1904: Whether day 0 is 1904-01-01; a donor must be written the same way.
        font_size: Of a cell without a style, in points: the widths of columns are counted in its characters.
        far_formulas: Those that look further right than the tables go; only where they were asked for.
    """

    sheets: tuple[SheetInfo, ...]
    date1904: bool = False
    font_size: float = USUAL_SIZE
    far_formulas: tuple[FarFormula, ...] = ()
