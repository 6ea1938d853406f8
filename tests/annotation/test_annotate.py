"""The annotated copy: the original's cells, our marks, and the same again on a second run."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from annotation.hand_made_drop import FILE, HEADER, ROWS, SHEET, drop, workbook, write_worksheet

from kehu_batch.annotation.annotate import annotate
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.model.tables.recognition import OwnSheet
from kehu_batch.model.tables.source import Sheet, Workbook

RESULTS = ["月报摘要", "客户分级", "满意度", "问题分析", "逾期跟进", "数据质量", "运行信息"]
OWN_COLUMNS = ("需处理", "满意度", "问题类型", "跟进状态", "统计月", "分组等级", "说明")


def run(book: Workbook, target: Path, of: ComputedDrop) -> tuple[str, ...]:
    done = annotate(book, target, of)
    assert done.written
    return done.notices


@pytest.fixture
def annotated(tmp_path: Path) -> Path:
    source = write_worksheet(tmp_path / FILE)
    target = tmp_path / "客户回访工作表_批注.xlsx"
    assert run(workbook(source), target, drop()) == ()
    return target


def test_the_original_cells_stand_and_ours_are_beside_them(annotated: Path) -> None:
    book = openpyxl.load_workbook(annotated)
    assert book.sheetnames == [SHEET, *RESULTS]
    sheet = book[SHEET]
    assert [cell.value for cell in sheet[2]][:15] == list(HEADER)
    for offset, row in enumerate(ROWS):
        read = [getattr(cell.value, "date", lambda value=cell.value: value)() for cell in sheet[3 + offset]][
            :15
        ]
        assert read == [None if value == "" else value for value in row]
    assert sheet["P2"].value == "批注·需处理"
    assert sheet["P4"].value == "回访方式、回访人、客户反馈"
    assert sheet["Q3"].value == 5
    assert [sheet[cell].value for cell in ("T2", "T3", "U3", "U4")] == [
        "批注·统计月",
        "2023-11",
        "VIP",
        "普通",
    ]
    noted = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    assert noted == {"I3", "M3", "H4", "I4", "K4"}
    colours = {rule.dxf.fill.bgColor.rgb for ranged in sheet.conditional_formatting for rule in ranged.rules}
    assert colours == {"FFFFF2CC", "FFFBE0E4"}


def second_time(annotated: Path) -> tuple[Workbook, ComputedDrop]:
    """Return the annotated workbook as it is read and understood when it is dropped again."""
    read = workbook(annotated, width=22)
    cells = [list(row) for row in read.sheets[0].rows]
    for column, name in enumerate(OWN_COLUMNS, 15):
        cells[1][column] = f"批注·{name}"
        cells[2][column] = "旧"
    sheet = Sheet(read.file, SHEET, read.sheets[0].state, cells)
    own_sheets = tuple(OwnSheet(annotated.name, name) for name in RESULTS)
    return replace(read, sheets=(sheet,)), drop(annotated.name, tuple(range(15, 22)), own_sheets)


def test_annotating_twice_is_annotating_once(annotated: Path, tmp_path: Path) -> None:
    again = tmp_path / "再次" / annotated.name
    again.parent.mkdir()
    book, made = second_time(annotated)
    assert run(book, again, made) == ()
    assert again.read_bytes() == annotated.read_bytes()


def test_what_was_mended_is_gone_the_second_time(annotated: Path, tmp_path: Path) -> None:
    again = tmp_path / "再次.xlsx"
    book, made = second_time(annotated)
    quality = replace(made.analysis.quality, findings=())
    mended = replace(made, analysis=replace(made.analysis, quality=quality))
    run(book, again, mended)
    sheet = openpyxl.load_workbook(again)[SHEET]
    # 需处理 and 说明 have nothing to say any more: they are no columns, and what stood there is gone.
    names = ("满意度", "问题类型", "跟进状态", "统计月", "分组等级")
    assert [cell.value for cell in sheet[2]][15:] == [f"批注·{name}" for name in names]
    assert sheet["P3"].value == 5
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    colours = {rule.dxf.fill.bgColor.rgb for ranged in sheet.conditional_formatting for rule in ranged.rules}
    assert colours == {"FFFBE0E4"}


def test_another_workbook_of_the_drop_takes_marks_and_the_run_only(tmp_path: Path) -> None:
    source = write_worksheet(tmp_path / FILE)
    made = drop()
    first = replace(made.dataset.inputs[0], file="a.xlsx")
    elsewhere = replace(made.recognition.regions[0], id=1, file="a.xlsx")
    made = replace(
        made,
        recognition=replace(made.recognition, regions=(*made.recognition.regions, elsewhere)),
        dataset=replace(made.dataset, inputs=(first, *made.dataset.inputs)),
    )
    run(workbook(source), tmp_path / "b.xlsx", made)
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert book.sheetnames == [SHEET, "运行信息"]
    assert book[SHEET]["P4"].value == "回访方式、回访人、客户反馈"


def test_no_clock_time_is_written(annotated: Path, tmp_path: Path) -> None:
    other = tmp_path / "另一份.xlsx"
    source = tmp_path / FILE
    run(workbook(source), other, drop())
    assert other.read_bytes() == annotated.read_bytes()
    with zipfile.ZipFile(annotated) as package:
        assert package.testzip() is None
