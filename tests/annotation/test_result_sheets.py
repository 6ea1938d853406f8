"""The result sheets: what stands in them, how they are laid out, and that nothing is lost without a word."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pandas as pd
import pytest
from annotation.hand_made_drop import FILE, drop
from openpyxl.worksheet.worksheet import Worksheet

from kehu_batch.annotation.donor.addresses import Place, collect_addresses, place_parts, resolve
from kehu_batch.annotation.donor.charts import chart_height
from kehu_batch.annotation.donor.layout import (
    LATER_LIMIT,
    Cell,
    Chart,
    ChartKind,
    Column,
    Formula,
    Kind,
    Lines,
    ResultSheet,
    ResultTable,
    Series,
)
from kehu_batch.annotation.donor.measuring import ROOM, row_heights, sheet_widths
from kehu_batch.annotation.donor.writing import write_donor
from kehu_batch.annotation.drop import ComputedDrop
from kehu_batch.annotation.patch import SHEET_MARKER
from kehu_batch.annotation.sheets import build, overview
from kehu_batch.annotation.sheets.build import build_sheets
from kehu_batch.annotation.sheets.context import limit_rows
from kehu_batch.annotation.sheets.lean import headers_named, lean_parts
from kehu_batch.errors import InternalError
from kehu_batch.sheet_writing.long_rows import Link

NAMES = ["月报摘要", "客户分级", "满意度", "问题分析", "逾期跟进", "数据质量", "运行信息"]


def donor(of: ComputedDrop | None = None, taken: frozenset[str] = frozenset(), *, host: bool = True) -> bytes:
    return write_donor(build_sheets(of or drop(), FILE, taken, host=host), SHEET_MARKER)


def opened(data: bytes, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(data), data_only=values)


def table_rows(sheet: Worksheet, title: str) -> list[dict[str, Any]]:
    """Return the rows under a heading as header to value, up to the next blank row; the header may stand again."""
    rows: list[tuple[Any, ...]] = list(sheet.iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] == title) + 1
    while rows[start][1] is None:  # a note
        start += 1
    header = [text for text in rows[start] if text is not None]
    found = []
    for row in rows[start + 1 :]:
        if row[0] is None:
            break
        if list(row[: len(header)]) != header:
            found.append(dict(zip(header, row, strict=False)))
    return found


def minimal(*parts: ResultTable | Lines) -> ResultSheet:
    return ResultSheet("表", "标题", "范围", parts, "16202E")


def table(key: str = "t", **columns: list[Cell]) -> ResultTable:
    return ResultTable(key, "甲", tuple(Column(name, name, values) for name, values in columns.items()))


# -- contents ------------------------------------------------------------------------------------


def test_the_contents_know_every_sheet_in_the_order_of_the_tabs() -> None:
    assert list(overview._CONTENTS) == [
        plan.name for plan in build.every_plan() if plan.name != build.OVERVIEW and not plan.hidden
    ]


def test_every_sheet_says_that_it_is_ours_in_its_first_rows() -> None:
    book = opened(donor())
    assert book.sheetnames == NAMES
    for sheet in book.worksheets:
        assert sheet["A2"].value == "由 kehu-batch 生成；再次投递时本表会被替换，请勿在此填写"
        assert sheet["A3"].value.startswith("统计期 2023-11    截止日 2023-11-30    策略 annual-spend")


def test_another_workbook_of_the_drop_takes_only_a_brief_run_that_says_where_the_rest_is() -> None:
    book = opened(donor(host=False))
    assert book.sheetnames == ["运行信息"]
    cells = [
        [cell for cell in row if cell is not None] for row in book["运行信息"].iter_rows(values_only=True)
    ]
    assert ["结果工作表", f"在“{FILE}”的批注工作簿里"] in cells
    assert book["运行信息"].max_row < 20


def test_a_sheet_of_the_user_keeps_its_name_and_formulas_follow_ours() -> None:
    data = donor(taken=frozenset({"客户分级"}))
    assert opened(data).sheetnames[1] == "客户分级（批注）"
    overview = opened(data)["月报摘要"]
    formulas = [str(cell.value) for row in overview.iter_rows() for cell in row if cell.data_type == "f"]
    assert any("'客户分级（批注）'!" in text for text in formulas)
    assert not any("'客户分级'!" in text for text in formulas)


def test_the_overview_says_the_published_month() -> None:
    sheet = opened(donor(), values=True)["月报摘要"]
    # The sentences of the page, of the digest and of the sheet are one list.
    lines = [row[0] for row in sheet.iter_rows(min_row=5, max_row=9, values_only=True)]
    assert lines == [
        "先处理",
        "1. 逾期跟进 3 项，其中高 2 项、中 1 项；最长 20 天（B企业（B002），跟进计划）；2 项没有负责人；约定回访按期完成 0/1（0.0%）。",
        "2. 数据准确率 7/10（70.0%），目标 98.0%，未达标，差 28.0 个百分点；5 处需要更正。",
        "3. 问题 2 条，涉及 1 户，功能操作、系统性能各 1 条；另有客户需求 1 条。",
        "4. 2 户均未定级，未定级 ← 没有任何金额。",
    ]
    figures = {row["指标"]: row for row in table_rows(sheet, "主要指标")}
    assert {name: row["数值"] for name, row in figures.items()} == {
        "回访数": 2,
        "有评分数": 1,
        "满意度均分": 5,
        "满意率": 1,
        "问题数": 2,
        "有问题客户数": 1,
        "未归类问题数": 0,
        "问题解决率": "—",
        "客户需求数": 1,
        "需求转化率": "—",
        "未定级客户数": 2,
        "未完成事项数": 4,
        "逾期事项数": 3,
        "按期回访率": 0,
        "回访完成率": 1,
        "数据准确率": 0.7,
    }
    assert (figures["满意率"]["达标"], figures["数据准确率"]["达标"]) == ("● 达标", "■ 未达标")
    units = {name: figures[name]["单位"] for name in ("回访数", "满意度均分", "满意率", "未定级客户数")}
    # Its header on one line: 21 points and 3.
    assert (
        next(sheet.row_dimensions[row].height for row in range(1, 40) if sheet.cell(row, 1).value == "指标")
        == 24
    )
    # A rate shows its % itself, and not once more beside it.
    assert units == {"回访数": "次", "满意度均分": "分", "满意率": None, "未定级客户数": "户"}
    assert (figures["满意率"]["取数"], figures["未定级客户数"]["取数"]) == ("值", "公式")
    assert figures["需求转化率"]["说明"] == "没有订单明细"


def test_the_overview_says_why_nothing_is_known_to_be_late() -> None:
    made = drop()
    untold = dict.fromkeys(("open", "overdue"), "没有回访工作表和投诉登记表")
    follow_ups = replace(made.analysis.follow_ups, reasons=untold)
    sheet = opened(donor(replace(made, analysis=replace(made.analysis, follow_ups=follow_ups))), values=True)[
        "月报摘要"
    ]
    figures = {row["指标"]: row for row in table_rows(sheet, "主要指标")}
    for name in ("未完成事项数", "逾期事项数"):
        assert (figures[name]["数值"], figures[name]["说明"]) == ("—", "没有回访工作表和投诉登记表")


def test_the_overdue_list_has_days_severity_and_a_way_to_the_cell() -> None:
    sheet = opened(donor(), values=True)["逾期跟进"]
    rows = table_rows(sheet, "逾期清单（先处理程度高、逾期久的）")
    assert [(row["事项"], row["客户编号"], row["负责人"], row["程度"], row["位置"]) for row in rows] == [
        ("跟进计划", "B002", "技术团队", "高", "回访!M4"),
        ("跟进计划", "A001", "未指定", "高", "回访!M3"),
        ("约定回访", "B002", "未指定", "中", "回访!N4"),
    ]
    assert [(row["到期日"], row["逾期天数"], row["逾期\n工作日"]) for row in rows] == [
        (datetime(2023, 11, 10), 20, 14),
        (datetime(2023, 11, 15), 15, 11),
        (datetime(2023, 11, 20), 10, 8),
    ]
    owners = {
        row["负责人"]: (row["未完成"], row["逾期"], row["高"], row["中"], row["低"])
        for row in table_rows(sheet, "按负责人")
    }
    assert owners == {"未指定": (3, 2, 1, 1, 0), "技术团队": (1, 1, 1, 0, 0)}
    assert [row["到期日"] for row in table_rows(sheet, "未到期与期限不明的事项（按到期日）")] == [
        datetime(2023, 12, 5)
    ]
    targets = {
        cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink
    }
    assert targets["回访!M4"] == "'回访'!M4"


def test_rows_of_another_workbook_are_named_instead_of_linked() -> None:
    data = write_donor(build_sheets(drop("台账_批注.xlsx"), FILE, frozenset(), host=True), SHEET_MARKER)
    rows = table_rows(opened(data, values=True)["逾期跟进"], "逾期清单（先处理程度高、逾期久的）")
    assert rows[0]["位置"] == "台账.xlsx 回访!M4"


def test_findings_and_rows_are_accounted_for() -> None:
    sheet = opened(donor(), values=True)["数据质量"]
    assert table_rows(sheet, "行数核对（读取 = 计入 + 排除）") == [
        {
            "表": "回访工作表",
            "读取": 2,
            "计入": 2,
            "排除": 0,
            "核对": "平",
            "排除金额（元）": 0,
            "排除原因": "—",
        }
    ]
    assert [(row["代码"], row["处数"]) for row in table_rows(sheet, "按问题种类")] == [
        ("KB201", 3),
        ("KB203", 1),
        ("KB202", 1),
        ("KB501", 1),
    ]
    findings = table_rows(sheet, "问题清单")
    assert [row["位置"] for row in findings] == [
        "回访!I3",
        "回访!M3",
        "回访!H4",
        "回访!I4",
        "回访!K4",
        "回访 第4行",
    ]


def test_the_run_shows_content_hashes_unset_defaults_and_no_file_hash() -> None:
    sheet = opened(donor())["运行信息"]
    texts = [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
    assert "ab" * 32 in texts
    assert "0" * 64 not in texts
    assert any("默认值,请部门设定" in text for text in texts)
    assert any(text.endswith("逾期严重程度（天）") for text in texts)


def test_a_subject_without_its_table_says_why() -> None:
    made = drop()
    reasons = {"satisfaction": "没有回访工作表", "issues": "没有回访工作表"}
    bare = replace(
        made, analysis=replace(made.analysis, satisfaction=None, issues=None, demands=None, reasons=reasons)
    )
    book = opened(donor(bare), values=True)
    assert book["满意度"]["A6"].value == "没有回访工作表"
    assert book["问题分析"]["A6"].value == "没有回访工作表"


@pytest.mark.parametrize(("called", "said"), [(2, "这一列没有填写"), (0, "本期没有回访")])
def test_a_cut_without_rows_says_whether_there_are_callbacks_at_all(called: int, said: str) -> None:
    made = drop()
    assert made.analysis.satisfaction is not None
    total = replace(made.analysis.satisfaction.total, called=called)
    figures = replace(made.analysis.satisfaction, total=total, by_owner={})
    texts = [
        cell.value
        for cell in opened(
            donor(replace(made, analysis=replace(made.analysis, satisfaction=figures))), values=True
        )["满意度"]["A"]
    ]
    below = texts[texts.index("按回访人") + 1 : texts.index("按行业")]
    assert [text for text in below if text in {"这一列没有填写", "本期没有回访"}] == [said]


# -- hostile and awkward contents ---------------------------------------------------------------


def test_text_from_data_is_text_whatever_it_looks_like() -> None:
    hostile: list[Cell] = [
        "=1+1", "{=1}", "http://example.invalid/", "<r><t>x</t></r>", "001", "a\x00b\ufffec\ud800d",
        "_x0041_", "x" * 40_000, "+1", "@a",
    ]  # fmt: skip
    book = opened(write_donor([minimal(table(a=hostile))], SHEET_MARKER))
    sheet = book["表"]
    cells = [sheet.cell(7 + offset, 1) for offset in range(len(hostile))]
    assert all(cell.data_type in {"s", "inlineStr"} and cell.hyperlink is None for cell in cells)
    read = [cell.value for cell in cells]
    assert read[:3] == ["=1+1", "{=1}", "http://example.invalid/"]
    assert read[3] == " <r><t>x</t></r>"
    assert read[4:6] == ["001", "abcd"]
    assert len(str(read[7])) < 32_767
    assert str(read[7]).endswith("……（其余见原表）")


def test_a_refused_cell_is_an_error_and_not_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehu_batch.sheet_writing.plain_cells.PlainCellSheet.write_number", lambda *_: -1)
    with pytest.raises(InternalError, match="没有写成"):
        write_donor([minimal(table(a=[1]))], SHEET_MARKER)


def test_links_beyond_what_excel_takes_are_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehu_batch.annotation.donor.writing.MAX_LINKS", 1)
    links: list[Cell] = [Link("'表'!A1", "一"), Link("'表'!A2", "二")]
    sheet = opened(write_donor([minimal(table(a=links))], SHEET_MARKER))["表"]
    assert sheet["A7"].hyperlink is not None
    assert (sheet["A8"].value, sheet["A8"].hyperlink) == ("二", None)


def test_a_list_beyond_the_limit_is_cut_with_a_word_and_counted_by_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("context", "figures"):
        monkeypatch.setattr(f"kehu_batch.annotation.sheets.{module}.LIST_LIMIT", 2)
    sheet = opened(donor())["逾期跟进"]
    texts = [str(row[0]) for row in sheet.iter_rows(values_only=True) if row[0]]
    assert "共 3 项，此处列出前 2 项。" in texts
    formulas = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not [text for text in formulas if "COUNTIFS" in text or "EXACT" in text]
    overview = {row["指标"]: row for row in table_rows(opened(donor())["月报摘要"], "主要指标")}
    assert (overview["逾期事项数"]["数值"], overview["逾期事项数"]["取数"]) == (3, "值")


def test_same_figures_same_bytes() -> None:
    assert donor() == donor()


def test_an_empty_drop_makes_every_sheet() -> None:
    made = drop()
    analysis = made.analysis
    nothing = replace(
        made,
        analysis=replace(
            analysis,
            tiers=replace(analysis.tiers, customers=analysis.tiers.customers.iloc[:0], unrated=0),
            issues=replace(
                analysis.issues,
                items=analysis.issues.items.iloc[:0],
                by_type=analysis.issues.by_type.iloc[:0],
                total=0,
            )
            if analysis.issues
            else None,
            follow_ups=replace(
                analysis.follow_ups,
                items=analysis.follow_ups.items.iloc[:0],
                overdue=analysis.follow_ups.overdue.iloc[:0],
                by_owner=analysis.follow_ups.by_owner.iloc[:0],
                by_tier=pd.DataFrame(),
                by_clock=pd.DataFrame(),
            ),
            quality=replace(analysis.quality, findings=(), accuracy=None, required=0, right=0),
        ),
    )
    assert opened(donor(nothing)).sheetnames == NAMES


# -- layout --------------------------------------------------------------------------------------


def test_parts_stand_below_one_another_with_a_blank_row_between() -> None:
    noted = replace(table(a=["x", "y"]), note="注")
    places = place_parts(minimal(Lines("要点", ("一", "二")), noted, table("u", a=[])))
    assert places == (Place(5, 6, 7, 7), Place(9, 11, 13, 13), Place(15, 16, 17, 17))


def test_placeholders_become_absolute_ranges() -> None:
    sheet = replace(minimal(table(a=["x", "y"], b=[1, 2]), table("u", a=[])), name="王's 表")
    addresses = collect_addresses([sheet])
    assert addresses == {
        "t.a#": "'王''s 表'!$A$6",
        "t.a": "'王''s 表'!$A$7:$A$8",
        "t.b#": "'王''s 表'!$B$6",
        "t.b": "'王''s 表'!$B$7:$B$8",
        "u.a#": "'王''s 表'!$A$11",
    }
    text = resolve("SUM({t.b})+B{row}+B{first}+B{last-1}", addresses, 8, Place(5, 6, 8, 8))
    assert text == "SUM('王''s 表'!$B$7:$B$8)+B8+B7+B7"


def test_a_formula_over_a_list_without_rows_is_refused() -> None:
    counting = table("t", a=[Formula("ROWS({u.a})", 0)])
    with pytest.raises(KeyError, match=r"u\.a"):
        write_donor([minimal(counting, table("u", a=[]))], SHEET_MARKER)


def test_chinese_counts_two_and_long_text_is_wrapped_to_its_height() -> None:
    long = ResultTable("t", "甲", (Column("a", "列", ["短", "字" * 60], Kind.LONG),))
    widths = sheet_widths([long])
    assert widths[0] == pytest.approx(46 * 1.05 + 3.4, abs=0.1)
    assert ROOM.count_lines("字" * 60, widths[0]) == 3  # 120 wide in a room of 49.1
    assert row_heights(long, widths) == [21.0, 55.0]
    assert row_heights(table(a=["短"]), [20.0]) is None


def test_print_set_up_and_filter_of_every_sheet() -> None:
    data = donor()
    for sheet in opened(data).worksheets:
        assert sheet.page_setup.paperSize == 9
        # 满意度 is long and narrow; the others list what is wide.
        assert sheet.page_setup.orientation == ("portrait" if sheet.title == "满意度" else "landscape")
        assert sheet.page_setup.fitToWidth in {None, 1}
        # Fitted to the width, wide sheets are printed at half their size; page numbers are not.
        assert sheet.HeaderFooter.scaleWithDoc is False
        assert sheet.sheet_properties.tabColor is not None
        assert sheet.freeze_panes is not None
    overdue = opened(data)["逾期跟进"]
    header = next(
        number for number, row in enumerate(overdue.iter_rows(values_only=True), 1) if row[6] == "逾期天数"
    )
    assert overdue.auto_filter.ref == f"A{header}:K{header + 3}"
    # Three rows, and other lists below them: on their pages its header would be untrue.
    assert not overdue.print_title_rows


def test_no_list_object_and_no_shared_string() -> None:
    with zipfile.ZipFile(BytesIO(donor())) as package:
        assert not [name for name in package.namelist() if "table" in name.lower()]
        assert b't="s"' not in b"".join(_sheets(package).values())


def charts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        names = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        texts = [package.read(name).decode("utf-8") for name in names]
    return {re.findall(r"<a:t>([^<]*)</a:t>", text)[0]: text for text in texts}


def test_charts_carry_their_values_and_one_of_a_single_bar_is_a_sentence() -> None:
    found = charts(donor())
    # No tier chart, as nobody is rated; no trend over a single month; one score and one kind of movement are no chart.
    assert set(found) == {
        "问题类型按问题数排序与累计占比",
        "问题类型按客户数排序与累计占比",
        "各负责人逾期事项数",
    }
    said = [
        row[0] for row in opened(donor())["满意度"].iter_rows(values_only=True) if isinstance(row[0], str)
    ]
    assert any(text.endswith("评分分布（回访数）：只有“5”一项，不画图。") for text in said)
    owners = re.findall(r"<c:v>([^<]*)</c:v>", found["各负责人逾期事项数"])
    assert owners[:5] == ["程度高", "未指定", "技术团队", "1", "1"]


def test_scores_are_drawn_from_their_own_cells_without_a_total() -> None:
    made = drop()
    figures = made.analysis.satisfaction
    assert figures is not None
    spread = replace(figures, distribution={**figures.distribution, "3": 1})
    two = replace(made, analysis=replace(made.analysis, satisfaction=spread))
    scores = charts(donor(two))["评分分布（回访数）"]
    assert re.findall(r"<c:f>([^<]*)</c:f>", scores) == ["'满意度'!$A$13:$A$17", "'满意度'!$B$13:$B$17"]
    assert re.findall(r"<c:v>([^<]*)</c:v>", scores) == [
        "回访数",
        "5",
        "4",
        "3",
        "2",
        "1",
        "1",
        "0",
        "1",
        "0",
        "0",
    ]


def test_a_list_without_rows_is_a_sentence_unless_a_formula_names_its_header() -> None:
    empty = ResultTable("repeats", "重复的问题", (Column("customer", "客户", []),), empty="没有")
    asking = ResultTable("sum", "合计", (Column("value", "值", [Formula("COUNTA({repeats.customer#})", 1)]),))
    assert lean_parts((empty,), frozenset()) == (Lines("重复的问题", ("没有",)),)
    assert lean_parts((empty, asking), headers_named((empty, asking))) == (empty, asking)


@pytest.mark.parametrize(("second", "drawn"), [(0, 0), (5, 1)])
def test_a_chart_of_another_table_with_one_bar_is_a_sentence_too(second: int, drawn: int) -> None:
    chart = Chart("按金额", ChartKind.COLUMNS, "other.name", (Series("other.sum", "1F5FBF", "金额"),), 0, 2)
    first = ResultTable("own", "按件数", (Column("name", "类型", ["甲"]),), charts=(chart,))
    other = ResultTable(
        "other", "按金额", (Column("name", "类型", ["甲", "乙"]), Column("sum", "金额", [9, second]))
    )
    lean = lean_parts((first, other), frozenset())[0]
    assert isinstance(lean, ResultTable)
    assert (len(lean.charts), lean.note) == (drawn, "" if drawn else "按金额：只有“甲”一项，不画图。")


@pytest.mark.parametrize(("expects", "title", "columns"), [(True, "与预期", 5), (False, "", 3)])
def test_a_scheme_that_expects_no_shares_has_no_columns_for_them(
    expects: bool, title: str, columns: int
) -> None:
    made = drop()
    tiers = made.analysis.tiers
    counts = dict(zip(tiers.tiers, (3, 1, 0, 0), strict=True))
    tiers = replace(tiers, counts=counts, expected=tiers.expected if expects else {})
    data = donor(replace(made, analysis=replace(made.analysis, tiers=tiers)))
    assert f"各等级客户占比{title}" in charts(data)
    rows = list(opened(data)["客户分级"].iter_rows(values_only=True))
    assert "等级构成（按近12个月消费分为核心、重要、基础、潜在）" in [row[0] for row in rows]  # no code name
    header = next(row for row in rows if row[0] == "等级")
    assert [text for text in header if text] == ["等级", "客户数", "占比", "预期占比", "差距（百分点）"][
        :columns
    ]


@pytest.mark.parametrize(
    ("kind", "rows", "height"),
    [
        # 116 around the bars and 22 for each.
        (ChartKind.STACKED_BARS, 10, 336),
        (ChartKind.BARS, 7, 270),
        (ChartKind.COLUMNS, 10, 270),
    ],
)
def test_each_lying_bar_has_room_for_its_name(kind: ChartKind, rows: int, height: int) -> None:
    assert chart_height(Chart("图", kind, "t.name", (), 0, rows)) == height


def test_a_trend_is_drawn_over_months_without_a_gap() -> None:
    made = drop()
    figures = made.analysis.satisfaction
    assert figures is not None
    none = replace(figures.total, scored=0, mean=None, csat=None, csat_interval=None, satisfied=0)
    months = {"2023-08": figures.total, "2023-09": none, "2023-10": figures.total, "2023-11": figures.total}
    several = replace(made, analysis=replace(made.analysis, satisfaction=replace(figures, by_month=months)))
    values = re.findall(r"<c:v>([^<]*)</c:v>", charts(donor(several))["满意率走势（按月）"])
    assert values == ["满意率", "2023-10", "2023-11", "1.0", "1.0"]


def _sheets(package: zipfile.ZipFile) -> Mapping[str, bytes]:
    def found() -> Iterator[tuple[str, bytes]]:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                yield name, package.read(name)

    return dict(found())


def test_a_list_that_can_wait_is_cut_shorter_and_says_where_the_rest_stands() -> None:
    frame = pd.DataFrame({"a": range(501)})
    shown, told, complete = limit_rows(frame, "项", LATER_LIMIT, "其余见各人的负责人清单")
    assert (len(shown), complete) == (500, False)
    assert told == "共 501 项，此处列出前 500 项，其余见各人的负责人清单。"
    assert limit_rows(frame.head(500), "项", LATER_LIMIT, "其余见清单")[1:] == ("", True)
    assert limit_rows(frame, "项")[1:] == ("", True)
