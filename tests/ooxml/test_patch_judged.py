"""What we write, judged by the Open XML SDK and by LibreOffice."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
from openpyxl import load_workbook
from support import office
from support.packages import MARK, donor, package, patched, worksheet
from support.validator import complaints

from kehu_batch.ooxml.plan import (
    AddedColumn,
    CellLook,
    ColumnBlock,
    HighlightRule,
    SheetPatch,
    WorkbookPatch,
)

LOOK = CellLook(
    bold=True,
    italic=True,
    underline=True,
    font_color="1F4E79",
    font_size=9,
    fill_color="DDEBF7",
    border_color="999999",
)
NUMBER = CellLook(number_format="#,##0.00", horizontal="right", vertical="center", wrap=True)


def everything(marker: str = MARK) -> WorkbookPatch:
    """Return a patch with one of each kind."""
    columns = (AddedColumn(3, "提醒", 20, LOOK, LOOK), AddedColumn(4, "金额", 8, LOOK, NUMBER))
    block = ColumnBlock("A1:C4", 1, columns, {2: ("=不是公式", 1.5), 3: (" 空格 ", 2), 4: ("换\n行", None)})
    rules = (
        HighlightRule("A2:E4 G2:G4", '$D2<>""', "FFF2CC", "9C5700"),
        HighlightRule("A2:C4", "$E2>1", "F8CBAD", stop_if_true=True),
    )
    notes = {"A2": "第一条", "C4": "第二条\n" * 20}
    links = {"D2": "'摘要'!A2", "D4": "'摘要'!A3"}
    sheet = SheetPatch("表", (block,), rules, notes, links=links)
    return WorkbookPatch(marker, (sheet,), donor=donor("摘要", rich=True))


def host(path: Path, kind: str) -> Path:
    """Write a workbook of a kind."""
    if kind == "bare":
        return package(path, worksheet(""), styles=None)
    if kind == "prefixed":
        return package(path, worksheet('<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>', prefix="x"))
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("表")
    sheet.write_comment("A2", "原话")
    if kind == "table":
        sheet.add_table("A1:C4", {"data": [["a", 1, 2]] * 3})
    if kind == "controls":
        sheet.insert_button("H2", {"caption": "按钮"})
        sheet.set_header("&L&G", {"image_left": _picture(path.parent)})
        sheet.insert_checkbox("H9", True)
    sheet.data_validation("B2", {"validate": "list", "source": ["a", "b"]})
    sheet.write_url("A9", "https://example.com/")
    book.close()
    return path


def _picture(folder: Path) -> str:
    """Write the smallest PNG there is."""
    path = folder / "p.png"
    data = (
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
        "a5f645400000000049454e44ae426082"
    )
    path.write_bytes(bytes.fromhex(data))
    return str(path)


def test_the_validator_finds_nothing(tmp_path: Path) -> None:
    kinds = ("bare", "prefixed", "plain", "table", "controls")
    targets = [patched(host(tmp_path / f"{kind}.xlsx", kind), everything())[0] for kind in kinds]
    assert dict(zip(kinds, complaints(*targets), strict=True)) == {kind: [] for kind in kinds}


def test_libreoffice_reads_the_same_and_calculates_the_same(tmp_path: Path) -> None:
    target, _ = patched(host(tmp_path / "a.xlsx", "table"), everything())
    saved = office.convert(target, "xlsx")
    ours, theirs = load_workbook(target, data_only=True), load_workbook(saved, data_only=True)
    assert theirs.sheetnames == ["表", "摘要"]
    for name in theirs.sheetnames:
        for row in ours[name].iter_rows():
            for cell in row:
                assert theirs[name][cell.coordinate].value == cell.value, cell.coordinate
    assert theirs["摘要"]["C2"].value == 7.5
    assert theirs["表"]["D2"].value == "=不是公式"
    assert load_workbook(saved)["表"]["D2"].data_type == "s"
    assert theirs["表"]["A2"].comment.text.startswith("原话")
