"""Cells of ours among the cells of others, whatever shape the rows have."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from support.packages import block, member, package, patched, rows_of, worksheet

from kehu_batch.ooxml.errors import CellOccupied, InvalidPatch, MalformedPart
from kehu_batch.ooxml.plan import (
    AddedColumn,
    CellLook,
    CellValue,
    ColumnBlock,
    OwnedColumn,
    SheetPatch,
)

RICH = (
    '<c r="A1" t="inlineStr"><is><r><rPr><color rgb="FF0000"/><charset val="1"/></rPr><t>a</t></r></is></c>'
)
A1 = '<c r="A1"><v>1</v></c>'
H1 = '<c r="D1" s="0" t="inlineStr"><is><t>提醒</t></is></c>'
H3 = H1.replace("D1", "D3")


def patch_rows(folder: Path, body: str, values: dict[int, CellValue]) -> str:
    """Return the rows after a column D was added to these."""
    source = package(folder / "a.xlsx", worksheet(body))
    target, _ = patched(source, SheetPatch("表", (block(3, values),)))
    return rows_of(target)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f'<row r="1">{A1}</row>', f'<row r="1">{A1}{H1}</row>'),
        (f'<row r="1" spans="1:1" ht="20">{A1}</row>', f'<row r="1" ht="20">{A1}{H1}</row>'),
        ('<row r="1" ht="20"/>', f'<row r="1" ht="20">{H1}</row>'),
        ('<row r="1"></row>', f'<row r="1">{H1}</row>'),
        (f"<row>{A1}</row>", f"<row>{A1}{H1}</row>"),
        ("<row><c><v>1</v></c></row>", f"<row><c><v>1</v></c>{H1}</row>"),
        (f"<row ht='9' r='1'>{A1}</row>", f"<row ht='9' r='1'>{A1}{H1}</row>"),
        (
            f'<row r="2">{A1.replace("A1", "A2")}</row>',
            f'<row r="1">{H1}</row><row r="2">{A1.replace("A1", "A2")}</row>',
        ),
        ("", f'<row r="1">{H1}</row>'),
        (f'\n <row r="1">\n  {A1}\n </row>\n', f'\n <row r="1">\n  {A1}{H1}\n </row>\n'),
        (
            '<row r="1"><c r="B1"/><c r="E1"><v>5</v></c></row>',
            f'<row r="1"><c r="B1"/>{H1}<c r="E1"><v>5</v></c></row>',
        ),
        (
            f'<row r="1">{RICH}</row>',
            f'<row r="1">{RICH}{H1}</row>',
        ),
        (
            f'<row r="1">{A1}<extLst><ext uri="x"/></extLst></row>',
            f'<row r="1">{A1}{H1}<extLst><ext uri="x"/></extLst></row>',
        ),
        (f'<row r="1" a="x>y">{A1}</row>', f'<row r="1" a="x>y">{A1}{H1}</row>'),
    ],
)
def test_a_cell_goes_behind_the_row_s_own(tmp_path: Path, body: str, expected: str) -> None:
    assert patch_rows(tmp_path, body, {}) == expected


def test_comments_and_cdata_hide_no_markup(tmp_path: Path) -> None:
    body = (
        '<!-- <row r="7"><c r="A7"/></row> --><row r="1"><c r="A1" t="str"><v><![CDATA[</c></row>]]></v></c>'
        '<?x <c r="Z1"/> ?></row><row r="2"/>'
    )
    result = patch_rows(tmp_path, body, {2: 5})
    assert result.replace(H1, "").replace('<c r="D2" s="0"><v>5</v></c>', "") == body.replace(
        '<row r="2"/>', '<row r="2"></row>'
    )
    assert result.count(H1) == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", ' t="inlineStr"><is><t>=1+1</t></is></c>'),
        ("+86", ' t="inlineStr"><is><t>+86</t></is></c>'),
        ("@a", ' t="inlineStr"><is><t>@a</t></is></c>'),
        (" a", ' t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>'),
        ("a\r\nb", ' t="inlineStr"><is><t xml:space="preserve">a\nb</t></is></c>'),
        ("a&<b>", ' t="inlineStr"><is><t>a&amp;&lt;b&gt;</t></is></c>'),
        ("\x01a\x0bb\ufffe", ' t="inlineStr"><is><t>ab</t></is></c>'),
        ("_x000D_", ' t="inlineStr"><is><t>_x005F_x000D_</t></is></c>'),
        ("", ' t="inlineStr"><is><t></t></is></c>'),
        (7, "><v>7</v></c>"),
        (True, ' t="b"><v>1</v></c>'),
        (0.1, "><v>0.1</v></c>"),
        (12345678901234567, ' t="inlineStr"><is><t>12345678901234567</t></is></c>'),
    ],
)
def test_values_are_written_as_what_they_are(tmp_path: Path, value: CellValue, expected: str) -> None:
    result = patch_rows(tmp_path, f'<row r="1">{A1}</row>', {2: value})
    assert result.endswith(f'<row r="2"><c r="D2" s="0"{expected}</row>')


def test_long_text_is_cut_by_utf16_units(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(""))
    target, _ = patched(source, SheetPatch("表", (block(3, {2: "长" * 40_000, 3: "😀" * 20_000}),)))
    sheet = load_workbook(target)["表"]
    assert sheet["D2"].value == "长" * 32_766 + "…"
    assert sheet["D3"].value == "😀" * 16_383 + "…"


def test_none_writes_no_cell_and_no_row(tmp_path: Path) -> None:
    assert patch_rows(tmp_path, f'<row r="1">{A1}</row>', {2: None}) == f'<row r="1">{A1}{H1}</row>'


def test_prefixed_elements(tmp_path: Path) -> None:
    body = '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
    source = package(tmp_path / "a.xlsx", worksheet(body, prefix="x"))
    target, _ = patched(source, SheetPatch("表", (block(3, {2: "字"}),)))
    assert rows_of(target) == (
        '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c>'
        '<x:c r="D1" s="0" t="inlineStr"><x:is><x:t>提醒</x:t></x:is></x:c></x:row>'
        '<x:row r="2"><x:c r="D2" s="0" t="inlineStr"><x:is><x:t>字</x:t></x:is></x:c></x:row>'
    )


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-8-sig", "gb18030"])
def test_a_sheet_keeps_its_encoding(tmp_path: Path, codec: str) -> None:
    name = {"utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-8-sig": "UTF-8"}.get(codec, codec)
    text = worksheet('<row r="1"><c r="A1" t="str"><v>甲</v></c></row>').replace("UTF-8", name)
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(codec, b"")
    source = package(tmp_path / "a.xlsx", mark + text.encode(codec))
    target, _ = patched(source, SheetPatch("表", (block(3, {2: "乙😀"}),)))
    with ZipFile(target) as archive:
        data = archive.read("xl/worksheets/sheet1.xml")
    assert data.startswith(mark)
    written = data[len(mark) :].decode(codec)
    assert '<c r="A1" t="str"><v>甲</v></c>' in written
    assert "<t>乙😀</t>" in written


def test_rows_out_of_order_keep_their_order(tmp_path: Path) -> None:
    body = '<row r="3"><c r="A3"/></row><row r="1"><c r="A1"/></row><row r="3"><c r="B3"/></row>'
    result = patch_rows(tmp_path, body, {2: 2, 3: 3, 4: 4})
    assert result == (
        '<row r="2"><c r="D2" s="0"><v>2</v></c></row><row r="3"><c r="A3"/><c r="D3" s="0"><v>3</v></c></row>'
        f'<row r="1"><c r="A1"/>{H1}</row><row r="3"><c r="B3"/></row><row r="4"><c r="D4" s="0"><v>4</v></c></row>'
    )


def test_a_filled_cell_is_never_overwritten(tmp_path: Path) -> None:
    for cell in (
        '<c r="D2"><v>1</v></c>',
        '<c r="D2"><f>A1</f></c>',
        '<c r="D2" t="inlineStr"><is><t>a</t></is></c>',
    ):
        source = package(tmp_path / "a.xlsx", worksheet(f'<row r="2">{cell}</row>'))
        with pytest.raises(CellOccupied, match="D2"):
            patched(source, SheetPatch("表", (block(3, {2: "x"}),)))


def test_an_empty_styled_cell_gives_way(tmp_path: Path) -> None:
    body = '<row r="1"><c r="D1" s="1"/></row><row r="2"><c r="D2" s="1"></c><c r="E2" s="1"/></row>'
    source = package(tmp_path / "a.xlsx", worksheet(body))
    target, report = patched(source, SheetPatch("表", (block(3, {2: 5, 3: None}),)))
    assert (
        rows_of(target)
        == f'<row r="1">{H1}</row><row r="2"><c r="D2" s="0"><v>5</v></c><c r="E2" s="1"/></row>'
    )
    assert report.replaced_cells == 2


def test_a_value_of_none_leaves_the_cell_that_is_there(tmp_path: Path) -> None:
    body = '<row r="2"><c r="D2"><v>9</v></c></row>'
    assert patch_rows(tmp_path, body, {2: None}).endswith(body)


def test_a_merged_range_in_the_way_is_named(tmp_path: Path) -> None:
    tail = '<mergeCells count="1"><mergeCell ref="C2:E2"/></mergeCells>'
    source = package(tmp_path / "a.xlsx", worksheet("", tail=tail))
    with pytest.raises(CellOccupied, match="C2:E2"):
        patched(source, SheetPatch("表", (block(3, {2: "x"}),)))


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", '<cols><col min="4" max="4" width="12" customWidth="1"/></cols>'),
        (
            '<cols><col min="1" max="16384" width="9" style="1"/></cols>',
            (
                '<cols><col min="1" max="3" width="9" style="1"/><col min="4" max="4" width="12" customWidth="1"/>'
                '<col min="5" max="16384" width="9" style="1"/></cols>'
            ),
        ),
        (
            '<cols><col width="9" max="4" min="4" hidden="1"/></cols>',
            '<cols><col min="4" max="4" width="12" customWidth="1"/></cols>',
        ),
        ("<cols/>", '<cols><col min="4" max="4" width="12" customWidth="1"/></cols>'),
    ],
)
def test_widths_split_the_ranges_they_fall_on(tmp_path: Path, head: str, expected: str) -> None:
    source = package(tmp_path / "a.xlsx", worksheet("", head=head))
    target, _ = patched(source, SheetPatch("表", (block(3, {}),)))
    assert expected + "<sheetData>" in member(target, "xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("A1", "A1:D5"), ("A1:C3", "A1:D5"), ("B2:Z99", "B1:Z99"), ("nonsense", "nonsense")],
)
def test_the_dimension_is_widened(tmp_path: Path, stated: str, expected: str) -> None:
    source = package(tmp_path / "a.xlsx", worksheet("", head=f'<dimension ref="{stated}"/>'))
    target, _ = patched(source, SheetPatch("表", (block(3, {5: 1}),)))
    assert f'<dimension ref="{expected}"/>' in member(target, "xl/worksheets/sheet1.xml")


def test_owned_cells_come_off_and_nothing_else(tmp_path: Path) -> None:
    body = (
        '<row r="1"><c r="A1"/><c r="D1"><v>1</v></c><c r="E1"><v>2</v></c></row><row r="2"><c r="D2"/></row>'
        '<row r="3" ht="9"><c r="D3"/></row><row r="4"><c r="D4"><v>4</v></c></row>'
    )
    source = package(
        tmp_path / "a.xlsx", worksheet(body, head='<cols><col min="4" max="4" width="3"/></cols>')
    )
    target, _ = patched(source, SheetPatch("表", owned_columns=(OwnedColumn(3, 1, 3),)))
    assert rows_of(target) == (
        '<row r="1"><c r="A1"/><c r="E1"><v>2</v></c></row><row r="3" ht="9"></row>'
        '<row r="4"><c r="D4"><v>4</v></c></row>'
    )
    assert "<cols" not in member(target, "xl/worksheets/sheet1.xml")


def test_a_cleared_formula_takes_the_calculation_chain_along(tmp_path: Path) -> None:
    links_text = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="rId2" Type="http://x/styles" Target="styles.xml"/>'
        '<Relationship Id="rId3" Type="http://x/calcChain" Target="calcChain.xml"/></Relationships>'
    )
    source = package(
        tmp_path / "b.xlsx",
        worksheet('<row r="1"><c r="D1"><f>1+1</f><v>2</v></c></row>'),
        more={
            "xl/calcChain.xml": '<calcChain xmlns="x"><c r="D1" i="1"/></calcChain>',
            "xl/_rels/workbook.xml.rels": links_text,
        },
    )
    _, report = patched(source, SheetPatch("表", owned_columns=(OwnedColumn(3, 1, 1),)))
    assert report.members_removed == ("xl/calcChain.xml",)


def test_two_blocks_may_share_rows_but_no_cell(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet('<row r="1"><c r="A1"/><c r="E1"><v>5</v></c></row>'))
    target, _ = patched(
        source, SheetPatch("表", (block(5, {2: 6}, header="F"), block(3, {2: 4}, header="D")))
    )
    sheet = load_workbook(target)["表"]
    assert [[cell.value for cell in row] for row in sheet["D1:F2"]] == [["D", 5, "F"], [4, None, 6]]
    with pytest.raises(InvalidPatch):
        patched(source, SheetPatch("表", (block(3, {2: 6}), block(3, {2: 4}, header_row=9))))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(tmp_path: Path, value: float) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(""))
    with pytest.raises(InvalidPatch):
        patched(source, SheetPatch("表", (block(3, {2: value}),)))


@pytest.mark.parametrize("column", [-1, 16_384])
def test_columns_off_the_sheet_are_refused(tmp_path: Path, column: int) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(""))
    with pytest.raises(InvalidPatch):
        patched(source, SheetPatch("表", (block(column, {}),)))


def test_values_must_fit_their_columns(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(""))
    uneven = ColumnBlock("A1:C2", 1, (AddedColumn(3, "a"),), {2: ("x", "y")})
    with pytest.raises(InvalidPatch):
        patched(source, SheetPatch("表", (uneven,)))


@pytest.mark.parametrize("body", ["<oops/>", '<row r="1"><c r="A1"><v>1</row>', '<row r="1">'])
def test_what_is_no_row_is_refused(tmp_path: Path, body: str) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(body))
    with pytest.raises(MalformedPart):
        patched(source, SheetPatch("表", (block(0, {1: 1}, header_row=2),)))


def test_looks_become_styles_of_the_workbook_s_own_font(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(""))
    look = CellLook(
        bold=True,
        font_color="9c0006",
        fill_color="FFF2CC",
        number_format="0.0%",
        wrap=True,
        border_color="999999",
    )
    added = (
        AddedColumn(3, "a", 12, look, look),
        AddedColumn(4, "b", 12, look, CellLook(number_format="0.00")),
    )
    target, _ = patched(source, SheetPatch("表", (ColumnBlock("A1:C2", 1, added, {2: (0.5, 1.25)}),)))
    sheet = load_workbook(target)["表"]
    first, second = sheet["D2"], sheet["E2"]
    assert (first.font.name, first.font.bold, first.font.color.rgb) == ("宋体", True, "FF9C0006")
    assert (first.fill.fgColor.rgb, first.number_format, first.alignment.wrap_text) == (
        "FFFFF2CC",
        "0.0%",
        True,
    )
    assert first.border.left.color.rgb == "FF999999"
    assert (second.number_format, second.font.bold) == ("0.00", False)
    styles = member(target, "xl/styles.xml")
    assert '<cellXfs count="4">' in styles  # two that were there, two of ours: the header shares the body's


def test_a_workbook_without_styles_gets_some(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'), styles=None)
    target, report = patched(source, SheetPatch("表", (block(3, {2: 1}, look=CellLook(bold=True)),)))
    assert "xl/styles.xml" in report.members_added
    sheet = load_workbook(target)["表"]
    assert (sheet["A1"].font.bold, sheet["D2"].font.bold) == (False, True)
