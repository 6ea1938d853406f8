"""Annotating beside every feature that a sheet may have: all of it stays, and no judge finds anything new."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from support.packages import MARK, donor, member, patched
from support.part_features import PART_FEATURES
from support.sheet_features import ETC, SHEET_FEATURES, Feature, write_host
from support.sheet_lint import lint
from support.validator import complaints, new_complaints

from kehu_batch.ooxml.plan import (
    AddedColumn,
    CellLook,
    ColumnBlock,
    HighlightRule,
    NotExtended,
    OwnedColumn,
    PatchReport,
    SheetPatch,
    SkippedNote,
    SkipReason,
    WorkbookPatch,
)

FEATURES = SHEET_FEATURES | PART_FEATURES
SHEET = "xl/worksheets/sheet1.xml"
USUAL = {
    SHEET,
    "xl/worksheets/_rels/sheet1.xml.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "[Content_Types].xml",
}
#: What WPS writes of its own is unknown to the validator, with or without us.
NOT_IN_THE_STANDARD = {"wps"}
#: Ranges of columns that ours split stay split, and a row that ours widened has no span any more.
SPLIT = {"columns_to_the_edge", "hidden_columns_to_the_edge", "outlines", "wps"}
_OURS = re.compile(
    r'<conditionalFormatting sqref="A1:D4">.*?</conditionalFormatting>|<hyperlinks>.*?</hyperlinks>'
    r'|<legacyDrawing r:id="rId\d+"/>'
)


def plan(*, again: tuple[str, ...] | None = None) -> WorkbookPatch:
    """Return a patch of the table with one of each kind; ``again`` are the result sheets of the run before."""
    column = AddedColumn(3, "提醒", 20, CellLook(bold=True), CellLook(fill_color="DDEBF7"))
    block = ColumnBlock("A1:C4", 1, (column,), {2: ("甲",), 3: ("乙",), 4: (3,)})
    sheet = SheetPatch(
        "表",
        (block,),
        (HighlightRule("A1:D4", '$D1<>""', "FFF2CC"),),
        {"A2": "看这里", "C4": "也看这里"},
        () if again is None else (OwnedColumn(3, 1, 4),),
        {"D2": "'摘要'!A1"},
    )
    return WorkbookPatch(MARK, (sheet,), again or (), donor("摘要", rich=True))


def annotated(folder: Path, name: str) -> tuple[Path, Path, PatchReport]:
    """Write a host and annotate it, verified."""
    source = write_host(folder / f"{name}.xlsx", FEATURES[name])
    target, report = patched(source, plan())
    return source, target, report


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_beside_ours_stays(tmp_path: Path, name: str) -> None:
    feature: Feature = FEATURES[name]
    source, target, report = annotated(tmp_path, name)
    assert set(report.members_changed) <= USUAL | feature.changed
    assert not report.members_removed
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target) as after:
        for part in set(before.namelist()) - set(report.members_changed):
            assert before.read(part) == after.read(part), part
    ours_off = _OURS.sub(lambda found: found[0] if found[0] in feature.tail else "", member(target, SHEET))
    for piece in feature.kept if feature.moved else (feature.head, feature.tail, *feature.kept):
        assert piece in ours_off
    assert not lint(target) - lint(source)


@pytest.mark.parametrize("name", FEATURES)
def test_twice_is_once_beside_a_feature(tmp_path: Path, name: str) -> None:
    _, once, report = annotated(tmp_path, name)
    twice, _ = patched(once, plan(again=tuple(sheet.final for sheet in report.donor_sheets)))
    assert twice.read_bytes() == once.read_bytes()
    off = WorkbookPatch(MARK, (SheetPatch("表", owned_columns=(OwnedColumn(3, 1, 4),)),), ("摘要",))
    bare, _ = patched(once, off)
    if name not in SPLIT:
        assert member(bare, SHEET) == member(write_host(tmp_path / "again.xlsx", FEATURES[name]), SHEET)


@pytest.mark.slow
def test_no_judge_finds_anything_new(tmp_path: Path) -> None:
    pairs = [annotated(tmp_path, name)[:2] for name in FEATURES]
    found = dict(zip(FEATURES, new_complaints(*pairs), strict=True))
    assert not {name: new for name, new in found.items() if new}
    verdicts = dict(zip(FEATURES, complaints(*(source for source, _ in pairs)), strict=True))
    assert not {name: wrong for name, wrong in verdicts.items() if wrong and name not in NOT_IN_THE_STANDARD}


#: What is said of a list object or filter that ours cannot come into.
LEFT = {
    "list_object_with_totals": NotExtended("表", "表1", SkipReason.TOTALS_ROW),
    "query_table": NotExtended("表", "表1", SkipReason.EXTERNAL_QUERY),
}


@pytest.mark.parametrize("name", FEATURES)
def test_what_ours_cannot_join_is_named(tmp_path: Path, name: str) -> None:
    _, _, report = annotated(tmp_path, name)
    assert report.not_extended == ((LEFT[name],) if name in LEFT else ())
    skipped = (SkippedNote("表", "A2", SkipReason.THREADED_COMMENT),)
    assert report.notes_skipped == (skipped if name == "threaded_comments" else ())


@pytest.mark.parametrize(
    ("name", "part", "expected"),
    [
        ("list_object", "xl/tables/table1.xml", ' ref="A1:D4"'),
        ("filter_with_hidden_rows", SHEET, '<autoFilter ref="A1:D4">'),
        ("filter_with_hidden_rows", "xl/workbook.xml", "表!$A$1:$D$4"),
        ("wps", SHEET, f'<autoFilter xmlns:etc="{ETC}" ref="A1:D4" etc:filterBottomFollowUsedRange="0">'),
        (
            "columns_to_the_edge",
            SHEET,
            (
                '<cols><col min="1" max="3" width="9" style="1" customWidth="1"/>'
                '<col min="4" max="4" width="20" customWidth="1"/>'
                '<col min="5" max="16384" width="9" style="1" customWidth="1"/></cols>'
            ),
        ),
        (
            "hidden_columns_to_the_edge",
            SHEET,
            (
                '<cols><col min="4" max="4" width="20" customWidth="1"/>'
                '<col min="5" max="16384" width="0" hidden="1" customWidth="1"/></cols>'
            ),
        ),
        (
            "outlines",
            SHEET,
            (
                '<cols><col min="2" max="3" width="9" outlineLevel="1"/>'
                '<col min="4" max="4" width="20" customWidth="1"/>'
                '<col min="5" max="6" width="9" outlineLevel="1"/></cols>'
            ),
        ),
        ("rules_of_excel_2010", SHEET, 'type="expression" dxfId="0" priority="8"'),
    ],
)
def test_what_follows_our_columns(tmp_path: Path, name: str, part: str, expected: str) -> None:
    _, target, _ = annotated(tmp_path, name)
    assert expected in member(target, part)


def test_hidden_tabs_stay_as_hidden_as_they_were(tmp_path: Path) -> None:
    _, target, _ = annotated(tmp_path, "very_hidden_sheets")
    tab = r'<sheet name="([^"]+)"(?:(?! state=)[^>])*(?: state="(\w+)")?'
    tabs = re.findall(tab, member(target, "xl/workbook.xml"))
    assert tabs == [("表", ""), ("_参数", "veryHidden"), ("藏", "hidden"), ("摘要", "")]
