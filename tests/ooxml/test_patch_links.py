"""Links of ours: where they go, what they leave alone, and how they come off again."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.packages import MARK, block, links, member, package, patched, worksheet
from support.sheet_lint import lint

from kehu_batch.ooxml import plan
from kehu_batch.ooxml.errors import InvalidPatch, VerificationFailed
from kehu_batch.ooxml.patch import patch_workbook
from kehu_batch.ooxml.plan import CellLook, HighlightRule, OwnedColumn, SheetPatch, WorkbookPatch
from kehu_batch.ooxml.sml import links as writing
from kehu_batch.ooxml.verify import verify_patch

SHEET = "xl/worksheets/sheet1.xml"
ROWS = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
BLOCK = block(3, {2: "甲", 3: 'a"<'})
OWNED = (OwnedColumn(3, 1, 3),)
OURS = (
    '<hyperlink ref="D2" location="\'表\'!A1" display="甲"/>'
    '<hyperlink ref="D3" location="\'a&amp;&quot;&lt;b\'!A2" display="a&quot;&lt;"/>'
)
TO = {"D2": "'表'!A1", "D3": "'a&\"<b'!A2"}
THEIRS = "<hyperlink  ref='A1' r:id='rId7'/>\n<hyperlink ref=\"C2:E2\" location='表!B1' tooltip=\"提示\"></hyperlink>"


def ours(*, again: bool = False) -> SheetPatch:
    return SheetPatch("表", (BLOCK,), owned_columns=OWNED if again else (), links=TO)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ('<dataValidations count="0"/>', '<printOptions/><pageMargins left="1"/>'),
        ('<mergeCells count="1"><mergeCell ref="A4:B4"/></mergeCells>', '<extLst><ext uri="u"/></extLst>'),
    ],
)
def test_a_new_list_goes_to_its_place_and_comes_off_again(tmp_path: Path, before: str, after: str) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(ROWS, tail=before + after))
    once, _ = patched(source, ours())
    assert member(once, SHEET).endswith(
        f"</sheetData>{before}<hyperlinks>{OURS}</hyperlinks>{after}</worksheet>"
    )
    twice, _ = patched(once, ours(again=True))
    assert twice.read_bytes() == once.read_bytes()
    back, _ = patched(once, SheetPatch("表", owned_columns=OWNED))
    assert member(back, SHEET).endswith(f"</sheetData>{before}{after}</worksheet>")
    assert not lint(once)


def test_existing_links_keep_their_bytes(tmp_path: Path) -> None:
    tail = f"<hyperlinks>{THEIRS}\n</hyperlinks><pageMargins/>"
    to = links(("rId7", "hyperlink", "x.html"))
    source = package(tmp_path / "a.xlsx", worksheet(ROWS, tail=tail), sheet_links=to)
    once, report = patched(source, ours())
    assert f"<hyperlinks>{THEIRS}\n{OURS}</hyperlinks><pageMargins/>" in member(once, SHEET)
    assert "xl/worksheets/_rels/sheet1.xml.rels" not in report.members_changed
    twice, _ = patched(once, ours(again=True))
    assert twice.read_bytes() == once.read_bytes()
    back, _ = patched(once, SheetPatch("表", owned_columns=OWNED))
    assert tail in member(back, SHEET)


def test_prefixed_sheets_have_prefixed_links(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet('<x:row r="1"/>', tail="<x:pageMargins/>", prefix="x"))
    once, _ = patched(source, ours())
    prefixed = OURS.replace("<hyperlink", "<x:hyperlink")
    assert f"<x:hyperlinks>{prefixed}</x:hyperlinks><x:pageMargins/>" in member(once, SHEET)
    twice, _ = patched(once, ours(again=True))
    assert twice.read_bytes() == once.read_bytes()


def test_rules_notes_and_links_share_one_place_in_the_order_of_the_schema(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(ROWS))
    rule = HighlightRule("A2:D3", "TRUE", "FFF2CC")
    full = SheetPatch("表", (BLOCK,), (rule,), {"A1": "注"}, links=TO)
    once, _ = patched(source, full)
    assert not lint(once)
    assert load_workbook(once)["表"]["D2"].hyperlink.location == "'表'!A1"
    again = SheetPatch("表", (BLOCK,), (rule,), {"A1": "注"}, OWNED, TO)
    twice, _ = patched(once, again)
    assert twice.read_bytes() == once.read_bytes()


@pytest.mark.parametrize("cell", ["D1", "D4", "A2", "d2", "D", "D2:D3", "$D$2"])
def test_links_start_at_filled_cells_of_ours_only(tmp_path: Path, cell: str) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(ROWS))
    patch = WorkbookPatch(MARK, (SheetPatch("表", (BLOCK,), links={cell: "'表'!A1"}),))
    with pytest.raises(InvalidPatch, match="链接"):
        patch_workbook(source, tmp_path / "b.xlsx", patch)


def test_no_more_links_than_excel_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (plan, writing):
        monkeypatch.setattr(module, "MAX_LINKS", 3)
    monkeypatch.setattr("kehu_batch.ooxml.verify_links.MAX_LINKS", 3)
    source = package(tmp_path / "a.xlsx", worksheet(ROWS, tail=f"<hyperlinks>{THEIRS}</hyperlinks>"))
    once, _ = patched(source, ours())
    assert (member(once, SHEET).count("<hyperlink "), 'ref="D3"' in member(once, SHEET)) == (3, False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tooltip", "Tooltip"),
        ("<hyperlink  ref='A1' r:id='rId7'/>", ""),
        ("location=\"'表'!A1\"", "location=\"'表'!A2\""),
        ('ref="D3"', 'ref="D2"'),
        ('display="甲"/>', 'display="甲" r:id="rId7"/>'),
        ('display="甲"/>', 'display="甲"><x/></hyperlink>'),
        ("</hyperlinks>", '<hyperlink ref="A2" location="B1"/></hyperlinks>'),
        ("</hyperlinks>", "</hyperlinks><hyperlinks/>"),
    ],
)
def test_any_other_change_of_links_is_found(tmp_path: Path, old: str, new: str) -> None:
    tail = f"<hyperlinks>{THEIRS}</hyperlinks>"
    source = package(tmp_path / "a.xlsx", worksheet(ROWS, tail=tail))
    target, report = patched(source, ours())
    text = member(target, SHEET)
    assert old in text
    with zipfile.ZipFile(target) as archive:
        members = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in members:
            damaged = text.replace(old, new, 1) if info.filename == SHEET else data
            archive.writestr(info, damaged)
    with pytest.raises(VerificationFailed, match="链接"):
        verify_patch(source, target, WorkbookPatch(MARK, (ours(),)), report)


def test_cells_can_be_underlined(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(ROWS))
    target, _ = patched(source, SheetPatch("表", (block(3, {2: "甲"}, look=CellLook(underline=True)),)))
    assert load_workbook(target)["表"]["D2"].font.underline == "single"
