"""The section 回款与账龄 of the sample month; expected figures are those of the month's own plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from report.html_reading import Element, read_page
from report.report_drops import published_rows

from kehu_batch.model.figures.payment_kpis import money_word
from kehu_batch.model.figures.receivables import Kpi, KpiInput
from kehu_batch.policy.loading import load_policy
from kehu_batch.report.books.cells import kpi_table
from kehu_batch.report.receivables import bucket_marks, build_payment
from kehu_batch.report.render import render_report
from kehu_batch.summary.receivables import write_kpi

LABELS = ("未到期", "1-30", "31-60", "61-90", "91-180", ">180", "到期日缺失")


@pytest.fixture(scope="module")
def page(month_outputs: Path) -> Element:
    return read_page((month_outputs / "客户月报_2026-10.html").read_text(encoding="utf-8"))


def texts(row: Element) -> list[str]:
    return [cell.all_text().strip() for cell in row.children]


def tables(section: Element) -> list[list[list[str]]]:
    return [[texts(row) for row in table.find("tr")] for table in section.find("table")]


@pytest.mark.parametrize(
    ("currency", "told", "unit"),
    [
        ("CNY", "逾期金额 3.0 万元；Σ 90 万元·天", "元·天"),
        ("USD", "逾期金额 USD 3.0 万；Σ 90 万 USD·天", "USD·天"),
    ],
)
def test_inputs_of_kpis_are_told_in_the_policys_currency(currency: str, told: str, unit: str) -> None:
    inputs = (KpiInput("逾期金额", 3_000_000), KpiInput("Σ", 90_000_000, "元·天"))
    kpi = Kpi("weighted_days_late", "加权逾期天数", "Σ ÷ 逾期金额", inputs, 30.0, "天")
    shown = kpi_table([kpi], "指标", "", currency).rows[0][2]
    assert shown == f"Σ ÷ 逾期金额。{told}"
    assert write_kpi(kpi, money_word(currency))["inputs"][1]["unit"] == unit


def test_aging_and_its_total(page: Element) -> None:
    section = page.find("section", id="payment")[0]
    assert "应收余额 44.9 万元，逾期 18.9 万元（42.1%）" in section.all_text()
    aging = tables(section)[0]
    assert [row[:2] for row in aging[1:]] == [
        [label, amount]
        for label, amount in zip(LABELS, ("24.5", "4.1", "1.3", "3.4", "9.1", "0.9", "1.5"), strict=True)
    ]


def test_what_to_act_on_first_is_ranked_by_money_then_urgency_and_leads_to_its_list(page: Element) -> None:
    items = page.find("ol", class_="headlines")[0].find("li")
    told = [(item.find("b")[0].text, item.find("a")[0].attributes["href"]) for item in items]
    assert told == [
        ("逾期应收 18.9 万元，", "#list-debtors"),
        ("与财务有 5 项差异没有说明，", "#list-differences"),
        ("3 户不满且欠款逾期，", "#risks"),
        ("投诉时限未达标 10 次，", "#list-complaints"),
        ("逾期跟进 22 项，", "#list-overdue"),
        ("满意率 75.0%，", "#list-unsatisfied"),
    ]
    first, second, third = (item.find("p")[0].text for item in items[:3])
    assert first.startswith(
        "占应收余额 42.1%；最多的是天津岚起汽配有限公司（001010），逾期 6.2 万元，最长 178 天"
    )
    assert "最大一项 14.0 万元（中山洵美灯饰有限公司（001019），金额不符）" in second
    assert third.startswith("逾期 5.4 万元、所涉应收 5.4 万元：济南昭野泵业有限公司（001028）、")
    ids = {item.attributes.get("id") for item in page.walk()}
    assert {href[1:] for _, href in told} <= ids


def test_the_largest_difference_stands_first(page: Element) -> None:
    sizes = [row[4] for row in tables(page.find("section", id="payment")[0])[3][1:]]
    assert sizes[0] == "−14.0"


def test_kpis_say_what_they_come_from(page: Element) -> None:
    kpis = {row[0]: row[1:] for row in tables(page.find("section", id="payment")[0])[1][1:]}
    assert kpis["收款及时率"] == [
        "58.9%",
        "按期收回 ÷ 本期到期应收。按期收回 12.8 万元；本期到期应收 21.8 万元",
    ]
    assert kpis["逾期率"][0] == "42.1%"
    assert len(kpis) == 13


def test_customers_stand_with_grade_reason_and_last_contact(page: Element) -> None:
    rows = tables(page.find("section", id="payment")[0])[2]
    assert len(rows) == 1 + 19
    assert rows[1][0] == "天津岚起汽配有限公司（001010）"
    assert (rows[1][1], rows[1][3], rows[1][4], rows[1][5]) == ("7.4", "6.2", "178", "■ 高")
    assert rows[1][6].startswith("最长逾期 178 天 > 90 天")
    assert rows[1][7].startswith("2026-08-20")


def test_cross_check_in_one_line_and_its_differences(page: Element) -> None:
    section = page.find("section", id="payment")[0]
    text = section.all_text()
    assert (
        "运营 19 户 44.9 万元，财务 19 户 56.6 万元；相符 15 户；差异 5 项（仅运营方有 1、仅财务方有 1、金额不符 3）"
        in text
    )
    assert "台账余额与未收单据不符 2 户" in text
    differences = {row[1]: row for row in tables(section)[3][1:]}
    # No difference is of one document, and none has an explanation: these columns are named and left out.
    assert "列出的行都没有、不列：单据、说明" in text
    assert differences["中山洵美灯饰有限公司（001019）"][2:6] == ["1.6", "15.6", "−14.0", "相差10倍"]


def test_tiles_fill_their_grid_and_lead_to_their_rows(page: Element) -> None:
    tiles = page.find("article", class_="kpi")
    names = [tile.find("h2")[0].text for tile in tiles]
    assert names == [
        "满意率",
        "问题数",
        "投诉解决率",
        "逾期事项数",
        "按期回访率",
        "数据准确率",
        "未收余额",
        "收款及时率",
    ]
    ids = {item.attributes.get("id") for item in page.walk()}
    links = [tile.find("p", class_="more")[0].find("a")[0].attributes["href"] for tile in tiles]
    assert {href[1:] for href in links} <= ids
    assert links[3] == "#list-overdue"
    assert all(tile.find("details")[0].find("summary")[0].text == "口径" for tile in tiles)


def test_tiles_of_receivables(page: Element) -> None:
    tiles = {tile.find("h2")[0].all_text(): tile.all_text() for tile in page.find("article")}
    assert "44.9" in tiles["未收余额"]
    assert "58.9" in tiles["收款及时率"]
    assert "12.8 万元按期收回" in tiles["收款及时率"]


def test_upset_and_overdue_customers_top_the_risk_list(page: Element) -> None:
    items = [item.all_text() for item in page.find("section", id="risks")[0].find("li")]
    upset = [place for place, text in enumerate(items) if "不满且逾期" in text]
    assert upset == [0, 1, 2]
    assert "济南昭野泵业有限公司（001028）" in items[0]
    assert "3.3 万元" in items[0]
    satisfied = [text for text in items if "满意但逾期" in text]
    assert satisfied
    # One grade under one name: who is graded high by what is owed is high here, too.
    assert all(("■ 高" in text) == ("回款风险等级高" in text) for text in satisfied)


def test_only_a_score_makes_a_customer_satisfied(page: Element) -> None:
    # Nobody ever called 金华槐序工具 (001039): it owes, and what it thinks is unknown.
    items = [item.all_text() for item in page.find("section", id="risks")[0].find("li")]
    [unheard] = [text for text in items if "001039" in text]
    assert "回款风险等级高：欠款逾期" in unheard
    assert "由负责人直接提醒付款并约定日期。" in unheard
    assert all("满意但逾期" in text for text in items if "客户满意" in text)


def test_every_customer_graded_high_is_on_the_risk_list(page: Element) -> None:
    risks = page.find("section", id="risks")[0]
    listed = [text for item in risks.find("li") if "回款风险等级高" in (text := item.all_text())]
    title = next(
        item.all_text()
        for item in page.find("section", id="payment")[0].walk()
        if "风险等级高 " in item.all_text()
    )
    graded = int(title.partition("风险等级高 ")[2].partition(" 户")[0])
    assert len(listed) == graded > 0


def test_buckets_grow_darker_with_lateness() -> None:
    assert bucket_marks(LABELS) == dict(zip(LABELS, ("a0", "a1", "a2", "a3", "a4", "a5", "mut"), strict=True))


def test_without_receivables_the_section_says_why() -> None:
    analysis, dataset = published_rows()
    section = build_payment(replace(analysis, reasons={"payment_risk": "没有应收明细"}), sheet="")
    assert section.absent == "本次没有应收明细，未计算回款风险与账龄。"
    assert not section.blocks
    page = read_page(render_report(analysis, dataset, load_policy()))
    assert not [tile for tile in page.find("article") if "未收余额" in tile.all_text()]
