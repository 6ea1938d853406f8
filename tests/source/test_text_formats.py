"""What a text is: told by its content, its suffix deciding between kinds of text only."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu_batch.errors import InputRejected
from kehu_batch.model.tables.source import FileFormat
from kehu_batch.source.text.encoding import decode_text
from kehu_batch.source.text_kinds import detect_text_format

TABLE = "<table><tr><td>1</td></tr></table>"
SPREADSHEET = 'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
OPEN_DOCUMENT = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
)


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("a.xls", f"<html><body>{TABLE}", FileFormat.HTML),
        ("a.xlsx", f"\ufeff\r\n <!DOCTYPE html>{TABLE}", FileFormat.HTML),
        ("a.csv", f"<HTML>{TABLE}", FileFormat.HTML),
        ("a.htm", TABLE, FileFormat.HTML),
        ("a.xls", f"<!-- 由系统导出 -->\n{TABLE}", FileFormat.HTML),
        (
            "a.xls",
            f'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "a" "b">\n<html>{TABLE}</html>',
            FileFormat.HTML,
        ),
        ("a.xls", f'<?xml version="1.0"?>{TABLE}', FileFormat.HTML),
        ("a.xls", f"<meta charset=gbk>{TABLE}", FileFormat.HTML),
        ("a.xls", f"导出时间：2023-11-30\n{TABLE}", FileFormat.HTML),
        ("a.xls", f'<?xml version="1.0"?><Workbook {SPREADSHEET}/>', FileFormat.XML),
        (
            "a.xml",
            f"<?mso-application progid='Excel.Sheet'?><!-- a --><ss:Workbook {SPREADSHEET}/>",
            FileFormat.XML,
        ),
        ("a.csv", "客户编号,名称", FileFormat.CSV),
        ("a.txt", "这是一段文字", FileFormat.CSV),
        ("a.xls", "客户编号\t名称\n1\t甲", FileFormat.CSV),
        ("a.xls", "客户编号,名称\n1,甲", FileFormat.CSV),
        ("a.xlsx", '客户编号,名称\n1,"甲,\n乙"\n2,丙', FileFormat.CSV),
        ("a.xlsx", "客户编号;名称\n1;甲\n", FileFormat.CSV),
        ("a.xlsx", "ID;Phone\nCD1;1\nCD2;2\n", FileFormat.CSV),
        ("a.et", "客户编号|名称\n1|甲\n", FileFormat.CSV),
        ("a.xlsx", "a,b,c\n" * 19 + "a,b\n", FileFormat.CSV),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_formats(file: str, text: str, expected: FileFormat, encoding: str) -> None:
    if encoding == "gb18030":
        text = text.lstrip("\ufeff")
    assert detect_text_format(text.encode(encoding), file) is expected


@pytest.mark.parametrize(
    ("file", "text", "code", "words"),
    [
        ("a.xlsx", "[object Object]", "not_a_spreadsheet", "普通文字"),
        ("a.xlsx", "各位领导,本月回访\n已全部完成。", "not_a_spreadsheet", "普通文字"),
        ("a.xlsx", "你好,甲,乙\n谢谢,丙\n再见,丁,戊,己\n", "not_a_spreadsheet", "普通文字"),
        ("a.xlsx", "客户编号,名称", "not_a_spreadsheet", "普通文字"),
        ("a.xlsx", '"a,b\nc,d', "not_a_spreadsheet", "普通文字"),
        ("a.xlsx", "{'a': 1}\n<b>", "not_a_spreadsheet", "普通文字"),
        ("a.xlsx", "a\x00b", "not_a_spreadsheet", "无法识别"),
        ("a.xml", '<?xml version="1.0"?><rows><row/></rows>', "not_a_spreadsheet", "XML 文本"),
        ("a.xls", '<?xml version="1.0"?><Workbook/>', "not_a_spreadsheet", "XML 文本"),
        (
            "a.fods",
            f'<?xml version="1.0"?><office:document {OPEN_DOCUMENT}/>',
            "not_a_spreadsheet",
            "是单文件的 OpenDocument 表格",
        ),
        (
            "a.xml",
            '<gnm:Workbook xmlns:gnm="http://www.gnumeric.org/v10.dtd"/>',
            "not_a_spreadsheet",
            "是 Gnumeric 表格",
        ),
        ("a.xls", 'ID;PWXL;N;E\r\nC;Y1;X1;K"客户"\r\nE\r\n', "not_a_spreadsheet", "是 SYLK 表格"),
        ("a.xlsx", 'TABLE\r\n0,1\r\n"EXCEL"\r\n', "not_a_spreadsheet", "是 DIF 表格"),
        ("a.xlsx", " \r\n", "empty_workbook", "空的"),
    ],
)
def test_refusals(file: str, text: str, code: str, words: str) -> None:
    with pytest.raises(InputRejected) as caught:
        detect_text_format(text.encode(), file)
    assert caught.value.code == code
    assert words in caught.value.message
    assert caught.value.action


@pytest.mark.parametrize(
    "start", ["<?", "<!--", "<!doctype [", "<!doctype x[]", "<![if a]>", "a: b\n c\n", "<"]
)
def test_hostile_beginnings_are_looked_at_once(start: str) -> None:
    with pytest.raises(InputRejected):
        detect_text_format((start * 400_000).encode(), "a.xlsx")


@given(st.binary(max_size=200), st.sampled_from(["a.xls", "a.xlsx", "a.csv", "a.html"]))
def test_any_bytes_have_a_format_or_are_refused(data: bytes, file: str) -> None:
    with suppress(InputRejected):
        assert detect_text_format(data, file) in {FileFormat.CSV, FileFormat.HTML, FileFormat.XML}


@given(
    st.text(alphabet="客户编号名称电话上门甲乙丙丁0123,\n", min_size=1),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"]),
)
def test_text_comes_back_whatever_its_encoding(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding), "a.csv") == text
