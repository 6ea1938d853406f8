"""Where drawings float over a sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.packages import links, package, worksheet

from kehu_batch.ooxml.inspect import inspect_workbook

TO = "<to><col>5</col><row>8</row></to>"
WRAPPED = "<AlternateContent><Choice>{}</Choice></AlternateContent>"
TWO = f"<twoCellAnchor><from><col>1</col><row>2</row></from>{TO}</twoCellAnchor>"
# 15 cm are 567 pixels: nine columns of 64, and 15 rows of 20 are 300.
ONE = '<oneCellAnchor><from><col>16</col><row>0</row></from><ext cx="5400000" cy="2857499"/></oneCellAnchor>'


@pytest.mark.parametrize(
    ("drawing", "areas"),
    [
        (f"<wsDr>{TWO}{ONE}</wsDr>", ["B3:F9", "Q1:Y15"]),
        (f"<wsDr>{WRAPPED.format(TWO)}</wsDr>", ["B3:F9"]),
        ('<wsDr><absoluteAnchor><pos x="0" y="0"/></absoluteAnchor></wsDr>', []),
        ("<wsDr><twoCellAnchor><from>", []),  # broken: it stays, and shows nothing
        ("", []),
    ],
)
def test_what_drawings_cover(tmp_path: Path, drawing: str, areas: list[str]) -> None:
    source = package(
        tmp_path / "a.xlsx",
        worksheet(""),
        more={"xl/drawings/drawing1.xml": drawing},
        overrides={"/xl/drawings/drawing1.xml": "application/vnd.openxmlformats-officedocument.drawing+xml"},
        sheet_links=links(("rId1", "drawing", "../drawings/drawing1.xml")),
    )
    assert list(inspect_workbook(source).sheets[0].drawn) == areas
