"""The checks that a change must pass besides the tests, so that one command runs them all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

GATES = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--diff", "."],
    "mypy": ["-m", "mypy"],
    "import-linter": ["-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
}


@pytest.mark.parametrize(
    "gate", [pytest.param(gate, marks=pytest.mark.slow if gate == "mypy" else ()) for gate in GATES]
)
def test_gate(gate: str) -> None:
    done = subprocess.run(
        [sys.executable, *GATES[gate]], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"{gate}\n{done.stdout}\n{done.stderr}"
