"""What is owed in other currencies than the policy's own is told beside it and lost nowhere.

Four customers as of 2023-11-30. C1 (2 of 5) owes 20,000.00 USD since 10-31, C2 (3 of 5) 50,000.00 yuan and 1,000.00
EUR since 10-31, C3 (5 of 5) 1,000,000.00 JPY since 11-10, C4 (1 of 5) owes nothing. C1, C2 and C4 are no 4 of 5.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from report.html_reading import Element, read_page

from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

CALLBACKS = """客户编号,客户名称,本次回访时间,回访方式,回访人,客户反馈,待解决问题
C1,甲公司,2023-11-06,电话,王敏,满意度2分(满分5分),无
C2,乙公司,2023-11-07,电话,王敏,满意度3分(满分5分),无
C3,丙公司,2023-11-08,电话,王敏,满意度5分(满分5分),无
C4,丁公司,2023-11-09,电话,,满意度1分(满分5分),无
"""
OWN = "A2,C2,乙公司,2023-10-01,2023-10-31,50000,CNY\n"
INVOICES = f"""单据号,客户编号,客户名称,开票日期,到期日,应收金额,币种
A1,C1,甲公司,2023-10-01,2023-10-31,20000,USD
{OWN}A3,C2,乙公司,2023-10-01,2023-10-31,1000,EUR
A4,C3,丙公司,2023-11-01,2023-11-10,1000000,JPY
"""


def process(folder: Path, invoices: str) -> tuple[Element, dict[str, Any]]:
    files = (folder / "回访.csv", folder / "应收明细.csv")
    for file, text in zip(files, (CALLBACKS, invoices), strict=True):
        file.write_text(text, encoding="utf-8")
    process_drop(DropRequest(files, today=date(2023, 12, 5), period="2023-11", output=folder / "out"))
    page = (folder / "out" / "客户月报_2023-11.html").read_text(encoding="utf-8")
    return read_page(page), json.loads((folder / "out" / "summary.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Element, dict[str, Any]]:
    return process(tmp_path_factory.mktemp("both"), INVOICES)


def headlines(page: Element) -> list[str]:
    items = page.find("ol", class_="headlines")[0].find("li")
    return [item.find("b")[0].text + item.find("p")[0].text.strip() for item in items]


def test_what_is_overdue_in_each_currency_is_told_first(both: tuple[Element, dict[str, Any]]) -> None:
    owed, upset = headlines(both[0])[:2]
    assert owed.startswith(
        "逾期应收 5.0 万元，占应收余额 100.0%；最多的是乙公司（C2），逾期 5.0 万元，最长 30 天；"
    )
    assert all(amount in owed for amount in ("USD 2.0 万", "EUR 0.1 万", "JPY 100.0 万"))
    # Two are upset: C2 owes yuan, and C1 dollars alone.
    assert upset.startswith("2 户不满且欠款逾期，逾期 5.0 万元、所涉应收 5.0 万元；外币逾期 ")
    assert all(amount in upset for amount in ("USD 2.0 万", "EUR 0.1 万", "：乙公司（C2）、甲公司（C1）；"))
    assert "JPY" not in upset


def test_who_owes_in_another_currency_is_on_the_risk_list(both: tuple[Element, dict[str, Any]]) -> None:
    items = [item.all_text() for item in both[0].find("section", id="risks")[0].find("li")]
    # Upset and overdue first, yuan before what cannot be compared with it; then satisfied, then upset and nothing owed.
    assert [name for text in items for name in ("甲", "乙", "丙", "丁") if f"{name}公司" in text] == [
        "乙",
        "甲",
        "丙",
        "丁",
    ]
    assert "欠款逾期 5.0 万元、EUR 0.1 万，最长 30 天" in items[0]
    assert "欠款逾期 USD 2.0 万，最长 30 天" in items[1]
    assert "2023-10-31" in items[1]  # 30 days before the day of the report, and no follow-up is late
    assert items[1].count("评分") == 1  # the score stands at the head and is not the debt's reason once more
    assert "满意但逾期" in items[2]
    assert "JPY 100.0 万" in items[2]
    # Nobody is named anywhere: advice begins with that.
    assert "先指定负责人处理不满的原因" in items[0]
    assert "可先指定负责人，再直接提醒付款" in items[2]


def test_upset_and_overdue_counts_every_currency(both: tuple[Element, dict[str, Any]]) -> None:
    listed = [item for item in both[1]["retention"]["at_risk"] if "upset_overdue" in item["signals"]]
    assert [(item["customer_id"], item["money_at_risk"]) for item in listed] == [
        ("C2", "50000.00"),
        ("C1", "0.00"),
    ]
    assert listed[0]["reason"] == "不满且逾期，涉险应收 50,000.00 元、EUR 1,000.00"
    assert listed[1]["reason"] == "不满且逾期，涉险应收 USD 20,000.00"
    assert both[1]["retention"]["money_at_risk"] == "50000.00"


def test_the_tile_says_what_is_not_in_it(both: tuple[Element, dict[str, Any]]) -> None:
    tiles = {tile.find("h2")[0].all_text(): tile.all_text() for tile in both[0].find("article")}
    # One document of yuan; those of three other currencies are told apart.
    assert "n = 1 张未收单据，其中逾期 5.0 万元；" in tiles["未收余额"]
    assert all(code in tiles["未收余额"] for code in ("USD", "EUR", "JPY", "另计，不在其内"))


def test_callbacks_that_do_not_satisfy_are_listed_lowest_first(both: tuple[Element, dict[str, Any]]) -> None:
    (block,) = [one for one in both[0].walk() if one.attributes.get("id") == "list-unsatisfied"]
    rows = [[cell.all_text().strip() for cell in row.children] for row in block.find("tr")[1:]]
    assert [(row[0], row[2], row[4], row[5]) for row in rows] == [
        ("丁公司（C4）", "1.0", "未指定", "回访!F5 回访.csv"),
        ("甲公司（C1）", "2.0", "王敏", "回访!F2 回访.csv"),
        ("乙公司（C2）", "3.0", "王敏", "回访!F3 回访.csv"),
    ]
    told = both[1]["satisfaction"]["unsatisfied"]
    assert [(one["customer_id"], one["score"], one["cell"]) for one in told] == [
        ("C4", 1.0, "回访!F5"),
        ("C1", 2.0, "回访!F2"),
        ("C2", 3.0, "回访!F3"),
    ]
    # One of four scores satisfies.
    assert both[1]["satisfaction"]["scored"] - len(told) == 1


def test_debts_in_other_currencies_alone_are_told_first_too(tmp_path: Path) -> None:
    page, _ = process(tmp_path, INVOICES.replace(OWN, ""))
    first = headlines(page)[0]
    assert first.startswith("外币逾期应收 ")
    assert all(amount in first for amount in ("USD 2.0 万", "EUR 0.1 万", "JPY 100.0 万", "本位币没有逾期"))
    # Three customers owe: that nobody owes anything is said of yuan alone.
    told = page.find("section", id="payment")[0].all_text()
    assert told.count("本位币没有未收款") == 3
    assert told.count("本位币没有账龄一年以上的未收款") == 1
    assert all(words in told for words in ("本位币没有未收款；风险等级高 3 户", "本位币没有未收款的客户。"))


def test_one_bucket_and_small_products_read_as_what_they_are(tmp_path: Path) -> None:
    # 500 yuan, 30 days late: 15,000 yuan-days are 1.5, and 250,000 yuan times yuan a 400th of what is shown as 1.
    page, _ = process(tmp_path, INVOICES.splitlines()[0] + "\n" + OWN.replace("50000", "500"))
    told = page.find("section", id="payment")[0].all_text()
    assert "逾期占 100.0%，都在 1-30 天（0.1 万元）。未收余额按逾期天数" in told
    assert "Σ（逾期金额 × 逾期天数） 2 万元·天；" in told
    assert "Σ（客户未收余额 × 客户未收余额） 不足 1 万元·万元；" in told


def test_who_is_upset_over_one_currency_is_heard_before_any_is_asked_for(tmp_path: Path) -> None:
    # Yuan of C1 are not due; all of them are disputed, which is graded worst. Dollars are late, and C1 is upset.
    invoices = """单据号,客户编号,客户名称,开票日期,到期日,应收金额,币种,争议金额
A1,C1,甲公司,2023-11-01,2023-12-31,30000,CNY,30000
A2,C1,甲公司,2023-10-01,2023-10-31,20000,USD,
"""
    page, _ = process(tmp_path, invoices)
    first, *_ = [item.all_text() for item in page.find("section", id="risks")[0].find("li")]
    assert "不满且逾期（回款风险等级高）：欠款逾期 USD 2.0 万，最长 30 天" in first
    assert "先指定负责人处理不满的原因，再谈付款" in first
    assert "直接提醒付款" not in first
