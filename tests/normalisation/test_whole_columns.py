"""Kinds that live in a whole column, in every format of file (tests/cases/whole_columns.toml)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from support.awkward import build
from support.cases import load_cases
from support.table_formats import WRITERS

from kehu_batch.model.tables.dataset import Dataset
from kehu_batch.model.tables.frames import column_of
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook
from kehu_batch.wording.numbers import fen_to_decimal

CASES: list[dict[str, Any]] = load_cases("whole_columns.toml")["case"]

#: What is found of a kind.
CODES = {
    "merged money": {"KB126"},
    "two columns of one moment": {"KB235"},
    "total rows": {"KB129", "KB281"},
    "totals rows of Tables": {"KB129", "KB281"},
    "near tables": {"KB109"},
    "title units": {"KB109", "KB210"},
    "formats of columns": {"KB221", "KB222", "KB223"},
    "ticked columns": {"KB102", "KB202", "KB221", "KB224"},
}
#: Formats in which a kind cannot occur: what a csv holds is text, cell by cell, and Tables are Excel's own.
WITHOUT = {
    "merged money": {"csv"},
    "formats of columns": {"csv"},
    "totals rows of Tables": {"csv", "html", "ods", "xml"},
}
#: Own cases of each kind in each format, and cases in which it must not trigger.
LEAST_CASES, LEAST_NEIGHBOURS = 6, 3


def of_format(suffix: str) -> list[dict[str, Any]]:
    return [
        case
        for case in CASES
        if suffix not in WITHOUT.get(case["kind"], ()) and suffix in case.get("formats", WRITERS)
    ]


def _file_of(case: dict[str, Any], file: str) -> dict[str, Any]:
    sheet = {key: case[key] for key in ("rows", "merge", "lists") if key in case}
    return {"sheets": [sheet], "make": Path(file).suffix, "file": file}


@pytest.fixture(scope="module", params=sorted(WRITERS))
def drop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Dataset]:
    suffix: str = request.param
    folder = tmp_path_factory.mktemp(suffix)
    books = [
        open_workbook(build(_file_of(case, f"{number:03d}.{suffix}"), folder))
        for number, case in enumerate(of_format(suffix))
    ]
    vocabulary = load_vocabulary()
    return suffix, normalise(books, recognise(books, vocabulary), load_policy().policy, vocabulary)


def test_rows_and_values(drop: tuple[str, Dataset]) -> None:
    suffix, dataset = drop
    wrong: list[tuple[Any, ...]] = []
    for number, case in enumerate(of_format(suffix)):
        regions = [region for region in dataset.regions if region.file == f"{number:03d}.{suffix}"]
        found = [(region.table, region.data_rows.tolist()) for region in regions]
        rows = [row for _, rows in found for row in rows]
        tables = {table for table, _ in found}
        if tables != ({case["table"]} - {""}) or rows != case["keep"]:
            wrong.append((case["name"], found))
            continue
        for field, wanted in case.get("want", {}).items():
            frame = dataset.tables[case["table"]]
            values = frame[frame["region"].isin([region.id for region in regions])][field]
            plain = [_plain(value, case["table"], field) for value in values]
            if plain != wanted:
                wrong.append((case["name"], field, plain))
    assert wrong == []


def test_findings(drop: tuple[str, Dataset]) -> None:
    suffix, dataset = drop
    wrong = []
    for number, case in enumerate(of_format(suffix)):
        of_file = [
            finding
            for finding in dataset.findings
            if finding.location is not None and finding.location.file == f"{number:03d}.{suffix}"
        ]
        told = sorted(
            f"{finding.code} {finding.location.ref}"
            for finding in of_file
            if finding.location is not None and finding.code in CODES[case["kind"]]
        )
        text = "\n".join(finding.message for finding in of_file)
        lacking = [part for part in case.get("says", ()) if part not in text]
        if told != case["told"] or lacking:
            wrong.append((case["name"], told, lacking, text))
    assert wrong == []


@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_each_kind_has_six_cases_of_its_own_and_neighbours(suffix: str) -> None:
    cases = of_format(suffix)
    own = Counter(case["kind"] for case in cases if not case.get("neighbour"))
    beside = Counter(case["kind"] for case in cases if case.get("neighbour"))
    kinds = {kind for kind in CODES if suffix not in WITHOUT.get(kind, ())}
    assert {kind for kind in kinds if own[kind] < LEAST_CASES} == set()
    assert {kind for kind in kinds if beside[kind] < LEAST_NEIGHBOURS} == set()


def _plain(value: Any, table: str, field: str) -> Any:  # noqa: ANN401  (a cell of any type)
    if pd.isna(value):
        return ""
    unit = column_of(table, field).unit
    if isinstance(value, pd.Timestamp):
        return str(value) if unit == "moment" else value.date()
    if unit == "fen":
        return fen_to_decimal(int(value))
    assert not isinstance(value, date | np.bool_)
    return round(value, 6) if isinstance(value, float) else value
