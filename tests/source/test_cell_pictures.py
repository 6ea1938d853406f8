"""Letters that are pictures in their font, and pictures that stand in cells as formulas."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from kehu_batch.model.tables.source import Sheet
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook

HEADER = ("客户编号", "客户名称", "本次回访时间", "回访人", "待解决问题", "满意", "一般", "不满意")
#: A letter and its font, and whether it ticks; ``None`` is no font of pictures.
LETTERS = [
    ("ü", "Wingdings", True),
    ("þ", "Wingdings", True),
    ("\uf0fe", "Wingdings", True),
    ("P", "Wingdings 2", True),
    ("R", "Wingdings 2", True),
    ("a", "Webdings", True),
    ("¨", "Wingdings", False),
    ("£", "Wingdings 2", False),
    ("c", "Webdings", False),
]
PICTURE = '=DISPIMG("ID_8F2A",1)'


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "回访.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("回访")
        page.write_row(0, 0, HEADER)
        for row, (letter, font, ticked) in enumerate(LETTERS, start=1):
            look = book.add_format({"font_name": font})
            page.write_row(row, 0, (f"A{row}", f"甲{row}公司", "2023-11-06", "王敏", "无"))
            page.write(row, 6, letter, look)
            if not ticked:
                page.write(row, 7, "√")
        row = len(LETTERS) + 1
        page.write_row(row, 0, (f"A{row}", f"甲{row}公司", "2023-11-06", "王敏"))
        page.write_formula(row, 4, '=_xlfn.DISPIMG("ID_8F2A",1)', None, PICTURE)
        page.write_rich_string(
            row, 5, book.add_format({"font_name": "Wingdings"}), "ü", book.add_format(), " "
        )
    return path


@pytest.fixture(scope="module")
def sheet(path: Path) -> Sheet:
    return open_workbook(path).sheets[0]


def test_ticks_of_picture_fonts_are_read(path: Path) -> None:
    books, vocabulary = (open_workbook(path),), load_vocabulary()
    dataset = normalise(books, recognise(books, vocabulary), load_policy().policy, vocabulary)
    scores = dataset.tables["callbacks"]["score"].tolist()
    assert scores[:-1] == [0.6 if ticked else 0.4 for _, _, ticked in LETTERS]
    assert scores[-1] == 0.8
    assert [one.location.row for one in dataset.findings if one.code == "KB234" and one.location] == [11]


def test_a_picture_is_no_text(sheet: Sheet) -> None:
    assert sheet.rows[10][4] == ""
    assert (11, 4) in sheet.uncached


def test_the_same_letters_in_another_font_stay(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "回访.xlsx") as book:
        page = book.add_worksheet("回访")
        page.write_row(0, 0, ("P", "R", "a", "ü", "见 DISPIMG 一栏"), book.add_format({"font_name": "宋体"}))
    assert list(open_workbook(tmp_path / "回访.xlsx").sheets[0].rows[0]) == [
        "P",
        "R",
        "a",
        "ü",
        "见 DISPIMG 一栏",
    ]
