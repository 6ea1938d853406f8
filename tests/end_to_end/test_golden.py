"""The published rows through every stage, against figures worked out by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import golden_drops
import pytest
from jsonschema import Draft202012Validator

from kehu_batch.model.outcome import DropRequest
from kehu_batch.model.schema.printing import summary_schema
from kehu_batch.pipeline import process_drop

TODAY = date(2026, 11, 22)


def _files(name: str, folder: Path) -> tuple[Path, ...]:
    if name == "ledger":
        return tuple(golden_drops.ledger_paths())
    if name == "traditional":
        return (golden_drops.traditional_worksheet(folder),)
    return (golden_drops.worksheet_path(),)


@pytest.fixture(scope="module", params=["worksheet", "ledger", "traditional"])
def drop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, dict[str, Any], Path]:
    """One golden drop: its name, its summary, and the folder with its outputs."""
    folder = tmp_path_factory.mktemp(request.param)
    files = _files(request.param, folder)
    outcome = process_drop(DropRequest(files=files, today=TODAY, output=folder / "out"))
    return request.param, dict(outcome.summary), folder / "out"


def test_figures_are_those_worked_out_by_hand(drop: tuple[str, dict[str, Any], Path]) -> None:
    name, summary, _ = drop
    assert golden_drops.differences(golden_drops.golden(name)["expected"], summary) == []


def test_findings_are_exactly_the_expected_ones(drop: tuple[str, dict[str, Any], Path]) -> None:
    name, summary, _ = drop
    serious = [item for item in summary["data_quality"]["findings"] if item["severity"] != "info"]
    expected = golden_drops.golden(name)["findings_at_warning_or_above"]
    assert golden_drops.differences(expected, serious) == []


def test_summary_satisfies_its_schema(drop: tuple[str, dict[str, Any], Path]) -> None:
    _, summary, _ = drop
    errors = Draft202012Validator(summary_schema()).iter_errors(summary)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_outputs_named_in_the_summary_exist(drop: tuple[str, dict[str, Any], Path]) -> None:
    _, summary, folder = drop
    outputs = summary["outputs"]
    single = {outputs[name] for name in ("report", "next_worksheet", "summary")}
    named = {*outputs["workbooks"], *outputs["owner_lists"], *single}
    found = (path for path in folder.rglob("*") if path.is_file())
    assert {path.relative_to(folder).as_posix() for path in found} == named


def test_second_run_is_byte_identical(drop: tuple[str, dict[str, Any], Path], tmp_path: Path) -> None:
    name, _, folder = drop
    again = tmp_path / "again"
    process_drop(DropRequest(files=_files(name, tmp_path), today=TODAY, output=again))
    assert _contents(again) == _contents(folder)


def test_annotated_workbook_dropped_again_gives_the_same(
    drop: tuple[str, dict[str, Any], Path], tmp_path: Path
) -> None:
    _, summary, folder = drop
    annotated = tuple(folder / name for name in summary["outputs"]["workbooks"])
    again = tmp_path / "again"
    outcome = process_drop(DropRequest(files=annotated, today=TODAY, output=again))
    for name in summary["outputs"]["workbooks"]:
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name
    assert _figures(dict(outcome.summary)) == _figures(summary)


def _contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _figures(value: Any) -> Any:  # noqa: ANN401  (whatever JSON holds)
    """Leave out what tells the files apart: their names and hashes."""
    if isinstance(value, dict):
        return {key: _figures(item) for key, item in value.items() if key not in {"file", "sha256", "inputs"}}
    if isinstance(value, list):
        return [_figures(item) for item in value]
    return value
