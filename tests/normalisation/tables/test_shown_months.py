"""Dates whose cells show their month only: what happened stands on the first, what is due has no day; both are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from support.table_formats import WRITERS, Cell, Shaped

from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook

HEADER: list[Cell] = ["单据号", "客户名称", "开票日期", "到期日", "应收金额"]
#: 2023-11-01, 2023-11-17 and 2023-01-01 as serial numbers.
FIRST, OTHER, NEW_YEAR = 45231.0, 45247.0, 44927.0
MONTH = 'yyyy"年"m"月"'


def read(folder: Path, suffix: str, days: Sequence[tuple[Cell, Cell]]) -> Dataset:
    path = folder / f"应收.{suffix}"
    rows = [[f"N{place}", "甲公司", *pair, 10.0] for place, pair in enumerate(days)]
    path.write_bytes(WRITERS[suffix]([HEADER, *rows], "表"))
    books, vocabulary = (open_workbook(path),), load_vocabulary()
    return normalise(books, recognise(books, vocabulary), load_policy().policy, vocabulary)


def found(dataset: Dataset) -> dict[str, list[str]]:
    frame = dataset.tables["invoices"]
    days = {
        name: ["" if pd.isna(day) else f"{day:%Y-%m-%d}" for day in frame[name]]
        for name in ("issued_on", "due_on")
    }
    places = [one for one in dataset.findings if one.code in {"KB206", "KB238"} and one.location is not None]
    return days | {"told": sorted(f"{one.code} {one.location.ref}" for one in places if one.location)}


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "xlsb", "ods", "xml"])
def test_a_month_is_no_day_of_what_is_due(suffix: str, tmp_path: Path) -> None:
    month, short = Shaped(FIRST, MONTH, "2023年11月"), Shaped(FIRST, "yyyy-mm", "2023-11")
    day = Shaped(FIRST, "yyyy-mm-dd", "2023-11-01")
    year = Shaped(NEW_YEAR, 'yyyy"年"', "2023年")
    rows: list[tuple[Cell, Cell]] = [
        (month, month),
        (day, short),
        (day, day),
        (date(2023, 9, 1), ""),
        (year, year),
    ]
    dataset = read(tmp_path, suffix, rows)
    assert found(dataset) == {
        "issued_on": ["2023-11-01", "2023-11-01", "2023-11-01", "2023-09-01", "2023-01-01"],
        "due_on": ["", "", "2023-11-01", "", ""],
        "told": ["KB206 D2", "KB206 D3", "KB238 C2", "KB238 C6"],
    }
    told = [one.message for one in dataset.findings if one.code == "KB238"]
    assert "2023年11月" in told[0]
    assert "2023年”只显示到年" in told[1]


def test_a_day_of_which_the_year_is_shown_is_that_day(tmp_path: Path) -> None:
    first, other = Shaped(NEW_YEAR, "yyyy", "2023"), Shaped(OTHER, "yyyy", "2023")
    days = ["2023-01-01", "2023-11-17"]
    assert found(read(tmp_path, "xlsx", [(first, first), (other, other)])) == {
        "issued_on": days,
        "due_on": days,
        "told": [],
    }


def test_days_that_are_merely_shown_so_are_days(tmp_path: Path) -> None:
    first, other = Shaped(FIRST, MONTH, "2023年11月"), Shaped(OTHER, MONTH, "2023年11月")
    dataset = read(tmp_path, "xlsx", [(first, first), (other, other)])
    days = ["2023-11-01", "2023-11-17"]
    assert found(dataset) == {"issued_on": days, "due_on": days, "told": []}


@pytest.mark.parametrize("code", ["mmm-yy", "yyyy/m", "yyyy.mm", '[$-804]yyyy"年"m"月"', "m/yy"])
def test_other_codes_of_months(code: str, tmp_path: Path) -> None:
    cell = Shaped(FIRST, code, "2023-11")
    assert found(read(tmp_path, "xlsx", [(cell, cell)]))["due_on"] == [""]


def test_the_first_of_a_month_shown_without_its_year_is_a_day(tmp_path: Path) -> None:
    cell = Shaped(FIRST, "mm-dd", "11-01")
    days = ["2023-11-01"]
    assert found(read(tmp_path, "ods", [(cell, cell)])) == {"issued_on": days, "due_on": days, "told": []}


def test_a_callback_whose_date_shows_its_month_counts_on_the_first(tmp_path: Path) -> None:
    cell = Shaped(FIRST, MONTH, "2023年11月")
    path = tmp_path / "回访.xlsx"
    rows: list[list[Cell]] = [
        ["客户编号", "客户名称", "本次回访时间"],
        ["A001", "甲公司", cell],
        ["A002", "乙公司", "某天"],
    ]
    path.write_bytes(WRITERS["xlsx"](rows, "表"))
    books, vocabulary = (open_workbook(path),), load_vocabulary()
    dataset = normalise(books, recognise(books, vocabulary), load_policy().policy, vocabulary)
    frame = dataset.tables["callbacks"]
    assert frame["called_on"].dt.strftime("%Y-%m-%d").fillna("").tolist() == ["2023-11-01", ""]
    assert frame["excluded"].tolist() == ["", "日期读不出"]
    assert [one.code for one in dataset.findings if one.code == "KB238"] == ["KB238"]
