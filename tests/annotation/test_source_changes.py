"""What is changed at the source reaches the conclusion or turns a check; what is only sorted changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from support import office
from support.drops import INVOICE_HEADER
from support.made_once import read_book

from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

#: Cells of a sheet row.
Row = tuple[Any, ...]

INVOICES: tuple[Row, ...] = (
    INVOICE_HEADER,
    ("A1", "C1", "甲公司", datetime(2023, 9, 1), datetime(2023, 10, 20), 100),
    ("A2", "C1", "甲公司", datetime(2023, 9, 5), datetime(2023, 11, 20), 250.5),
    ("B1", "C2", "乙公司", datetime(2023, 11, 2), datetime(2023, 12, 20), 80),
    ("B1", "C2", "乙公司", datetime(2023, 11, 2), datetime(2024, 1, 20), 40),
    ("C1", "C3", "丙公司", datetime(2023, 11, 3), datetime(2023, 11, 3), 1000),
)
RECEIPTS: tuple[Row, ...] = (
    ("回款单号", "单据号", "客户编号", "回款日期", "回款金额"),
    ("S1", "A1", "C1", datetime(2023, 11, 2), 30),
    ("S2", "B1", "C2", datetime(2023, 11, 9), 90),
    ("S3", None, "C3", datetime(2023, 11, 10), 15),
    ("S4", "C1", "C3", datetime(2023, 12, 10), 500),
)
#: 100 − 30, 250.50, 120 − 90, 1000.
OUTSTANDING = 70 + 250.5 + 30 + 1000


@pytest.fixture(scope="module")
def annotated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the annotated copy of a small book."""
    return annotate_book(tmp_path_factory.mktemp("book"))


def annotate_book(
    folder: Path, invoices: Sequence[Row] = INVOICES, receipts: Sequence[Row] = RECEIPTS
) -> Path:
    """Annotate a small book in a folder."""
    book = openpyxl.Workbook()
    for name, rows in (("应收明细", invoices), ("回款明细", receipts)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    path = folder / "应收.xlsx"
    book.save(path)
    request = DropRequest((path,), today=date(2026, 11, 22), as_of=date(2023, 11, 30), output=folder / "out")
    process_drop(request)
    return folder / "out" / "应收_批注.xlsx"


def recompute(annotated: Path, folder: Path, change: Callable[[Workbook], None]) -> Workbook:
    """Return the workbook after a change, all formulas recalculated by LibreOffice."""
    book = openpyxl.load_workbook(annotated)
    change(book)
    path = folder / "changed.xlsx"
    book.save(path)
    return openpyxl.load_workbook(office.convert(path, "xlsx"), data_only=True)


def labelled(book: Workbook, label: str) -> tuple[object, ...]:
    """Return the cells behind a label of 回款风险."""
    for row in book["回款风险"].iter_rows(values_only=True):
        if row[0] == label:
            return row[1:]
    raise AssertionError(label)


def turned(book: Workbook) -> set[str]:
    """Return the checks that say 不符."""
    return {
        str(row[0])
        for row in book["回款风险"].iter_rows(values_only=True)
        if len(row) > 4 and row[4] == "✗ 不符"
    }


def outstanding(book: Workbook) -> float:
    return float(str(labelled(book, "未收余额（总额）")[0]))


def graded(book: Workbook) -> dict[object, object]:
    """Return the risk grade of each customer."""
    rows = list(book["客户应收"].iter_rows(values_only=True))
    head = next(row for row in rows if row[0] == "客户名称")
    places = head.index("客户编号"), head.index("风险等级")
    return {row[places[0]]: row[places[1]] for row in rows[rows.index(head) + 1 :] if row[0]}


def test_nothing_is_turned_before_a_change(annotated: Path, tmp_path: Path) -> None:
    book = recompute(annotated, tmp_path, lambda _: None)
    assert outstanding(book) == OUTSTANDING
    assert turned(book) == set()


def test_a_receipt_changed_at_the_source(annotated: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["回款明细"]["E2"] = 50

    book = recompute(annotated, tmp_path, change)
    assert outstanding(book) == OUTSTANDING - 20
    assert {"与本次运行：回款金额", "与本次运行：未收余额", "与本次运行：各客户（差额绝对值合计）"} <= turned(
        book
    )


def test_an_invoice_changed_at_the_source(annotated: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["应收明细"]["F6"] = 1001.01
        book["应收明细"]["E5"] = datetime(2023, 10, 20)

    book = recompute(annotated, tmp_path, change)
    # All that 乙公司 owes, 30.00, is late now: half and more is 高.
    assert [graded(one)["C2"] for one in (openpyxl.load_workbook(annotated, data_only=True), book)] == [
        "低",
        "高",
    ]
    assert outstanding(book) == pytest.approx(OUTSTANDING + 1.01)
    assert {"与本次运行：应收单据金额", "与本次运行：未收余额"} <= turned(book)


def test_what_moves_no_total_of_our_own_currency_turns_a_check(tmp_path: Path) -> None:
    """已收 beside receipts that decide, dollars, receipts after the day, disputes; a receipt of two documents stays."""
    invoices = (
        (*INVOICE_HEADER, "已收金额", "未收金额", "争议金额", "币种"),
        ("A1", "C1", "甲公司", datetime(2023, 9, 1), datetime(2023, 10, 20), 100, 30, 70, 5, "CNY"),
        ("A2", "C1", "甲公司", datetime(2023, 9, 1), datetime(2023, 10, 20), 40, 40, 0, 0, "CNY"),
        ("A3", "C1", "甲公司", datetime(2023, 9, 1), datetime(2023, 10, 21), 60, 10, 50, 0, "CNY"),
        ("U1", "C2", "乙公司", datetime(2023, 9, 1), datetime(2023, 10, 20), 50, 20, 30, 0, "USD"),
    )
    receipts = (
        (*RECEIPTS[0], "币种"),
        ("S1", "A1", "C1", datetime(2023, 11, 2), 30, "CNY"),
        ("S2", "U1", "C2", datetime(2023, 11, 9), 20, "USD"),
        ("S3", "A1", "C1", datetime(2023, 12, 5), 10, "CNY"),
        ("S4", "A2、A3", "C1", datetime(2023, 11, 20), 50, "CNY"),
    )
    book = annotate_book(tmp_path, invoices, receipts)
    assert turned(openpyxl.load_workbook(book, data_only=True)) == set()

    def change(book: Workbook) -> None:
        book["应收明细"]["G2"], book["应收明细"]["I2"] = 31, 6
        book["回款明细"]["E3"], book["回款明细"]["E4"] = 25, 11

    assert turned(recompute(book, tmp_path, change)) == {
        "完整性：应收明细 已收金额 ＝ 读入时",
        "与本次运行：USD 各项（差额绝对值合计）",
        "与本次运行：截止日之后的回款",
        "与本次运行：争议金额",
    }


def test_a_due_date_moved_between_buckets(annotated: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["应收明细"]["E3"] = datetime(2023, 10, 1)

    book = recompute(annotated, tmp_path, change)
    assert outstanding(book) == OUTSTANDING
    # 60 days late now: 250.50 stands beside what is left of A1.
    assert (labelled(book, "1-30天")[0], labelled(book, "31-60天")[0]) == (1000, 320.5)
    assert turned(book) == {"与本次运行：各逾期分段（差额绝对值合计）"}


def test_a_row_cleared_at_the_source(annotated: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        for cell in book["应收明细"][6]:
            cell.value = None

    book = recompute(annotated, tmp_path, change)
    assert outstanding(book) == OUTSTANDING - 1000
    assert "与本次运行：应收单据金额" in turned(book)


def test_a_row_deleted_at_the_source(annotated: Path, tmp_path: Path) -> None:
    book = recompute(annotated, tmp_path, lambda book: move_rows(book, "应收明细", 6, -1))
    assert outstanding(book) == OUTSTANDING - 1000
    assert "与本次运行：应收单据金额" in turned(book)


def test_a_row_inserted_at_the_source(annotated: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        move_rows(book, "应收明细", 4, 1)
        row: tuple[Any, ...] = ("Z9", "C2", "乙公司", datetime(2023, 11, 2), datetime(2023, 12, 20), 77)
        for column, value in enumerate(row, 1):
            book["应收明细"].cell(4, column, value)

    book = recompute(annotated, tmp_path, change)
    assert outstanding(book) == OUTSTANDING
    assert turned(book) == {
        "完整性：应收明细 金额 ＝ 应收底稿 + 另计",
        "完整性：应收明细 笔数 ＝ 应收底稿 + 另计",
    }


def test_a_row_added_below_the_source(annotated: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["回款明细"]["E6"] = 5

    book = recompute(annotated, tmp_path, change)
    assert outstanding(book) == OUTSTANDING
    assert turned(book) == {"完整性：回款明细 表下没有新增"}


def move_rows(book: Workbook, name: str, at: int, count: int) -> None:
    """Insert (1) or delete (-1) a row as an office program does: references to the sheet move along."""
    sheet = book[name]
    (sheet.insert_rows if count > 0 else sheet.delete_rows)(at)
    pattern = re.compile(rf"('{name}'!)\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)")

    def moved(match: re.Match[str]) -> str:
        first, last = int(match[3]), int(match[5])
        first += count if first >= at + (count < 0) else 0
        last += count if last >= at else 0
        return f"{match[1]}${match[2]}${first}:${match[4]}${last}"

    for each in book:
        for row in each.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = pattern.sub(moved, cell.value)


#: Sheet, header row's first text, and whether our own columns move along.
LISTS = (
    ("应收明细", "单据号"),
    ("回款明细", "回款单号"),
    ("应收底稿", "客户名称"),
    ("回款底稿", "客户名称"),
    ("客户应收", "客户名称"),
)


def list_span(sheet: Worksheet, head: str) -> tuple[int, int]:
    """Return the first and last row of a list under its header."""
    header = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == head)
    last = header
    while sheet.cell(last + 1, 1).value is not None:
        last += 1
    return header + 1, last


def moved_formula(value: Any, column: int, source: int, target: int) -> Any:  # noqa: ANN401 - a cell of any type
    if not isinstance(value, str) or not value.startswith("="):
        return value
    letter = get_column_letter(column)
    return Translator(value, f"{letter}{source}").translate_formula(f"{letter}{target}")


def sort_rows(sheet: Worksheet, head: str, column: int, values: Worksheet, *, down: bool) -> list[int]:
    """Sort a list by a column as its filter does: formulas move, and their relative references with them."""
    first, last = list_span(sheet, head)
    rows = list(range(first, last + 1))
    order = sorted(rows, key=lambda row: str(values.cell(row, column).value), reverse=down)
    width = sheet.max_column
    taken = {row: [sheet.cell(row, at).value for at in range(1, width + 1)] for row in rows}
    for target, source in zip(rows, order, strict=True):
        for at, value in enumerate(taken[source], 1):
            sheet.cell(target, at).value = moved_formula(value, at, source, target)
    return order


def sorted_copies(
    annotated: Path, folder: Path, name: str, head: str, columns: Iterable[int], ways: Sequence[bool]
) -> Iterator[tuple[str, Path]]:
    """Yield copies of a book in which a list is sorted by columns, up or down; the same order stands once."""
    values = read_book(annotated, values=True)[name]
    seen: set[tuple[int, ...]] = set()
    for column in columns:
        for down in ways:
            book = openpyxl.load_workbook(annotated)
            order = tuple(sort_rows(book[name], head, column, values, down=down))
            if order not in seen:
                seen.add(order)
                path = folder / f"{name}_{column}_{down}.xlsx"
                book.save(path)
                yield path.stem, path


def assert_nothing_changes(copies: Mapping[str, Path]) -> None:
    recomputed = office.convert_all(list(copies.values()), "xlsx")
    for place, path in zip(copies, recomputed, strict=True):
        book = openpyxl.load_workbook(path, data_only=True)
        assert outstanding(book) == OUTSTANDING, place
        assert turned(book) == set(), place


@pytest.mark.slow
def test_lists_that_are_only_sorted_change_nothing(annotated: Path, tmp_path: Path) -> None:
    copies: dict[str, Path] = {}
    for name, head in LISTS:
        values = read_book(annotated, values=True)[name]
        heads = [cell.value for cell in next(row for row in values.iter_rows() if row[0].value == head)]
        amount = next(
            at for at, text in enumerate(heads, 1) if str(text) in {"应收金额", "回款金额", "未收余额"}
        )
        copies |= dict(sorted_copies(annotated, tmp_path, name, head, [amount], [True]))
    assert len(copies) == len(LISTS)
    assert_nothing_changes(copies)


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "head"), LISTS)
def test_each_list_sorted_by_each_column_changes_nothing(
    annotated: Path, tmp_path: Path, name: str, head: str
) -> None:
    columns = range(1, openpyxl.load_workbook(annotated)[name].max_column + 1)
    assert_nothing_changes(dict(sorted_copies(annotated, tmp_path, name, head, columns, [False, True])))
