"""What a result sheet says, before it has addresses: titles, lines and tables with typed columns.

Every table starts in column A, so a formula may name its own table's columns by letter. Other tables are named
by key: see :func:`kehu_batch.annotation.donor.addresses.resolve`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from kehu_batch.records import dataclass, field
from kehu_batch.sheet_writing.long_rows import Link

#: Rows of a list that a sheet holds; what is beyond is said, not shown.
LIST_LIMIT = 5_000
#: The same of a list in which nothing is to be done yet, and that no formula counts.
LATER_LIMIT = 500


class Kind(StrEnum):
    """How a column's values are shown."""

    TEXT = "text"
    LONG = "long"
    """Text of any length: wide, and wrapped."""
    FLOW = "flow"
    """Text that runs on over the empty cells to its right; the last column of its table."""
    COUNT = "count"
    NUMBER = "number"
    CODE = "code"
    """A number that is compared, not read: without separators."""
    LARGE = "large"
    """A number beyond reading: its first digits and how many follow."""
    MONEY = "money"
    """Yuan."""
    SHARE = "share"
    """A rate, 1 for 100 %."""
    POINTS = "points"
    """Percentage points with their sign."""
    DAY = "day"
    ENTRY = "entry"
    """Text that people write there: coloured, and unlocked where the sheet is protected."""


class Tone(StrEnum):
    """A status that a word carries; the colour only repeats it."""

    GOOD = "good"
    NEAR = "near"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula.

    Args:
        text: Without ``=``, with placeholders in braces.
        value: What it gives, kept beside it for programs that do not calculate.
    """

    text: str
    value: float | str


#: One cell; ``None`` shows as ``—``, an empty text as nothing.
Cell = str | int | float | date | Formula | Link | None


def number_in(cell: Cell) -> float:
    """Return the number that a cell shows, or its formula gives; 0 where it is none."""
    value = cell.value if isinstance(cell, Formula) else cell
    return float(value) if isinstance(value, int | float) else 0.0


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Args:
        key: Name in placeholders; unique in its table.
        header: What users see.
        values: One for each row.
        kind: How they are shown.
        kinds: The same for each row, where rows differ.
        tones: Words that are shown in a colour.
        width: Least width in characters.
        widest: Width beyond which text is wrapped; 0 for the kind's own.
        choices: What each row's drop-down offers; empty for none.
        tight: Whether it is as narrow as its body allows, the header in two lines where it must.
    """

    key: str
    header: str
    values: Sequence[Cell]
    kind: Kind = Kind.TEXT
    kinds: Sequence[Kind] | None = None
    tones: Mapping[str, Tone] = field(default_factory=dict)
    width: float = 0
    widest: float = 0
    choices: Sequence[Sequence[str]] = ()
    tight: bool = False


class ChartKind(StrEnum):
    """How a series is drawn."""

    COLUMNS = "column"
    BARS = "bar"
    STACKED_BARS = "stacked"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart.

    Args:
        column: ``table.column`` of its values.
        color: ``RRGGBB``.
        name: Shown in the legend; a chart of one series has none.
    """

    column: str
    color: str
    name: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart beside a table.

    Args:
        title: What it shows, with its unit.
        kind: How the series are drawn.
        names: ``table.column`` of the categories.
        series: At least one.
        first: Position of the first row drawn.
        rows: How many rows are drawn; at least one.
        share: Whether values are rates, on an axis from 0 to 1.
        running: A rate drawn as a line on an axis of its own, from 0 to 1: the cumulative share of a Pareto.
    """

    title: str
    kind: ChartKind
    names: str
    series: tuple[Series, ...]
    first: int
    rows: int
    share: bool = False
    running: Series | None = None


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A table under a heading.

    Args:
        key: Name in placeholders; unique in the workbook.
        title: Heading.
        columns: From column A on, all of one length.
        note: What to know of it, in one grey line; empty where nothing.
        empty: What stands in place of rows where there are none.
        filtered: Whether it carries the sheet's filter: the list that people work with. Of several that stand on one
            sheet, the first does.
        totalled: Whether its last row is a total.
        charts: Charts to its right, side by side.
        charts_below: Whether they stand below it instead: beside a wide table they would widen the page.
        again: Offsets of the rows above which the header is written once more: they begin a printed page.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    note: str = ""
    empty: str = "没有记录"
    filtered: bool = False
    totalled: bool = False
    charts: tuple[Chart, ...] = ()
    charts_below: bool = False
    again: tuple[int, ...] = ()

    @property
    def rows(self) -> int:
        """Return the number of data rows."""
        return len(self.columns[0].values)

    @property
    def head(self) -> int:
        """Return how many rows stand above the first data row: heading, note and header."""
        return 3 if self.note else 2

    def below_header(self, offset: int) -> int:
        """Return how many sheet rows below the header a data row stands, its offset counted from 0.

        Example:
            >>> table = ResultTable("t", "表", (Column("a", "甲", [1, 2, 3]),), again=(2,))
            >>> [table.below_header(offset) for offset in range(3)]
            [1, 2, 4]
        """
        return 1 + offset + bisect_right(self.again, offset)


@dataclass(frozen=True, slots=True)
class Lines:
    """Sentences under a heading, each over the sheet's whole width."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a form.

    Args:
        label: What it is, in column A.
        value: What stands there; long text is wrapped over the printed width.
        entry: Whether people write there: coloured, and unlocked where the sheet is protected.
        key: Name in placeholders; empty for none.
    """

    label: str
    value: Cell
    entry: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class ResultForm:
    """A form under a heading: labels in column A, each value over the rest of the printed width.

    Args:
        key: Name in placeholders; unique in the workbook.
        title: Heading.
        rows: From top to bottom; at least one.
    """

    key: str
    title: str
    rows: tuple[FormRow, ...]


Part = ResultTable | Lines | ResultForm


@dataclass(frozen=True, slots=True)
class ResultSheet:
    """One result sheet.

    Args:
        name: Name of its tab.
        title: First line.
        scope: Third line: period, as-of and policy.
        parts: From top to bottom.
        tab_color: ``RRGGBB``.
        landscape: How it prints.
        marker: Text of A2 instead of the usual one, which it begins like; empty for the usual one.
        printed_columns: How many columns from A on are printed; 0 for all.
        shown_columns: How many columns from A on are shown: what is behind them only the program reads; 0 for all.
        hidden: Whether its tab is hidden: what the program keeps for itself.
        legible: Whether it prints at no less than ``LEAST_SCALE``, over two pages side by side where it must.
        first_page: How many columns stand on the first of two pages side by side, of which the second holds lists
            alone; 0 where it is one page wide.
        page_head: What stands above each printed page, left and right.
    """

    name: str
    title: str
    scope: str
    parts: tuple[Part, ...]
    tab_color: str
    landscape: bool = True
    marker: str = ""
    printed_columns: int = 0
    shown_columns: int = 0
    hidden: bool = False
    legible: bool = False
    first_page: int = 0
    page_head: tuple[str, str] = ("", "")
