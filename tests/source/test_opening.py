from __future__ import annotations

import gzip
import hashlib
import io
import pickle
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from support import old_formats

from kehu_batch.errors import ExitCode, InputRejected
from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import FileFormat, SheetState
from kehu_batch.source.opening import open_workbook

SHEET = "xl/worksheets/sheet1.xml"


def write_xlsx(path: Path, fill: Callable[[xlsxwriter.Workbook], None]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    fill(book)
    book.close()
    return path


def plain(path: Path) -> Path:
    return write_xlsx(path, lambda book: book.add_worksheet("回访").write(0, 0, "客户编号"))


def edit(path: Path, changes: dict[str, Callable[[bytes], bytes]]) -> Path:
    """Rewrite members of a package."""
    source = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            new.writestr(member.filename, changes.get(member.filename, bytes)(content))
    return path


def sheet_xml(path: Path, xml: bytes) -> Path:
    """Put rows of our own in the place of the first sheet's."""
    return edit(
        plain(path),
        {SHEET: lambda old: re.sub(rb"<sheetData>.*</sheetData>", lambda _: xml, old, flags=re.DOTALL)},
    )


def refusal(path: Path, limits: ReadLimits | None = None) -> InputRejected:
    with pytest.raises(InputRejected) as caught:
        open_workbook(path, limits=limits)
    error = caught.value
    assert path.name in error.message
    assert error.action
    assert error.exit_code is ExitCode.INPUT
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (copy.code, copy.message) == (error.code, error.message)
    return error


class TestReading:
    def test_true_addresses(self, tmp_path: Path) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            sheet = book.add_worksheet("回访")
            sheet.write(2, 1, "客户编号")
            sheet.write(3, 1, "007")
            sheet.write(3, 3, 1.5)

        book = open_workbook(write_xlsx(tmp_path / "表.xlsx", fill))
        assert (book.file, book.format, book.finance, book.date1904) == (
            "表.xlsx",
            FileFormat.XLSX,
            False,
            False,
        )
        assert book.sheets[0].rows == [
            ["", "", "", ""],
            ["", "", "", ""],
            ["", "客户编号", "", ""],
            ["", "007", "", 1.5],
        ]
        assert book.sha256 == hashlib.sha256((tmp_path / "表.xlsx").read_bytes()).hexdigest()

    def test_kinds_of_cells(self, tmp_path: Path) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            sheet = book.add_worksheet()
            day, moment = (
                book.add_format({"num_format": "yyyy-mm-dd"}),
                book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            )
            sheet.write_datetime(0, 0, datetime(2023, 11, 5), day)
            sheet.write_datetime(0, 1, datetime(2023, 11, 5, 9, 30), moment)
            sheet.write_boolean(0, 2, True)
            sheet.write_number(0, 3, 12)

        row = open_workbook(write_xlsx(tmp_path / "a.xlsx", fill)).sheets[0].rows[0]
        assert row == [date(2023, 11, 5), datetime(2023, 11, 5, 9, 30), True, 12.0]

    def test_numbers_padded_by_their_format_read_as_shown(self, tmp_path: Path) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            sheet = book.add_worksheet()
            padded, money = book.add_format({"num_format": "000000"}), book.add_format({"num_format": "0.00"})
            sheet.write_number(0, 0, 123, padded)
            sheet.write_number(1, 0, 1234567, padded)
            sheet.write_number(2, 0, 123, money)
            sheet.write_string(3, 0, "45", padded)

        rows = open_workbook(write_xlsx(tmp_path / "a.xlsx", fill)).sheets[0].rows
        assert rows == [["000123"], ["1234567"], [123.0], ["45"]]

    def test_errors_show_and_formulas_without_result_are_told(self, tmp_path: Path) -> None:
        path = sheet_xml(
            tmp_path / "a.xlsx",
            b'<sheetData><row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"><f>1+1</f></c>'
            b'<c r="C1"><f>1+1</f><v></v></c><c r="D1" t="str"><f>""</f><v></v></c>'
            b'<c r="E1"><f>1+1</f><v>2</v></c>'
            b'<c r="F1" t="e"><v>#N/A</v></c></row></sheetData>',
        )
        sheet = open_workbook(path).sheets[0]
        assert sheet.rows == [["#DIV/0!", "", "", "", 2.0, "#N/A"]]
        assert sorted(sheet.uncached) == [(1, 1), (1, 2)]
        assert sorted(sheet.blanks) == [(1, 3)]

    def test_hidden_and_merged(self, tmp_path: Path) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            first, hidden, secret = (book.add_worksheet(name) for name in ("一", "二", "三"))
            first.merge_range("B2:D3", "合并")
            first.write(4, 5, "x")
            first.set_row(2, None, None, {"hidden": True})
            first.set_column("C:C", None, None, {"hidden": True})
            first.set_column("D:D", 0)
            first.set_column("E:E", 0.75)
            first.set_row(3, 0)
            first.set_row(4, 0.75)
            for sheet in (hidden, secret):
                sheet.write(0, 0, "y")
            hidden.hide()
            secret.very_hidden()

        first, hidden, secret = open_workbook(write_xlsx(tmp_path / "a.xlsx", fill)).sheets
        assert (sorted(first.hidden_rows), sorted(first.hidden_columns)) == ([3, 4], [2, 3])
        assert [(m.first_row, m.first_column, m.last_row, m.last_column) for m in first.merged] == [
            (2, 1, 3, 3)
        ]
        assert [sheet.state for sheet in (first, hidden, secret)] == [
            SheetState.VISIBLE,
            SheetState.HIDDEN,
            SheetState.VERY_HIDDEN,
        ]

    def test_chart_sheets_are_left_out(self, tmp_path: Path) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            book.add_worksheet("数据").write(0, 0, 1)
            chart = book.add_chart({"type": "column"})
            assert chart is not None
            chart.add_series({"values": "=数据!$A$1:$A$1"})
            book.add_chartsheet("图").set_chart(chart)

        assert [sheet.name for sheet in open_workbook(write_xlsx(tmp_path / "a.xlsx", fill)).sheets] == [
            "数据"
        ]

    def test_sheet_without_a_relationship_is_left_out(self, tmp_path: Path) -> None:
        listed = b'<sheet name="\xe7\xa9\xba" sheetId="9" r:id=""/></sheets>'
        path = edit(
            plain(tmp_path / "a.xlsx"), {"xl/workbook.xml": lambda old: old.replace(b"</sheets>", listed)}
        )
        assert [sheet.name for sheet in open_workbook(path).sheets] == ["回访"]

    def test_date_system_of_1904(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.epoch = datetime(1904, 1, 1)
        assert book.active is not None
        book.active["A1"] = date(2023, 11, 5)
        book.save(tmp_path / "a.xlsx")
        read = open_workbook(tmp_path / "a.xlsx")
        assert read.date1904
        assert read.sheets[0].rows == [[date(2023, 11, 5)]]

    def test_namespace_prefix(self, tmp_path: Path) -> None:
        rows = (
            b'<x:sheetData><x:row r="1" hidden="1"><x:c r="A1" t="e"><x:v>#REF!</x:v></x:c>'
            b'<x:c r="B1"><x:f>A1</x:f><x:v/></x:c><x:c r="C1"><x:v>1</x:v></x:c></x:row></x:sheetData>'
        )
        xml = (
            b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            + rows
            + b"</x:worksheet>"
        )
        path = edit(plain(tmp_path / "a.xlsx"), {SHEET: lambda _: xml})
        sheet = open_workbook(path).sheets[0]
        assert sheet.rows == [["#REF!", "", 1.0]]
        assert (sorted(sheet.hidden_rows), sorted(sheet.uncached)) == ([1], [(1, 1)])

    def test_facts_at_the_seam_of_two_chunks(self, tmp_path: Path) -> None:
        rows = b"".join(
            b'<row r="%d"><c r="A%d" t="e"><v>#N/A</v></c>'
            b'<c r="B%d" t="inlineStr"><is><t>%s</t></is></c></row>' % (row, row, row, b"x" * 400)
            for row in range(1, 6001)
        )
        sheet = open_workbook(sheet_xml(tmp_path / "a.xlsx", b"<sheetData>" + rows + b"</sheetData>")).sheets[
            0
        ]
        assert [row[0] for row in sheet.rows] == ["#N/A"] * 6000

    def test_formatted_empty_rows_cost_nothing(self, tmp_path: Path) -> None:
        ghosts = b"".join(b'<row r="%d"><c r="O%d" s="0"/></row>' % (row, row) for row in range(3, 50_000))
        xml = (
            b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
            + ghosts
            + b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
        )
        assert open_workbook(sheet_xml(tmp_path / "a.xlsx", xml)).sheets[0].rows == [[1.0]]

    def test_trailing_empty_texts_are_trimmed(self, tmp_path: Path) -> None:
        empty = b'<c r="%s" t="str"><f>""</f><v></v></c>'
        xml = (
            b'<sheetData><row r="1"><c r="A1"><v>1</v></c>'
            + empty % b"D1"
            + b'</row><row r="9">'
            + empty % b"A9"
            + b"</row></sheetData>"
        )
        assert open_workbook(sheet_xml(tmp_path / "a.xlsx", xml)).sheets[0].rows == [[1.0]]

    def test_finance_is_the_callers_word(self, tmp_path: Path) -> None:
        assert open_workbook(plain(tmp_path / "a.xlsx"), finance=True).finance

    def test_a_macro_sheet_is_passed_over(self, tmp_path: Path) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            for name in ("宏", "表"):
                book.add_worksheet(name).write(0, 0, name)

        path = write_xlsx(tmp_path / "a.xlsx", fill)
        kind = b"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
        old = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        edit(path, {"xl/_rels/workbook.xml.rels": lambda links: links.replace(old, kind, 1)})
        assert [sheet.name for sheet in open_workbook(path).sheets] == ["表"]

    @pytest.mark.parametrize(
        ("content_type", "expected"),
        [
            ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", FileFormat.XLSM),
            (
                "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
                FileFormat.XLTX,
            ),
            ("application/vnd.ms-excel.template.macroEnabled.main+xml", FileFormat.XLTM),
        ],
    )
    def test_the_content_type_says_which_workbook_it_is(
        self, tmp_path: Path, content_type: str, expected: FileFormat
    ) -> None:
        # Excel refuses a workbook whose suffix and content type differ, with macros or without.
        source = plain(tmp_path / "plain.xlsx")
        path = tmp_path / "a.xlsx"
        with zipfile.ZipFile(source) as package, zipfile.ZipFile(path, "w") as copy:
            for member in package.infolist():
                old = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
                copy.writestr(member, package.read(member).replace(old, content_type.encode()))
        assert open_workbook(path).format is expected


def text(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def zipped(*names: str) -> bytes:
    # The same bytes every time: they are part of the tests' names.
    return old_formats.zipped(dict.fromkeys(names, "x"))


def ole2(*streams: str) -> bytes:
    """The first bytes of a compound file with these names in its directory; enough to tell what it is."""
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\x00") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\x00") + entries


def dbase() -> bytes:
    """A table of dBASE III with one field, and no records."""
    header = struct.pack("<BBBBIHH20x", 3, 123, 11, 30, 0, 65, 11)
    return header + struct.pack("<11sc4xBB14x", b"NAME", b"C", 10, 0) + b"\r\x1a"


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "content", "code"),
        [
            ("空.xlsx", b"", "empty_workbook"),
            ("空.csv", b"\xef\xbb\xbf\r\n", "empty_workbook"),
            ("文字.xlsx", "这是一段文字,不是表格。", "not_a_spreadsheet"),
            ("对象.xlsx", "[object Object]", "not_a_spreadsheet"),
            ("网页.xls", "\n<html><table><tr><td>1</td></tr></table></html>", "not_a_spreadsheet"),
            ("网页.xlsx", "<!DOCTYPE html>\n<html></html>", "not_a_spreadsheet"),
            ("二〇〇三.xls", '<?xml version="1.0"?><Workbook/>', "not_a_spreadsheet"),
            ("文档.xlsx", b"%PDF-1.7\n", "not_a_spreadsheet"),
            ("图.xlsx", b"\x89PNG\r\n\x1a\n", "not_a_spreadsheet"),
            ("压缩.zip", zipped("回访.xlsx"), "not_a_spreadsheet"),
            ("压缩.rar", b"Rar!\x1a\x07\x00", "not_a_spreadsheet"),
            ("回访.lnk", b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(68), "not_a_spreadsheet"),
            ("文档.docx", zipped("word/document.xml", "[Content_Types].xml"), "not_a_spreadsheet"),
            ("半.xlsx", zipped("[Content_Types].xml"), "damaged"),
            ("断.xlsx", zipped("xl/workbook.xml")[:60], "damaged"),
            ("加密.xlsx", ole2("Root Entry", "EncryptionInfo", "EncryptedPackage"), "encrypted"),
            ("旧.doc", ole2("Root Entry", "WordDocument"), "not_a_spreadsheet"),
            ("旧.xls", ole2("Root Entry", "Workbook"), "damaged"),
            ("别的.xls", ole2("Root Entry", "Contents"), "damaged"),
        ],
    )
    def test_wrong_input_has_its_code(
        self, tmp_path: Path, name: str, content: str | bytes, code: str
    ) -> None:
        path = tmp_path / name
        path.write_bytes(text(content))
        assert refusal(path).code == code

    @pytest.mark.parametrize(
        ("content", "seen", "program"),
        [
            (
                gzip.compress(b'<gnm:Workbook xmlns:gnm="http://www.gnumeric.org/v10.dtd"/>', mtime=0),
                "Gnumeric 表格",
                "Gnumeric",
            ),
            (bytes.fromhex("00000200 0404 06000800") + bytes(8), "Lotus 1-2-3 或 Works 表格", "LibreOffice"),
            (old_formats.zipped({"mimetype": "application/vnd.sun.xml.calc"}), ".sxc", "LibreOffice"),
            (zipped("Index/Document.iwa"), "Numbers", "Numbers"),
            (dbase(), "dBASE 数据表", "Excel 或 WPS"),
        ],
    )
    def test_other_programs_tables_are_named(
        self, tmp_path: Path, content: bytes, seen: str, program: str
    ) -> None:
        path = tmp_path / "台账.xls"
        path.write_bytes(content)
        error = refusal(path)
        assert error.code == "not_a_spreadsheet"
        assert seen in error.message
        assert "不是电子表格" not in error.message
        assert f"用 {program} 打开" in error.action

    @pytest.mark.parametrize("broken", [(2, 13), (3, 0), (64, 0), (0, 6)])
    def test_what_is_not_quite_a_dbase_table_is_none(self, tmp_path: Path, broken: tuple[int, int]) -> None:
        place, value = broken
        path = tmp_path / "台账.dbf"
        path.write_bytes(dbase()[:place] + bytes([value]) + dbase()[place + 1 :])
        assert "无法识别" in refusal(path).message

    @pytest.mark.parametrize(
        ("content", "action"),
        [
            (b"Rar!\x1a\x07\x00", "请先解压，再提交其中的表格文件"),
            (zipped("回访/说明.txt"), "请先解压，再提交其中的表格文件"),
            (
                b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(68),
                "快捷方式只指向别处的文件：请把原文件复制一份提交",
            ),
            (
                b"[InternetShortcut]\r\nURL=https://example.com\r\n",
                "快捷方式只指向别处的文件：请把原文件复制一份提交",
            ),
        ],
    )
    def test_what_only_leads_to_a_workbook_says_what_to_do(
        self, tmp_path: Path, content: bytes, action: str
    ) -> None:
        path = tmp_path / "回访"
        path.write_bytes(content)
        assert refusal(path).action == action

    def test_workbook_without_any_cell(self, tmp_path: Path) -> None:
        path = write_xlsx(tmp_path / "空.xlsx", lambda book: book.add_worksheet())
        assert refusal(path).code == "empty_workbook"

    def test_a_text_that_speaks_of_encryption_is_not_encrypted(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xls"
        path.write_bytes(
            ole2("Root Entry", "Workbook") + b"\x00" * 7 + "EncryptedPackage\x00".encode("utf-16-le")
        )
        assert refusal(path).code == "damaged"

    def test_truncated_member(self, tmp_path: Path) -> None:
        path = plain(tmp_path / "a.xlsx")
        path.write_bytes(path.read_bytes()[:-200])
        assert refusal(path).code == "damaged"

    def test_a_listed_sheet_whose_part_is_missing(self, tmp_path: Path) -> None:
        path = plain(tmp_path / "a.xlsx")
        with zipfile.ZipFile(path) as package:
            kept = [(name, package.read(name)) for name in package.namelist() if "sheet1.xml" not in name]
        with zipfile.ZipFile(path, "w") as package:
            for name, content in kept:
                package.writestr(name, content)
        error = refusal(path)
        assert error.code == "damaged"
        assert "的内容" in error.message

    def test_broken_xml(self, tmp_path: Path) -> None:
        path = edit(plain(tmp_path / "a.xlsx"), {"xl/workbook.xml": lambda old: old[:-20]})
        assert refusal(path).code == "damaged"

    def test_entity_declarations(self, tmp_path: Path) -> None:
        bomb = b'<!DOCTYPE workbook [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        path = edit(
            plain(tmp_path / "a.xlsx"),
            {"xl/workbook.xml": lambda old: old.replace(b"<workbook", bomb + b"<workbook", 1)},
        )
        assert refusal(path).code == "not_a_spreadsheet"

    @pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
    def test_entities_of_cells(self, tmp_path: Path, part: str) -> None:
        # The user must not be told to open such a file and save it anew.
        bomb = b'?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'

        def spoil(old: bytes) -> bytes:
            return old.replace(b"?>", bomb, 1).replace(b"</t>", b"&b;</t>", 1).replace(b"</v>", b"&b;</v>", 1)

        path = edit(plain(tmp_path / "a.xlsx"), {part: spoil})
        error = refusal(path)
        assert error.code == "not_a_spreadsheet"
        assert "实体" in error.message

    def test_locked_by_another_program(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def locked(_: Path) -> bytes:
            raise PermissionError(13, "in use")

        path = plain(tmp_path / "a.xlsx")
        monkeypatch.setattr(Path, "read_bytes", locked)
        assert refusal(path).code == "locked"


class TestLimits:
    @pytest.mark.parametrize(
        "limits",
        [
            ReadLimits(file_bytes=100),
            ReadLimits(unpacked_bytes=1000),
            ReadLimits(members=3),
            ReadLimits(rows=2),
            ReadLimits(columns=1),
            ReadLimits(cells=5),
            ReadLimits(sheets=1),
        ],
    )
    def test_each_bound(self, tmp_path: Path, limits: ReadLimits) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            sheet = book.add_worksheet()
            for row in range(3):
                sheet.write_row(row, 0, [row, row])
            book.add_worksheet()

        path = write_xlsx(tmp_path / "a.xlsx", fill)
        assert open_workbook(path).sheets[0].rows[2] == [2.0, 2.0]
        assert refusal(path, limits).code == "too_large"

    @pytest.mark.parametrize(
        ("limits", "seen"),
        [
            (ReadLimits(strings=2), "多于 2 条"),
            (ReadLimits(text_bytes=2048), "超过 2 KB"),
            (ReadLimits(nesting=2), "超过 2 层"),
        ],
    )
    def test_bounds_of_markup(self, tmp_path: Path, limits: ReadLimits, seen: str) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            sheet = book.add_worksheet()
            sheet.write_column(0, 0, ["甲", "乙", "长" * 1000])

        path = write_xlsx(tmp_path / "a.xlsx", fill)
        assert open_workbook(path, limits=ReadLimits(strings=3, text_bytes=3100, nesting=9)).sheets[0].rows
        error = refusal(path, limits)
        assert error.code == "too_large"
        assert seen in error.message

    def test_a_text_longer_than_a_chunk(self, tmp_path: Path) -> None:
        texts = b"<si><t>" + b"x" * (3 << 20) + b"</t></si>"
        path = edit(
            plain(tmp_path / "a.xlsx"),
            {"xl/sharedStrings.xml": lambda old: old.replace(b"</sst>", texts + b"</sst>")},
        )
        assert "超过 1,024 KB" in refusal(path).message
        assert open_workbook(path, limits=ReadLimits(text_bytes=4 << 20)).sheets[0].rows == [["客户编号"]]

    def test_a_bomb_is_refused_by_its_ratio(self, tmp_path: Path) -> None:
        path = edit(plain(tmp_path / "a.xlsx"), {SHEET: lambda old: old + b" " * (80 << 20)})
        assert path.stat().st_size < 1 << 20
        assert refusal(path).code == "too_large"

    def test_a_stated_size_that_lies(self, tmp_path: Path) -> None:
        path = edit(plain(tmp_path / "a.xlsx"), {"xl/sharedStrings.xml": lambda old: old + b" " * (80 << 20)})
        data = bytearray(path.read_bytes())
        true, false = (80 << 20), 1000
        with zipfile.ZipFile(path) as package:
            true = package.getinfo("xl/sharedStrings.xml").file_size
        position = data.find(true.to_bytes(4, "little"))
        while position >= 0:
            data[position : position + 4] = false.to_bytes(4, "little")
            position = data.find(true.to_bytes(4, "little"))
        path.write_bytes(data)
        assert refusal(path).code == "damaged"

    def test_a_cell_in_the_last_corner_does_not_fill_the_memory(self, tmp_path: Path) -> None:
        corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        xml = b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>' + corner + b"</sheetData>"
        sheet = open_workbook(sheet_xml(tmp_path / "a.xlsx", xml)).sheets[0]
        assert (len(sheet.rows), sheet.far_cells) == (1, ((1_048_576, 16_383),))
