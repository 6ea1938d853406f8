"""Formulas that other cells live by, in columns of ours and beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.packages import block, package, patched, rows_of, worksheet

from kehu_batch.ooxml.errors import CellOccupied
from kehu_batch.ooxml.plan import OwnedColumn, SheetPatch

SHARED = '<row r="2"><c r="D2"><f t="shared" si="0" ref="{}">A2</f><v>1</v></c></row>'
DEPENDENT = '<row r="3"><c r="D3"><f t="shared" si="0"/><v>1</v></c><c r="E3"><f t="shared" si="0"/><v>1</v></c></row>'


@pytest.mark.parametrize("reference", ["D2:E3", "D2:D9", "$D$2:$F$2"])
def test_a_formula_that_others_live_by_is_not_cleared(tmp_path: Path, reference: str) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(SHARED.format(reference) + DEPENDENT))
    with pytest.raises(CellOccupied, match="公式"):
        patched(source, SheetPatch("表", owned_columns=(OwnedColumn(3, 1, 3),)))


@pytest.mark.parametrize("prefix", ["", "x"])
def test_a_formula_of_our_column_alone_is_cleared(tmp_path: Path, prefix: str) -> None:
    body = SHARED.format("D2:D3") + '<row r="3"><c r="D3"><f t="shared" si="0"/><v>1</v></c><c r="F3"/></row>'
    if prefix:
        body = body.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    source = package(tmp_path / "a.xlsx", worksheet(body, prefix=prefix))
    target, _ = patched(source, SheetPatch("表", owned_columns=(OwnedColumn(3, 1, 3),)))
    name = f"{prefix}:" if prefix else ""
    assert rows_of(target) == f'<{name}row r="3"><{name}c r="F3"/></{name}row>'


def test_no_cell_of_ours_stands_where_an_array_formula_spills(tmp_path: Path) -> None:
    body = (
        '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:D2">F1:I2</f><v>1</v></c></row>'
        '<row r="2"><c r="C2"><v>1</v></c><c r="D2" t="str"><v></v></c></row>'
    )
    source = package(tmp_path / "a.xlsx", worksheet(body))
    with pytest.raises(CellOccupied, match="A1:D2"):
        patched(source, SheetPatch("表", (block(3, {2: 5}),)))


@pytest.mark.parametrize("formula", ["", '<f t="array" ref="A1:C2">F1:H2</f>', '<f ref="A1:D2">1</f>'])
def test_an_empty_text_beside_other_formulas_gives_way(tmp_path: Path, formula: str) -> None:
    body = f'<row r="1"><c r="A1">{formula}<v>1</v></c></row><row r="2"><c r="D2" t="str"><v></v></c></row>'
    source = package(tmp_path / "a.xlsx", worksheet(body))
    target, report = patched(source, SheetPatch("表", (block(3, {2: 5}),)))
    assert rows_of(target).endswith('<row r="2"><c r="D2" s="0"><v>5</v></c></row>')
    assert report.replaced_cells == 1
