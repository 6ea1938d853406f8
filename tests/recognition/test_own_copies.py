"""What an annotated copy says it was made of, under whatever name it comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from kehu_batch.model.tables.source import CellValue, FileFormat, Sheet, SheetState, Workbook
from kehu_batch.policy.vocabulary import OWN_SHEET_MARKER, load_vocabulary
from kehu_batch.recognition.copies import prefer_annotated_copies
from kehu_batch.recognition.own_copies import stated_originals
from kehu_batch.recognition.recognise import recognise

LISTED = (
    ("运行信息", ""),
    (f"{OWN_SHEET_MARKER}；再次投递时本表会被替换", ""),
    ("本次运行", ""),
    ("输入文件", ""),
    ("文件", "内容指纹"),
    ("回访.xlsx", "aa"),
    ("台账.xlsx", "bb"),
    ("", ""),
    ("识别出的表", ""),
)


@pytest.mark.parametrize(
    ("rows", "stated"),
    [
        (LISTED, ("回访.xlsx", "台账.xlsx")),
        # Of the user's own making: no mark of ours above.
        (LISTED[2:], ()),
        (LISTED[:3], ()),
        ((), ()),
    ],
)
def test_the_files_that_were_read_are_listed(
    rows: tuple[tuple[CellValue, ...], ...], stated: tuple[str, ...]
) -> None:
    sheet = Sheet("终稿.xlsx", "运行信息", SheetState.VISIBLE, rows)
    book = Workbook(Path("终稿.xlsx"), "终稿.xlsx", FileFormat.XLSX, "", (sheet, sheet))
    assert stated_originals((book,)) == stated


@pytest.mark.parametrize(
    ("copy", "read"),
    [
        ("回访_批注.xlsx", ["回访_批注.xlsx"]),
        ("回访_批注 (1).xlsx", ["回访_批注 (1).xlsx"]),
        ("回访_批注-最终版.xlsx", ["回访_批注-最终版.xlsx"]),
        ("台账_批注.xlsx", ["回访.xlsx", "台账_批注.xlsx"]),
    ],
)
def test_of_an_original_and_its_copy_the_copy_is_read(copy: str, read: list[str]) -> None:
    table: tuple[tuple[CellValue, ...], ...] = (
        ("客户编号", "客户名称", "本次回访时间"),
        ("A001", "甲公司", "2023-11-05"),
    )
    original = Sheet("回访.xlsx", "回访", SheetState.VISIBLE, table)
    sheets = tuple(
        Sheet(copy, name, SheetState.VISIBLE, rows) for name, rows in (("回访", table), ("运行信息", LISTED))
    )
    books = (
        Workbook(Path("回访.xlsx"), "回访.xlsx", FileFormat.XLSX, "", (original,)),
        Workbook(Path(copy), copy, FileFormat.XLSX, "", sheets),
    )
    kept, recognition = prefer_annotated_copies(books, recognise(books, load_vocabulary()))
    assert [book.file for book in kept] == read
    assert sorted({region.file for region in recognition.regions}) == sorted(read)
    assert ["KB112"] * (2 - len(read)) == [one.code for one in recognition.findings if one.code == "KB112"]
