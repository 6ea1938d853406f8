"""The sheet 投诉 and the page's section of the sample month, against the month's own plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import golden_drops
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from support.made_once import read_book

from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

HOST = "2026年10月客户回访工作表_批注.xlsx"


@pytest.fixture
def sheet(month_outputs: Path) -> Worksheet:
    return read_book(month_outputs / HOST, values=True)["投诉"]


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    found: dict[str, Any] = golden_drops.golden("month")["expected"]["complaints"]
    return found


def _table(sheet: Worksheet, title: str) -> list[dict[str, Any]]:
    """Return the rows under a heading, up to the next blank row."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(place for place, row in enumerate(rows) if row[0] == title)
    header = next(
        place for place in range(start + 1, len(rows)) if sum(bool(value) for value in rows[place]) > 1
    )
    names = [str(name).replace("\n", "") for name in rows[header] if name]
    found = []
    for row in rows[header + 1 :]:
        if not any(row):
            break
        found.append(dict(zip(names, row, strict=False)))
    return found


def test_totals_with_their_target(sheet: Worksheet, expected: dict[str, Any]) -> None:
    (row,) = _table(sheet, "收到与解决")
    assert (row["本期收到"], row["其中已解决"]) == (expected["received"], expected["resolved"])
    assert row["解决率"] == pytest.approx(expected["resolution_rate"])
    assert row["目标"] == 1
    assert row["未结（含以前月份）"] == len(expected["open"])


def test_clocks_and_stages(sheet: Worksheet, expected: dict[str, Any]) -> None:
    rows = _table(sheet, "各环节时限（1-24-48）")
    names = ["投诉响应（1小时）", "投诉方案（24小时）", "投诉解决（48小时）", "解决后回访（3天）"]
    assert [row["环节与时限"] for row in rows] == names
    counts = [list(row.values())[1:5] for row in rows]
    assert counts == [list(clock.values()) for clock in expected["clocks"].values()]
    stages = _table(sheet, "各环节用时（小时）")
    assert [row["件数"] for row in stages] == [stage["n"] for stage in expected["stages"].values()]
    for row, stage in zip(stages, expected["stages"].values(), strict=True):
        assert row["90%分位"] == pytest.approx(stage["p90"])


def test_types_are_counted_from_the_list_below(sheet: Worksheet, expected: dict[str, Any]) -> None:
    rows = _table(sheet, "投诉类型")
    listed = [[row["类型"], row["件数"]] for row in rows]
    assert listed == [[item["type"], item["count"]] for item in expected["by_type"]]
    assert rows[-1]["累计占比"] == pytest.approx(1)
    assert len(_table(sheet, "本期投诉清单")) == expected["received"]


def test_open_complaints_lead_to_their_cells(sheet: Worksheet, expected: dict[str, Any]) -> None:
    rows = _table(sheet, "未结投诉（先看最久的）")
    listed = [[row["投诉编号"], row["已过天数"]] for row in rows]
    assert listed == [[item["complaint_id"], item["age_days"]] for item in expected["open"]]
    assert rows[0]["位置"] == f"{expected['open'][0]['file']} {expected['open'][0]['cell']}"


def test_missed_clocks_stand_among_the_overdue_items(month_outputs: Path) -> None:
    book = read_book(month_outputs / HOST, values=True)
    rows = _table(book["逾期跟进"], "逾期清单（先处理程度高、逾期久的）")
    complaints = [row for row in rows if str(row["事项"]).startswith("投诉")]
    assert len(complaints) == 5
    assert {row["负责人"] for row in complaints} == {"刘洋", "林佳慧", "陈静"}


def test_a_period_without_a_complaint_has_no_table_of_zeros(tmp_path: Path) -> None:
    register = golden_drops.SAMPLES / "month" / "投诉登记表.xlsx"
    request = DropRequest(files=(register,), period="2026-11", today=date(2026, 11, 22), output=tmp_path)
    report = process_drop(request).outputs.report
    assert report is not None
    page = (tmp_path / report).read_text(encoding="utf-8")
    assert "本期没有收到投诉，解决率不可计算" in page
    assert "未结 2 件" in page  # of October: TS2026-013 and TS2026-015, as on the sheet
    assert "各环节用时" not in page


def test_the_page_has_a_section_on_complaints(month_outputs: Path) -> None:
    page = (month_outputs / "客户月报_2026-10.html").read_text(encoding="utf-8")
    assert 'id="complaints"' in page
    assert "各环节用时" in page
    assert "本期收到 8 件，已解决 5/8" in page
    assert "投诉与回访问题分开统计，见“投诉”一节" in page
