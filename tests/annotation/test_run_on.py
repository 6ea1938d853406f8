"""Last texts that run on over empty columns instead of widening them, and when they may not."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import openpyxl

from kehu_batch.annotation.donor.layout import (
    Cell,
    Chart,
    ChartKind,
    Column,
    Kind,
    ResultSheet,
    ResultTable,
    Series,
)
from kehu_batch.annotation.donor.measuring import let_texts_run_on, sheet_widths
from kehu_batch.annotation.donor.writing import write_donor

#: 22 characters wide: 26.5 with its padding.
PLACE = "客户台账.xlsx 客户台账"


def table(*columns: list[Cell], filtered: bool = False) -> ResultTable:
    named = (Column(f"c{number}", "列", values) for number, values in enumerate(columns))
    return ResultTable("t", "甲", tuple(named), filtered=filtered)


LONG_LIST = table(["甲"], ["乙"], ["丙"], ["丁"], filtered=True)


def kinds(*tables: ResultTable) -> list[Kind]:
    return [one.columns[-1].kind for one in let_texts_run_on(tables)]


def test_a_short_table_does_not_widen_a_column_that_a_longer_one_has_below() -> None:
    short = table(["甲"], [PLACE])
    assert sheet_widths([short, LONG_LIST])[1] > 25
    assert kinds(short, LONG_LIST) == [Kind.FLOW, Kind.TEXT]
    # Four columns of 9 each: the text stands over the second to the fourth, 27 wide.
    assert sheet_widths(let_texts_run_on([table(["甲"], ["一二三四五六七八九十"]), LONG_LIST])) == [9.0] * 4


def test_without_room_for_every_text_the_column_is_as_wide_as_before() -> None:
    assert kinds(table(["甲"], ["短", PLACE * 2]), LONG_LIST) == [Kind.TEXT, Kind.TEXT]
    assert kinds(table(["甲"], ["乙"], ["丙"], [PLACE])) == [Kind.TEXT]


def test_lists_with_a_filter_or_a_chart_beside_them_and_choices_stay() -> None:
    filtered = table(["甲"], ["乙乙"], filtered=True)
    assert kinds(filtered, LONG_LIST) == [Kind.TEXT, Kind.TEXT]
    chart = Chart("图", ChartKind.BARS, "t.c0", (Series("t.c1", "000000", "数"),), 0, 1)
    drawn = replace(table(["甲"], ["乙乙"]), charts=(chart,))
    assert kinds(drawn, LONG_LIST)[0] is Kind.TEXT
    assert kinds(replace(drawn, charts_below=True), LONG_LIST)[0] is Kind.FLOW
    chosen = table(["甲"], ["乙乙"])
    chosen = replace(chosen, columns=(chosen.columns[0], replace(chosen.columns[1], choices=[["是"]])))
    assert kinds(chosen, LONG_LIST)[0] is Kind.TEXT
    numbers = ResultTable("t", "甲", (Column("a", "列", ["甲"]), Column("b", "列", [1], Kind.COUNT)))
    assert kinds(numbers, LONG_LIST)[0] is Kind.COUNT


def test_header_and_lines_go_on_over_the_columns_that_the_texts_run_over() -> None:
    # 22 × 1.05 and 3.4 are 26.5: beside the column of 9 two more are run over, and a third is not. 20 rows are written
    # in another way than 1.
    for rows in (1, 20):
        short = ResultTable(
            "t", "乙", (Column("a", "列", ["甲"] * rows), Column("b", "列", [PLACE] * rows, Kind.FLOW))
        )
        wide = replace(table(["甲"], ["乙"], ["丙"], ["丁"], ["戊"], filtered=True), key="u")
        data = write_donor([ResultSheet("表", "标题", "范围", (short, wide), "16202E")], "记号")
        page = openpyxl.load_workbook(BytesIO(data))["表"]
        header = [cell.fill.fgColor.rgb for cell in page[6]]
        assert header == ["FF16202E"] * 4 + ["00000000"]
        for row in (7, 6 + rows):
            assert [cell.border.bottom.style for cell in page[row]] == ["thin"] * 4 + [None]
            assert [cell.value for cell in page[row]] == ["甲", PLACE, None, None, None]
