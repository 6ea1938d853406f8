"""满意度 as formulas over the result columns, and where it must stay values."""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import golden_drops
import openpyxl
import pytest
from annotation.test_recalculation import assert_recomputed
from annotation.test_result_sheets import table_rows
from hypothesis import given
from hypothesis import strategies as st
from support import office
from support.made_once import read_book

from kehu_batch.annotation.donor.addresses import Place, resolve
from kehu_batch.annotation.donor.formulas import Compares, Equals, InMonths, count_formula, sum_formula
from kehu_batch.annotation.sheets.satisfaction import score_bounds
from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

TODAY = date(2026, 11, 3)
MONTH = golden_drops.SAMPLES / "month"
EARLIER, OCTOBER, SOUTH = "回访记录2026年5-9月", "2026年10月客户回访工作表", "華南組客戶回訪紀錄"
LEDGER = "客户台账"


def annotated(folder: Path, names: Sequence[str], *, period: str | None = None) -> Path:
    """Process some workbooks of the sample month and return the one with the result sheets."""
    files = tuple(MONTH / f"{name}.xlsx" for name in names)
    process_drop(DropRequest(files=files, today=TODAY, output=folder, period=period))
    return next(path for path in sorted(folder.glob("*_批注.xlsx")) if "满意度" in read_book(path).sheetnames)


def cells(path: Path, title: str) -> list[dict[str, Any]]:
    """Return the rows of a table of 满意度, formulas as their text."""
    return table_rows(read_book(path)["满意度"], title)


@pytest.mark.parametrize("period", ["2026-09", "2026Q3", "all"])
def test_callbacks_of_several_sheets_are_counted_live_over_a_period_of_any_length(
    period: str, tmp_path: Path
) -> None:
    path = annotated(tmp_path, (EARLIER, LEDGER), period=period)
    (total,) = cells(path, "本期合计")
    months = cells(path, "按月份")
    assert [row["月份"] for row in months][:2] == ["2026-05", "2026-06"]
    for row in (total, *months, *cells(path, "按客户等级"), *cells(path, "评分分布")):
        assert str(row["回访数"]).startswith("="), row
    assert str(total["均分"]).startswith("=IF(")
    assert_recomputed(path.read_bytes(), tmp_path)


def test_a_score_that_is_corrected_on_the_sheet_changes_the_figures(tmp_path: Path) -> None:
    path = annotated(tmp_path, (OCTOBER, LEDGER))
    (before,) = table_rows(read_book(path, values=True)["满意度"], "本期合计")
    book = openpyxl.load_workbook(path)
    sheet = book["10月回访"]
    scores = next(column for column in sheet.iter_cols(min_row=3) if column[0].value == "批注·满意度")
    low = next(cell for cell in scores[1:] if isinstance(cell.value, int | float) and cell.value < 4)
    assert isinstance(low.value, int | float)
    change = 5 - low.value
    low.value = 5
    changed = tmp_path / "改过.xlsx"
    book.save(changed)
    computed = openpyxl.load_workbook(office.convert(changed, "xlsx"), data_only=True)
    (after,) = table_rows(computed["满意度"], "本期合计")
    assert after["满意数"] == before["满意数"] + 1
    assert after["均分"] == pytest.approx(before["均分"] + change / before["有评分"])
    (overview,) = [row for row in table_rows(computed["月报摘要"], "主要指标") if row["指标"] == "满意度均分"]
    assert overview["数值"] == pytest.approx(after["均分"])


def test_callbacks_of_several_workbooks_are_values(tmp_path: Path) -> None:
    path = annotated(tmp_path, (EARLIER, OCTOBER, LEDGER))
    (total,) = cells(path, "本期合计")
    assert isinstance(total["回访数"], int)
    overview = {row["指标"]: row for row in table_rows(read_book(path)["月报摘要"], "主要指标")}
    assert (overview["回访数"]["取数"], overview["满意率"]["取数"]) == ("值", "值")
    notes = [str(row[0]) for row in read_book(path)["满意度"].iter_rows(values_only=True)]
    assert any(note.endswith("回访数、有评分、满意数、均分和区间为值。") for note in notes)


def test_a_name_that_a_cell_spells_otherwise_makes_its_cut_values(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    source = folder / f"{OCTOBER}.xlsx"
    shutil.copyfile(MONTH / f"{OCTOBER}.xlsx", source)
    book = openpyxl.load_workbook(source)
    sheet = book["10月回访"]
    method = next(cell.column for cell in sheet[3] if cell.value == "回访方式")
    first = next(row for row in range(4, sheet.max_row + 1) if sheet.cell(row, method).value == "电话")
    sheet.cell(first, method).value = " 电话"
    book.save(source)
    process_drop(DropRequest(files=(source,), today=TODAY, output=tmp_path / "out"))
    path = tmp_path / "out" / f"{OCTOBER}_批注.xlsx"
    assert isinstance(cells(path, "按回访方式")[0]["回访数"], int)
    assert str(cells(path, "按客户等级")[0]["回访数"]).startswith("=")


# -- the pieces ----------------------------------------------------------------------------------


@given(st.floats(0, 5), st.sampled_from([["5", "4", "3", "2", "1"], ["5", "4", "3", "2", "1", "0"]]))
def test_every_score_falls_under_one_step_and_it_is_the_nearest(score: float, steps: list[str]) -> None:
    holding = [step for step, (low, high) in score_bounds(steps).items() if low <= score < high]
    nearest = f"{math.floor(score + 0.5)}"
    if abs(score % 1 - 0.5) > 1e-6:
        assert holding == [step for step in steps if step == nearest]
    else:
        assert len(holding) <= 1


def test_conditions_as_counts_and_as_products() -> None:
    month, several = InMonths("M", "$A9"), InMonths("M", "A7:A9", several=True)
    least, below = Compares("S", ">=", "4"), Compares("S", "<", "5")
    assert count_formula(month, least) == 'COUNTIFS(M,$A9&"*",S,">="&4)'
    assert count_formula(several, below) == 'SUMPRODUCT(COUNTIFS(M,A7:A9&"*",S,"<"&5))'
    assert sum_formula("S", several) == 'SUMPRODUCT(SUMIFS(S,M,A7:A9&"*"))'
    person = Equals("P", "$A9", "Li")
    assert count_formula(person, month, least) == (
        "SUMPRODUCT(EXACT(P,$A9)*ISNUMBER(MATCH(M,$A9,0))*ISNUMBER(S)*(S>=4)*1)"
    )
    assert sum_formula("S", person) == "SUMPRODUCT(EXACT(P,$A9)*1,S)"


def test_a_part_of_a_column_is_a_range_and_one_cell_is_a_cell() -> None:
    addresses = {"t.a": "'表'!$A$7:$A$18"}
    place = Place(5, 6, 18, 18)
    assert resolve("{t.a[0:3]}+{t.a[11:12]}", addresses, 1, place) == "'表'!$A$7:$A$9+'表'!$A$18"
