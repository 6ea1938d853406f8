"""What a workbook is said to hold."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from support.packages import LINKS, MAIN, MARK, links, member, package, patched, worksheet

from kehu_batch.ooxml.inspect import inspect_workbook
from kehu_batch.ooxml.plan import HighlightRule, ListObject, SheetInfo, SheetPatch
from kehu_batch.ooxml.sml.styles import StyleBook


def test_a_sheet_with_everything(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path, {"date_1904": True})
    sheet = book.add_worksheet("表")
    sheet.write("F9", 1)
    sheet.write_comment("A2", "x")
    sheet.add_table(
        "A1:B4", {"name": "客户", "total_row": True, "columns": [{"header": "甲"}, {"header": "乙\n丙"}]}
    )
    sheet.merge_range("H1:I2", "合并")
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=表!$F$9"})
    book.add_chartsheet("图").set_chart(chart)
    book.close()
    info = inspect_workbook(path)
    first = info.sheets[0]
    assert info.date1904
    assert info.font_size == 11
    assert first.list_objects == (ListObject("客户", "A1:B4", True, True, ("甲", "乙\n丙")),)
    assert (first.merged, first.threaded_cells) == (("H1:I2",), frozenset())
    assert info.sheets[1:] == (SheetInfo("图", "xl/chartsheets/sheet1.xml"),)


@pytest.mark.parametrize(
    ("size", "read"),
    [("9", 9.0), ("10.5", 10.5), ("0", 11.0), ("nan", 11.0), ("1e9", 11.0), ("小五", 11.0), (None, 11.0)],
)
def test_the_size_of_the_default_font_is_told(size: str | None, read: float) -> None:
    said = "" if size is None else f'<sz val="{size}"/>'
    fonts = f'<fonts><font><sz val="20"/></font><font>{said}</font></fonts>'
    data = f'<styleSheet xmlns="{MAIN}">{fonts}<cellXfs><xf fontId="1"/></cellXfs></styleSheet>'
    assert StyleBook(data.encode(), "xl/styles.xml").default_size() == read


def test_the_workbook_tells_the_size_of_its_font(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path, {"default_format_properties": {"font_name": "宋体", "font_size": 9}})
    book.add_worksheet("表")
    book.close()
    assert inspect_workbook(path).font_size == 9
    # Looking adds no styles to a workbook that has none.
    assert inspect_workbook(package(tmp_path / "b.xlsx", worksheet(""), styles=None)).font_size == 11


def test_threaded_comments_and_missing_parts(tmp_path: Path) -> None:
    thread = '<threadedComment ref="b3" id="1"><text>x</text></threadedComment>'
    threads = f'<ThreadedComments xmlns="t">{thread}</ThreadedComments>'
    source = package(
        tmp_path / "a.xlsx",
        worksheet(""),
        more={"xl/threadedComments/threadedComment1.xml": threads},
        overrides={
            "/xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml"
        },
        sheet_links=links(("rId1", "threadedComment", "../threadedComments/threadedComment1.xml")),
    )
    assert inspect_workbook(source).sheets[0].threaded_cells == frozenset({"B3"})


def test_a_sheet_without_relationship_is_listed_as_missing(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(""), workbook_tail="")
    text = f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{LINKS}"><sheets>'
    text += (
        '<sheet name="无" sheetId="7" r:id=""/><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    source = package(tmp_path / "b.xlsx", worksheet(""), more={"xl/workbook.xml": text})
    parts = [(sheet.name, sheet.part) for sheet in inspect_workbook(source).sheets]
    assert parts == [("无", ""), ("表", "xl/worksheets/sheet1.xml")]


def test_macros_stay(tmp_path: Path) -> None:
    source = package(
        tmp_path / "a.xlsm",
        worksheet(""),
        more={
            "xl/_rels/workbook.xml.rels": links(
                ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId9", "vbaProject", "vbaProject.bin")
            ),
            "xl/vbaProject.bin": b"\0vba",
        },
        overrides={
            "/xl/workbook.xml": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            "/xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
        },
    )
    target, report = patched(source, SheetPatch("表", notes={"A1": "x"}))
    assert not {"xl/vbaProject.bin", "xl/_rels/workbook.xml.rels"}.intersection(report.members_changed)
    assert member(target, "xl/vbaProject.bin") == "\0vba"


def test_our_mark_is_found_in_rules(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(""))
    target, _ = patched(source, SheetPatch("表", rules=(HighlightRule("A1:A2", "A1=1", "FFFFFF"),)))
    assert [inspect_workbook(path, marker=MARK).sheets[0].marked_rules for path in (source, target)] == [
        False,
        True,
    ]
    assert not inspect_workbook(target).sheets[0].marked_rules


def test_ranges_are_told_in_one_spelling_and_what_is_none_is_left_out(tmp_path: Path) -> None:
    table = f'<table xmlns="{MAIN}" id="1" displayName="表1" ref="{{}}"><tableColumns count="0"/></table>'
    source = package(
        tmp_path / "a.xlsx",
        worksheet(
            "",
            tail='<mergeCells><mergeCell ref="a3:$B2"/><mergeCell ref=""/><mergeCell/>'
            '<mergeCell ref="A:B"/><mergeCell ref="表!A1"/><mergeCell ref="A1:B9999999"/></mergeCells>',
        ),
        more={"xl/tables/table1.xml": table.format("A1:#REF!"), "xl/tables/table2.xml": table.format("E:F")},
        sheet_links=links(
            ("rId1", "table", "../tables/table1.xml"), ("rId2", "table", "../tables/table2.xml")
        ),
    )
    sheet = inspect_workbook(source).sheets[0]
    assert sheet.merged == ("A2:B3", "A1:B1048576")
    assert [item.ref for item in sheet.list_objects] == ["E1:F1048576"]
