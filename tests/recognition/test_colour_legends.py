"""Titles and notes that give a meaning to colours are told, as no colour is read."""

from __future__ import annotations

import pytest
from support.drops import make_sheet, make_workbook

from kehu_batch.model.tables.source import CellValue
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise

TABLE: list[list[CellValue]] = [
    ["客户编号", "客户名称", "本次回访时间", "满意度评分"],
    ["A1", "甲公司", "2023-11-06", 5.0],
]


def told(title: str, note: str) -> list[tuple[int, str]]:
    above: list[list[CellValue]] = [[title, "", "", ""]] if title else []
    below: list[list[CellValue]] = [[note, "", "", ""]] if note else []
    book = make_workbook(make_sheet([*above, *TABLE, *below], name="回访"))
    found = recognise((book,), load_vocabulary()).findings
    return [(one.location.row, one.value) for one in found if one.code == "KB133" and one.location]


@pytest.mark.parametrize(
    "text",
    [
        "回访登记（红色=投诉，黄底=待回访）",
        "说明：标红的为重点客户",
        "说明：黄色底：待回访",
        "备注：红字表示已作废",
        "说明：划线的是作废记录",
        "图例：已完成 跟进中",
        "颜色说明：见右侧色块",
        "标黄行不计入合计",
        "灰色行已取消，不统计",
        "黄色底纹为已核销",
        "橙底待跟进",
        "划掉的不算",
        "高亮的需要复核",
        "已作废的标为灰色",
        "逾期的以红色显示",
        "填充色：黄=已收",
        "Yellow = cancelled",
    ],
)
def test_a_legend_above_or_below_a_table_is_told(text: str) -> None:
    assert told(text, "") == [(1, text)]
    assert told("", text) == [(3, text)]


@pytest.mark.parametrize(
    "text",
    [
        "十一月回访登记表",
        "说明：红色设备另行登记",
        "说明：颜色以实物为准",
        "说明：按图施工",
        "制表：黄色",
        "说明：本表由客服填写",
        "绿色通道客户",
        "红字发票登记",
        "白名单客户",
        "红色未来公司往来",
        "蓝海公司-应收明细",
        "灰度测试客户",
    ],
)
def test_other_titles_and_notes_are_not(text: str) -> None:
    assert told(text, "") == []
    assert told("", text) == []


def test_a_legend_on_a_sheet_of_guidance_is_told_there() -> None:
    book = make_workbook(
        make_sheet(TABLE, name="回访"), make_sheet([["填写说明"], ["黄底=已作废"]], name="填写说明")
    )
    found = recognise((book,), load_vocabulary()).findings
    told = [str(one.location) for one in found if one.code == "KB133" and one.location]
    assert told == ["测试.xlsx 填写说明!A2"]
