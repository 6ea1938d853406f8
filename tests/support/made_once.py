"""What several tests only look at, made once: outputs of a drop in a run, and a workbook as openpyxl reads it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from golden_drops import SAMPLES
from openpyxl.workbook import Workbook

from kehu_batch.batch.drops import resolve_drops
from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder of the run, which whoever asks first has filled.

    Workers share it. Two that ask at once both make it, and the first to end gives the folder.

    Args:
        factory: Knows the run's folder.
        name: Of what is made; one name, one content.
        make: Fills an empty folder.
    """
    base = factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"once_{name}"
    if not place.is_dir():
        part = factory.mktemp(f"part_{name}")
        make(part)
        try:
            part.rename(place)
        except OSError:
            assert place.is_dir()
    return place


def process_month(folder: Path) -> None:
    """Write the outputs of the sample month; on any later day they are the same."""
    (drop,) = resolve_drops([SAMPLES / "month"])
    process_drop(
        DropRequest(
            files=drop.files,
            finance_files=drop.finance_files,
            today=date(2026, 11, 3),
            output=folder,
        ),
    )


def read_book(path: Path, *, values: bool = False) -> Workbook:
    """Return a workbook to be looked at only: a large one takes seconds to read, and many tests ask for it.

    Args:
        path: The workbook.
        values: Whether cells have the values kept beside formulas, and not the formulas.
    """
    return read_content(path.read_bytes(), values=values)


@lru_cache(maxsize=4)
def read_content(content: bytes, *, values: bool = False) -> Workbook:
    """Return a workbook of this content, to be looked at only."""
    return openpyxl.load_workbook(BytesIO(content), data_only=values)
