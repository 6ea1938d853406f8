"""The proof catches what it claims to catch: each damage is done to a good file, and must be found."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from support.packages import MARK, block, package, worksheet

from kehu_batch.ooxml.errors import MalformedPart, VerificationFailed
from kehu_batch.ooxml.opc.markup import check_well_formed
from kehu_batch.ooxml.patch import patch_workbook
from kehu_batch.ooxml.plan import OwnedColumn, PatchReport, SheetPatch, WorkbookPatch
from kehu_batch.ooxml.sml import sheet_stream
from kehu_batch.ooxml.verify import verify_patch
from kehu_batch.xml_feeding import PIECE

SHEET = "xl/worksheets/sheet1.xml"
BODY = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><v>b</v></c></row>'
    '<row r="2"><c r="A2"><v>2</v></c><c r="D2"><v>9</v></c></row><row r="4" ht="20"/><row r="5"><c r="A5"/></row>'
)
Change = Callable[[str], str]


def rewrite(path: Path, name: str, change: Change | None) -> None:
    """Write a package anew with one member changed, or left out; all others are packed as the source's are."""
    with zipfile.ZipFile(path) as archive:
        members = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in members:
            if info.filename != name:
                archive.writestr(info, data)
            elif change is not None:
                archive.writestr(info, change(data.decode("utf-8")))


def good(folder: Path) -> tuple[Path, Path, WorkbookPatch, PatchReport]:
    """Return a source, its patched copy, the patch and the report."""
    source = package(folder / "a.xlsx", worksheet(BODY))
    patch = WorkbookPatch(
        MARK,
        (
            SheetPatch(
                "表", (block(2, {2: "x", 3: "y"}),), notes={"A1": "n"}, owned_columns=(OwnedColumn(3, 1, 9),)
            ),
        ),
    )
    target = folder / "b.xlsx"
    return source, target, patch, patch_workbook(source, target, patch)


def swap(old: str, new: str) -> Change:
    """Return a change of one text for another, which must be there."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (SHEET, swap("<v>1</v>", "<v>2</v>")),
        (SHEET, swap('<c r="A1">', '<c r="A1" s="1">')),
        (SHEET, swap('<c r="A2"><v>2</v></c>', "")),
        (SHEET, swap('<row r="5"><c r="A5"/></row>', "")),
        (SHEET, swap('<c r="B1" t="str"><v>b</v></c>', '<c r="B1" t="str"><v>b</v></c><c r="B1"/>')),
        (SHEET, swap('<c r="A5"/>', '<c r="A5"/><c r="F5"><v>1</v></c>')),
        (SHEET, swap('<c r="C2" ', '<c r="C2"/><c r="C2" ')),
        (SHEET, swap("</worksheet>", "")),
        (SHEET, swap('<row r="1">', '<row r="7"><c r="A7"><v>3</v></c></row><row r="1">')),
        (SHEET, None),
        ("xl/styles.xml", None),
        ("xl/styles.xml", swap("宋体", "黑体")),
        (
            "[Content_Types].xml",
            swap('<Override PartName="/xl/worksheets/sheet1.xml"', '<Override PartName="/x"'),
        ),
        ("xl/drawings/vmlDrawing1.vml", None),
        ("xl/comments1.xml", swap("</comments>", "")),
        ("xl/workbook.xml", swap('name="表"', 'name="别的"')),
        ("xl/worksheets/_rels/sheet1.xml.rels", swap("comments1", "comments9")),
    ],
)
def test_damage_is_found(tmp_path: Path, name: str, change: Change | None) -> None:
    source, target, patch, report = good(tmp_path)
    rewrite(target, name, change)
    with pytest.raises(VerificationFailed):
        verify_patch(source, target, patch, report)


@pytest.mark.parametrize("name", [SHEET, "xl/styles.xml", "[Content_Types].xml"])
def test_a_good_file_passes(tmp_path: Path, name: str) -> None:
    source, target, patch, report = good(tmp_path)
    verify_patch(source, target, patch, report)
    rewrite(target, name, lambda text: text)
    verify_patch(source, target, patch, report)


def test_recompressed_members_are_not_the_same(tmp_path: Path) -> None:
    source, target, patch, report = good(tmp_path)
    with zipfile.ZipFile(target) as archive:
        members = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for info, data in members:
            info.compress_type = zipfile.ZIP_STORED
            archive.writestr(info, data)
    with pytest.raises(VerificationFailed, match="被改动"):
        verify_patch(source, target, patch, report)


def test_a_missing_target_part_order_counts(tmp_path: Path) -> None:
    source, target, patch, report = good(tmp_path)
    with zipfile.ZipFile(target) as archive:
        members = [(info, archive.read(info)) for info in archive.infolist()]
    members.sort(key=lambda member: member[0].filename)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in members:
            archive.writestr(info, data)
    with pytest.raises(VerificationFailed, match="清单"):
        verify_patch(source, target, patch, report)


def test_only_what_the_workbook_leads_to_is_held_to_lead_somewhere(tmp_path: Path) -> None:
    source, target, patch, report = good(tmp_path)
    junk = {
        "__MACOSX/xl/_rels/._workbook.xml.rels": b"\x00\x05\x16\x07",
        "__MACOSX/xl/._workbook.xml": b"\x00",
    }
    for path in (source, target):
        with zipfile.ZipFile(path, "a") as archive:
            for name, data in junk.items():
                archive.writestr(zipfile.ZipInfo(name), data)
    verify_patch(source, target, patch, report)
    rewrite(target, "xl/worksheets/_rels/sheet1.xml.rels", swap("comments1.xml", "comments9.xml"))
    with pytest.raises(VerificationFailed, match="指向不存在"):
        verify_patch(source, target, patch, report)


def test_a_member_that_came_damaged_is_named(tmp_path: Path) -> None:
    source, target, patch, _ = good(tmp_path)
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("xl/media/image1.png", b"not a picture" * 9, zipfile.ZIP_STORED)
    source.write_bytes(source.read_bytes().replace(b"not a picture", b"not a pigture", 1))
    report = patch_workbook(source, target, patch)
    assert verify_patch(source, target, patch, report) == ("xl/media/image1.png",)


def test_a_sheet_is_searched_about_once_however_long_a_stretch_without_rows_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched = 0
    real = sheet_stream.shadow_of

    def count(data: bytes, part: str) -> tuple[bytes, int]:
        nonlocal searched
        searched += len(data)
        return real(data, part)

    monkeypatch.setattr(sheet_stream, "shadow_of", count)
    piece = b"x" * 10_000
    for chunks in ([piece] * 400, [b"<worksheet><sheetData>", *[piece] * 400]):
        searched = 0
        with pytest.raises(MalformedPart):
            list(sheet_stream.SheetStream(chunks, "part").blocks())
        assert searched < 4 * 400 * len(piece)


def test_a_tag_that_does_not_end_is_given_up() -> None:
    endless = [b'<x a="', *[b"a" * PIECE] * 17, b'"/>']
    with pytest.raises(MalformedPart, match="没有结束"):
        check_well_formed(endless, "part")
    long_text = [b"<x>", *[b"a" * PIECE] * 17, b"</x>"]
    check_well_formed(long_text, "part")
