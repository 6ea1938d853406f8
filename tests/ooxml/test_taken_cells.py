"""Cells that hold nothing and are taken: by what a formula spills into them, and by sparklines."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.packages import package, worksheet

from kehu_batch.ooxml.inspect import inspect_workbook

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
SPARKLINES = (
    f'<extLst><ext xmlns:x14="{X14}" uri="u"><x14:sparklineGroups xmlns:xm="{XM}"><x14:sparklineGroup><x14:sparklines>'
    "<x14:sparkline><xm:f>A1:B1</xm:f><xm:sqref>D1</xm:sqref></x14:sparkline>"
    "<x14:sparkline><xm:f>A2:B2</xm:f><xm:sqref> D2 </xm:sqref></x14:sparkline>"
    "<x14:sparkline><xm:f>A2:B2</xm:f><xm:sqref/></x14:sparkline>"
    "</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
)


def cell(formula: str) -> str:
    return f'<row r="1"><c r="A1">{formula}<v>1</v></c></row>'


@pytest.mark.parametrize(
    ("rows", "tail", "taken"),
    [
        (cell('<f t="array" ref="A1:C2">X1:Z2</f>'), "", ("A1:C2",)),
        (cell('<f ref="A1:A3" t="dataTable" r1="X1"/>'), "", ("A1:A3",)),
        (cell('<f t="array" ref="A1">SUM(X1:Z2)</f>'), "", ()),  # its own cell only
        (cell('<f t="shared" si="0" ref="A1:C2">X1</f>'), "", ()),  # each copy has a cell of its own
        (cell("<!-- <f t='array' ref='A1:C2'>X1</f> --><f>X1</f>"), "", ()),
        ("", SPARKLINES, ("D1:D2",)),
    ],
)
def test_what_is_taken(tmp_path: Path, rows: str, tail: str, taken: tuple[str, ...]) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(rows, tail=tail))
    assert inspect_workbook(source).sheets[0].taken == taken
