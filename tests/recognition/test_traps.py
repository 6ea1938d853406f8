"""Runs the cases of ``traps.toml`` and of the tables of its form: from a file to typed tables and findings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from support.awkward import build, in_each_format

from kehu_batch.cells import column_letter
from kehu_batch.errors import InputRejected
from kehu_batch.model.findings.finding import Finding
from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.recognition import Region
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook
from kehu_batch.wording.numbers import fen_to_decimal

TABLES = (
    "traps.toml",
    "layouts.toml",
    "merged_money.toml",
    "total_rows.toml",
    "near_tables.toml",
    "misread_tables.toml",
    "exported_books.toml",
)
CASES = [
    one
    for name in TABLES
    for case in tomllib.loads((Path(__file__).parents[1] / "cases" / name).read_text(encoding="utf-8"))[
        "case"
    ]
    for one in in_each_format(case)
]

#: Blanks that most small tables have; a case names them where they are its point.
UNASKED = ("KB201", "KB219", "KB202", "KB203", "KB204")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_trap(case: Mapping[str, Any], tmp_path: Path) -> None:
    expected = case["expect"]
    path = build(case, tmp_path)
    if "refused" in expected:
        with pytest.raises(InputRejected) as caught:
            open_workbook(path)
        assert caught.value.code == expected["refused"]
        return
    workbooks = (open_workbook(path),)
    vocabulary = load_vocabulary()
    recognition = recognise(workbooks, vocabulary)
    findings: tuple[Finding, ...] = recognition.findings
    if recognition.regions:
        dataset = normalise(workbooks, recognition, load_policy().policy, vocabulary)
        findings = dataset.findings
        values = [
            _values(dataset, region, table)
            for region, table in zip(dataset.regions, expected["tables"], strict=True)
        ]
        assert values == [table.get("values", {}) for table in expected["tables"]]
    assert [_describe(region) for region in recognition.regions] == [
        _wanted(table) for table in expected["tables"]
    ]
    asked = {item.split()[0] for item in expected["findings"]}
    found = sorted(_place(item) for item in findings if item.code in asked or item.code not in UNASKED)
    assert found == sorted(expected["findings"]), [str(item.location) + item.message for item in findings]
    text = "\n".join(item.message + item.action for item in findings)
    assert all(part in text for part in expected.get("messages", []))
    assert not any(part in text for part in expected.get("silent", []))


def test_each_case_has_a_name_of_its_own() -> None:
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names)


def _describe(region: Region) -> dict[str, Any]:
    return {
        "table": region.table,
        "side": region.side.value,
        "at": f"{region.sheet} {region.header_first_row}-{region.header_row}",
        "rows": region.data_rows.tolist(),
        "fields": {column_letter(match.column): match.field for match in region.columns},
        "passed": {str(row.row): row.reason for row in region.passed if row.reason != "表头"},
    }


def _wanted(table: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {"side": "ops", "passed": {}, **table}
    wanted.pop("values", None)
    return wanted


def _values(dataset: Dataset, region: Region, table: Mapping[str, Any]) -> dict[str, list[Any]]:
    frame = dataset.tables[region.table]
    rows = frame[frame["region"] == region.id]
    return {
        field: [_plain(value, rows[field].dtype) for value in rows[field]]
        for field in table.get("values", {})
    }


def _plain(value: Any, dtype: object) -> Any:  # noqa: ANN401  (a cell of any type)
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date()
    if isinstance(dtype, pd.Int64Dtype):
        return fen_to_decimal(int(value))
    if isinstance(value, float):
        return round(value, 6)
    return int(value) if isinstance(value, np.integer) else value


def _place(finding: Finding) -> str:
    place = finding.location
    assert place is not None
    return f"{finding.code} {place.cell or place.sheet}"
