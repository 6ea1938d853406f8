"""The sheet 分公司: figures of four branches are made up here, and stand there as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from annotation.hand_made_drop import drop
from annotation.test_result_sheets import donor, opened, table_rows
from openpyxl import Workbook

from kehu_batch.model.figures.analysis import BranchFigures, SatisfactionGroup

TWO_OF_THREE = SatisfactionGroup(
    called=5, scored=3, mean=4.0, mean_interval=None, csat=2 / 3, csat_interval=None, satisfied=2
)
UNSCORED = SatisfactionGroup(called=1, scored=0, mean=None, mean_interval=None, csat=None, csat_interval=None)
NOTHING = SatisfactionGroup(called=0, scored=0, mean=None, mean_interval=None, csat=None, csat_interval=None)
BRANCHES = {
    "华东": BranchFigures(customers=24, satisfaction=TWO_OF_THREE, issues=9, overdue=4),
    "华南": BranchFigures(customers=11, satisfaction=UNSCORED, issues=0, overdue=0),
    "西南": BranchFigures(customers=10, satisfaction=NOTHING, issues=0, overdue=5),
}


def book(branches: Mapping[str, BranchFigures], *, values: bool = False) -> Workbook:
    made = drop()
    return opened(donor(replace(made, analysis=replace(made.analysis, branches=branches))), values=values)


def test_those_that_delivered_nothing_stand_first_and_nothing_is_said_of_their_scores() -> None:
    sheet = book(BRANCHES, values=True)["分公司"]
    rows = table_rows(sheet, "1 个分公司/区域没有回访记录：西南")
    assert [list(row.values()) for row in rows] == [
        ["西南", "没有记录", 10, 0, "—", "—", "—", "—", "—", 5],
        ["华东", "已交", 24, 5, 3, 2, 4, 2 / 3, 9, 4],
        ["华南", "已交", 11, 1, 0, 0, "—", "—", 0, 0],
    ]
    assert sheet["A1"].value == "分公司"


def test_the_rate_is_a_formula_over_its_own_row() -> None:
    rows = table_rows(book(BRANCHES)["分公司"], "1 个分公司/区域没有回访记录：西南")
    assert [str(row["满意率"]) for row in rows] == ["—", '=IF(E9=0,"—",F9/E9)', '=IF(E10=0,"—",F10/E10)']


def test_without_a_table_of_callbacks_nobody_is_told_to_have_delivered_nothing() -> None:
    unseen = {name: replace(one, satisfaction=None, issues=None) for name, one in BRANCHES.items()}
    rows = table_rows(book(unseen, values=True)["分公司"], "没有回访工作表，看不出谁没有交表")
    # What no branch has is no column.
    assert [list(row.values())[:3] for row in rows] == [
        ["华东", "看不出", 24],
        ["华南", "看不出", 11],
        ["西南", "看不出", 10],
    ]


def test_one_branch_is_compared_with_nothing() -> None:
    assert "分公司" not in book({"华东": BRANCHES["华东"]}).sheetnames
    assert "分公司" in {cell.value for cell in book(BRANCHES)["月报摘要"]["A"]}
