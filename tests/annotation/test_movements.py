"""Who moved between tiers, and issues in three orders, of the sample month."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from annotation.hand_made_drop import FILE, drop
from annotation.test_result_sheets import charts, opened, table_rows
from support.made_once import read_book

from kehu_batch.annotation.donor.writing import write_donor
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.patch import SHEET_MARKER
from kehu_batch.annotation.sheets.build import build_sheets
from kehu_batch.annotation.sheets.tiers import list_customers


def donor(of: ComputedDrop) -> bytes:
    return write_donor(build_sheets(of, FILE, frozenset(), host=True), SHEET_MARKER)


def moved_drop() -> ComputedDrop:
    """Return a drop of four customers: one up, one down, one that stays, one that lost its tier."""
    made = drop()
    customers = made.analysis.tiers.customers.iloc[[0, 1, 0, 1]].assign(
        customer=[0, 1, 2, 3],
        recomputed=pd.Series(["核心", "基础", "基础", None], dtype="str").array,
        stated=pd.Series(["VIP", "普通", None, "钻石"], dtype="str").array,
        stated_tier=pd.Series(["核心", "重要", None, None], dtype="str").array,
        movement=["一致", "下调", "无法比较", "无法比较"],
        since=pd.Series(["上调", "下调", "一致", "无法比较"], dtype="str").array,
        spend_fen=pd.array([20_000_001, 1_500_000, 1_000_000, None], dtype="Int64"),
    )
    tiers = replace(
        made.analysis.tiers,
        customers=customers.reset_index(drop=True),
        counts={"核心": 1, "重要": 0, "基础": 2, "潜在": 0},
        shares={"核心": 1 / 3, "重要": 0.0, "基础": 2 / 3, "潜在": 0.0},
        unrated=1,
        previous={0: "重要", 1: "重要", 2: "基础", 3: "潜在"},
    )
    return replace(made, analysis=replace(made.analysis, tiers=tiers))


def test_movements_since_the_period_before_are_told_apart_from_those_of_the_label() -> None:
    listed = list_customers(moved_drop().analysis.tiers)
    told = {row.customer: (row.movement, row.previous, row.moved) for row in listed.itertuples()}
    assert told == {
        0: ("一致", "重要", "上调"),
        1: ("下调", "重要", "下调"),
        2: ("无法比较", "基础", "一致"),
        3: ("无法比较", "潜在", "无法比较"),
    }
    assert list(listed["customer"]) == [1, 2, 3, 0]


def test_the_sheet_shows_both_matrices_who_moved_and_why() -> None:
    data = donor(moved_drop())
    sheet = opened(data, values=True)["客户分级"]
    assert {
        row["变动"]: (row["与原等级相比"], row["与上期相比"]) for row in table_rows(sheet, "等级变动")
    } == {
        "下调": (1, 1),
        "上调": (0, 1),
        "无法比较": (2, 1),
        "一致": (1, 1),
    }
    since = {
        row["上期等级 ↓\n本期等级 →"]: row for row in table_rows(sheet, "等级流动（上期等级 → 本期等级）")
    }
    assert (since["重要"]["核心"], since["重要"]["基础"], since["潜在"]["未定级"]) == (1, 1, 1)
    moved = table_rows(sheet, "与上期相比有变动的客户")
    assert [(row["上期等级"], row["本期等级"], row["变动"]) for row in moved] == [
        ("重要", "基础", "下调"),
        ("潜在", "未定级", "无法比较"),
        ("重要", "核心", "上调"),
    ]
    assert all(row["定级依据"] for row in moved)
    assert "等级变动客户数（一致的不画）" in charts(data)


def test_without_a_period_before_the_sheet_says_so() -> None:
    made = drop()
    reasons = {"tiers.previous": "上期没有数据"}
    made = replace(made, analysis=replace(made.analysis, reasons=reasons))
    sheet = opened(donor(made))["客户分级"]
    texts = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert texts[texts.index("等级流动（上期 → 本期）") + 1] == "上期没有数据"


@pytest.fixture
def month(month_outputs: Path) -> tuple[dict[str, object], openpyxl.Workbook]:
    summary = json.loads((month_outputs / "summary.json").read_text("utf-8"))
    return summary, read_book(month_outputs / "2026年10月客户回访工作表_批注.xlsx", values=True)


def test_lists_and_tables_of_the_month_agree_with_its_summary(
    month: tuple[dict[str, object], openpyxl.Workbook],
) -> None:
    summary, book = month
    tiers = summary["tiers"]
    assert isinstance(tiers, dict)
    listed = table_rows(book["客户分级"], "客户清单（与原等级不同的在前）")
    assert Counter(row["变动"] for row in listed) == Counter(one["movement"] for one in tiers["customers"])
    since = table_rows(book["客户分级"], "等级流动（上期等级 → 本期等级）")
    assert sum(value for row in since for key, value in row.items() if "→" not in key) == len(listed)
    issues = summary["issues"]
    assert isinstance(issues, dict)
    counted = {row["问题类型"]: row["客户数"] for row in table_rows(book["问题分析"], "问题类型（按客户数）")}
    assert counted == {one["type"]: one["customers"] for one in issues["by_type"]}


def test_pareto_shares_run_up_to_one_in_each_order(
    month: tuple[dict[str, object], openpyxl.Workbook],
) -> None:
    _, book = month
    for title, column in (
        ("问题类型（按问题数）", "问题数"),
        ("问题类型（按客户数）", "客户数"),
        ("问题类型（按涉及消费）", "涉及消费（元）"),
    ):
        rows = table_rows(book["问题分析"], title)
        values = [row[column] for row in rows]
        assert values == sorted(values, reverse=True)
        assert rows[-1]["累计占比"] == pytest.approx(1)
        assert sum(row["占比"] for row in rows) == pytest.approx(1)


def test_kept_and_completion_rates_show_what_they_are_made_of(
    month: tuple[dict[str, object], openpyxl.Workbook],
) -> None:
    summary, book = month
    rates = {row["指标"]: row for row in table_rows(book["逾期跟进"], "约定兑现与回访完成")}
    missed = table_rows(book["逾期跟进"], "计划回访但没有回访的客户")
    completion = rates["回访完成率"]
    assert completion["应完成"] == completion["完成"] + len(missed)
    follow_ups = summary["follow_ups"]
    assert isinstance(follow_ups, dict)
    assert completion["比率"] == pytest.approx(follow_ups["completion_rate"], abs=1e-4)
    assert rates["按期回访率"]["比率"] == pytest.approx(follow_ups["kept_rate"], abs=1e-4)
