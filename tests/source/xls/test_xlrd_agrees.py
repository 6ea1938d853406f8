"""Workbooks of Excel 97 as we read them, against the reader that people know for them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlrd
from support.old_formats import Rows, write_xls

from kehu_batch.source.opening import open_workbook

_ROWS: Rows = (
    ("客户编号", "客户名称", "本次回访时间", "金额", "备注"),
    ("A001", "甲公司/*经理", date(2023, 11, 5), 1234.5, ""),
    ("B002", "乙企业𠮷", date(2024, 2, 29), -7, "尾款\n分两次"),
    ("C003", "", date(1999, 12, 31), 0.1, "x" * 300),
)


def _told(cell: Any, mode: int) -> object:  # noqa: ANN401 - xlrd has no types
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(cell.value, mode).date()
    return "" if cell.ctype in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK} else cell.value


@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning:xlrd")
def test_each_cell_and_the_name_of_its_sheet_are_xlrds(tmp_path: Path) -> None:
    path = tmp_path / "旧表.xls"
    path.write_bytes(write_xls(_ROWS, "回访"))
    book = xlrd.open_workbook(path)
    expected = [
        [_told(cell, book.datemode) for cell in book.sheet_by_index(0).row(row)]
        for row in range(book.sheet_by_index(0).nrows)
    ]
    (sheet,) = open_workbook(path).sheets
    found = [[value.date() if isinstance(value, datetime) else value for value in row] for row in sheet.rows]
    assert (sheet.name, found) == (book.sheet_names()[0], expected)
    assert expected[2] == ["B002", "乙企业𠮷", date(2024, 2, 29), -7, "尾款\n分两次"]
