"""Formulas in whose ranges columns beside a table would count."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from kehu_batch.ooxml.far_formulas import FarFormulas
from kehu_batch.ooxml.inspect import inspect_book
from kehu_batch.ooxml.opc.archive import WorkbookBytes
from kehu_batch.ooxml.plan import FarFormula
from kehu_batch.ooxml.sml.book import Book
from kehu_batch.package_limits import ChangeLimits


def found(path: Path, formula: str, name: str = "") -> list[FarFormula]:
    """Return the formulas that look behind column G of the sheet 应收."""
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("应收").write("A1", "单据号")
    book.add_worksheet("统计").write_formula("B2", formula or "=1")
    if name:
        book.define_name("数据", name)
    book.close()
    gathered = FarFormulas({"应收": 6})
    source = WorkbookBytes(path.name, path.read_bytes())
    with Book(source, path.name, ChangeLimits()) as opened:
        return list(inspect_book(opened, formulas=gathered).far_formulas)


@pytest.mark.parametrize(
    ("formula", "area"),
    [
        ("=SUM(应收!F2:Z2)", "F2:Z2"),
        ("=COUNTA(应收!$1:$1)", "A1:XFD1"),
        ("=SUM('应收'!F:K)", "F1:K1048576"),
        ('=SUMPRODUCT((应收!A2:K9="a")*1)', "A2:K9"),
        ("=IF(SUM(应收!F2:Z2)>0,1,0)", "F2:Z2"),
        ("=MATCH(9E+307,应收!2:2)", "A2:XFD2"),
        ("=SUM('应收:统计'!F2:Z2)", "F2:Z2"),
    ],
)
def test_what_takes_in_the_columns_behind_a_table(tmp_path: Path, formula: str, area: str) -> None:
    (one,) = found(tmp_path / "表.xlsx", formula)
    assert (one.sheet, one.area, one.place) == ("应收", area, "统计!B2")


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(应收!F2:G2)",  # ends with the table
        "=VLOOKUP(A1,应收!A:Z,2,0)",  # finds the same
        '=INDEX(应收!A:Z,2,MATCH("金额",应收!1:1,0))',
        '=COUNTIF(应收!S:S,"*逾期*")',  # is about a column of ours
        "=SUM(统计!F2:Z2)",  # another sheet
        "=SUM('[别的.xlsx]应收'!F2:Z2)",  # another workbook
        '="应收!F2:Z2"&SUM(A1:C1)',  # a text
    ],
)
def test_what_does_not(tmp_path: Path, formula: str) -> None:
    assert found(tmp_path / "表.xlsx", formula) == []


@pytest.mark.parametrize(
    ("formula", "area"),
    [
        ("=SUM(应收表)", "A1:C4"),
        ("=SUM(应收表[])", "A1:C4"),
        ("=COUNTA(应收表[#All])+1", "A1:C4"),
        ("=SUM(应收表[[#Data],[#Totals]])", "A1:C4"),
        ("=COUNTA(应收表[#Headers])", "A1:C4"),
        ("=SUM(应收表[金额])", ""),
        ("=SUM(应收表[[单据号]:[金额]])", ""),
        ("=SUM(应收表[[#This Row],[金额]])", ""),
        ("=VLOOKUP(A1,应收表,2,0)", ""),
        ("=ROWS(应收表)", ""),
        ("=SUM(应收表2)", ""),
        ('="应收表"&A1', ""),
        ("=SUM(应收表!A1)", ""),
    ],
)
def test_what_takes_in_all_columns_of_a_list(tmp_path: Path, formula: str, area: str) -> None:
    path = tmp_path / "表.xlsx"
    book = xlsxwriter.Workbook(path)
    columns = [{"header": "单据号"}, {"header": "金额"}]
    book.add_worksheet("应收").add_table("A1:B4", {"name": "应收表", "columns": columns})
    for row in range(3):
        book.worksheets()[0].write_formula(row, 5, formula)
    book.close()
    gathered = FarFormulas({"应收": 1})
    with Book(WorkbookBytes(path.name, path.read_bytes()), path.name, ChangeLimits()) as opened:
        looked = inspect_book(opened, formulas=gathered).far_formulas
    assert [(one.area, one.place, one.count) for one in looked] == ([(area, "应收!F1", 3)] if area else [])


def test_a_name_that_grows_with_the_header(tmp_path: Path) -> None:
    (one,) = found(tmp_path / "表.xlsx", "", "=OFFSET(应收!$A$1,0,0,COUNTA(应收!$A:$A),COUNTA(应收!$1:$1))")
    assert (one.area, one.place) == ("A1:XFD1", "名称“数据”")


def test_formulas_that_differ_in_their_rows_are_one_entry(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("应收")
    for row in range(2, 7):
        sheet.write_formula(f"E{row}", f"=SUM(F{row}:Z{row})")
    sheet.write_formula("H9", "=COUNTA(3:3)+COUNTA(4:4)")
    book.close()
    gathered = FarFormulas({"应收": 6})
    with Book(WorkbookBytes(path.name, path.read_bytes()), path.name, ChangeLimits()) as opened:
        one, whole = inspect_book(opened, formulas=gathered).far_formulas
    assert (one.area, one.place, one.count) == ("F2:Z6", "应收!E2", 5)
    assert (whole.area, whole.place, whole.count) == ("A3:XFD4", "应收!H9", 2)
