"""Quarter and year: the same sections under their own names, over their months, with their own findings."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from report.html_reading import read_page

from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop

LEDGER = "客户编号,客户名称,负责人,合作开始时间\nA001,甲公司,王敏,2022-05-01\nB002,乙公司,李强,2023-02-10\n"
HEADER = "客户编号,客户名称/联系人,本次回访时间,回访方式,回访人,客户反馈(满意度/建议/需求),待解决问题,下次回访时间\n"
#: A finding in each of three months: a next callback before its own call (KB506).
CALLS = HEADER + (
    "A001,甲公司,2023-05-10,电话,王敏,满意度5分(满分5分),无,2023-05-01\n"
    "A001,甲公司,2023-08-10,电话,王敏,满意度4分(满分5分),报价偏高,2023-08-01\n"
    "B002,乙公司,2023-09-12,电话,李强,满意度3分(满分5分),服务器卡顿,2023-09-01\n"
)
ORDERS = (
    "订单编号,客户编号,下单日期,金额\n"
    "D1,A001,2022-06-01,1000\nD2,A001,2023-07-05,2000\nD3,B002,2023-08-20,500\nD4,B002,2023-09-20,700\n"
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    folder = tmp_path_factory.mktemp("期间")
    paths = []
    for name, text in (("台账", LEDGER), ("回访", CALLS), ("订单", ORDERS)):
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return tuple(paths)


def process(files: tuple[Path, ...], period: str, output: Path) -> dict[str, Any]:
    request = DropRequest(files=files, today=date(2024, 1, 5), period=period, output=output)
    return dict(process_drop(request).summary)


@pytest.mark.parametrize(
    ("period", "name", "called", "growth", "said"),
    [
        (
            "2023-09",
            "客户月报_2023-09.html",
            1,
            (2, 2),
            ("满意率较前一月下降，为 0.0%", "9 月问题 1 条，与 8 月持平"),
        ),
        # Scores of 4 and 3 in the quarter, of 5 too in the year; no callback from October on.
        (
            "2023Q3",
            "客户季报_2023Q3.html",
            2,
            (2, 2),
            ("本季满意率 50.0%；9 月较前一月下降，为 0.0%", "本季问题 2 条；9 月问题 1 条，与 8 月持平"),
        ),
        (
            "2023",
            "客户年报_2023.html",
            3,
            (1, 2),
            (
                "本年满意率 66.7%；9 月较前一月下降，为 0.0%，10 月至 12 月没有评分",
                "本年问题 2 条；9 月问题 1 条，与 8 月持平，10 月至 12 月没有回访",
            ),
        ),
    ],
)
def test_a_period_counts_its_own_months(
    period: str,
    name: str,
    called: int,
    growth: tuple[int, int],
    said: tuple[str, ...],
    files: tuple[Path, ...],
    tmp_path: Path,
) -> None:
    summary = process(files, period, tmp_path)
    assert summary["outputs"]["report"] == name
    (book,) = summary["outputs"]["workbooks"]
    overview = openpyxl.load_workbook(tmp_path / book).worksheets[0]
    # 客户季报 has a 季报摘要.
    assert (overview.title, overview["A1"].value) == (f"{name[2:4]}摘要",) * 2
    assert summary["satisfaction"]["called"] == called
    found = summary["retention"]
    assert (found["customers_before"], found["customers_now"]) == growth
    page = read_page((tmp_path / name).read_text(encoding="utf-8"))
    titles = [part.find("h2")[0].text for part in page.find("section") if part.find("h2")]
    assert [title.split("、", 1)[1] for title in titles if "留存" in title or "人员" in title] == [
        "留存、关怀与续约",
        "人员绩效",
    ]
    charts = [part.all_text().strip() for part in page.find("h3")]
    assert set(said) <= set(charts)
    box = next(
        part for part in page.find("aside") + page.find("section") if "数据质量提示" in part.all_text()
    )
    # Each call has a next callback before it.
    assert f"下次回访时间早于本次回访 {called} 处" in box.all_text()
