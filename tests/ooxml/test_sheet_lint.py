"""The linter that judges our output: it says what is wrong instead of stumbling over it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.packages import STYLES, links, package, worksheet
from support.sheet_lint import lint

CELL = '<row r="1"><c r="A1" s="1"/></row>'


@pytest.mark.parametrize(
    "name",
    [
        "__MACOSX/xl/_rels/._workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/comments1.xml",
        "xl/tables/table1.xml",
    ],
)
@pytest.mark.parametrize("data", [b"\x00\x05\x16\x07", b"<a/>\n<b/>", b""])
def test_a_part_that_is_not_well_formed(tmp_path: Path, name: str, data: bytes) -> None:
    table = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
    source = package(
        tmp_path / "a.xlsx",
        worksheet(CELL),
        sheet_links=links(("rId1", "comments", "../comments1.xml")),
        more={"xl/comments1.xml": "<comments/>", name: data},
        overrides={"/xl/tables/table1.xml": table} if "table" in name else {},
    )
    assert f"not well-formed: {name.lower()}" in lint(source)


def test_styles_are_those_that_the_workbook_leads_to(tmp_path: Path) -> None:
    elsewhere = links(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "formats.xml"))
    more = {
        "xl/_rels/workbook.xml.rels": elsewhere,
        "xl/formats.xml": STYLES,
        "xl/styles.xml": "<styleSheet/>",
    }
    source = package(tmp_path / "a.xlsx", worksheet(CELL), more=more)
    assert not lint(source)
    assert lint(package(tmp_path / "b.xlsx", worksheet(CELL), styles="<styleSheet/>")) == {
        "xl/worksheets/sheet1.xml: style out of range"
    }
