from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from markupsafe import escape
from report.html_reading import Element, read_page
from report.report_drops import (
    CUSTOMER_COLUMNS,
    FILE,
    frame,
    group,
    invented_month,
    kind,
    matrix,
    month_period,
    published_rows,
    with_text,
)

from kehu_batch.model.figures.analysis import Analysis, RowAccount
from kehu_batch.model.figures.measures import MEASURE_BY_CODE, MEASURES
from kehu_batch.model.figures.second_opinion import SecondOpinion
from kehu_batch.model.findings.finding import Finding, Severity
from kehu_batch.model.location import Location
from kehu_batch.model.period import Period, PeriodKind
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.policy.loading import load_policy
from kehu_batch.report import blocks
from kehu_batch.report.render import ReportLinks, render_report, report_name
from kehu_batch.report.tier_lists import second_opinion_blocks
from kehu_batch.report.user_text import show

POLICY = load_policy()
SECTIONS = [
    "一、满意度", "二、问题分析", "三、客户分级与流动", "四、逾期跟进", "五、留存、关怀与续约", "六、回款与账龄", "七、风险清单",
    "八、人员绩效", "九、数据质量", "十、口径与来源",
]  # fmt: skip


def render(drop: tuple[Analysis, Dataset], links: ReportLinks | None = None) -> str:
    return render_report(*drop, POLICY, links=links)


@pytest.fixture(scope="module")
def two_rows() -> str:
    return render(published_rows())


@pytest.fixture(scope="module")
def month() -> str:
    return render(invented_month())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("甲\u202e公司", "<bdi>甲公司</bdi>"),
        ("<INV-2026-001> 逾期", '&lt;<span class="whole">INV-2026-001</span>&gt; 逾期'),
        # A date in a text stays whole; alone in its cell its column minds that, and longer numbers are none.
        ("2024-05-05 CSV-文件", '<span class="whole">2024-05-05</span> CSV-文件'),
        ("2024-05-05", "2024-05-05"),
        ("2024-05", "2024-05"),
        ("逾期 1-30天，91-180", '逾期 <span class="whole">1-30</span>天，<span class="whole">91-180</span>'),
        ("健康分 0–100", '健康分 <span class="whole">0–100</span>'),
        # A place breaks before its cell, never within the sheet's name; in a column of places the style minds that.
        ("客户台账!G17", "客户台账<wbr>!G17"),
        ("5-6月!F24", '<span class="whole">5-6月</span><wbr>!F24'),
        (
            "一份：甲.xlsx 客户台账!G17、H2",
            '一份：<span class="whole">甲.xlsx</span> <span class="whole">客户台账</span><wbr>!G17、H2',
        ),
        # A long name of a file is wider than a phone.
        (
            "客户回访工作表甲乙.xlsx 十月!A1",
            '客户回访工作表甲乙.xlsx <span class="whole">十月</span><wbr>!A1',
        ),
        ("：二〇二六年十月客户回访!K11", '：<span class="whole far">二〇二六年十月客户回访</span><wbr>!K11'),
        ("好! 真好!", "好! 真好!"),
        # A share breaks before what it is of, a bound never, nor does what is counted at the end.
        ("■ 77.7%（492/633）", "■ 77.7%<wbr>（492/633）"),
        ("占比 9.1% ≥ 5.0%；", '占比 9.1% <span class="whole">≥ 5.0%</span>；'),
        ("日期读不出 1、重复行 1", '日期读不出 1、重复<span class="whole">行 1</span>'),
        ("甲（KH-0001）", '甲（<span class="whole">KH-0001</span>）'),
        ("甲（KH-2026-00070-E）", '甲（<span class="whole">KH-2026-00070-E</span>）'),
        # On a phone a longer one may break.
        ("甲（HD-EAST-REGION-0140）", '甲（<span class="whole far">HD-EAST-REGION-0140</span>）'),
        ("Wi-Fi 与 A-B–C", "Wi-Fi 与 A-B–C"),
        ("编号 A1-" + "B" * 12 + "-" + "C" * 12, "编号 A1-" + "B" * 12 + "-" + "C" * 12),
        ("شركة", "<bdi>شركة</bdi>"),
        ("<b>\u2067x", "<bdi>&lt;b&gt;x</bdi>"),
        ("甲" * 60, "甲" * 60),
        ("很长的一句话，" * 20, "很长的一句话，" * 20),
        ("甲" * 61, f'<span class="long" tabindex="0" title="{"甲" * 61}">{"甲" * 61}</span>'),
    ],
)
def test_what_users_wrote_turns_nothing_and_is_cut_with_a_way_to_the_whole(text: str, shown: str) -> None:
    assert str(escape(show(text))) == shown


def test_a_name_that_turns_direction_is_isolated_in_the_page() -> None:
    name = "乙\u202eexe.公司" + "长" * 80
    page = render(with_text(name))
    assert "\u202e" not in page
    assert '<bdi><span class="long" tabindex="0" title="乙exe.公司' in page
    read_page(page)


def section(page: str, name: str) -> Element:
    return read_page(page).find("section", id=name)[0]


def rows_of(block: Element) -> list[list[str]]:
    return [
        ["".join(cell.text for cell in [td, *td.walk()]).strip() for td in row.children]
        for body in block.find("tbody")
        for row in body.find("tr")
    ]


def table_rows(page: str, name: str) -> list[list[str]]:
    return rows_of(read_page(page).find("div", data_table=name)[0])


def test_sections_stand_in_the_order_of_the_design(two_rows: str) -> None:
    parts = read_page(two_rows).find("section", class_="part")
    assert [part.find("h2")[0].text for part in parts] == SECTIONS


def test_masthead_says_month_day_policy_and_inputs(two_rows: str) -> None:
    header = read_page(two_rows).find("header", class_="page mast")[0]
    words = header.all_text()
    assert header.find("h1")[0].text.strip() == "客户月报"
    for word in ("2023 年 11 月", "2023-11-30", "annual-spend", f"输入 1 个文件：{FILE}", "金额单位：万元"):
        assert word in words
    assert "未满期" not in words


def test_headlines_of_the_published_rows(two_rows: str) -> None:
    items = read_page(two_rows).find("ol", class_="headlines")[0].find("li")
    said = ["".join(part.text for part in item.walk()) for item in items]
    assert len(said) == 4
    assert "逾期跟进 3 项，" in said[0]
    assert "其中高 2 项、中 1 项；最长 20 天（B企业（B002），跟进计划）" in said[0]
    assert "2 项没有负责人；约定回访按期完成 0/1（0.0%）" in said[0]
    assert "数据准确率 7/10（70.0%），" in said[1]
    assert "差 28.0 个百分点；5 处需要更正。" in said[1]
    assert any("功能操作、系统性能各 1 条；另有客户需求 1 条。" in text for text in said)
    assert any("2 户均未定级，" in text for text in said)
    assert not any("满意" in text for text in said)  # 1 of 1: on target


def test_key_figures_of_the_published_rows(two_rows: str) -> None:
    tiles = read_page(two_rows).find("article", class_="kpi")
    shown = {tile.find("h2")[0].text: tile for tile in tiles}
    figures = {name: tile.find("p", class_="figure")[0].find("b")[0].text for name, tile in shown.items()}
    assert figures == {
        "满意度均分": "5.00",
        "满意率": "1/1",
        "问题数": "2",
        "问题解决率": "—",
        "逾期事项数": "3",
        "按期回访率": "0/1",
        "回访完成率": "2/2",
        "数据准确率": "7/10",
    }
    accuracy = shown["数据准确率"].all_text()
    assert "■ 未达标" in accuracy
    assert "目标 ≥ 98.0%" in accuracy
    assert "−28.0 百分点" in accuracy
    assert "● 达标" in shown["满意率"].all_text()
    assert "没有解决状态" in shown["问题解决率"].all_text()


def test_each_key_figure_has_definition_n_and_exclusions(month: str) -> None:
    tiles = read_page(month).find("article", class_="kpi")
    assert len(tiles) == 8
    names = {measure.name: measure for measure in MEASURES}
    for tile in tiles:
        words = tile.all_text()
        assert names[tile.find("h2")[0].text].definition in words
        assert "n = " in words
        assert re.search(r"排除 \d+ 行", words)
        assert "，0.0 万元" not in words


def test_key_figures_touched_by_a_defect_are_marked(two_rows: str) -> None:
    tiles = read_page(two_rows).find("article", class_="kpi")
    marked = {tile.find("h2")[0].text for tile in tiles if "※" in tile.all_text()}
    assert marked == {"满意度均分", "满意率", "逾期事项数"}


def test_changes_against_last_month_and_last_year(month: str) -> None:
    tiles = {tile.find("h2")[0].text: tile for tile in read_page(month).find("article", class_="kpi")}
    changes = {
        item.find("dt")[0].text: item.find("dd")[0].text
        for item in tiles["问题数"].find("div")
        if item.find("dt")
    }
    # 46 in May, 24 + 15 in April; nothing of May 2023.
    assert changes == {"环比": "▲ 7 条", "同比": "—（缺上年同月）"}
    # 90.0 % was told in April; by the rows as they are now it was 40 of 47.
    assert "原报 90.0%，现为 85.1%" in tiles["满意率"].all_text()
    # 40 of 47 satisfied in April is 85.1 %, 35 of 52 in May is 67.3 %.
    assert "▼ 17.8 百分点" in tiles["满意率"].all_text()


def test_issue_rows_have_words_department_and_cell(two_rows: str) -> None:
    assert table_rows(two_rows, "问题明细") == [
        ["B企业（B002）", "2023-11-06", "功能操作问题", "功能操作", "功能操作", "产品部", "回访!L4"],
        ["B企业（B002）", "2023-11-06", "服务器卡顿", "系统性能", "卡顿", "技术部", "回访!L4"],
    ]
    assert "希望提供设备保养培训" in section(two_rows, "issues").all_text()


def test_overdue_rows(two_rows: str) -> None:
    assert table_rows(two_rows, "逾期跟进") == [
        ["B企业（B002）", "跟进计划", "远程指导操作并优化服务器", "2023-11-10", "20", "14", "■ 高", "技术团队", "回访!M4"],
        ["A公司（A001）", "跟进计划", "发送培训资料及预约上门时间", "2023-11-15", "15", "11", "■ 高", "未指定", "回访!M3"],
        ["B企业（B002）", "约定回访", "约定回访", "2023-11-20", "10", "8", "◆ 中", "未指定", "回访!N4"],
    ]  # fmt: skip


def test_risks_put_upset_and_overdue_first(two_rows: str) -> None:
    items = section(two_rows, "risks").find("ol", class_="risks")[0].find("li")
    texts = [item.all_text() for item in items]
    assert len(texts) == 2
    assert "■ 高" in texts[0]
    assert "B企业（B002）" in texts[0]
    assert "未了问题 2 条（功能操作、系统性能）；逾期 2 项（跟进计划、约定回访），最长 20 天" in texts[0]
    assert "◆ 中" in texts[1]
    assert "先指定负责人" in texts[1]


def test_an_unhappy_customer_is_a_risk_by_the_latest_score() -> None:
    analysis, dataset = published_rows()
    calls = dataset.tables["callbacks"].assign(score=[0.6, 1.0])  # 3 of 5 is under the line of 4 of 5
    page = render((analysis, replace(dataset, tables={"callbacks": calls})))
    assert "最近评分 3.0（满分 5）" in section(page, "risks").all_text()


def test_every_finding_is_listed_with_its_cell_and_remedy(two_rows: str) -> None:
    rows = table_rows(two_rows, "数据问题")
    assert [row[2] for row in rows] == ["回访!M3", "回访!H4", "回访!I3", "回访!I4", "回访!K4"]
    assert rows[0][:2] == ["◆ 警告", "KB203"]
    assert rows[0][5] == "请在计划开头写明负责人。"


def test_quality_box_groups_defects_and_names_their_cells(two_rows: str) -> None:
    box = read_page(two_rows).find("aside", class_="quality")[0]
    words = box.all_text()
    assert "数据质量提示（5 项）" in words
    assert "：回访!I3、I4。约定回访没有负责人。" in words


def test_quality_box_says_zero() -> None:
    analysis, dataset = published_rows()
    quality = replace(analysis.quality, findings=(), accuracy=1.0, right=10)
    page = render((replace(analysis, quality=quality), dataset))
    box = read_page(page).find("aside", class_="quality")[0].all_text()
    assert "（0 项）" in box
    assert "0 项：没有影响结果的数据问题。" in box
    assert "0 项：没有发现数据问题。" in section(page, "quality").all_text()


def test_an_error_is_a_banner_above_the_findings() -> None:
    analysis, dataset = published_rows()
    lost = kind("KB103", "表的种类无法判定", "整张表未读入", "请改表头", Severity.ERROR)
    finding = Finding(lost, Location(FILE, "附表"), "工作表“附表”的种类无法判定")
    quality = replace(analysis.quality, findings=(finding, *analysis.quality.findings))
    main = read_page(render((replace(analysis, quality=quality), dataset))).find("main")[0]
    assert main.children[0].attributes["class"] == "banner"
    assert (
        f"{FILE} 附表：工作表“附表”的种类无法判定。整张表未读入。处理办法：请改表头。"
        in main.children[0].text
    )


def test_rows_are_accounted_for(month: str) -> None:
    rows = rows_of(section(month, "sources"))
    assert ["回访工作表", "214", "209", "5", "—", "重复行 3、截止日之后 2", f"{FILE} 五月回访"] in rows
    assert ["客户台账", "61", "60", "1", "1.3 万元", "重复行 1", "客户台账.xlsx 台账"] in rows


def test_sources_list_every_measure_the_policy_and_its_unset_values(two_rows: str) -> None:
    words = section(two_rows, "sources").all_text()
    for measure in MEASURES:
        assert measure.definition in words
    assert POLICY.sha256 in words
    assert words.count("默认值,请部门设定") == len(POLICY.policy.unset_defaults)
    assert f"{0xA0 + 7:064x}" in words  # the hash of the content, as the workbook shows it
    assert f"{0xA0:064x}" not in words


def test_absent_sections_say_why(two_rows: str) -> None:
    assert (
        "本次没有订单、回访、投诉和台账，未计算留存与流失预警。" in section(two_rows, "retention").all_text()
    )
    assert "本次没有应收明细，未计算回款风险与账龄。" in section(two_rows, "payment").all_text()


def test_a_drop_without_callbacks_still_makes_a_page() -> None:
    analysis, dataset = published_rows()
    empty = replace(
        analysis,
        satisfaction=None,
        issues=None,
        demands=None,
        accounts={"ledger": RowAccount(2, 2, 0)},
        reasons=dict.fromkeys(("satisfaction", "issues", "demands"), "没有回访工作表"),
    )
    page = render((empty, replace(dataset, tables={})))
    assert "本次没有回访工作表，未计算满意度。" in section(page, "satisfaction").all_text()
    headlines = read_page(page).find("ol", class_="headlines")[0].find("li")
    said = [item.all_text() for item in headlines]
    assert ["逾期跟进" in said[0], "数据准确率" in said[1], "2 户均未定级" in said[2]] == [True] * 3
    assert len(headlines) == 3
    tiles = read_page(page).find("article", class_="kpi")
    assert len(tiles) == 8


def test_nobody_and_nothing_at_all() -> None:
    analysis, dataset = published_rows()
    tiers = replace(analysis.tiers, unrated=0, customers=frame(CUSTOMER_COLUMNS), stated_matrix=matrix([]))
    overdue = analysis.follow_ups.overdue.iloc[:0]
    follow_ups = replace(analysis.follow_ups, overdue=overdue, by_owner=analysis.follow_ups.by_owner.iloc[:0])
    assert analysis.issues is not None
    items = analysis.issues.items.iloc[:0]
    by_type = analysis.issues.by_type.iloc[:0]
    issues = replace(analysis.issues, total=0, customers=0, items=items, by_type=by_type)
    page = render((replace(analysis, tiers=tiers, follow_ups=follow_ups, issues=issues), dataset))
    assert "本次没有可分级的客户。" in section(page, "tiers").all_text()
    assert "截止日没有逾期的约定、计划。" in section(page, "follow-ups").all_text()
    assert "没有客户符合列入规则。" in section(page, "risks").all_text()


def test_who_has_no_tier_on_either_side_has_not_moved() -> None:
    analysis, dataset = published_rows()
    customers = analysis.tiers.customers
    one = replace(analysis.tiers, customers=customers.assign(stated=pd.Series(["VIP", None], dtype="str")))
    listed = section(render((replace(analysis, tiers=one), dataset)), "tiers")
    assert "A公司（A001）" in listed.all_text()
    assert "B企业（B002）" not in listed.all_text()
    assert "另有 1 户没有所填等级也未定级，见" in listed.all_text()
    nobody = replace(analysis.tiers, customers=customers.assign(stated=pd.Series([None, None], dtype="str")))
    page = render((replace(analysis, tiers=nobody), dataset))
    assert section(page, "tiers").find("table") == []
    assert (
        "2 户均未定级：没有近12个月消费金额，无法定级；表中也没有填写等级"
        in section(page, "tiers").all_text()
    )
    assert "均未定级" not in read_page(page).find("ol", class_="headlines")[0].all_text()


def test_matrix_tells_direction_by_arrow(month: str) -> None:
    cells = [
        cell.text.strip()
        for cell in section(month, "tiers").find("td")
        if "m-" in cell.attributes.get("class", "")
    ]
    analysis, _ = invented_month()
    down = analysis.tiers.stated_matrix["重要"].to_dict()["核心"]
    assert f"↓ {down}" in cells
    words = section(month, "tiers").all_text()
    moved = analysis.tiers.customers["movement"].value_counts()
    assert f"{moved['下调']} 户低于所填等级，{moved['上调']} 户高于" in words


def test_who_moved_since_the_period_before_is_listed_with_the_ground() -> None:
    analysis, dataset = invented_month()
    customers = analysis.tiers.customers.assign(previous=analysis.tiers.customers["recomputed"], since="一致")
    same = replace(analysis.tiers, customers=customers)
    title = "户的等级与上期末不同"
    assert title not in section(render((replace(analysis, tiers=same), dataset)), "tiers").all_text()
    first = customers.index[customers["recomputed"] == "重要"][0]
    customers.loc[first, ["previous", "since"]] = ["核心", "下调"]
    page = render((replace(analysis, tiers=replace(same, customers=customers)), dataset))
    assert f"1 {title}" in section(page, "tiers").all_text()
    row = next(row for row in rows_of(section(page, "tiers")) if row[1:4] == ["核心", "重要", "下调"])
    assert customers.loc[first, "reason"] == "重要 ← 近12个月消费 53,051.00"
    assert row[4] == "重要 ← 近12个月消费 5.31 万元"


def test_the_reason_of_a_second_opinion_has_room_on_a_phone() -> None:
    row = {
        "customer_id": "A1", "customer_name": "甲", "tier": "核心", "segment": "流失风险客户", "amount_fen": 100,
        "opinion": "购买却像流失风险客户", "file": "台账.xlsx", "cell": "客户!A2",
    }  # fmt: skip
    opinion = SecondOpinion(12, 1, {}, {"流失风险客户": 1}, {}, pd.DataFrame(), pd.DataFrame([row]))
    analysis, _ = invented_month()
    figures = replace(analysis.tiers, second_opinion=opinion)
    table = second_opinion_blocks(figures, many_files=False, sheet="")[1]
    assert isinstance(table, blocks.TableBlock)
    shown = [column.title for column in table.columns if column.phone]
    assert shown == ["客户", "等级", "说明"]  # the reason names the segment


def test_print_leaves_room_for_the_numbers_of_an_axis(two_rows: str) -> None:
    # A page cuts off what stands left of it: "10,000" is 6 characters of 6 px at most, 8 px from the plot.
    printed = two_rows[two_rows.index("@media print{") :]
    room = re.search(r"\.plot\{padding-left:(\d+)px\}", printed)
    assert room
    assert int(room[1]) >= 6 * 6 + 8


def test_a_scheme_without_an_expected_mix_has_no_line_of_it() -> None:
    analysis, dataset = invented_month()
    assert "竖线为预期结构" in section(render((analysis, dataset)), "tiers").all_text()
    tiers = replace(analysis.tiers, expected={})
    page = section(render((replace(analysis, tiers=tiers), dataset)), "tiers")
    assert "占已定级客户的比例" in page.all_text()
    assert "竖线" not in page.all_text()


def test_something_late_by_hours_is_not_zero_days_late() -> None:
    analysis, dataset = published_rows()
    overdue = analysis.follow_ups.overdue.assign(days_overdue=0)
    page = render((replace(analysis, follow_ups=replace(analysis.follow_ups, overdue=overdue)), dataset))
    assert "逾期 2 项（跟进计划、约定回访），不足 1 天" in section(page, "risks").all_text()
    assert "逾期都不足 1 天" in section(page, "follow-ups").all_text()


def test_a_matrix_of_one_cell_is_a_sentence() -> None:
    analysis, dataset = invented_month()
    one = matrix([("重要", "重要")] * 3)
    page = render((replace(analysis, tiers=replace(analysis.tiers, stated_matrix=one)), dataset))
    assert "：3 户原来都是重要，现在都是重要。" in section(page, "tiers").all_text()


def test_small_groups_are_shown_but_not_ranked(month: str) -> None:
    rows = [row for row in rows_of(section(month, "satisfaction")) if row[0] == "孙丽华"]
    assert rows == [["孙丽华", "4", "2", "4.50", "", "2/2（100.0%）"]]
    assert "评分不足 5 个的列在后面、不排名" in section(month, "satisfaction").all_text()


def test_many_small_groups_fold_into_one_line_that_opens() -> None:
    analysis, dataset = invented_month()
    assert analysis.satisfaction is not None
    # Two ranked, five small ones stand open; six fold.
    for small in (5, 6):
        groups = {"制造": group(9, [4.0] * 9), "零售": group(7, [5.0] * 7)}
        groups |= {f"行业{number}": group(1, [3.0]) for number in range(small)}
        figures = replace(analysis.satisfaction, by_industry=groups)
        part = section(render((replace(analysis, satisfaction=figures), dataset)), "satisfaction")
        tails = [one for one in part.find("details", class_="tail") if "行业0" in one.all_text()]
        assert len(tails) == (small > 5)
        if tails:
            assert tails[0].find("summary")[0].text == "评分不足 5 个的 6 组"
            assert len(rows_of(tails[0])) == 6
        assert {f"行业{number}" for number in range(small)} <= {row[0] for row in rows_of(part) if row}


def test_a_chart_of_one_bar_or_two_is_a_sentence() -> None:
    analysis, dataset = published_rows()
    assert analysis.issues is not None
    one = replace(analysis.issues, total=1, by_type=analysis.issues.by_type.iloc[:1])
    part = section(render((replace(analysis, issues=one), dataset)), "issues")
    assert "本期的问题只有一类：功能操作 1 条。" in part.all_text()
    assert part.find("figure") == []
    whole = render((analysis, dataset))
    assert "本期的问题只有两类：功能操作 1 条，系统性能 1 条。" in section(whole, "issues").all_text()
    assert section(whole, "issues").find("figure") == []
    assert section(render(invented_month()), "issues").find("figure")
    assert "1 个评分都是 5 分。" in section(whole, "satisfaction").all_text()


def test_an_unfinished_month_is_hollow_and_not_compared_by_count() -> None:
    analysis, dataset = invented_month()
    assert analysis.trend is not None
    unfinished = month_period(2024, 5, date(2024, 5, 20))
    trend = replace(analysis.trend, current=replace(analysis.trend.current, period=unfinished))
    page = render((replace(analysis, period=unfinished, trend=trend), dataset))
    assert "（未满期）" in page
    assert "末月未满（空心点）" in page
    assert len(re.findall(r'<circle class="l-s1 hollow"', page)) == 1
    tile = next(tile for tile in read_page(page).find("article", class_="kpi") if "问题数" in tile.all_text())
    assert "—（本月未满）" in tile.all_text()


def test_a_long_table_says_what_it_shows_and_where_the_rest_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = blocks.records.__defaults__
    monkeypatch.setattr(blocks.records, "__defaults__", (20,))
    page = render(invented_month(), ReportLinks({}, "回访_批注.xlsx"))
    assert defaults == (blocks.MAX_ROWS,) == (500,)
    assert len(table_rows(page, "逾期跟进")) == 20
    words = read_page(page).all_text()
    assert "共 34 条，本页列出前 20 条；其余见 回访_批注.xlsx 的工作表“逾期跟进”。" in words
    # Filters say how many stand on the page, and paper has the first few: neither takes the sentence away.
    assert '<p class="cut left-out">共 34 条' in page
    assert page.count(".tools:not([hidden])+.cut:not(.left-out)") == 2
    assert ":scope > .cut:not(.left-out)" in page


def test_links_lead_to_workbooks_beside_the_page() -> None:
    page = render(published_rows(), ReportLinks({FILE: "a b#1%?_批注.xlsx"}))
    hrefs = [link.attributes["href"] for link in section(page, "sources").find("a")]
    assert hrefs == ["./a%20b%231%25%3F_%E6%89%B9%E6%B3%A8.xlsx"]


def test_a_name_never_becomes_a_scheme() -> None:
    page = render(published_rows(), ReportLinks({FILE: "javascript:alert(1)"}))
    assert 'href="./javascript%3Aalert%281%29"' in page


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "{{ 12345 * 6789 }}{% raw %}",
    "=cmd|' /C calc'!A0",
    "</style></script></title><b>",
    "&lt;b&gt;",
    "长" * 3000,
    "W" * 3000,
    "👩‍👩‍👧‍👦🇨🇳 客户",
    "\u202eمرحبا שלום",
    "行一\n行二\t\x0b\u2028",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_from_a_sheet_is_only_ever_text(text: str, two_rows: str) -> None:
    page = render(with_text(text))
    plain, hostile = read_page(two_rows), read_page(page)
    assert {item.tag for item in hostile.walk()} <= {item.tag for item in plain.walk()} | {
        "bdi",
        "span",
        "svg",
        "line",
        "circle",
    }
    assert len(hostile.find("script")) == len(hostile.find("style")) == 1
    assert not any(name.startswith("on") for item in hostile.walk() for name in item.attributes)
    words = " ".join(hostile.all_text().split())
    shown = text.replace("\u202e", "")  # it would turn the text around it
    assert words.count(" ".join(shown.split())) > 20
    assert "83810205" not in words


def test_no_outside_reference_and_no_inline_style(month: str) -> None:
    tree = read_page(month)
    for item in tree.walk():
        assert item.tag not in {"link", "img", "iframe", "object", "embed", "base", "form", "use", "image"}
        assert "style" not in item.attributes
        assert "src" not in item.attributes
        assert item.attributes.get("href", "#").startswith(("#", "./"))
    assert "://" not in month
    assert "url(" not in month
    assert "@import" not in month


def test_policy_allows_nothing_but_our_style_and_script(month: str) -> None:
    tree = read_page(month)
    meta = next(
        item for item in tree.find("meta") if item.attributes.get("http-equiv") == "Content-Security-Policy"
    )

    def digest(tag: str) -> str:
        body = re.search(f"<{tag}>(.*?)</{tag}>", month, re.DOTALL)
        assert body is not None
        return "sha256-" + base64.b64encode(hashlib.sha256(body[1].encode()).digest()).decode()

    assert meta.attributes["content"] == (
        f"default-src 'none'; style-src '{digest('style')}'; script-src '{digest('script')}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_every_id_is_unique_and_every_anchor_leads_somewhere(month: str) -> None:
    tree = read_page(month)
    ids = [item.attributes["id"] for item in tree.walk() if "id" in item.attributes]
    assert len(set(ids)) == len(ids)
    for link in tree.find("a"):
        if link.attributes["href"].startswith("#"):
            assert link.attributes["href"][1:] in ids
    for label in tree.find("label"):
        assert label.attributes["for"] in ids


def test_every_chart_can_be_read_without_seeing_it(month: str) -> None:
    charts = list(read_page(month).find("figure"))
    assert len(charts) == 5  # two trends, the distribution, the Pareto, issues by month
    for chart in charts:
        picture = chart.find("svg")[0]
        assert picture.attributes["role"] == "img"
        assert picture.attributes["aria-label"]
        assert picture.find("desc")[0].text
        assert "viewbox" not in picture.attributes
        assert chart.find("details")[0].find("tr")


def test_every_mark_keeps_a_colour_without_the_style(month: str) -> None:
    marks = [item for item in read_page(month).walk() if item.tag in {"rect", "circle", "line", "text"}]
    assert len(marks) > 100
    for mark in marks:
        assert "fill" in mark.attributes or "stroke" in mark.attributes


def test_paper_leaves_out_columns_by_their_mark_and_not_by_their_place() -> None:
    analysis, dataset = invented_month()
    # No value was seen: that column is left out, and the problems stand in its place.
    findings = tuple(replace(finding, value="") for finding in analysis.quality.findings)
    bare = replace(analysis, quality=replace(analysis.quality, findings=findings))
    page = render((bare, dataset))
    heads = read_page(page).find("div", id="list-findings")[0].find("th")
    assert [head.text for head in heads] == ["级别", "代码", "位置", "问题", "处理办法"]
    unmarked = [head.text for head in heads[1:] if "p" not in head.attributes.get("class", "").split()]
    assert unmarked == ["位置", "问题", "处理办法"]
    assert "#list-findings .p:not(:first-child){display:none}" in page
    assert re.findall(r"\bt[hd]\b[^{},]*:nth-child", page) == []


def test_same_figures_give_the_same_bytes(two_rows: str) -> None:
    assert render(published_rows()) == two_rows
    assert "\r" not in two_rows


def test_the_page_of_two_rows_is_small(two_rows: str, month: str) -> None:
    assert len(two_rows.encode()) < 85_000
    assert len(month.encode()) < 200_000


@pytest.mark.parametrize(
    ("label", "kind_", "first", "last", "name"),
    [
        ("2023-11", PeriodKind.MONTH, date(2023, 11, 1), date(2023, 11, 30), "客户月报_2023-11.html"),
        ("2023Q4", PeriodKind.QUARTER, date(2023, 10, 1), date(2023, 12, 31), "客户季报_2023Q4.html"),
        ("2023", PeriodKind.YEAR, date(2023, 1, 1), date(2023, 12, 31), "客户年报_2023.html"),
        ("all", PeriodKind.ALL, date(2023, 1, 1), date(2023, 12, 31), "客户报告_全部.html"),
    ],
)
def test_names_and_titles_of_periods(
    label: str, kind_: PeriodKind, first: date, last: date, name: str
) -> None:
    period = Period(label, kind_, first, last, last)
    assert report_name(period) == name
    analysis, dataset = invented_month()
    page = render((replace(analysis, period=period), dataset))
    titles = {"2023-11": "2023 年 11 月", "2023Q4": "2023 年第 4 季度", "2023": "2023 年", "all": "全部期间"}
    assert titles[label] in read_page(page).find("h1")[0].all_text()


def test_measures_shown_are_in_the_table_of_measures() -> None:
    assert {"satisfaction.mean", "follow_ups.overdue", "data_quality.accuracy"} <= set(MEASURE_BY_CODE)
