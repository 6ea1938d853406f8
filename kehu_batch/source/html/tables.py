"""Tables of a web page, as they are read."""

from __future__ import annotations

from kehu_batch.model.tables.source import CellValue, MergedRange
from kehu_batch.records import dataclass, field
from kehu_batch.source.html.cells import CellTag

#: Order of a table's sections on the screen, wherever they stand in the page.
SECTIONS = {"thead": 0, "tbody": 1, "tfoot": 2}


@dataclass(slots=True)
class Row:
    """One row as written.

    Args:
        position: Place in the page, in the order of reading.
        section: Index of its section among the table's; a cell does not reach from one into the next.
        hidden: Whether it is not shown.
        values: Its cells, side by side.
        tags: Tags of the cells that are not plain, by their index.
        headings: Number of cells that are headings.
    """

    position: int
    section: int
    hidden: bool = False
    values: list[CellValue] = field(default_factory=list)
    tags: dict[int, CellTag] = field(default_factory=dict)
    headings: int = 0

    @property
    def filled(self) -> int:
        """Return the number of cells with content."""
        return len(self.values) - self.values.count("")


@dataclass(slots=True)
class HtmlBlock:
    """Rows that stand together on a sheet.

    Args:
        position: Place in the page.
        rows: Cells; rows may differ in length.
        merged: Merged ranges, rows from 1.
        hidden_rows: Hidden rows, from 1.
        hidden_columns: Hidden columns, from 0.
        columns: Columns of its table, filled or not; 0 for a line of text.
        is_heading: Whether it has nothing but headings.
    """

    position: int
    rows: list[list[CellValue]]
    merged: list[MergedRange] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    columns: int = 0
    is_heading: bool = False


@dataclass(slots=True)
class Within:
    """What else stands in a cell: tables too small to be one of their own.

    Args:
        own: Text of the cell without theirs.
        blocks: What they would be on a sheet.
    """

    own: str
    blocks: list[HtmlBlock]


@dataclass(slots=True)
class HtmlTable:
    """One table that is read.

    Args:
        position: Place in the page.
        hidden: Whether it is not shown.
        caption: Its title; empty where it has none.
        rows: Its rows, in the order of the page.
        ranks: Of each of its sections the rank on the screen.
        hidden_columns: Columns that are not shown, from 0.
        nested: Whether a cell holds a table.
        within: Small tables in its cells, by indices of row and cell.
    """

    position: int
    hidden: bool = False
    caption: str = ""
    rows: list[Row] = field(default_factory=list)
    ranks: list[int] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    nested: bool = False
    within: dict[tuple[int, int], Within] = field(default_factory=dict)

    @property
    def has_data(self) -> bool:
        """Whether it is a table of data and no frame of a layout: two rows of two filled cells, not all headings."""
        wide = [row for row in self.rows if row.filled > 1]
        return len(wide) > 1 and any(row.headings < len(row.values) for row in wide)

    @property
    def has_headings(self) -> bool:
        """Whether a row has nothing but headings."""
        return any(row.headings and row.headings == len(row.values) for row in self.rows)

    @property
    def is_heading(self) -> bool:
        """Whether all of its rows do."""
        return self.has_headings and all(row.headings == len(row.values) for row in self.rows)

    def blocks(self) -> list[HtmlBlock]:
        """Return what a layout table holds beside tables of data: its rows one by one, and its small tables."""
        found: list[HtmlBlock] = []
        for r, row in enumerate(self.rows):
            values: list[CellValue] = []
            for c, value in enumerate(row.values):
                inner = self.within.get((r, c))
                values.append(value if inner is None else inner.own)
                found.extend([] if inner is None else inner.blocks)
            if any(value != "" for value in values) and not row.hidden:
                found.append(HtmlBlock(row.position, [[value for value in values if value != ""]]))
        return found

    def text(self) -> str:
        """Return what it shows as the text of one cell."""
        lines = (" ".join(str(value) for value in row.values if value != "") for row in self.rows)
        return "\n".join(line for line in lines if line)
