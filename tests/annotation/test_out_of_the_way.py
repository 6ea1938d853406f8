"""Result columns stand where no formula of the workbook counts or fills cells, and no chart hides them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import openpyxl
import pytest
from annotation.hand_made_drop import FILE, SHEET, drop, workbook, write_worksheet
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from kehu_batch.annotation.annotate import annotate

MOVED = "的批注列从 {} 列起：左边的列有公式在统计，或有图表、图片"
COUNTED = (
    "统计整行或表格右边的列，在批注副本里重算时会把批注列也算进去；请以原文件为准，或把公式改为只到 O 列"
)


def annotated(folder: Path, change: Callable[[openpyxl.Workbook], None]) -> tuple[str, tuple[str, ...]]:
    """Return the cell of our first header in a copy of a changed worksheet of fifteen columns, and what was said."""
    source = write_worksheet(folder / FILE)
    book = openpyxl.load_workbook(source)
    change(book)
    book.save(source)
    done = annotate(workbook(source), folder / "批注.xlsx", drop())
    assert done.written
    header = openpyxl.load_workbook(folder / "批注.xlsx")[SHEET][2]
    return next(cell.coordinate for cell in header if cell.value == "批注·需处理"), done.notices


@pytest.mark.parametrize(
    ("formula", "start", "moved", "counted"),
    [
        ("=SUM(回访!E3:O3)", "P2", False, False),
        ("=SUM(回访!E3:Z3)", "AA2", True, False),
        ("=SUM(回访!E1:Z1)", "P2", False, False),  # the title's row, in which nothing of ours stands
        ("=VLOOKUP(A1,回访!A:Z,2,0)", "P2", False, False),
        ("=COUNTA(回访!$2:$2)", "P2", False, True),  # nowhere is out of its reach
        ("=COUNT(回访!A1:ZZ99)", "P2", False, True),
    ],
)
def test_columns_that_a_formula_counts(
    tmp_path: Path, formula: str, start: str, moved: bool, counted: bool
) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.create_sheet("统计")["A1"] = formula

    cell, said = annotated(tmp_path, change)
    assert cell == start
    expected = [MOVED.format(start[:-1])] * moved + ["统计!A1的公式" + COUNTED] * counted
    assert [text for text in expected if not any(text in one for one in said)] == []
    assert len(said) == len(expected)


@pytest.mark.parametrize(("place", "start"), [("Q3", "Z2"), ("B30", "P2"), ("AX3", "P2")])
def test_columns_under_a_chart(tmp_path: Path, place: str, start: str) -> None:
    def change(book: openpyxl.Workbook) -> None:
        chart, sheet = BarChart(), cast("Worksheet", book[SHEET])
        chart.add_data(Reference(worksheet=sheet, range_string=f"{SHEET}!$E$3:$E$4"))
        sheet.add_chart(chart, place)

    assert annotated(tmp_path, change)[0] == start


@pytest.mark.parametrize(
    ("ref", "start"), [("P3:S4", "T2"), ("P3:P4", "Q2"), ("P30:S31", "P2"), ("B3:S3", "T2")]
)
def test_columns_that_a_formula_spills_into(tmp_path: Path, ref: str, start: str) -> None:
    """Its first cell alone is written; with ours in the others it would be #SPILL!, or write over them."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = cast("Worksheet", book[SHEET])
        sheet[ref.split(":", maxsplit=1)[0]] = ArrayFormula(ref, "=TRANSPOSE(A30:B33)")

    assert annotated(tmp_path, change)[0] == start


@pytest.mark.parametrize(
    ("formula", "start", "ref"), [("=COUNTA(回访表)", "Q2", "A2:O4"), ("=1", "P2", "A2:V4")]
)
def test_a_list_that_a_formula_counts_is_not_widened(
    tmp_path: Path, formula: str, start: str, ref: str
) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = cast("Worksheet", book[SHEET])
        for row in range(sheet.max_row, 4, -1):
            sheet.delete_rows(row)
        sheet.add_table(Table(displayName="回访表", ref="A2:O4"))
        book.create_sheet("统计")["A1"] = formula

    cell, _ = annotated(tmp_path, change)
    sheet = cast("Worksheet", openpyxl.load_workbook(tmp_path / "批注.xlsx")[SHEET])
    assert (cell, sheet.tables["回访表"].ref) == (start, ref)
