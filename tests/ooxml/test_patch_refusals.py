"""What is not a workbook, must not be changed, or would exhaust us is refused by name."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from support.packages import MAIN, MARK, STYLES, block, links, member, package, patched, worksheet

from kehu_batch.ooxml.errors import (
    ForbiddenMarkup,
    InvalidPatch,
    NotAPackage,
    PackageTooLarge,
    SheetNotFound,
    UnsupportedWorkbook,
    WorkbookEncrypted,
    WorkbookSigned,
)
from kehu_batch.ooxml.inspect import inspect_workbook
from kehu_batch.ooxml.plan import SheetPatch, WorkbookPatch
from kehu_batch.package_limits import ChangeLimits

DOCTYPE = '<!DOCTYPE a [<!ENTITY b "boom">]>'


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", NotAPackage),
        (b"PK\x03\x04 and then nothing", NotAPackage),
        (b"a,b\n1,2\n", NotAPackage),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, UnsupportedWorkbook),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), WorkbookEncrypted),
    ],
)
def test_files_that_are_no_package(tmp_path: Path, data: bytes, error: type[Exception]) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(data)
    with pytest.raises(error, match=r"a\.xlsx"):
        inspect_workbook(source)


def test_a_zip_without_a_workbook(tmp_path: Path) -> None:
    source = tmp_path / "a.xlsx"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("hello.txt", "x")
    with pytest.raises(NotAPackage):
        inspect_workbook(source)


def test_a_damaged_member(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet('<row r="1"><c r="A1"><v>1</v></c></row>' * 1))
    data = bytearray(source.read_bytes())
    with zipfile.ZipFile(source) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    data[start + 70 : start + 90] = b"\xff" * 20
    source.write_bytes(data)
    with pytest.raises(NotAPackage):
        patched(source, SheetPatch("表", (block(3, {}),)))


def test_a_dialect_of_before_the_standard(tmp_path: Path) -> None:
    early = "http://schemas.microsoft.com/office/excel/2006/2"
    source = package(tmp_path / "a.xlsx", worksheet("").replace(MAIN, early))
    book = member(source, "xl/workbook.xml").replace(MAIN, early)
    source = package(tmp_path / "b.xlsx", worksheet("").replace(MAIN, early), more={"xl/workbook.xml": book})
    with pytest.raises(UnsupportedWorkbook, match="测试版"):
        inspect_workbook(source)


def test_a_binary_workbook(tmp_path: Path) -> None:
    source = package(
        tmp_path / "a.xlsb",
        worksheet(""),
        more={
            "_rels/.rels": links(("rId1", "officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": b"\x83\x01",
        },
        overrides={"/xl/workbook.bin": "application/vnd.ms-excel.sheet.binary.macroEnabled.main"},
    )
    with pytest.raises(UnsupportedWorkbook):
        inspect_workbook(source)


@pytest.mark.parametrize(
    "name", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml", "xl/theme/theme1.xml"]
)
def test_document_types_are_refused_wherever_they_stand(tmp_path: Path, name: str) -> None:
    text = worksheet("") if "sheet1" in name else STYLES
    source = package(tmp_path / "a.xlsx", worksheet(""), more={name: text.replace("?>\n", f"?>\n{DOCTYPE}")})
    with pytest.raises(ForbiddenMarkup):
        patched(source, SheetPatch("表", (block(3, {}),)))


def test_a_document_type_behind_a_long_comment(tmp_path: Path) -> None:
    text = worksheet("").replace("?>\n", f"?>\n<!--{'x' * 9000}-->{DOCTYPE}")
    source = package(tmp_path / "a.xlsx", text)
    with pytest.raises(ForbiddenMarkup):
        patched(source, SheetPatch("表", (block(3, {}),)))


@pytest.mark.parametrize(
    "limits",
    [
        ChangeLimits(members=3),
        ChangeLimits(unpacked_bytes=1000),
        ChangeLimits(ratio=20, ratio_floor_bytes=1000),
    ],
    ids=["members", "bytes", "ratio"],
)
def test_what_unpacks_to_too_much(tmp_path: Path, limits: ChangeLimits) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(f"<!--{' ' * 100_000}-->"))
    with pytest.raises(PackageTooLarge):
        inspect_workbook(source, limits=limits)
    assert inspect_workbook(source).sheets[0].name == "表"


def test_a_part_too_large_to_hold(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(""))
    with pytest.raises(PackageTooLarge):
        inspect_workbook(source, limits=ChangeLimits(part_bytes=100))


def test_a_signed_workbook(tmp_path: Path) -> None:
    source = package(
        tmp_path / "a.xlsx",
        worksheet(""),
        more={
            "_rels/.rels": links(
                ("rId1", "officeDocument", "xl/workbook.xml"),
                ("rId2", "digital-signature/origin", "_xmlsignatures/o.sigs"),
            ),
            "_xmlsignatures/o.sigs": "",
        },
        overrides={
            "/_xmlsignatures/o.sigs": "application/vnd.openxmlformats-package.digital-signature-origin"
        },
    )
    with pytest.raises(WorkbookSigned):
        patched(source, SheetPatch("表", (block(3, {}),)))


def test_a_name_that_stands_for_two_contents(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(""))
    for text, refused in ((worksheet(""), False), (worksheet("<row/>"), True)):
        path = tmp_path / f"{refused}.xlsx"
        path.write_bytes(source.read_bytes())
        with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("xl/worksheets/sheet1.xml", text)
        if refused:
            with pytest.raises(NotAPackage) as error:
                inspect_workbook(path)
            assert error.value.code == "duplicate_members"
        else:
            patched(path, SheetPatch("表", (block(3, {}),)))


def test_sheets_that_are_not_there(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(""))
    with pytest.raises(SheetNotFound, match="别的"):
        patched(source, SheetPatch("别的", (block(3, {}),)))


@pytest.mark.parametrize("marker", ["", " ", "a\nb", "a】b"])
def test_a_mark_must_be_one_line(tmp_path: Path, marker: str) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(""))
    with pytest.raises(InvalidPatch):
        patched(source, WorkbookPatch(marker))


def test_a_sheet_is_patched_once(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet(""))
    with pytest.raises(InvalidPatch):
        patched(source, WorkbookPatch(MARK, (SheetPatch("表"), SheetPatch("表"))))
