"""Result columns stay off the paper: a sheet prints as it did before they stood beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from annotation.hand_made_drop import FILE, SHEET, drop, region, write_worksheet
from annotation.test_annotate import run
from openpyxl.chart import BarChart, Reference
from support.drops import make_sheet

from kehu_batch.annotation.placement import own_columns_end
from kehu_batch.ooxml.plan import SheetInfo
from kehu_batch.source.opening import open_workbook


def area_of(path: Path) -> str:
    return str(openpyxl.load_workbook(path)[SHEET].print_area)


def annotate_with(tmp_path: Path, change: str) -> Path:
    source = write_worksheet(tmp_path / FILE)
    book = openpyxl.load_workbook(source)
    sheet: Any = book[SHEET]
    if change == "area":
        sheet.print_area = "A1:C4"
    elif change == "beside":
        sheet["T9"] = "制表说明"
    elif change == "chart":
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=1, min_row=3, max_row=4))
        sheet.add_chart(chart, "B9")
    book.save(source)
    run(open_workbook(source), tmp_path / "b.xlsx", drop())
    return tmp_path / "b.xlsx"


@pytest.mark.parametrize(
    ("change", "printed"),
    [
        ("none", f"'{SHEET}'!$A$1:$O$1048576"),
        ("area", f"'{SHEET}'!$A$1:$C$4"),  # its own stays
        ("beside", ""),  # what stands among or beyond our columns prints, as before
        ("chart", ""),  # nobody knows where one ends that has a size only
    ],
)
def test_a_sheet_prints_what_it_printed_before(tmp_path: Path, change: str, printed: str) -> None:
    assert area_of(annotate_with(tmp_path, change)) == printed


def test_a_title_over_columns_of_ours_ends_where_the_sheets_own_do() -> None:
    """As in a worksheet for the next month, whose title is merged over 为什么回访 and 要问什么."""
    rows = [["客户回访工作表", *[""] * 16], ["客户编号", *["列"] * 14, "批注·为什么回访", "批注·要问什么"]]
    ours = replace(region(), own_columns=(15, 16))
    for merged, until in ((("A1:Q1",), 14), (("A1:R1",), None)):
        info = SheetInfo(SHEET, "", merged=merged)
        assert own_columns_end(make_sheet(rows, SHEET), info, (ours,), 15) == until


def test_a_range_over_columns_of_ours_alone_is_none_of_the_sheets_own() -> None:
    """As where a result column was moved to the front and its header merged over two rows."""
    rows = [["批注·需处理", *["列"] * 14], [""] * 15]
    ours = replace(region(), own_columns=(0,))
    info = SheetInfo(SHEET, "", merged=("A1:A2",))
    assert own_columns_end(make_sheet(rows, SHEET), info, (ours,), 15) == 14


@pytest.mark.parametrize(("taken", "until"), [("P3:P9", None), ("N3:N9", 14)])
def test_what_a_formula_spills_into_is_printed(taken: str, until: int | None) -> None:
    info = SheetInfo(SHEET, "", taken=(taken,))
    assert own_columns_end(make_sheet([["列"] * 15], SHEET), info, (region(),), 15) == until
