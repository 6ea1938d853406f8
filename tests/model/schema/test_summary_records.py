"""Records of ``summary.json``: what frames become, and what the schema made of them allows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NotRequired

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from kehu_batch.model.figures.measures import MEASURES
from kehu_batch.model.schema.kinds import Customer, Day, Moment, Money, Place
from kehu_batch.model.schema.printing import summary_schema
from kehu_batch.model.schema.record import Record, field_kinds
from kehu_batch.summary.records import add_reasons, list_records


class _Item(Customer, Place):
    on: Day
    at: Moment | None
    owed: Money | None
    note: NotRequired[str | None]
    rate: float | None
    rate_reason: NotRequired[str]


_Taken = Record("_Taken", {"class": str, "from": int})


def _frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": pd.Series(["A001", None], dtype="str"),
            "customer_name": pd.Series(["甲", "乙"], dtype="str"),
            "on": [datetime(2026, 11, 3), datetime(2026, 11, 4)],
            "at": [datetime(2026, 11, 3, 9, 30), pd.NaT],
            "owed_fen": pd.array([12345, None], dtype="Int64"),
            "rate": [0.5, float("nan")],
            "file": pd.Series(["a.xlsx", "a.xlsx"], dtype="str"),
            "cell": pd.Series(["回访!A2", "回访!A3"], dtype="str"),
        }
    )


def test_where_it_stands_comes_last_and_bases_first() -> None:
    keys = ["customer_id", "customer_name", "on", "at", "owed", "note", "rate", "rate_reason", "file", "cell"]
    assert list(field_kinds(_Item)) == keys
    assert list(field_kinds(_Taken)) == ["class", "from"]


def test_a_row_is_written_as_its_keys_are_declared() -> None:
    first, second = list_records(_frame(), _Item)
    assert list(first.items()) == [
        ("customer_id", "A001"),
        ("customer_name", "甲"),
        ("on", "2026-11-03"),
        ("at", "2026-11-03T09:30"),
        ("owed", "123.45"),
        ("rate", 0.5),
        ("file", "a.xlsx"),
        ("cell", "回访!A2"),
    ]
    assert (second["customer_id"], second["at"], second["owed"], second["rate"]) == (None, None, None, None)


def test_a_key_that_may_be_absent_is_written_where_it_is_a_column() -> None:
    (record, _) = list_records(_frame().assign(note="好"), _Item)
    assert record["note"] == "好"


def test_a_frame_without_a_declared_column_is_refused() -> None:
    with pytest.raises(KeyError, match="rate"):
        list_records(_frame().drop(columns="rate"), _Item)


def test_a_reason_stands_behind_the_figure_that_is_not_there() -> None:
    known, unknown = (
        add_reasons(_Item, item, {"rate": "没有数据", "at": "无"}) for item in list_records(_frame(), _Item)
    )
    assert "rate_reason" not in known
    keys = list(unknown)
    assert keys[keys.index("rate") + 1] == "rate_reason"
    assert unknown["rate_reason"] == "没有数据"
    assert "at_reason" not in unknown


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return summary_schema()


def _objects(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "summary", schema
    yield from schema["$defs"].items()


def test_no_record_takes_a_key_that_is_not_declared(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    opened = [name for name, found in _objects(schema) if found.get("additionalProperties") is not False]
    assert opened == []


def test_only_reasons_and_what_a_setting_turns_off_may_be_absent(schema: dict[str, Any]) -> None:
    absent = {
        f"{name}.{key}"
        for name, found in _objects(schema)
        for key in found["properties"].keys() - set(found.get("required", ()))
        if name != "TrendFigures" and not key.endswith("_reason")
    }
    clocks = ("complaint_plan", "complaint_resolve", "complaint_respond", "post_solution")
    assert absent == {"summary.understanding", *(f"ComplaintItem.{clock}" for clock in clocks)}


def test_each_measure_is_described_at_its_key_in_chinese(schema: dict[str, Any]) -> None:
    told = {
        key["description"]
        for found in schema["$defs"].values()
        for key in found["properties"].values()
        if "description" in key
    }
    assert {measure.description for measure in MEASURES} <= told
