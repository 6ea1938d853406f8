"""Every workbook of ours is written in one way: text that fits, room for it, and no call refused unnoticed."""

from __future__ import annotations

import ast
import re
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import unescape
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

import kehu_batch
from kehu_batch.errors import InternalError
from kehu_batch.sheet_writing import plain_cells
from kehu_batch.sheet_writing.book import Value, add_sheet, open_book
from kehu_batch.sheet_writing.room import TALLEST, Room
from kehu_batch.sheet_writing.text import fit_text

ROOM = Room(unusable=4, line=15, padding=7)


@pytest.mark.parametrize(
    ("text", "fitted"),
    [
        ("回访\n第二行\t\u3000好", "回访\n第二行\t\u3000好"),
        # A line end is a line end in each of its spellings, as readers of XML make it one.
        ("甲\r乙", "甲\n乙"),
        ("甲\r\n乙", "甲\n乙"),
        ("a\x00b\x7fc\ufffed\ud800e", "abcde"),
        ("<r><t>x</t></r>", " <r><t>x</t></r>"),
        ("\x00<r>", " <r>"),
        ("", ""),
    ],
)
def test_text_is_kept_as_far_as_a_cell_can_hold_it(text: str, fitted: str) -> None:
    assert fit_text(text) == fitted
    assert fit_text(fitted.lstrip()) == fitted


@pytest.mark.parametrize("character", ["字", "😀"])
def test_a_text_too_long_is_cut_by_what_excel_counts_and_says_so(character: str) -> None:
    fitted = fit_text(character * 40_000)
    assert fitted.endswith("……（其余见原表）")
    assert 31_000 < len(fitted.encode("utf-16-le")) // 2 <= 32_767
    assert set(fitted.removesuffix("……（其余见原表）")) == {character}


def test_rows_have_room_for_their_lines_up_to_what_excel_knows() -> None:
    # 26 wide in 16 usable: two lines; 2 * 15 + 7.
    assert ROOM.row_height([("字" * 13, 20), ("短", 20), ("", 5)]) == 37
    assert ROOM.row_height([("", 20)]) == 22
    assert ROOM.row_height([("行\n" * 100, 20)]) == TALLEST


@pytest.mark.parametrize("streamed", [False, True])
def test_values_come_back_as_they_were_written(*, streamed: bool) -> None:
    target = BytesIO()
    with open_book(target, title="名单", streamed=streamed) as book:
        sheet = add_sheet(book, "表")
        sheet.set_widths([10, 20])
        values: list[Value] = ["=1+1", "", "http://a.example", "001", 2.5]
        for column, value in enumerate(values):
            sheet.write_value(0, column, value, None)
    read = load_workbook(BytesIO(target.getvalue()))
    assert read.properties.title == "名单"
    cells = next(read["表"].iter_rows())
    assert [cell.value for cell in cells] == ["=1+1", None, "http://a.example", "001", 2.5]
    assert [cell.data_type for cell in cells[:1]] in (["s"], ["inlineStr"])
    assert not any(cell.hyperlink for cell in cells)


def test_a_refused_call_is_an_error_that_says_which() -> None:
    with (
        pytest.raises(InternalError, match=r"“表”没有写成（write_string\(2000000, 0\) 返回 -1"),
        open_book(BytesIO()) as book,
    ):
        add_sheet(book, "表").write_value(2_000_000, 0, "甲", None)


def test_one_room_alone_asks_xlsxwriter() -> None:
    package = Path(kehu_batch.__file__).parent
    asking = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and any(name.name.startswith("xlsxwriter") for name in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xlsxwriter"))
    }
    assert asking == {f"sheet_writing/{name}.py" for name in ("book", "formula_sheet", "plain_cells")}


@pytest.mark.parametrize("streamed", [False, True])
def test_plain_cells_are_written_as_xlsxwriter_writes_them(
    streamed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [
        "甲",
        "",
        "a & b",
        "<r>b</r>",
        ' "x"',
        "前\n后",
        "尾 ",
        "\x01",
        "_x0041_",
        "_x",
        "\uffff",
        "😀",
        "0",
    ]
    numbers: list[float | date] = [0, -3, 2.5, 1e-7, 123456789012345678, date(2023, 11, 30)]
    formulas = [
        ("=A1&B1", "甲"),
        ("=A1>1", 1),
        ('=IF(A1<2,"<",1/3)', 1 / 3),
        ("=1/0", "#DIV/0!"),
        ('=""', ""),
    ]
    formulas += [("=A1=1", True), ("=A1", "a<b"), ("=XLOOKUP(A1,B:B,C:C)", 0)]

    def written() -> bytes:
        target = BytesIO()
        with open_book(target, streamed=streamed) as book:
            sheet = add_sheet(book, "表")
            for row, look in enumerate([None, book.add_format({"bold": True}), book.add_format({})]):
                values: list[str | float | date] = [*texts, *numbers]
                for column, value in enumerate(values):
                    sheet.write_value(row, column, value, look)
                for column, (formula, result) in enumerate(formulas, len(texts) + len(numbers)):
                    sheet.write_formula(row, column, formula, look, result)
        return target.getvalue()

    quickly = written()
    seen = []
    monkeypatch.setattr(plain_cells, "_plainly", lambda cell, **_: seen.append(cell))
    assert written() == quickly
    assert len(seen) == 2 * (len(texts) + len(numbers) + len(formulas))


@pytest.mark.parametrize(
    ("formula", "in_cell", "in_rule"),
    [
        ('=SUM(A1:A2)+COUNTIFS(A:A,"好")', 'SUM(A1:A2)+COUNTIFS(A:A,"好")', None),
        ("=XLOOKUP(A1,B:B,C:C)", "_xlfn.XLOOKUP(A1,B:B,C:C)", None),
        ("=IF(SUM(A1)>1,SORT(B1:B2),0)", "IF(SUM(A1)>1,_xlfn._xlws.SORT(B1:B2),0)", None),
        # Functions of 2010 to 2019 are known in rules alone.
        ("=IFS(A1>1,2)", "IFS(A1>1,2)", "_xlfn.IFS(A1>1,2)"),
        ("{=SUM(A1:A2)}", "SUM(A1:A2)", None),
        ("=A1+1", "A1+1", None),
    ],
)  # fmt: skip
def test_formulas_are_stored_under_the_names_that_excel_stores(
    formula: str, in_cell: str, in_rule: str | None
) -> None:
    target = BytesIO()
    with open_book(target) as book:
        sheet = add_sheet(book, "表")
        sheet.write_formula(0, 0, formula)
        sheet.conditional_format(1, 0, 1, 0, {"type": "formula", "criteria": formula})
    with ZipFile(BytesIO(target.getvalue())) as package:
        written = package.read("xl/worksheets/sheet1.xml").decode()
    stored = [unescape(text) for text in re.findall(r"<(?:f|formula)\b[^>]*>(.*?)</", written)]
    assert stored == [in_cell, in_rule or in_cell]
