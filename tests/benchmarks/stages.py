"""The program's own stages, one by one: its functions are called as they stand, through wrappers that keep time.

python -m benchmarks.stages DROP OUTPUT FIGURES.json
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

#: Stages in the order in which they begin, each with the stage that it is a part of.
STAGES: tuple[tuple[str, str, str], ...] = (
    ("kehu_batch.pipeline", "open_workbook", ""),
    ("kehu_batch.pipeline", "recognise", ""),
    ("kehu_batch.pipeline", "normalise", ""),
    ("kehu_batch.pipeline", "analyse", ""),
    ("kehu_batch.pipeline", "annotate", ""),
    ("kehu_batch.annotation.annotate", "inspect_book", "annotate"),
    ("kehu_batch.annotation.patch", "result_columns", "annotate"),
    ("kehu_batch.annotation.patch", "build_sheets", "annotate"),
    ("kehu_batch.annotation.patch", "write_donor", "annotate"),
    ("kehu_batch.annotation.annotate", "patch_book", "annotate"),
    ("kehu_batch.ooxml.patch", "splice", "patch_book"),
    ("kehu_batch.annotation.annotate", "verify_patch", "annotate"),
    ("kehu_batch.pipeline", "render_report", ""),
    ("kehu_batch.pipeline", "summarise", ""),
)

#: The day of the call; the drops end on 2023-11-30.
_TODAY = date(2023, 12, 5)


def _keep_time(module: ModuleType, name: str, spent: dict[str, float]) -> None:
    function: Callable[..., Any] = getattr(module, name)

    def timed(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the stage takes and gives
        begun = time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            spent[name] += time.process_time() - begun

    setattr(module, name, timed)


def main() -> None:
    """Process the drop and write the seconds of CPU that each stage took, and ``total``."""
    drop, output, figures = map(Path, sys.argv[1:4])
    begun = time.process_time()
    gc.set_threshold(200_000, 20, 100)  # as the program's worker does
    from kehu_batch import pipeline
    from kehu_batch.model.outcome import DropRequest

    spent = {name: 0.0 for _, name, _ in STAGES}
    for module, name, _ in STAGES:
        _keep_time(import_module(module), name, spent)
    imported = time.process_time()
    pipeline.process_drop(DropRequest(files=tuple(sorted(drop.iterdir())), today=_TODAY, output=output))
    spent = {"import": imported - begun, **spent, "total": time.process_time() - begun}
    figures.write_text(json.dumps(spent), encoding="utf-8")


if __name__ == "__main__":
    main()
