"""Rows that are filled in are those that xlsxwriter would have written cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from kehu_batch.errors import InternalError
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.taxonomy import load_taxonomy
from kehu_batch.policy.vocabulary import FieldKind, load_vocabulary
from kehu_batch.sheet_writing.book import Value, add_sheet, open_book
from kehu_batch.sheet_writing.book_form import BookForm, FilledSheet
from kehu_batch.sheet_writing.long_rows import row_texts
from kehu_batch.sheet_writing.text import fit_column
from kehu_batch.worksheets import filling
from kehu_batch.worksheets.entry_sheet import write_entry_sheet
from kehu_batch.worksheets.forms import load_form
from kehu_batch.worksheets.portfolio_sheet import ListColumn, write_list
from kehu_batch.worksheets.styles import ROOM, FormStyles

COLUMNS: tuple[ListColumn, ...] = (
    ("编号", 12, FieldKind.TEXT),
    ("内容", 20, FieldKind.TEXT),
    ("到期日", 12, FieldKind.DATE),
    ("金额", 13, FieldKind.AMOUNT),
)
TEXTS = ["甲", "", "=1+1", "<r>x</r>", "很长的一段话" * 12, "两行\n文字", " 前后 ", "😀", "0012"]


def rows(count: int) -> list[list[Value]]:
    days: list[Value] = [date(2023, 11, 30), "", date(2024, 2, 29)]
    money: list[Value] = [1234.5, 0, "", -0.01]
    return [
        [f"{number:04}", TEXTS[number % len(TEXTS)], days[number % 3], money[number % 4]]
        for number in range(count)
    ]


def list_book(count: int) -> bytes:
    target = BytesIO()
    with open_book(target) as book:
        looks = FormStyles(book)
        write_list(add_sheet(book, "一"), looks, COLUMNS, rows(count), ("标题", "说明"))
        write_list(add_sheet(book, "二"), looks, COLUMNS, rows(count)[::-1], ("标题", "说明"))
    return target.getvalue()


def entry_book(count: int) -> bytes:
    form = load_form("callbacks", load_vocabulary(), load_policy("value-potential").policy, load_taxonomy())
    width = len(form.columns)
    filled: list[list[Value]] = [[*row, *[""] * (width - len(row))] for row in rows(count)]
    target = BytesIO()
    with open_book(target) as book:
        write_entry_sheet(add_sheet(book, "表"), FormStyles(book), form, {}, filled)
    return target.getvalue()


def seen(data: bytes) -> list[Any]:
    book = openpyxl.load_workbook(BytesIO(data))
    return [
        (
            sheet.title,
            [
                [
                    (cell.coordinate, cell.value, cell.number_format, cell.font.name, cell.border.left.style)
                    for cell in row
                ]
                for row in sheet.iter_rows()
            ],
            {number: row.height for number, row in sheet.row_dimensions.items() if row.height},
        )
        for sheet in book.worksheets
    ]


@pytest.mark.parametrize("make", [list_book, entry_book])
@pytest.mark.parametrize("count", [1, 2, 10, 40])
def test_filled_rows_are_those_written_cell_by_cell(
    make: Callable[[int], bytes],
    count: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filled = make(count)
    monkeypatch.setattr(filling, "_MANY", 1_000)
    assert seen(filled) == seen(make(count))


def copy_of_form(count: int) -> bytes:
    """Return ``list_book(count)`` as a copy of a form whose two sheets have one blank row each."""
    target = BytesIO()
    with open_book(target, title="〔名单〕", streamed=True, packed=False) as book:
        looks = FormStyles(book)
        for name in ("一", "二"):
            write_list(add_sheet(book, name), looks, COLUMNS, [[""] * 4], ("〔标题〕", "〔说明〕"))
    columns = list(zip(*rows(count), strict=True)) if count else [(), (), (), ()]
    heights = [max(height, 24) for height in ROOM.list_heights(columns, [12, 20, 12, 13], count)]
    with closing(BookForm(target.getvalue(), 5)) as form:
        made = list(row_texts([fit_column(values) for values in columns], form.styles(0), heights))
        texts = {"〔标题〕": "标题", "〔说明〕": "说明"}
        return form.fill("<名单>&", [FilledSheet(texts, made), FilledSheet(texts, made[::-1])])


@pytest.mark.parametrize("count", [0, 1, 40])
def test_a_copy_of_a_form_is_what_would_have_been_written(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "_MANY", 1_000)
    copy, written = copy_of_form(count), list_book(count)
    assert seen(copy) == seen(written)
    books = [openpyxl.load_workbook(BytesIO(data)) for data in (copy, written)]
    for made, expected in zip(*(book.worksheets for book in books), strict=True):
        assert made.dimensions == expected.dimensions == f"A1:D{4 + count}"
        assert (made.freeze_panes, made.print_title_rows) == (
            expected.freeze_panes,
            expected.print_title_rows,
        )
    assert books[0].properties.title == "<名单>&"


def test_a_form_without_its_row_is_no_form() -> None:
    with pytest.raises(InternalError, match="没有第7行"):
        BookForm(list_book(1), 7)
