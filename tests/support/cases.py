"""Rule cases: the tables under ``tests/cases``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

CASES = Path(__file__).resolve().parents[1] / "cases"


def load_cases(name: str) -> dict[str, Any]:
    """Return the table of cases of that file name, e.g. ``"aging.toml"``."""
    return tomllib.loads((CASES / name).read_text(encoding="utf-8"))
