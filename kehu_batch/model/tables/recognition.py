"""Which region of a sheet is which table, and which column is which field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.findings.question import Matter
from kehu_batch.model.location import Location
from kehu_batch.model.tables.source import MergedRange, SheetState
from kehu_batch.records import dataclass


class Side(StrEnum):
    """Whose table it is."""

    OPS = "ops"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column that was understood.

    Args:
        field: Field code of docs/rules.md, 2, e.g. ``"called_on"``.
        column: 0-based sheet column.
        header: Header text as it stands on the sheet.
        reason: Why it was taken for that field, in Chinese, e.g. ``"表头同义词"``.
        unit: Unit named in the header, e.g. ``"万元"``; empty where none.
        as_of: The day that the header says a balance is of: ``截至2023年10月31日应收余额``.
    """

    field: str
    column: int
    header: str
    reason: str
    unit: str = ""
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class UnknownColumn:
    """A column whose header is not in the vocabulary.

    Args:
        column: 0-based sheet column.
        header: Header text as it stands.
        nearest: Field code of the nearest known header; empty where none is near.
        why: Why a known header is not understood all the same, in Chinese; empty of an unknown one.
    """

    column: int
    header: str
    nearest: str = ""
    why: str = ""


#: What a passed row is that holds a note: what it says may be about the table.
NOTE = "说明行"


@dataclass(frozen=True, slots=True)
class PassedRow:
    """A row that is no data: title, header, blank, total or note.

    Args:
        row: 1-based sheet row.
        reason: Chinese word for what it is, e.g. ``"合计行"``.
        text: Its first text, for the list shown to the user.
        rows: How many rows it stands for, itself the first: blank rows in a run are one entry.
    """

    row: int
    reason: str
    text: str = ""
    rows: int = 1


@dataclass(frozen=True, slots=True)
class OwnedRows:
    """Rows of which a cell that stands elsewhere says something: the customer or currency whose heading is over them.

    Args:
        row: 1-based row of that cell.
        column: Its 0-based column.
        first_row: 1-based first row that it is said of.
        last_row: The last one.
        values: What it says, by field: ``customer_id``, ``customer_name``, or both; ``receipt_no`` and ``invoice_no``;
            ``currency``, an ISO code.
    """

    row: int
    column: int
    first_row: int
    last_row: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Region:
    """One recognised table.

    Args:
        id: Position in ``Recognition.regions``; unique over the drop.
        table: Table code, e.g. ``"callbacks"``.
        side: Whose table it is.
        file: File name.
        sheet: Sheet name.
        header_first_row: 1-based first row of the header band.
        header_row: 1-based last row of the header band: the row right above the data.
        first_column: 0-based first column of the table.
        last_column: 0-based last column of the table, our own result columns not counted.
        data_rows: 1-based sheet rows that hold data, ascending, int64.
        columns: Understood columns, at most one for a field (the first; others are in ``duplicates``), save for a
            field that may have many (aging buckets).
        duplicates: Further columns with a field that was taken already.
        unknown: Columns whose header is not known.
        passed: Rows passed over.
        own_columns: 0-based columns written by an earlier run of this program.
        title: Text above the header, where there is one.
        merged: Merged ranges over several data rows, where the value of the first cell stands for each row, or over
            several columns of one.
        candidates: Tables that the header has all needed columns of, with how well it fits each, best first.
        sheet_state: Whether its sheet is hidden.
        hidden_rows: Which of its data rows are hidden, ascending.
        hidden_columns: Which of its columns are, ascending.
        unit_column: 0-based column that names each row's unit of money (``元``, ``万元``); None where none does.
        choices: Columns of which one is ticked a row, each with what a tick in it says as its header; their field
            has one match in ``columns``, at the first of them.
        returned_rows: Which of its data rows say that they are a return or a refund, ascending.
        set_off_rows: Which of its data rows say that an advance is set off, ascending.
        payment_rows: Which rows of a list of invoices are payments, or stand on the credit side, ascending.
        repeated_rows: Which of them say again what the order of an earlier row comes to, ascending.
        led: Cells of customers that stand for the blank ones below them in their group, as a subtotal shows.
        owned: Rows whose customer stands in a heading or a title above them, where they name none themselves.
        told: What rows say only together with others: which receipt settled which document, the currency above them.
        applies: Whether its rows are no receipts, but say which documents those of other tables settle.
        later: Columns that its rows share with further calls of the same row, each with the rows whose last call is
            another: there they say nothing of this one.
    """

    id: int
    table: str
    side: Side
    file: str
    sheet: str
    header_first_row: int
    header_row: int
    first_column: int
    last_column: int
    data_rows: npt.NDArray[np.int64]
    columns: tuple[ColumnMatch, ...]
    duplicates: tuple[ColumnMatch, ...] = ()
    unknown: tuple[UnknownColumn, ...] = ()
    passed: tuple[PassedRow, ...] = ()
    own_columns: tuple[int, ...] = ()
    title: str = ""
    merged: tuple[MergedRange, ...] = ()
    candidates: tuple[tuple[str, float], ...] = ()
    sheet_state: SheetState = SheetState.VISIBLE
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    unit_column: int | None = None
    choices: tuple[ColumnMatch, ...] = ()
    returned_rows: tuple[int, ...] = ()
    set_off_rows: tuple[int, ...] = ()
    payment_rows: tuple[int, ...] = ()
    repeated_rows: tuple[int, ...] = ()
    led: tuple[MergedRange, ...] = ()
    owned: tuple[OwnedRows, ...] = ()
    told: tuple[OwnedRows, ...] = ()
    applies: bool = False
    later: tuple[tuple[int, npt.NDArray[np.int64]], ...] = ()

    def column_of(self, field: str) -> int | None:
        """Return the 0-based sheet column of a field; ``None`` where the table has none."""
        return next((match.column for match in self.columns if match.field == field), None)

    def location(self, field: str, row: int) -> Location:
        """Return the place of a field in a row; its first cell where there is no such column."""
        column = self.column_of(field)
        return Location(self.file, self.sheet, row, self.first_column if column is None else column)


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """A result sheet of an earlier run, found in an input."""

    file: str
    sheet: str


@dataclass(frozen=True, slots=True)
class NothingFound:
    """What a drop without any table has instead, in Chinese.

    Args:
        files: Its files.
        seen: The header that is nearest to a table's and what it lacks, else the first texts.
        action: What to do.
    """

    files: str
    seen: str
    action: str


@dataclass(frozen=True, slots=True)
class Recognition:
    """All that was understood of a drop's sheets.

    Args:
        regions: Tables, in the order of files, sheets and rows.
        own_sheets: Result sheets of an earlier run, not read as input.
        findings: Defects of headers and structure.
        nothing: What there is instead of tables; ``None`` where there is one.
        matters: What was met that can be asked about: headers, and tables by their headers.
    """

    regions: tuple[Region, ...]
    own_sheets: tuple[OwnSheet, ...] = ()
    findings: tuple[Finding, ...] = ()
    nothing: NothingFound | None = None
    matters: frozenset[Matter] = frozenset()
