"""What cells show, kind by kind and in every format of file (tests/cases/shown_cells.toml)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from support.awkward import shaped
from support.cases import load_cases
from support.table_formats import WRITERS, Cell

from kehu_batch.model.tables.frames import column_of
from kehu_batch.normalisation.normalise import normalise
from kehu_batch.policy.loading import load_policy
from kehu_batch.policy.vocabulary import load_vocabulary
from kehu_batch.recognition.recognise import recognise
from kehu_batch.source.opening import open_workbook
from kehu_batch.wording.numbers import fen_to_decimal

TABLES: list[dict[str, Any]] = load_cases("shown_cells.toml")["tables"]

#: Own cases of each kind.
LEAST_CASES = 6


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.get("name", table["table"]))
@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_cells_in_every_format(suffix: str, table: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / f"表.{suffix}"
    path.write_bytes(WRITERS[suffix]([table["header"], *_rows(table)], "表"))
    books, vocabulary = (open_workbook(path),), load_vocabulary()
    frame = normalise(books, recognise(books, vocabulary), load_policy().policy, vocabulary).tables[
        table["table"]
    ]
    assert len(frame) == len(table["cases"])
    wrong = [
        (case["kind"], case["cells"], field, wanted, found)
        for place, case in enumerate(table["cases"])
        for field, wanted in case["want"].items()
        if (found := _plain(frame[field].iloc[place], table["table"], field)) != wanted
    ]
    assert wrong == []


def test_each_kind_has_six_cases_of_its_own_and_neighbours() -> None:
    cases = [case for table in TABLES for case in table["cases"]]
    own = Counter(case["kind"] for case in cases if not case.get("neighbour"))
    beside = Counter(case["kind"] for case in cases if case.get("neighbour"))
    few = {kind for kind, count in own.items() if count < LEAST_CASES}
    assert few == {"0 on a scale from 1"}
    assert set(own) - set(beside) == {"0 on a scale from 1", "moments"}


def _rows(table: dict[str, Any]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for number, case in enumerate(table["cases"], start=1):
        cells = {**table["same"], **case["cells"]}
        first = table["header"][0]
        rows.append(
            [shaped(cells.get(header, f"N{number}" if header == first else "")) for header in table["header"]]
        )
    return rows


def _plain(value: Any, table: str, field: str) -> Any:  # noqa: ANN401  (a cell of any type)
    if pd.isna(value):
        return ""
    if isinstance(value, date | pd.Timestamp):
        return str(value)
    unit = "" if field == "excluded" else column_of(table, field).unit
    if unit == "fen":
        return fen_to_decimal(int(value))
    return (
        bool(value) if isinstance(value, np.bool_) else round(value, 6) if isinstance(value, float) else value
    )
