"""The realistic month through every stage, against the figures of its plan."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import golden_drops
import pytest
from end_to_end import trend_on_page
from jsonschema import Draft202012Validator
from report.html_reading import read_page
from support.schema_records import let_through, records_of

from kehu_batch.batch.drops import resolve_drops
from kehu_batch.model.outcome import DropRequest
from kehu_batch.model.schema.printing import summary_schema
from kehu_batch.pipeline import process_drop

FOLDER = golden_drops.SAMPLES / "month"
TODAY = date(2026, 11, 3)
OCTOBER = "2026年10月客户回访工作表"

Json = dict[str, Any]


@pytest.fixture(scope="module")
def plan() -> Json:
    return golden_drops.golden("month")


@pytest.fixture(scope="module")
def output(month_outputs: Path) -> Path:
    return month_outputs


@pytest.fixture(scope="module")
def summary(output: Path) -> Json:
    return dict(json.loads((output / "summary.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def september() -> Json:
    (drop,) = resolve_drops([FOLDER])
    request = DropRequest(drop.files, today=TODAY, finance_files=drop.finance_files, period="2026-09")
    return dict(process_drop(request).summary)


@pytest.mark.parametrize(
    "section",
    [
        "period",
        "as_of",
        "policy",
        "tables",
        "tiers",
        "satisfaction",
        "issues",
        "demands",
        "follow_ups",
        "complaints",
        "data_quality",
    ],
)
def test_figures_are_those_of_the_plan(section: str, plan: Json, summary: Json) -> None:
    assert golden_drops.differences(plan["expected"][section], summary[section], section) == []


def test_clocks_are_those_of_the_plan(plan: Json, summary: Json) -> None:
    assert summary["clocks"] == plan["expected"]["complaints"]["clocks"]


def test_open_obligations_by_owner_are_those_of_the_plan(plan: Json, summary: Json) -> None:
    expected = {item["owner"]: item for item in plan["follow_ups"]["by_owner"]}
    found = {item["owner"]: item for item in summary["follow_ups"]["by_owner"]}
    assert found == expected


def test_every_overdue_item_is_open_and_has_a_severity(summary: Json) -> None:
    figures = summary["follow_ups"]
    for split in ("by_owner", "by_tier", "by_clock"):
        rows = figures[split]
        assert sum(item["open"] for item in rows) == figures["open"], split
        assert sum(item["overdue"] for item in rows) == len(figures["overdue"]), split
        for item in rows:
            assert item["high"] + item["medium"] + item["low"] == item["overdue"] <= item["open"], item


def test_findings_are_exactly_those_of_the_plan(plan: Json, summary: Json) -> None:
    found = Counter(
        (item["code"], item["severity"], item["file"], item["cell"])
        for item in summary["data_quality"]["findings"]
        if item["severity"] != "info"
    )
    expected = Counter(
        (item["code"], item["severity"], item["file"], item["cell"])
        for item in plan["findings_at_warning_or_above"]
    )
    assert {"missing": sorted(expected - found), "unexpected": sorted(found - expected, key=str)} == {
        "missing": [],
        "unexpected": [],
    }


def test_movements_are_those_of_the_plan(plan: Json, summary: Json) -> None:
    customers = summary["tiers"]["customers"]
    assert Counter(item["movement"] for item in customers) == plan["movements"]["by_movement"]


def test_last_months_tiers_are_recomputed_from_the_same_inputs(plan: Json, september: Json) -> None:
    assert september["as_of"] == "2026-09-30"
    found = {item["customer_id"]: item["recomputed"] for item in september["tiers"]["customers"]}
    assert found == plan["movements"]["last_months_tiers"]


def test_last_month_is_told_beside_this_one_as_its_own_report_told_it(summary: Json, september: Json) -> None:
    beside, own = summary["trend"]["before"]["figures"], september["trend"]["current"]["figures"]
    # Data quality is that of a drop.
    assert set(own) - set(beside) == {"data_quality.accuracy"}
    for code, figure in beside.items():
        for name in ("value", "part", "whole"):
            assert figure[name] == own[code][name], (code, name)


def test_last_months_issues_are_those_of_the_plan(plan: Json, september: Json) -> None:
    found = {item["type"]: item["count"] for item in september["issues"]["by_type"]}
    assert found == plan["issues_by_month"]["2026-09"]


def test_summary_satisfies_its_schema(summary: Json) -> None:
    errors = Draft202012Validator(summary_schema()).iter_errors(summary)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_no_record_of_the_summary_may_lose_rename_or_gain_a_key(summary: Json) -> None:
    schema = summary_schema()
    assert let_through(schema, summary) == []
    assert len(records_of(schema, summary)) > 80  # of some 100 kinds; the rest has no case in this month


def test_picture_chart_and_validations_come_back_untouched(summary: Json, output: Path) -> None:
    name = f"{OCTOBER}_批注.xlsx"
    assert name in summary["outputs"]["workbooks"]
    with zipfile.ZipFile(FOLDER / f"{OCTOBER}.xlsx") as before, zipfile.ZipFile(output / name) as after:
        own = [
            member
            for member in before.namelist()
            if member.startswith(("xl/media/", "xl/charts/", "xl/drawings/"))
        ]
        assert len(own) >= 4
        assert {member: before.read(member) for member in own} == {
            member: after.read(member) for member in own
        }
        sheet = "xl/worksheets/sheet1.xml"
        validations = re.compile(rb"<dataValidations.*?</dataValidations>", re.DOTALL)
        assert validations.findall(before.read(sheet)) == validations.findall(after.read(sheet)) != []


def test_the_page_tells_the_trend_figures_of_the_summary(output: Path, summary: Json) -> None:
    page = read_page((output / summary["outputs"]["report"]).read_text(encoding="utf-8"))
    trend = summary["trend"]
    changes = sparks = 0
    for tile in page.find("article", class_="kpi"):
        measure = trend_on_page.BY_NAME[tile.find("h2")[0].text]
        changes += trend_on_page.check_change(tile, measure, trend, "环比", trend["before"])
        changes += trend_on_page.check_change(tile, measure, trend, "同比", trend["year_before"])
        sparks += trend_on_page.check_spark(tile, measure, trend)
    assert (changes, sparks) == (7, 7)
    assert trend_on_page.check_months(page.find("div", id="list-months")[0], trend) > 40
