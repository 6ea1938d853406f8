"""Retention, stages, care, scorecards and next month's work of the sample month, against the figures of its plan."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import golden_drops
import openpyxl
import pytest
from annotation.test_result_sheets import table_rows
from support.made_once import read_book

Json = dict[str, Any]

#: A key of the policy, a field's code, or what Python writes for nothing.
CODE_WORD = re.compile(r"[a-z]+_[a-z_]+|\b(?:None|nan|NaT|True|False)\b")


@pytest.fixture(scope="module")
def plan() -> Json:
    return dict(golden_drops.golden("month")["relations"])


@pytest.fixture(scope="module")
def output(month_outputs: Path) -> Path:
    return month_outputs


@pytest.fixture(scope="module")
def summary(output: Path) -> Json:
    return dict(json.loads((output / "summary.json").read_text("utf-8")))


@pytest.mark.parametrize(
    "figure",
    [
        "repeat_customers",
        "buying_customers",
        "customers_before",
        "customers_now",
        "lifetime_value",
        "orders_without_amount",
        "signals",
        "at_risk",
        "money_at_risk",
    ],
)
def test_retention_is_that_of_the_plan(figure: str, plan: Json, summary: Json) -> None:
    expected, found = plan["retention"][figure], summary["retention"][figure]
    if figure == "at_risk":
        expected = [{**item, "signals": sorted(item["signals"])} for item in expected]
        found = [{**item, "signals": sorted(item["signals"])} for item in found]
    assert golden_drops.differences(expected, found, figure) == []


def test_upset_and_overdue_customers_stand_first_by_their_money(plan: Json, summary: Json) -> None:
    top = plan["retention"]["top"]
    assert [item["customer_id"] for item in summary["retention"]["at_risk"][: len(top)]] == top


def test_reasons_of_loss_are_those_of_the_plan(plan: Json, summary: Json) -> None:
    found = summary["retention"]["loss"]
    series = {
        name: {item["reason"]: item["count"] for item in found[name]} for name in ("stated", "possible")
    }
    assert {**series, "counted": found["counted"], "unknown": found["unknown"]} == plan["retention"]["loss"]
    assert [item["customer_id"] for item in summary["retention"]["unreviewed"]] == plan["retention"][
        "unreviewed"
    ]


def test_stages_are_those_of_the_plan(plan: Json, summary: Json) -> None:
    expected, found = plan["lifecycle"], summary["lifecycle"]
    assert {stage: count for stage, count in found["counts"].items() if count} == expected["counts"]
    assert found["unstaged"] == expected["unstaged"]
    assert found["movements"] == expected["movements"]
    assert sorted(item["customer_id"] for item in found["lacking"]) == expected["lacking"]


@pytest.mark.parametrize("figure", ["events", "renewals", "ending_within"])
def test_care_and_renewal_are_those_of_the_plan(figure: str, plan: Json, summary: Json) -> None:
    assert golden_drops.differences(plan["care"][figure], summary["care"][figure], figure) == []


def test_scorecards_are_those_of_the_plan(plan: Json, summary: Json) -> None:
    found = {item["owner"]: item for item in summary["scorecard"]["owners"]}
    assert set(found) == set(plan["scorecard"])
    for owner, expected in plan["scorecard"].items():
        assert found[owner]["customers"] == expected["customers"]
        for measure in (
            "callbacks_made",
            "promises_kept",
            "satisfaction",
            "complaint_clocks",
            "issues_resolved",
            "accuracy",
        ):
            part, whole = expected[measure]
            seen = found[owner]["parts"][measure]
            assert (seen["n"], seen["value"]) == (whole, pytest.approx(part / whole) if whole else None), (
                owner,
                measure,
            )
        now, then, customers = expected["spend_growth"]
        seen = found[owner]["parts"]["spend_growth"]
        grown = (customers, pytest.approx(now / then - 1)) if then > 0 else (0, None)
        assert (seen["n"], seen["value"]) == grown, owner
        collected, due, documents = expected["collection"]
        seen = found[owner]["parts"]["collection"]
        assert (seen["n"], seen["value"]) == (documents, pytest.approx(collected / due) if due else None), (
            owner
        )


def test_a_total_is_the_points_of_the_known_weight(summary: Json) -> None:
    for item in summary["scorecard"]["owners"]:
        given = [part["contribution"] for part in item["parts"].values() if part["contribution"] is not None]
        if item["total"] is not None:
            assert item["total"] == pytest.approx(sum(given) / item["known_weight"] * 100, abs=0.01)


def test_next_months_worksheet_has_the_customers_of_the_plan(plan: Json, summary: Json, output: Path) -> None:
    assert summary["outputs"]["next_worksheet"] == "回访工作表_2026-11.xlsx"
    sheet = read_book(output / summary["outputs"]["next_worksheet"]).worksheets[0]
    rows = [str(row[0]) for row in sheet.iter_rows(min_row=3, values_only=True) if row[0]]
    assert sorted(rows) == plan["next_worksheet"]


def test_owner_lists_have_each_owners_customers_alone(plan: Json, summary: Json, output: Path) -> None:
    lists = {Path(name).stem: output / name for name in summary["outputs"]["owner_lists"]}
    assert set(plan["owner_lists"]) <= set(lists)
    for owner, path in lists.items():
        book = openpyxl.load_workbook(path)
        rows = (
            book["名下客户"].iter_rows(min_row=5, values_only=True) if "名下客户" in book.sheetnames else ()
        )
        assert [str(row[0]) for row in rows] == plan["owner_lists"].get(owner, []), owner


def test_each_owners_open_promises_and_plans_are_the_plans(summary: Json, output: Path) -> None:
    opened = {
        item["owner"] or "未指定": item["open"]
        for item in golden_drops.golden("month")["follow_ups"]["open_promises_and_plans"]
    }
    for name in summary["outputs"]["owner_lists"]:
        sheet = read_book(output / name).worksheets[0]
        kinds = [row[0] for row in sheet.iter_rows(min_row=5, values_only=True)]
        assert sum(kind in {"约定回访", "跟进计划"} for kind in kinds) == opened.pop(Path(name).stem, 0), name
    assert opened == {}


def test_the_overview_holds_retention_and_payment_measures(plan: Json, summary: Json, output: Path) -> None:
    sheet = read_book(output / "2026年10月客户回访工作表_批注.xlsx")["月报摘要"]
    shown: dict[object, list[Any]] = {
        name: [value, cases] for name, value, _, cases in sheet.iter_rows(max_col=4, values_only=True)
    }
    known, owed = plan["retention"], golden_drops.golden("month")["later"]["payment_risk"]
    again, buying = known["repeat_customers"], known["buying_customers"]
    assert shown["复购率"] == [pytest.approx(again / buying), buying]
    growth = known["customers_now"] / known["customers_before"] - 1
    assert shown["客户增长率"] == [pytest.approx(growth), known["customers_before"]]
    assert shown["流失预警客户"][0] == len(known["at_risk"])
    assert shown["涉险应收"][0] == float(known["money_at_risk"])
    assert shown["生命周期价值"][0] == float(known["lifetime_value"])
    assert shown["未收余额"][0] == float(owed["outstanding"])
    for name, code in (
        ("收款及时率", "collection_timeliness"),
        ("回款率", "collection_rate"),
        ("逾期率", "overdue_rate"),
    ):
        assert shown[name][0] == pytest.approx(summary["payment_risk"][code]), name


def test_no_code_word_reaches_a_reader_of_the_sheets(summary: Json, output: Path) -> None:
    names = [
        "2026年10月客户回访工作表_批注.xlsx",
        summary["outputs"]["next_worksheet"],
        summary["outputs"]["owner_lists"][0],
    ]
    found = set()
    for name in names:
        for sheet in read_book(output / name):
            for row in sheet.iter_rows(values_only=True):
                for value in row:
                    if isinstance(value, str) and not value.startswith("="):
                        found |= {(sheet.title, word) for word in CODE_WORD.findall(value)}
    assert found == set()


def test_result_sheets_list_in_the_order_that_they_say_and_name_things_shortly(
    summary: Json, output: Path
) -> None:
    assert summary["follow_ups"]["overdue"]
    book = read_book(output / "2026年10月客户回访工作表_批注.xlsx")
    limits = [row["答复期限"] for row in table_rows(book["逾期跟进"], "需要答复客户的回访（按期限）")]
    assert len(limits) > 20
    assert limits == sorted(limits)
    rows = table_rows(book["数据质量（续）"], "不计入的行")
    assert {row["文件"] for row in rows} > {"订单明细.xlsx", "跟进记录.xlsx"}
    assert not [row for row in rows if ".xlsx" in row["位置"]]
    compared = table_rows(book["逐户对账"], "与财务账龄表逐段对账（双方都有的客户；值）")
    assert [row["财务分段"] for row in compared] == [
        "未到期",
        "1-30天",
        "31-60天",
        "61-90天",
        "91-180天",
        "180天以上",
        "到期日缺失",
    ]
