"""Whatever stands between the rows of a table: every row of the sheet is data or listed, and read = used + excluded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from support.drops import make_sheet, make_workbook
from support.examples import examples

from kehu_batch.analysis.analyse import analyse
from kehu_batch.model.tables.source import CellValue
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.taxonomy import load_taxonomy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise

HEADERS = {
    "callbacks": ("客户编号", "客户名称", "本次回访时间", "客户反馈", "跟进计划"),
    "followups": ("客户编号", "跟进客户", "跟进时间", "跟进内容", "状态"),
    "orders": ("订单编号", "客户编号", "客户名称", "下单日期", "订单金额"),
    "complaints": ("投诉编号", "客户编号", "客户名称", "投诉时间", "投诉内容"),
    "receipts": ("回款单号", "客户编号", "客户名称", "回款日期", "回款金额"),
}
CELLS: st.SearchStrategy[CellValue] = st.one_of(
    st.sampled_from(
        [
            "",
            "",
            " ",
            "\n",
            "A1",
            "A2",
            "甲公司",
            "*经理",
            "合计",
            "小计:",
            "注:说明",
            "示例",
            "无",
            "#N/A",
            "2023-11-05",
            "11月31日",
            "待定",
        ]
    ),
    st.dates(date(2023, 6, 1), date(2024, 3, 1)),
    st.integers(-5, 10**17),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(max_size=6),
    st.booleans(),
)
JUNK: list[list[CellValue]] = [
    [],
    ["合计", "", "", "", 5.0],
    ["占比", "", "", "", 1.0],
    ["注:以下为备注"],
    ["制表人:王敏", "", "审核人:"],
    ["(元)"],
]


@st.composite
def grids(draw: st.DrawFn) -> list[list[CellValue]]:
    """Draw a sheet: perhaps titles, a header, then rows of anything, of the header again, or of what is no data."""
    header = list(HEADERS[draw(st.sampled_from(sorted(HEADERS)))])
    rows: list[list[CellValue]] = [
        [text] for text in draw(st.lists(st.sampled_from(["月报", "2023年11月", "单位:万元"]), max_size=2))
    ]
    rows.append([*header])
    for _ in range(draw(st.integers(0, 12))):
        kind = draw(st.integers(0, 9))
        if kind == 0:
            rows.append([*header])
        elif kind <= 2:
            rows.append(list(draw(st.sampled_from(JUNK))))
        else:
            rows.append(draw(st.lists(CELLS, min_size=5, max_size=6)))
    return rows


@examples(30)
@given(grids())
def test_read_is_used_and_excluded(rows: list[list[CellValue]]) -> None:
    sheet = make_sheet(rows)
    workbooks = (make_workbook(sheet),)
    vocabulary, policy = load_vocabulary(), load_policy().policy
    recognition = recognise(workbooks, vocabulary)
    if not recognition.regions:
        assert recognition.findings
        return
    for region in recognition.regions:
        _check_every_row_is_told(region, sheet.rows)
    dataset = normalise(workbooks, recognition, policy, vocabulary)
    assert {r.id: len(r.data_rows) for r in dataset.regions} == {
        r.id: int((dataset.tables[r.table]["region"] == r.id).sum()) for r in dataset.regions
    }
    figures = analyse(dataset, policy, load_taxonomy(), period="2023-11", as_of=None, today=date(2024, 6, 1))
    for table, account in figures.accounts.items():
        assert account.read == account.used + account.excluded == len(dataset.tables[table])
        assert account.excluded == sum(account.reasons.values())


def _check_every_row_is_told(region: Any, rows: Sequence[Sequence[CellValue]]) -> None:  # noqa: ANN401
    data = set(region.data_rows.tolist())
    passed = {row for item in region.passed for row in range(item.row, item.row + item.rows)}
    assert not data & passed
    filled = {
        number
        for number, row in enumerate(rows, start=1)
        if number > region.header_row
        and any(not (isinstance(value, str) and not value.strip()) for value in row)
    }
    # One table on the sheet: each row under its header with anything in it is its data or listed.
    assert filled <= data | passed | {row for row in filled if row > max(data | passed)}
