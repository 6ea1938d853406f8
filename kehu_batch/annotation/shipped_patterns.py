"""Patterns of this stage and of what it writes with that are made when they are first needed: some forty of them."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

from kehu_batch.annotation.donor.layout import (
    Chart,
    ChartKind,
    Column,
    Kind,
    ResultSheet,
    ResultTable,
    Series,
)
from kehu_batch.annotation.donor.writing import write_donor
from kehu_batch.annotation.rules import overdue_formula
from kehu_batch.model.figures.states import ClockName
from kehu_batch.ooxml.opc.archive import WorkbookBytes
from kehu_batch.ooxml.patch import patch_workbook
from kehu_batch.ooxml.plan import AddedColumn, ColumnBlock, HighlightRule, SheetPatch, WorkbookPatch
from kehu_batch.ooxml.verify import verify_patch
from kehu_batch.sheet_writing.book import add_sheet, open_book

_NAME = "回访"


def compile_patterns() -> None:
    """Make them now, by annotating a workbook for nobody."""
    source, patch = WorkbookBytes(_NAME, _write_book()), _plan_patch()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "回访.xlsx"
        report = patch_workbook(source, target, patch)
        verify_patch(source, target, patch, report)


def _write_book() -> bytes:
    target = BytesIO()
    with open_book(target) as book:
        sheet = add_sheet(book, _NAME)
        for row in range(3):
            sheet.write_value(row, 0, f"{_NAME}{row}", None)
    return target.getvalue()


def _plan_patch() -> WorkbookPatch:
    block = ColumnBlock("A1:A3", 1, (AddedColumn(1, _NAME),), {2: (_NAME,), 3: (1,)})
    rule = HighlightRule("A2:A3", overdue_formula(1, 2, ClockName.PROMISE), "FFFFFF")
    sheet = SheetPatch(_NAME, blocks=(block,), rules=(rule,), notes={"A2": _NAME})
    columns = Column("name", _NAME, [_NAME] * 3), Column("count", _NAME, [1, 2, 3], Kind.COUNT)
    series = Series("list.count", "FFFFFF", _NAME)
    chart = Chart(_NAME, ChartKind.BARS, "list.name", (series,), first=0, rows=3)
    table = ResultTable("list", _NAME, columns, charts=(chart,))
    donor = write_donor([ResultSheet("结果", _NAME, _NAME, (table,), "FFFFFF")], _NAME)
    return WorkbookPatch(_NAME, sheets=(sheet,), donor=donor)
