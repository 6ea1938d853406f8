"""What a section of the page is made of. The templates draw these and decide nothing."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

import pandas as pd

from kehu_batch.model.tables.listed import list_values
from kehu_batch.records import dataclass, replace
from kehu_batch.report.charts import Bullet, Plot, Stack
from kehu_batch.wording.labels import NOBODY
from kehu_batch.wording.numbers import MISSING

#: Rows of one table on the page; a longer one says so and names the sheet that has the rest.
MAX_ROWS = 500
#: Characters of a row that half the width of a printed page holds.
_NARROW = 46
#: Columns of a table that is not stretched.
_FEW_COLUMNS = 3

#: Letters of a tag that stands in one line on a phone, and on other screens; those of a day, ``2023-11-05``.
_SHORT_TAG, _ONE_LINE, _DAY = 6, 14, 10
#: Classes of the page's style by kind of column.
_KIND_MARKS = {"text": "", "number": "n", "tag": "t", "code": "c", "bar": "b"}

Row = Mapping[Hashable, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell that is more than its text.

    Args:
        text: Text shown.
        sort: What it is sorted by, where the text does not sort right.
        tone: ``good``, ``near``, ``bad``, ``mut`` or empty.
        stack: A small bar in the cell.
        bullet: A small bar with a tick in the cell.
        href: Where the text leads; empty for nowhere.
        aside: What stands before the text where there is room: not on a phone.
    """

    text: str
    sort: str = ""
    tone: str = ""
    stack: Stack | None = None
    bullet: Bullet | None = None
    href: str = ""
    aside: str = ""


@dataclass(frozen=True, slots=True)
class PageColumn:
    """A table column.

    Args:
        title: Its head.
        kind: ``text``, ``number`` (right, sorted by size), ``tag`` (short, not wrapped), ``code`` or ``bar``.
        phone: Whether it is shown on a narrow screen.
        pick: Whether the table can be filtered by its values.
    """

    title: str
    kind: Literal["text", "number", "tag", "code", "bar"] = "text"
    phone: bool = True
    pick: bool = False

    def marks(self, text: str = "") -> str:
        """Return the classes of its head, or of a cell with a text: how that may break into lines decides.

        A short tag stands in one line; on a phone it breaks between the things that it names, or anywhere where it is
        half a line long. A day that stands alone never breaks, and of places only names of files do.

        Example:
            >>> tag = PageColumn("类型", "tag")
            >>> tag.marks("价格费用"), tag.marks("价格费用、物流配送"), tag.marks("未归类（可能是其他或服务态度）")
            ('t', 't s', 'w')
            >>> PageColumn("看到的值", phone=False).marks("2026-10-08"), PageColumn("数", "number").marks()
            ('t p', 'n')
        """
        found = _KIND_MARKS[self.kind]
        if self.kind == "tag" and len(text) > _SHORT_TAG:
            several = "、" in text and len(text) <= _ONE_LINE
            found = "w" if len(text) > _ONE_LINE else "t" if text.isascii() else "t s" if several else "t w"
        elif self.kind == "code" and len(text) > _ONE_LINE and "!" not in text:
            found = "c w"
        elif self.kind == "text" and len(text) == _DAY and text[4] == text[7] == "-":
            found = "t"
        return found if self.phone else f"{found} p".strip()


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table in its scroll box.

    Args:
        title: Its finding, as a sentence.
        columns: Columns from left to right.
        rows: Cells by row, already in order.
        subtitle: Measure, unit, period.
        total: Rows that there are; more than ``rows`` where the page shows the first ones only.
        sheet: Where the rest stands, in words.
        tools: Whether it can be sorted, filtered and exported.
        name: File name of an export, without suffix.
        attention: Whether its tab is crimson.
        legend: Marks with their words, shown above.
        empty: What is said where it has no rows.
        wide: Whether it takes the page's whole width.
        id: Anchor that figures lead to; empty for none.
        tail: Rows of little weight, folded below the others.
        tail_title: What opens them.
    """

    title: str
    columns: tuple[PageColumn, ...]
    rows: tuple[tuple[Cell | str, ...], ...]
    subtitle: str = ""
    total: int = 0
    sheet: str = ""
    tools: bool = False
    name: str = ""
    attention: bool = False
    legend: tuple[tuple[str, str], ...] = ()
    empty: str = "没有需要列出的内容。"
    wide: bool = False
    id: str = ""
    tail: tuple[tuple[Cell | str, ...], ...] = ()
    tail_title: str = ""
    kind: Literal["table"] = "table"

    @property
    def narrow(self) -> bool:
        """Whether half a page's width holds it: few columns, and little text in each row."""
        texts = ((cell if isinstance(cell, str) else cell.text for cell in row) for row in self.rows)
        return len(self.columns) <= 5 and all(sum(map(len, row)) <= _NARROW for row in texts)


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its words and its data.

    Args:
        title: Its finding, as a sentence.
        subtitle: Measure, unit, period.
        chart: What is drawn.
        desc: The same in words, for a screen reader.
        heads: Heads of the data table.
        rows: Its rows.
        attention: Whether its tab is crimson.
        legend: Marks with their words.
        wide: Whether it takes the page's whole width.
    """

    title: str
    subtitle: str
    chart: Plot | Stack
    desc: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    attention: bool = False
    legend: tuple[tuple[str, str], ...] = ()
    wide: bool = False
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One cell of a movement matrix: customers, their share of the row, direction and strength."""

    count: int
    share: str
    arrow: str
    tone: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """A movement matrix: a row is where customers were, a column where they are."""

    title: str
    subtitle: str
    corner: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[MatrixCell, ...]], ...]
    attention: bool = False
    wide: bool = False
    kind: Literal["matrix"] = "matrix"


@dataclass(frozen=True, slots=True)
class Risk:
    """One entry of the risk list; ``owed`` is the outstanding money at risk, empty where none is.

    ``amount`` and ``due`` are empty where they are known of no entry.
    """

    grade: str
    tone: str
    mark: str
    title: str
    fact: str
    advice: str
    amount: str
    owner: str
    due: str
    owed: str = ""


@dataclass(frozen=True, slots=True)
class Risks:
    """The risk list with its rule, entries beyond the first ``opened`` folded; ``spend`` names their amounts."""

    items: tuple[Risk, ...]
    rule: str
    opened: int
    spend: str
    wide: bool = True
    kind: Literal["risks"] = "risks"


@dataclass(frozen=True, slots=True)
class PageTerms:
    """A definition list: term, text, and a mark such as 默认值,请部门设定; ``tail`` holds those that are folded."""

    title: str
    items: tuple[tuple[str, str, str], ...]
    wide: bool = False
    tail: tuple[tuple[str, str, str], ...] = ()
    tail_title: str = ""
    kind: Literal["terms"] = "terms"


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph."""

    text: str
    wide: bool = True
    kind: Literal["note"] = "note"


Block = TableBlock | Figure | Matrix | Risks | PageTerms | Note


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section of the page.

    Args:
        id: Anchor.
        title: Its name.
        note: One line at the right of the title: its totals.
        blocks: What it shows.
        absent: Why it shows nothing; empty where it does.
        nav: Name in the contents line.
        count: Number beside it there; empty for none.
    """

    id: str
    title: str
    nav: str
    note: str = ""
    blocks: tuple[Block, ...] = ()
    absent: str = ""
    count: str = ""


def records(frame: pd.DataFrame, limit: int = MAX_ROWS) -> list[dict[Hashable, Any]]:
    """Return the first rows as mappings; the index does not count."""
    if not len(frame):
        return []  # as most lists of a small drop are
    first = frame if len(frame) <= limit else frame.head(limit)
    # What ``to_dict("records")`` gives, at half its cost.
    columns = {name: list_values(column) for name, column in first.items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def text_of(value: Any, missing: str = MISSING) -> str:  # noqa: ANN401 - a frame's cell is of any type
    """Return a frame's cell as text; ``missing`` for a missing or blank one, a date as ``2023-11-05``.

    Example:
        >>> text_of(None), text_of(pd.Timestamp("2023-11-05")), text_of("甲"), text_of(3)
        ('—', '2023-11-05', '甲', '3')
    """
    if type(value) is str:  # as most are
        return value or missing
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 - NaN
        return missing
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return str(value) or missing


def has_value(value: Any) -> bool:  # noqa: ANN401 - a frame's cell is of any type
    """Return whether a frame's cell is neither missing nor blank."""
    return text_of(value, "") != ""


def person_cell(name: object) -> Cell | str:
    """Return who is responsible; that nobody is stands out."""
    return text_of(name, "") or Cell(NOBODY, tone="bad")


def say_nobody_once(table: TableBlock) -> TableBlock:
    """Return a table that says once, below its title, that none of its rows names a person.

    In red on each of them it would stand out from nothing. A single row stays as it is.
    """
    unnamed = Cell(NOBODY, tone="bad")
    rows = [*table.rows, *table.tail]
    places = [place for place in range(len(table.columns)) if all(row[place] == unnamed for row in rows)]
    if len(rows) < 2 or not places:
        return table
    names = "、".join(table.columns[place].title for place in places)
    return replace(
        table,
        rows=_with_text(table.rows, places),
        tail=_with_text(table.tail, places),
        subtitle="；".join(part for part in (table.subtitle, f"{names}都没有写明") if part),
    )


def drop_silent_columns(table: TableBlock) -> TableBlock:
    """Return a table without the columns that have nothing in any of its rows, which it names below its title.

    The first column says what a row is, and stays; a single row stays as it is.
    """
    rows = [*table.rows, *table.tail]
    silent = [
        place
        for place in range(1, len(table.columns))
        if all(
            (cell if isinstance(cell, str) else cell.text) == MISSING for cell in (row[place] for row in rows)
        )
    ]
    if len(rows) < 2 or not silent:
        return table
    names = "、".join(table.columns[place].title for place in silent)
    kept = [place for place in range(len(table.columns)) if place not in silent]
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in table.rows),
        tail=tuple(tuple(row[place] for place in kept) for row in table.tail),
        subtitle="；".join(part for part in (table.subtitle, f"列出的行都没有、不列：{names}") if part),
    )


def _with_text(
    rows: tuple[tuple[Cell | str, ...], ...], places: Sequence[int]
) -> tuple[tuple[Cell | str, ...], ...]:
    """Return rows with the plain word for nobody at some places."""
    return tuple(tuple(NOBODY if place in places else cell for place, cell in enumerate(row)) for row in rows)


def customer_text(row: Row) -> str:
    """Return a customer as people call it: name first, id in brackets.

    Example:
        >>> customer_text({"customer_id": "B002", "customer_name": "B企业"})
        'B企业（B002）'
    """
    name, code = text_of(row.get("customer_name"), ""), text_of(row.get("customer_id"), "")
    if name and code:
        return f"{name}（{code}）"
    return name or code or MISSING


def place_cell(row: Row, *, many_files: bool) -> Cell | str:
    """Return a row's place, ``回访!N4``, with its file where the drop has several."""
    cell = text_of(row.get("cell"), "")
    file = text_of(row.get("file"), "")
    if many_files and cell and file:
        return Cell(cell, aside=file)
    return cell or file or MISSING


def fill_rows(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks, those of half a width that would stand alone in a row of two being widened where it helps."""
    placed: list[Block] = []
    open_half = False
    for block in blocks:
        if block.wide and open_half:
            placed[-1] = _alone(placed[-1])
        open_half = not block.wide and not open_half
        placed.append(block)
    if open_half:
        placed[-1] = _alone(placed[-1])
    return tuple(placed)


def _alone(block: Block) -> Block:
    """Return a block that stands alone in its row: widened, save a table of few columns, which would lie far apart."""
    few = block.kind == "table" and block.narrow and len(block.columns) <= _FEW_COLUMNS
    return block if few else replace(block, wide=True)
