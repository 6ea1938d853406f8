from __future__ import annotations

import time
import tracemalloc
from datetime import date, datetime
from html import escape
from pathlib import Path
from unittest.mock import ANY

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu_batch.errors import InputRejected
from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import CellValue, FileFormat, MergedRange, Sheet, SheetState
from kehu_batch.source.html.web_page import read_web_page
from kehu_batch.source.opening import open_workbook

OFFICE = 'xmlns:x="urn:schemas-microsoft-com:office:excel"'
#: Rows that make any table one of data.
MORE = "<tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr>"


def sheets(page: str | bytes, limits: ReadLimits | None = None) -> tuple[Sheet, ...]:
    data = page.encode() if isinstance(page, str) else page
    return read_web_page(data, "导出.xls", limits or ReadLimits()).sheets


def sheet(page: str | bytes) -> Sheet:
    (only,) = sheets(page)
    return only


def table(inner: str) -> Sheet:
    return sheet(f"<html><body><table>{inner}</table></body></html>")


def cell(markup: str, head: str = "") -> CellValue:
    """Return what one cell is read as."""
    return sheet(f"{head}<table><tr>{markup}<td>x</td></tr>{MORE}</table>").rows[0][0]


def refusal(page: str | bytes, name: str = "导出.xls", limits: ReadLimits | None = None) -> InputRejected:
    with pytest.raises(InputRejected) as caught:
        read_web_page(page.encode() if isinstance(page, str) else page, name, limits or ReadLimits())
    assert name in caught.value.message
    assert caught.value.action
    return caught.value


class TestTables:
    def test_cells_and_rows_that_are_never_closed(self) -> None:
        assert table("<TR><TD>客户编号<TD>名称<TR><TD>000123<TD>甲<TR><TD>A2<TD>乙").rows == [
            ["客户编号", "名称"],
            ["000123", "甲"],
            ["A2", "乙"],
        ]

    def test_rows_without_a_table(self) -> None:
        assert sheet("<tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr>").rows == [
            ["a", "b"],
            ["c", "d"],
        ]

    def test_spans_push_cells_on_and_are_merged_ranges(self) -> None:
        read = table(
            "<tr><td colspan=3>标题</td></tr>"
            "<tr><td rowspan=2>A</td><td>B</td><td>C</td></tr>"
            "<tr><td>E</td><td rowspan='9'>F</td></tr>"
            "<tr><td colspan='0'>G</td><td>H</td></tr>"
        )
        assert read.rows == [["标题", "", ""], ["A", "B", "C"], ["", "E", "F"], ["G", "H", ""]]
        assert read.merged == (MergedRange(1, 0, 1, 2), MergedRange(2, 0, 3, 0), MergedRange(3, 2, 4, 2))

    def test_rowspan_of_zero_reaches_down_to_the_end_of_its_section(self) -> None:
        read = table(
            "<tbody><tr><td rowspan=0>A</td><td>1</td></tr><tr><td>2</td></tr></tbody><tr><td>B</td><td>3</td></tr>"
        )
        assert read.rows == [["A", "1"], ["", "2"], ["B", "3"]]
        assert read.merged == (MergedRange(1, 0, 2, 0),)

    def test_span_beyond_the_table_ends_with_it(self) -> None:
        read = table(f"<tr><td colspan=800 rowspan=60000>标题</td></tr>{MORE}".replace("rowspan=60000", ""))
        assert read.rows[0] == ["标题", ""]
        assert read.merged == (MergedRange(1, 0, 1, 1),)

    def test_foot_stands_below_the_body_wherever_it_is_written(self) -> None:
        read = table(
            "<tfoot><tr><td>合计</td><td>3</td></tr></tfoot><thead><tr><th>名称</th><th>数</th></tr></thead>"
            f"<tbody>{MORE}</tbody>"
        )
        assert read.rows == [["名称", "数"], ["甲", "1"], ["乙", "2"], ["合计", "3"]]

    def test_inner_table_with_data_is_read_and_the_one_around_it_is_not(self) -> None:
        read = sheet(f"<table><tr><td>菜单</td><td><table>{MORE}</table></td></tr></table>")
        assert read.rows == [["菜单", ""], ["甲", "1"], ["乙", "2"]]
        assert read.merged == (MergedRange(1, 0, 1, 1),)

    def test_small_table_is_part_of_the_cell_around_it(self) -> None:
        head = "<table><tr><td>客户<br>编号</td><td><img src=a.gif></td></tr></table>"
        read = table(f"<tr><td>{head}</td><td>数</td></tr>{MORE}")
        assert read.rows == [["客户\n编号", "数"], ["甲", "1"], ["乙", "2"]]

    def test_tables_are_sheets_of_their_own_with_the_lines_over_them(self) -> None:
        first, second = sheets(
            f"<h2>回访</h2><p>单位：万元</p><table>{MORE}</table><h2>应收</h2><table>{MORE}</table><p>制表人：王敏</p>"
        )
        assert (first.name, second.name) == ("表1", "表2")
        assert first.rows == [["回访", ""], ["单位：万元", ""], ["甲", "1"], ["乙", "2"]]
        assert second.rows == [["应收", ""], ["甲", "1"], ["乙", "2"], ["制表人：王敏", ""]]
        assert second.merged == (MergedRange(1, 0, 1, 1), MergedRange(4, 0, 4, 1))

    def test_headings_in_a_table_of_their_own_stand_over_the_rows(self) -> None:
        read = sheet(
            "<table><tr><th rowspan=2>名称</th><th colspan=2>数</th></tr><tr><th>年</th><th>月</th></tr></table>"
            "<table><tr><td>甲</td><td>1</td><td>2</td></tr><tr><td>乙</td><td>3</td><td>4</td></tr></table>"
        )
        assert read.rows == [["名称", "数", ""], ["", "年", "月"], ["甲", "1", "2"], ["乙", "3", "4"]]
        assert read.merged == (MergedRange(1, 0, 2, 0), MergedRange(1, 1, 1, 2))

    def test_next_page_without_headings_goes_on_and_any_other_table_does_not(self) -> None:
        heads = "<tr><th>名称</th><th>数</th></tr>"
        assert len(sheets(f"<table>{heads}{MORE}</table><hr><table>{MORE}</table>")) == 1
        assert len(sheets(f"<table>{heads}{MORE}</table><table>{heads}{MORE}</table>")) == 2
        assert len(sheets(f"<table>{heads}{MORE}</table><p>应收</p><table>{MORE}</table>")) == 2
        assert len(sheets(f"<table>{MORE}</table><table>{MORE}</table>")) == 2

    def test_table_opened_twice_is_one(self) -> None:
        assert sheet(f"<table><table>{MORE}</table></table>").rows == [["甲", "1"], ["乙", "2"]]

    def test_page_of_one_row_is_read(self) -> None:
        assert sheet("<table><tr><th>客户编号</th><th>名称</th></tr></table>").rows == [["客户编号", "名称"]]


class TestNames:
    def named(self, name: str, body: str) -> list[str]:
        options = (
            f"<xml><x:ExcelWorkbook><x:ExcelWorksheets>{name}</x:ExcelWorksheets></x:ExcelWorkbook></xml>"
        )
        page = (
            f"<html {OFFICE}><head><!--[if gte mso 9]>{options}<![endif]--></head><body>{body}</body></html>"
        )
        return [read.name for read in sheets(page)]

    def test_only_name_that_excel_left(self) -> None:
        one = "<x:ExcelWorksheet>\n <x:Name>回访&amp;跟进</x:Name></x:ExcelWorksheet>"
        assert self.named(one, f"<table>{MORE}</table>") == ["回访&跟进"]
        assert self.named(one, f"<table>{MORE}</table><table>{MORE}</table>") == ["表1", "表2"]
        assert self.named(one + one, f"<table>{MORE}</table>") == ["表1"]

    def test_captions_cut_to_what_a_sheet_may_have_and_told_apart(self) -> None:
        caption = f"<table><caption>{'客' * 40}<br>户</caption>{MORE}</table>"
        assert self.named("", caption * 2) == ["客" * 31, "客" * 26 + "(2)"]


class TestText:
    @pytest.mark.parametrize(
        ("markup", "text"),
        [
            ("<td>  a\r\n\t b  </td>", "a b"),
            ("<td>&nbsp;000123&nbsp;</td>", "000123"),
            ("<td>a&nbsp;&nbsp; b</td>", "a b"),
            ("<td>甲&amp;乙&lt;丙&gt;&#20122;&#x4e01;</td>", "甲&乙<丙>亚丁"),
            ("<td>1、慢<br>2、贵<BR/></td>", "1、慢\n2、贵"),
            # Reading aids above a word are no part of it, with or without ends of their own.
            ("<td><ruby>东京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>商事</td>", "东京商事"),
            ("<td><ruby>东<rt>とう<rb>京<rt>きょう</ruby>商事</td>", "东京商事"),
            ("<td><p>一</p><p>二</p><div>三</div></td>", "一\n二\n三"),
            ("<td><b>重</b>要<!-- 注 --> <i>客户</i></td>", "重要 客户"),
            ("<td><pre>一\r\n二</pre></td>", "一\n二"),
            ("<td>a<script>document.write('<td>b')</script>c</td>", "ac"),
            ("<td>1 < 2 <3</td>", "1 < 2 <3"),
            ("<td title='a > b' alt=\"<td>\">x</td>", "x"),
            ("<td>看<span style='DISPLAY: none'>不<span>见</span></span>见</td>", "看见"),
            (
                "<td><input type=hidden value=1><input value='电话'><input type=checkbox value=on></td>",
                "电话",
            ),
            ("<td><select><option>电话<option selected>上门<option>微信</select></td>", "上门"),
            ("<td><select><option value=''>请选择</option><option>电话</option></select></td>", "请选择"),
            ("<td><textarea>一\n二</textarea></td>", "一\n二"),
            ("<td>&#xD800;&#99999999999999999999;&#0;&notanentity;</td>", "\ufffd\ufffd\ufffd¬anentity;"),
            ('<td>="000123"</td>', "000123"),
        ],
    )
    def test_as_a_browser_shows_it(self, markup: str, text: str) -> None:
        assert cell(markup) == text

    def test_number_of_a_character_with_more_digits_than_an_integer_may_have(self) -> None:
        assert cell(f"<td>&#{'9' * 5000};</td>") == f"&#{'9' * 5000};"

    def test_comments_by_excel_are_no_text(self) -> None:
        anchor = "<span class=msocomspan1><a class=msocomanchor href='#_msocom_1'>[1]</a></span>"
        listed = "<div style='mso-element:comment-list'>注</div>"
        page = f"<table><tr><td>A{anchor}</td><td>1</td></tr>{MORE}</table>{listed}"
        assert sheet(page).rows == [["A", "1"], ["甲", "1"], ["乙", "2"]]


class TestValues:
    @pytest.mark.parametrize(
        ("markup", "value"),
        [
            ("<td>1,234.50</td>", "1,234.50"),
            ("<td x:num>12</td>", "12"),
            ('<td x:num="1234.56">1,234.6</td>', 1234.56),
            ('<td x:num="-1234.56">(1,235)</td>', -1234.56),
            ('<td x:num="9000">9.00E+03</td>', 9000.0),
            ('<td x:num="1234.5">1,234.50</td>', "1,234.50"),
            ('<td x:num="99">1,234.5</td>', "1,234.5"),
            ('<td x:num="123">000123</td>', "000123"),
            # Shown in red instead of with its sign.
            ('<td x:num="-500">500.00</td>', -500.0),
            ('<td sdval="-500" sdnum="1033;0;#,##0.00;[RED]#,##0.00">500.00</td>', -500.0),
            (
                '<td sdval="46331" sdnum="1033;0;M&quot;月&quot;D&quot;日&quot;">11月5日</td>',
                date(2026, 11, 5),
            ),
            ('<td sdval="100" sdnum="1033;">100</td>', "100"),
            ('<td x:str="x" x:num="123.45">123.5</td>', "123.5"),
            ('<td x:num="6.2170000123456789E+18">6.217E+18</td>', 6.2170000123456789e18),
            ("<td>6217000012345678901</td>", "6217000012345678901"),
            ("<td style=\"mso-number-format:'\\@'\">000123</td>", "000123"),
            ("<td style='mso-number-format:\"000000\"'>123</td>", "000123"),
            ("<td style=\"vnd.ms-excel.numberformat:000000\" x:num='123'>123</td>", "000123"),
            ("<td style='mso-number-format:\"\\0022KH\\00220000\"'>7</td>", "KH0007"),
            (
                "<td style='mso-number-format:\"yyyy\\\\-mm\\\\-dd\"' x:num='45235'>11-05</td>",
                date(2023, 11, 5),
            ),
            (
                "<td style='mso-number-format:\"Short Date\"' x:num='45235.5'>11/5</td>",
                datetime(2023, 11, 5, 12),
            ),
            ("<td style='vnd.ms-excel.numberformat:yyyy-mm-dd'>2023-11-05</td>", "2023-11-05"),
            ("<td style='mso-number-format:Standard'>5.5</td>", "5.5"),
            ("<td style='mso-number-format:0%' x:num='0.856'>86%</td>", "85.6%"),
            ("<td style='mso-number-format:0%' x:num='0.86'>86%</td>", "86%"),
        ],
    )
    def test_what_is_shown_counts_unless_the_page_knows_more(self, markup: str, value: CellValue) -> None:
        read = cell(markup)
        assert (read, type(read)) == (value, type(value))

    def test_formats_and_hiding_by_class(self) -> None:
        style = "<style><!--table {a:b} td.id, .no {mso-number-format:000;} .off{display:none}--></style>"
        assert cell("<td class='x id'>7</td>", style) == "007"
        read = sheet(f"{style}<table>{MORE}<tr class=off><td>丙</td><td>3</td></tr></table>")
        assert read.hidden_rows == {3}

    def test_serial_numbers_from_1904(self) -> None:
        page = (
            "<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook></xml><![endif]-->"
            f"<table><tr><td style='mso-number-format:d' x:num=43773>5</td><td>x</td></tr>{MORE}</table>"
        )
        content = read_web_page(page.encode(), "a.xls", ReadLimits())
        assert content.date1904
        assert content.sheets[0].rows[0][0] == date(2023, 11, 5)


class TestHidden:
    def test_rows_columns_and_tables_that_are_not_shown(self) -> None:
        read = table(
            "<colgroup><col><col span=2 style='display:none'></colgroup>"
            "<tr><td>a</td><td>b</td><td>c</td></tr><tr style='display: none'><td>d</td><td>e</td><td>f</td></tr>"
            "<tbody hidden><tr><td>g</td><td>h</td><td>i</td></tr></tbody>"
        )
        assert read.hidden_rows == {2, 3}
        assert read.hidden_columns == {1, 2}
        assert read.state is SheetState.VISIBLE
        off = sheet(f"<div style='display:none'><div></div><table>{MORE}</table></div>")
        assert off.state is SheetState.HIDDEN

    def test_column_whose_cells_are_all_hidden_is_a_hidden_column(self) -> None:
        read = table(
            "<tr><th style='display:none'>主键</th><th>名称</th></tr>"
            "<tr><td style='display:none'>G1</td><td>甲</td></tr><tr><td style='display:none'>G2</td><td>乙</td></tr>"
        )
        assert read.rows == [["主键", "名称"], ["G1", "甲"], ["G2", "乙"]]
        assert read.hidden_columns == {0}

    def test_hidden_cells_under_shown_headings_take_no_column(self) -> None:
        off = "<td style='display:none'>"
        read = table(f"<tr><th>名称</th><th>数</th></tr><tr>{off}G1</td><td>甲</td><td>1</td></tr>")
        assert read.rows == [["名称", "数"], ["甲", "1"]]


class TestEncodings:
    PAGE = f"<html><head><meta http-equiv='Content-Type' content='text/html; charset=%s'></head><table>{MORE}</table>"

    @pytest.mark.parametrize(
        ("declared", "encoding"),
        [
            ("gb2312", "gb18030"),
            ("GBK", "gb18030"),
            ("utf-8", "utf-8"),
            ("utf-8", "utf-8-sig"),
            ("unicode", "utf-16"),
            ("utf-16", "utf-16-le"),
            # Systems declare what they do not write.
            ("gb2312", "utf-8"),
            ("utf-8", "gb18030"),
            ("iso-8859-1", "gb18030"),
            ("windows-1252", "utf-8"),
            ("none-such", "gb18030"),
        ],
    )
    def test_text_is_read_as_it_is_written(self, declared: str, encoding: str) -> None:
        assert sheet((self.PAGE % declared).encode(encoding)).rows == [["甲", "1"], ["乙", "2"]]

    def test_traditional_characters(self) -> None:
        page = (self.PAGE % "big5").replace("甲", "客戶編號碁").encode("cp950")
        assert sheet(page).rows[0] == ["客戶編號碁", "1"]

    def test_rare_characters_need_the_declaration(self) -> None:
        rare = "<table>" + "<tr><td>甪喆囍</td><td>1</td></tr>" * 2 + "</table>"
        assert sheet(f"<meta charset=gbk>{rare}".encode("gbk")).rows[0][0] == "甪喆囍"
        assert refusal(rare.encode("gbk")).code == "unknown_encoding"

    def test_western_page(self) -> None:
        page = (self.PAGE % "windows-1252").replace("甲", "José Müller").replace("乙", "Größe")
        assert sheet(page.encode("cp1252")).rows == [["José Müller", "1"], ["Größe", "2"]]

    def test_page_with_a_broken_character_is_refused(self) -> None:
        page = (self.PAGE % "gb2312").encode("gb18030").replace("乙".encode("gb18030"), b"\xd2<")
        assert refusal(page).code == "unknown_encoding"


class TestRefusals:
    def test_login_page(self) -> None:
        error = refusal(
            "<html><head><title>登录</title></head><body><form><p>登录超时，请重新登录！</p><table>"
            "<tr><td>用户名</td><td><input name=u></td><td>必填</td></tr>"
            "<tr><td>密码</td><td><input type=password></td></tr></table></form></body></html>"
        )
        assert error.code == "not_a_spreadsheet"
        assert "没有带数据的表格" in error.message
        assert "登录超时" in error.message
        assert "登录已过期" in error.action

    @pytest.mark.parametrize(
        "page", ["", "<html></html>", "<table></table>", "<table><tr><td>1</td></tr></table>"]
    )
    def test_page_without_data(self, page: str) -> None:
        assert "没有带数据的表格" in refusal(page).message

    def test_first_page_of_a_workbook_saved_as_pages(self) -> None:
        page = (
            "<html><head><meta name='Excel Workbook Frameset'><script>document.write('<table>')</script></head>"
            "<frameset rows='*,39'><frame src='a.files/sheet001.htm'><noframes><body>不支持框架</body></noframes></frameset>"
        )
        assert "旁边的文件夹" in refusal(page).message

    @pytest.mark.parametrize(
        "end",
        [
            "<tr><td>丙</td><td>3</t",
            "<tr><td>丙</td><td clas",
            "<tr><td>丙</td><td>3",
            "<tr><td>丙<!-- 备",
            "<td><textarea>x",
        ],
    )
    def test_page_that_breaks_off(self, end: str) -> None:
        error = refusal(f"<table>{MORE}{end}")
        assert error.code == "damaged"
        assert "没有下载完整" in error.message

    def test_page_that_ends_behind_a_row_or_closes_nothing_is_whole(self) -> None:
        assert len(sheet(f"<table>{MORE}").rows) == 2
        assert len(sheet("<table><tr><td>a<td>b<tr><td>c<td>d").rows) == 2


class TestArchives:
    def archive(self, *files: tuple[str, str, bytes], end: bytes = b"--") -> bytes:
        parts = (
            f"Content-Type: {kind}\nContent-Location: file:///C:/1/{place}\n\n".encode() + content
            for place, kind, content in files
        )
        head = b'From: <Saved by Excel>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n boundary="=_x"\n\n'
        return head + b"".join(b"--=_x\n" + part + b"\n" for part in parts) + b"--=_x" + end

    def test_sheets_by_name_with_their_state(self) -> None:
        listed = "".join(
            f'<x:ExcelWorksheet><x:Name>{name}</x:Name><x:WorksheetSource HRef="A.files/{place}"/></x:ExcelWorksheet>'
            for name, place in (("乙表", "2.htm"), ("甲表", "1.htm"), ("图", "none.htm"))
        )
        read = sheets(
            self.archive(
                ("A.htm", "text/html; charset=utf-8", f"<!--{listed}--><frameset></frameset>".encode()),
                ("A.files/1.htm", 'text/html; charset="gb2312"', f"<table>{MORE}</table>".encode("gbk")),
                (
                    "A.files/2.htm",
                    "text/html",
                    b"<!--<x:Visible>SheetHidden</x:Visible>--><table><td class=n>7</table>",
                ),
                ("A.files/s.css", "text/css", b".n {mso-number-format:000}"),
                ("A.files/p.png", "image/png", b"\x89PNG"),
            )
        )
        assert [(one.name, one.state, one.rows) for one in read] == [
            ("乙表", SheetState.HIDDEN, [["007"]]),
            ("甲表", SheetState.VISIBLE, [["甲", "1"], ["乙", "2"]]),
        ]

    def test_archive_of_one_page(self, tmp_path: Path) -> None:
        path = tmp_path / "导出.xlsx"
        path.write_bytes(self.archive(("a.htm", "text/html", f"<table>{MORE}</table>".encode())))
        book = open_workbook(path)
        assert book.format is FileFormat.HTML
        assert book.sheets[0].rows == [["甲", "1"], ["乙", "2"]]

    def test_broken_archives(self) -> None:
        page = ("a.htm", "text/html", f"<table>{MORE}</table>".encode())
        assert refusal(self.archive(page, end=b"")).code == "damaged"
        assert refusal(self.archive(page).replace(b"boundary", b"bound")).code == "damaged"
        assert refusal(self.archive(("a.png", "image/png", b""))).code == "not_a_spreadsheet"
        coded = (page[0], "text/html\nContent-Transfer-Encoding: base64", b"*")
        assert refusal(self.archive(coded)).code in {"damaged", "not_a_spreadsheet"}
        assert refusal(self.archive(*[page] * 9), limits=ReadLimits(members=8)).code == "too_large"


class TestBounds:
    @pytest.mark.parametrize(
        ("page", "limits"),
        [
            (f"<table>{MORE}</table>", ReadLimits(rows=1)),
            ("<table>" + "<tr><td>a<td>b<td>c" * 2, ReadLimits(columns=2)),
            ("<table>" + "<tr><td colspan=2>a<td>b" * 2, ReadLimits(columns=2)),
            (f"<table>{MORE}</table>", ReadLimits(cells=3)),
            (f"<table>{MORE}</table><table>{MORE}</table>", ReadLimits(sheets=1)),
            (f"<table>{MORE}</table>".replace("甲", "甲" * 11), ReadLimits(text_bytes=10)),
            ("<p>a" * 11, ReadLimits(rows=10)),
        ],
    )
    def test_bounds(self, page: str, limits: ReadLimits) -> None:
        assert refusal(page, limits=limits).code == "too_large"

    def test_sparse_sheet(self) -> None:
        page = "<table>" + "<tr><td colspan=1000><td colspan=900><td>x</td><td>y</td></tr>" * 3 + "</table>"
        assert len(sheet(page).rows[0]) == 1902
        assert refusal(page, limits=ReadLimits(sparse_cells=5000)).code == "too_large"

    @pytest.mark.parametrize(
        "page",
        [
            pytest.param("<table><tr>" + "<td colspan=999999999 rowspan=999999999>x" * 9_000, id="spans"),
            pytest.param(
                "<table><tr>" + "<td rowspan=65534>" * 1999 + "<tr><td>" * 60_000, id="taken columns"
            ),
            pytest.param("<table><tr>" + "<td colspan=1000 rowspan=2>" * 20_000, id="wide spans"),
            pytest.param("<table><tr><td>" * 60_000, id="tables in tables"),
            pytest.param("<table>" * 200_000, id="tables"),
            pytest.param("<div style='display:none'>" * 40_000, id="hidden in hidden"),
            pytest.param("<table><tr>" * 60_000, id="rows"),
            pytest.param("<table><tr><td>" + "<b>" * 200_000, id="inline"),
            pytest.param("<table><tr><td " + "a=1 " * 200_000 + ">x", id="attributes"),
            pytest.param("<table><tr><td a='" + "x" * 2_000_000, id="attribute"),
            pytest.param("<table><td style='" + "mso-number-format:" * 100_000 + "'>x", id="style"),
            pytest.param("<style>" + ".a{" * 200_000 + "</style>", id="style sheet"),
            pytest.param("<style>" + "{" * 1_000_000, id="braces"),
            pytest.param("<!--" * 300_000, id="comments"),
            pytest.param("<a " * 300_000, id="tags that never end"),
            pytest.param("<a b='" * 300_000, id="quotes"),
            pytest.param("&#" * 500_000, id="entities"),
            pytest.param("<select>" * 200_000, id="lists"),
            pytest.param("<xml><x:ExcelWorksheet>" * 50_000, id="names"),
            pytest.param("<meta " * 500_000, id="declarations"),
        ],
    )
    def test_hostile_pages_end_soon(self, page: str) -> None:
        # Each would take hours where the work grew with the square of its length, or with what it claims.
        begun = time.process_time()
        assert refusal(page).code in {"not_a_spreadsheet", "damaged", "too_large"}
        assert time.process_time() - begun < 30

    @pytest.mark.parametrize(
        "page", ["<table><tr><td>" * 20_000, "<table></table>" * 20_000, "<p></p>" * 20_000]
    )
    def test_hostile_pages_take_little_memory(self, page: str) -> None:
        tracemalloc.start()
        refusal(page)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 50 * len(page)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read = sheets(data)
    except InputRejected:
        return
    assert all(len({len(row) for row in one.rows}) <= 1 for one in read)


TAGS = (
    "table",
    "tr",
    "td",
    "th",
    "tbody",
    "thead",
    "tfoot",
    "caption",
    "col",
    "p",
    "br",
    "div",
    "select",
    "option",
    "input",
    "script",
    "style",
    "pre",
    "frameset",
)
PIECES = st.sampled_from(
    [
        *(f"<{name}>" for name in TAGS),
        *(f"</{name}>" for name in TAGS),
        *(
            "<td colspan=2>",
            "<td rowspan=3>",
            "<td rowspan=0>",
            "<td style='display:none'>",
            "<tr hidden>",
            "<col span=2>",
        ),
        *("甲", " ", "&nbsp;", "&amp", "<!--", "-->", "<", ">", "<td x:num='1.5'>", "'", '"'),
    ]
)


@given(st.lists(PIECES, max_size=60))
def test_any_markup_is_read_or_refused_and_ranges_lie_on_the_sheet(pieces: list[str]) -> None:
    try:
        read = sheets("".join(pieces))
    except InputRejected:
        return
    names = [one.name.casefold() for one in read]
    assert len(set(names)) == len(names)
    for one in read:
        assert len({len(row) for row in one.rows}) == 1
        for area in one.merged:
            assert 1 <= area.first_row <= area.last_row <= len(one.rows)
            assert 0 <= area.first_column <= area.last_column < len(one.rows[0])
            assert one.rows[area.first_row - 1][area.first_column] != ""
        assert all(row <= len(one.rows) for row in one.hidden_rows)


@given(
    st.lists(
        st.lists(
            st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1),
            min_size=2,
            max_size=2,
        ),
        min_size=2,
        max_size=5,
    )
)
def test_text_comes_back(rows: list[list[str]]) -> None:
    page = "".join("<tr>" + "".join(f"<td>{escape(value)}</td>" for value in row) + "</tr>" for row in rows)
    wanted = [[value if value[:2] != '="' else ANY for value in row] for row in rows]
    assert sheet(f"<table>{page}</table>").rows == wanted
