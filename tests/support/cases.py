"""Rule cases: the tables under ``tests/cases``."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from kehu_batch.model.tables.source import CellValue

CASES = Path(__file__).resolve().parents[1] / "cases"


def load_cases(name: str) -> dict[str, Any]:
    """Return the table of cases of that file name, e.g. ``"aging.toml"``."""
    return tomllib.loads((CASES / name).read_text(encoding="utf-8"))


def typed_cells(row: str) -> list[CellValue]:
    """Return the cells of a row that a case writes with ``|`` between them: numbers and days as such."""
    return [_typed(text) for text in row.split("|")]


def _typed(text: str) -> CellValue:
    for kind in (float, date.fromisoformat):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
