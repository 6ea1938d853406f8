"""What every result sheet's module needs: the drop, the workbook it goes to, and how values become cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kehu_batch.annotation.donor.addresses import sheet_in_quotes
from kehu_batch.annotation.donor.layout import LIST_LIMIT, Cell, Column, Kind, Part, Tone
from kehu_batch.annotation.drop import ComputedDrop, shown_file
from kehu_batch.annotation.sheets.live_callbacks import LiveCallbacks
from kehu_batch.annotation.source_cells import SourceCells
from kehu_batch.model.tables.listed import list_texts
from kehu_batch.records import dataclass
from kehu_batch.sheet_writing.long_rows import Link
from kehu_batch.wording.labels import NOBODY
from kehu_batch.wording.numbers import format_day

if TYPE_CHECKING:
    from kehu_batch.annotation.sheets.receivable_rows import ReceivableRows

#: Said of figures that are no formulas.
VALUE = "值"
FORMULA = "公式"

#: Characters of a place on one line; of another workbook's it takes two.
_PLACE_WIDTH = 26


@dataclass(frozen=True, slots=True)
class Context:
    """One workbook that takes result sheets.

    Args:
        drop: The drop.
        file: The workbook's file name.
        sheet_names: Final tab name of each result sheet by its usual one.
        callbacks: The callbacks for formulas; ``None`` where not all of them stand in the workbook.
        receivables: Documents and receipts for formulas; ``None`` where the drop has none.
        sources: The tables in the workbook that these come from; ``None`` where none is looked up.
    """

    drop: ComputedDrop
    file: str
    sheet_names: Mapping[str, str]
    callbacks: LiveCallbacks | None = None
    receivables: ReceivableRows | None = None
    sources: SourceCells | None = None

    @property
    def scope(self) -> str:
        """Return period, as-of, policy and how much goes by answers, as one line."""
        period = self.drop.analysis.period
        label = "全部" if period.label == "all" else period.label
        unfinished = "" if period.complete else "（未满期）"
        policy = self.drop.policy.policy
        count = len(self.drop.analysis.answered)
        answered = f"    按答复 {count:,} 项（见“待确认”）" if count else ""
        return (
            f"统计期 {label}{unfinished}    截止日 {format_day(period.as_of)}"
            f"    策略 {policy.name}（{policy.title}）{answered}"
        )

    def place(self, file: str | None, cell: str | None) -> Cell:
        """Return a way to a cell of an input: a link in the same workbook, else file and cell as text."""
        if not cell:
            return shown_file(file) if file else None
        if file != self.file:
            return f"{shown_file(file or '')} {cell}"
        sheet, _, ref = cell.rpartition("!")
        return Link(f"{sheet_in_quotes(sheet)}!{ref}", cell)

    def place_column(self, frame: pd.DataFrame, kind: Kind = Kind.TEXT) -> Column:
        """Return the column 位置 of a list: the way to the cell of each row."""
        return Column("place", "位置", self.places(frame), kind, widest=_PLACE_WIDTH)

    def places(self, frame: pd.DataFrame) -> list[Cell]:
        """Return the way to the cell of each row, from its columns ``file`` and ``cell``."""
        pairs = zip(plain(frame["file"]), plain(frame["cell"]), strict=True)
        return [self.place(file, cell) for file, cell in pairs]


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One kind of result sheet.

    Args:
        name: Its usual tab and title.
        parts: What makes its parts.
        tab_color: The colour of its tab.
        landscape: How its pages lie.
        applies: Which drops have it.
        page_head: What stands above each printed page, left and right.
        marker, printed_columns, shown_columns, hidden, legible, first_page: See :class:`ResultSheet`.
    """

    name: str
    parts: Callable[[Context], tuple[Part, ...]]
    tab_color: str
    landscape: bool = True
    applies: Callable[[ComputedDrop], bool] = lambda _: True
    marker: str = ""
    printed_columns: Callable[[Context], int] = lambda _: 0
    shown_columns: int = 0
    hidden: bool = False
    legible: bool = False
    page_head: Callable[[ComputedDrop], tuple[str, str]] = lambda _: ("", "")
    first_page: int = 0


def plain(values: pd.Series) -> list[Any]:
    """Return a column as Python values, ``None`` where missing and dates without time.

    Numbers that stand in a nullable or float column come as they are; text comes as ``str``.
    """
    if not len(values):
        return []  # as most lists of a small drop are
    kind = values.dtype
    if isinstance(kind, pd.StringDtype):
        return list_texts(values)
    if kind.kind == "M":
        return values.to_numpy().astype("datetime64[D]").tolist()
    listed = values.tolist()
    if isinstance(kind, np.dtype) and kind.kind in "bi":
        return listed  # where none can be missing
    missing = values.isna().to_numpy()
    if not missing.any():
        return listed
    return [None if gone else value for value, gone in zip(listed, missing, strict=True)]


def filled(values: pd.Series) -> list[Cell]:
    """Return a column as ``plain`` does, with nothing at all where there is no value: formulas see an empty cell."""
    return ["" if value is None else value for value in plain(values)]


def yuan(values: pd.Series) -> list[float | None]:
    """Return money of fen as yuan; a double holds every amount to the fen up to 90 trillion yuan."""
    return [None if value is None else value / 100 for value in plain(values)]


def limit_rows(
    frame: pd.DataFrame, what: str, most: int | None = None, rest: str = ""
) -> tuple[pd.DataFrame, str, bool]:
    """Cut a list to what a sheet holds.

    Args:
        frame: The list.
        what: Its measure word.
        most: Rows that are shown; ``None`` for ``LIST_LIMIT``.
        rest: Where the others stand, as a clause.

    Returns:
        The rows shown, a sentence on what is not (empty where all are), and whether all are shown: only then may
        formulas count the list.
    """
    most = LIST_LIMIT if most is None else most
    if len(frame) <= most:
        return frame, "", True
    told = f"共 {len(frame):,} {what}，此处列出前 {most:,} {what}{f'，{rest}' if rest else ''}。"
    return frame.head(most), told, False


def rows_listed(column: str) -> str:
    """Return the formula that counts the rows of a list: where its header stands in it again, that is none of them.

    Example:
        >>> rows_listed("demands.kind")
        'ROWS({demands.kind})-COUNTIF({demands.kind},{demands.kind#})'
    """
    return f"ROWS({{{column}}})-COUNTIF({{{column}}},{{{column}#}})"


def customer_columns(frame: pd.DataFrame, width: float = 0) -> tuple[Column, Column]:
    """Return who the customers of a list are: id and name."""
    return (
        Column("id", "客户编号", plain(frame["customer_id"])),
        Column("name", "客户名称", plain(frame["customer_name"]), width=width, widest=22),
    )


def unit_beside(unit: str) -> str:
    """Return what stands beside a figure as its unit: nothing beside a rate, which shows its % itself."""
    return "" if unit == "%" else unit


def owner_names(owners: pd.Series) -> list[str]:
    """Return the people of a column; 未指定 where nobody is named."""
    return [name or NOBODY for name in plain(owners)]


def person_column(
    names: Sequence[str],
    key: str = "owner",
    header: str = "负责人",
    *,
    width: float = 0,
    widest: float = 0,
    tight: bool = False,
) -> Column:
    """Return a column of people, where 未指定 is marked; not where that is all of a list: each row would be."""
    tones = {} if len(names) > 1 and set(names) == {NOBODY} else {NOBODY: Tone.NEAR}
    return Column(key, header, names, tones=tones, width=width, widest=widest, tight=tight)
