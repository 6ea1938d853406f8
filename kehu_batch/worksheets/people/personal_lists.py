"""The workbook of each person: what is open, and the customers in charge (docs/rules.md, 12)."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pandas as pd

from kehu_batch.folding import fold_text
from kehu_batch.model.period import Period
from kehu_batch.sheet_writing.book import Value, add_sheet, open_book
from kehu_batch.sheet_writing.book_form import BookForm, FilledSheet
from kehu_batch.sheet_writing.long_rows import ColumnStyle, RowText, row_texts
from kehu_batch.sheet_writing.text import fit_column
from kehu_batch.wording.labels import NOBODY, TIER_SHOWN
from kehu_batch.wording.numbers import format_day
from kehu_batch.worksheets.people.tasks import TASK_COLUMNS, task_values
from kehu_batch.worksheets.portfolio import each_person, fold_people
from kehu_batch.worksheets.portfolio_sheet import (
    HEADER_ROW,
    PORTFOLIO_COLUMNS,
    ROW_HEIGHT,
    ListColumn,
    portfolio_values,
    write_list,
)
from kehu_batch.worksheets.styles import ROOM, FormStyles

_TASKS, _CUSTOMERS = "任务清单", "名下客户"
_SHEETS = {_TASKS: TASK_COLUMNS, _CUSTOMERS: PORTFOLIO_COLUMNS}
#: Where a form has the heading of a list and the line below it.
_HEADING, _LINE = "〔标题〕", "〔说明〕"


class PersonalLists:
    """The lists of all persons of a drop: rows are made once for all, and each person takes some. It is to be closed.

    Args:
        period: What they are of.
        stamp: By which rules they are made; blank for none.
        tasks: All that is open, as ``open_tasks`` gives it.
        customers: All customers, as ``Portfolio.customers`` holds them.
    """

    def __init__(self, period: Period, stamp: str, tasks: pd.DataFrame, customers: pd.DataFrame) -> None:
        self._as_of = f"截止日 {format_day(period.as_of)}"
        self._stamp = stamp
        self._elsewhere = fold_people(tasks["customer_owner"]).tolist()
        self._values = {_TASKS: task_values(tasks), _CUSTOMERS: portfolio_values(customers)}
        self._forms: dict[tuple[str, ...], tuple[BookForm, list[list[RowText]]]] = {}
        self._rows: dict[tuple[str, tuple[ColumnStyle, ...]], list[RowText]] = {}

    def close(self) -> None:
        """Let go of what the lists have in common."""
        for form, _ in self._forms.values():
            form.close()

    def render(self, person: str, tasks: Sequence[int], customers: Sequence[int]) -> bytes:
        """Return the workbook of a person.

        Args:
            person: As the name is written.
            tasks: Which of all are that person's, counted from 0.
            customers: Likewise; the sheet is left out where there are none.
        """
        wanted = {_TASKS: (self._scope(person, tasks), tasks)}
        if customers:
            wanted[_CUSTOMERS] = f"{self._as_of}，名下客户 {len(customers)} 户；{TIER_SHOWN}", customers
        form, of_sheets = self._form(tuple(wanted))
        sheets = []
        for (name, (line, chosen)), rows in zip(wanted.items(), of_sheets, strict=True):
            texts = {_HEADING: f"{person}的{name}", _LINE: line}
            sheets.append(FilledSheet(texts, [rows[row] for row in chosen]))
        return form.fill(f"{person} {_TASKS}", sheets)

    def _scope(self, person: str, tasks: Sequence[int]) -> str:
        """Return the line below the heading: as of when, how many, and how many of customers of somebody else."""
        mine, owners = fold_text(person), [self._elsewhere[row] for row in tasks]
        count = sum(owner is not None and mine not in each_person(owner) for owner in owners)
        parts = [
            f"{self._as_of}，未完成 {len(tasks)} 项",
            f"其中 {count} 项的客户由别人负责（见“客户负责人”）" if count and person != NOBODY else "",
            "完成后请记入跟进记录或回访工作表",
            self._stamp,
        ]
        return "；".join(filter(None, parts))

    def _form(self, names: tuple[str, ...]) -> tuple[BookForm, list[list[RowText]]]:
        """Return the form with these sheets, and the rows of all for each of them."""
        if names not in self._forms:
            form = BookForm(_write_form(names), HEADER_ROW + 2)
            rows = [self._all_rows(name, form.styles(place)) for place, name in enumerate(names)]
            self._forms[names] = form, rows
        return self._forms[names]

    def _all_rows(self, name: str, styles: tuple[ColumnStyle, ...]) -> list[RowText]:
        """Return the rows of all, in the looks of a form; forms nearly always have the same."""
        if (name, styles) not in self._rows:
            values = self._values[name]
            self._rows[name, styles] = _write_rows(_SHEETS[name], values, styles)
        return self._rows[name, styles]


def _write_form(names: Sequence[str]) -> bytes:
    target = BytesIO()
    with open_book(target, title=_HEADING, streamed=True, packed=False) as book:
        looks = FormStyles(book)
        for name in names:
            blank: list[Value] = [""] * len(_SHEETS[name])
            write_list(add_sheet(book, name), looks, _SHEETS[name], [blank], (_HEADING, _LINE))
    return target.getvalue()


def _write_rows(
    columns: Sequence[ListColumn], values: Sequence[Sequence[Value]], styles: Sequence[ColumnStyle]
) -> list[RowText]:
    widths = [width for _, width, _ in columns]
    heights = [max(height, ROW_HEIGHT) for height in ROOM.list_heights(values, widths, len(values[0]))]
    return list(row_texts([fit_column(cells) for cells in values], styles, heights))
