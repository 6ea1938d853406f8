"""A drop with finance's balances alone: what they give, what is asked, and what follows from the answer."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import golden_drops
import openpyxl
import pytest
from jsonschema import Draft202012Validator
from report.html_reading import read_page

from kehu_batch.batch.history.records import headline_figures
from kehu_batch.model.findings.question import ANSWERS_NAME, Answer, QuestionKind
from kehu_batch.model.outcome import DropRequest
from kehu_batch.model.schema.printing import summary_schema
from kehu_batch.pipeline import process_drop
from kehu_batch.policy.answers import dump_answers

Json = Any
HEADER = ("客户编号", "客户名称", "币种", "信用额度", "应收余额", "0-30天", "31-60天", "61-90天", "90天以上")
OCTOBER = (
    ("A001", "甲公司", "CNY", 100000, 80000, 50000, 20000, 10000, 0),
    ("A002", "乙公司", "CNY", 50000, 60000, 10000, 10000, 10000, 30000),
    ("A003", "丙公司", "CNY", None, 5000, 5000, 0, 0, 0),
    ("A004", "丁公司", "CNY", 20000, -3000, -3000, 0, 0, 0),
    ("A005", "戊公司", "USD", None, 700, 0, 700, 0, 0),
    ("合计", None, None, None, 142700, 62000, 30700, 20000, 30000),
)
#: The columns of the next month, moved.
MOVED = (0, 1, 8, 7, 6, 5, 4, 3, 2)
NOVEMBER = (("A001", "甲公司", "CNY", 100000, 30000.5, 12000.5, 18000, 0, 0),)
CALLS = (
    ("客户编号", "客户名称", "本次回访时间", "回访方式", "回访人", "满意度评分", "客户反馈"),
    ("A002", "乙公司", date(2026, 10, 12), "电话", "王敏", "2/5", "对账慢"),
)


def write(path: Path, day: str, rows: tuple[tuple[object, ...], ...], order: tuple[int, ...] = ()) -> Path:
    path.parent.mkdir(exist_ok=True)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "客户账龄"
    sheet.append(["应收账款账龄表"])
    sheet.append([f"截止日期：{day}"])
    for row in (HEADER, *rows):
        sheet.append([row[at] for at in order] if order else list(row))
    ledger = book.create_sheet("科目余额表")
    for account in (("科目编码", "科目名称", "期末借方", "期末贷方"), ("1122", "应收账款", 142000, None)):
        ledger.append(account)
    calls = book.create_sheet("回访工作表")
    for line in CALLS:
        calls.append(line)
    book.save(path)
    return path


def run(file: Path, today: date, output: Path | None = None, answers: tuple[Path, ...] = ()) -> Json:
    request = DropRequest((file,), today, output=output, period=f"{today:%Y-%m}", answers=answers)
    summary = dict(process_drop(request).summary)
    assert list(Draft202012Validator(summary_schema()).iter_errors(summary)) == []
    return summary


def text_of(page: Path) -> str:
    return re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> tuple[Json, Path]:
    folder = tmp_path_factory.mktemp("balances")
    file = write(folder / "客户应收.xlsx", "2026年10月31日", OCTOBER)
    return run(file, date(2026, 10, 31), folder / "结果"), folder


@pytest.fixture(scope="module")
def answered(october: tuple[Json, Path]) -> tuple[Json, Path]:
    """Type the answer into the annotated workbook, as a clerk does, and drop it again."""
    _, folder = october
    copy = folder / "答复" / "客户应收_批注.xlsx"
    copy.parent.mkdir()
    book = openpyxl.load_workbook(folder / "结果" / "客户应收_批注.xlsx")
    sheet = book["待确认"]
    (head,) = (row for row in sheet.iter_rows() if "答复" in [cell.value for cell in row])
    place = next(cell for cell in head if cell.value == "答复")
    sheet.cell(place.row + 1, place.column, "逾期天数")
    book.save(copy)
    return run(copy, date(2026, 10, 31), folder / "答复结果"), folder


def test_balances_alone_give_what_they_tell(october: tuple[Json, Path]) -> None:
    summary, _ = october
    risk = summary["payment_risk"]
    assert (risk["side"], risk["basis"], risk["stated_on"]) == ("finance", "balances", "2026-10-31")
    assert [risk[name] for name in ("outstanding", "credit_balances", "net")] == [
        "145000.00",
        "3000.00",
        "142000.00",
    ]
    assert risk["age_buckets"] == {
        "0-30天": "62000.00",
        "31-60天": "30000.00",
        "61-90天": "20000.00",
        "90天以上": "30000.00",
    }
    # (80000 + 60000 + 0) ÷ (100000 + 50000 + 20000); 80000 ÷ 145000
    assert (round(risk["credit_use"], 4), round(risk["top_1"], 4)) == (0.8235, 0.5517)
    assert [risk[name] for name in ("overdue", "overdue_rate", "dso", "buckets")] == [None] * 4
    assert all(risk[f"{name}_reason"] for name in ("overdue", "overdue_rate", "dso", "buckets"))
    assert [one["currency"] for one in risk["foreign"]] == ["USD"]
    assert risk["foreign"][0]["outstanding"] == "700.00"
    for one, unit in ((risk, "元"), (risk["foreign"][0], "USD")):
        units = {part["unit"] for kpi in one["kpis"] for part in kpi["inputs"]}
        assert units == {unit, f"{unit}·{unit}", "户"}
    assert all(check["difference"] == "0.00" for check in risk["checks"])
    tie = risk["general_ledger"]
    assert [tie[name] for name in ("balance", "difference", "net_difference")] == [
        "142000.00",
        "3000.00",
        "0.00",
    ]
    assert tie["source"].endswith("科目余额表!C2")
    places = {one["customer_id"]: one["cell"] for one in risk["customers"]}
    assert places["A002"] == "客户账龄!E5"
    # Months of finance's books and of documents are not compared.
    assert headline_figures(summary)["outstanding"] is None
    # Who is upset and overdue nobody can tell.
    assert summary["retention"]["signals"]["upset_overdue"] is None
    (question,) = summary["questions"]["items"]
    assert (question["kind"], question["cell"]) == ("buckets", "客户账龄!F3")


def test_page_and_sheets_say_that_they_are_finances(october: tuple[Json, Path]) -> None:
    _, folder = october
    page = text_of(folder / "结果" / "客户月报_2026-10.html")
    assert "表上合计与总账应收账款余额 142,000.00 元（客户应收.xlsx 科目余额表!C2）相符。" in page
    assert "坏账准备、对账单等函件" in page
    assert "财务口径：没有应收明细，数字取自财务的应收余额表（表上截止 2026-10-31）" in page
    assert "财务口径按账龄" in page
    assert "应收余额 14.5 万元（财务口径），逾期看不出" in page
    # The tile says what its sum is of: no documents came.
    tiles = read_page((folder / "结果" / "客户月报_2026-10.html").read_text(encoding="utf-8")).find("article")
    [owed] = [tile.all_text() for tile in tiles if tile.find("h2")[0].text == "未收余额"]
    assert "余额大于 0 的客户的余额之和" in owed
    assert "已收金额" not in owed
    assert "USD" in page
    book = openpyxl.load_workbook(folder / "结果" / "客户应收_批注.xlsx")
    texts = {cell.value for row in book["回款风险"].iter_rows() for cell in row}
    assert {"净额（表上合计） ＝ 总账应收账款", "没有单据，不写对账单、询证函和催款函。"} <= texts
    assert {"余额构成（财务口径）", "按账龄（财务的分段）", "未收余额（总额）", "AR-1"} <= texts
    # Rows 4 to 8 are customers, 9 is their total.
    assert {"=ROUND(SUM('客户账龄'!$E$4:$E$8),2)", "=COUNT('客户账龄'!$E$4:$E$8)"} <= texts
    listed = [[cell.value for cell in row] for row in book["客户应收"].iter_rows()]
    assert ["乙公司", "A002", 60000, "看不出", "90天以上", "高"] in [row[:6] for row in listed]
    assert {"应收底稿", "回款底稿", "期末余额"}.isdisjoint(book.sheetnames)


def test_days_that_only_a_bucket_tells_are_said_to_be_the_least(answered: tuple[Json, Path]) -> None:
    page = read_page((answered[1] / "答复结果" / "客户月报_2026-10.html").read_text(encoding="utf-8"))
    (item,) = [one for one in page.find("section", id="risks")[0].find("li") if "乙公司" in one.all_text()]
    words = item.all_text()
    # 90天以上 begins at 91; nobody knows the day that it was due.
    assert "欠款逾期 6.0 万元，至少 91 天" in words
    assert re.findall(r"\d{4}-\d\d-\d\d", words) == []


def test_figures_follow_the_answer(answered: tuple[Json, Path]) -> None:
    summary, _ = answered
    risk = summary["payment_risk"]
    assert summary["questions"]["open"] == 0
    assert [one["answer"] for one in summary["questions"]["answers"]] == ["逾期天数"]
    assert (risk["overdue"], risk["overdue_rate"], risk["age_buckets"]) == ("145000.00", 1.0, None)
    assert list(risk["buckets"].values()) == ["62000.00", "30000.00", "20000.00", "30000.00"]
    assert risk["foreign"][0]["overdue"] == "700.00"
    grades = {one["customer_id"]: one["grade"] for one in risk["customers"]}
    assert grades == {"A001": "高", "A002": "高", "A003": "高", "A004": "低", "A005": "高"}
    # 乙公司 gave 2 of 5 and owes 60,000.
    assert summary["retention"]["signals"]["upset_overdue"] == 1
    assert summary["retention"]["money_at_risk"] == "60000.00"
    upset = [one["customer_id"] for one in risk["attention"] if one["mood"] == "不满且逾期"]
    assert upset == ["A002"]


def test_the_next_month_is_not_asked_again(answered: tuple[Json, Path]) -> None:
    summary, folder = answered
    kept = folder / ANSWERS_NAME
    # An answer of an earlier version, in the order of October's columns.
    (given,) = summary["questions"]["answers"]
    answer = Answer(QuestionKind.BUCKETS, "balances|0-30天|31-60天|61-90天|90天以上", given["answer"])
    kept.write_text(dump_answers([answer]), encoding="utf-8")
    file = write(folder / "十一月" / "客户应收.xlsx", "2026年11月30日", NOVEMBER, MOVED)
    after = run(file, date(2026, 11, 30), folder / "十一月结果", answers=(kept,))
    assert after["questions"]["open"] == 0
    assert after["payment_risk"]["overdue"] == "30000.50"
    assert after["payment_risk"]["buckets"] == {
        "0-30天": "12000.50",
        "31-60天": "18000.00",
        "61-90天": "0.00",
        "90天以上": "0.00",
    }
    # What stands on the papers before anything is recalculated: the ledger has 142,000; 1 % of 30,000.50 is 300.005.
    book = openpyxl.load_workbook(folder / "十一月结果" / "客户应收_批注.xlsx", data_only=True)
    for name in ("回款风险", "客户应收"):
        texts = [str(cell.value) for row in book[name].iter_rows() for cell in row]
        assert [text for text in texts if "核对不符（见" in text]
        assert not [text for text in texts if text.startswith("各项核对相符")]
        assert [text for text in texts if text.startswith("300.01 元（未收余额的 1.0%")]


def test_buckets_are_named_as_on_the_page_where_a_header_spans_them(tmp_path: Path) -> None:
    file = golden_drops.SAMPLES / "month" / "财务" / "应收账款账龄表.xlsx"
    process_drop(DropRequest(files=(file,), today=date(2026, 11, 5), output=tmp_path))
    book = openpyxl.load_workbook(tmp_path / "应收账款账龄表_批注.xlsx")
    titles = ["1-30天", "31-60天", "61-90天", "91-180天", "180天以上", "到期日缺失"]
    header = [cell.value for cell in book["客户应收"][7]]
    assert header[9:15] == titles
    assert {row[4] for row in book["客户应收"].iter_rows(min_row=8, max_row=26, values_only=True)} <= {
        "—",
        *titles,
    }
    named = [row[0] for row in book["回款风险"].iter_rows(values_only=True)]
    place = named.index("1-30天")
    assert named[place : place + 6] == titles
