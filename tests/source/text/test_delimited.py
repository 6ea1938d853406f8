from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu_batch.errors import InputRejected
from kehu_batch.model.limits import ReadLimits
from kehu_batch.model.tables.source import FileFormat
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook
from kehu_batch.source.text.delimited import read_delimited

TABLE = '客户编号,客户名称\r\n000123,"甲,乙"\r\nA2,丙\r\n'
ROWS = [["客户编号", "客户名称"], ["000123", "甲,乙"], ["A2", "丙"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes(TABLE.encode(encoding))
    book = open_workbook(path)
    assert book.format is FileFormat.CSV
    assert [sheet.name for sheet in book.sheets] == ["台账"]
    assert book.sheets[0].rows == ROWS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes(TABLE.encode(encoding))
    assert open_workbook(path).sheets[0].rows == ROWS
    path.write_bytes(TABLE.encode(encoding)[1:])
    with pytest.raises(InputRejected):
        open_workbook(path)


@pytest.mark.parametrize("encoding", ["cp950", "gb18030"])
def test_traditional_characters_are_told_from_western_ones(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "回訪.csv"
    path.write_bytes("客戶編號,客戶名稱,回訪方式\r\nA1,臺灣資訊,電話\r\n".encode(encoding))
    assert open_workbook(path).sheets[0].rows[1] == ["A1", "臺灣資訊", "電話"]


def test_rare_ideographs_of_four_bytes_say_that_it_is_gb18030(tmp_path: Path) -> None:
    file = tmp_path / "名单.csv"
    file.write_bytes("客户,回访人\n𠮷野家,㛃敏\n𠮷喆,㛃敏\n".encode("gb18030"))
    assert open_workbook(file).sheets[0].rows[1:] == [["𠮷野家", "㛃敏"], ["𠮷喆", "㛃敏"]]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"客户编号{delimiter}备注\n1{delimiter}好\n2{delimiter}好。很好\n", encoding="utf-8")
    assert open_workbook(path).sheets[0].rows == [["客户编号", "备注"], ["1", "好"], ["2", "好。很好"]]


def test_tab_delimited_text_under_xls(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_bytes("客户编号\t客户名称\r\n1\t甲\r\n".encode("gb18030"))
    assert open_workbook(path).sheets[0].rows == [["客户编号", "客户名称"], ["1", "甲"]]


@pytest.mark.parametrize(
    "text",
    [
        "Name,Café\nJosé,Müller\nPréférence,Größe\nÉlève,Übung\n",
        # As Big5 all of these are common characters.
        "Ärzte,Äpfel,Ämter,Ärger,Änderung,Äcker,Ästhetik,Äther,Äon,Ähre,Äste,Älter\n",
    ],
)
def test_western_text_is_not_taken_for_chinese(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("cp1252"))
    with pytest.raises(InputRejected) as caught:
        open_workbook(path)
    assert caught.value.code == "unknown_encoding"


def test_cut_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("客户编号,客户名称\n".encode() + b"\xe5\xae\xff,1\n")
    with pytest.raises(InputRejected) as caught:
        open_workbook(path)
    assert caught.value.code == "unknown_encoding"


@pytest.mark.parametrize("end", [b"\x1a", b"\x00" * 64, b"\x1a\x00\x00"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_what_old_systems_end_a_file_with_is_no_row(tmp_path: Path, encoding: str, end: bytes) -> None:
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    path = tmp_path / "台账.csv"
    path.write_bytes(mark + (TABLE + end.decode()).encode(encoding))
    assert open_workbook(path).sheets[0].rows == ROWS


@pytest.mark.parametrize(
    ("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\x00\x00\xfe\xff", "utf-32-be")]
)
def test_a_line_break_of_one_byte_ends_a_text_of_wide_characters(
    tmp_path: Path, mark: bytes, encoding: str
) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes(mark + TABLE.encode(encoding) + b"\n")
    assert open_workbook(path).sheets[0].rows == ROWS
    path.write_bytes(mark + TABLE.encode(encoding) + b"a")
    with pytest.raises(InputRejected):
        open_workbook(path)


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (lambda data: data[:-4], "台账.csv 的 UTF-8 文字在第 3 行有损坏的字节，文件末尾被截断，可能没有传完"),
        (lambda data: data.replace("甲".encode(), b"\xff"), "台账.csv 的 UTF-8 文字在第 2 行有损坏的字节"),
    ],
)
def test_utf8_with_a_broken_byte_is_refused_for_that(
    tmp_path: Path, spoilt: Callable[[bytes], bytes], said: str
) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes(spoilt(TABLE.encode()))
    with pytest.raises(InputRejected) as caught:
        open_workbook(path)
    assert caught.value.message == said


def test_separator_line_quoted_numbers_ragged_rows_and_trailing_blanks() -> None:
    text = 'sep=;\n客户编号;名称\n="000123";a;extra\n1\n;;\n\n'
    (sheet,) = read_delimited(text.encode(), "a.csv", ReadLimits()).sheets
    assert sheet.rows == [["", "", ""], ["客户编号", "名称", ""], ["000123", "a", "extra"], ["1", "", ""]]


def test_line_break_inside_a_cell_is_one_row() -> None:
    (sheet,) = read_delimited(b'a,b\n"x\ny",2\n', "a.csv", ReadLimits()).sheets
    assert sheet.rows == [["a", "b"], ["x\ny", "2"]]


@pytest.mark.parametrize(
    ("second", "cells", "loose"),
    [
        # Never closed; closed within a later cell; behind a cell of two lines.
        ('A2,"12寸屏\nA3,大\n', ["A2", '"12寸屏'], {(3, 1)}),
        ('A2,"12寸屏\nA3,24寸"屏\n', ["A2", '"12寸屏'], {(3, 1)}),
        ('"A\n2","12寸屏\nA3,大\n', ["A\n2", '"12寸屏'], {(3, 1)}),
        # Neighbours: pairs, one that goes on behind its end, and an inch mark within a cell.
        ('A2,"12寸\n屏"\nA3,大\n', ["A2", "12寸\n屏"], set()),
        ('A2,"12寸"屏\nA3,大\n', ["A2", "12寸屏"], set()),
        ('A2,12"屏\nA3,大\n', ["A2", '12"屏'], set()),
    ],
)
def test_a_quote_that_none_closes_takes_in_no_rows(
    second: str, cells: list[str], loose: set[tuple[int, int]]
) -> None:
    text = "客户编号,备注\nA1,小\n" + second
    (sheet,) = read_delimited(text.encode(), "a.csv", ReadLimits()).sheets
    assert [list(sheet.rows[2]), sheet.rows[3][0], len(sheet.rows)] == [cells, "A3", 4]
    assert sheet.loose_quotes == loose


def test_a_lone_quote_is_told(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_text(
        '客户编号,客户名称,年合作金额,屏\nA1,甲,1,小\nA2,乙,2,"12寸\nA3,丙,3,大\n', encoding="utf-8"
    )
    found = [
        one for one in recognise((open_workbook(path),), load_vocabulary()).findings if one.code == "KB141"
    ]
    assert [one.message for one in found] == [
        "1 格以引号开头而没有配对的引号（D3），引号按文字读，后面各行照常读入"
    ]


@pytest.mark.parametrize("limits", [ReadLimits(rows=2), ReadLimits(columns=1), ReadLimits(cells=4)])
def test_bounds(limits: ReadLimits) -> None:
    with pytest.raises(InputRejected) as caught:
        read_delimited(b"a,b\n1,2\n3,4\n", "a.csv", limits)
    assert caught.value.code == "too_large"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        (sheet,) = read_delimited(data, "a.csv", ReadLimits()).sheets
    except InputRejected:
        return
    assert len({len(row) for row in sheet.rows}) <= 1
