"""Every row that does not count is told with its reason, cell and money, in every kind of table (docs/rules.md, 11)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop
from kehu_batch.summary.check_page import describe_rows

FILES = {
    "订单.csv": """订单编号,客户名称,下单日期,金额,订单状态
D1,甲公司,2023-06-01,100,
D2,甲公司,2023-12-05,200,
D3,甲公司,,300,
D4,甲公司,2023-13-45,400,
D5,甲公司,2023-06-01,500,已取消
D1,甲公司,2023-06-01,100,
""",
    "应收.csv": """单据号,客户名称,开票日期,到期日,应收金额,单据状态,币种
F1,甲公司,2023-09-01,2023-10-01,10,作废,
F2,甲公司,2023-12-09,2023-12-30,20,,
F3,甲公司,2023-09-01,2023-10-01,约30,,
F4,甲公司,2023-09-01,2023-10-01,,,
F5,甲公司,2023-09-01,2023-10-01,#N/A,,
F6,甲公司,2023-09-01,2023-10-01,70,作废,USD
F7,甲公司,2023-09-01,2023-10-01,1,,
""",
    "回款.csv": """客户名称,单据号,回款日期,回款金额
甲公司,F1,2023-12-01,5
甲公司,F2,,6
甲公司,F2,昨天,7
甲公司,F2,2023-11-01,见合同
""",
    "投诉.csv": """客户名称,投诉时间,投诉内容
甲公司,,坏
甲公司,去年,坏
甲公司,2023-12-03,坏
""",
    "跟进.csv": "客户名称,跟进时间,跟进内容\n甲公司,,报价\n甲公司,32号,报价\n甲公司,2023-12-01,报价\n",
    "回访.csv": "客户编号,客户名称,本次回访时间,回访人,客户反馈\nA1,甲公司,2023-11-31,王敏,4分\nA2,乙公司,2023-12-01,王敏,4分\n",
}

#: Table: (cell, reason, money, currency, what is seen), worked out by hand.
EXCLUDED = {
    "orders": [
        ("订单!C3", "截止日之后", "200.00", None, None),
        ("订单!C4", "没有日期", "300.00", None, None),
        ("订单!C5", "日期读不出", "400.00", None, "2023-13-45"),
        ("订单!E6", "已取消", "500.00", None, None),
        ("订单!A7", "重复行", "100.00", None, None),
    ],
    "invoices": [
        ("应收!F2", "作废", "10.00", None, None),
        ("应收!C3", "截止日之后", "20.00", None, None),
        ("应收!E4", "金额不确切", None, None, "约30"),
        ("应收!E5", "没有金额", None, None, None),
        ("应收!E6", "金额是错误值", None, None, "#N/A"),
        ("应收!F7", "作废", "70.00", "USD", None),
    ],
    "receipts": [
        ("回款!C2", "截止日之后", "5.00", None, None),
        ("回款!C3", "没有日期", "6.00", None, None),
        ("回款!C4", "日期读不出", "7.00", None, "昨天"),
        ("回款!D5", "金额读不出", None, None, "见合同"),
    ],
    "complaints": [
        ("投诉!B2", "没有日期", None, None, None),
        ("投诉!B3", "日期读不出", None, None, "去年"),
        ("投诉!B4", "截止日之后", None, None, None),
    ],
    "followups": [
        ("跟进!B2", "没有日期", None, None, None),
        ("跟进!B3", "日期读不出", None, None, "32号"),
        ("跟进!B4", "截止日之后", None, None, None),
    ],
    "callbacks": [
        ("回访!C2", "日期读不出", None, None, "2023-11-31"),
        ("回访!C3", "截止日之后", None, None, None),
    ],
}
MONEY = {"orders": ("1500.00", {}), "invoices": ("30.00", {"USD": "70.00"}), "receipts": ("18.00", {})}


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401  (what JSON holds)
    folder = tmp_path_factory.mktemp("excluded")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    paths = tuple(folder / name for name in FILES)
    return process_drop(DropRequest(files=paths, as_of=date(2023, 11, 30), today=date(2024, 1, 5))).summary


@pytest.mark.parametrize("table", EXCLUDED)
def test_each_row_with_its_cell_and_money(summary: Any, table: str) -> None:  # noqa: ANN401
    account = summary["tables"][table]
    listed = [
        (row["cell"], row["reason"], row["amount"], row["currency"], row["seen"])
        for row in account["excluded_rows"]
    ]
    assert listed == EXCLUDED[table]
    assert account["read"] == account["used"] + account["excluded"] == account["used"] + len(listed)
    assert (account["excluded_amount"], account["excluded_foreign"]) == MONEY.get(table, ("0.00", {}))


def test_the_page_prints_them(summary: Any) -> None:  # noqa: ANN401
    page = "".join(line.text.strip() for line in describe_rows(summary["tables"]))
    assert "应收明细：读入 7 行，采用 1 行，未采用 6 行" in page
    assert "作废 2 行 10.00 元 70.00 USD" in page
    assert "应收!E4“约30”" in page


def test_a_complaint_without_a_time_is_told_at_its_cell(summary: Any) -> None:  # noqa: ANN401
    cells = [one["cell"] for one in summary["data_quality"]["findings"] if one["code"] == "KB510"]
    assert cells == ["投诉!B2"]
