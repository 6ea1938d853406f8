"""A donor's sheets in the host: names, styles, references, parts."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xlsxwriter
from openpyxl import load_workbook
from support.packages import MARK, block, donor, member, names, package, patched, worksheet
from support.sheet_lint import lint

from kehu_batch.ooxml.errors import DonorRejected
from kehu_batch.ooxml.plan import RenamedSheet, SheetPatch, WorkbookPatch


def host(path: Path, *sheets: str, **options: bool) -> Path:
    """Write a workbook of these sheets, in another font than a donor's."""
    book = xlsxwriter.Workbook(
        path, {"default_format_properties": {"font_name": "宋体", "font_size": 12}, **options}
    )
    for name in sheets:
        book.add_worksheet(name).write("A1", name)
    book.close()
    return path


def spliced(source: Path, guest: bytes, *removed: str) -> tuple[Path, tuple[RenamedSheet, ...]]:
    """Return the host with the donor's sheets, verified and linted."""
    target, report = patched(source, WorkbookPatch(MARK, remove_sheets=removed, donor=guest))
    assert not lint(target)
    return target, report.donor_sheets


def test_sheets_come_in_order_with_their_values_and_looks(tmp_path: Path) -> None:
    target, sheets = spliced(host(tmp_path / "a.xlsx", "表"), donor("摘要", "明细"))
    book = load_workbook(target)
    assert book.sheetnames == ["表", "摘要", "明细"]
    assert [sheet.final for sheet in sheets] == ["摘要", "明细"]
    sheet = book["明细"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["项目", "值"],
        ["甲", 3],
        ["乙", 4.5],
    ]
    assert (sheet["A1"].font.bold, sheet["A1"].font.name, sheet["B3"].number_format) == (
        True,
        "Calibri",
        "#,##0.000",
    )
    assert (sheet["A2"].font.name, book["表"]["A1"].font.name) == ("Calibri", "宋体")
    assert not sheet.sheet_view.tabSelected


def test_a_name_that_is_taken_gets_a_number_and_references_follow(tmp_path: Path) -> None:
    source = host(tmp_path / "a.xlsx", "表", "Sum it")
    target, sheets = spliced(source, donor("SUM IT", rich=True))
    assert sheets == (RenamedSheet("SUM IT", "SUM IT(2)"),)
    book = load_workbook(target)
    sheet = book["SUM IT(2)"]
    assert sheet["C2"].value == "=SUM('SUM IT(2)'!B2:B3)"
    assert sheet["A5"].hyperlink.location == "'SUM IT(2)'!A1"
    assert sheet["A6"].hyperlink.target == "https://example.com/"
    assert sheet.data_validations.dataValidation[0].formula1 == "'SUM IT(2)'!$A$2:$A$3"
    assert book.defined_names["总计"].attr_text == "'SUM IT(2)'!$B$3"
    assert sheet.print_title_rows == "$1:$1"
    chart = member(target, "xl/charts/chart1.xml")
    assert chart.count("'SUM IT(2)'!") == 2
    assert "'SUM IT'!" not in chart


def test_names_never_exceed_what_excel_allows(tmp_path: Path) -> None:
    long = "长" * 31
    _, sheets = spliced(host(tmp_path / "a.xlsx", long), donor(long))
    assert sheets[0].final == "长" * 28 + "(2)"


def test_two_donor_sheets_never_end_up_alike(tmp_path: Path) -> None:
    _, sheets = spliced(host(tmp_path / "a.xlsx", "甲"), donor("甲", "甲(2)"))
    assert [sheet.final for sheet in sheets] == ["甲(3)", "甲(2)"]


def test_parts_of_the_same_name_stay_apart(tmp_path: Path) -> None:
    first, _ = spliced(host(tmp_path / "a.xlsx", "表"), donor("甲", rich=True))
    second, sheets = spliced(first, donor("乙乙", rich=False))
    book = load_workbook(second)
    assert book.sheetnames == ["表", "甲", "乙乙"]
    assert [name for name in names(second) if "chart" in name] == ["xl/charts/chart1.xml"]
    assert sheets[0].final == "乙乙"


def test_removed_sheets_leave_nothing_behind(tmp_path: Path) -> None:
    source = host(tmp_path / "a.xlsx", "表")
    target, sheets = spliced(source, donor("甲", rich=True))
    back, report = patched(
        target, WorkbookPatch(MARK, remove_sheets=tuple(sheet.final.upper() for sheet in sheets))
    )
    assert set(names(source)) == set(names(back))
    assert member(back, "xl/workbook.xml") == member(source, "xl/workbook.xml")
    assert not lint(back)
    assert "xl/charts/chart1.xml" in report.members_removed


def test_names_of_other_sheets_follow_their_tab(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("旧").write("A1", 1)
    last = book.add_worksheet("表")
    last.repeat_rows(0)
    last.activate()
    book.define_name("指旧", "=旧!$A$1")
    book.define_name("两处", "=旧!$A$1+表!$A$1")
    book.close()
    target, _ = patched(path, WorkbookPatch(MARK, remove_sheets=("旧",)))
    text = member(target, "xl/workbook.xml")
    assert '<definedName name="_xlnm.Print_Titles" localSheetId="0">' in text
    assert 'activeTab="0"' in text
    assert "指旧" not in text
    assert "两处" in text


def test_a_date_system_that_differs_is_refused(tmp_path: Path) -> None:
    source = host(tmp_path / "a.xlsx", "表", date_1904=True)
    with pytest.raises(DonorRejected) as error:
        spliced(source, donor("甲"))
    assert error.value.code == "donor_date_system"
    assert load_workbook(spliced(source, donor("甲", date1904=True))[0]).sheetnames == ["表", "甲"]


def test_a_chart_sheet_is_refused(tmp_path: Path) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    book.add_worksheet("甲")
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=甲!$A$1"})
    book.add_chartsheet("图").set_chart(chart)
    book.close()
    with pytest.raises(DonorRejected):
        spliced(host(tmp_path / "a.xlsx", "表"), file.getvalue())


def test_a_name_with_another_meaning_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("表")
    book.define_name("总计", "=表!$A$1")
    book.close()
    with pytest.raises(DonorRejected, match="总计"):
        spliced(path, donor("甲", rich=True))


def test_strict_hosts_get_strict_parts(tmp_path: Path) -> None:
    source = package(tmp_path / "a.xlsx", worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    strict = tmp_path / "strict.xlsx"
    _make_strict(source, strict)
    target, _ = patched(
        strict,
        WorkbookPatch(
            MARK, (SheetPatch("表", (block(3, {2: 1}),), notes={"A1": "x"}),), donor=donor("甲", rich=True)
        ),
    )
    for name in names(target):
        if name.endswith((".xml", ".rels")) and name != "[Content_Types].xml":
            text = member(target, name)
            assert "openxmlformats.org/spreadsheetml/2006/main" not in text, name
            assert "openxmlformats.org/officeDocument/2006/relationships" not in text, name


def _make_strict(source: Path, target: Path) -> None:
    import zipfile

    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            text = old.read(info).decode("utf-8")
            text = text.replace(
                "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                "http://purl.oclc.org/ooxml/spreadsheetml/main",
            ).replace(
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                "http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            new.writestr(info, text)


def test_sheets_written_in_constant_memory_need_no_strings(tmp_path: Path) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": True})
    sheet = book.add_worksheet("甲")
    strong = book.add_format({"bold": True})
    sheet.set_column(0, 1, 20, strong)
    sheet.set_row(1, None, strong)
    sheet.write_string(0, 0, " a<b")
    sheet.write_number(1, 1, 5)
    book.close()
    target, _ = spliced(host(tmp_path / "a.xlsx", "表"), file.getvalue())
    written = load_workbook(target)["甲"]
    assert (written["A1"].value, written["B2"].value) == (" a<b", 5)
    assert written.column_dimensions["A"].font.bold
    assert written.row_dimensions[2].font.bold


def test_rich_text_and_rules_keep_their_looks(tmp_path: Path) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("甲")
    red = book.add_format({"font_color": "#FF0000"})
    sheet.write_rich_string("A1", "一", red, "二")
    sheet.conditional_format(
        "A1", {"type": "no_blanks", "format": book.add_format({"bg_color": "#00FF00", "num_format": "0.0"})}
    )
    book.close()
    path = tmp_path / "a.xlsx"
    other = xlsxwriter.Workbook(path)
    own = other.add_worksheet("表")
    own.conditional_format(
        "A1", {"type": "blanks", "format": other.add_format({"bg_color": "#0000FF", "num_format": "0.00"})}
    )
    other.close()
    target, _ = spliced(path, file.getvalue())
    assert load_workbook(target, rich_text=True)["甲"]["A1"].value[1].font.color.rgb == "FFFF0000"
    rules = load_workbook(target)["甲"].conditional_formatting
    rule = next(rule for area in rules for rule in area.rules)
    assert (rule.dxf.fill.bgColor.rgb, rule.dxf.numFmt.formatCode, rule.dxfId) == ("FF00FF00", "0.0", 1)


def test_every_part_written_is_well_formed(tmp_path: Path) -> None:
    target, _ = spliced(host(tmp_path / "a.xlsx", "表"), donor("甲", rich=True))
    for name in names(target):
        if name.endswith((".xml", ".rels", ".vml")):
            ET.fromstring(member(target, name))  # noqa: S314 - of our own making
