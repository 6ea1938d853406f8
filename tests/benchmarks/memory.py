"""The memory of the program's stages, on Linux: what stands when each ends, and the most that it held.

python -m benchmarks.memory DROP OUTPUT

A stage that is a part of another is shown under it. What the operating system was given back does not count.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.stages import STAGES

#: The day of the call; the drops end on 2023-11-30.
_TODAY = date(2023, 12, 5)
_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
#: Stages that ``stages`` does not time.
_MORE = (
    ("kehu_batch.pipeline", "write_worksheets", ""),
    ("kehu_batch.annotation.annotate", "build_patch", "annotate"),
)


def _mebibytes(name: str) -> float:
    """Return a figure of the process: ``VmRSS`` now, ``VmHWM`` the most since it was reset."""
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def _watch(module: ModuleType, name: str, depth: int) -> None:
    function: Callable[..., Any] = getattr(module, name)

    def watched(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the stage takes and gives
        before = _mebibytes("VmRSS")
        _RESET.write_text("5")
        try:
            return function(*args, **kwargs)
        finally:
            most, after = _mebibytes("VmHWM"), _mebibytes("VmRSS")
            sys.stdout.write(
                f"{'  ' * depth + name:<24} before {before:7.0f}  most {most:7.0f}  after {after:7.0f}\n"
            )

    setattr(module, name, watched)


def main() -> None:
    """Process the drop and say of each stage, as it ends, what stood before, at most, and after it, in MiB."""
    drop, output = map(Path, sys.argv[1:3])
    gc.set_threshold(200_000, 20, 100)  # as the program's worker does
    from kehu_batch import pipeline
    from kehu_batch.model.outcome import DropRequest

    # A part resets what its whole has seen: it is measured within that, and the whole's most is the parts'.
    for module, name, whole in (*STAGES, *_MORE):
        _watch(import_module(module), name, 1 if whole else 0)
    pipeline.process_drop(DropRequest(files=tuple(sorted(drop.iterdir())), today=_TODAY, output=output))


if __name__ == "__main__":
    main()
