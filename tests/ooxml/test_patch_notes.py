"""Notes of ours beside notes of others, controls and threaded comments."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook
from support.packages import MAIN, MARK, TYPES, links, member, names, package, patched, worksheet
from support.sheet_lint import lint

from kehu_batch.ooxml.errors import InvalidPatch
from kehu_batch.ooxml.opc.markup import parse
from kehu_batch.ooxml.plan import SheetPatch, SkippedNote, SkipReason, WorkbookPatch
from kehu_batch.ooxml.sml.comments.notes import NoteMark, Notes

SHEET = "xl/worksheets/sheet1.xml"
VML = "xl/drawings/vmlDrawing1.vml"
CONTROL = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t201"><v:textbox><div><font>按钮</font><br></div></v:textbox>'
    '<x:ClientData ObjectType="Button"><x:Anchor>1,1,1,1,2,2,2,2</x:Anchor></x:ClientData></v:shape>'
)
VML_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    "</o:shapelayout>"
)


def notes_of(path: Path, sheet: str = "表") -> dict[str, str]:
    """Return the notes that openpyxl finds."""
    rows = load_workbook(path)[sheet].iter_rows()
    return {cell.coordinate: cell.comment.text for row in rows for cell in row if cell.comment}


def without_notes(path: Path, *, noted: dict[str, str] | None = None) -> Path:
    """Write a workbook with some notes of someone else's."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("表")
    sheet.write("A1", "值")
    for cell, text in (noted or {}).items():
        sheet.write_comment(cell, text)
    book.close()
    return path


def test_notes_are_written_under_the_mark(tmp_path: Path) -> None:
    source = without_notes(tmp_path / "a.xlsx")
    target, report = patched(source, SheetPatch("表", notes={"B2": "再看", "A1": "看 <这里>\n第二行"}))
    assert notes_of(target) == {"A1": "【标记】\n看 <这里>\n第二行", "B2": "【标记】\n再看"}
    assert report.notes_written == 2
    assert report.members_added == (
        "xl/comments1.xml",
        VML,
        "xl/worksheets/_rels/sheet1.xml.rels",
    )
    assert member(target, SHEET).endswith('<legacyDrawing r:id="rId2"/></worksheet>')
    assert not lint(target)


def test_someone_else_s_note_keeps_its_text_and_style(tmp_path: Path) -> None:
    source = without_notes(tmp_path / "a.xlsx", noted={"A1": "原话", "C3": "别处"})
    before = member(source, "xl/comments1.xml")
    target, _ = patched(source, SheetPatch("表", notes={"A1": "我们说"}))
    assert notes_of(target) == {"A1": "原话\n――【标记】――\n我们说", "C3": "别处"}
    after = member(target, "xl/comments1.xml")
    runs = re.findall(r"<r>.*?</r>", before)
    assert all(run in after for run in runs)
    assert not lint(target)


def test_a_plain_note_becomes_runs_and_is_found_again(tmp_path: Path) -> None:
    comments = (
        f'<comments xmlns="{MAIN}"><authors><author>李</author></authors><commentList>'
        '<comment ref="A1" authorId="0"><text><t>原话</t></text></comment></commentList></comments>'
    )
    shape = '<v:shape id="_x0000_s1025"><x:ClientData ObjectType="Note"><x:Anchor>1, 15, 0, 2, 3, 15, 1, 5</x:Anchor>'
    vml = VML_HEAD + shape + "<x:Row>0</x:Row><x:Column>0</x:Column></x:ClientData></v:shape></xml>"
    source = package(
        tmp_path / "a.xlsx",
        worksheet("", tail='<legacyDrawing r:id="rId1"/>'),
        more={"xl/comments1.xml": comments, VML: vml},
        overrides={"/xl/comments1.xml": TYPES + "comments+xml", f"/{VML}": "x/vmlDrawing"},
        sheet_links=links(
            ("rId1", "vmlDrawing", "../drawings/vmlDrawing1.vml"), ("rId2", "comments", "../comments1.xml")
        ),
    )
    target, _ = patched(source, SheetPatch("表", notes={"A1": "我们说\n" * 9}))
    assert "<r><t>原话</t></r><r><rPr>" in member(target, "xl/comments1.xml")
    anchor = re.search(r"<x:Anchor>([^<]*)<", member(target, VML))
    assert anchor is not None
    bottom = int(anchor[1].split(",")[6])
    assert bottom > 5  # twelve lines need more than the one row that the box had
    stripped, _ = patched(target, SheetPatch("表"))
    assert notes_of(stripped) == {"A1": "原话"}


def test_threaded_comments_are_left_alone(tmp_path: Path) -> None:
    comments = (
        f'<comments xmlns="{MAIN}"><authors><author>tc={{1}}</author></authors><commentList>'
        '<comment ref="A1" authorId="0"><text><t>[线程]</t></text></comment></commentList></comments>'
    )
    source = package(
        tmp_path / "a.xlsx",
        worksheet(""),
        more={"xl/comments1.xml": comments},
        overrides={"/xl/comments1.xml": TYPES + "comments+xml"},
        sheet_links=links(("rId1", "comments", "../comments1.xml")),
    )
    target, report = patched(source, SheetPatch("表", notes={"a1": "x", "B1": "y"}))
    assert report.notes_skipped == (SkippedNote("表", "A1", SkipReason.THREADED_COMMENT),)
    assert report.notes_written == 1
    assert '<comment ref="A1" authorId="0"><text><t>[线程]</t></text></comment>' in member(
        target, "xl/comments1.xml"
    )


def test_controls_keep_their_shapes(tmp_path: Path) -> None:
    vml = VML_HEAD + CONTROL.format(number=1030) + "</xml>"
    source = package(
        tmp_path / "a.xlsx",
        worksheet("", tail='<legacyDrawing r:id="rId7"/>'),
        more={VML: vml},
        overrides={f"/{VML}": "application/vnd.openxmlformats-officedocument.vmlDrawing"},
        sheet_links=links(("rId7", "vmlDrawing", "/xl/drawings/vmlDrawing1.vml")),
    )
    # The control's <br> is what Excel writes: the part is no XML, and stays so.
    target, _ = patched(source, SheetPatch("表", notes={"A1": "x"}))
    text = member(target, VML)
    assert CONTROL.format(number=1030) in text
    assert 'id="_x0000_s1031"' in text
    back, _ = patched(target, WorkbookPatch(MARK))
    assert re.sub(r"<v:shapetype.*?</v:shapetype>", "", member(back, VML)) == vml


def test_header_pictures_keep_their_own_drawing(tmp_path: Path) -> None:
    vml = VML_HEAD + '<v:shape id="LH" o:spid="_x0000_s1025"/></xml>'
    source = package(
        tmp_path / "a.xlsx",
        worksheet("", tail='<legacyDrawingHF r:id="rId1"/>'),
        more={VML: vml},
        overrides={f"/{VML}": "application/vnd.openxmlformats-officedocument.vmlDrawing"},
        sheet_links=links(("rId1", "vmlDrawing", "../drawings/vmlDrawing1.vml")),
    )
    target, report = patched(source, SheetPatch("表", notes={"A1": "x"}))
    assert member(target, VML) == vml
    assert "xl/drawings/vmlDrawing2.vml" in report.members_added
    assert '<legacyDrawing r:id="rId3"/><legacyDrawingHF r:id="rId1"/>' in member(target, SHEET)
    assert "_x0000_s2049" in member(target, "xl/drawings/vmlDrawing2.vml")


def test_shape_numbers_run_over_into_a_free_block(tmp_path: Path) -> None:
    source = without_notes(tmp_path / "a.xlsx")
    notes = {f"A{row}": "x" for row in range(1, 1101)}
    target, _ = patched(source, SheetPatch("表", notes=notes))
    vml = member(target, VML)
    assert 'data="1,2"' in vml
    assert len(set(re.findall(r'id="(_x0000_s\d+)"', vml))) == 1100
    assert not lint(target)


def test_stripping_leaves_the_package_as_it_was(tmp_path: Path) -> None:
    source = without_notes(tmp_path / "a.xlsx")
    target, _ = patched(source, SheetPatch("表", notes={"A1": "x"}))
    back, _ = patched(target, WorkbookPatch(MARK))
    assert names(back) == names(source)
    assert member(back, SHEET) == member(source, SHEET)


def test_boxes_grow_with_their_text(tmp_path: Path) -> None:
    source = without_notes(tmp_path / "a.xlsx")
    target, _ = patched(source, SheetPatch("表", notes={"A1": "短", "A9": "长长的一段话" * 20}))
    heights = [float(height) for height in re.findall(r"height:([\d.]+)pt", member(target, VML))]
    assert heights[1] > 2 * heights[0]


def test_relationship_prefix_is_the_sheet_s_own(tmp_path: Path) -> None:
    sheet = worksheet("").replace("xmlns:r=", "xmlns:rel=")
    source = package(tmp_path / "a.xlsx", sheet)
    target, _ = patched(source, SheetPatch("表", notes={"A1": "x"}))
    assert '<legacyDrawing rel:id="rId2"/>' in member(target, SHEET)


@pytest.mark.parametrize("cell", ["A0", "1A", "表!A1", "A1:B2", ""])
def test_a_note_needs_a_cell(tmp_path: Path, cell: str) -> None:
    source = without_notes(tmp_path / "a.xlsx")
    with pytest.raises(InvalidPatch):
        patched(source, SheetPatch("表", notes={cell: "x"}))


@pytest.mark.parametrize("end", ["\r\n", "\n", " ", "\n\n \n"])
def test_the_white_space_that_someone_else_s_note_ends_with_stays(tmp_path: Path, end: str) -> None:
    run = f'<r><rPr><b/></rPr><t>李:</t></r><r><t xml:space="preserve">\n原话{end}</t></r>'
    comments = (
        f'<comments xmlns="{MAIN}"><authors><author>李</author></authors><commentList>'
        f'<comment ref="A1" authorId="0"><text>{run}</text></comment></commentList></comments>'
    )
    source = package(
        tmp_path / "a.xlsx",
        worksheet(""),
        more={"xl/comments1.xml": comments},
        overrides={"/xl/comments1.xml": TYPES + "comments+xml"},
        sheet_links=links(("rId1", "comments", "../comments1.xml")),
    )
    once, _ = patched(source, SheetPatch("表", notes={"A1": "我们说", "B1": "也说"}))
    twice, _ = patched(once, SheetPatch("表", notes={"A1": "我们说", "B1": "也说"}))
    assert run in member(once, "xl/comments1.xml")
    assert twice.read_bytes() == once.read_bytes()
    back, _ = patched(once, WorkbookPatch(MARK))
    assert member(back, "xl/comments1.xml") == comments


def test_a_notes_part_without_content_takes_notes() -> None:
    notes = Notes(f'<comments xmlns="{MAIN}"/>'.encode(), "xl/comments1.xml", NoteMark(MARK))
    data, texts = notes.with_notes({"A1": "看这里"})
    assert texts == {"A1": "【标记】\n看这里"}
    root = parse(data, "xl/comments1.xml")
    assert [node.local for node in root.children] == ["authors", "commentList"]
    assert Notes(data, "xl/comments1.xml", NoteMark(MARK)).cells == {"A1"}
