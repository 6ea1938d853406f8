"""Optional programs that judge what we write: where they are, and a named skip where they are not."""

from __future__ import annotations

import os
import shutil
from enum import Enum
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CI_FOLDER = ROOT / ".ci"
CACHE = CI_FOLDER / "cache"
CORPUS = ROOT.parent / "shared" / "corpus"
"""Awkward spreadsheets from other projects; beside the checkout, and not everywhere."""


class Tool(Enum):
    """A program, by the names it goes by."""

    LIBREOFFICE = ("soffice", "libreoffice")
    CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
    PDFTOPPM = ("pdftoppm",)
    VALIDATOR = ("node",)

    def find(self) -> Path | None:
        """Return its path, or ``None`` where it is not installed."""
        if self is Tool.VALIDATOR and not (CI_FOLDER / "node_modules" / "@ooxml-tools" / "validate").is_dir():
            return None
        found = (shutil.which(name) for name in self.value)
        return next((Path(path) for path in found if path), None)


def require(tool: Tool) -> Path:
    """Return a tool's path; without it the test is skipped by name, and fails in CI."""
    path = tool.find()
    if path is None:
        message = f"{tool.name} is not installed"
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail(message)
        pytest.skip(message)
    return path


def require_axe() -> Path:
    """Return axe-core's script; without it the test is skipped by name, and fails in CI."""
    path = CI_FOLDER / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail("axe-core is not installed")
        pytest.skip("axe-core is not installed")
    return path


def corpus_files(*suffixes: str) -> list[Path]:
    """Return the corpus's files with these suffixes, none where there is no corpus."""
    if not CORPUS.is_dir():
        return []
    return sorted(path for path in CORPUS.iterdir() if path.suffix.lower() in suffixes)
