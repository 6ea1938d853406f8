"""The sample workbooks hold what their script writes, and the golden figures can be compared with."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import make_published
import openpyxl
import pytest
from golden_drops import (
    SAMPLES,
    differences,
    golden,
    ledger_paths,
    traditional_worksheet,
    worksheet_path,
)


def cells(path: Path) -> dict[str, list[list[object]]]:
    workbook = openpyxl.load_workbook(path)
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in workbook.worksheets
    }


def test_the_script_gives_the_workbooks_that_are_here(tmp_path: Path) -> None:
    made = make_published.make(tmp_path)
    here = sorted(path.relative_to(SAMPLES) for path in [worksheet_path(), *ledger_paths()])
    assert sorted(path.relative_to(tmp_path) for path in made) == here
    for path in here:
        assert cells(tmp_path / path) == cells(SAMPLES / path)


def test_the_script_gives_the_same_bytes_each_time(tmp_path: Path) -> None:
    first, second = make_published.make(tmp_path / "1"), make_published.make(tmp_path / "2")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("A1", "客户回访工作表"),
        ("K2", "客户反馈(满意度/建议/需求)"),
        ("E3", datetime(2023, 10, 15)),
        ("H4", None),
        ("I3", None),
        ("I4", None),
        ("L4", "功能操作问题、服务器卡顿"),
        ("M3", "/11月15日前/发送培训资料及预约上门时间"),
        ("N4", datetime(2023, 11, 20)),
    ],
)
def test_the_published_rows_stand_where_the_golden_figures_say(address: str, value: object) -> None:
    sheet = openpyxl.load_workbook(worksheet_path())["回访"]
    assert sheet[address].value == value
    assert sheet.dimensions == "A1:O4"


def test_the_traditional_worksheet_has_the_same_shape(tmp_path: Path) -> None:
    (rows,) = cells(traditional_worksheet(tmp_path)).values()
    (published,) = cells(worksheet_path()).values()
    assert [[type(value) for value in row] for row in rows] == [
        [type(value) for value in row] for row in published
    ]
    assert rows[1] != published[1]


def test_the_traditional_expectation_quotes_the_traditional_cells() -> None:
    expected = golden("traditional")
    assert expected["expected"]["issues"]["items"][1]["text"] == "服務器卡頓"
    assert expected["expected"]["follow_ups"]["overdue"][2]["owner"] == "技術團隊"
    assert {item["cell"].split("!")[0] for item in expected["findings_at_warning_or_above"]} == {"回訪"}


@pytest.mark.parametrize(
    ("expected", "actual", "places"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": 1}, {}, ["a"]),
        ({"a": {}}, {"a": {"b": 1}}, ["a"]),
        ({"a": None}, {"a": 0}, ["a"]),
        ({"a": 1}, {"a": True}, ["a"]),
        ({"a": 0.2065}, {"a": 0.206543}, []),
        ({"a": 0.2065}, {"a": 0.2067}, ["a"]),
        ([{"x": 1}, {"x": 2}], [{"x": 2, "y": 0}, {"x": 1}], []),
        ([{"x": 1}, {"x": 1}], [{"x": 1}, {"x": 2}], ["[1].x"]),
        ([], [1], [""]),
        ([1], [], ["[0]", ""]),
        ("5", 5, [""]),
    ],
)
def test_differences_name_their_places(expected: object, actual: object, places: list[str]) -> None:
    assert [line.split(": ")[0] for line in differences(expected, actual)] == places
