"""The month's workbooks hold what their script writes, and its plan agrees with itself and with sums done by hand."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import golden_drops
import make_month
import openpyxl
import pytest
from month_plan.truth import AS_OF, Month
from month_plan.working_days import add_months, after_working_days, working_days_late
from openpyxl.workbook import Workbook

FOLDER = golden_drops.SAMPLES / "month"
OCTOBER = "2026年10月客户回访工作表.xlsx"
LARGEST = 400_000


@pytest.fixture(scope="module")
def plan() -> make_month.LaidOut:
    return make_month.lay_out()


@pytest.fixture(scope="module")
def month(plan: make_month.LaidOut) -> Month:
    return plan.month


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    return golden_drops.golden("month")


@pytest.fixture(scope="module")
def committed() -> dict[str, Workbook]:
    return {path.name: openpyxl.load_workbook(path) for path in sorted(FOLDER.rglob("*.xlsx"))}


def cells(workbook: Workbook) -> dict[str, list[list[tuple[object, str]]]]:
    return {
        sheet.title: [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
        for sheet in workbook.worksheets
    }


def test_the_script_gives_the_workbooks_that_are_here(tmp_path: Path, committed: dict[str, Workbook]) -> None:
    made = make_month.make(tmp_path)
    here = sorted(path.relative_to(FOLDER) for path in FOLDER.rglob("*.xlsx"))
    assert sorted(path.relative_to(tmp_path) for path in made) == here
    for path in made:
        assert cells(openpyxl.load_workbook(path)) == cells(committed[path.name]), path.name


def test_the_script_gives_the_same_bytes_each_time(tmp_path: Path) -> None:
    first, second = make_month.make(tmp_path / "1"), make_month.make(tmp_path / "2")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_golden_figures_are_those_of_the_plan() -> None:
    assert make_month.GOLDEN.read_text(encoding="utf-8") == make_month.golden_text()


def test_the_plan_knows_nothing_of_the_program() -> None:
    sources = [golden_drops.SAMPLES / "make_month.py", *(golden_drops.SAMPLES / "month_plan").glob("*.py")]
    assert len(sources) > 10
    for path in sources:
        assert not re.search(
            r"^\s*(?:from|import) kehu_batch", path.read_text(encoding="utf-8"), re.MULTILINE
        )


def test_the_month_has_the_size_that_a_department_has(month: Month) -> None:
    assert len(month.customers) == 60
    made = [call.called_on for call in month.callbacks if call.counts and call.called_on]
    assert len(made) == 200
    assert {day.month for day in made} == {5, 6, 7, 8, 9, 10}
    assert sum(path.stat().st_size for path in FOLDER.rglob("*.xlsx")) < LARGEST


def test_orders_add_up_to_what_the_roster_says(month: Month) -> None:
    for customer in month.customers:
        window = [
            order.amount or 0
            for order in month.orders
            if order.customer is customer
            and order.counts
            and order.ordered_on
            and order.ordered_on > date(2025, 10, 31)
        ]
        assert sum(window) == customer.spend, customer.name


@pytest.mark.parametrize(
    ("customer_id", "spend", "tier", "last_month", "movement"),
    [
        ("001004", "100000.00", "核心", "核心", "上调"),  # the band's own end, stated 重点
        ("001018", "99999.90", "重要", "重要", "一致"),
        ("001031", "30000.00", "重要", "重要", "一致"),
        ("001040", "29999.99", "基础", "基础", "一致"),
        ("001043", "10000.00", "基础", "基础", "一致"),
        ("001087", "9999.99", None, None, "无法比较"),  # a deal under the lowest band
        ("001009", "119800.00", "重要", "重要", "下调"),  # not stable
        (
            "001010",
            "164000.00",
            "重要",
            "重要",
            "下调",
        ),  # neither stable nor promising: one tier all the same
        ("001012", "135600.00", "核心", "核心", "一致"),  # 扩展需求 is blank: passed over
        ("001007", "142000.00", "核心", "重要", "上调"),  # 97,000 without October's 45,000
        ("001015", "88000.00", "重要", "核心", "下调"),  # 118,000 with 30,000 of 2025-10-31
        ("001036", "31500.00", "重要", "基础", "上调"),  # 22,000 without the 9,500 of 2026-10-31
        ("001072", "15000.00", "基础", "潜在", "上调"),  # asked until October, then bought
        ("001084", "0.00", "潜在", "潜在", "一致"),  # stated by the callback alone
        ("001076", "0.00", None, None, "无法比较"),  # neither deal nor inquiry
        ("001088", "0.00", None, "基础", "无法比较"),  # nothing bought since 2025-10-14
        ("001090", "-2300.00", None, None, "无法比较"),  # a return and nothing else
        ("001024", "83600.00", "核心", "核心", "上调"),  # by hand
        ("001051", "12400.00", "基础", "基础", "无法比较"),  # stated 金牌
        ("001037", "36000.00", "重要", "重要", "无法比较"),  # stated nowhere
    ],
)
def test_tiers_that_a_rule_decides(
    golden: dict[str, Any],
    customer_id: str,
    spend: str,
    tier: str | None,
    last_month: str | None,
    movement: str,
) -> None:
    customers = {item["customer_id"]: item for item in golden["expected"]["tiers"]["customers"]}
    found = customers[customer_id]
    assert (found["spend"], found["recomputed"], found["movement"]) == (spend, tier, movement)
    assert golden["movements"]["last_months_tiers"][customer_id] == last_month


def test_rows_customers_and_calls_add_up(golden: dict[str, Any]) -> None:
    expected = golden["expected"]
    for account in expected["tables"].values():
        assert account["read"] == account["used"] + account["excluded"]
        assert account["excluded"] == sum(account["excluded_reasons"].values())
    assert sum(expected["tiers"]["counts"].values()) + expected["tiers"]["unrated"] == 60
    assert sum(expected["tiers"]["shares"].values()) == pytest.approx(1)
    for matrix in (golden["movements"]["stated"], golden["movements"]["last_month"]):
        assert sum(count for row in matrix.values() for count in row.values()) == 60
    satisfaction = expected["satisfaction"]
    assert sum(group["called"] for group in satisfaction["by_tier"].values()) == satisfaction["called"]
    assert sum(group["called"] for group in satisfaction["by_month"].values()) == 200
    # Two calls of October have no 回访人 and one has no 回访方式.
    assert sum(group["called"] for group in satisfaction["by_owner"].values()) == satisfaction["called"] - 2
    assert sum(group["called"] for group in satisfaction["by_method"].values()) == satisfaction["called"] - 1


def test_issues_and_obligations_add_up(golden: dict[str, Any]) -> None:
    expected = golden["expected"]
    issues = expected["issues"]
    assert sum(item["count"] for item in issues["by_type"]) == issues["total"] == len(issues["items"])
    assert sum(golden["issues_by_month"]["2026-10"].values()) == issues["total"]
    assert expected["demands"]["total"] == len(expected["demands"]["items"])
    follow_ups = expected["follow_ups"]
    assert sum(golden["follow_ups"]["overdue_by_clock"].values()) == len(follow_ups["overdue"])
    assert sum(item["overdue"] for item in golden["follow_ups"]["by_owner"]) == len(follow_ups["overdue"])
    assert sum(item["open"] for item in golden["follow_ups"]["by_owner"]) == follow_ups["open"]
    assert set(golden["follow_ups"]["overdue_by_clock"]) == {
        "promised_callback",
        "plan_deadline",
        "tier_cadence",
        "complaint_respond",
        "complaint_plan",
        "complaint_resolve",
    }
    for item in follow_ups["overdue"]:
        assert item["days_overdue"] == (AS_OF - date.fromisoformat(item["due_on"])).days


def test_receivables_add_up(golden: dict[str, Any]) -> None:
    risk = golden["later"]["payment_risk"]
    outstanding = float(risk["outstanding"])
    assert sum(map(float, risk["buckets"].values())) == pytest.approx(outstanding)
    assert sum(float(item["outstanding"]) for item in risk["customers"]) == pytest.approx(outstanding)
    assert {item["kind"] for item in golden["later"]["cross_check"]["differences"]} == {
        "amount_differs",
        "only_ops",
        "only_finance",
    }


@pytest.mark.parametrize(
    ("due", "days"),
    [
        # October after the holiday: 8 9 10 (a make-up Saturday) | 12-16 | 19-23 | 26-30; the 31st is a Saturday.
        (date(2026, 9, 30), 18),
        (date(2026, 10, 9), 16),
        (date(2026, 10, 10), 15),
        (date(2026, 10, 20), 8),
        (date(2026, 10, 30), 0),
        # And 21-24 and 28-30 of September after the make-up Sunday; 25-27 is a holiday.
        (date(2026, 9, 20), 25),
    ],
)
def test_working_days_late_by_hand(due: date, days: int) -> None:
    assert working_days_late(due, AS_OF) == days


def test_other_days_by_hand() -> None:
    assert after_working_days(date(2026, 9, 29), 3) == date(2026, 10, 9)
    assert add_months(date(2026, 8, 31), 1) == date(2026, 9, 30)
    assert add_months(date(2026, 10, 31), -12) == date(2025, 10, 31)


def test_each_finding_names_a_cell_of_a_sheet(golden: dict[str, Any], committed: dict[str, Workbook]) -> None:
    found = golden["findings_at_warning_or_above"]
    assert len({(item["code"], item["file"], item["cell"]) for item in found}) == len(found)
    for item in found:
        sheet, _, address = item["cell"].partition("!")
        assert sheet == item["sheet"]
        value = committed[item["file"]][sheet][address].value
        if item["code"] in {"KB201", "KB281", "KB504", "KB601"}:
            assert value is None, item
        elif item["code"] == "KB202" and address.startswith("I"):
            assert value is None, item  # a column of scores
        else:
            assert value is not None, item


def test_repeated_rows_repeat_the_row_above(golden: dict[str, Any], committed: dict[str, Workbook]) -> None:
    repeated = [item for item in golden["findings_at_warning_or_above"] if item["code"] in {"KB251", "KB252"}]
    assert len(repeated) == 4
    for item in repeated:
        sheet = committed[item["file"]][item["sheet"]]
        row = int(re.sub(r"\D", "", item["cell"].partition("!")[2]))
        above, here = ([cell.value for cell in sheet[number]] for number in (row - 1, row))
        assert above == here


def test_quoted_texts_stand_in_their_cells(golden: dict[str, Any], committed: dict[str, Workbook]) -> None:
    quoted = [*golden["expected"]["issues"]["items"], *golden["expected"]["demands"]["items"]]
    assert len(quoted) > 30
    for item in quoted:
        sheet, _, address = item["cell"].partition("!")
        assert item["text"] in committed[item["file"]][sheet][address].value


def test_one_workbook_has_a_picture_a_chart_and_validations_of_its_own() -> None:
    with zipfile.ZipFile(FOLDER / OCTOBER) as package:
        names = package.namelist()
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert {"xl/media/image1.png", "xl/charts/chart1.xml", "xl/drawings/drawing1.xml"} <= set(names)
    assert sheet.count("<dataValidation ") == 3
    assert "<autoFilter" in sheet


def test_the_sheets_are_as_awkward_as_people_make_them(committed: dict[str, Workbook]) -> None:
    ledger = committed["客户台账.xlsx"]["客户台账"]
    assert (ledger["B5"].value, ledger["B5"].number_format) == (1001, "000000")
    assert ledger.column_dimensions["E"].hidden
    assert {str(area) for area in ledger.merged_cells.ranges} >= {"A1:Y1", "B3:I3", "A3:A4"}
    assert ledger["A65"].value == "合计"
    log = committed["跟进记录.xlsx"]
    assert log["周凯交接(旧)"].sheet_state == "hidden"
    assert {str(area) for area in log["跟进记录"].merged_cells.ranges} >= {"A1:E1", "A15:A16"}
    assert committed["華南組客戶回訪紀錄.xlsx"]["回訪紀錄"]["A2"].value == "客戶編號"
    assert committed["订单明细.xlsx"]["2025年"]["F2"].value == "订单金额(万元)"


def test_the_golden_file_says_how_it_read_the_rules(golden: dict[str, Any]) -> None:
    assert len(golden["why"]) >= 10
    assert json.dumps(golden, ensure_ascii=False)
