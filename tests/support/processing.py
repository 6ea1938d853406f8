"""Processes files one by one in a process of its own, and tells what became of each, what it took and its peak."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kehu_batch.errors import KehuError
from kehu_batch.model.outcome import DropRequest
from kehu_batch.pipeline import process_drop


@dataclass(frozen=True, slots=True)
class Processed:
    """One file: its outcome (``done`` or the code of an error), processor seconds, and the peak so far in MiB."""

    file: str
    outcome: str
    seconds: float
    peak: int


def process_each(paths: tuple[Path, ...]) -> list[Processed]:
    """Process each file as a drop of its own; anything without a name goes up."""
    return [_process(path) for path in paths]


def _process(path: Path) -> Processed:
    start = time.process_time()
    try:
        process_drop(DropRequest(files=(path,), today=date(2026, 11, 22)))
        outcome = "done"
    except KehuError as error:
        outcome = error.code
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return Processed(path.name, outcome, time.process_time() - start, peak)
