"""What an annotated copy says it was made of, under whatever name it comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from kehu_batch.model.tables.source import CellValue, FileFormat, Sheet, SheetState, Workbook
from kehu_batch.policy.vocabulary import OWN_SHEET_MARKER
from kehu_batch.recognition.own_copies import stated_originals

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
