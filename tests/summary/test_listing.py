"""Long lists: the first records in ``summary.json``, each of them as JSON Lines, and how many there are."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, cast

import golden_drops
import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from kehu_batch.model.outcome import ROWS_NAME, DropRequest, Outcome
from kehu_batch.model.schema.kinds import Customer
from kehu_batch.model.schema.printing import summary_schema
from kehu_batch.model.schema.summary import Summary
from kehu_batch.pipeline import process_drop
from kehu_batch.summary import records
from kehu_batch.summary.listing import complete, shorten, write_rows
from kehu_batch.summary.records import MOST_SHOWN, RecordList, list_records
from kehu_batch.summary.totals import total_of


def _customers(count: int) -> list[Customer]:
    numbers = [f"C{number:05d}" for number in range(count)]
    frame = pd.DataFrame({"customer_id": numbers, "customer_name": numbers}, dtype="str")
    return list_records(frame, Customer)


def _summary(count: int) -> Summary:
    made: Any = {"tiers": {"customers": _customers(count), "counts": {"核心": count}}, "notices": ["一"]}
    return cast("Summary", made)


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, 1), (500, 500), (501, 500), (10_501, 500)])
def test_a_list_shows_its_first_records_and_says_how_many_there_are(count: int, shown: int) -> None:
    written: dict[str, Any] = dict(shorten(_summary(count)))
    assert [one["customer_id"] for one in written["tiers"]["customers"]] == [
        f"C{number:05d}" for number in range(shown)
    ]
    assert written["shortened"] == ({"tiers.customers": count} if count > shown else {})
    assert total_of(written, "tiers.customers") == count
    assert type(written["tiers"]["customers"]) is list


def test_a_whole_summary_has_every_record() -> None:
    whole: dict[str, Any] = dict(complete(_summary(10_501)))
    assert [one["customer_id"] for one in whole["tiers"]["customers"]] == [f"C{n:05d}" for n in range(10_501)]
    assert whole["shortened"] == {}


def test_each_record_of_each_list_has_a_line() -> None:
    lines = [json.loads(line) for line in write_rows(_summary(10_501))]
    assert [line["list"] for line in lines] == ["tiers.customers"] * 10_501
    assert [line["number"] for line in lines] == list(range(1, 10_502))
    assert [line["record"]["customer_name"] for line in lines] == [f"C{n:05d}" for n in range(10_501)]


def test_values_that_are_no_column_are_cut_with_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST_SHOWN", 2)
    frame = pd.DataFrame({"customer_id": ["a", "b", "c"]}, dtype="str")
    found = list_records(frame, Customer, {"customer_name": ["甲", "乙", "丙"]})
    assert isinstance(found, RecordList)
    assert [one["customer_name"] for one in found] == ["甲", "乙"]
    assert [one["customer_name"] for one in found.every()] == ["甲", "乙", "丙"]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Path]:
    """Return the published rows processed with lists of one record, and the folder written."""
    folder = tmp_path_factory.mktemp("rows") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "MOST_SHOWN", 1)
        request = DropRequest(
            (golden_drops.worksheet_path(),), date(2026, 11, 22), output=folder, json_rows=True
        )
        return process_drop(request), folder


def test_a_drop_is_written_short_with_all_its_rows_beside(published: tuple[Outcome, Path]) -> None:
    outcome, folder = published
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary == outcome.summary
    assert list(Draft202012Validator(summary_schema()).iter_errors(summary)) == []
    assert summary["outputs"]["rows"] == ROWS_NAME
    assert ROWS_NAME in outcome.outputs.files
    # B002 has two issues, and two customers are rated; A001 alone has a demand.
    assert [item["text"] for item in summary["issues"]["items"]] == ["功能操作问题"]
    assert summary["shortened"]["issues.items"] == 2
    assert summary["shortened"]["tiers.customers"] == 2
    assert "demands.items" not in summary["shortened"]
    lines = [json.loads(line) for line in (folder / ROWS_NAME).read_text(encoding="utf-8").splitlines()]
    issues = [line["record"] for line in lines if line["list"] == "issues.items"]
    assert [item["text"] for item in issues] == ["功能操作问题", "服务器卡顿"]
    assert issues[0] == summary["issues"]["items"][0]


def test_nothing_needed_later_is_shortened(published: tuple[Outcome, Path]) -> None:
    outcome, _ = published
    assert len(outcome.summary["data_quality"]["findings"]) > 1
    assert not [place for place in outcome.summary["shortened"] if place.startswith("data_quality")]


def test_without_the_option_no_rows_are_written(tmp_path: Path) -> None:
    outcome = process_drop(
        DropRequest((golden_drops.worksheet_path(),), date(2026, 11, 22), output=tmp_path / "out")
    )
    assert outcome.summary["outputs"]["rows"] is None
    assert not (tmp_path / "out" / ROWS_NAME).exists()
    assert MOST_SHOWN == 500
