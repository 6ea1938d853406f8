"""Packages whose members are spelled otherwise than Excel spells them: read and annotated like any other."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from support.packages import package as write_package
from support.packages import worksheet

from kehu_batch.ooxml.inspect import inspect_workbook
from kehu_batch.source.opening import open_workbook
from kehu_batch.source.xlsx.sheet_facts import LOOSE_VALUE

SHEET = "xl/worksheets/sheet1.xml"
CELLS = '<row r="1"><c r="A1"><v>7</v></c></row>'


def respelled(folder: Path, name: str, target: str) -> Path:
    """Write a workbook whose sheet is the member ``name``, to which the workbook's relationship says ``target``."""
    out = write_package(folder / "plain.xlsx", worksheet(CELLS))
    path = folder / "a.xlsx"
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member).replace(b"worksheets/sheet1.xml", target.encode())
            new.writestr(name if member == SHEET else member, content)
    return path


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("xl/worksheets/%E8%A1%A8.xml", "worksheets/%E8%A1%A8.xml"),
        ("xl/worksheets/表.xml", "worksheets/%E8%A1%A8.xml"),
        ("xl/Worksheets/Sheet1.XML", "worksheets/sheet1.xml"),
        ("xl\\worksheets\\sheet1.xml", "worksheets/sheet1.xml"),
        ("xl/worksheets/sheet 1.xml", "./worksheets/../worksheets/sheet%201.xml"),
    ],
    ids=["percent in both", "percent in the target", "case", "backslashes", "dots"],
)
def test_a_sheet_is_found_however_it_is_spelled(tmp_path: Path, name: str, target: str) -> None:
    path = respelled(tmp_path, name, target)
    assert inspect_workbook(path).sheets[0].part
    assert open_workbook(path).sheets[0].rows == [[7.0]]


@pytest.mark.parametrize(
    "run",
    [b'<c r="A1"><v>' + b" " * 100_000, b'<c r="A1">' + b"\n" * 100_000, b"<c " * 30_000],
    ids=["in a value", "before a value", "of cells that never end"],
)
def test_a_long_run_before_a_value_is_gone_through_once(run: bytes) -> None:
    # Each of them took minutes where every end of a run was tried.
    assert LOOSE_VALUE.search(run) is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><f>3+4</f><v xml:space="preserve"> 7 </v></c>', 7.0),
        ('<c r="A1">\n  <v>\n 7\n</v>\n</c>', 7.0),
        ('<c r="A1" t="b"><v>1\n</v></c>', True),
        ('<c r="A1" t="e"><f>1/0</f><v xml:space="preserve"> #DIV/0! </v></c>', "#DIV/0!"),
        ('<c r="A1" t="str"><f>B1</f><v xml:space="preserve"> 7 </v></c>', " 7 "),
        ('<c r="A1"><v>&#45;1&#x2e;5</v></c>', -1.5),
        ('<c r="A1" t="e"><v>&#35;N/A</v></c>', "#N/A"),
        ('<c r="A1" t="str"><f>B1</f><v>&amp;&#49;&#60;</v></c>', "&1<"),
    ],
    ids=[
        "number",
        "indented",
        "truth value",
        "error",
        "text",
        "by numbers",
        "error by number",
        "markup by number",
    ],
)
def test_a_value_is_read_however_it_is_spelled(tmp_path: Path, cell: str, value: object) -> None:
    path = write_package(tmp_path / "a.xlsx", worksheet(f'<row r="1">{cell}</row>'))
    assert open_workbook(path).sheets[0].rows == [[value]]


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_a_sheet_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    text = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲公司</t></is></c></row>'
    markup = worksheet(text).replace("UTF-8", encoding)
    assert encoding in markup
    out = write_package(tmp_path / "plain.xlsx", worksheet(CELLS))
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, markup.encode(encoding) if member == SHEET else old.read(member))
    assert open_workbook(path).sheets[0].rows == [["甲公司"]]


def test_of_entries_spelled_alike_the_last_one_counts(tmp_path: Path) -> None:
    path = write_package(tmp_path / "a.xlsx", worksheet(CELLS))
    data = io.BytesIO(path.read_bytes())
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(data, "a") as archive:
        archive.writestr(SHEET, worksheet(CELLS.replace("7", "8")))
    path.write_bytes(data.getvalue())
    assert open_workbook(path).sheets[0].rows == [[8.0]]


def moved(folder: Path, workbook: str, target: str, leftover: bytes | None = None) -> Path:
    """Write a package whose workbook is the member ``workbook``, to which the package's relationship says ``target``.

    With ``leftover`` an older workbook, to which nothing leads, stands under the usual name.
    """
    out = write_package(folder / "plain.xlsx", worksheet(CELLS))
    path = folder / "a.xlsx"
    relations = f"{workbook.rpartition('/')[0]}/_rels/{workbook.rpartition('/')[2]}.rels".lstrip("/")
    names = {"xl/workbook.xml": workbook, "xl/_rels/workbook.xml.rels": relations}
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            if member == "_rels/.rels":
                content = content.replace(b'"xl/workbook.xml"', f'"{target}"'.encode())
                assert target.encode() in content
            if member == "[Content_Types].xml":
                content = content.replace(b"/xl/workbook.xml", f"/{workbook}".encode())
            if member == "xl/_rels/workbook.xml.rels":
                content = content.replace(b'"worksheets/', b'"/xl/worksheets/')
            new.writestr(names.get(member, member), content)
        if leftover is not None:
            new.writestr("xl/workbook.xml", leftover)
    return path


@pytest.mark.parametrize(
    ("workbook", "target"),
    [
        ("xl/workbook2.xml", "xl/workbook2.xml"),
        ("xl/workbook.xml", "./xl/workbook.xml"),
        ("xl/workbook.xml", "xl\\workbook.xml"),
        ("xl/workbook.xml", "/xl/workbook.xml"),
        ("book/main.xml", "/Book/Main.xml"),
        ("main.xml", "main.xml"),
    ],
    ids=["edited online", "dot", "backslash", "absolute", "another folder", "no folder"],
)
def test_a_workbook_is_found_wherever_it_is(tmp_path: Path, workbook: str, target: str) -> None:
    path = moved(tmp_path, workbook, target)
    assert open_workbook(path).sheets[0].rows == [[7.0]]
    assert inspect_workbook(path).sheets[0].part


def test_a_workbook_to_which_nothing_leads_is_not_read(tmp_path: Path) -> None:
    path = moved(tmp_path, "xl/workbook2.xml", "xl/workbook2.xml", leftover=b"<workbook/>")
    assert open_workbook(path).sheets[0].rows == [[7.0]]


@pytest.mark.parametrize(
    ("markup", "value"),
    [
        ("<v>120<!-- a note -->000</v>", 120000.0),
        ("<v><![CDATA[120000]]></v>", 120000.0),
        ("<f>100000+20000</f><v><!-- > --><![CDATA[120000]]></v>", 120000.0),
    ],
    ids=["comment", "literal section", "both"],
)
def test_markup_inside_a_value_takes_nothing_from_it(tmp_path: Path, markup: str, value: float) -> None:
    cell = f'<row r="1"><c r="A1">{markup}</c><c r="B1" t="inlineStr"><is><t><![CDATA[<!--甲&]]></t></is></c></row>'
    path = write_package(tmp_path / "a.xlsx", worksheet(cell))
    assert open_workbook(path).sheets[0].rows == [[value, "<!--甲&"]]
