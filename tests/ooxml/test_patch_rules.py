"""Highlight rules: where they go, how they rank, and how they are known again."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.packages import MARK, member, package, patched, worksheet
from support.sheet_lint import lint

from kehu_batch.ooxml.plan import HighlightRule, SheetPatch, WorkbookPatch

SHEET = "xl/worksheets/sheet1.xml"
RULE = HighlightRule("A2:D9", '$D2<>"无"', "FFF2CC", "9C5700")
OURS = (
    '<conditionalFormatting sqref="A2:D9"><cfRule type="expression" dxfId="{dxf}" priority="{priority}">'
    '<formula>AND(N("标记")=0,$D2&lt;&gt;"无")</formula></cfRule></conditionalFormatting>'
)
THEIRS = (
    '<conditionalFormatting sqref="A1"><cfRule type="expression" dxfId="0" priority="7"><formula>TRUE</formula>'
    '<extLst><ext uri="u"><x14:id xmlns:x14="urn:x">1</x14:id></ext></extLst></cfRule></conditionalFormatting>'
)
WRAPPED = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="x14"><controls/></mc:Choice></mc:AlternateContent>'
)


@pytest.mark.parametrize(
    ("before", "after", "priority"),
    [
        ("", "", 1),
        ('<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>', "<pageMargins/>", 1),
        (THEIRS, '<dataValidations count="0"/>', 8),
        ("<sheetProtection/>", '<extLst><ext uri="u"><cfRule priority="41"/></ext></extLst>', 42),
        ("", WRAPPED, 1),
        ("", '<legacyDrawing r:id="rId1"/>', 1),
    ],
)
def test_rules_go_to_their_place_among_the_sheet_s_children(
    tmp_path: Path, before: str, after: str, priority: int
) -> None:
    source = package(
        tmp_path / "a.xlsx",
        worksheet('<row r="1"/>', tail=before + after),
        styles=None,
        sheet_links="",
    )
    target, _ = patched(source, SheetPatch("表", rules=(RULE,)))
    text = member(target, SHEET)
    kept = after if "legacyDrawing" not in after else ""
    assert text.endswith(f"</sheetData>{before}{OURS.format(dxf=0, priority=priority)}{kept}</worksheet>")
    back, _ = patched(target, WorkbookPatch(MARK))
    assert member(back, SHEET).endswith(f"</sheetData>{before}{kept}</worksheet>")


def test_equal_colours_share_one_entry(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet('<row r="1"/>'))
    again = HighlightRule("A2:A9", "TRUE", "FFF2CC", "9C5700", stop_if_true=True)
    other = HighlightRule("A2:A9", "FALSE", "C6EFCE")
    target, _ = patched(source, SheetPatch("表", rules=(RULE, again, other)))
    rules = load_workbook(target)["表"].conditional_formatting
    found = [
        (rule.priority, rule.dxf.fill.bgColor.rgb, rule.stopIfTrue) for area in rules for rule in area.rules
    ]
    assert sorted(found) == [(1, "FFFFF2CC", None), (2, "FFFFF2CC", True), (3, "FFC6EFCE", None)]
    assert '<dxfs count="2">' in member(target, "xl/styles.xml")
    assert not lint(target)


def test_a_rule_is_known_however_another_program_spaces_it(tmp_path: Path) -> None:
    rules = (
        '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>and( n( "标记" ) = 0 , TRUE)'
        '</formula></cfRule><cfRule type="expression" priority="2"><formula>N("标记别的")=0</formula></cfRule>'
        "</conditionalFormatting>"
    )
    source = package(tmp_path / "a.xlsx", worksheet('<row r="1"/>', tail=rules))
    target, _ = patched(source, WorkbookPatch(MARK))
    assert member(target, SHEET).count("<cfRule") == 1
    assert "标记别的" in member(target, SHEET)


def test_a_mark_may_hold_quotes(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet('<row r="1"/>'))
    marker = 'a"b&c'
    target, _ = patched(source, WorkbookPatch(marker, (SheetPatch("表", rules=(RULE,)),)))
    assert 'N("a""b&amp;c")' in member(target, SHEET)
    back, _ = patched(target, WorkbookPatch(marker, (SheetPatch("表"),)))
    assert "cfRule" not in member(back, SHEET)


def test_a_sheet_that_only_mentions_the_mark_keeps_its_bytes(tmp_path: Path) -> None:
    body = f'<row r="1"><c r="A1" t="str"><v>{MARK}</v></c></row>'
    source = package(tmp_path / "a.xlsx", worksheet(body))
    _, report = patched(source, WorkbookPatch(MARK))
    assert report.members_changed == ()
