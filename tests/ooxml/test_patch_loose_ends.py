"""Packages that speak of parts they lack, or carry strays: ours come to stand for none of them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.packages import (
    DECLARATION,
    MAIN,
    MARK,
    TYPES,
    block,
    donor,
    links,
    member,
    names,
    package,
    patched,
    worksheet,
)
from support.sheet_lint import lint

from kehu_batch.ooxml.plan import CellLook, OwnedColumn, SheetPatch, WorkbookPatch

SHEET = "xl/worksheets/sheet1.xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"


def plan(*, again: bool = False) -> WorkbookPatch:
    """Return a patch with a styled column, a note and a rich result sheet, which has a note, a table and a chart."""
    column = block(3, {2: "值"}, look=CellLook(bold=True))
    owned = (OwnedColumn(3, 1, 2),) if again else ()
    sheet = SheetPatch("表", (column,), notes={"A1": "看这里"}, owned_columns=owned)
    return WorkbookPatch(MARK, (sheet,), ("摘要",) if again else (), donor("摘要", rich=True))


def annotated_twice(source: Path) -> Path:
    """Annotate a workbook, verified; make sure that doing it again changes nothing and no fault is new."""
    once, _ = patched(source, plan())
    twice, _ = patched(once, plan(again=True))
    assert twice.read_bytes() == once.read_bytes()
    assert not lint(once) - lint(source)
    return once


def test_a_type_stated_for_a_missing_part(tmp_path: Path) -> None:
    stale = {
        "/xl/worksheets/sheet2.xml": "x/old",
        "/xl/comments1.xml": "x/old",
        "/xl/charts/Chart1.xml": "x/old",
    }
    target = annotated_twice(package(tmp_path / "a.xlsx", worksheet(""), overrides=stale))
    types = member(target, "[Content_Types].xml")
    assert all(types.count(f'PartName="{name}"') == 1 for name in stale)
    assert {"xl/worksheets/sheet3.xml", "xl/comments2.xml", "xl/charts/chart2.xml"} <= set(names(target))


def test_an_extension_that_stands_for_another_type(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(""))
    odd = member(source, "[Content_Types].xml").replace(
        '<Default Extension="xml"', '<Default Extension="VML" ContentType="x/other"/><Default Extension="xml"'
    )
    target = annotated_twice(package(tmp_path / "b.xlsx", worksheet(""), more={"[Content_Types].xml": odd}))
    types = member(target, "[Content_Types].xml")
    assert types.count(f'<Override PartName="/xl/drawings/vmlDrawing1.vml" ContentType="{VML_TYPE}"/>') == 1


def test_a_relationship_to_a_missing_part(tmp_path: Path) -> None:
    source = package(
        tmp_path / "a.xlsx",
        worksheet(""),
        sheet_links=links(
            ("rId1", "drawing", "../drawings/drawing1.xml"),
            ("rIdvml", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
            ("rId2", "comments", "/xl/Comments1.xml"),
        ),
    )
    target = annotated_twice(source)
    assert {"xl/drawings/vmlDrawing2.vml", "xl/drawings/drawing2.xml", "xl/comments2.xml"} <= set(
        names(target)
    )
    assert not {"xl/drawings/vmlDrawing1.vml", "xl/drawings/drawing1.xml", "xl/comments1.xml"} & set(
        names(target)
    )


def test_relationships_of_a_missing_part(tmp_path: Path) -> None:
    lost = {
        "xl/worksheets/_rels/sheet2.xml.rels": links(("rId1", "image", "../styles.xml")),
        "xl/drawings/_rels/vmlDrawing1.vml.rels": links(),
    }
    target = annotated_twice(package(tmp_path / "a.xlsx", worksheet(""), more=lost))
    assert "xl/worksheets/sheet3.xml" in names(target)
    assert {name: member(target, name) for name in lost} == lost


def test_styles_that_are_lost_come_back_where_they_were_sought(tmp_path: Path) -> None:
    source = package(
        tmp_path / "a.xlsx",
        worksheet(""),
        styles=None,
        more={
            "xl/_rels/workbook.xml.rels": links(
                ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId5", "styles", "formats.xml")
            )
        },
        overrides={"/xl/formats.xml": "x/old"},
    )
    target = annotated_twice(source)
    assert member(target, "xl/_rels/workbook.xml.rels").count("/styles") == 1
    assert member(target, "[Content_Types].xml").count("/xl/formats.xml") == 1
    assert "<b/>" in member(target, "xl/formats.xml")


def test_a_stray_part_in_the_place_of_styles_is_left_alone(tmp_path: Path) -> None:
    junk = b"\x00\x05\x16\x07"
    stray: dict[str, str | bytes] = {
        "xl/styles.xml": "<stray/>",
        "__MACOSX/xl/._workbook.xml": junk,
        "__MACOSX/xl/_rels/._workbook.xml.rels": junk,
    }
    target = annotated_twice(package(tmp_path / "a.xlsx", worksheet(""), styles=None, more=stray))
    assert member(target, "xl/styles.xml") == "<stray/>"
    assert "xl/styles1.xml" in names(target)


def test_styles_without_content(tmp_path: Path) -> None:
    empty = f'{DECLARATION}<styleSheet xmlns="{MAIN}" xml:space="preserve" />'
    target = annotated_twice(package(tmp_path / "a.xlsx", worksheet(""), styles=empty))
    assert "<b/>" in member(target, "xl/styles.xml")
    sections = re.findall(r"<(fonts|fills|borders|cellXfs) count", member(target, "xl/styles.xml"))
    assert sections == ["fonts", "fills", "borders", "cellXfs"]


def test_comments_without_content(tmp_path: Path) -> None:
    source = package(
        tmp_path / "a.xlsx",
        worksheet(""),
        more={"xl/comments1.xml": f'{DECLARATION}<comments xmlns="{MAIN}"/>'},
        overrides={"/xl/comments1.xml": TYPES + "comments+xml"},
        sheet_links=links(("rId1", "comments", "../comments1.xml")),
    )
    target = annotated_twice(source)
    assert load_workbook(target)["表"]["A1"].comment.text == "【标记】\n看这里"


@pytest.mark.parametrize("views", ['<workbookView activeTab="1" firstSheet="7"/>', "<workbookView/>" * 2])
def test_a_tab_that_is_gone_never_comes_to_mean_ours(tmp_path: Path, views: str) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(""), workbook_head=f"<bookViews>{views}</bookViews>")
    shown = member(annotated_twice(source), "xl/workbook.xml")
    assert 'activeTab="1"' not in shown
    assert "firstSheet" not in shown


def test_every_view_of_the_workbook_follows_its_tab(tmp_path: Path) -> None:
    views = '<bookViews><workbookView activeTab="0"/><workbookView activeTab="1" firstSheet="1"/></bookViews>'
    source = package(tmp_path / "a.xlsx", worksheet(""), workbook_head=views)
    once, _ = patched(source.with_name("a.xlsx"), WorkbookPatch(MARK, donor=donor("摘要")))
    opened = member(once, "xl/workbook.xml").replace('activeTab="0"/><', 'activeTab="1" firstSheet="1"/><')
    again = package(
        tmp_path / "b.xlsx",
        worksheet(""),
        more={
            "xl/workbook.xml": opened,
            "xl/worksheets/sheet2.xml": member(once, "xl/worksheets/sheet2.xml"),
            "xl/_rels/workbook.xml.rels": member(once, "xl/_rels/workbook.xml.rels"),
            "xl/styles.xml": member(once, "xl/styles.xml"),
        },
        overrides={"/xl/worksheets/sheet2.xml": TYPES + "worksheet+xml"},
    )
    back, _ = patched(again, WorkbookPatch(MARK, remove_sheets=("摘要",)))
    assert re.findall(r"<workbookView[^>]*>", member(back, "xl/workbook.xml")) == [
        '<workbookView activeTab="0"/>',
        '<workbookView activeTab="0"/>',
    ]


EMPTY_VML = '<xml xmlns:v="urn:schemas-microsoft-com:vml">\r\n</xml>\r\n'


@pytest.mark.parametrize("named", ["", '<legacyDrawing r:id="rId1"/>', '<legacyDrawingHF r:id="rId1"/>'])
def test_an_empty_drawing(tmp_path: Path, named: str) -> None:
    source = package(
        tmp_path / "a.xlsx",
        worksheet("", tail=named),
        more={"xl/drawings/vmlDrawing1.vml": EMPTY_VML, "xl/drawings/_rels/vmlDrawing1.vml.rels": links()},
        overrides={"/xl/drawings/vmlDrawing1.vml": VML_TYPE},
        sheet_links=links(("rId1", "vmlDrawing", "/xl/drawings/vmlDrawing1.vml")),
    )
    target = annotated_twice(source)
    # Only the one that notes go into may be replaced; the header's, and one that nothing names, are not ours to take.
    if "legacyDrawing " not in named:
        assert member(target, "xl/drawings/vmlDrawing1.vml") == EMPTY_VML
        assert named in member(target, SHEET)
    assert len(re.findall("<legacyDrawing ", member(target, SHEET))) == 1


def test_an_empty_drawing_of_two_sheets(tmp_path: Path) -> None:
    sheet_links = links(("rId1", "vmlDrawing", "/xl/drawings/vmlDrawing1.vml"))
    sheet = worksheet("", tail='<legacyDrawing r:id="rId1"/>')
    source = package(
        tmp_path / "a.xlsx",
        sheet,
        more={
            "xl/drawings/vmlDrawing1.vml": EMPTY_VML,
            "xl/worksheets/sheet2.xml": sheet,
            "xl/worksheets/_rels/sheet2.xml.rels": sheet_links,
            "xl/_rels/workbook.xml.rels": links(
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "styles", "styles.xml"),
                ("rId3", "worksheet", "worksheets/sheet2.xml"),
            ),
        },
        overrides={
            "/xl/drawings/vmlDrawing1.vml": VML_TYPE,
            "/xl/worksheets/sheet2.xml": TYPES + "worksheet+xml",
        },
        sheet_links=sheet_links,
        workbook_sheets='<sheet name="副本" sheetId="2" r:id="rId3"/>',
    )
    target = annotated_twice(source)
    assert member(target, "xl/drawings/vmlDrawing1.vml") == EMPTY_VML
    assert member(target, "xl/worksheets/_rels/sheet2.xml.rels") == sheet_links


def test_a_drawing_in_the_encoding_of_an_old_system(tmp_path: Path) -> None:
    text = '<v:shape id="_x0000_s1025"><v:textbox>按钮</v:textbox><x:ClientData ObjectType="Button"/></v:shape></xml>'
    source = package(
        tmp_path / "a.xlsx",
        worksheet("", tail='<legacyDrawing r:id="rId1"/>'),
        more={"xl/drawings/vmlDrawing1.vml": b"<xml>" + text.encode("gbk")},
        overrides={"/xl/drawings/vmlDrawing1.vml": VML_TYPE},
        sheet_links=links(("rId1", "vmlDrawing", "../drawings/vmlDrawing1.vml")),
    )
    once, _ = patched(source, SheetPatch("表", notes={"A1": "看这里"}))
    with zipfile.ZipFile(once) as archive:
        assert "按钮".encode("gbk") in archive.read("xl/drawings/vmlDrawing1.vml")
