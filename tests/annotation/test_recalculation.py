"""LibreOffice computes every formula that we wrote and comes to the value that we kept beside it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import golden_drops
import openpyxl
import pandas as pd
import pytest
from annotation.hand_made_drop import FILE, drop, workbook, write_worksheet
from support import office
from support.made_once import read_content

from kehu_batch.annotation.annotate import annotate
from kehu_batch.annotation.donor.writing import write_donor
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.patch import SHEET_MARKER
from kehu_batch.annotation.sheets.build import build_sheets
from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

TODAY = date(2026, 11, 3)

#: Names that a spreadsheet may take for wildcards, numbers, dates, comparisons or one another.
AWKWARD = ("*总", "张?", "张三", "Li", "LI", "001", "1", ">5", "=A1", "1月2日", "~x", '引"号', "李 四")

_KEPT = re.compile(rb"(</f>)<v>[^<]*</v>")


def without_values(data: bytes) -> bytes:
    """Return a workbook without the values kept beside formulas, so that whoever opens it must compute them."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename.startswith("xl/worksheets/"):
                content = _KEPT.sub(rb"\1", content)
            new.writestr(info, content)
    return target.getvalue()


def assert_recomputed(data: bytes, folder: Path) -> int:
    """Compare every formula's kept value with LibreOffice's; return how many there were."""
    (count,) = count_recomputed([data], folder)
    return count


def count_recomputed(books: Sequence[bytes], folder: Path) -> list[int]:
    """Do so for several workbooks, and return how many formulas each had."""
    bare = [folder / f"无缓存值{number}.xlsx" for number in range(len(books))]
    for path, data in zip(bare, books, strict=True):
        path.write_bytes(without_values(data))
    return [compare(*pair) for pair in zip(books, office.convert_all(bare, "xlsx"), strict=True)]


def compare(data: bytes, recalculated: Path) -> int:
    formulas, kept = read_content(data), read_content(data, values=True)
    computed = openpyxl.load_workbook(recalculated, data_only=True)
    count = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                count += 1
                ours = kept[sheet.title][cell.coordinate].value
                theirs = computed[sheet.title][cell.coordinate].value
                expected = pytest.approx(ours, abs=1e-9, rel=1e-14) if isinstance(ours, int | float) else ours
                assert theirs == expected, f"{sheet.title}!{cell.coordinate} {cell.value}"
    return count


def test_formulas_of_the_annotated_worksheet(tmp_path: Path) -> None:
    source = write_worksheet(tmp_path / FILE)
    target = tmp_path / "批注.xlsx"
    made = drop()
    annotate(workbook(source), target, made)
    # Tiers 6, movements 4, matrix 10; satisfaction 10 by score and 5 for each of the period, its month, two tiers,
    # two industries and one method; issues 6 and customers 6; overdue by owner 8, by tier 8 and by clock 8, two
    # rates; accuracy 2, row check 1, kinds of findings 4; overview 10 figures and 2 marks.
    assert assert_recomputed(target.read_bytes(), tmp_path) == 122


def awkward_drop() -> ComputedDrop:
    """Return a drop whose owners, tiers and types have awkward names, and with rated customers."""
    made = drop()
    analysis = made.analysis
    overdue = analysis.follow_ups.overdue.iloc[[0] * (2 * len(AWKWARD))].assign(
        owner=list(AWKWARD) * 2, tier=list(AWKWARD) * 2, severity=["high", "low"] * len(AWKWARD)
    )
    counts = pd.DataFrame({"name": list(AWKWARD)}).assign(open=3, overdue=2, high=1, medium=0, low=1)
    follow_ups = replace(
        analysis.follow_ups,
        overdue=overdue,
        by_owner=counts.rename(columns={"name": "owner"}),
        by_tier=counts.rename(columns={"name": "tier"}),
        by_clock=pd.DataFrame(
            {
                "clock": ["plan_deadline"],
                "open": [9],
                "overdue": [26],
                "high": [13],
                "medium": [0],
                "low": [13],
            }
        ),
    )
    customers = analysis.tiers.customers.iloc[[0, 1, 0, 1]].assign(
        customer=[0, 1, 2, 3],
        recomputed=pd.Series(["核心", "基础", "基础", None], dtype="str").array,
        stated=pd.Series(["VIP", "普通", None, "钻石"], dtype="str").array,
        stated_tier=pd.Series(["核心", "基础", None, None], dtype="str").array,
        movement=["一致", "一致", "无法比较", "无法比较"],
        spend_fen=pd.array([20_000_001, 1_500_000, 1_000_000, None], dtype="Int64"),
    )
    tiers = replace(
        analysis.tiers,
        customers=customers,
        counts={"核心": 1, "重要": 0, "基础": 2, "潜在": 0},
        shares={"核心": 1 / 3, "重要": 0.0, "基础": 2 / 3, "潜在": 0.0},
        unrated=1,
    )
    return replace(made, analysis=replace(analysis, follow_ups=follow_ups, tiers=tiers))


def test_names_that_look_like_patterns_numbers_or_dates_are_counted_as_they_are(tmp_path: Path) -> None:
    data = write_donor(build_sheets(awkward_drop(), FILE, frozenset(), host=True), SHEET_MARKER)
    assert assert_recomputed(data, tmp_path) > 100


def test_every_sheet_prints(tmp_path: Path) -> None:
    path = tmp_path / "结果.xlsx"
    path.write_bytes(write_donor(build_sheets(awkward_drop(), FILE, frozenset(), host=True), SHEET_MARKER))
    pages = office.page_images(office.convert(path, "pdf"), tmp_path)
    assert len(pages) >= 7


GOLDEN_DROPS = {
    "worksheet": (golden_drops.worksheet_path(),),
    "ledger": tuple(golden_drops.ledger_paths()),
}


@pytest.mark.parametrize("name", GOLDEN_DROPS)
def test_formulas_of_the_samples(name: str, tmp_path: Path) -> None:
    outcome = process_drop(DropRequest(files=GOLDEN_DROPS[name], today=TODAY, output=tmp_path / "out"))
    books = [(tmp_path / "out" / book).read_bytes() for book in outcome.outputs.workbooks]
    counts = count_recomputed(books, tmp_path)
    assert max(counts) > {"worksheet": 100, "ledger": 30}[name]


@pytest.mark.slow
def test_formulas_of_the_sample_month(month_outputs: Path, tmp_path: Path) -> None:
    books = sorted(month_outputs.glob("*_批注.xlsx"))
    assert len(books) == 9
    assert max(count_recomputed([book.read_bytes() for book in books], tmp_path)) > 3000
